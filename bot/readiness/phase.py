"""A phase: one gate of the tracker."""

from dataclasses import dataclass

from bot.readiness.place import Place
from bot.readiness.status import Status


@dataclass(frozen=True, slots=True)
class UnknownStatus:
    """A status cell outside the vocabulary, or one that is not given. It blocks its phase.

    `why`: what keeps a known word from being given, as in “Signed Off?” is in question; "" where
    it is no word of the vocabulary.
    """

    text: str
    nearest: Status
    place: Place
    why: str = ""

    @property
    def wrong(self) -> str:
        """What is wrong with it, without a full stop."""
        return f"“{self.text}” {self.why or 'is no status'}"

    @property
    def fix(self) -> str:
        """What to write instead."""
        if self.why:
            return "Write the status that holds, alone; a remark goes into a column of its own."
        return f"Write “{self.nearest.value}”, or list the word under `statuses`."


@dataclass(frozen=True, slots=True)
class Phase:
    """One row (or heading) of the tracker. `owners` are short names of the policy's people."""

    id: str
    title: str
    status: Status | UnknownStatus
    owners: tuple[str, ...]
    place: Place
