"""A repository folder, opened for one operation: its head, its commits, its files."""

import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dulwich.errors import ChecksumMismatch, FileFormatException, NotGitRepository
from dulwich.object_format import SHA1
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob as GitBlob
from dulwich.objects import Commit, ObjectID, ShaFile, Tree
from dulwich.repo import Repo, UnsupportedExtension, UnsupportedVersion

from bot.githosts.host import Blob, CommitInfo, HostUnavailable, NotFound, Rejected
from bot.githosts.paths import is_full_sha, is_safe_path


class Damaged(Rejected):
    """Something that the repository refers to is not in it, or is not what it should be."""


class Repository:
    """The folder as it is now. Opened anew for each operation: other processes write to it too.

    `called` is what people call it in sentences.
    """

    def __init__(self, repo: Repo, branch: str, called: str) -> None:
        self._repo = repo
        self._branch = branch
        self._called = called

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

    def get(self, oid: ObjectID) -> ShaFile:
        """Return an object that has to be there."""
        try:
            return self._repo.object_store[oid]
        except KeyError as error:
            raise _damaged(f"object {oid.decode()} is missing") from error

    def tree_at(self, oid: ObjectID) -> Tree:
        """Return a tree that has to be there; a copy of one's own, to read or to change."""
        found = self.get(oid)
        if not isinstance(found, Tree):
            raise _damaged(f"object {oid.decode()} is no tree")
        return found

    def has_commit(self, sha: str) -> bool:
        """Tell whether a full sha names a commit that is there."""
        if not is_full_sha(sha):
            return False
        try:
            found = self._repo.object_store[ObjectID(sha.encode())]
        except KeyError:
            return False
        return isinstance(found, Commit)

    def commit(self, sha: str) -> Commit:
        """Return a commit by its full sha; raises NotFound."""
        found = self.get(ObjectID(sha.encode())) if self.has_commit(sha) else None
        if not isinstance(found, Commit):
            raise NotFound(f"There is no commit {sha!r} in {self._called}.")
        return found

    def info(self, sha: str) -> CommitInfo:
        """Return what is known of a commit."""
        commit = self.commit(sha)
        author = commit.author.decode("utf-8", "replace")
        name, _, rest = author.partition("<")
        return CommitInfo(
            sha=sha,
            message=commit.message.decode("utf-8", "replace"),
            author_name=name.strip(),
            author_email=rest.partition(">")[0].strip(),
            at=datetime.fromtimestamp(commit.commit_time, UTC),
            parents=tuple(parent.decode() for parent in commit.parents),
        )

    def blobs(self, sha: str, paths: Iterable[str]) -> dict[str, Blob | None]:
        """Return files at a commit: None where a path is no regular file."""
        found = self.blob_ids(sha, paths)
        return {
            path: Blob(path, oid.decode(), self.blob_data(oid)) if oid is not None else None
            for path, oid in found.items()
        }

    def blob_ids(self, sha: str, paths: Iterable[str]) -> dict[str, ObjectID | None]:
        """Return the object ids of files at a commit: None where a path is no regular file."""
        root = self.commit(sha).tree
        trees: dict[ObjectID, Tree] = {}  # a folder of many files is read once
        found: dict[str, ObjectID | None] = {}
        for path in paths:
            entry = self.entry(root, path, trees) if is_safe_path(path) else None
            found[path] = entry[1] if entry is not None and stat.S_ISREG(entry[0]) else None
        return found

    def entry(
        self, root: ObjectID, path: str, trees: dict[ObjectID, Tree] | None = None
    ) -> tuple[int, ObjectID] | None:
        """Return mode and object id of a path under a tree, or None.

        `trees` keeps the folders that were read, for the next path.
        """
        trees = {} if trees is None else trees
        mode, oid = stat.S_IFDIR, root
        for name in path.encode().split(b"/"):
            if not stat.S_ISDIR(mode):
                return None
            tree = trees.get(oid)
            if tree is None:
                tree = trees[oid] = self.tree_at(oid)
            if name not in tree:
                return None
            mode, oid = tree[name]
        return mode, oid

    def files(self, root: ObjectID) -> Iterator[tuple[bytes, ObjectID]]:
        """Yield path and object id of every file under a tree."""
        for found in iter_tree_contents(self._repo.object_store, root):
            if found.sha is not None:
                yield found.path, found.sha

    def blob_data(self, oid: ObjectID) -> bytes:
        """Return the bytes of a blob that has to be there."""
        found = self.get(oid)
        if not isinstance(found, GitBlob):
            raise _damaged(f"object {oid.decode()} is no blob")
        return bytes(found.data)


@contextmanager
def opened(path: Path, branch: str, called: str = "") -> Iterator[Repository]:
    """Open a repository folder for one operation; it is `called` by its path, or by this.

    Raises NotFound, Rejected or HostUnavailable, also for what goes wrong inside the operation.
    """
    try:
        with _open(path) as repo:
            yield Repository(repo, branch, called or str(path))
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
