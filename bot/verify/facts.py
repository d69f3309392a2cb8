"""What the documents say at a commit: policy, tracker, statuses, rows, record files."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from bot.documents.policy_file import POLICY_PATH, ProjectFile, read_policy
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import SignoffRow, Tracker
from bot.githosts.bounds import MEBIBYTE, TooLarge
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Place, Problem
from bot.readiness.status import Status
from bot.verify.clone import Clone
from bot.verify.findings import BeyondBounds
from bot.verify.states import State, read_states

_POLICY_BYTES: Final = MEBIBYTE
_TRACKER_BYTES: Final = 2 * MEBIBYTE
# Phases, rows and items that are kept of all versions of a tracker: some two gigabytes of them.
_KEPT: Final = 5_000_000
_BYTES_OF_A_FACT: Final = 50


@dataclass(frozen=True)
class Facts:
    """What a commit says. `records`: path → mode and object id of what is in the folders.

    Where something can't be read, `file`, `tracker` and `records` are those before it, and
    `problems` says why: whatever is altered meanwhile is found when it can be read again.
    `statuses` are by phase key; an unknown word keeps the status before it.
    `gone`: likewise, the last statuses of the phases that are not in the tracker any more.
    """

    state: State = field(default_factory=State)
    file: ProjectFile | None = None
    tracker: Tracker | None = None
    statuses: Mapping[str, Status] = field(default_factory=dict)
    records: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    gone: Mapping[str, Status] = field(default_factory=dict)

    @cached_property
    def rows(self) -> Counter[SignoffRow]:
        """The sign-off rows, and how often each is there."""
        return Counter(self.tracker.signoffs if self.tracker else ())


class Reader:
    """Reads documents by their object ids, each once. All of it stays within bounds."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._files: dict[str, ProjectFile | tuple[Problem, ...]] = {}
        self._trackers: dict[tuple[str, str], Tracker | tuple[Problem, ...]] = {}
        self._kept = 0

    def file(self, oid: str) -> ProjectFile | tuple[Problem, ...]:
        """Return a policy, or what is wrong with it."""
        if oid not in self._files:
            try:
                data = self._clone.objects.content(oid, _POLICY_BYTES)
                self._files[oid] = read_policy(data, oid)
                self._keep(len(data) // _BYTES_OF_A_FACT)
            except TooLarge as error:
                self._files[oid] = (_too_large(POLICY_PATH, error),)
            except DocumentError as error:
                self._files[oid] = error.problems
        return self._files[oid]

    def tracker(self, oid: str, file: ProjectFile) -> Tracker | tuple[Problem, ...]:
        """Return a tracker as read under a policy, or what is wrong with it."""
        key = (oid, file.policy.oid)
        if key not in self._trackers:
            path = file.paths.tracker
            try:
                data = self._clone.objects.content(oid, _TRACKER_BYTES)
                found = self._trackers[key] = read_tracker(data, path, file.vocabulary)
                self._keep(_count(found))
            except TooLarge as error:
                self._trackers[key] = (_too_large(path, error),)
            except DocumentError as error:
                self._trackers[key] = error.problems
        return self._trackers[key]

    def file_at(self, commit: str) -> ProjectFile | None:
        """Return the policy that stands at a commit; None where none can be read."""
        state = read_states(self._clone, (commit,), (POLICY_PATH,), ())[commit]
        oid = None if POLICY_PATH in state.odd else state.policy
        file = self.file(oid) if oid is not None else None
        return file if isinstance(file, ProjectFile) else None

    def tracker_at(self, commit: str, file: ProjectFile) -> Tracker | None:
        """Return the tracker that stands at a commit; None where none can be read."""
        path = file.paths.tracker
        state = read_states(self._clone, (commit,), (path,), ())[commit]
        oid = None if path in state.odd else state.oids.get(path)
        found = self.tracker(oid, file) if oid is not None else None
        return found if isinstance(found, Tracker) else None

    def facts(self, state: State, before: Facts, folders: Iterable[str]) -> Facts:
        """Return what stands at a commit with this state, after what stood `before` it.

        Where there is no policy any more, the last one still says what to look at.
        """
        problems: list[Problem] = []
        file, tracker = before.file, before.tracker
        read = _odd(state, POLICY_PATH) or (self.file(state.policy) if state.policy else ())
        if isinstance(read, ProjectFile):
            file = read
        else:
            problems += read
        path = file.paths.tracker if file else ""
        oid = state.oids.get(path)
        if file is not None and oid is not None:
            found = _odd(state, path) or self.tracker(oid, file)
            if isinstance(found, Tracker):
                tracker = found
            else:
                problems += found
        elif file is not None:
            tracker = None
        statuses = _statuses(tracker, before.statuses)
        records = self._records(state, before, folders, problems)
        gone = {**before.gone, **before.statuses}
        gone = {key: status for key, status in gone.items() if key not in statuses}
        return Facts(state, file, tracker, statuses, records, tuple(problems), gone)

    def _records(
        self, state: State, before: Facts, folders: Iterable[str], problems: list[Problem]
    ) -> Mapping[str, tuple[str, str]]:
        found = {}
        for folder in folders:
            if (tree := state.oids.get(f"{folder}/")) is None:
                continue
            try:
                files = self._clone.trees.files(tree)
            except TooLarge as error:
                problems.append(_too_large(f"{folder}/", error))
                return before.records
            for path, what in files.items():
                if path.endswith(".json"):
                    found[f"{folder}/{path}"] = what
        self._keep(len(found.keys() - before.records.keys()))
        return found

    def _keep(self, facts: int) -> None:
        """Count what is kept until the end. Raises BeyondBounds where it is too much."""
        self._kept += facts
        if self._kept > _KEPT:
            raise BeyondBounds(
                f"All versions of the policy and the tracker hold over {_KEPT:,} facts.",
                "Look at what was pushed: projects hold a hundredth of that.",
            )


def _odd(state: State, path: str) -> tuple[Problem, ...]:
    """Return the problem of a document at whose path no file stands."""
    if path not in state.odd:
        return ()
    mend = "Put the file itself there."
    return (Problem(Place(path), f"What stands here is {state.odd[path]}.", mend),)


def _too_large(path: str, error: TooLarge) -> Problem:
    return Problem(Place(path), f"This can't be looked at. {error}", error.mend)


def _count(tracker: Tracker) -> int:
    """Return how many facts a tracker holds."""
    lists = (tracker.phases, tracker.signoffs, tracker.ops, tracker.completed, tracker.diagram)
    evidence = sum(map(len, tracker.evidence.values()))
    return sum(map(len, lists)) + evidence + len(tracker.problems) + len(tracker.waivers)


def _statuses(tracker: Tracker | None, before: Mapping[str, Status]) -> Mapping[str, Status]:
    found: dict[str, Status] = {}
    for phase in tracker.phases if tracker else ():
        key = phase_key(phase.id)
        if isinstance(phase.status, Status):
            found[key] = phase.status
        elif key in before:
            found[key] = before[key]
    return found
