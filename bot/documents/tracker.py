"""Read a tracker: every table and line that gatebot knows, and nothing skipped."""

from bot.documents.tracker_model import Tracker
from bot.documents.vocabulary import Vocabulary


def read_tracker(data: bytes, path: str, vocabulary: Vocabulary) -> Tracker:
    """Read a tracker. A status outside the vocabulary is an UnknownStatus on its phase.

    Raises DocumentError where the file can't be relied on: it is not UTF-8, a phase is there
    twice, a table lacks a column it needs, or there is no phase at all.
    """
    raise NotImplementedError
