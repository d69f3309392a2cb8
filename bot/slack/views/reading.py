"""What a submitted form says, as commands. Whatever comes in is judged again by the use cases.

`view` is the payload's `view`. A form of another shape than ours raises BadForm.
"""

import json
from typing import Any, Final

from bot.app.api.commands import Address, ApproveRound, ListGapsInRound, WithdrawRound
from bot.app.api.ops_commands import AddOps, ChangeOpsItem, SetDigest
from bot.readiness.round import GapTarget, NewGap
from bot.readiness.schedule import DAYS, nearest_zone, read_time, read_zone
from bot.readiness.work import OpsAction
from bot.slack import action_ids as actions
from bot.slack.action_ids import GapRef
from bot.slack.message import View
from bot.slack.views import fields
from bot.slack.words import digest, forms, ops

FieldErrors = dict[str, str]
_TEXT: Final = "text"


class BadForm(Exception):
    """A submission that none of our forms can have sent."""


def read_approval(view: View) -> ApproveRound:
    """Read the Approve form."""
    return ApproveRound(
        round_of(view),
        chosen(view, fields.ROLE, fields.ROLE),
        metadata(view, "digest"),
        typed(view, fields.NOTE, fields.NOTE),
    )


def read_gaps(view: View) -> ListGapsInRound | FieldErrors:
    """Read the List gaps form, or return a sentence for each field that has to be filled."""
    found: list[NewGap] = []
    errors: FieldErrors = {}
    for row in range(gap_rows(view)):
        text = typed(view, fields.text(row), fields.TEXT)
        target, about = _subject(chosen(view, fields.about(row), fields.ABOUT))
        if text:
            found.append(NewGap(text, target, about))
        elif target is not GapTarget.FREE:
            errors[fields.text(row)] = forms.ROW_WITHOUT_TEXT
    again = _ticked(view, fields.AGAIN, fields.AGAIN)
    if not (found or again or errors):
        errors[fields.text(0)] = forms.NOTHING_LISTED
    if errors:
        return errors
    role = chosen(view, fields.ROLE, fields.ROLE)
    return ListGapsInRound(round_of(view), role, tuple(found), again)


def read_address(view: View) -> Address | FieldErrors:
    """Read the Address form, or return a sentence for the field that has to be filled."""
    note = typed(view, fields.DONE, fields.DONE)
    if not note:
        return {fields.DONE: forms.EMPTY_NOTE}
    gap = gap_of(view)
    return Address(gap.gap, note, gap.project)


def read_withdraw(view: View) -> WithdrawRound:
    """Read the Withdraw form."""
    return WithdrawRound(round_of(view))


def read_ops(view: View) -> AddOps | ChangeOpsItem | FieldErrors:
    """Read the form of an ops item, or return a sentence for the field that has to be filled."""
    try:
        action = OpsAction(metadata(view, "action"))
    except ValueError as error:
        raise BadForm("no such action") from error
    project, day = metadata(view, "project"), _day(view)
    owner = chosen(view, fields.OWNER, fields.OWNER) or ""
    if action is OpsAction.ADD:
        text = typed(view, fields.ITEM, fields.ITEM)
        return AddOps(text, owner, day, project) if text else {fields.ITEM: ops.EMPTY_ITEM}
    value = day if action is OpsAction.SNOOZE else owner
    if not value:
        snooze = action is OpsAction.SNOOZE
        return {fields.DAY: ops.EMPTY_DAY} if snooze else {fields.OWNER: ops.EMPTY_OWNER}
    return ChangeOpsItem(action, metadata(view, "item"), value, project)


def read_digest(view: View) -> SetDigest | FieldErrors:
    """Read the form of a digest, or return a sentence for each field that has to be mended."""
    at = read_time(typed(view, fields.AT, fields.AT))
    named = typed(view, fields.ZONE, fields.ZONE)
    zone = read_zone(named)
    ticked = _ticked(view, fields.DAYS, fields.DAYS)
    days = tuple(day for day in DAYS if day in ticked)
    if at is None or zone is None or not days:
        wrong = {fields.AT: digest.BAD_TIME, fields.ZONE: digest.bad_zone(nearest_zone(named))}
        read = {fields.AT: at, fields.ZONE: zone}
        errors = {name: sentence for name, sentence in wrong.items() if read[name] is None}
        return errors if days else {**errors, fields.DAYS: digest.NO_DAYS}
    always = bool(_ticked(view, fields.ALWAYS, fields.ALWAYS))
    return SetDigest(at, zone, days, always, metadata(view, "channel"))


def round_of(view: View) -> str:
    """Return the id of the round a form belongs to."""
    return metadata(view, "round")


def gap_of(view: View) -> GapRef:
    """Return the gap an Address form belongs to."""
    return GapRef(metadata(view, "project"), metadata(view, "gap"))


def gap_rows(view: View) -> int:
    """Return how many rows a List gaps form has, from 1."""
    blocks = view.get("blocks")
    ids = {b.get("block_id") for b in blocks if isinstance(b, dict)} if blocks else set()
    return sum(fields.text(row) in ids for row in range(actions.MAX_GAP_ROWS)) or 1


def metadata(view: View, key: str) -> str:
    """Return a value of a form's private_metadata. Raises BadForm."""
    try:
        value = json.loads(view["private_metadata"])[key]
    except (KeyError, TypeError, ValueError) as error:
        raise BadForm(f"no {key} in the form") from error
    if not isinstance(value, str) or not value:
        raise BadForm(f"no {key} in the form")
    return value


def _state(view: View, block_id: str, action_id: str) -> dict[str, Any]:
    try:
        found = view["state"]["values"].get(block_id, {}).get(action_id, {})
    except (KeyError, TypeError, AttributeError) as error:
        raise BadForm("a form without its state") from error
    if not isinstance(found, dict):
        raise BadForm(f"a strange value in {block_id}")
    return found


def typed(view: View, block_id: str, action_id: str) -> str:
    """Return what was typed into a field, without blanks around it."""
    value = _state(view, block_id, action_id).get("value")
    return value.strip() if isinstance(value, str) else ""


def chosen(view: View, block_id: str, action_id: str) -> str | None:
    """Return the value that was chosen in a menu."""
    option = _state(view, block_id, action_id).get("selected_option")
    return _value(option)


def _day(view: View) -> str:
    value = _state(view, fields.DAY, fields.DAY).get("selected_date")
    return value if isinstance(value, str) else ""


def _ticked(view: View, block_id: str, action_id: str) -> tuple[str, ...]:
    options = _state(view, block_id, action_id).get("selected_options")
    found = [_value(option) for option in options] if isinstance(options, list) else []
    return tuple(value for value in found if value)


def _value(option: object) -> str | None:
    value = option.get("value") if isinstance(option, dict) else None
    return value if isinstance(value, str) else None


def _subject(value: str | None) -> tuple[GapTarget, str]:
    if value is None:
        return GapTarget.FREE, ""
    try:
        return fields.read_subject(value)
    except ValueError as error:
        raise BadForm("a gap about something that is in no menu") from error
