"""The rows by which a tracker shows a sign-off record."""

from bot.documents.cells import normalise
from bot.documents.tracker_model import SignoffRow
from bot.readiness.record import SignoffRecord


def rows_of(record: SignoffRecord, path: str) -> tuple[SignoffRow, ...]:
    """Return a row per approving decision, as a tracker can hold it; `path` is the record's."""
    return tuple(
        SignoffRow(
            phase=record.phase,
            role=normalise(decision.role),
            reviewer=normalise(f"{decision.reviewer.display} ({decision.reviewer.name})"),
            date=decision.at.date().isoformat(),
            correlation_id=normalise(record.correlation_id),
            record=normalise(path),
        )
        for decision in record.decisions
    )
