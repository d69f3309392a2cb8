"""Many files of a commit in one `git cat-file --batch`: one process for thousands of objects."""

from collections.abc import Collection, Iterable, Mapping

from bot.githosts.host import Blob, HostUnavailable
from bot.githosts.local.git import read_git
from bot.githosts.local.repository import Repository

_FEW = 64  # up to here the object store is faster than a process


def read_files(
    repo: Repository, commit: str, paths: Collection[str], timeout: float
) -> Mapping[str, Blob | None]:
    """Return files at a commit; None where a path is no regular file."""
    if len(paths) <= _FEW:
        return repo.blobs(commit, paths)
    ids = repo.blob_ids(commit, paths)
    names = {oid.decode() for oid in ids.values() if oid is not None}
    data = _contents(repo, sorted(names), timeout)
    return {
        path: Blob(path, oid.decode(), data[oid.decode()]) if oid is not None else None
        for path, oid in ids.items()
    }


def _contents(repo: Repository, oids: Iterable[str], timeout: float) -> dict[str, bytes]:
    stdin = "".join(f"{oid}\n" for oid in oids).encode("ascii")
    out = read_git(repo.git_dir, "cat-file", "--batch", timeout=timeout, stdin=stdin)
    found: dict[str, bytes] = {}
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        oid, kind, *size = out[at:end].decode("ascii").split()
        if kind != "blob":
            raise HostUnavailable(f"git cat-file says of {oid}: {kind}.")
        start = end + 1
        at = start + int(size[0]) + 1  # a newline follows each object
        found[oid] = out[start : at - 1]
    return found
