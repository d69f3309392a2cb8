"""The words of `/gate release`: the verdict first, then each reason with its mend."""

from collections.abc import Sequence
from typing import Final

from bot.app.api import answers as a
from bot.readiness.phase import UnknownStatus
from bot.readiness.release import Call, Criterion, Ending, Release, Unsigned
from bot.readiness.round import RoundState
from bot.readiness.status import Status
from bot.readiness.work import OpsItem
from bot.slack.prose import Code, Line, Note, Part, Span, Strong, names, several, shown
from bot.slack.words import signoffs
from bot.slack.words.events import awaited, phase_title
from bot.slack.words.ops import waiting
from bot.slack.words.refusals import problem_line
from bot.slack.words.reports import read_at, status_spans
from bot.slack.words.terms import command, name

_UNREAD: Final[Line] = (
    "What has changed since the last look. I can't read the repository just now: ",
    command("release"),
    " in a minute.",
)
_MOST: Final = 5  # lines of each list: the whole is read in ten seconds


def report(given: a.ReleaseReport) -> Note:
    """Return go or no-go, and why."""
    release = given.release
    parts = (
        _part("Not known:", [_UNREAD] if release.unread else [], ""),
        _part("Not signed off:", [_unsigned(u) for u in release.unsigned], "status"),
        _part("In the roadmap only:", [_planned(p, given.tracker) for p in release.planned], ""),
        _part("Ops items that hold it back:", [_ops(n, i) for n, i in release.blocking], "ops"),
        _part("Signed off, and not to be relied on:", _broken(release), "status"),
        _document(given),
        _part("To be mended:", [problem_line(p) for p in release.problems], ""),
        _part("Soon:", [_ending(e) for e in release.ending], ""),
    )
    return Note(_verdict(given), tuple(p for p in parts if p.items), _then(given))


def _verdict(given: a.ReleaseReport) -> Line:
    release, project = given.release, name(given.as_of.project)
    if release.go:
        return (Strong("Go"), f" for {project}: every phase is signed off, and nothing is against.")
    against = release.document.against if release.document else ()
    unclear = sum(c.call is Call.UNCLEAR for c in against)
    problems = len(release.problems)
    missing = len(release.unsigned) + len(release.planned)
    counts = [
        f"{several(missing, 'phase')} not signed off" if missing else "",
        f"{several(len(release.blocking), 'ops item')} in the way" if release.blocking else "",
        *signoffs.counts(release.broken),
        "the repository can't be read" if release.unread else "",
        f"{several(len(against) - unclear, 'line')} of the document against"
        if len(against) > unclear
        else "",
        f"{several(unclear, 'line')} unclear" if unclear else "",
        f"{several(problems, 'line')} to be mended" if problems else "",
    ]
    return (Strong("No-go"), f" for {project}: {', '.join(filter(None, counts))}.")


def _part(heading: str, lines: Sequence[Line], see_all: str) -> Part:
    """Return a list that is cut, with a count and the command that shows all of it."""
    hidden = len(lines) - _MOST
    if hidden <= 0:
        return Part(tuple(lines), (heading,))
    more: Line = (f"… and {hidden} more", ": " if see_all else ".", *_all(see_all))
    return Part((*lines[:_MOST], more), (heading,))


def _all(verb: str) -> Line:
    return (command(verb), ".") if verb else ()


def _unsigned(unsigned: Unsigned) -> Line:
    phase = unsigned.phase
    title = (*phase_title(phase.id, shown(phase.title, 80)), " — ", *status_spans(phase), ". ")
    return (*title, *_next(unsigned))


def _next(unsigned: Unsigned) -> Line:
    """Return what brings a phase nearer to its sign-off."""
    phase, review = unsigned.phase, unsigned.review
    if review is not None and review.state is RoundState.APPROVED:
        return ("Its sign-off is being written.",)
    if review is not None and review.gaps_listed():
        return ("Gaps were listed: ", command("gaps", phase.id), ".")
    if review is not None:
        return (f"Waits for {awaited(review)}: ", command("remind", phase.id), ".")
    if isinstance(phase.status, UnknownStatus):
        return ("Correct the line.",)
    verb = "start" if phase.status is Status.NOT_STARTED else "ready"
    return (command(verb, phase.id), ".")


def _planned(planned: tuple[str, str], tracker: str) -> Line:
    phase, title = planned
    row = f"| {name(phase)} | {shown(title, 80)} | {Status.NOT_STARTED.value} | |"
    return (
        *phase_title(phase, shown(title, 80)),
        ". Add its row to ",
        Code(shown(tracker, 160)),
        ": ",
        Code(row),
        ".",
    )


def _ops(number: int, item: OpsItem) -> Line:
    if item.done:
        return (Strong(shown(item.text, 120)), " — done", *waiting(item), ".")
    return (
        Strong(shown(item.text, 120)),
        f" — {name(item.owner)}. " if item.owner else " — no owner. ",
        *(
            ("When it is done: ", command("ops", "done", str(number)), ".")
            if item.owner
            else (command("ops", "assign", f"{number} to @name"), ".")
        ),
    )


def _broken(release: Release) -> list[Line]:
    return [signoffs.line_with_fix(each) for each in release.broken]


def _before_gatebot(release: Release) -> tuple[Line, ...]:
    """Return which phases were signed off before gatebot: their reviews are nowhere recorded."""
    before = names([name(each.phase) for each in release.before_gatebot], "and", most=10)
    if not before:
        return ()
    return ((f"Signed off before gatebot, without a record, and counted: {before}.",),)


def _document(given: a.ReleaseReport) -> Part:
    against = given.release.document.against if given.release.document else ()
    path = Code(shown(given.document, 160))
    part = _part("", [*map(_criterion, against), *_several(given.release)], "")
    return Part(part.items, ("Against it, and to be changed there, in ", path, ":"))


def _several(release: Release) -> list[Line]:
    """Return that the document decides more than once, where it does: the strictest counts."""
    decisions = release.document.decisions if release.document else ()
    if len(decisions) < 2:  # noqa: PLR2004 - one is as it should be
        return []
    at = names([f"line {d.place.line} ({shown(d.said, 40)})" for d in decisions], "and", most=5)
    return [(f"It decides more than once, and the strictest counts: {at}. Keep one.",)]


def _criterion(criterion: Criterion) -> Line:
    said = shown(criterion.said, 40)
    tail: list[Span] = [f" — {said}"]
    if criterion.call is Call.UNCLEAR:
        tail = [f" — “{said}” is neither go nor no-go" if said else " — neither go nor no-go"]
    why = shown(criterion.why, 160)
    return (
        f"Line {criterion.place.line}: ",
        Strong(shown(criterion.text, 120)),
        *tail,
        f": {why}" if why else "",
    )


def _ending(ends: Ending) -> Line:
    days = f"in {several(ends.days, 'day')}" if ends.days else "today"
    return (
        f"The waiver of {name(ends.waived.name)} for ",
        Strong(name(ends.phase)),
        f" ends {days}, on {shown(ends.waived.until, 20)}. ",
        f"Bring what it waives, or have {name(ends.waived.by)} renew it.",
    )


def _then(given: a.ReleaseReport) -> tuple[Line, ...]:
    nameless: Line = (
        "No release readiness document is named: ",
        Code("documents.release_readiness"),
        " in ",
        Code(".gatebot.yml"),
        ".",
    )
    before = _before_gatebot(given.release)
    return (*before, *(() if given.document else (nameless,)), read_at(given.as_of))
