"""The Evidence sheet, and the forms in which an owner adds an item or removes one."""

from typing import Final

from bot.app.api.commands import AddEvidence, RemoveEvidenceItem
from bot.app.api.forms import EvidenceForm, EvidenceSheet
from bot.readiness.evidence import Evidence, Kind
from bot.slack import action_ids as actions
from bot.slack.blocks import (
    Element,
    button,
    input_block,
    option,
    paragraph,
    select,
    text_input,
)
from bot.slack.blocks import actions as buttons
from bot.slack.message import Block, View
from bot.slack.prose import Note, Part, shown
from bot.slack.views import fields
from bot.slack.views.modals import modal
from bot.slack.views.reading import FieldErrors, chosen, metadata, typed
from bot.slack.views.render import note_blocks
from bot.slack.words import forms
from bot.slack.words.terms import mended_line

_REFERENCE_LIMIT: Final = 1_000
_NOTE_LIMIT: Final = 1_000
_MOST_ITEMS: Final = 100
_INFER: Final = "infer"


def sheet(found: EvidenceSheet) -> View:
    """Return the Evidence sheet: every item with its state, what was looked at, and the mend.

    Then the deliverables, of which the card names a few.
    """
    review, findings = found.round, found.audit.findings
    parts = [Part(tuple(mended_line(finding) for finding in findings), empty=("None.",))]
    if wanted := tuple((shown(each, 200) or "—",) for each in found.deliverables):
        parts.append(Part(wanted, forms.heading("Deliverables")))
    then = (forms.CHANGES_VOID,) if found.may_change else ()
    note = Note(forms.audited(review, found.commit_url), tuple(parts), then)
    project = review.project if found.may_change else ""
    blocks = [*note_blocks(note), *change_buttons(project, review.phase, some=bool(findings))]
    title = f"{forms.EVIDENCE} {shown(review.phase, 14)}"
    return modal(actions.EVIDENCE_SHEET, title, blocks, {"round": review.id})


def change_buttons(project: str, phase: str, *, some: bool) -> list[Block]:
    """Return an owner's buttons under a list of evidence (`some`: it has items).

    None for whoever may not change it: then the project's name is empty.
    """
    value = actions.phase_value(project, phase)
    if not project or value is None:
        return []
    add_one = button(forms.ADD_EVIDENCE, actions.ADD_EVIDENCE, value)
    remove_one = button(forms.REMOVE_EVIDENCE, actions.REMOVE_EVIDENCE, value)
    return [buttons([add_one, remove_one] if some else [add_one])]


def add(form: EvidenceForm) -> View:
    """Return the form that adds an item: its kind, its reference, a note."""
    infer = option(forms.INFER, _INFER)
    kinds = [infer, *(option(kind.value, kind.value) for kind in Kind)]
    blocks = [
        paragraph(forms.adding(form.phase.id)),
        input_block(fields.KIND, forms.KIND, select(fields.KIND, [("", kinds)], infer)),
        input_block(
            fields.REFERENCE,
            forms.REFERENCE,
            text_input(fields.REFERENCE, most=_REFERENCE_LIMIT),
            hint=forms.REFERENCE_HINT,
        ),
        input_block(
            fields.NOTE,
            forms.EVIDENCE_NOTE,
            text_input(fields.NOTE, most=_NOTE_LIMIT),
            optional=True,
        ),
    ]
    title = f"{forms.ADD_EVIDENCE} {shown(form.phase.id, 10)}"
    return modal(actions.ADD_EVIDENCE_FORM, title, blocks, _about(form), forms.ADD)


def remove(form: EvidenceForm) -> View:
    """Return the form that removes an item, which asks once more."""
    blocks = [paragraph(forms.removing(form.phase.id))]
    items = [_item(n, item) for n, item in enumerate(form.items[:_MOST_ITEMS], start=1)]
    if items:
        menu = select(fields.ITEM, [("", items)])
        blocks.append(input_block(fields.ITEM, forms.ITEM, menu))
    title = f"{forms.REMOVE} from {shown(form.phase.id, 10)}"
    submit = forms.REMOVE if items else ""
    return modal(actions.REMOVE_EVIDENCE_FORM, title, blocks, _about(form), submit)


def read_add(view: View) -> AddEvidence | FieldErrors:
    """Read the form that adds an item, or return a sentence for the field to be filled."""
    reference = typed(view, fields.REFERENCE, fields.REFERENCE)
    if not reference:
        return {fields.REFERENCE: forms.NO_REFERENCE}
    kind = chosen(view, fields.KIND, fields.KIND)
    return AddEvidence(
        metadata(view, "phase"),
        None if kind == _INFER else kind,
        reference,
        typed(view, fields.NOTE, fields.NOTE),
        metadata(view, "project"),
    )


def read_remove(view: View) -> RemoveEvidenceItem | FieldErrors:
    """Read the form that removes an item, or return a sentence for the menu."""
    mark = chosen(view, fields.ITEM, fields.ITEM)
    if mark is None:
        return {fields.ITEM: forms.NO_ITEM}
    return RemoveEvidenceItem(metadata(view, "project"), metadata(view, "phase"), mark)


def _item(number: int, item: Evidence) -> Element:
    return option(shown(f"{number}. {item.kind.value} {item.reference}", 75), item.mark)


def _about(form: EvidenceForm) -> dict[str, str]:
    return {"project": form.project, "phase": form.phase.id}
