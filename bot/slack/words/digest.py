"""The words of a digest, and of when a channel hears one. It is read in ten seconds."""

from collections import Counter
from datetime import date
from typing import Final

from bot.app.api.answers import DigestOff, DigestPreview, DigestState
from bot.readiness import ops_events as e
from bot.readiness.digest import Digest, LandedCommit, Moved, WaitingRound
from bot.readiness.phase import Phase
from bot.readiness.round import Gap
from bot.readiness.schedule import Schedule, days_text, local_day
from bot.readiness.status import Status
from bot.slack.prose import (
    Channel,
    Code,
    Line,
    Link,
    Note,
    Span,
    Strong,
    When,
    names,
    several,
    short,
    shown,
    ticked,
)
from bot.slack.words import signoffs
from bot.slack.words.events import event, of_round, phase_title
from bot.slack.words.terms import STATUS_MARK, command, name

REMIND: Final = "Remind"
SET: Final = "Set a digest"
CHANGE: Final = "Change"
PREVIEW: Final = "Preview"
TURN_OFF: Final = "Turn off"
TITLE: Final = "Daily digest"
SAVE: Final = "Save"
AT: Final = "Time of day"
AT_HINT: Final = "On a clock of the zone below, for example 09:00."
ZONE: Final = "Time zone"
ZONE_HINT: Final = "For example Europe/Berlin. Its summer time is followed by itself."
DAYS: Final = "Days"
ALWAYS: Final = "When nothing is open"
SAY_SO: Final = "Say so in one line"
BAD_TIME: Final = "Write a time as 09:00."
NO_DAYS: Final = "Choose at least one day."
DAY_NAMES: Final = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
WAITING: Final = "Reviews that wait"
OPS: Final = "Ops track"
GAPS: Final = "Open gaps"
PROBLEMS: Final = "To be mended"
MOVED: Final = "Moved since the last digest"
BROKEN: Final = "Signed off, and not to be relied on"
LANDED: Final = "Landed since the last digest"
_NOT_TOLD: Final = "what has landed can't be told."
_MOST_PHASES: Final = 40


def bad_zone(nearest: str) -> str:
    """Return that a time zone is not known, with the one that may be meant."""
    mend = f"Did you mean {nearest}?" if nearest else "Write it as Europe/Berlin."
    return f"I know no such time zone. {mend}"


def headline(digest: Digest) -> Line:
    """Return what is open, counted, in one line."""
    day = date.fromisoformat(digest.today)
    lead = (Strong(name(digest.project)), f", {day:%a} {day.day} {day:%b}: ")
    if digest.empty:
        return (*lead, "nothing is open.")
    late = f" ({digest.overdue:,} overdue)" if digest.overdue else ""
    counts = [
        several(len(digest.waiting), "review waits", "reviews wait") if digest.waiting else "",
        f"{several(len(digest.ops), 'ops item')} open{late}" if digest.ops else "",
        several(len(digest.gaps), "open gap") if digest.gaps else "",
        *signoffs.counts(digest.broken),
        several(len(digest.problems), "line") + " to be mended" if digest.problems else "",
    ]
    said = ", ".join(filter(None, counts)) or "nothing is open; this has happened since"
    return (*lead, f"{said}.")


def remarks(digest: Digest) -> tuple[Line, ...]:
    """Return what has to be known of a digest itself: late, of an old reading, or a day missed."""
    late = digest.due and ("This comes late: it was due ", When(digest.due), ".")
    unread = ("⚠ The repository can't be read at the moment. This is as of ", When(digest.at), ".")
    days = names([f"{d:%a} {d.day} {d:%b}" for d in map(date.fromisoformat, digest.missed)])
    missed = (f"⚠ No digest came on {days}.",)
    rewritten = ("⚠ The branch's history was rewritten since the last digest: ", _NOT_TOLD)
    said = (
        late or (),
        unread if digest.unread else (),
        missed if digest.missed else (),
        rewritten if digest.rewritten else (),
    )
    return tuple(line for line in said if line)


def board(digest: Digest) -> Line:
    """Return every phase with the mark of its status: the picture of the project."""
    phases = digest.board
    marks = [f"{_mark(phase, digest)} {shown(phase.id, 20)}" for phase in phases[:_MOST_PHASES]]
    more = f"  and {len(phases) - _MOST_PHASES} more" if len(phases) > _MOST_PHASES else ""
    return ("   ".join(marks) + more,)


def board_in_words(digest: Digest) -> Line:
    """Return what the marks say, for whoever can't see them: the text beside the picture."""
    broken = {check.phase: check for check in digest.broken}
    doubted = [broken[p.id] for p in digest.board if p.id in broken]
    there = [p for p in digest.board if p.id not in broken]
    counts = Counter(p.status for p in there if isinstance(p.status, Status))
    said = [f"{counts[s]} {STATUS_MARK[s]} {s.value}" for s in reversed(Status) if counts[s]]
    marked = Counter(f"{signoffs.mark(c)} {signoffs.status_text(c)}" for c in doubted)
    said = [*(f"{count} {what}" for what, count in marked.items()), *said]
    unknown = len(there) - sum(counts.values())
    said += [f"{unknown} ? without a known status"] if unknown else []
    return (" · ".join(said),)


def _mark(phase: Phase, digest: Digest) -> str:
    if (check := digest.signoff_of(phase)) is not None:
        return signoffs.mark(check)
    return STATUS_MARK[phase.status] if isinstance(phase.status, Status) else "?"


def waiting_line(waiting: WaitingRound, today: str, zone: str = "UTC") -> Line:
    """Return a round, on whom it waits, and for how long: in days of the channel's zone."""
    asked = local_day(zone, waiting.round.requested_at)
    days = (date.fromisoformat(today) - asked).days
    return (
        *of_round(waiting.round),
        _waits_for(waiting),
        f"; asked {_ago(days)}",
    )


def _ago(days: int) -> str:
    return "today" if days < 1 else "yesterday" if days == 1 else f"{several(days, 'day')} ago"


def _waits_for(waiting: WaitingRound) -> str:
    """Return on whom a round waits. One with gaps can't be approved: it waits for its owners."""
    if listed := waiting.round.gaps_listed():
        owners = names([name(o.display) for o in waiting.round.owners], "or", most=3)
        by = names([name(d.reviewer.display) for d in listed], most=3)
        return f" waits for {owners or 'its owner'}, to answer the gaps of {by}"
    awaited = [f"{name(a.role)} ({names(a.names, 'or', most=3)})" if a.names else name(a.role)
               for a in waiting.awaited]  # fmt: skip
    return f" waits for {names(awaited)}" if awaited else " has every approval"


def gap_line(gap: Gap, today: str, zone: str = "UTC") -> Line:
    """Return a gap with its age in days of the channel's zone."""
    days = (date.fromisoformat(today) - local_day(zone, gap.listed_at)).days
    return (
        Strong(shown(gap.id, 60)),
        f" {shown(gap.text, 120)} — {name(gap.reviewer.display)}",
        f"; {several(days, 'day')} old" if days > 0 else "; new",
    )


def moved_line(moved: Moved) -> Line:
    """Return a phase, from one status to another."""
    return (
        *phase_title(moved.phase, shown(moved.title, 80)),
        f": {_status(moved.before)} → {_status(moved.after)}",
    )


def _status(status: Status | None) -> str:
    return status.value if status else "a status I don't know"


def landed_line(landed: LandedCommit) -> Line:
    """Return a commit."""
    return (Link(short(landed.sha).text, landed.url), f" {shown(landed.subject, 100)}")


def more(count: int, verb: str) -> Line:
    """Return how many more there are, and the verb that shows all."""
    return (f"… and {count:,} more: ", command(verb), ".")


def footer(digest: Digest) -> Line:
    """Return of which commit it is, and what lies asleep."""
    asleep = f"{several(digest.asleep, 'ops item')} asleep. " if digest.asleep else ""
    return (
        asleep,
        "Read at commit ",
        Link(short(digest.commit).text, digest.commit_url),
        ". All of it: ",
        command("status"),
        ", ",
        command("ops"),
        ", ",
        command("gaps"),
        ".",
    )


# --- when a channel hears one ---


def state(given: DigestState) -> Note:
    """Return when a channel hears its digest."""
    schedule = given.schedule
    if schedule is None:
        return Note(
            ("This channel hears no digest.",),
            then=(("To set one: ", command("digest", "here 09:00 Europe/Berlin mon-fri"), "."),),
        )
    if schedule.stopped:
        return Note(
            (f"The digest of this channel was turned off: {shown(schedule.stopped, 300)}",),
            then=(("To set it again: ", _as_typed(schedule), "."),),
        )
    lead = "From now on this channel hears" if given.saved else "This channel hears"
    spans: list[Span] = [
        f"{lead} its digest at {schedule.at} {schedule.zone}, {days_text(schedule.days)}."
    ]
    if given.next_at:
        day = local_day(schedule.zone, given.next_at)
        there = f"{day:%a} {day.day} {day:%b}"
        spans += [f" The next one: {there} (for you, ", When(given.next_at), ")."]
    quiet = "When nothing is open, it says so." if schedule.always else ""
    who = f"Set by {name(given.set_by)}, " if given.set_by and not given.saved else ""
    return Note(
        tuple(spans),
        then=(
            (quiet or "When nothing is open, it stays quiet.",),
            *(((who, When(schedule.set_at), "."),) if who else ()),
        ),
    )


def preview(given: DigestPreview) -> Note:
    """Return what a channel would hear now, in short."""
    if given.digest.empty and given.quiet:
        return Note(
            (*headline(given.digest)[:-1], "nothing is open, so the channel would hear nothing."),
            then=(("To have that said in one line, add ", Code("always"), " to its digest."),),
        )
    return Note(headline(given.digest), then=(footer(given.digest),))


def _as_typed(schedule: Schedule) -> Code:
    always = " always" if schedule.always else ""
    days = days_text(schedule.days)
    return command("digest", f"here {schedule.at} {schedule.zone} {days}{always}")


def turned_off(given: DigestOff) -> Note:
    """Return that a channel hears no digest any more."""
    if not given.was:
        return Note(("This channel heard no digest; nothing was changed.",))
    return Note(
        ("This channel hears no digest any more.",),
        then=(("To set one: ", command("digest", "here 09:00 Europe/Berlin mon-fri"), "."),),
    )


@event.register
def _(happened: e.DigestNotMade) -> Note:
    mend = (ticked(happened.mend),) if happened.mend else ()
    return Note(
        (f"There is no digest of {name(happened.project)} today: ", *ticked(happened.why)),
        then=(*mend, ("How it stood at the last look: ", command("status"), ".")),
    )


@event.register
def _(happened: e.DigestNotPosted) -> Note:
    return Note(
        (
            "I could not post the digest you had set in ",
            Channel(happened.channel),
            ": ",
            *ticked(happened.why),
        ),
        then=(ticked(happened.mend),) if happened.mend else (),
    )


@event.register
def _(happened: e.DigestStopped) -> Note:
    return Note(
        (
            "I turned off the digest you had set in ",
            Channel(happened.channel),
            f": {shown(happened.why, 300)}",
            " Nothing else was changed.",
        ),
        then=(
            (
                "If the channel is back, type there: ",
                command("digest", "here 09:00 Europe/Berlin mon-fri"),
                ".",
            ),
        ),
    )
