"""Edit a tracker by splices, and prove the result before it is handed out."""

from dataclasses import dataclass
from datetime import date

from bot.documents.tracker_model import SignoffRow
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence
from bot.readiness.status import Status


@dataclass(frozen=True, slots=True)
class TrackerEdit:
    """What one landing changes for one phase. `snapshot` is set where the file has such a date."""

    phase: str
    status: Status | None = None
    add_evidence: tuple[Evidence, ...] = ()
    remove_evidence: tuple[Evidence, ...] = ()
    signoffs: tuple[SignoffRow, ...] = ()
    snapshot: date | None = None


def edit_tracker(data: bytes, path: str, vocabulary: Vocabulary, edit: TrackerEdit) -> bytes:
    """Return the tracker with exactly the asked facts changed, and no other byte.

    Raises DocumentError where a person has to mend the file or the text first, ProofFailed where
    the edited text does not read as it should; then nothing is to be written.
    """
    raise NotImplementedError
