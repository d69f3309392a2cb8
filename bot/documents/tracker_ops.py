"""The Parallel Ops Track of a tracker: a table or a list of checkboxes, with the items' places."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from bot.documents.blocks import Block, Heading, Paragraph, Row, Table
from bot.documents.cells import line_end, plain_text, with_targets
from bot.documents.checkboxes import Checkbox, read_checkboxes
from bot.documents.fields import MARKER
from bot.documents.markdown import Page, first_line
from bot.documents.ops_fields import Tail, facts, not_a_field, problems_of, read_tail
from bot.documents.status_words import CLOSED_WORDS, StatusText, not_closed, read_status
from bot.documents.stray_rows import stray_rows
from bot.documents.tables import row_texts
from bot.documents.vocabulary import BESIDE_OPS, Vocabulary
from bot.readiness.ops import marked_blocking
from bot.readiness.place import Place, Problem
from bot.readiness.work import OpsItem

_HEADING: Final = re.compile(r"parallel ops track|outstanding items", re.IGNORECASE)
_CODE: Final = re.compile(r"(?P<ticks>`+)[^`]+(?P=ticks)")
# An owner without a label: `text (@ana)`, `text — @ana`
NAMED: Final = re.compile(r"\s*(?:\(@(?P<in>[\w.-]+)\)|—\s*@(?P<after>[\w.-]+))\s*$")


@dataclass(frozen=True, slots=True)
class OpsRow:
    """A row of a table. `columns`: item, owner, status, and the fields that have a column."""

    table: Table
    row: Row
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpsBox:
    """A checkbox: where its mark stands, its last line, and where its text starts in there.

    `mark_end` is behind the mark. `depth`: how many lists it is in. `end`: the line after all that
    belongs to it.
    """

    mark: int
    mark_end: int
    last: int
    text: int
    depth: int
    end: int


OpsSpot: TypeAlias = OpsRow | OpsBox


@dataclass(frozen=True, slots=True)
class OpsEntry:
    """An item and where it stands."""

    item: OpsItem
    spot: OpsSpot


@dataclass(frozen=True, slots=True)
class ReadTrack:
    """The items under every heading of the track, and the lines that can't be read as one."""

    entries: tuple[OpsEntry, ...]
    problems: tuple[Problem, ...]
    headings: tuple[Place, ...]


def ops_headings(page: Page) -> tuple[Heading, ...]:
    """Return the headings of the ops track, without those within the section of another."""
    found: list[Heading] = []
    last = -1  # the last line of the section before
    for block in page.blocks:
        if not isinstance(block, Heading) or block.line <= last:
            continue
        if _HEADING.search(plain_text(block.raw)):
            found.append(block)
            section = page.section(block)
            last = first_line(section[-1]) if section else block.line
    return tuple(found)


def ops_blocks(page: Page) -> tuple[Block, ...]:
    """Return what stands under the headings of the ops track."""
    return tuple(block for heading in ops_headings(page) for block in page.section(heading))


def read_ops(page: Page, vocabulary: Vocabulary, known: Container[Table]) -> ReadTrack:
    """Return the items of the ops track, in the file's order. `known`: tables of another use."""
    blocks = ops_blocks(page)
    found: list[OpsEntry] = []
    problems: list[Problem] = []
    boxes, no_boxes = read_checkboxes(page, blocks)
    by_line = {box.block.line: box for box in boxes}
    told = {problem.place.line for problem in no_boxes}
    for block in blocks:
        if isinstance(block, Table) and block not in known:
            found += _rows(page, block, vocabulary, problems)
        elif isinstance(block, Paragraph) and (box := by_line.get(block.line)) is not None:
            found.append(_checkbox(page, box, problems))
        elif isinstance(block, Paragraph) and block.item and block.line + 1 not in told:
            problems += _unmarked(page, block)
    ordered = tuple(sorted((*problems, *no_boxes), key=lambda problem: problem.place.line))
    headings = tuple(page.source.place(heading.line) for heading in ops_headings(page))
    return ReadTrack(tuple(_told_apart(found)), ordered, headings)


def _unmarked(page: Page, block: Paragraph) -> Iterator[Problem]:
    """Yield a line of a list that says `[blocking]` and is no item."""
    raw = page.source.line(block.line)
    if marked_blocking(plain_text(_CODE.sub("", raw))):
        text = plain_text(raw)
        wrong = f"“{text[:80]}” says that it holds a release back and is no item of the ops track."
        yield Problem(page.source.place(block.line), wrong, "Begin it with “- [ ] ”.")


def _told_apart(entries: Iterable[OpsEntry]) -> Iterator[OpsEntry]:
    """Yield entries with those counted that say the same as one above."""
    seen: Counter[str] = Counter()
    for entry in entries:
        words = entry.item.words
        twin, seen[words] = seen[words], seen[words] + 1
        yield replace(entry, item=replace(entry.item, twin=twin)) if twin else entry


def ops_columns(page: Page, table: Table, vocabulary: Vocabulary) -> Mapping[str, int]:
    """Return canonical column → its number; empty where the table holds no items."""
    known = page.columns(table, vocabulary)
    if "item" not in known:
        return {}
    headers = map(vocabulary.ops_column, row_texts(page.source, table.header))
    named = {name: at for at, name in reversed([*enumerate(headers)]) if name is not None}
    return named | {name: known[name] for name in ("item", "owner", "status") if name in known}


def _rows(
    page: Page, table: Table, vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[OpsEntry]:
    columns = ops_columns(page, table, vocabulary)
    if not columns:
        problems += _no_items(page, table, vocabulary)
        return
    problems += [stray.problem for stray in stray_rows(page, table)]
    for row in table.rows:
        texts = row_texts(page.source, row)
        cells = {name: texts[at] for name, at in columns.items() if at < len(texts)}
        raw, place = cells.get("item", ""), page.source.place(row.line)
        tail = read_tail(raw)
        if text := plain_text(raw[: tail.start]):
            # A column says more than a field in the text: it is what people look at.
            written = _linked(page, {**tail.fields, **_filled(cells)})
            problems += _of_fields(written, tail, place)
            said = read_status(written.get("status", ""), CLOSED_WORDS.__contains__)
            problems += not_closed(said, "item", place)
            item = _item_of_row((text, raw), written, said, place)
            yield OpsEntry(item, OpsRow(table, row, columns))
        elif any(texts):
            wrong = "This row of the ops track says nothing under its column Item."
            problems.append(Problem(place, wrong, "Name the item, or empty the row."))


def _item_of_row(
    item: tuple[str, str], written: Mapping[str, str], said: StatusText, place: Place
) -> OpsItem:
    """Return the item of a row: `item` is its plain text, and the Markdown of its cell."""
    text, raw = item
    held = _held(raw, facts(written, table=True))
    held["status"] = said.said
    return OpsItem(text, said.is_one_of(CLOSED_WORDS), place=place, **held)


def _of_fields(written: Mapping[str, str], tail: Tail, place: Place) -> Iterator[Problem]:
    yield from problems_of(written, place)
    if tail.stranger:
        yield not_a_field(tail.stranger, place)


def _no_items(page: Page, table: Table, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield the problem of a table that has columns of items and none for the item itself."""
    headers = row_texts(page.source, table.header)
    if any(vocabulary.ops_column(h) or vocabulary.column(h) in BESIDE_OPS for h in headers):
        has = ", ".join(filter(None, map(plain_text, headers)))
        wrong = f"This table of the ops track has no column Item; it has {has}."
        yield Problem(page.source.place(table.header.line), wrong, "Call one of them Item.")


def _held(raw: str, held: dict[str, Any]) -> dict[str, Any]:
    """Return an item's facts; a mark in its text says as much as a column or a field."""
    # A link of that name (`[blocking](#why)`) is the mark as well.
    marked = marked_blocking(plain_text(raw)) or marked_blocking(raw)
    return {**held, "blocking": held["blocking"] or marked}


def _linked(page: Page, fields: Mapping[str, str]) -> dict[str, str]:
    """Return fields with the reference links among an item's links written out."""
    return {n: with_targets(v, page.links) if n == "links" else v for n, v in fields.items()}


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: raw for name, raw in cells.items() if name != "item" and raw}


def _checkbox(page: Page, box: Checkbox, problems: list[Problem]) -> OpsEntry:
    source, block = page.source, box.block
    lines = [source.line(number) for number in range(block.line, block.end)]
    starts = [box.text_at, *(m.end() for x in lines[1:] if (m := MARKER.match(x)))]
    raws = [line[at : line_end(line)] for line, at in zip(lines, starts, strict=True)]
    marked, place = " ".join(raws), source.place(block.line)
    tail = read_tail(raws[-1])
    raws[-1] = raws[-1][: tail.start]
    fields = dict(tail.fields)
    if (named := NAMED.search(raws[-1])) and "owner" not in fields:
        fields["owner"] = named["in"] or named["after"]
        raws[-1] = raws[-1][: named.start()]
    problems += _of_fields(fields, tail, place)
    held = _held(marked, facts(_linked(page, fields), table=False))
    held["status"] = held["status"] or box.unknown
    read = OpsItem(plain_text(" ".join(raws)), box.ticked, place=place, **held)
    mark = source.starts[block.line] + box.mark_at
    spot = OpsBox(
        mark=mark,
        mark_end=mark + len(box.mark),
        last=block.end - 1,
        text=starts[-1],
        depth=box.item.depth,
        end=box.item.end,
    )
    return OpsEntry(read, spot)
