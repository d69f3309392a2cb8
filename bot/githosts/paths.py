"""Which names of files and commits are taken at a host's door."""

import re

_FULL_SHA = re.compile(r"[0-9a-f]{40}")
_SHORT_SHA = re.compile(r"[0-9a-f]{4,40}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_full_sha(text: str) -> bool:
    """Tell whether this is a full, lower-case SHA-1."""
    return _FULL_SHA.fullmatch(text) is not None


def is_short_sha(text: str) -> bool:
    """Tell whether this can be an abbreviated (or full) SHA-1; Git takes four digits or more."""
    return _SHORT_SHA.fullmatch(text) is not None


def is_safe_path(path: str) -> bool:
    """Tell whether a path names a file inside the repository and outside `.git`."""
    if not path or _CONTROL.search(path):
        return False
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return all(_is_safe_name(name) for name in path.split("/"))


def _is_safe_name(name: str) -> bool:
    # `.GIT` and `git~1` are `.git` on file systems that fold case or make short names.
    return name not in {"", ".", ".."} and name.casefold() not in {".git", "git~1"}
