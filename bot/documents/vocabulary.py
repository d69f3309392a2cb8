"""The words a tracker uses: which text means which status, which header means which column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from bot.documents.cells import core_text, plain_text
from bot.documents.status_words import StatusText, read_status
from bot.readiness.phase_ids import word_key
from bot.readiness.status import SATISFIES_SUCCESSORS, Status

BUILT_IN_STATUSES: Final[Mapping[str, Status]] = MappingProxyType(
    {
        **{status.value.casefold(): status for status in Status},
        "ready for sign-off": Status.READY,
        "signed-off": Status.SIGNED_OFF,
    }
)

# Canonical column → the headers that mean it, compared without case.
BUILT_IN_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "phase": ("phase", "gate"),
        "title": ("title", "name"),
        "status": ("status",),
        "owner": ("owner", "owners"),
        "evidence": ("evidence",),
        "kind": ("kind",),
        "reference": ("reference",),
        "note": ("note", "notes"),
        "role": ("role",),
        "reviewer": ("reviewer",),
        "date": ("date",),
        "correlation_id": ("correlation id", "correlation_id"),
        "record": ("record",),
        "waives": ("waives", "waived"),
        "reason": ("reason",),
        "by": ("by", "waived by"),
        "until": ("until", "expires"),
        "item": ("item",),
        "deliverables": ("deliverables", "deliverable"),
    }
)

# The same, for headers that count in the ops track only: elsewhere they may have another use.
OPS_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "due": ("due", "due date"),
        "snoozed_until": ("snoozed until",),
        "links": ("tracked in", "links"),
        "since": ("since", "added"),
        "blocking": ("blocking",),
    }
)
# Columns of the ops track that other tables have as well.
BESIDE_OPS: Final = ("item", "owner", "status")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Synonyms of statuses and columns; the canonical words always count as well.

    `statuses`: casefolded words → status. `columns`: canonical column → casefolded headers;
    `ops_columns`: the same, of the ops track alone.
    `spellings`: the words a project wants written for a status, where they aren't canonical.
    """

    statuses: Mapping[str, Status] = field(default_factory=lambda: BUILT_IN_STATUSES)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: BUILT_IN_COLUMNS)
    spellings: Mapping[Status, str] = field(default_factory=dict)
    ops_columns: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: OPS_COLUMNS)

    def read(self, raw: str) -> StatusText:
        """Return the parts of a status's raw Markdown: symbols, word, remark, and any doubt."""
        return read_status(raw, self.statuses.__contains__)

    def status(self, raw: str) -> Status | None:
        """Return the status that a cell's raw Markdown gives; None where it gives none.

        Emphasis, code marks, links and HTML tags do not count; neither do symbols such as `✅`
        around the words, unless a synonym was declared with them, nor a day or the like behind.
        """
        said = self.read(raw)
        return None if self.doubt(said) else self.statuses.get(said.key)

    def doubt(self, said: StatusText) -> str:
        """Return why what was read gives no status though it says one; else ""."""
        status = self.statuses.get(said.key)
        if status is None and not said.struck:
            return ""
        return said.doubt(finished=status in SATISFIES_SUCCESSORS)

    def nearest(self, raw: str) -> Status:
        """Return the status whose words are most like the cell's."""
        text = core_text(plain_text(raw)).casefold()
        best = max(self.statuses, key=lambda words: SequenceMatcher(None, words, text).ratio())
        return self.statuses[best]

    def column(self, header: str) -> str | None:
        """Return the canonical column that a header's raw Markdown means, or None."""
        text = word_key(plain_text(header))
        return next((name for name, words in self.columns.items() if text in words), None)

    def ops_column(self, header: str) -> str | None:
        """Return the column of the ops track alone that a header's raw Markdown means, or None."""
        text = word_key(plain_text(header))
        return next((name for name, words in self.ops_columns.items() if text in words), None)

    def header(self, column: str) -> str:
        """Return the first header that means this canonical column, as errors show it."""
        return self.columns[column][0].title().replace(" Id", " ID")

    def spelling(self, status: Status, seen: Iterable[tuple[Status, str]]) -> str:
        """Return the words to write for a status.

        The file's own words win (`seen`: the statuses of its phases and their plain text), then
        the project's first synonym, then the canonical words.
        """
        own = next((text for known, text in seen if known is status), None)
        return own or self.spellings.get(status, status.value)
