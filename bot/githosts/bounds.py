"""How much of a repository is looked at: whoever may push can put anything into a commit.

What goes beyond is never read half: it is refused, with a sentence.
"""

from collections.abc import Iterable
from typing import Final

from bot.ports.git_host import Rejected

MEBIBYTE: Final = 1 << 20
FILE_BYTES: Final = 16 * MEBIBYTE  # of one file whose content is read
READ_BYTES: Final = 256 * MEBIBYTE  # of all files that are read for one answer
ENTRIES: Final = 1_000_000  # files and folders of a commit
DEPTH: Final = 1_000  # folders inside each other
COMMITS: Final = 10_000  # that are listed where history was rewritten, so that none is the last
ANSWER_BYTES: Final = 64 * MEBIBYTE  # of one answer of a host's API
COMMIT_BYTES: Final = 128 * MEBIBYTE  # of one commit: more than any host takes


class TooLarge(Rejected):
    """Something in the repository is beyond the bounds; `path` is the file, where it is one."""

    def __init__(self, why: str, mend: str, path: str = "") -> None:
        super().__init__(why, mend)
        self.path = path


def too_many_entries() -> TooLarge:
    """Return the error of a commit whose tree goes beyond the bounds."""
    return TooLarge(
        f"The commit holds over {ENTRIES:,} files, or folders over {DEPTH:,} deep.",
        "Remove what does not belong there.",
    )


def too_large_file(what: str, size: int | None = None, most: int = FILE_BYTES) -> TooLarge:
    """Return the error of a file whose content is not read; its size may not be known."""
    has = "more" if size is None else f"{size / MEBIBYTE:,.1f} MiB"
    return TooLarge(
        f"{what} has {has}; gatebot reads {most / MEBIBYTE:,.0f} MiB.",
        "Make it smaller, or keep such data elsewhere.",
        what,
    )


def demand_sizes(sizes: Iterable[tuple[str, int]], most: int = FILE_BYTES) -> None:
    """Raise TooLarge where one of these (its name, its bytes) is too large, or all of them are."""
    total = 0
    for what, size in sizes:
        if size > most:
            raise too_large_file(what, size, most)
        total += size
        if total > READ_BYTES:
            raise TooLarge(
                f"With {what}, over {READ_BYTES / MEBIBYTE:,.0f} MiB would be read at once.",
                "Make the files smaller, or keep such data elsewhere.",
                what,
            )
