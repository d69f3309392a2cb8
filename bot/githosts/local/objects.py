"""Git's objects from two processes that stay: names to ids and sizes, and ids to content."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from bot.githosts.bounds import FILE_BYTES, demand_sizes
from bot.githosts.local.git import git_environment, no_git
from bot.ports.git_host import HostUnavailable, Rejected

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


class Damaged(Rejected):
    """Something that the repository refers to is not in it, or is not what it should be."""


def out_of_time() -> HostUnavailable:
    """Return the error of a reading that takes too long."""
    return HostUnavailable("Reading from the repository took too long, and was stopped.")


class Objects:
    """The object store of a clone. It is only read, and nothing is fetched.

    After `seconds` it answers no more, whatever a history holds: `late` is the error then, and
    `lost` that of an object which is not there. A process starts when it is first needed.
    """

    def __init__(
        self,
        git_dir: Path,
        seconds: float,
        late: Callable[[], Exception] = out_of_time,
        lost: Callable[[str, str], Exception] = Damaged,
    ) -> None:
        self._git_dir = git_dir
        self._until = time.monotonic() + seconds
        self._late = late
        self._lost = lost
        self._running: list[tuple[subprocess.Popen[bytes], threading.Timer]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for process, ends in self._running:
            ends.cancel()
            process.kill()
            process.communicate()

    def named(self, names: Sequence[str]) -> list[Named | None]:
        """Return what each name (`<commit>:<path>`, an id) stands for; None for nothing."""
        process = self._names
        found: list[Named | None] = []
        for chunk in _chunks(names):
            self._in_time()
            _send(process, chunk)
            found += [_named(self._line(process)) for _ in chunk]
        return found

    def sizes(self, oids: Sequence[str]) -> dict[str, int]:
        """Return the bytes of objects by id; -1 for one that is not there."""
        found = self.named(oids)
        return {oid: it.size if it else -1 for oid, it in zip(oids, found, strict=True)}

    def contents(self, oids: Iterable[str], most: int = FILE_BYTES) -> dict[str, bytes]:
        """Return the content of objects by id.

        Raises `lost` where one is not there, and TooLarge where one has over `most` bytes, or all
        of them have too many.
        """
        wanted = list(dict.fromkeys(oids))
        self._refuse_large(wanted, most)
        process = self._contents
        found: dict[str, bytes] = {}
        for chunk in _chunks(wanted):
            self._in_time()
            _send(process, chunk)
            for oid in chunk:
                found[oid] = self._read(process, self._size(self._line(process), oid))
        return found

    def content(self, oid: str, most: int = FILE_BYTES) -> bytes:
        """Return the content of one object. Raises as `contents` does."""
        return self.contents([oid], most)[oid]

    def _refuse_large(self, oids: Sequence[str], most: int) -> None:
        """Ask for the sizes first: git would unpack all of an object, however large."""
        found = filter(None, self.named(oids))
        demand_sizes(((f"Object {it.oid[:12]}", it.size) for it in found), most)

    @cached_property
    def _contents(self) -> subprocess.Popen[bytes]:
        return self._started("--batch")

    @cached_property
    def _names(self) -> subprocess.Popen[bytes]:
        return self._started("--batch-check=%(objectname) %(objecttype) %(objectsize)")

    def _started(self, mode: str) -> subprocess.Popen[bytes]:
        command = ["git", f"--git-dir={self._git_dir}", "cat-file", mode]
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell; the folder is the user's own
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**git_environment(os.environ), "GIT_NO_LAZY_FETCH": "1"},
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise no_git() from error
        # git may wait for ever, for a disk that is away: whoever reads from it then is let go.
        ends = threading.Timer(max(self._until - time.monotonic(), 0), process.kill)
        ends.daemon = True
        ends.start()
        self._running.append((process, ends))
        return process

    def _in_time(self) -> None:
        if time.monotonic() > self._until:
            raise self._late()

    def _line(self, process: subprocess.Popen[bytes]) -> str:
        line = _pipe(process.stdout).readline()
        if not line:
            self._in_time()
            raise self._lost(_STOPPED, _FULL_CLONE)
        return line.decode("utf-8", "replace").rstrip("\n")

    def _size(self, line: str, oid: str) -> int:
        """Read what git says before an object's content."""
        size = line.rpartition(" ")[2]
        if not size.isdecimal():
            raise self._lost(f"Object {oid} is not in this clone.", _FULL_CLONE)
        return int(size)

    def _read(self, process: subprocess.Popen[bytes], size: int) -> bytes:
        data = _pipe(process.stdout).read(size + 1)
        if len(data) != size + 1:
            self._in_time()
            raise self._lost(_STOPPED, _FULL_CLONE)
        return data[:-1]


def _named(line: str) -> Named | None:
    """Read what git says of a name; of one that is not there it says the name and `missing`."""
    match line.split(" "):
        case [oid, kind, size] if kind in _TYPES and size.isdecimal():
            return Named(oid, kind, int(size))
        case _:
            return None


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
    with suppress(BrokenPipeError):  # it was ended: what is read next says why
        pipe.write("".join(f"{name}\n" for name in names).encode())
        pipe.flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - started with pipes
    return pipe
