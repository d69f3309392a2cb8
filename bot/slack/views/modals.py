"""The forms. A form's private_metadata holds ids and the digest it showed, nothing else."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bot.app.api.forms import AddressForm, ApprovalForm, GapsForm, WithdrawForm
from bot.readiness.round import Gap, GapTarget
from bot.slack import action_ids as actions
from bot.slack.blocks import (
    Element,
    button,
    checkboxes,
    context,
    divider,
    input_block,
    option,
    paragraph,
    plain_text,
    select,
    text_input,
)
from bot.slack.blocks import actions as buttons
from bot.slack.message import Block, Message, View
from bot.slack.prose import Part, shown, weight
from bot.slack.views import fields
from bot.slack.views.render import part_block
from bot.slack.words import forms
from bot.slack.words.terms import finding_line, gap_line

_FIELD_LIMIT: Final = 3000  # what Slack takes in one field
_NOTE_LIMIT: Final = 1000
_VALUE_LIMIT: Final = 150
_MOST_BOXES: Final = 10
_MOST_ROLES: Final = 100
_MENU_BYTES: Final = 12_000  # of one row's menu; ten rows stay far below a view's 250 KB
_LIST: Final = 3000  # units of weight for a list beside a form's fields


def approval(form: ApprovalForm, note: str = "") -> View:
    """Return the Approve form: the role, the commit, the evidence, an optional note.

    `note` is filled in, unless it is longer than a note may be.
    """
    review = form.round
    findings = Part(tuple(finding_line(f) for f in form.audit.findings), forms.heading("Evidence"))
    accepted = Part(tuple(gap_line(g) for g in form.accepts), forms.heading("You accept as well"))
    blocks = [
        paragraph(forms.approving(review)),
        part_block(findings, _LIST)[0],
        *([part_block(accepted, _LIST)[0]] if accepted.items else []),
        *_role_field(form.roles),
        input_block(
            fields.NOTE,
            forms.NOTE,
            text_input(fields.NOTE, most=_NOTE_LIMIT, value=_fitting(note, _NOTE_LIMIT)),
            optional=True,
            hint=forms.NOTE_HINT,
        ),
    ]
    metadata = {"round": review.id, "digest": form.audit.digest}
    title = forms.approval_title(shown(review.phase, 16))
    return modal(actions.APPROVE_FORM, title, blocks, metadata, forms.APPROVE)


def gaps(form: GapsForm, rows: int, texts: Sequence[str] = ()) -> View:
    """Return the List gaps form with this many rows (1 to 10), each with its own menu and field.

    `texts` are filled in, from the first row on.
    """
    groups, hidden = _subjects(form)
    shown_rows = max(1, min(rows, actions.MAX_GAP_ROWS))
    blocks = [paragraph(forms.listing(form.round)), *_role_field(form.roles)]
    blocks += _again_field(form.earlier)
    for row in range(shown_rows):
        # A gap listed again may be all there is to say; else the first row is.
        needed = row == 0 and not form.earlier
        text = texts[row] if row < len(texts) else ""
        blocks += [divider(), *_gap_row(row, groups, text, needed=needed)]
    if hidden:
        blocks.append(paragraph(forms.left_out(hidden)))
    if shown_rows < actions.MAX_GAP_ROWS:
        value = actions.round_value(form.round)
        blocks.append(buttons([button(forms.ADD_ROW, actions.ADD_GAP_ROW, value)]))
    title = f"{forms.LIST_GAPS} {shown(form.round.phase, 14)}"
    return modal(actions.GAPS_FORM, title, blocks, {"round": form.round.id}, forms.LIST_GAPS)


def address(form: AddressForm) -> View:
    """Return the Address form of one gap."""
    gap = form.gap
    blocks = [
        paragraph(gap_line(gap, 2000)),
        input_block(
            fields.DONE,
            forms.DONE,
            text_input(fields.DONE, most=_FIELD_LIMIT, value=gap.note),
            hint=forms.DONE_HINT,
        ),
    ]
    metadata = {"project": gap.project, "gap": gap.id}
    title = f"{forms.ADDRESS} {shown(gap.id, 15)}"
    return modal(actions.ADDRESS_FORM, title, blocks, metadata, forms.ADDRESS)


def withdraw(form: WithdrawForm) -> View:
    """Return the Withdraw form, which asks once more."""
    blocks = [paragraph(forms.withdrawing(form.round))]
    title = f"{forms.WITHDRAW} {shown(form.round.phase, 14)}"
    metadata = {"round": form.round.id}
    view = modal(actions.WITHDRAW_FORM, title, blocks, metadata, forms.WITHDRAW)
    return {**view, "close": plain_text(forms.KEEP, 24)}


def notice(title: str, message: Message) -> View:
    """Return a modal that only tells something: a refusal, say."""
    return modal(actions.NOTICE, title, message.blocks, {})


def loading(title: str) -> View:
    """Return what is opened within the trigger's three seconds and filled after."""
    return modal(actions.LOADING, title, [context(forms.LOADING)], {})


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block],
    metadata: dict[str, str],
    submit: str = "",
) -> View:
    """Return a modal; with `submit` it is a form. `metadata` holds ids, nothing else."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "close": plain_text(forms.CLOSE, 24),
        "blocks": list(blocks),
        "private_metadata": json.dumps(metadata, separators=(",", ":"), ensure_ascii=False),
    }
    return {**view, "submit": plain_text(submit, 24)} if submit else view


def _role_field(roles: tuple[str, ...]) -> list[Block]:
    options = [option(shown(r, 75), r) for r in roles if 0 < weight(r) <= _VALUE_LIMIT]
    if not options:
        return []
    only = options[0] if len(options) == 1 else None
    menu = select(fields.ROLE, [("", options[:_MOST_ROLES])], only)
    return [input_block(fields.ROLE, forms.ROLE, menu)]


def _again_field(earlier: tuple[Gap, ...]) -> list[Block]:
    kept = [g for g in earlier if weight(g.id) <= _VALUE_LIMIT]
    options = [option(shown(f"{g.id} {g.text}", 75), g.id) for g in kept[:_MOST_BOXES]]
    if not options:
        return []
    boxes = checkboxes(fields.AGAIN, options)
    return [input_block(fields.AGAIN, forms.AGAIN, boxes, optional=True, hint=forms.AGAIN_HINT)]


def _gap_row(
    row: int, groups: list[tuple[str, list[Element]]], text: str, *, needed: bool
) -> list[Block]:
    free = groups[-1][1][0]
    return [
        input_block(fields.about(row), forms.ABOUT, select(fields.ABOUT, groups, free)),
        input_block(
            fields.text(row),
            f"{forms.MISSING} ({row + 1})",
            text_input(fields.TEXT, most=_FIELD_LIMIT, value=_fitting(text, _FIELD_LIMIT)),
            optional=not needed,
            hint=forms.MISSING_HINT,
        ),
    ]


def _fitting(text: str, limit: int) -> str:
    """Return a text that may be filled in; half of one would be sent without being missed."""
    return text if weight(text) <= limit else ""


def _subjects(form: GapsForm) -> tuple[list[tuple[str, list[Element]]], int]:
    """Return the menu's groups, and how many items found no room in it.

    A value carries the whole reference, by which the gap is tied; what is longer than Slack's
    150 characters stays out rather than being tied to half a name.
    """
    references = dict.fromkeys(f.evidence.reference for f in form.audit.findings)
    items = [(GapTarget.EVIDENCE, r) for r in references]
    items += [(GapTarget.DELIVERABLE, d) for d in dict.fromkeys(form.deliverables)]
    chosen: dict[GapTarget, list[Element]] = {GapTarget.EVIDENCE: [], GapTarget.DELIVERABLE: []}
    room, hidden = _MENU_BYTES, 0
    for target, name in items:
        choice = option(shown(name, 75), fields.subject(target, name))
        size = len(json.dumps(choice))
        if not name or weight(choice["value"]) > _VALUE_LIMIT or size > room:
            hidden += 1
            continue
        room -= size
        chosen[target].append(choice)
    groups = [
        (forms.GROUP_EVIDENCE, chosen[GapTarget.EVIDENCE]),
        (forms.GROUP_DELIVERABLES, chosen[GapTarget.DELIVERABLE]),
        (forms.GROUP_FREE, [option(forms.FREE, fields.subject(GapTarget.FREE, ""))]),
    ]
    return [group for group in groups if group[1]], hidden
