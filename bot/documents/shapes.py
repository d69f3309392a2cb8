"""What a table of the tracker is for, told by its headers."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.documents.blocks import Row, Table
from bot.documents.cells import plain_text
from bot.documents.markdown import Page
from bot.documents.tables import row_texts
from bot.documents.vocabulary import Vocabulary


class Shape(Enum):
    """The tables gatebot knows."""

    PHASES = auto()
    EVIDENCE = auto()
    EVIDENCE_CELLS = auto()
    SIGNOFFS = auto()
    COMPLETED = auto()
    WAIVERS = auto()


# The first shape whose columns are all there and whose others are not; order matters.
_SIGNS: Final[tuple[tuple[Shape, frozenset[str], frozenset[str]], ...]] = (
    (Shape.SIGNOFFS, frozenset({"phase", "correlation_id"}), frozenset()),
    (Shape.SIGNOFFS, frozenset({"phase", "role", "reviewer"}), frozenset()),
    (Shape.WAIVERS, frozenset({"phase", "waives"}), frozenset({"status"})),
    (Shape.EVIDENCE, frozenset({"phase", "kind"}), frozenset({"status"})),
    (Shape.EVIDENCE, frozenset({"phase", "reference"}), frozenset({"status"})),
    (Shape.PHASES, frozenset({"phase", "status"}), frozenset({"item", "role"})),
    (Shape.EVIDENCE_CELLS, frozenset({"phase", "evidence"}), frozenset({"status"})),
    (Shape.COMPLETED, frozenset({"item", "evidence"}), frozenset({"phase"})),
)
COLUMNS_NEEDED: Final[Mapping[Shape, tuple[str, ...]]] = {
    Shape.PHASES: ("phase", "status"),
    Shape.EVIDENCE: ("phase", "kind", "reference", "note"),
    Shape.EVIDENCE_CELLS: ("phase", "evidence"),
    Shape.SIGNOFFS: ("phase", "role", "reviewer", "date", "correlation_id", "record"),
    Shape.COMPLETED: ("item", "evidence"),
    Shape.WAIVERS: ("phase", "waives", "reason", "by", "until"),
}
_COUNTERS: Final = frozenset({"", "#", "no", "no.", "nr", "nr."})


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table whose use is known. `columns`: canonical column → its number."""

    shape: Shape
    table: Table
    columns: Mapping[str, int]

    def column(self, name: str) -> int:
        """Return the number of a column, -1 where the table has none."""
        return self.columns.get(name, -1)

    def rows(self, page: Page) -> Iterator[tuple[Row, Mapping[str, str]]]:
        """Yield each row that isn't empty: canonical column → Markdown, "" where it is ragged."""
        for row in self.table.rows:
            texts = row_texts(page.source, row)
            if any(texts):
                yield (
                    row,
                    {
                        name: texts[number] if number < len(texts) else ""
                        for name, number in self.columns.items()
                    },
                )

    def line_values(self, page: Page, values: Mapping[str, str]) -> list[str]:
        """Return the cells of a new row, in the table's order; unknown columns stay empty."""
        count = len(row_texts(page.source, self.table.header))
        by_number = {self.columns[name]: value for name, value in values.items()}
        return [by_number.get(number, "") for number in range(count)]


def shape_of(page: Page, table: Table, vocabulary: Vocabulary) -> Shaped | None:
    """Tell what a table is for. Raises DocumentError where it lacks a column it needs.

    In a table of phases, what stands before the phase's column is known or a counter: a table of
    something else (`Risk | Phase | Status`) is not one.
    """
    columns = page.columns(table, vocabulary)
    shape = next(
        (
            s
            for s, there, absent in _SIGNS
            if there <= columns.keys() and not absent & columns.keys()
        ),
        None,
    )
    if shape is None or (shape is Shape.PHASES and _is_about_something_else(page, table, columns)):
        return None
    missing = [name for name in COLUMNS_NEEDED[shape] if name not in columns]
    if missing:
        raise missing_columns(page, table, missing, vocabulary)
    return Shaped(shape, table, columns)


def _fits(names: AbstractSet[str], there: frozenset[str], not_there: frozenset[str]) -> bool:
    return there <= names and not not_there & names


def _is_about_something_else(page: Page, table: Table, columns: Mapping[str, int]) -> bool:
    headers = row_texts(page.source, table.header)[: columns["phase"]]
    return any(
        number not in columns.values() and plain_text(header).casefold() not in _COUNTERS
        for number, header in enumerate(headers)
    )


def missing_columns(
    page: Page, table: Table, missing: list[str], vocabulary: Vocabulary
) -> Exception:
    """Return the error of a table without a column it needs."""
    names = " and ".join(vocabulary.header(name) for name in missing)
    has = ", ".join(filter(None, row_texts(page.source, table.header)))
    return page.source.error(
        table.header.line,
        f"This table has no column {names}; it has {has}.",
        f"Add the column, or list your word for it under `columns` (`{missing[0]}: […]`).",
    )
