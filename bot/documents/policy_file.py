"""`.gatebot.yml`: the project's policy, its documents and its words."""

from dataclasses import dataclass, field
from typing import Final

from bot.documents.vocabulary import Vocabulary
from bot.readiness.policy import Policy

POLICY_PATH: Final = ".gatebot.yml"


@dataclass(frozen=True, slots=True)
class DocumentPaths:
    """Where the project's documents are, from the root of the repository."""

    tracker: str
    work_queue: str | None = None
    roadmap: str | None = None
    progress: str | None = None
    gap_trackers: tuple[str, ...] = ()
    release_readiness: str | None = None


@dataclass(frozen=True, slots=True)
class QueueFields:
    """The work queue's own names: the key of the task list, the fields, the words for done."""

    tasks: tuple[str, ...] = ("tasks",)
    id: str = "id"
    title: str = "title"
    phase: str = "phase"
    status: str = "status"
    done: tuple[str, ...] = ("done", "completed", "closed", "merged")
    moved_to: str = "moved_to"


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """`.gatebot.yml` as read. `drift_fails`, `reminder_hours`: of `policy`, for later verbs."""

    policy: Policy
    paths: DocumentPaths
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    queue: QueueFields = field(default_factory=QueueFields)
    drift_fails: bool = False
    reminder_hours: tuple[int, ...] = ()


def read_policy(data: bytes, oid: str, path: str = POLICY_PATH) -> ProjectFile:
    """Read the policy file; `oid` is the blob it came from.

    Raises DocumentError with every problem of the file: line, key and the nearest valid key.
    """
    raise NotImplementedError
