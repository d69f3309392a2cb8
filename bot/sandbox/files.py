"""Files of a workspace: asked for, uploaded, completed; then a block may show them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LARGEST = 2 * 1024 * 1024  # bytes; Slack takes more, an app that draws charts needs less
LONGEST_ALT = 1000
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE_ENDS = 24  # bytes: the first chunk begins with width and height


@dataclass
class File:
    """A file; `ticket` is the secret part of its upload address, "" once it is complete."""

    id: str
    name: str
    length: int
    alt: str = ""
    title: str = ""
    data: bytes = b""
    ticket: str = ""

    @property
    def complete(self) -> bool:
        """Whether a message may name it."""
        return not self.ticket

    @property
    def size(self) -> tuple[int, int] | None:
        """Return width and height of a PNG, in pixels; None for anything else."""
        if not self.data.startswith(_PNG) or len(self.data) < _SIZE_ENDS:
            return None
        return int.from_bytes(self.data[16:20]), int.from_bytes(self.data[20:24])


def _at_once() -> bool:
    return True


class FileStore:
    """The files of a workspace. `ready` says whether one that is complete can be shown yet."""

    def __init__(self, files: Iterable[File] = ()) -> None:
        self._files = {file.id: file for file in files}
        self.ready: Callable[[], bool] = _at_once

    def ask(self, name: str, length: int, alt: str) -> File:
        """Make room for a file; raises Slack's error for what it would not take."""
        if length <= 0:
            raise SlackError("invalid_arguments", ["[ERROR] must be more than 0 [length]"])
        if length > LARGEST:
            raise SlackError("file_upload_size_restricted")
        if len(alt) > LONGEST_ALT:
            raise SlackError("alt_txt_too_large")
        number = max((int(name[1:]) for name in self._files), default=0) + 1
        file = File(f"F{number:08d}", name, length, alt, name, ticket=secrets.token_urlsafe(18))
        self._files[file.id] = file
        return file

    def receive(self, ticket: str, data: bytes) -> None:
        """Take the bytes sent to an upload address; raises `file_not_found`, `length_mismatch`."""
        known = (f for f in self._files.values() if f.ticket and f.ticket == ticket)
        file = next(known, None)
        if file is None:
            raise SlackError("file_not_found")
        if len(data) != file.length:
            raise SlackError("length_mismatch")
        file.data = data

    def finish(self, file_id: str, title: str) -> File:
        """Complete an upload; raises `file_not_found`, `file_update_failed` without its bytes."""
        file = self._files.get(file_id)
        if file is None:
            raise SlackError("file_not_found")
        if not file.data:
            raise SlackError("file_update_failed")
        file.title, file.ticket = title or file.title, ""
        return file

    def everything(self) -> list[File]:
        """Return every complete file."""
        return [file for file in self._files.values() if file.complete]

    def picture(self, file_id: str) -> File | None:
        """Return a complete picture by its id."""
        file = self._files.get(file_id)
        return file if file and file.complete and file.size else None

    def shown_by(self, block: dict[str, Any]) -> File | None:
        """Return the picture that a block or element names, by id or by its address."""
        named = block.get("slack_file") or {}
        return self.picture(named.get("id") or str(named.get("url", "")).rpartition("/")[2])
