"""What a phase's branch says of its phase that the project's does not, as an edit of that."""

from dataclasses import replace

from bot.documents.tracker_model import Tracker, TrackerEdit
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status


def pending_edit(base: Tracker, branch: Tracker, onto: Tracker, phase: str) -> TrackerEdit:
    """Return what to change in `onto` so that it says of the phase what its branch has changed.

    `base` is where the branch was cut. What `onto` holds already is not asked for again, and a
    status that was moved there meanwhile stays.
    """
    listed, wanted, there = (_by_item(t, phase) for t in (base, branch, onto))
    known = {*base.signoffs, *onto.signoffs}
    return TrackerEdit(
        phase=phase,
        status=_status(base, branch, onto, phase),
        add_evidence=tuple(e for k, e in wanted.items() if k not in listed and k not in there),
        remove_evidence=tuple(e for k, e in there.items() if k in listed and k not in wanted),
        signoffs=tuple(row for row in branch.signoffs_of(phase) if row not in known),
    )


def without_signoff(edit: TrackerEdit, before: Status, onto: Tracker) -> TrackerEdit:
    """Return an edit without the sign-off in it, the status as it was before that."""
    status = before if edit.status is not None and onto.status_of(edit.phase) != before else None
    return replace(edit, status=status, signoffs=())


def _status(base: Tracker, branch: Tracker, onto: Tracker, phase: str) -> Status | None:
    then, now = base.status_of(phase), branch.status_of(phase)
    return now if now is not then and onto.status_of(phase) is then else None


def _by_item(tracker: Tracker, phase: str) -> dict[tuple[Kind, str], Evidence]:
    return {(e.kind, e.reference): e for e in tracker.evidence_of(phase)}
