"""Edit one item of the ops track by splices, and prove the result before it is handed out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bot.documents.blocks import Heading, Table
from bot.documents.cells import escape, normalise, plain_text, write_reference
from bot.documents.new_table import append_table
from bot.documents.ops_fields import LABELS, changed_fields, read_tail, write_tail
from bot.documents.problems import DocumentError, ProofFailed
from bot.documents.proof import prove_ops
from bot.documents.source import Source, Splice, splice
from bot.documents.status_words import CLOSED_WORDS, read_status
from bot.documents.tables import row_cells, set_cell, write_row
from bot.documents.tracker import Reading, read
from bot.documents.tracker_model import OpsEdit
from bot.documents.tracker_ops import (
    NAMED,
    OpsBox,
    OpsRow,
    ops_blocks,
    ops_columns,
    ops_headings,
)
from bot.documents.vocabulary import Vocabulary
from bot.readiness.ops import marked_blocking
from bot.readiness.place import Place, Problem
from bot.readiness.work import OpsItem

__all__ = ["OpsEdit", "edit_ops"]

HEADING: Final = "Outstanding items — Parallel Ops Track"
COLUMNS: Final = {
    "item": "Item",
    "owner": "Owner",
    "status": "Status",
    "due": "Due",
    "snoozed_until": "Snoozed until",
    "links": "Tracked in",
    "since": "Since",
}
DONE: Final = "Done"
OPEN: Final = "Open"
# Words of a file that say no more of an item than that: one that was begun is not meant.
_OPEN_WORDS: Final = frozenset({"open", "to do", "todo", "not started", "new", "outstanding"})


def edit_ops(data: bytes, path: str, vocabulary: Vocabulary, edit: OpsEdit) -> bytes:
    """Return the tracker with exactly one ops item added or changed, and no other byte.

    The text of an item is never changed. Raises DocumentError where the file has no such item any
    more, or where the item can't be written so that it reads as asked.
    """
    before = read(data, path, vocabulary)
    asked = replace(edit, after=_kept(edit.after))
    splices = list(_splices(before, asked))
    try:
        edited = splice(before.page.source, splices)
        prove_ops(before, read(edited, path, vocabulary), splices, asked)
    except ProofFailed as error:
        place = edit.before.place if edit.before and edit.before.place else Place(path)
        wrong = f"“{edit.after.text[:80]}” can't be written there so that it reads as it is meant."
        mend = "Leave brackets, semicolons and “— @name” out of its end, or edit the line by hand."
        raise DocumentError(Problem(place, wrong, mend)) from error
    return edited


def _kept(item: OpsItem) -> OpsItem:
    return replace(item, text=normalise(item.text), owner=normalise(item.owner))


def _splices(reading: Reading, edit: OpsEdit) -> Iterator[Splice]:
    if edit.snapshot is not None:
        for snapshot in reading.snapshots:
            yield Splice(snapshot.spot.start, snapshot.spot.end, edit.snapshot.isoformat())
    if edit.before is None:
        yield _added(reading, edit.after)
        return
    entries = [e for e in reading.ops if e.item == edit.before and e.item.key == edit.before.key]
    entry = entries[0] if entries else None
    if entry is None:
        wrong = f"The ops track has no item “{edit.before.text[:80]}” as it was."
        raise DocumentError(Problem(Place(reading.tracker.path), wrong, "Look at the list again."))
    match entry.spot:
        case OpsRow() as spot:
            yield from _in_row(reading, entry.item, spot, edit.after)
        case OpsBox() as spot:
            yield from _in_box(reading, entry.item, spot, edit.after)


# --- one item changed ---


def _in_row(reading: Reading, item: OpsItem, spot: OpsRow, after: OpsItem) -> Iterator[Splice]:
    changes = _escaped(changed_fields(item, after), table=True)
    if item.done != after.done:
        changes["status"] = _status_word(reading, done=after.done)
    source = reading.page.source
    behind = {name: text for name, text in changes.items() if name not in spot.columns}
    if behind:
        raw = row_cells(source, spot.row)[spot.columns["item"]].raw
        tail = read_tail(raw)
        new = raw[: tail.start] + write_tail({**tail.fields, **behind}) + raw[tail.end :]
        yield set_cell(source, spot.table, spot.row, spot.columns["item"], new)
    for name in changes.keys() - behind.keys():
        yield set_cell(source, spot.table, spot.row, spot.columns[name], changes[name])


def _in_box(reading: Reading, item: OpsItem, spot: OpsBox, after: OpsItem) -> Iterator[Splice]:
    if item.done != after.done:
        yield Splice(spot.mark, spot.mark_end, "x" if after.done else " ")
    changes = _escaped(changed_fields(item, after), table=False)
    source = reading.page.source
    raw, offset = source.line(spot.last)[spot.text :], source.starts[spot.last] + spot.text
    tail = read_tail(raw)
    named = NAMED.search(raw[: tail.start])
    if named and "owner" in changes and "owner" not in tail.fields:
        # Where the file names the owner in its own way, it goes on doing so.
        start, end = named.span("in") if named["in"] else named.span("after")
        yield Splice(offset + start, offset + end, changes.pop("owner"))
    if changes:
        fields = {**tail.fields, **changes}
        yield Splice(offset + tail.start, offset + tail.end, write_tail(fields))


def _escaped(changes: Mapping[str, str], *, table: bool) -> dict[str, str]:
    return {
        name: _links(text, table=table) if name == "links" else escape(text)
        for name, text in changes.items()
    }


def _links(text: str, *, table: bool) -> str:
    return ", ".join(write_reference(link, table=table) for link in text.split(", ") if link)


def _status_word(reading: Reading, *, done: bool) -> str:
    """Return the word of the file itself for a done or an open item, else ours."""
    said = (e.item.status for e in reading.ops if e.item.status and e.item.done is done)
    words = [read_status(text, CLOSED_WORDS.__contains__).lead for text in said]
    if not done:
        words = [word for word in words if word.casefold() in _OPEN_WORDS]
    return escape(words[0]) if words else DONE if done else OPEN


# --- one item added ---


def _added(reading: Reading, item: OpsItem) -> Splice:
    blank = OpsItem(item.text, blocking=marked_blocking(item.text))
    last = reading.ops[-1] if reading.ops else None
    if last is not None and isinstance(last.spot, OpsBox):
        return _new_box(reading, item, _escaped(changed_fields(blank, item), table=False))
    fields = _escaped(changed_fields(blank, item), table=True)
    if last is not None and isinstance(last.spot, OpsRow):
        return _new_row(reading, last.spot.table, item, fields)
    tables = (block for block in ops_blocks(reading.page) if isinstance(block, Table))
    for table in tables:
        if ops_columns(reading.page, table, reading.vocabulary):
            return _new_row(reading, table, item, fields)
    cells = {**fields, "item": escape(item.text), "status": OPEN}
    headings = ops_headings(reading.page)
    return append_table(
        reading.page,
        (_heading_text(headings[0]) if headings else HEADING,),
        tuple(COLUMNS.values()),
        [[cells.get(name, "") for name in COLUMNS]],
    )


def _heading_text(heading: Heading) -> str:
    return plain_text(heading.raw)


def _new_box(reading: Reading, item: OpsItem, fields: Mapping[str, str]) -> Splice:
    """Return a line behind the last item that is no other's, and behind all that belongs to it."""
    source = reading.page.source
    boxes = [entry.spot for entry in reading.ops if isinstance(entry.spot, OpsBox)]
    outermost = min(box.depth for box in boxes)
    last = [box for box in boxes if box.depth == outermost][-1]
    line = _box_prefix(source, last) + escape(item.text) + write_tail(fields)
    return source.insert_after(source.last_before(last.end), [line])


def _box_prefix(source: Source, like: OpsBox) -> str:
    """Return the marker of an item, its box empty."""
    start = source.starts[source.line_at(like.mark)]
    return f"{source.text[start : like.mark]} ] "


def _new_row(reading: Reading, table: Table, item: OpsItem, fields: Mapping[str, str]) -> Splice:
    page = reading.page
    columns = ops_columns(page, table, reading.vocabulary)
    behind = {n: text for n, text in fields.items() if n not in columns and n in LABELS}
    cells = {n: text for n, text in fields.items() if n in columns}
    cells["item"] = escape(item.text) + write_tail(behind)
    if "status" in columns:
        cells["status"] = _status_word(reading, done=False)
    by_number = {columns[name]: text for name, text in cells.items()}
    width = len(row_cells(page.source, table.header))
    values = [by_number.get(number, "") for number in range(width)]
    return page.source.insert_after(table.last.line, [write_row(page.source, table, values)])
