"""The words in pictures, and of those that can't be had. What they show is said by `alt` too."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.readiness.digest import Digest
from bot.readiness.phase import Phase
from bot.readiness.progress import LandedEntry, by_section
from bot.readiness.status import Status
from bot.slack.prose import several, shown
from bot.slack.words.signoffs import status_text

PHASES: Final = "State of the phases"
TIMELINE: Final = "Timeline of landed commits"
LANDED: Final = "landed"
NEW: Final = "not in the ledger yet"
BETWEEN: Final = "from first to last"
IN_ORDER: Final = "in the order of landing"
_MOST_IN_ALT: Final = 24

_ALL_IN_TEXT: Final = "Messages go out with the same drawn in text."
_MENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "missing_scope": (
            "The app may not upload pictures.",
            "Add the scope files:write, or install the app again with manifest.yml.",
        ),
        "file_uploads_disabled": (
            "This workspace takes no files.",
            "Nothing has to be done; its admins can change it.",
        ),
        "invalid_blocks": (
            "Slack would not show a picture that was uploaded.",
            "It is tried again by itself.",
        ),
        "invalid_blocks_again": (
            "Slack takes pictures as uploads and does not show them.",
            "Look at the workspace's rules for files. One is tried every hour.",
        ),
    }
)


def why_not(error: str, why: str) -> tuple[str, str]:
    """Return why there is no picture, from Slack's error code or ours, and what to do."""
    said, mend = _MENDS.get(
        error, (f"No picture could be uploaded ({why or error}).", "It is tried again by itself.")
    )
    return said, f"{mend} {_ALL_IN_TEXT}"


def more_phases(count: int) -> str:
    """Return how many phases are not drawn."""
    return f"and {count:,} more: /gate status"


def alt_of_phases(digest: Digest) -> str:
    """Return the state of every phase in words."""
    said = [f"{shown(p.id, 20)} {_status(p, digest)}" for p in digest.board[:_MOST_IN_ALT]]
    left = len(digest.board) - len(said)
    return f"{PHASES}: {', '.join(said)}{f'; and {left:,} more' if left else ''}."


def _status(phase: Phase, digest: Digest) -> str:
    if (check := digest.signoff_of(phase)) is not None:
        return status_text(check)
    if isinstance(phase.status, Status):
        return phase.status.value
    return f"with the unknown status “{shown(phase.status.text, 30)}”"


def alt_of_timeline(entries: Sequence[LandedEntry], no_section: str) -> str:
    """Return how much landed in each section, and when."""
    said = []
    for section in by_section(entries):
        days = sorted(shown(entry.date, 10) for entry in section.entries if entry.date)
        when = f" from {days[0]} to {days[-1]}" if days else ""
        when = f" on {days[0]}" if days and days[0] == days[-1] else when
        name = shown(section.name, 40) or no_section
        said.append(f"{name}, {several(len(section.entries), 'commit')}{when}")
    new = sum(not entry.recorded for entry in entries)
    return f"{TIMELINE}: {'; '.join(said)}.{f' {new} not in the ledger yet.' if new else ''}"
