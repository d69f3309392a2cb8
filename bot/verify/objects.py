"""Git's objects from two long-lived processes: names to ids, and ids to content."""

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from bot.githosts.bounds import FILE_BYTES, READ_BYTES, too_large_file
from bot.githosts.local.git import git_environment
from bot.verify.findings import NotVerifiable

# Less than a pipe holds, so that neither side waits for the other.
_CHUNK_BYTES: Final = 30_000
_TYPES: Final = frozenset({"blob", "tree", "commit"})
_STOPPED: Final = "git stopped while objects were read: they are damaged, or not in this clone."
_SECONDS: Final = 1_800.0
_TOO_LONG: Final = f"This history takes over {_SECONDS / 60:.0f} minutes to verify."
_LESS: Final = "Look at what was pushed: it is far beyond what projects hold, or made to stop this."
_FULL_CLONE: Final = "Fetch all of it: `git fetch --refetch --no-filter`, or clone anew."


@dataclass(frozen=True, slots=True)
class Named:
    """An object: its id, its type (blob, tree, commit) and its size in bytes."""

    oid: str
    kind: str
    size: int


class Objects:
    """The object store of a clone. It is only read, and nothing is fetched.

    After `seconds` it answers no more: whatever a history holds, its verification ends.
    """

    def __init__(self, git_dir: Path, seconds: float = _SECONDS) -> None:
        self._until = time.monotonic() + seconds
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
            self._in_time()
            _send(process, chunk)
            found += [_named(_line(process)) for _ in chunk]
        return found

    def contents(self, oids: Iterable[str], most: int = FILE_BYTES) -> dict[str, bytes]:
        """Return the content of objects by id.

        Raises NotVerifiable where one is not there, and TooLarge where one has over `most` bytes,
        or all of them have too many.
        """
        wanted = list(dict.fromkeys(oids))
        self._refuse_large(wanted, most)
        process = self._contents
        found: dict[str, bytes] = {}
        for chunk in _chunks(wanted):
            self._in_time()
            _send(process, chunk)
            for oid in chunk:
                found[oid] = _read(process, _size(_line(process), oid))
        return found

    def content(self, oid: str, most: int = FILE_BYTES) -> bytes:
        """Return the content of one object. Raises NotVerifiable, and TooLarge."""
        return self.contents([oid], most)[oid]

    def _refuse_large(self, oids: Sequence[str], most: int) -> None:
        """Ask for the sizes first: git would unpack all of an object, however large."""
        left = READ_BYTES
        for it in filter(None, self.named(oids)):
            left -= it.size
            if it.size > most or left < 0:
                raise too_large_file(f"Object {it.oid[:12]}", it.size, most)

    def _in_time(self) -> None:
        if time.monotonic() > self._until:
            raise NotVerifiable(_TOO_LONG, _LESS)


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


def _size(line: str, oid: str) -> int:
    """Read what git says before an object's content."""
    size = line.rpartition(" ")[2]
    if not size.isdecimal():
        raise NotVerifiable(f"Object {oid} is not in this clone.", _FULL_CLONE)
    return int(size)


def _read(process: subprocess.Popen[bytes], size: int) -> bytes:
    data = _pipe(process.stdout).read(size + 1)
    if len(data) != size + 1:
        raise NotVerifiable(_STOPPED, _FULL_CLONE)
    return data[:-1]


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - started with pipes
    return pipe
