"""A commit as Git keeps it, read without trust: anybody can write anything into one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from bot.ports.git_host import CommitInfo

_SUBJECT_BYTES: Final = 1_024


def tree_of(data: bytes) -> str:
    """Return the object id of the tree that a commit names; empty where it names none."""
    return _first(data, b"tree").decode("ascii", "replace")


def read_commit(sha: str, data: bytes, message_bytes: int) -> CommitInfo:
    """Return what a commit says. Of a longer message, its beginning and its end are kept.

    What can't be read is empty, a time that is none the beginning of 1970: no commit stops a look.
    """
    message = data.partition(b"\n\n")[2]
    if len(message) > _SUBJECT_BYTES + message_bytes:
        message = message[:_SUBJECT_BYTES] + b"\n\n" + message[-message_bytes:]
    name, _, rest = _first(data, b"author").decode("utf-8", "replace").partition("<")
    return CommitInfo(
        sha=sha,
        message=message.decode("utf-8", "replace"),
        author_name=name.strip(),
        author_email=rest.partition(">")[0].strip(),
        at=_time(_first(data, b"committer")),
        parents=tuple(parent.decode("ascii", "replace") for parent in _all(data, b"parent")),
    )


def _first(data: bytes, name: bytes) -> bytes:
    return next(_all(data, name), b"")


def _all(data: bytes, name: bytes) -> Iterator[bytes]:
    """Yield the values of a header; a line that goes on with the one before begins with a space."""
    for line in data.partition(b"\n\n")[0].split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == name:
            yield value


def _time(committer: bytes) -> datetime:
    try:
        return datetime.fromtimestamp(int(committer.rsplit(b" ", 2)[1]), UTC)
    except (ValueError, IndexError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
