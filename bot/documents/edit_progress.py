"""Append landed commits to the ledger by splices, and prove the result before it is handed out."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.documents.cells import escape, normalise, plain_text
from bot.documents.fields import MARKER
from bot.documents.new_table import append_at_end, append_table
from bot.documents.problems import ProofFailed
from bot.documents.progress import (
    ItemEntry,
    LedgerTable,
    ReadLedger,
    item_entry,
    read_places,
)
from bot.documents.proof import same_outline
from bot.documents.source import Splice, splice
from bot.documents.tables import row_cells, row_texts, write_row
from bot.readiness.phase_ids import same_word, word_key
from bot.readiness.progress import MIN_SHA, LandedEntry

HEADING: Final = "Landed commits"
COLUMNS: Final = ("Date", "Commit", "Section", "What landed")
NEW_FILE: Final = b"# Execution progress\n"
_SHA_LENGTH: Final = 10
_LIMIT: Final = 200  # characters of a title or a section
_NO_WORDS: Final = re.compile(r"[^\w\s./:+#-]|_")


def append_progress(data: bytes, path: str, entries: Sequence[LandedEntry]) -> bytes:
    """Return the ledger with these entries (in the order of landing), and no other byte changed.

    They go where the ledger's own entries stand, in its layout and its order. Commits that it
    holds already are passed over. Raises DocumentError where the file can't be read or its end is
    inside a code block, ProofFailed where the result would not read as asked.
    """
    before = read_places(data, path)
    new = [entry for entry in entries if not before.ledger.holds(entry.commit)]
    if not new:
        return data
    length = _sha_length(before)
    asked = [_writable(before, entry, length) for entry in new]
    splices = list(_splices(before, asked))
    edited = splice(before.page.source, splices)
    _prove(before, read_places(edited, path), splices, asked)
    return edited


def _prove(
    before: ReadLedger, after: ReadLedger, splices: list[Splice], asked: list[LandedEntry]
) -> None:
    expected = Counter(before.ledger.entries) + Counter(asked)
    if Counter(after.ledger.entries) != expected:
        raise ProofFailed(f"{before.page.path}: the ledger would not read as asked.")
    problems = [
        Counter((p.wrong, p.mend) for p in read.ledger.problems) for read in (before, after)
    ]
    if problems[0] != problems[1] or not same_outline(before.page, after.page, splices):
        raise ProofFailed(f"{before.page.path}: lines that were not touched would change.")


def _sha_length(read: ReadLedger) -> int:
    entries = read.ledger.entries
    return max(len(entries[-1].commit), MIN_SHA) if entries else _SHA_LENGTH


def _writable(read: ReadLedger, entry: LandedEntry, length: int) -> LandedEntry:
    """Return an entry in words that a ledger of either layout can hold and give back."""
    commit = _abbreviated(entry.commit, length)
    title = _settled(entry.title, lambda text: _comes_back(entry.date, commit, text)) or commit
    section = _settled(entry.section, _can_head) or HEADING
    named = (*(e.section for e in read.ledger.entries), *(t.section for t in read.tables))
    section = next((name for name in named if same_word(name, section)), section)
    return replace(entry, commit=commit, title=title, section=section, recorded=True, place=None)


def _can_head(text: str) -> bool:
    """Tell whether a heading can say this: marks at its end close it, and are not shown."""
    return plain_text(escape(text)) == text and not text.endswith("#")


def _abbreviated(sha: str, length: int) -> str:
    """Return the sha as short as the others, but with a digit: else it may be taken for a word."""
    while length < len(sha) and sha[:length].isalpha():
        length += 1
    return sha[:length]


def _settled(text: str, holds: Callable[[str], bool]) -> str:
    """Return the text, or as much of its words as can be written and read again."""
    cut = normalise(text)[:_LIMIT].strip()
    bare = " ".join(_NO_WORDS.sub(" ", cut).split()).strip(" -:")
    return next((t for t in (cut, plain_text(cut), bare) if t and holds(t)), "")


def _comes_back(day: str, commit: str, title: str) -> bool:
    if plain_text(escape(title)) != title:
        return False
    found = item_entry(f"{day} {commit} {title}", "")
    return found is not None and (found.date, found.commit, found.title) == (day, commit, title)


def _splices(read: ReadLedger, asked: Sequence[LandedEntry]) -> Iterator[Splice]:
    if read.items and not read.tables:
        yield from _into_lists(read, asked)
        return
    homeless: list[LandedEntry] = []
    by_table: dict[int, list[LandedEntry]] = defaultdict(list)
    for entry in asked:
        at = _table_for(read, entry)
        (homeless if at is None else by_table[at]).append(entry)
    for at, own in by_table.items():
        yield _into_table(read, read.tables[at], own)
    if homeless:
        yield from _new_tables(read, homeless)


# --- tables ---


def _table_for(read: ReadLedger, entry: LandedEntry) -> int | None:
    """Return the last table that can hold this entry: by its column, or by its heading."""
    fitting = [
        at
        for at, table in enumerate(read.tables)
        if "section" in table.columns or same_word(table.section, entry.section)
    ]
    return fitting[-1] if fitting else None


def _into_table(read: ReadLedger, table: LedgerTable, own: Sequence[LandedEntry]) -> Splice:
    source = read.page.source
    width = len(row_texts(source, table.table.header))
    code = _marks_commits_as_code(read, table)
    rows = [_cells(entry, table.columns, width, code=code) for entry in own]
    lines = [write_row(source, table.table, row) for row in rows]
    if read.ledger.newest_first:
        return source.insert_after(table.table.delimiter.line, lines[::-1])
    return source.insert_after(table.table.last.line, lines)


def _marks_commits_as_code(read: ReadLedger, table: LedgerTable) -> bool:
    if not table.rows:
        return False
    cells = row_cells(read.page.source, table.rows[-1].row)
    return cells[table.columns["commit"]].raw.startswith("`")


def _cells(entry: LandedEntry, columns: Mapping[str, int], width: int, *, code: bool) -> list[str]:
    values = {
        "date": entry.date,
        "commit": f"`{entry.commit}`" if code else entry.commit,
        "section": escape(entry.section),
        "title": escape(entry.title),
    }
    by_number = {columns[name]: text for name, text in values.items() if name in columns}
    return [by_number.get(number, "") for number in range(width)]


def _new_tables(read: ReadLedger, own: Sequence[LandedEntry]) -> Iterator[Splice]:
    """Return a table for each section no table is for; one for all, where there is none yet."""
    columns = {"date": 0, "commit": 1, "section": 2, "title": 3}
    if not read.tables:
        rows = [_cells(entry, columns, len(COLUMNS), code=False) for entry in own]
        yield append_table(read.page, (HEADING,), COLUMNS, rows)
        return
    for section in dict.fromkeys(entry.section for entry in own):
        rows = [
            _cells(entry, {"date": 0, "commit": 1, "title": 2}, 3, code=False)
            for entry in own
            if entry.section == section
        ]
        yield append_table(read.page, (section,), ("Date", "Commit", COLUMNS[3]), rows)


# --- lists ---


def _into_lists(read: ReadLedger, asked: Sequence[LandedEntry]) -> Iterator[Splice]:
    by_name: dict[str, list[LandedEntry]] = defaultdict(list)
    for entry in asked:
        by_name[word_key(entry.section)].append(entry)
    new: list[str] = []
    for name, own in by_name.items():
        items = [item for item in read.items if word_key(item.entry.section) == name]
        if items:
            yield _beside(read, items, own)
            continue
        heading = escape(own[0].section)
        new += ["", f"## {heading}", "", *(_line(entry, "- ", code=True) for entry in own)]
    if new:
        yield append_at_end(read.page, new[1:])


def _beside(read: ReadLedger, items: Sequence[ItemEntry], own: Sequence[LandedEntry]) -> Splice:
    source = read.page.source
    newest = read.ledger.newest_first
    at = items[0 if newest else -1].block
    first = source.line(at.line)
    marker = MARKER.match(first)
    start = marker[0] if marker else "- "
    lines = [_line(entry, start, code="`" in first) for entry in own]
    if newest:
        return source.insert_after(at.line - 1, lines[::-1])
    end = at.item.end if at.item is not None else at.end
    return source.insert_after(source.last_before(end), lines)


def _line(entry: LandedEntry, marker: str, *, code: bool) -> str:
    commit = f"`{entry.commit}`" if code else entry.commit
    return f"{marker}{entry.date} {commit} {escape(entry.title)}"
