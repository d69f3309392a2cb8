"""What is known of a history without asking for it: whose child a commit is, and what follows."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.githosts.bounds import COMMITS as LISTED
from bot.githosts.cache import Cache
from bot.ports.git_host import Blob, CommitInfo, Look

COMMITS: Final = 20_000  # that are remembered
_FARTHEST: Final = 2_000  # known commits that are looked through before a host is asked


class Ancestry:
    """Remembers parents, and what two commits are to each other. Both are true for ever."""

    def __init__(self) -> None:
        self._parents: Cache[str, tuple[str, ...]] = Cache(COMMITS, lambda _: 1)
        self._facts: Cache[tuple[str, str], bool] = Cache(COMMITS, lambda _: 1)

    def learn(self, sha: str, parents: tuple[str, ...]) -> None:
        """Keep whose child a commit is."""
        self._parents.put(sha, parents)

    def keep(self, ancestor: str, commit: str, known: bool) -> None:  # noqa: FBT001 - the fact
        """Keep whether one is reachable from the other, as the host said."""
        self._facts.put((ancestor, commit), known)

    def seen(self, sha: str) -> bool:
        """Tell whether this is known to be a commit."""
        return self._parents.get(sha) is not None

    def known(self, ancestor: str, commit: str) -> bool | None:
        """Return whether `ancestor` is `commit` or reachable from it; None: not known."""
        if (known := self._facts.get((ancestor, commit))) is not None:
            return known
        if not self.seen(commit):
            return None  # never seen: it may not be there
        seen, waiting = {commit}, [commit]
        while waiting and len(seen) < _FARTHEST:
            each = waiting.pop()
            if each == ancestor or self._facts.get((ancestor, each)):
                return True
            further = [p for p in self._parents.get(each) or () if p not in seen]
            seen.update(further)
            waiting += further
        return None


def look_of(
    head: str, blobs: Mapping[str, Blob | None], since: tuple[tuple[CommitInfo, ...], bool]
) -> Look:
    """Return a look with the commits since a base, and whether that is reachable.

    Where it is not, "since" has no natural end: at most `bounds.COMMITS` are listed.
    """
    commits, reachable = since
    return Look(head, blobs, commits, reachable, complete=reachable or len(commits) < LISTED)


def up_to(base: str, head: str, newest: Sequence[CommitInfo]) -> tuple[CommitInfo, ...] | None:
    """Return what comes after base, or None where these commits don't hold all of it."""
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
