"""The ops track as a message with buttons, and the forms of one item."""

from datetime import date, timedelta
from typing import Final

from bot.app.api.answers import OpsList
from bot.app.api.forms import OpsForm
from bot.readiness.days import iso_day
from bot.readiness.ops import TEXT_LIMIT, by_urgency
from bot.readiness.work import OpsAction, OpsItem
from bot.slack import action_ids as actions
from bot.slack.blocks import actions as buttons
from bot.slack.blocks import (
    bullets,
    button,
    date_picker,
    input_block,
    line,
    option,
    paragraph,
    rich_text,
    select,
    text_input,
)
from bot.slack.message import Block, Message, View
from bot.slack.prose import Line, clipped, shown
from bot.slack.views import fields
from bot.slack.views.modals import modal
from bot.slack.views.render import notification
from bot.slack.words import ops as words
from bot.slack.words.reports import read_at

_WITH_BUTTONS: Final = 8
_WITHOUT: Final = 24
_DONE_SHOWN: Final = 5
_WIDTH: Final = 260  # units of weight a line may have: all of them stay below Slack's 12,000
_MOST_PEOPLE: Final = 100
_SNOOZE_DAYS: Final = 7
_LONGEST_NAME: Final = 150  # of a menu's value


def listing(given: OpsList) -> Message:
    """Return the list: the most urgent with buttons, the rest as lines, what is left counted."""
    numbers = {id(item): number for number, item in enumerate(given.items, start=1)}
    today = iso_day(given.today) or date.min
    still_open = by_urgency((i for i in given.items if not i.done), today)
    done = [item for item in given.items if item.done]
    blocks: list[Block] = [paragraph(words.listed(given))]
    for item in still_open[:_WITH_BUTTONS]:
        blocks.append(
            paragraph(clipped(words.item_line(item, given.today, numbers[id(item)]), _WIDTH))
        )
        blocks.append(_buttons(given.as_of.project, item))
    rest = (*still_open[_WITH_BUTTONS:], *done[:_DONE_SHOWN])
    if rest:
        lines = [
            clipped(words.item_line(i, given.today, numbers[id(i)]), _WIDTH)
            for i in rest[:_WITHOUT]
        ]
        drawn = len(still_open[:_WITH_BUTTONS]) + len(lines)
        blocks.append(_list(lines, len(given.items) - drawn))
    value = actions.item_value(given.as_of.project, "")
    blocks.append(buttons([button(words.ADD, actions.OPS_ADD, value)]))
    blocks += [paragraph(clipped(said, _WIDTH * 2)) for said in words.unread(given.problems)]
    blocks += [paragraph(words.how_to()), paragraph(read_at(given.as_of))]
    return Message(notification(words.listed(given)), tuple(blocks))


def _list(lines: list[Line], hidden: int) -> Block:
    more = [line((f"… and {hidden:,} more in the tracker.",))] if hidden > 0 else []
    return rich_text([bullets(lines), *more])


def _buttons(project: str, item: OpsItem) -> Block:
    value = actions.item_value(project, item.key)
    return buttons(
        [
            button(words.DONE, actions.OPS_DONE, value),
            button(words.SNOOZE, actions.OPS_SNOOZE, value),
            button(words.ASSIGN, actions.OPS_ASSIGN, value),
        ]
    )


def form(given: OpsForm) -> View:
    """Return the form that adds an item, snoozes it, or assigns it."""
    blocks: list[Block] = []
    if given.item is not None:
        blocks.append(paragraph(words.item_line(given.item, given.today)))
    match given.action:
        case OpsAction.ADD:
            blocks += _new_item(given)
        case OpsAction.SNOOZE:
            later = (iso_day(given.today) or date.min) + timedelta(days=_SNOOZE_DAYS)
            picker = date_picker(fields.DAY, later.isoformat())
            blocks.append(input_block(fields.DAY, words.UNTIL, picker, hint=words.UNTIL_HINT))
        case _:
            blocks += _owner(given)
    metadata = {
        "project": given.project,
        "item": given.item.key if given.item else "",
        "action": given.action.value,
    }
    title = words.CHANGE_TITLE.get(given.action, words.CHANGE_TITLE[OpsAction.ASSIGN])
    return modal(actions.OPS_FORM, title, blocks, metadata, words.SUBMIT.get(given.action, "Save"))


def _new_item(given: OpsForm) -> list[Block]:
    text = text_input(fields.ITEM, most=TEXT_LIMIT)
    picker = date_picker(fields.DAY)
    return [
        input_block(fields.ITEM, words.WHAT, text),
        *_owner(given, optional=True),
        input_block(fields.DAY, words.DUE, picker, optional=True),
    ]


def _owner(given: OpsForm, *, optional: bool = False) -> list[Block]:
    people = [
        option(shown(display, 75), name)
        for name, display in given.people[:_MOST_PEOPLE]
        if len(name) <= _LONGEST_NAME
    ]
    if not people:
        return []
    menu = select(fields.OWNER, [("", people)])
    return [input_block(fields.OWNER, words.OWNER, menu, optional=optional)]
