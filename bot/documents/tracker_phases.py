"""The phases of a tracker, from its tables and from its headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from bot.documents.blocks import Heading, Paragraph
from bot.documents.cells import plain_text
from bot.documents.fields import Field, fields_of
from bot.documents.markdown import Page
from bot.documents.problems import DocumentError
from bot.documents.shapes import Shape, Shaped
from bot.documents.spots import CellSpot, PhaseEntry, TextSpot
from bot.documents.vocabulary import Vocabulary
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.phase_ids import phase_key, split_id
from bot.readiness.place import Place, Problem
from bot.readiness.status import Status

_LINES: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
# What parts owners, and brackets, in which nothing does: `ines (until March, then bo)` is one text.
_OWNERS: Final = re.compile(r"\s*(?:,|;|/|&|\+|\band\b)\s*(?![^()]{0,999}\))")
_NOBODY: Final = frozenset({"", "-", "—", "–"})  # noqa: RUF001 - an empty cell's dash
_MOST: Final = 2_000
_ALIKE: Final = 0.75  # `Stauts` is meant to be `Status`


def read_phases(page: Page, shaped: Iterable[Shaped], vocabulary: Vocabulary) -> list[PhaseEntry]:
    """Return the phases in the file's order.

    Raises DocumentError where one is there twice, a row has no id, a heading no status.
    """
    tables = [table for table in shaped if table.shape is Shape.PHASES]
    if sum(len(table.table.rows) for table in tables) + _headings(page) > _MOST:
        wrong = f"Over {_MOST:,} phases are here."
        raise page.source.error(0, wrong, "Keep the phases of one project in a tracker.")
    entries = [entry for table in tables for entry in _of_table(page, table, vocabulary)]
    entries += _of_headings(page, vocabulary, alone=not entries)
    entries.sort(key=lambda entry: entry.phase.place.line)
    _refuse_twins(entries)
    return entries


def _headings(page: Page) -> int:
    return sum(isinstance(block, Heading) for block in page.blocks)


def _status(raw: str, place: Place, vocabulary: Vocabulary) -> Status | UnknownStatus:
    status = vocabulary.status(raw)
    if status is not None:
        return status
    said = vocabulary.read(raw)
    return UnknownStatus(said.said, vocabulary.nearest(raw), place, vocabulary.doubt(said))


def _owners(raw: str) -> tuple[str, ...]:
    texts = (text for line in _LINES.split(raw) for text in _OWNERS.split(plain_text(line)))
    names = (name.removeprefix("@") for text in texts for name in _mentioned(text.strip()))
    return tuple(name for name in names if name not in _NOBODY)


def _mentioned(text: str) -> list[str]:
    """Return the names of `@ines @bo`; a name such as `Ines Lima` has spaces of its own."""
    words = text.split()
    return words if all(word.startswith("@") for word in words) else [text]


def _of_table(page: Page, table: Shaped, vocabulary: Vocabulary) -> Iterator[PhaseEntry]:
    for row, cells in table.rows(page):
        place = page.source.place(row.line)
        name = plain_text(cells["phase"])
        if not name:
            raise page.source.error(
                row.line, "This row has no phase.", "Give it an id such as P4, or empty the row."
            )
        phase_id, title = split_id(name) or (name, "")
        status = _status(cells["status"], place, vocabulary)
        owners = _owners(cells.get("owner", ""))
        title = plain_text(cells.get("title", "")) or title or phase_id
        yield PhaseEntry(
            phase=Phase(phase_id, title, status, owners, place),
            status=CellSpot(table.table, row, table.column("status")),
            status_raw=cells["status"],
            evidence=CellSpot(table.table, row, table.column("evidence"))
            if "evidence" in table.columns
            else None,
        )


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading that names a phase, and the fields under it."""

    heading: Heading
    id: str
    title: str
    fields: tuple[Field, ...]

    def field(self, column: str, vocabulary: Vocabulary) -> Field | None:
        words = vocabulary.columns[column]
        return next((f for f in self.fields if f.label in words), None)


def _sections(page: Page) -> Iterator[_Section]:
    for block in page.blocks:
        if isinstance(block, Heading) and (named := split_id(plain_text(block.raw))):
            under = page.section(block, deep=False)
            texts = (b for b in under if isinstance(b, Paragraph))
            yield _Section(block, *named, tuple(f for b in texts for f in fields_of(page, b)))


def _of_headings(page: Page, vocabulary: Vocabulary, *, alone: bool) -> Iterator[PhaseEntry]:
    """Yield the phases that are headings; `alone`: no table of phases is there beside them."""
    sections = list(_sections(page))
    levels = set()
    for section in sections:
        status = section.field("status", vocabulary)
        if status is not None:
            levels.add(section.heading.level)
            _refuse_second_status(page, section, status, vocabulary)
            yield _entry(page, section, status, vocabulary)
    problems = [
        problem
        for section in sections
        if (alone or levels) and section.field("status", vocabulary) is None
        for problem in _lost(page, section, levels, vocabulary)
    ]
    if problems:
        raise DocumentError(*problems)


def _entry(page: Page, section: _Section, status: Field, vocabulary: Vocabulary) -> PhaseEntry:
    owner = section.field("owner", vocabulary)
    evidence = section.field("evidence", vocabulary)
    return PhaseEntry(
        phase=Phase(
            section.id,
            section.title or section.id,
            _status(status.raw, page.source.place(status.line), vocabulary),
            _owners(owner.raw) if owner else (),
            page.source.place(section.heading.line),
        ),
        status=TextSpot(status.start, status.end),
        status_raw=status.raw,
        evidence=TextSpot(evidence.start, evidence.end) if evidence and evidence.raw else None,
        heading=section.heading,
    )


def _refuse_second_status(
    page: Page, section: _Section, first: Field, vocabulary: Vocabulary
) -> None:
    words = vocabulary.columns["status"]
    for field in section.fields:
        if field is not first and field.label in words:
            wrong = f"{section.id} has a second status; the first is on line {first.line + 1}."
            raise page.source.error(field.line, wrong, "Keep one of the two.")


def _lost(
    page: Page, section: _Section, levels: set[int], vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Yield what would drop a phase unseen: a misspelt `Status:`, or none where others have one."""
    for field in section.fields:
        for word in vocabulary.columns["status"]:
            if SequenceMatcher(None, word, field.label).ratio() >= _ALIKE:
                wrong = f"“{field.label.title()}:” is no field of the phase {section.id}."
                mend = f"Write “{word.title()}:”."
                yield Problem(page.source.place(field.line), wrong, mend)
                return
    if section.heading.level in levels and any(c.isdigit() for c in section.id):
        yield Problem(
            page.source.place(section.heading.line),
            f"The phase {section.id} has no status.",
            "Write a line “Status: Not Started” under its heading.",
        )


def _refuse_twins(entries: Iterable[PhaseEntry]) -> None:
    first: dict[str, Phase] = {}
    problems = []
    for entry in entries:
        phase = entry.phase
        known = first.setdefault(phase_key(phase.id), phase)
        if known is not phase:
            wrong = f"The phase {phase.id} is there twice; the first is on line {known.place.line}."
            problems.append(Problem(phase.place, wrong, "Remove one, or give it an id of its own."))
    if problems:
        raise DocumentError(*problems)
