"""Git's objects from two long-lived processes: names to ids, and ids to content."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from bot.githosts.local.git import git_environment
from bot.verify.findings import NotVerifiable

# Less than a pipe holds, so that neither side waits for the other.
_CHUNK_BYTES: Final = 30_000
_TYPES: Final = frozenset({"blob", "tree", "commit"})
_STOPPED: Final = "git stopped while objects were read: they are damaged, or not in this clone."
_FULL_CLONE: Final = "Fetch all of it: `git fetch --refetch --no-filter`, or clone anew."


@dataclass(frozen=True, slots=True)
class Named:
    """An object: its id, its type (blob, tree, commit) and its size in bytes."""

    oid: str
    kind: str
    size: int


class Objects:
    """The object store of a clone. It is only read, and nothing is fetched."""

    def __init__(self, git_dir: Path) -> None:
        self._contents = _started(git_dir, "--batch")
        self._names = _started(git_dir, "--batch-check=%(objectname) %(objecttype) %(objectsize)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in (self._contents, self._names):
            process.kill()
            process.communicate()

    def named(self, names: Sequence[str]) -> list[Named | None]:
        """Return what each name (`<commit>:<path>`, an id) stands for; None for nothing."""
        process = self._names
        found: list[Named | None] = []
        for chunk in _chunks(names):
            _send(process, chunk)
            found += [_named(_line(process)) for _ in chunk]
        return found

    def contents(self, oids: Iterable[str]) -> dict[str, bytes]:
        """Return the content of objects by id. Raises NotVerifiable where one is not there."""
        process = self._contents
        found: dict[str, bytes] = {}
        for chunk in _chunks(list(dict.fromkeys(oids))):
            _send(process, chunk)
            for oid in chunk:
                size = _line(process).rpartition(" ")[2]
                if not size.isdecimal():
                    raise NotVerifiable(f"Object {oid} is not in this clone.", _FULL_CLONE)
                found[oid] = _read(process, int(size))
        return found

    def content(self, oid: str) -> bytes:
        """Return the content of one object. Raises NotVerifiable."""
        return self.contents([oid])[oid]


def _named(line: str) -> Named | None:
    """Read what git says of a name; of one that is not there it says the name and `missing`."""
    match line.split(" "):
        case [oid, kind, size] if kind in _TYPES and size.isdecimal():
            return Named(oid, kind, int(size))
        case _:
            return None


def _started(git_dir: Path, mode: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - no shell; the folder is the user's own
        ["git", f"--git-dir={git_dir}", "cat-file", mode],  # noqa: S607 - git is found on the PATH
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**git_environment(os.environ), "GIT_NO_LAZY_FETCH": "1"},
    )


def _chunks(names: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for name in names:
        size += len(name.encode()) + 1
        if size > _CHUNK_BYTES and chunk:
            yield chunk
            chunk, size = [], len(name.encode()) + 1
        chunk.append(name)
    if chunk:
        yield chunk


def _send(process: subprocess.Popen[bytes], names: Sequence[str]) -> None:
    pipe = _pipe(process.stdin)
    pipe.write("".join(f"{name}\n" for name in names).encode())
    pipe.flush()


def _line(process: subprocess.Popen[bytes]) -> str:
    line = _pipe(process.stdout).readline()
    if not line:
        raise NotVerifiable(_STOPPED, _FULL_CLONE)
    return line.decode("utf-8", "replace").rstrip("\n")


def _read(process: subprocess.Popen[bytes], size: int) -> bytes:
    data = _pipe(process.stdout).read(size + 1)
    if len(data) != size + 1:
        raise NotVerifiable(_STOPPED, _FULL_CLONE)
    return data[:-1]


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - started with pipes
    return pipe
