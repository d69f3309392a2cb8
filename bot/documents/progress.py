"""`Execution_Progress.md`: the ledger of landed commits, as a table or as lists under headings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bot.documents.blocks import Heading, ListItem, Paragraph, Row, Table
from bot.documents.cells import plain_text
from bot.documents.dates import IN_TEXT, not_a_date, read_date
from bot.documents.fields import text_lines
from bot.documents.markdown import Page, parse
from bot.documents.stray_rows import stray_rows
from bot.documents.tables import row_texts
from bot.readiness.place import Problem
from bot.readiness.progress import LandedEntry, Ledger

# Header → column. A table is a ledger where it has a column for the commit and one for the title.
_HEADERS: Final[Mapping[str, str]] = {
    "commit": "commit",
    "sha": "commit",
    "hash": "commit",
    "revision": "commit",
    "date": "date",
    "day": "date",
    "when": "date",
    "landed on": "date",
    "section": "section",
    "area": "section",
    "phase": "section",
    "stream": "section",
    "workstream": "section",
    "track": "section",
    "what landed": "title",
    "landed": "title",
    "what": "title",
    "title": "title",
    "subject": "title",
    "summary": "title",
    "change": "title",
    "description": "title",
}
_SHA: Final = re.compile(r"[0-9a-f]{7,40}", re.IGNORECASE)
# In running text a word may look like a commit ("defaced"): there it needs a digit.
_SHA_IN_TEXT: Final = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{7,40}\b", re.IGNORECASE)
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*\)|\[\s*\]")
_AROUND: Final = " \t\u2014\u2013-:·,|"  # dashes among them


@dataclass(frozen=True, slots=True)
class RowEntry:
    """An entry that is a row of a table."""

    entry: LandedEntry
    row: Row


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An entry that is an item of a list: its paragraph, and the heading it stands under."""

    entry: LandedEntry
    block: Paragraph
    heading: Heading | None


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """A table of landed commits. `section` is what its heading says, where it has no such column.

    `columns`: canonical column → its number.
    """

    table: Table
    columns: Mapping[str, int]
    section: str
    rows: tuple[RowEntry, ...]


LedgerPart: TypeAlias = LedgerTable | ItemEntry


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """The ledger with where everything stands, for an edit."""

    page: Page
    ledger: Ledger
    tables: tuple[LedgerTable, ...]
    items: tuple[ItemEntry, ...]


def read_progress(data: bytes, path: str) -> Ledger:
    """Return the ledger, in the file's order. Raises DocumentError where it can't be decoded."""
    return read_places(data, path).ledger


def read_places(data: bytes, path: str) -> ReadLedger:
    """Return the ledger with its places. Raises DocumentError where it can't be decoded."""
    page = parse(data, path)
    problems: list[Problem] = []
    parts = list(_parts(page, problems))
    tables = tuple(part for part in parts if isinstance(part, LedgerTable))
    items = tuple(part for part in parts if isinstance(part, ItemEntry))
    entries = [
        entry
        for part in parts
        for entry in (
            [row.entry for row in part.rows] if isinstance(part, LedgerTable) else [part.entry]
        )
    ]
    return ReadLedger(page, Ledger(tuple(entries), tuple(problems)), tables, items)


def _parts(page: Page, problems: list[Problem]) -> Iterator[LedgerPart]:
    heading: Heading | None = None
    for block in page.blocks:
        match block:
            case Heading():
                heading = block
            case Table():
                if (found := _table(page, block, heading, problems)) is not None:
                    yield found
            case Paragraph(item=ListItem()):
                if (item := _item(page, block, heading, problems)) is not None:
                    yield item
            case _:
                pass


def section_of(heading: Heading | None) -> str:
    """Return the section a heading stands for; the title of the page stands for none."""
    return plain_text(heading.raw) if heading is not None and heading.level > 1 else ""


# --- tables ---


def _table(
    page: Page, table: Table, heading: Heading | None, problems: list[Problem]
) -> LedgerTable | None:
    headers = [plain_text(raw).casefold() for raw in row_texts(page.source, table.header)]
    columns = {_HEADERS[h]: at for at, h in reversed([*enumerate(headers)]) if h in _HEADERS}
    if not {"commit", "title"} <= columns.keys():
        return None
    section = "" if "section" in columns else section_of(heading)
    problems += [stray.problem for stray in stray_rows(page, table)]
    rows = tuple(
        found
        for row in table.rows
        if (found := _row(page, row, columns, section, problems)) is not None
    )
    return LedgerTable(table, columns, section, rows)


def _row(
    page: Page, row: Row, columns: Mapping[str, int], section: str, problems: list[Problem]
) -> RowEntry | None:
    texts = [plain_text(raw) for raw in row_texts(page.source, row)]
    cells = {name: texts[at] for name, at in columns.items() if at < len(texts)}
    if not any(texts):
        return None
    commit, place = cells.get("commit", ""), page.source.place(row.line)
    if not _SHA.fullmatch(commit):
        wrong = f"“{commit[:60]}” is no commit."
        problems.append(Problem(place, wrong, "Write its sha, at least 7 of its digits."))
        return None
    day = cells.get("date", "")
    read = read_date(day)
    if day and read is None:
        problems.append(not_a_date(day, "date", place))
    section, title = cells.get("section", section), cells.get("title", "")
    iso = read.isoformat() if read else ""
    entry = LandedEntry(iso, commit.lower(), section, title, place=place)
    return RowEntry(entry, row)


# --- lists ---


def _item(
    page: Page, block: Paragraph, heading: Heading | None, problems: list[Problem]
) -> ItemEntry | None:
    text = item_text(page, block)
    place = page.source.place(block.line)
    entry = item_entry(text, section_of(heading))
    if entry is None:
        if IN_TEXT.match(text):
            wrong = "This line begins with a day and names no commit."
            problems.append(Problem(place, wrong, "Write the commit's sha, at least 7 digits."))
        return None
    if not entry.date and (written := IN_TEXT.search(text)):
        problems.append(not_a_date(written[0], "date", place))
    return ItemEntry(replace(entry, place=place), block, heading)


def item_text(page: Page, block: Paragraph) -> str:
    """Return the words of a list's item, in one line."""
    return plain_text(" ".join(text_lines(page, block)))


def item_entry(text: str, section: str) -> LandedEntry | None:
    """Read `2026-02-24 abc1234 what landed`, in any order; None where no commit is named."""
    sha = _SHA_IN_TEXT.search(text)
    if sha is None:
        return None
    rest = f"{text[: sha.start()]} {text[sha.end() :]}"
    days = ((d, read_date(d[0])) for d in IN_TEXT.finditer(rest))
    day, read = next(((d, one) for d, one in days if one is not None), (None, None))
    if day is not None:
        rest = f"{rest[: day.start()]} {rest[day.end() :]}"
    title = " ".join(_EMPTY_BRACKETS.sub(" ", rest).split()).strip(_AROUND)
    return LandedEntry(read.isoformat() if read else "", sha[0].lower(), section, title)
