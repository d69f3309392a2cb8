"""Edit a tracker by splices, and prove the result before it is handed out."""

from collections.abc import Iterator
from dataclasses import replace

from bot.documents.cells import escape, normalise
from bot.documents.diagram import class_splices
from bot.documents.edit_evidence import add_evidence, remove_evidence
from bot.documents.edit_signoffs import add_signoffs
from bot.documents.problems import DocumentError
from bot.documents.proof import prove
from bot.documents.source import Splice, splice
from bot.documents.spots import CellSpot, PhaseEntry
from bot.documents.tables import set_cell
from bot.documents.tracker import Reading, read
from bot.documents.tracker_model import SignoffRow, TrackerEdit
from bot.documents.vocabulary import Vocabulary
from bot.readiness.phase import UnknownStatus
from bot.readiness.phase_ids import same_id
from bot.readiness.place import Place, Problem
from bot.readiness.status import Status

__all__ = ["TrackerEdit", "edit_tracker"]


def edit_tracker(data: bytes, path: str, vocabulary: Vocabulary, edit: TrackerEdit) -> bytes:
    """Return the tracker with exactly the asked facts changed, and no other byte.

    Raises DocumentError where a person has to mend the file or the text first, ProofFailed where
    the edited text does not read as it should; then nothing is to be written.
    """
    if edit.add_evidence and edit.remove_evidence:
        # Twice, so that a row may be added after one that goes.
        removal = TrackerEdit(edit.phase, remove_evidence=edit.remove_evidence)
        data = edit_tracker(data, path, vocabulary, removal)
        edit = replace(edit, remove_evidence=())
    before = read(data, path, vocabulary)
    entry = _phase(before, edit.phase)
    asked = _normalised(edit, entry.phase.id, path)
    splices = list(_splices(before, entry, asked))
    edited = splice(before.page.source, splices)
    prove(before, read(edited, path, vocabulary), splices, asked)
    return edited


def _phase(reading: Reading, phase_id: str) -> PhaseEntry:
    for entry in reading.phases:
        if same_id(entry.phase.id, phase_id):
            return entry
    known = ", ".join(entry.phase.id for entry in reading.phases)
    path = reading.tracker.path
    raise DocumentError(
        Problem(Place(path), f"There is no phase “{phase_id}”.", f"The phases are {known}.")
    )


def _splices(reading: Reading, entry: PhaseEntry, edit: TrackerEdit) -> Iterator[Splice]:
    ids = [each.phase.id for each in reading.phases]
    if edit.status is not None and edit.status != entry.phase.status:
        yield _status_splice(reading, entry, edit.status)
        yield from class_splices(reading.page, entry.phase.id, edit.status, ids)
    if edit.remove_evidence:
        yield from remove_evidence(reading, entry, edit.remove_evidence)
    if edit.add_evidence:
        yield add_evidence(reading, entry, edit.add_evidence)
    if edit.signoffs:
        yield add_signoffs(reading, edit.signoffs)
    if edit.snapshot is not None:
        for snapshot in reading.snapshots:
            yield Splice(snapshot.spot.start, snapshot.spot.end, edit.snapshot.isoformat())


def _status_splice(reading: Reading, entry: PhaseEntry, status: Status) -> Splice:
    """Return the splice that writes a status, in the words and within the marks of the file.

    A remark behind the old one stays.
    """
    current = entry.phase.status
    if isinstance(current, UnknownStatus):
        wrong = f"{current.wrong} ({entry.phase.id})."
        raise DocumentError(Problem(current.place, wrong, current.fix))
    said = reading.vocabulary.read
    seen = (
        (other.phase.status, said(other.status_raw).lead)
        for other in reading.phases
        if isinstance(other.phase.status, Status)
    )
    words = reading.vocabulary.spelling(status, seen)
    old = said(entry.status_raw)
    if entry.status_raw.count(old.lead) == 1:
        raw = entry.status_raw.replace(old.lead, words)
    else:  # marks stand in the middle of the word
        raw = f"{words} {escape(old.remark)}".rstrip()
    if isinstance(entry.status, CellSpot):
        spot = entry.status
        return set_cell(reading.page.source, spot.table, spot.row, spot.column, raw)
    return Splice(entry.status.start, entry.status.end, raw)


def _normalised(edit: TrackerEdit, phase_id: str, path: str) -> TrackerEdit:
    """Return the edit as a tracker can hold it. Raises DocumentError for what it can't hold."""
    texts = [item.reference for item in edit.add_evidence]
    bad = [text for text in texts if not text or normalise(text) != text]
    if bad:
        wrong = f"The reference {bad[0]!r} is empty, or holds characters that can't be seen."
        raise DocumentError(Problem(Place(path), wrong, "Write it in one line of plain text."))
    rows = tuple(
        SignoffRow(
            phase=phase_id,
            role=normalise(row.role),
            reviewer=normalise(row.reviewer),
            date=normalise(row.date),
            correlation_id=normalise(row.correlation_id),
            record=normalise(row.record),
        )
        for row in edit.signoffs
    )
    items = tuple(replace(item, note=normalise(item.note)) for item in edit.add_evidence)
    return replace(edit, phase=phase_id, add_evidence=items, signoffs=rows)
