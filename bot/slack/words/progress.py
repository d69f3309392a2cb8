"""The words of the ledger of landed commits."""

from typing import Final

from bot.app.api.answers import Progress
from bot.readiness.place import Problem
from bot.readiness.progress import LandedEntry, Section
from bot.readiness.work import AwaitedMerge
from bot.slack.prose import Code, Line, Span, Strong, several, short, shown
from bot.slack.words.pictures import BETWEEN, LANDED, NEW
from bot.slack.words.reports import read_at
from bot.slack.words.terms import name, request

NO_SECTION: Final = "No section"
MARKS: Final = f"█ {LANDED}   ▒ {NEW}   ─ {BETWEEN}"
PROBLEMS: Final = "Can't be read"


def landed(given: Progress) -> Line:
    """Return how much has landed, in one line."""
    lead = (Strong(name(given.as_of.project)), ": ")
    if given.path is None:
        return (
            *lead,
            "no ledger of landed commits is named. Name one in .gatebot.yml under documents: ",
            Code("progress: doc/Execution_Progress.md"),
            ".",
        )
    if not given.entries:
        return (*lead, "the ledger ", Code(shown(given.path, 160)), " has no entry yet.")
    waiting = [entry for entry in given.entries if entry.waits]
    new = sum(not entry.recorded for entry in given.entries)
    names = {entry.section.casefold() for entry in given.entries}
    sections = sum(bool(shown(name, 60)) for name in names)
    return (
        *lead,
        f"{several(len(given.entries) - new, 'landing')} in the ledger",
        f", {several(new, 'commit')} since" if new else "",
        f"; {several(sections, 'section')}" if sections else "",
        *_also_waiting(waiting),
        ".",
    )


def _also_waiting(entries: list[LandedEntry]) -> Line:
    """Return how many entries are in the ledger by a request that is not merged yet."""
    merge = next((entry.waits for entry in entries if entry.waits), None)
    if merge is None:
        return ()
    to_merge = request(merge.number, merge.url) if merge.number else "its merge"
    return f"; {len(entries):,} of them {'waits' if len(entries) == 1 else 'wait'} for ", to_merge


def section_name(section: str) -> str:
    """Return a section's name, or what stands for none."""
    return shown(section, 60) or NO_SECTION


def section(found: Section) -> Line:
    """Return a section as a heading of its list."""
    return (Strong(section_name(found.name)), f" ({several(len(found.entries), 'commit')})")


def entry(found: LandedEntry) -> Line:
    """Return what landed: when, as which commit, what."""
    return (
        f"{found.date} " if found.date else "",
        short(found.commit),
        f" {shown(found.title, 140)}",
        *_standing(found),
    )


def _standing(found: LandedEntry) -> Line:
    if not found.recorded:
        return (" — not in the ledger yet",)
    return (" — ", *_awaited(found.waits)) if found.waits else ()


def _awaited(merge: AwaitedMerge) -> Line:
    if not merge.number:
        return ("waits for its merge",)
    return "waits for ", request(merge.number, merge.url)


def problem(found: Problem) -> Line:
    """Return a line of the ledger that can't be read."""
    place = Code(shown(str(found.place), 160))
    return (place, f" {shown(found.wrong, 200)} {shown(found.mend, 200)}")


def more(count: int) -> Line:
    """Return how many of a list are not shown, as its last line."""
    return (f"… and {count:,} more",)


def hidden(count: int, path: str | None) -> Line:
    """Return how many are not shown, and where all of the ledger is."""
    return (f"… and {count:,} more. ", *_all_of_it(path))


def outside(count: int, path: str | None) -> Line:
    """Return how many are in sections that are not shown, and where all of the ledger is."""
    said = f"… and {count:,} more outside these sections. " if count else ""
    return (said, *_all_of_it(path))


def _all_of_it(path: str | None) -> tuple[Span, ...]:
    return ("The ledger: ", Code(shown(path, 160)), ".") if path else ()


def since_unknown() -> Line:
    """Return that the commits since can't be told."""
    why = "the host does not answer, or the newest entries' commits are not on the branch"
    return (f"Which commits came since can't be told now: {why}.",)


def footer(given: Progress) -> Line:
    """Return of which commit and time it is."""
    return read_at(given.as_of)
