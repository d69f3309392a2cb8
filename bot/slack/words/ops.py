"""The words of the ops track: its list, and what has happened to an item."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.app.api.answers import OpsList
from bot.readiness import ops_events as e
from bot.readiness.days import days_since, iso_day
from bot.readiness.ops import overdue, snoozed
from bot.readiness.place import Problem
from bot.readiness.work import OpsAction, OpsItem, TrackedGap
from bot.slack.prose import Code, Line, Link, Note, Part, Span, Strong, several, short, shown
from bot.slack.words.events import event
from bot.slack.words.refusals import problem_line
from bot.slack.words.terms import command, name, request

DONE = "Done"
SNOOZE = "Snooze"
ASSIGN = "Assign"
ADD = "Add an item"
CHANGE_TITLE = {
    OpsAction.ADD: "Add an ops item",
    OpsAction.SNOOZE: "Snooze an ops item",
    OpsAction.ASSIGN: "Assign an ops item",
}
SUBMIT = {OpsAction.ADD: "Add", OpsAction.SNOOZE: SNOOZE, OpsAction.ASSIGN: ASSIGN}
WHAT = "What has to be done"
OWNER = "Owner"
DUE = "Due on"
UNTIL = "Until which day"
UNTIL_HINT = "It is left out of digests and stands last in lists until then, and wakes by itself."
_CALLED = 60  # characters of an item's text that are typed rather than its key
_MOST_UNREAD: Final = 5
EMPTY_ITEM = "Say what has to be done."
EMPTY_DAY = "Choose a day."
EMPTY_OWNER = "Choose a person."


def listed(given: OpsList) -> Line:
    """Return how the ops track stands, in one line."""
    today = iso_day(given.today)
    still_open = [i for i in given.items if not i.done]
    late = sum(today is not None and overdue(i, today) for i in still_open)
    asleep = sum(today is not None and snoozed(i, today) for i in still_open)
    done = len(given.items) - len(still_open)
    merging = [item for item in given.items if item.waits]
    if not given.items:
        return ("The ops track has no item yet.",)
    counted = several(len(still_open), "open item") if still_open else "No open item"
    return (
        Strong(f"{counted} on the ops track"),
        f", {late:,} overdue" if late else "",
        f", {asleep:,} asleep" if asleep else "",
        f"; {done:,} done" if done else "",
        f"; {len(merging):,} not merged yet" if merging else "",
        ".",
    )


def unread(problems: Sequence[Problem]) -> list[Line]:
    """Return the first lines of the track that can't be read, and how many more there are."""
    lines: list[Line] = [("Can't be read: ", *problem_line(p)) for p in problems[:_MOST_UNREAD]]
    if more := len(problems) - len(lines):
        lines.append((f"… and {more} more: ", Code("gatebot check"), " names them all."))
    return lines


def how_to() -> Line:
    """Return how an item is changed by typing."""
    return (
        "By number: ",
        command("ops", "done", "2"),
        ", ",
        command("ops", "snooze", "2 until 2026-12-01"),
        ", ",
        command("ops", "assign", "2 to @name"),
        ", ",
        command("ops", "link", "2 TW-042"),
        ".",
    )


def item_line(item: OpsItem, today: str, number: int = 0, limit: int = 160) -> Line:
    """Return an item with its owner, how it stands, where it is tracked, and its age."""
    day = iso_day(today)
    late = day is not None and overdue(item, day)
    asleep = day is not None and not item.done and snoozed(item, day)
    status = shown(item.status, 30)
    facts: list[Span] = [
        f" — {name(item.owner)}" if item.owner else " — no owner",
        "; done" if item.done else "",
        f"; {status}" if status and not item.done else "",
        f"; due {shown(item.due, 20)}" if item.due else "",
        " (overdue)" if late else "",
        f"; asleep until {shown(item.snoozed_until, 20)}" if asleep else "",
        "; holds the release back" if item.blocking and not item.done else "",
        _age(item, day) if day and not item.done else "",
    ]
    return (
        f"{number}. " if number else "",
        Strong(shown(item.text, limit)),
        *facts,
        *_tracked_in(item.links),
        *waiting(item),
    )


def _age(item: OpsItem, today: date) -> str:
    """Return how old an item is; where the file tells no day, how long it has been known."""
    if days := days_since(item.since, today):
        return f"; {several(days, 'day')} old"
    known = 0 if item.since else days_since(item.seen, today)
    return f"; at least {several(known, 'day')} old" if known else ""


def waiting(item: OpsItem) -> Line:
    """Return that what is said of an item is not in the tracker yet, but in a request."""
    if item.waits is None:
        return ()
    if not item.waits.number:
        return ("; waits for its merge",)
    return "; waits for ", request(item.waits.number, item.waits.url)


def _tracked_in(links: tuple[str, ...]) -> Line:
    spans: list[Span] = []
    for link in links[:3]:
        spans += [", " if spans else "; tracked in ", Link(shown(link, 80), link)]
    return (*spans, f" and {len(links) - 3} more" if len(links) > 3 else "")  # noqa: PLR2004 - three are named


def tracked_line(gap: TrackedGap) -> Line:
    """Return a row of a gap tracker."""
    area, severity = shown(gap.area, 60), shown(gap.severity, 30)
    return (
        Strong(area) if area else "",
        f" {shown(gap.text, 200)}" if area else shown(gap.text, 200),
        f" — {severity}" if severity else "",
        f"; {name(gap.owner)}" if gap.owner else "; no owner",
    )


_DEEDS = {
    OpsAction.ADD: "added ",
    OpsAction.DONE: "marked as done: ",
    OpsAction.SNOOZE: "snoozed ",
    OpsAction.ASSIGN: "assigned ",
    OpsAction.LINK: "linked ",
    OpsAction.REOPEN: "reopened ",
}


@event.register
def _(happened: e.OpsChanged) -> Note:
    item = happened.item
    asked = f" for {name(item.owner)}" if item.owner else ""
    ends = {
        OpsAction.ADD: asked + (f", due {shown(item.due, 20)}" if item.due else ""),
        OpsAction.SNOOZE: f" until {shown(item.snoozed_until, 20)}",
        OpsAction.ASSIGN: f" to {name(item.owner)}",
        OpsAction.LINK: f" to {shown(item.links[-1], 80)}" if item.links else "",
    }
    return Note(
        (
            f"{name(happened.actor.display)} {_DEEDS[happened.action]}",
            Strong(shown(item.text, 160)),
            ends.get(happened.action, ""),
            *_where(happened),
        ),
        then=(*_back(happened), ("The list: ", command("ops"), ".")),
    )


@event.register
def _(happened: e.ConcernRaised) -> Note:
    return Note(
        (
            f"{name(happened.actor.display)} misses something in {name(happened.phase)}, which is ",
            "Signed Off and stays so. It is a blocking item of the ops track: ",
            Strong(shown(happened.item.text, 300)),
            *_where(happened),
        ),
        then=(("It holds a release back until it is done: ", command("ops"), "."),),
    )


def _back(happened: e.OpsChanged) -> tuple[Line, ...]:
    """Return how a Done is taken back: by the item's words, its key where they are long."""
    if happened.action is not OpsAction.DONE:
        return ()
    item = happened.item
    called = item.text if len(item.text) <= _CALLED and item.text.isprintable() else item.key
    return (("Not so? ", command("ops", f"reopen {called}"), "."),)


def _where(happened: e.OpsChanged | e.ConcernRaised) -> Line:
    if happened.waits is None:
        return ". It is in the tracker as ", short(happened.commit), "."
    asked = request(happened.waits.number, happened.waits.url)
    return ". It is on ", asked, " and in the tracker when that is merged."


@event.register
def _(happened: e.TakenBack) -> Note:
    items = tuple((shown(item.text, 160),) for item in happened.items[:_TAKEN_BACK])
    more = len(happened.items) - len(items)
    entries = several(happened.entries, "entry", "entries")
    return Note(
        (
            *(("The ", request(happened.number, happened.url)) if happened.number else ()),
            " was closed unmerged" if happened.number else "The ops track's branch was taken away",
            f", so what waited there is not in the {_held_in(happened)}.",
        ),
        (
            *((Part((*items, *([(f"… and {more} more",)] if more else []))),) if items else ()),
            *((Part(((f"{entries} of the ledger",),)),) if happened.entries else ()),
        ),
        (
            *(_ASK_AGAIN if happened.items or not happened.entries else ()),
            *(_LEDGER_AGAIN if happened.entries else ()),
        ),
    )


def _held_in(happened: e.TakenBack) -> str:
    found = [happened.items and "tracker", happened.entries and "ledger"]
    return " and the ".join(name for name in found if name) or "tracker"


_TAKEN_BACK = 10
_ASK_AGAIN: Final = (("What is still wanted has to be asked for again: ", command("ops"), "."),)
_LEDGER_AGAIN: Final = (
    (
        "The ledger's entries come with the next push. To stop that, set ",
        Code("progress: by hand"),
        " in ",
        Code(".gatebot.yml"),
        ".",
    ),
)
