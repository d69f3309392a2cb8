"""The evidence of a tracker: from its table, from cells of several items, from lists."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TypeAlias

from bot.documents.blocks import Block, Heading, Paragraph
from bot.documents.cells import literal_text, plain_text, reference_text
from bot.documents.evidence_items import parts, read_item
from bot.documents.fields import fields_of, text_lines
from bot.documents.markdown import Page
from bot.documents.shapes import Shape, Shaped
from bot.documents.spots import (
    CellSpot,
    EvidenceEntry,
    ItemSpot,
    PartSpot,
    PhaseEntry,
    RowSpot,
    TextSpot,
)
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.phase_ids import split_id, word_key
from bot.readiness.place import Problem

PhaseProblem: TypeAlias = tuple[str, Problem]  # the phase id that it blocks


def phase_id_of(raw: str) -> str:
    """Return the phase id that a cell names."""
    text = plain_text(raw)
    named = split_id(text)
    return named[0] if named else text


def read_evidence(
    page: Page, shaped: Iterable[Shaped], phases: Iterable[PhaseEntry], vocabulary: Vocabulary
) -> tuple[list[EvidenceEntry], list[PhaseProblem]]:
    """Return every evidence item with its place, and the rows that can't be taken as one."""
    entries: list[EvidenceEntry] = []
    problems: list[PhaseProblem] = []
    for table in shaped:
        if table.shape is Shape.EVIDENCE:
            _of_rows(page, table, entries, problems)
        elif "evidence" in table.columns and table.shape is not Shape.COMPLETED:
            entries += _of_cells(page, table)
    for phase in phases:
        entries += _of_section(page, phase, vocabulary)
    return entries, problems


def _of_rows(
    page: Page, table: Shaped, entries: list[EvidenceEntry], problems: list[PhaseProblem]
) -> None:
    kinds = {str(kind): kind for kind in Kind}
    for row, cells in table.rows(page):
        place = page.source.place(row.line)
        reference = reference_text(cells["reference"], links=page.links)
        word = plain_text(cells["kind"]).casefold()
        if not reference or word not in kinds:
            wrong = f"“{word}” is no kind of evidence." if reference else "The reference is empty."
            problem = Problem(place, wrong, f"Kinds: {', '.join(kinds)}; each with a reference.")
            problems.append((phase_id_of(cells["phase"]), problem))
            continue
        evidence = Evidence(kinds[word], reference, literal_text(cells["note"]), place)
        spot = RowSpot(table.table, row)
        entries.append(EvidenceEntry(phase_id_of(cells["phase"]), evidence, spot))


def _of_cells(page: Page, table: Shaped) -> Iterator[EvidenceEntry]:
    for row, cells in table.rows(page):
        holder = CellSpot(table.table, row, table.column("evidence"))
        for part in parts(cells["evidence"]):
            item = read_item(part.raw, page.source.place(row.line), table=True, links=page.links)
            spot = PartSpot(holder, part.start, part.end)
            yield EvidenceEntry(phase_id_of(cells["phase"]), item, spot)


def _of_section(page: Page, entry: PhaseEntry, vocabulary: Vocabulary) -> Iterator[EvidenceEntry]:
    if entry.heading is None:
        return
    if isinstance(entry.evidence, TextSpot):
        holder = entry.evidence
        place = page.source.place(page.source.line_at(holder.start))
        for part in parts(page.source.text[holder.start : holder.end]):
            item = read_item(part.raw, place, table=False, links=page.links)
            yield EvidenceEntry(entry.phase.id, item, PartSpot(holder, part.start, part.end))
    for block in list_under_label(page, entry.heading, vocabulary):
        text = " ".join(text_lines(page, block))
        item = read_item(text, page.source.place(block.line), table=False, links=page.links)
        yield EvidenceEntry(entry.phase.id, item, ItemSpot(block.line, block.end))


def list_under_label(page: Page, heading: Heading, vocabulary: Vocabulary) -> tuple[Paragraph, ...]:
    """Return the list items under a phase's `Evidence:` line or its heading “Evidence”."""
    blocks = page.section(heading)
    for at, block in enumerate(blocks):
        if _is_label(page, block, vocabulary):
            items = takewhile(lambda b: isinstance(b, Paragraph) and b.item, blocks[at + 1 :])
            return tuple(_listed(page, block, items, vocabulary))
        if isinstance(block, Heading) and split_id(plain_text(block.raw)):
            break
    return ()


def _listed(
    page: Page, label: Block, items: Iterable[Block], vocabulary: Vocabulary
) -> Iterator[Paragraph]:
    """Yield the items of a list that are evidence, without the phase's own fields.

    A field beside the label, in its list, ends them; one among them (`- Owner: bo`) ends nothing.
    """
    item = label.item if isinstance(label, Paragraph) else None
    for block in items:
        if not isinstance(block, Paragraph) or block.item is None:
            return
        if not _has_field(page, block, vocabulary):
            yield block
        elif item is not None and block.item.depth <= item.depth:
            return


def _is_label(page: Page, block: Block, vocabulary: Vocabulary) -> bool:
    words = vocabulary.columns["evidence"]
    if isinstance(block, Heading):
        return word_key(plain_text(block.raw)).rstrip(":") in words
    if isinstance(block, Paragraph):
        return any(f.label in words and not f.raw for f in fields_of(page, block))
    return False


def _has_field(page: Page, block: Block, vocabulary: Vocabulary) -> bool:
    """Tell whether a list item is a field such as `Owner:`; `doc: …` is evidence, not a field."""
    if not isinstance(block, Paragraph):
        return False
    first = next(fields_of(page, block), None)
    return first is not None and any(
        first.label in vocabulary.columns[name] for name in ("status", "owner", "title")
    )
