"""What surrounds the phases in the documents: tasks, deliverables, the ops track, open gaps."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from bot.readiness.place import Place


@dataclass(frozen=True, slots=True)
class Task:
    """A child task of a phase in the work queue."""

    id: str
    title: str
    phase: str
    state: str
    done: bool
    moved_to: str
    place: Place

    @property
    def closed(self) -> bool:
        """Whether the task no longer holds its phase back: it is done, or moved somewhere."""
        return self.done or bool(self.moved_to)


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A criterion of a review, from the roadmap."""

    phase: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class AwaitedMerge:
    """The pull request that something waits for; number 0 and no link before it is open."""

    number: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class OpsItem:
    """One item of the Parallel Ops Track. Days are the ISO text of the file; other text is no day.

    `owner` is as it is written: a short name, a display name or a Slack id. `status` is the file's
    own word, "" where only a box is ticked. Place and status don't tell two items apart.
    `seen`: the day gatebot saw the item first, where that is known; its age is at least that.
    `waits`: what this says of the item is not in the project's branch yet. `twin` counts the items
    above it that say the same.
    """

    text: str
    done: bool = False
    owner: str = ""
    place: Place | None = field(default=None, compare=False)
    status: str = field(default="", compare=False)
    due: str = ""
    snoozed_until: str = ""
    links: tuple[str, ...] = ()  # where it is tracked
    since: str = ""
    blocking: bool = False  # it holds a release back
    seen: str = field(default="", compare=False)
    waits: AwaitedMerge | None = field(default=None, compare=False)
    twin: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """What it says; case and spaces tell no two items apart."""
        return " ".join(self.text.casefold().split())

    @property
    def key(self) -> str:
        """What names the item whatever its number is: 12 hex digits of its text's digest."""
        words = f"{self.words}\n{self.twin}" if self.twin else self.words
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class TrackedGap:
    """One row of a gap tracker: read, never edited."""

    text: str
    area: str
    severity: str
    owner: str
    status: str
    closed: bool
    place: Place


class OpsAction(StrEnum):
    """What can be done with the ops track."""

    ADD = "add"
    DONE = "done"
    SNOOZE = "snooze"
    ASSIGN = "assign"
    LINK = "link"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class OpsChange:
    """One change of the ops track. `text` is the item's; what an action has no use for is "".

    `owner` is a short name of the policy; `until`, `due` and `since` are ISO days. `twin` is the
    item's that is meant, of several that say the same.
    """

    action: OpsAction
    text: str
    owner: str = ""
    due: str = ""
    until: str = ""
    link: str = ""
    twin: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a standing branch holds that the project's does not: items as they will be, entries."""

    items: tuple[OpsItem, ...] = ()
    entries: int = 0  # of the ledger
