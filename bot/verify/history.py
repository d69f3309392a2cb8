"""The history as it is judged: from the first policy that can be followed, change by change.

gatebot can't have been at work before a policy could be read that names a tracker that is there.

Every commit that touches a watched document is compared with each of its parents. The line of the
first parents is followed, and every side branch that does not end with the watched documents as
they were where it left that line: what a branch tried and took back is its own matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.documents.policy_file import POLICY_PATH, ProjectFile
from bot.verify.clone import Clone
from bot.verify.facts import Facts, Reader
from bot.verify.findings import NotVerifiable
from bot.verify.states import State, read_states


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that touches a watched document, and what its parents and itself say.

    Parents without a policy are left out: nothing is inherited from them. `before` is the first
    of the others; empty facts where there is none.
    """

    commit: str
    parents: tuple[Facts, ...]
    after: Facts

    @property
    def before(self) -> Facts:
        """What stood before, on the branch."""
        return self.parents[0] if self.parents else Facts()


@dataclass(frozen=True, slots=True)
class History:
    """All that is judged: what stood at the start, and each change since, oldest first.

    `other_starts`: commits besides the start that add a policy where their parents have none.
    """

    start: str
    other_starts: tuple[str, ...]
    first: Facts
    changes: tuple[Change, ...]
    head: Facts
    commits: int


def read_history(clone: Clone, reader: Reader) -> History:
    """Return what is to be judged. Raises NotVerifiable where gatebot was never at work."""
    return _Walk(clone, reader).history()


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
        self._anchors = _anchors(clone, self._states)
        self._forks = _forks(clone)
        self._facts: dict[str, Facts] = {}

    def history(self) -> History:
        clone = self._clone
        relevant = self._relevant()
        commits = [commit for commit in self._states if commit in relevant]
        changes = tuple(change for c in commits if (change := self._change(c)) is not None)
        start = self._start(commits)
        before = clone.ancestors([start])
        return History(
            start=start,
            other_starts=tuple(c for c in self._states if c not in before and self._adds_policy(c)),
            first=self._facts[start],
            changes=tuple(change for change in changes if change.commit not in before),
            head=self._facts_at(clone.head),
            commits=len(clone.order) - clone.order.index(start),
        )

    def _start(self, commits: Sequence[str]) -> str:
        with_policy = [c for c in commits if self._states[c].policy is not None]
        if not with_policy:
            raise NotVerifiable(
                f"There is no {POLICY_PATH} in the history of {self._clone.head[:12]}.",
                "Name a commit of a branch that gatebot works on, with --at.",
            )
        return next((c for c in with_policy if self._facts[c].tracker), with_policy[0])

    def _change(self, commit: str) -> Change | None:
        """Return what a commit changes; None where there is no policy, and was none."""
        before = (self._facts_at(parent) for parent in self._clone.parents[commit])
        parents = tuple(facts for facts in before if facts.state.policy is not None)
        state = self._states[commit]
        after = self._reader.facts(state, parents[0] if parents else Facts(), self._folders)
        self._facts[commit] = after
        return Change(commit, parents, after) if parents or state.policy is not None else None

    def _adds_policy(self, commit: str) -> bool:
        parents = self._clone.parents[commit]
        return self._states[commit].policy is not None and all(
            self._state_at(parent).policy is None for parent in parents
        )

    def _facts_at(self, commit: str) -> Facts:
        """Return what stands at a commit; nothing on a side branch that is not followed."""
        anchor = self._anchors[commit]
        return self._facts.get(anchor, Facts()) if anchor is not None else Facts()

    def _relevant(self) -> frozenset[str]:
        """Return the commits whose changes count, from the head on down."""
        found = {self._clone.head}
        for commit, parents in self._clone.parents.items():
            if commit in found:
                found.update(parents[:1])
                found.update(side for side in parents[1:] if self._brings_something(side))
        return frozenset(found)

    def _brings_something(self, side: str) -> bool:
        """Tell whether a branch ends otherwise than it began, in what is watched."""
        fork = self._forks[side]
        return fork is None or self._state_at(fork) != self._state_at(side)

    def _state_at(self, commit: str) -> State:
        anchor = self._anchors[commit]
        return self._states[anchor] if anchor is not None else State()


def _policies(clone: Clone, reader: Reader) -> tuple[ProjectFile, ...]:
    """Return every version of the policy that can be read."""
    names = [f"{commit}:{POLICY_PATH}" for commit in clone.touching([POLICY_PATH])]
    oids = {found.oid for found in clone.objects.named(names) if found is not None}
    read = (reader.file(oid) for oid in sorted(oids))
    return tuple(file for file in read if isinstance(file, ProjectFile))


def _forks(clone: Clone) -> Mapping[str, str | None]:
    """Return, for each commit, where the line of its first parents leaves that of the head."""
    line: set[str] = set()
    at: str | None = clone.head
    while at is not None:
        line.add(at)
        at = next(iter(clone.parents[at]), None)
    found: dict[str, str | None] = {}
    for commit in clone.order:
        parents = clone.parents[commit]
        found[commit] = commit if commit in line else found[parents[0]] if parents else None
    return found


def _anchors(clone: Clone, states: Mapping[str, State]) -> Mapping[str, str | None]:
    """Return, for each commit, the last one before it (or itself) that touched what is watched.

    What touches nothing differs from none of its parents, so the first of them will do.
    """
    found: dict[str, str | None] = {}
    for commit in clone.order:
        parents = clone.parents[commit]
        found[commit] = commit if commit in states else found[parents[0]] if parents else None
    return found
