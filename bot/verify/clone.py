"""A clone: its commits with their parents, and what stands where at each of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from bot.githosts.bounds import COMMIT_BYTES, MEBIBYTE, TooLarge
from bot.githosts.local.commits import read_commit
from bot.githosts.local.git import GitTimedOut, Output, read_git, run_git
from bot.githosts.local.objects import Objects
from bot.githosts.local.tree_reader import TreeEntry, Trees, entries_of
from bot.ports.git_host import CommitInfo, Entry, HostUnavailable
from bot.verify.findings import BeyondBounds, NotVerifiable

_MESSAGE_BYTES: Final = MEBIBYTE  # trailers are at its end
_TIMEOUT: Final = 120.0  # seconds for one git process
_SECONDS: Final = 1_800.0
_ID_BYTES: Final = 20


@dataclass
class Clone:
    """A clone, seen from one commit. `order` is its history, oldest first, parents before."""

    git_dir: Path
    head: str
    parents: Mapping[str, tuple[str, ...]]
    objects: Objects
    _entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    _sizes: dict[str, int] = field(default_factory=dict)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All commits, oldest first."""
        return tuple(self.parents)[::-1]

    @cached_property
    def _at(self) -> Mapping[str, int]:
        return {sha: at for at, sha in enumerate(self.order)}

    def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether `ancestor` (a full sha) is `commit` or reachable from it."""
        floor = self._at.get(ancestor)
        if floor is None or commit not in self._at:
            return False
        seen, left = {commit}, [commit]
        while left:
            each = left.pop()
            if each == ancestor:
                return True
            for parent in self.parents[each]:
                if parent not in seen and self._at[parent] >= floor:
                    seen.add(parent)
                    left.append(parent)
        return False

    def ancestors(self, commits: Iterable[str]) -> frozenset[str]:
        """Return these commits of this history and all that is reachable from them."""
        left = [commit for commit in commits if commit in self.parents]
        seen = set(left)
        while left:
            new = [parent for parent in self.parents[left.pop()] if parent not in seen]
            seen.update(new)
            left += new
        return frozenset(seen)

    def descendants(self, commits: Collection[str]) -> frozenset[str]:
        """Return these commits of this history and all that come after one of them."""
        found: set[str] = set()
        for commit in self.order:
            if commit in commits or not found.isdisjoint(self.parents[commit]):
                found.add(commit)
        return frozenset(found)

    def touching(self, paths: Collection[str]) -> tuple[str, ...]:
        """Return the commits, oldest first, at which any of these differs from any parent."""
        try:
            out = self._read("rev-list", "--full-history", "--topo-order", self.head, "--", *paths)
        except HostUnavailable:  # git stops at a folder that is none; we have to go on
            return self._touching_any(paths)
        found = set(out.decode("ascii").split())
        return tuple(sha for sha in self.order if sha in found)

    def info(self, commit: str) -> CommitInfo:
        """Return a commit's message, author, and the time it was committed."""
        data = self.objects.content(commit, COMMIT_BYTES)
        return read_commit(commit, data, _MESSAGE_BYTES)

    def _touching_any(self, paths: Collection[str]) -> tuple[str, ...]:
        stands = {sha: [self.at(sha, path) for path in paths] for sha in self.order}
        nothing: list[TreeEntry | None] = [None for _ in paths]
        return tuple(
            sha
            for sha in self.order
            if any(stands[parent] != stands[sha] for parent in self.parents[sha])
            or (not self.parents[sha] and stands[sha] != nothing)
        )

    def at(self, commit: str, path: str) -> TreeEntry | None:
        """Return what stands at a path of a commit of this history."""
        root = self._roots.get(commit)
        try:
            return self.trees.at(root, path) if root else None
        except TooLarge:  # a folder of a million names: whatever stands there is not looked at
            return TreeEntry("in a folder that is too large", path, "0" * 40)

    @cached_property
    def _roots(self) -> Mapping[str, str]:
        """The tree of each commit."""
        found = self.objects.named([f"{commit}^{{tree}}" for commit in self.order])
        return {commit: it.oid for commit, it in zip(self.order, found, strict=True) if it}

    @cached_property
    def trees(self) -> Trees:
        """The folders of its commits."""
        return Trees(self.objects)

    def entries(self, commit: str) -> tuple[Entry, ...]:
        """Return every entry of a commit's tree, sorted by path."""
        if commit not in self._entries:
            root = self._root(commit)
            files = self.trees.files(root) if root else {}
            sizes = self._sizes_of(oid for _, oid in files.values())
            self._entries[commit] = entries_of(files, sizes)
        return self._entries[commit]

    def _sizes_of(self, oids: Iterable[str]) -> Mapping[str, int]:
        new = [oid for oid in dict.fromkeys(oids) if oid not in self._sizes]
        self._sizes |= self.objects.sizes(new)
        return self._sizes

    def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits. Raises TooLarge."""
        one, other = self._root(base), self._root(commit)
        if one is None or other is None:
            raise NotVerifiable(
                f"{base[:12]} or {commit[:12]} is not in this clone.", "Fetch all of it."
            )
        return self.trees.changed(one, other)

    def _root(self, commit: str) -> str | None:
        (root,) = self.objects.named([f"{commit}^{{tree}}"])
        return root.oid if root else None

    def changing(self, commit: str, path: str) -> tuple[CommitInfo, ...]:
        """Return the commits that changed a path, as of another, the newest first."""
        found = self._read("rev-list", commit, "--", path).decode("ascii").split()
        return tuple(map(self.info, found))

    def replaced(self) -> int:
        """Return how many objects git would show others for. None of them is read here."""
        return len(self._read("for-each-ref", "--format=%(refname)", "refs/replace/").splitlines())

    def ref(self, name: str) -> str | None:
        """Return what a ref points at, or None."""
        output = _run(self.git_dir, "rev-parse", "--verify", "--quiet", name)
        return output.out.decode("ascii").strip() if output.code == 0 else None

    def _read(self, *arguments: str) -> bytes:
        return read_git(self.git_dir, *arguments, timeout=_TIMEOUT)


@contextmanager
def opened(repo: Path, at: str) -> Iterator[Clone]:
    """Open a clone at a commit.

    Raises NotVerifiable: no repository, no commit, a clone that is shallow or has grafts.
    """
    git_dir = _git_dir(repo)
    if _text(_run(git_dir, "rev-parse", "--is-shallow-repository")) != "false":
        raise NotVerifiable(
            f"{repo} is a shallow clone: it holds only the end of the history.",
            "Run `git fetch --unshallow` in it, or let CI check out with full depth.",
        )
    if _has_grafts(git_dir):
        raise NotVerifiable(
            f"{repo} has grafts: git takes commits of it to have other parents than they have.",
            "Remove the file info/grafts of its Git folder, or clone again.",
        )
    options = ("--verify", "--quiet", "--end-of-options")
    head = _text(_run(git_dir, "rev-parse", *options, f"{at}^{{commit}}"))
    if not head:
        raise NotVerifiable(f"{at} names no commit of {repo}.", "Name a commit that is there.")
    if len(head) != 2 * _ID_BYTES:
        raise NotVerifiable(f"{repo} has SHA-256 objects.", "gatebot works with SHA-1 objects.")
    with Objects(git_dir, _SECONDS, out_of_time, NotVerifiable) as objects:
        yield Clone(git_dir, head, _history(git_dir, head), objects)


def _has_grafts(git_dir: Path) -> bool:
    # Asked of git, for a linked worktree shares the file with its clone.
    where = git_dir / _text(_run(git_dir, "rev-parse", "--git-path", "info/grafts"))
    lines = where.read_bytes().splitlines() if where.is_file() else ()
    return any(line.strip() and not line.startswith(b"#") for line in lines)


def _history(git_dir: Path, head: str) -> Mapping[str, tuple[str, ...]]:
    """Return every commit (newest first, children before parents) with its parents."""
    out = read_git(git_dir, "rev-list", "--parents", "--topo-order", head, timeout=_TIMEOUT)
    lines = (line.split() for line in out.decode("ascii").splitlines())
    return {sha: tuple(parents) for sha, *parents in lines}


def _git_dir(repo: Path) -> Path:
    inside = repo / ".git"
    if inside.is_dir():
        return inside.absolute()
    if (repo / "HEAD").is_file() and (repo / "objects").is_dir():
        return repo.absolute()
    if inside.is_file():  # a linked worktree, or a submodule
        where = inside.read_text("utf-8", "replace").partition("gitdir:")[2].strip()
        return (repo / where).absolute()
    raise NotVerifiable(f"There is no Git repository at {repo}.", "Name a clone with --repo.")


def _run(git_dir: Path, *arguments: str) -> Output:
    try:
        return run_git(git_dir, *arguments, timeout=_TIMEOUT)
    except GitTimedOut as error:
        raise HostUnavailable(f"git {arguments[0]} took more than {_TIMEOUT:g} s.") from error


def _text(output: Output) -> str:
    return output.out.decode("utf-8", "replace").strip()


def out_of_time() -> BeyondBounds:
    """Return the error of a history whose verification has to end."""
    return BeyondBounds(
        f"This history takes over {_SECONDS / 60:.0f} minutes to verify.",
        "Look at what was pushed: it is far beyond what projects hold, or made to stop this.",
    )
