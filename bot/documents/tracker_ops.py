"""The Parallel Ops Track of a tracker: a table or a list of checkboxes, with the items' places."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from bot.documents.blocks import Block, Heading, ListItem, Paragraph, Row, Table
from bot.documents.cells import plain_text
from bot.documents.fields import MARKER
from bot.documents.markdown import Page
from bot.documents.ops_fields import DONE_WORDS, facts, read_tail
from bot.documents.tables import row_texts
from bot.documents.vocabulary import Vocabulary
from bot.readiness.ops import marked_blocking
from bot.readiness.work import OpsItem

_HEADING: Final = re.compile(r"parallel ops track|outstanding items", re.IGNORECASE)
_CHECKBOX: Final = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+\[(?P<mark>[ xX])\]\s+(?P<text>.*)")
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

    `depth`: how many lists it is in. `end`: the line after all that belongs to it.
    """

    mark: int
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


def ops_heading(page: Page) -> Heading | None:
    """Return the heading of the ops track, if there is one."""
    headings = (block for block in page.blocks if isinstance(block, Heading))
    return next((h for h in headings if _HEADING.search(plain_text(h.raw))), None)


def ops_blocks(page: Page) -> tuple[Block, ...]:
    """Return what stands under the heading of the ops track."""
    heading = ops_heading(page)
    return page.section(heading) if heading else ()


def read_ops(page: Page, vocabulary: Vocabulary) -> list[OpsEntry]:
    """Return the items of the ops track, in the file's order."""
    found: list[OpsEntry] = []
    for block in ops_blocks(page):
        if isinstance(block, Table):
            found += _rows(page, block, vocabulary)
        elif isinstance(block, Paragraph) and block.item is not None:
            found += _checkbox(page, block, block.item)
    return list(_told_apart(found))


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


def _rows(page: Page, table: Table, vocabulary: Vocabulary) -> Iterator[OpsEntry]:
    columns = ops_columns(page, table, vocabulary)
    if not columns:
        return
    for row in table.rows:
        texts = row_texts(page.source, row)
        cells = {name: texts[at] for name, at in columns.items() if at < len(texts)}
        raw = cells.get("item", "")
        tail = read_tail(raw)
        if text := plain_text(raw[: tail.start]):
            # A column says more than a field in the text: it is what people look at.
            held = _held(text, facts({**tail.fields, **_filled(cells)}, table=True))
            done = held["status"].casefold() in DONE_WORDS
            item = OpsItem(text, done, place=page.source.place(row.line), **held)
            yield OpsEntry(item, OpsRow(table, row, columns))


def _held(text: str, held: dict[str, Any]) -> dict[str, Any]:
    """Return an item's facts; a mark in its text says as much as a column or a field."""
    return {**held, "blocking": held["blocking"] or marked_blocking(text)}


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: raw for name, raw in cells.items() if name != "item" and raw}


def _checkbox(page: Page, block: Paragraph, item: ListItem) -> Iterator[OpsEntry]:
    source = page.source
    lines = [source.line(number) for number in range(block.line, block.end)]
    box = _CHECKBOX.match(lines[0])
    if box is None:
        return
    starts = [box.start("text"), *(m.end() for x in lines[1:] if (m := MARKER.match(x)))]
    raws = [line[at:] for line, at in zip(lines, starts, strict=True)]
    tail = read_tail(raws[-1])
    raws[-1] = raws[-1][: tail.start]
    fields = dict(tail.fields)
    if (named := NAMED.search(raws[-1])) and "owner" not in fields:
        fields["owner"] = named["in"] or named["after"]
        raws[-1] = raws[-1][: named.start()]
    text = plain_text(" ".join(raws))
    held = _held(text, facts(fields, table=False))
    read = OpsItem(text, box["mark"] != " ", place=source.place(block.line), **held)
    spot = OpsBox(
        mark=source.starts[block.line] + box.start("mark"),
        last=block.end - 1,
        text=starts[-1],
        depth=item.depth,
        end=item.end,
    )
    yield OpsEntry(read, spot)
