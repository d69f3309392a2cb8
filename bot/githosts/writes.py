"""What every host demands of a write before it sends anything."""

from bot.githosts.paths import is_safe_path
from bot.ports.git_host import Write


def check(change: Write) -> None:
    """Raise ValueError for a write that no host should be asked for."""
    paths = [*change.files, *change.deletes]
    if not paths:
        raise ValueError("A write names at least one file.")
    for path in paths:
        if not is_safe_path(path):
            raise ValueError(f"{path!r} is no path inside the repository.")
    if len(set(paths)) != len(paths):
        raise ValueError("A write names each path once.")
    if change.at.tzinfo is None:
        raise ValueError("The time of a write has a time zone.")
    if "\0" in change.message or not change.message.strip():
        raise ValueError("The message of a write is a text without NUL.")
