"""Why something about the ops track or a digest is refused."""

from dataclasses import dataclass
from datetime import datetime

from bot.readiness.refusals import Refusal
from bot.readiness.work import OpsAction


@dataclass(frozen=True, slots=True)
class NotInPolicy(Refusal):
    """The policy does not know this person. `asked`: whom someone named, "" for the asker."""

    known: tuple[str, ...]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class UnclearOpsItem(Refusal):
    """No ops item, or more than one, is called so. `items`: texts to choose from.

    `numbers` are theirs in the list, where these are known.
    """

    asked: str
    items: tuple[str, ...]
    count: int = 0
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoOpsTrack(Refusal):
    """Something is missed in a locked phase, and the tracker has no ops track to keep it in."""

    phase: str
    tracker: str  # its path


@dataclass(frozen=True, slots=True)
class OpsItemIsSo(Refusal):
    """The item is as asked already."""

    item: str
    action: OpsAction


@dataclass(frozen=True, slots=True)
class ClosedMeanwhile(Refusal):
    """Somebody closed the request of the ops track in the moment the change was put on it."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class NobodyAwaited(Refusal):
    """The round waits for nobody's verdict. `gaps_by`: whose gaps stand in its way (names)."""

    phase: str
    gaps_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemindedToday(Refusal):
    """Everyone whom the round waits for was reminded on this day of theirs, or is to be.

    `later`: who will be, when the next working day opens where they are.
    """

    phase: str
    names: tuple[str, ...]
    later: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class BadDay(Refusal):
    """A text names no day, or one that has passed (`past`)."""

    asked: str
    past: bool = False
