"""A repository folder, opened for one operation: its head, its commits, its files."""

import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final

from dulwich.errors import ChecksumMismatch, FileFormatException, NotGitRepository
from dulwich.object_format import SHA1
from dulwich.objects import ObjectID, Tree
from dulwich.repo import Repo, UnsupportedExtension, UnsupportedVersion

from bot.githosts.bounds import COMMIT_BYTES, FILE_BYTES, demand_sizes
from bot.githosts.local.commits import read_commit, tree_of
from bot.githosts.local.objects import Damaged, Objects
from bot.githosts.local.tree_reader import Trees, entries_of
from bot.githosts.paths import is_full_sha, is_safe_path
from bot.ports.git_host import Blob, CommitInfo, Entry, HostUnavailable, NotFound, Rejected

__all__ = ["Damaged", "Repository", "opened"]

_FEW: Final = 64  # files: up to here the object store is faster than one more process
_MESSAGE_BYTES: Final = 16_384  # of a commit's message; trailers are at its end
_SECONDS: Final = 300.0  # for all that one operation reads


class Repository:
    """The folder as it is now. Opened anew for each operation: other processes write to it too.

    `called` is what people call it in sentences; `seconds` is the time for all that is read.
    """

    def __init__(self, repo: Repo, branch: str, called: str, seconds: float) -> None:
        self._repo = repo
        self._branch = branch
        self._called = called
        self._seconds = seconds

    @property
    def git_dir(self) -> Path:
        """The folder that git takes as `--git-dir`."""
        return Path(self._repo.controldir()).absolute()

    @property
    def objects_dir(self) -> Path:
        """The folder of the object store (a linked worktree shares its repository's)."""
        return Path(self._repo.commondir()).absolute() / "objects"

    def head(self) -> str:
        """Return the sha the branch points at; raises NotFound."""
        sha = self.ref(f"refs/heads/{self._branch}")
        if sha is None:
            raise NotFound(
                f"There is no branch {self._branch!r} in {self._called}: push a first commit to "
                "it, or mend the project's `branch`."
            )
        return sha

    def ref(self, name: str) -> str | None:
        """Return what a ref points at, following symbolic refs, or None."""
        try:
            return self._repo.refs[name.encode()].decode()  # type: ignore[index]  # Ref is bytes
        except KeyError:
            return None

    @cached_property
    def objects(self) -> Objects:
        """The object store as git reads it: it knows sizes without unpacking anything."""
        return Objects(self.git_dir, self._seconds)

    @cached_property
    def trees(self) -> Trees:
        """Its folders."""
        return Trees(self)

    def close(self) -> None:
        """End the processes that were started for it."""
        if "objects" in self.__dict__:
            self.objects.close()

    def content(self, oid: str, most: int = FILE_BYTES) -> bytes:
        """Return the bytes of an object that has to be there; raises TooLarge."""
        (found,) = self.objects.named([oid])
        if found is None:
            raise _damaged(f"object {oid} is missing")
        demand_sizes([(f"Object {oid[:12]}", found.size)], most)
        return self._unpacked(oid)

    def tree_at(self, oid: ObjectID) -> Tree:
        """Return a tree that has to be there; a copy of one's own, to read or to change."""
        found = Tree.from_string(self.content(oid.decode()))
        assert isinstance(found, Tree)  # noqa: S101 - dulwich types it as any object
        return found

    def has_commit(self, sha: str) -> bool:
        """Tell whether a full sha names a commit that is there."""
        if not is_full_sha(sha):
            return False
        (found,) = self.objects.named([sha])
        return found is not None and found.kind == "commit"

    def root(self, sha: str) -> str:
        """Return the object id of the tree of a commit; raises NotFound."""
        return tree_of(self._commit(sha))

    def info(self, sha: str) -> CommitInfo:
        """Return what is known of a commit; raises NotFound."""
        return read_commit(sha, self._commit(sha), _MESSAGE_BYTES)

    def entries(self, sha: str) -> tuple[Entry, ...]:
        """Return every file of a commit, sorted by path; raises NotFound, TooLarge.

        A name that is no UTF-8 is shown with its bytes escaped; no path reads it.
        """
        files = self.trees.files(self.root(sha))
        return entries_of(files, self.objects.sizes([oid for _, oid in files.values()]))

    def blobs(self, sha: str, paths: Collection[str]) -> dict[str, Blob | None]:
        """Return files at a commit: None where a path is no regular file. Raises TooLarge."""
        root = self.root(sha)
        ids = {path: self.file_at(root, path) for path in paths}
        there = {path: oid for path, oid in ids.items() if oid is not None}
        sizes = self.objects.sizes(list(there.values()))
        demand_sizes((path, sizes[oid]) for path, oid in there.items())
        data = self._contents(frozenset(there.values()))
        return {path: Blob(path, oid, data[oid]) if oid else None for path, oid in ids.items()}

    def file_at(self, root: str, path: str) -> str | None:
        """Return the object id of a regular file under a tree, or None."""
        entry = self.trees.at(root, path) if is_safe_path(path) else None
        return entry.oid if entry is not None and entry.is_file else None

    def _commit(self, sha: str) -> bytes:
        if not self.has_commit(sha):
            raise NotFound(f"There is no commit {sha!r} in {self._called}.")
        return self.content(sha, COMMIT_BYTES)

    def _contents(self, oids: Collection[str]) -> Mapping[str, bytes]:
        """Return the bytes of objects whose sizes were looked at."""
        if len(oids) > _FEW:
            return self.objects.contents(oids)
        return {oid: self._unpacked(oid) for oid in oids}

    def _unpacked(self, oid: str) -> bytes:
        try:
            return self._repo.object_store.get_raw(ObjectID(oid.encode()))[1]
        except KeyError as error:
            raise _damaged(f"object {oid} is missing") from error


@contextmanager
def opened(
    path: Path, branch: str, called: str = "", seconds: float = _SECONDS
) -> Iterator[Repository]:
    """Open a repository folder for one operation; it is `called` by its path, or by this.

    Raises NotFound, Rejected or HostUnavailable, also for what goes wrong inside the operation.
    """
    try:
        name = called or str(path)
        with _open(path) as repo, closing(Repository(repo, branch, name, seconds)) as found:
            yield found
    except (ChecksumMismatch, FileFormatException, zlib.error) as error:
        raise _damaged(str(error)) from error
    except PermissionError as error:
        raise Rejected(
            f"{error.filename or path} may not be used by gatebot's user.",
            "Run gatebot as a user who may read and write the repository's folder.",
        ) from error
    except OSError as error:
        raise HostUnavailable(f"The repository at {path}: {error.strerror or error}") from error


def _open(path: Path) -> Repo:
    try:
        repo = Repo(str(path))
    except (NotGitRepository, NotADirectoryError, FileNotFoundError) as error:
        raise NotFound(
            f"There is no Git repository at {path}: make one with `git init --bare`, or mend the "
            "project's `repo`."
        ) from error
    except (UnsupportedExtension, UnsupportedVersion) as error:
        raise _unsupported(path, f"a format that can't be read ({error})") from error
    if repo.object_format is not SHA1:
        repo.close()
        raise _unsupported(path, "SHA-256 objects")
    return repo


def _unsupported(path: Path, what: str) -> Rejected:
    return Rejected(
        f"The repository at {path} uses {what}.",
        "Use a repository with SHA-1 objects: `git clone` it into one made by `git init --bare`.",
    )


def _damaged(what: str) -> Damaged:
    return Damaged(
        f"The repository is damaged: {what}.", "Run `git fsck` there and restore what it names."
    )
