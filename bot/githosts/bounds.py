"""How much of a repository is looked at: whoever may push can put anything into a commit.

What goes beyond is never read half: it is refused, with a sentence.
"""

from typing import Final

from bot.githosts.host import Rejected

MEBIBYTE: Final = 1 << 20
FILE_BYTES: Final = 16 * MEBIBYTE  # of one file whose content is read
READ_BYTES: Final = 256 * MEBIBYTE  # of all files that are read for one answer
ENTRIES: Final = 1_000_000  # files and folders of a commit
DEPTH: Final = 1_000  # folders inside each other


class TooLarge(Rejected):
    """Something in the repository is beyond the bounds."""


def too_many_entries() -> TooLarge:
    """Return the error of a commit whose tree goes beyond the bounds."""
    return TooLarge(
        f"The commit holds over {ENTRIES:,} files, or folders over {DEPTH:,} deep.",
        "Remove what does not belong there.",
    )


def too_large_file(what: str, size: int, most: int = FILE_BYTES) -> TooLarge:
    """Return the error of a file whose content is not read."""
    return TooLarge(
        f"{what} has {size / MEBIBYTE:,.1f} MiB; gatebot reads {most / MEBIBYTE:,.0f} MiB.",
        "Make it smaller, or keep such data elsewhere.",
    )
