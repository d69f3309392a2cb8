"""Who is whose ancestor, as far as it was seen: it never changes, so it is never asked twice."""

from collections.abc import Sequence
from typing import Final

from bot.githosts.cache import Cache
from bot.githosts.host import CommitInfo

_COMMITS: Final = 20_000
_FARTHEST: Final = 2_000  # known commits that are looked through before the host is asked


class Lineage:
    """Remembers parents, and answers that a host gave about ancestry."""

    def __init__(self) -> None:
        self._parents: Cache[str, tuple[str, ...]] = Cache(_COMMITS, lambda _: 1)
        self._answers: Cache[tuple[str, str], bool] = Cache(_COMMITS, lambda _: 1)

    def learn(self, sha: str, parents: tuple[str, ...]) -> None:
        """Keep whose child a commit is."""
        self._parents.put(sha, parents)

    def note(self, ancestor: str, commit: str, *, reachable: bool) -> None:
        """Keep what the host said."""
        self._answers.put((ancestor, commit), reachable)

    def known(self, ancestor: str, commit: str) -> bool | None:
        """Tell whether `ancestor` is `commit` or reachable from it; None where that wasn't seen."""
        if (answer := self._answers.get((ancestor, commit))) is not None:
            return answer
        if self._parents.get(commit) is None:
            return None  # never seen: it may not be there
        seen, waiting = {commit}, [commit]
        while waiting and len(seen) < _FARTHEST:
            each = waiting.pop()
            if each == ancestor or self._answers.get((ancestor, each)):
                return True
            further = [p for p in self._parents.get(each) or () if p not in seen]
            seen.update(further)
            waiting += further
        return None


def up_to(base: str, head: str, newest: Sequence[CommitInfo]) -> tuple[CommitInfo, ...] | None:
    """Return what comes after base, or None where these commits of head don't hold all of it."""
    by_sha = {commit.sha: commit for commit in newest}
    after, waiting = {head}, [head]
    met = False
    while waiting:
        commit = by_sha.get(waiting.pop())
        if commit is None or not commit.parents:
            return None  # more than was sent, or a side branch that began before base
        met = met or base in commit.parents
        further = [p for p in commit.parents if p != base and p not in after]
        after.update(further)
        waiting += further
    return tuple(c for c in newest if c.sha in after) if met else None
