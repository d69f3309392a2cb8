"""A person's Home: a view of at most 100 blocks, however much there is. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.readiness.home import Home, HomePhase, HomeProject, HomeReview
from bot.readiness.round import Gap
from bot.readiness.status import Action
from bot.readiness.work import OpsItem
from bot.slack import action_ids as actions
from bot.slack.blocks import (
    Element,
    bullets,
    button,
    divider,
    header,
    paragraph,
    rich_text,
    section,
)
from bot.slack.blocks import actions as buttons
from bot.slack.message import Block, View
from bot.slack.prose import clipped, plain, shown
from bot.slack.words import forms, ops
from bot.slack.words import home as words
from bot.slack.words.terms import gap_line

T = TypeVar("T")
_WIDTH: Final = 400  # units of weight a line may have
_ROW: Final = 240  # of one that has no buttons


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of one project is shown: lists by their length, gaps by phase."""

    reviews: int
    phases: int
    gaps: int
    ops: int
    rows: int


# One project has the page to itself; several share it. None comes to more than 100 blocks.
_ROOMS: Final = (
    _Room(reviews=10, phases=8, gaps=3, ops=4, rows=40),
    _Room(reviews=5, phases=4, gaps=2, ops=2, rows=24),
    _Room(reviews=3, phases=3, gaps=1, ops=1, rows=16),
    _Room(reviews=2, phases=2, gaps=1, ops=1, rows=12),
)


def home(given: Home) -> View:
    """Return the view; what does not fit is counted, with the command that shows it."""
    there = given.projects[: len(_ROOMS)]
    blocks = [paragraph(words.greeting(given))]
    for project in there:
        blocks += [divider(), *_project(project, _ROOMS[len(there) - 1], named=len(there) > 1)]
    if hidden := len(given.projects) - len(there):
        blocks.append(paragraph(words.more_projects(hidden)))
    return {"type": "home", "blocks": blocks}


def _project(given: HomeProject, room: _Room, *, named: bool) -> list[Block]:
    blocks = [header(shown(given.name, 140))] if named else []
    waiting = _part(words.WAITING, given.reviews, room.reviews, _review)
    blocks += waiting
    if given.closed:
        return [*blocks, paragraph(words.closed(given))]
    if given.problem is not None or given.unread:
        return [*blocks, paragraph(clipped(words.not_read(given), _WIDTH))]
    blocks += _part(words.MINE, given.mine, room.phases, lambda p: _mine(given.name, p, room.gaps))
    blocks += _part(words.OPS, given.ops, room.ops, lambda i: _item(given, i), "ops")
    return [*blocks, *_board(given, room.rows), paragraph(words.footer(given))]


def _part(
    heading: str,
    items: Sequence[T],
    most: int,
    drawn: Callable[[T], list[Block]],
    see_all: str = "status",
) -> list[Block]:
    if not items:
        return []
    blocks = [header(heading), *(block for item in items[:most] for block in drawn(item))]
    if hidden := len(items) - most if len(items) > most else 0:
        blocks.append(paragraph(words.more(hidden, see_all)))
    return blocks


def _review(waiting: HomeReview) -> list[Block]:
    value = actions.round_value(waiting.round)
    row = [
        button(forms.APPROVE, actions.APPROVE, value, "primary"),
        button(forms.LIST_GAPS, actions.LIST_GAPS, value),
        button(forms.EVIDENCE, actions.EVIDENCE, value),
    ]
    return [paragraph(clipped(words.review(waiting), _WIDTH)), buttons(row)]


def _mine(project: str, given: HomePhase, most_gaps: int) -> list[Block]:
    blocks = [paragraph(clipped(words.phase(given), _WIDTH))]
    blocks += [_gap(gap) for gap in given.gaps[:most_gaps]]
    row = _steps(project, given)
    return [*blocks, buttons(row)] if row else blocks


def _gap(gap: Gap) -> Block:
    address = None
    if actions.addressable(gap):
        address = button(forms.ADDRESS, actions.ADDRESS, actions.gap_value(gap))
    return section(plain(gap_line(gap, _WIDTH)), address)


def _steps(project: str, given: HomePhase) -> list[Element]:
    """Return the buttons of what an owner can do; all but Withdraw name the phase."""
    row: list[Element] = []
    value = actions.phase_value(project, given.phase.id)
    if value is not None and Action.START in given.steps:
        row.append(button(words.START, actions.START, value))
    if value is not None and Action.REQUEST in given.steps and _may_ask(given):
        row.append(button(words.READY, actions.READY, value))
    if value is not None and given.steps:
        row.append(button(forms.ADD_EVIDENCE, actions.ADD_EVIDENCE, value))
    if given.round is not None:
        row.append(button(forms.WITHDRAW, actions.WITHDRAW, actions.round_value(given.round)))
    return row


def _may_ask(given: HomePhase) -> bool:
    """Tell whether asking makes sense: no round is open, or its gaps were all answered."""
    return given.round is None or (bool(given.round.gaps_listed()) and not given.gaps)


def _item(given: HomeProject, item: OpsItem) -> list[Block]:
    value = actions.item_value(given.name, item.key)
    row = [
        button(ops.DONE, actions.OPS_DONE, value),
        button(ops.SNOOZE, actions.OPS_SNOOZE, value),
    ]
    return [paragraph(clipped(ops.item_line(item, given.today), _WIDTH)), buttons(row)]


def _board(given: HomeProject, most: int) -> list[Block]:
    if not given.board:
        return []
    rows = [clipped(words.phase(phase), _ROW) for phase in given.board[:most]]
    blocks = [header(words.BOARD), rich_text([bullets(rows)])]
    if hidden := given.phases - len(rows):
        blocks.append(paragraph(words.more(hidden, "status")))
    return blocks
