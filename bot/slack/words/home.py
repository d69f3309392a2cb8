"""The words of a person's Home."""

from typing import Final

from bot.readiness import blockers as b
from bot.readiness.home import Home, HomePhase, HomeProject, HomeReview
from bot.readiness.round import RoundState
from bot.slack.blocks import is_channel
from bot.slack.prose import Channel, Line, Link, Span, Strong, names, several, short, shown
from bot.slack.words.events import awaited, of_round, phase_title
from bot.slack.words.refusals import refusal
from bot.slack.words.reports import status_spans
from bot.slack.words.signoffs import since_then
from bot.slack.words.terms import STATE_WORD, command, name

WAITING: Final = "Waits on you"
MINE: Final = "Your phases"
OPS: Final = "Your ops items"
BOARD: Final = "All phases"
START: Final = "Start"
READY: Final = "Ask for sign-off"
_MOST_NAMED: Final = 3  # of each kind of blocker


def greeting(home: Home) -> Line:
    """Return how much waits on this person, over all projects."""
    count = sum(len(project.reviews) for project in home.projects)
    gaps = sum(len(phase.gaps) for project in home.projects for phase in project.mine)
    said = [
        f"{several(count, 'review')} wait{'s' if count == 1 else ''} for your verdict"
        if count
        else "",
        f"{several(gaps, 'gap')} on your phases to address" if gaps else "",
    ]
    return (Strong(", ".join(filter(None, said)) + "." if any(said) else "Nothing waits on you."),)


def closed(given: HomeProject) -> Line:
    """Return that whoever looks may not read the project here, and where they may."""
    known = [Channel(c) if is_channel(c) else shown(c, 80) for c in given.closed]
    there = [part for channel in known for part in (", ", channel)][1:]
    return ("This project is read in its channels: ", *there, ".")


def review(waiting: HomeReview) -> Line:
    """Return a round that waits for this person."""
    asked = waiting.round
    return (
        *of_round(asked),
        f" as {names(waiting.roles, 'or')}; asked by {name(asked.requester.display)} at ",
        short(asked.commit),
    )


def phase(given: HomePhase) -> Line:
    """Return a phase: how it stands, and what is known to be in its way."""
    obstacles = obstacle_words(given)
    return (
        *phase_title(given.phase.id, shown(given.phase.title, 80)),
        " — ",
        *status_spans(given.phase, given.signoff),
        f"; {_round(given)}" if given.round else "",
        f"; {obstacles}" if obstacles else "",
        since_then(given.signoff),
    )


def _round(given: HomePhase) -> str:
    if given.round is None:
        return ""
    left = awaited(given.round)
    waits = f", awaits {left}" if left and given.round.state is RoundState.OPEN else ""
    return f"round {given.round.number} {STATE_WORD[given.round.state]}{waits}"


def obstacle_words(given: HomePhase) -> str:
    """Return what is in a phase's way, in a few words for each kind of it."""
    found = given.blockers
    before = [name(f.phase) for f in found if isinstance(f, b.BlockedByPredecessor)]
    documents = [f for f in found if isinstance(f, b.BlockedByDocument)]
    tasks = [shown(f.task.id, 30) for f in found if isinstance(f, b.BlockedByTask)]
    kinds = [f.kind.value for f in found if isinstance(f, b.MissingKind)]
    gaps = [shown(f.gap.id, 40) for f in found if isinstance(f, b.BlockedByGap)]
    nothing = any(isinstance(f, b.NoEvidence) for f in found)
    said = [
        f"after {names(before, most=_MOST_NAMED)}" if before else "",
        several(len(documents), "line") + " to mend" if documents else "",
        f"open: {names(tasks, most=_MOST_NAMED)}" if tasks else "",
        "no evidence" if nothing else f"no {names(kinds, 'or')} evidence" if kinds else "",
        f"gaps: {names(gaps, most=_MOST_NAMED)}" if gaps else "",
    ]
    return "; ".join(filter(None, said))


def more(count: int, *see: str) -> Line:
    """Return how many are not shown, and the command that shows them."""
    spans: tuple[Span, ...] = (": ", command(*see)) if see else ()
    return (f"… and {count:,} more", *spans, ".")


def more_projects(count: int) -> Line:
    """Return how many projects are not shown."""
    return (f"… and {several(count, 'project')} more: type ", command("status"), " in its channel.")


def footer(given: HomeProject) -> Line:
    """Return of which commit a project's part is."""
    return ("Read at commit ", Link(short(given.commit).text, given.commit_url), ".")


def not_read(given: HomeProject) -> Line:
    """Return why a project's phases are not shown."""
    if given.problem is not None:
        said = refusal(given.problem)
        first = said.parts[0].items[:1] if said.parts else ()
        return (*said.said, *(span for line in first for span in (" ", *line)))
    return (f"The documents of {name(given.name)} can't be read at the moment.",)
