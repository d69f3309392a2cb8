"""Path patterns: `*`, `?` and `[…]` inside a name, `**` for any number of folders."""

from collections.abc import Sequence
from fnmatch import fnmatchcase


def is_glob(path: str) -> bool:
    """Tell whether a path is a pattern."""
    return any(char in path for char in "*?[")


def matches(pattern: str, path: str) -> bool:
    """Tell whether a path of the repository matches. Costs pattern x path at most."""
    names = path.split("/")
    reached = {0}
    for part in _parts(pattern):
        if part == "**":
            reached = set(range(min(reached), len(names) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(names) and fnmatchcase(names[at], part)}
    return len(names) in reached


def _parts(pattern: str) -> Sequence[str]:
    # As in Git: `docs/**` is everything below docs, not docs itself.
    parts = pattern.split("/")
    return [*parts, "*"] if parts[-1] == "**" else parts
