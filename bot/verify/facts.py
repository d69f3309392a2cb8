"""What the documents say at a commit: policy, tracker, statuses, rows, record files."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from bot.documents.policy_file import POLICY_PATH, ProjectFile, read_policy
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import SignoffRow, Tracker
from bot.readiness.place import Problem
from bot.readiness.status import Status
from bot.verify.clone import Clone

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class State:
    """Which objects stand at the watched paths of a commit: path → object id, where there is one.

    A folder's id is that of its tree.
    """

    oids: Mapping[str, str] = field(default_factory=lambda: _NONE)

    @property
    def policy(self) -> str | None:
        """The object id of the policy file."""
        return self.oids.get(POLICY_PATH)


@dataclass(frozen=True)
class Facts:
    """What a commit says. `records`: path → mode and object id of what is in the folders.

    Where a document can't be read, `file` and `tracker` are those before it, and `problems` says
    why. `statuses` are by phase id in small letters; an unknown word keeps the status before it.
    """

    state: State = State()
    file: ProjectFile | None = None
    tracker: Tracker | None = None
    statuses: Mapping[str, Status] = field(default_factory=dict)
    records: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def rows(self) -> Counter[SignoffRow]:
        """The sign-off rows, and how often each is there."""
        return Counter(self.tracker.signoffs if self.tracker else ())


class Reader:
    """Reads documents by their object ids, each once."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._files: dict[str, ProjectFile | tuple[Problem, ...]] = {}
        self._trackers: dict[tuple[str, str], Tracker | tuple[Problem, ...]] = {}

    def file(self, oid: str) -> ProjectFile | tuple[Problem, ...]:
        """Return a policy, or what is wrong with it."""
        if oid not in self._files:
            try:
                self._files[oid] = read_policy(self._clone.objects.content(oid), oid)
            except DocumentError as error:
                self._files[oid] = error.problems
        return self._files[oid]

    def tracker(self, oid: str, file: ProjectFile) -> Tracker | tuple[Problem, ...]:
        """Return a tracker as read under a policy, or what is wrong with it."""
        key = (oid, file.policy.oid)
        if key not in self._trackers:
            data = self._clone.objects.content(oid)
            try:
                self._trackers[key] = read_tracker(data, file.paths.tracker, file.vocabulary)
            except DocumentError as error:
                self._trackers[key] = error.problems
        return self._trackers[key]

    def facts(self, state: State, before: Facts, folders: Iterable[str]) -> Facts:
        """Return what stands at a commit with this state, after what stood `before` it."""
        if state.policy is None:
            return Facts(state)
        read = self.file(state.policy)
        problems: tuple[Problem, ...] = ()
        file, tracker = before.file, before.tracker
        if isinstance(read, ProjectFile):
            file = read
        else:
            problems = read
        oid = state.oids.get(file.paths.tracker) if file else None
        if file is not None and oid is not None:
            found = self.tracker(oid, file)
            if isinstance(found, Tracker):
                tracker = found
            else:
                problems += found
        elif file is not None:
            tracker = None
        statuses = _statuses(tracker, before.statuses)
        return Facts(state, file, tracker, statuses, self._records(state, folders), problems)

    def _records(self, state: State, folders: Iterable[str]) -> Mapping[str, tuple[str, str]]:
        found = {}
        for folder in folders:
            if (tree := state.oids.get(folder)) is not None:
                for path, what in self._clone.files(tree).items():
                    if path.endswith(".json"):
                        found[f"{folder}/{path}"] = what
        return found


def _statuses(tracker: Tracker | None, before: Mapping[str, Status]) -> Mapping[str, Status]:
    found: dict[str, Status] = {}
    for phase in tracker.phases if tracker else ():
        key = phase.id.casefold()
        if isinstance(phase.status, Status):
            found[key] = phase.status
        elif key in before:
            found[key] = before[key]
    return found
