"""A digest as a message that Slack shows whole, however much is open; and its settings."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from bot.app.api.answers import DigestState
from bot.app.api.forms import DigestForm
from bot.pictures.painted import Painted
from bot.pictures.phases import phases_picture
from bot.readiness.digest import Digest, WaitingRound
from bot.readiness.schedule import DAYS
from bot.readiness.work import OpsItem
from bot.slack import action_ids as actions
from bot.slack.blocks import actions as buttons
from bot.slack.blocks import (
    bullets,
    button,
    checkboxes,
    header_line,
    input_block,
    option,
    paragraph,
    rich_text,
    text_input,
)
from bot.slack.message import Block, Message, Picture, View
from bot.slack.prose import Line, clipped
from bot.slack.views import fields
from bot.slack.views.modals import modal
from bot.slack.views.render import message, notification
from bot.slack.words import digest as words
from bot.slack.words import ops, pictures, signoffs
from bot.slack.words.refusals import problem_line

T = TypeVar("T")
_WAITING: Final = 4  # each with its button
_OPS_WITH_BUTTONS: Final = 3
_OPS: Final = 7
_LINES: Final = 5  # of every other list
_PICTURED: Final = 2  # phases
_WIDTH: Final = 250  # units of weight a line may have: all of them stay below Slack's 12,000


def digest(given: Digest) -> Message:
    """Return a digest: what waits first, then what is open, then what has happened."""
    said = words.headline(given)
    if given.empty:
        return Message(notification(said), (paragraph(said), *_lines(words.remarks(given))))
    top = [paragraph(said), *_lines(words.remarks(given))]
    blocks = [
        *top,
        *_board(given),
        *_waiting(given),
        *_ops(given),
        *_part(
            words.GAPS, given.gaps, lambda g: words.gap_line(g, given.today, given.zone), "gaps"
        ),
        *_part(words.PROBLEMS, given.problems, problem_line, "status"),
        *_part(words.MOVED, given.moved, words.moved_line, "status"),
        *_part(words.BROKEN, given.broken, signoffs.line, "status"),
        *_part(words.LANDED, given.landed, words.landed_line, "progress"),
        paragraph(words.footer(given)),
    ]
    return Message(notification(said), tuple(blocks), _picture(given, len(top)))


def _lines(lines: Iterable[Line]) -> list[Block]:
    return [paragraph(spans) for spans in lines if spans]


def _board(given: Digest) -> list[Block]:
    """Return the state of all phases at a glance, and below it counted in words."""
    if not given.board:
        return []
    return [paragraph(words.board(given)), paragraph(words.board_in_words(given))]


def _picture(given: Digest, at: int) -> Picture | None:
    """Return the state of all phases as a picture of the block there; of one, words say more."""
    if len(given.board) < _PICTURED:
        return None
    drawing = phases_picture(given.board, pictures.more_phases, signoffs.pictured(given.signoffs))
    if drawing is None:
        return None
    return Picture(Painted(drawing), pictures.PHASES, pictures.alt_of_phases(given), at, at + 1)


def _waiting(given: Digest) -> list[Block]:
    shown = given.waiting[:_WAITING]
    blocks = [header_line(words.WAITING)] if shown else []
    for waiting in shown:
        said = words.waiting_line(waiting, given.today, given.zone)
        blocks.append(paragraph(clipped(said, _WIDTH)))
        blocks += _remind(waiting)
    return blocks + _more(len(given.waiting) - len(shown), "status")


def _remind(waiting: WaitingRound) -> list[Block]:
    if not waiting.awaited or waiting.round.gaps_listed():
        return []
    value = actions.round_value(waiting.round)
    return [buttons([button(words.REMIND, actions.REMIND, value)])]


def _ops(given: Digest) -> list[Block]:
    shown = given.ops[:_OPS]
    blocks = [header_line(words.OPS)] if shown else []
    for item in shown[:_OPS_WITH_BUTTONS]:
        blocks += [paragraph(_item(item, given)), _item_buttons(given.project, item)]
    if rest := shown[_OPS_WITH_BUTTONS:]:
        blocks.append(rich_text([bullets(_item(item, given) for item in rest)]))
    return blocks + _more(len(given.ops) - len(shown), "ops")


def _item(item: OpsItem, given: Digest) -> Line:
    mark = "new: " if item.key in given.new_ops else ""
    return clipped((mark, *ops.item_line(item, given.today, limit=120)), _WIDTH)


def _item_buttons(project: str, item: OpsItem) -> Block:
    value = actions.item_value(project, item.key)
    done = button(ops.DONE, actions.OPS_DONE, value)
    return buttons([done, button(ops.SNOOZE, actions.OPS_SNOOZE, value)])


def _part(
    heading: str, items: Sequence[T], words_of: Callable[[T], Line], see_all: str
) -> list[Block]:
    if not items:
        return []
    shown = items[:_LINES]
    lines = [clipped(words_of(item), _WIDTH) for item in shown]
    return [
        header_line(heading),
        rich_text([bullets(lines)]),
        *_more(len(items) - len(shown), see_all),
    ]


def _more(count: int, see_all: str) -> list[Block]:
    return [paragraph(words.more(count, see_all))] if count > 0 else []


# --- when a channel hears one ---


def state(given: DigestState) -> Message:
    """Return when a channel hears its digest, with buttons to change it."""
    there = given.schedule is not None and not given.schedule.stopped
    change = words.CHANGE if there else words.SET
    row = [
        button(change, actions.DIGEST_SET, given.channel),
        button(words.PREVIEW, actions.DIGEST_PREVIEW, given.channel),
    ]
    if there:
        row.append(button(words.TURN_OFF, actions.DIGEST_OFF, given.channel))
    return message(words.state(given), [buttons(row)])


def form(given: DigestForm) -> View:
    """Return the form of a channel's digest, filled with what is set."""
    schedule = given.schedule
    at, zone = (schedule.at, schedule.zone) if schedule else ("09:00", given.zone)
    days = schedule.days if schedule else DAYS[:5]
    names = [option(words.DAY_NAMES[day], day) for day in DAYS]
    always = option(words.SAY_SO, fields.ALWAYS)
    blocks = [
        input_block(
            fields.AT,
            words.AT,
            text_input(fields.AT, most=5, value=at, multiline=False),
            hint=words.AT_HINT,
        ),
        input_block(
            fields.ZONE,
            words.ZONE,
            text_input(fields.ZONE, most=64, value=zone, multiline=False),
            hint=words.ZONE_HINT,
        ),
        input_block(
            fields.DAYS,
            words.DAYS,
            checkboxes(fields.DAYS, names, [o for o in names if o["value"] in days]),
        ),
        input_block(
            fields.ALWAYS,
            words.ALWAYS,
            checkboxes(fields.ALWAYS, [always], [always] if schedule and schedule.always else []),
            optional=True,
        ),
    ]
    return modal(actions.DIGEST_FORM, words.TITLE, blocks, {"channel": given.channel}, words.SAVE)
