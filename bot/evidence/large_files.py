"""Pointers to large files: what Git LFS and git-annex keep in a repository in a file's place."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_POINTER: Final = (
    32_768  # bytes: git-annex reads no longer one; those of Git LFS are under 1 KB
)
_LFS: Final = re.compile(
    rb"\s*version[ \t]+https?://(?:git-lfs\.github\.com|hawser\.github\.com|git-media\.io)/"
)
_LFS_OID: Final = re.compile(rb"^oid sha256:([0-9a-f]{64})\s*$", re.MULTILINE)
_LFS_SIZE: Final = re.compile(rb"^size ([0-9]{1,19})\s*$", re.MULTILINE)
_ANNEX: Final = re.compile(rb"\s*[/\\]annex[/\\]objects[/\\](?P<key>[^\s/\\]+)")
_ANNEX_SHA256: Final = re.compile(rb"SHA256E?-[^\s/\\]*?--([0-9a-f]{64})(?:\.|$)")
_ANNEX_SIZE: Final = re.compile(rb"-s([0-9]{1,19})(?:-|$)")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What stands for a large file. `sha256` (hex) and `size` of the file itself, if it tells."""

    tool: str
    sha256: str | None
    size: int | None

    @property
    def is_whole(self) -> bool:
        """Whether it names content: a broken pointer does not, nor does one to an empty file."""
        return self.size != 0 and (self.tool == "git-annex" or self.sha256 is not None)


def pointer_in(data: bytes) -> Pointer | None:
    """Return the pointer that a file's content is; None for a file that is what it says."""
    if len(data) > LONGEST_POINTER:
        return None
    text = data.removeprefix(b"\xef\xbb\xbf")
    if _LFS.match(text):
        return Pointer("Git LFS", _text(_LFS_OID.search(text)), _number(_LFS_SIZE.search(text)))
    annex = _ANNEX.match(text)
    if annex is None:
        return None
    key = annex["key"]
    return Pointer("git-annex", _text(_ANNEX_SHA256.match(key)), _number(_ANNEX_SIZE.search(key)))


def _text(found: re.Match[bytes] | None) -> str | None:
    return found[1].decode() if found else None


def _number(found: re.Match[bytes] | None) -> int | None:
    return int(found[1]) if found else None
