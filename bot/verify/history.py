"""The history as it is judged: every commit that comes after the start, whichever parent is first.

The start is the first commit with a policy that can be followed: gatebot can't have been at work
before a policy could be read that names a tracker that is there. What descends from the start is
followed, and compared with each of its parents that is followed, too. What does not descend from it
counts for nothing: nothing is inherited from there, so that no merge makes a beginning of its own.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.documents.policy_file import POLICY_PATH, ProjectFile
from bot.documents.policy_names import no_policy
from bot.verify.clone import Clone
from bot.verify.facts import Facts, Reader
from bot.verify.findings import NotVerifiable
from bot.verify.states import State, read_states


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that touches a watched document, and what its parents and itself say.

    Parents that are not followed are left out: nothing is inherited from them. A start has none.
    """

    commit: str
    parents: tuple[Facts, ...]
    after: Facts


@dataclass(frozen=True, slots=True)
class History:
    """All that is judged: each change, oldest first, the starts among them, and what it comes to.

    `starts`: one, unless there are histories that began apart and nobody said which one counts.
    `followed`: every commit that descends from a start, the starts included.
    """

    starts: tuple[str, ...]
    changes: tuple[Change, ...]
    head: Facts
    followed: Collection[str]


def read_history(clone: Clone, reader: Reader, start: str | None = None) -> History:
    """Return what is to be judged, from a start that is known from elsewhere if there is one.

    Raises NotVerifiable where gatebot was never at work, or has not started there.
    """
    return _Walk(clone, reader).history(start)


def _no_policy(clone: Clone) -> NotVerifiable:
    problem = no_policy([entry.path for entry in clone.entries(clone.head)])
    wrong = f"There is no {POLICY_PATH} in the history of {clone.head[:12]}. {problem.wrong}"
    mend = f"{problem.mend} Or name a commit of a branch that gatebot works on, with --at."
    return NotVerifiable(wrong, mend)


class _Walk:
    def __init__(self, clone: Clone, reader: Reader) -> None:
        self._clone = clone
        self._reader = reader
        files = _policies(clone, reader)
        folders = {file.policy.rules.signoffs_folder.rstrip("/") for file in files}
        self._folders = tuple(sorted(folders))
        blobs = (POLICY_PATH, *sorted({file.paths.tracker for file in files}))
        touching = clone.touching([*blobs, *self._folders])
        self._states = read_states(clone, touching, blobs, self._folders)

    def history(self, start: str | None) -> History:
        starts = self._starts()
        if not starts:
            raise _no_policy(self._clone)
        if start is not None:
            starts = (_chosen(start, starts),)
        facts: dict[str, Facts] = {}
        changes = tuple(self._changes(starts, facts))
        return History(starts, changes, facts[self._clone.head], facts.keys())

    def _starts(self) -> tuple[str, ...]:
        """Return the first commits that can be followed; if there are none, those with a policy."""
        return self._first_with(self._can_be_followed) or self._first_with(_has_policy)

    def _first_with(self, wanted: Callable[[State], bool]) -> tuple[str, ...]:
        """Return the commits in such a state that have no ancestor in such a state."""
        found: list[str] = []
        after: set[str] = set()
        for commit, parents in self._oldest_first():
            if not after.isdisjoint(parents):
                after.add(commit)
            elif commit in self._states and wanted(self._states[commit]):
                after.add(commit)
                found.append(commit)
        return tuple(found)

    def _can_be_followed(self, state: State) -> bool:
        """Tell whether a policy and the tracker that it names can be read."""
        read = self._reader.facts(state, Facts(), ())
        return read.file is not None and read.tracker is not None and not read.problems

    def _changes(self, starts: Collection[str], facts: dict[str, Facts]) -> Iterator[Change]:
        """Yield what is to be judged; `facts` becomes what each followed commit says."""
        states: dict[str, State] = {}
        for commit, above in self._oldest_first():
            # What touches nothing differs from none of its parents, so the first of them will do.
            state = self._states.get(commit) or (states[above[0]] if above else State())
            states[commit] = state
            parents = tuple(facts[parent] for parent in above if parent in facts)
            if not parents and commit not in starts:
                continue
            if parents and all(_says_the_same(each, parents[0], state) for each in parents):
                facts[commit] = parents[0]
                continue
            before = parents[0] if parents else Facts()
            facts[commit] = self._reader.facts(state, before, self._folders)
            yield Change(commit, parents, facts[commit])

    def _oldest_first(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((commit, self._clone.parents[commit]) for commit in self._clone.order)


def _says_the_same(one: Facts, other: Facts, state: State) -> bool:
    """Tell whether parents have a state, and remember the same of what can't be read in it."""
    if one.state != state:
        return False
    documents = one.file is other.file and one.tracker is other.tracker
    facts = (one.statuses, one.records, one.gone) == (other.statuses, other.records, other.gone)
    return one is other or (documents and facts)


def _has_policy(state: State) -> bool:
    return state.policy is not None


def _chosen(start: str, starts: Sequence[str]) -> str:
    if start not in starts:
        raise NotVerifiable(
            f"gatebot did not start at {start[:12]}: the history was written again, or this is "
            "another commit.",
            f"It starts at {', '.join(starts)}. Name the one that you know with --start.",
        )
    return start


def _policies(clone: Clone, reader: Reader) -> tuple[ProjectFile, ...]:
    """Return every version of the policy that can be read."""
    there = (clone.at(commit, POLICY_PATH) for commit in clone.touching([POLICY_PATH]))
    oids = {entry.oid for entry in there if entry is not None and entry.is_file}
    read = (reader.file(oid) for oid in sorted(oids))
    return tuple(file for file in read if isinstance(file, ProjectFile))
