"""`Implementation_Roadmap.md`: the phases that are planned, and what each is judged by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from bot.documents.blocks import Block, Heading, Paragraph, Table
from bot.documents.cells import plain_text, split_raw
from bot.documents.fields import text_lines
from bot.documents.markdown import Page, parse
from bot.documents.stray_rows import stray_rows
from bot.documents.tables import row_texts
from bot.documents.vocabulary import Vocabulary
from bot.readiness.phase_ids import phase_key, split_id, word_key
from bot.readiness.place import Place, Problem
from bot.readiness.work import Deliverable

_PARTS: Final = re.compile(r";|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RoadmapPhase:
    """A phase as the roadmap names it."""

    id: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The roadmap as read, in the file's order; rows that can't be read are its problems."""

    phases: tuple[RoadmapPhase, ...]
    deliverables: tuple[Deliverable, ...]
    problems: tuple[Problem, ...] = ()


def read_roadmap(data: bytes, path: str, vocabulary: Vocabulary) -> Roadmap:
    """Return the roadmap's phases and deliverables, from headings with lists and from tables.

    Under a heading, the lists after “Deliverables” count, or all of them where nothing is called
    so. In a table, a cell may hold several, parted by `;` or `<br>`.
    What is there twice, say in a summary and under a heading, counts once.
    Raises DocumentError where the file can't be decoded.
    """
    page = parse(data, path)
    phases: list[RoadmapPhase] = []
    deliverables: list[Deliverable] = []
    problems: list[Problem] = []
    for table in page.tables():
        problems += _of_table(page, table, vocabulary, (phases, deliverables))
    for heading in page.blocks:
        if isinstance(heading, Heading) and (named := split_id(plain_text(heading.raw))):
            own = list(_under(page, heading, named[0], vocabulary))
            # `FAQ: …` is no phase: what has no number has to have deliverables.
            if own or any(c.isdigit() for c in named[0]):
                place = page.source.place(heading.line)
                phases.append(RoadmapPhase(named[0], named[1] or named[0], place))
                deliverables += own
    return Roadmap(_first_of_each(phases), _without_doubles(deliverables), tuple(problems))


def _of_table(
    page: Page,
    table: Table,
    vocabulary: Vocabulary,
    found: tuple[list[RoadmapPhase], list[Deliverable]],
) -> Iterator[Problem]:
    """Add what a table of phases holds to what was found, and yield the rows that can't be read."""
    columns = page.columns(table, vocabulary)
    if not {"phase", "deliverables"} <= columns.keys():
        return
    yield from (stray.problem for stray in stray_rows(page, table))
    for row in table.rows:
        raws = row_texts(page.source, row)
        cells = {name: raws[at] for name, at in columns.items() if at < len(raws)}
        name = plain_text(cells.get("phase", ""))
        if not name and any(raws):
            wrong = "This row has no phase."
            yield Problem(page.source.place(row.line), wrong, "Name it, or empty the row.")
        if not name:
            continue
        phase_id, title = split_id(name) or (name, "")
        place = page.source.place(row.line)
        title = plain_text(cells.get("title", "")) or title or phase_id
        found[0].append(RoadmapPhase(phase_id, title, place))
        texts = map(plain_text, split_raw(_PARTS, cells.get("deliverables", "")))
        found[1].extend(Deliverable(phase_id, text, place) for text in texts if text)


def _under(
    page: Page, heading: Heading, phase_id: str, vocabulary: Vocabulary
) -> Iterator[Deliverable]:
    blocks = page.section(heading)
    nested = (at for at, block in enumerate(blocks) if _names_a_phase(block))
    blocks = blocks[: next(nested, len(blocks))]
    words = vocabulary.columns["deliverables"]
    labels = [at for at, block in enumerate(blocks) if _label(page, block) in words]
    for block in takewhile(_ends_not, blocks[labels[0] + 1 :]) if labels else blocks:
        if isinstance(block, Paragraph) and block.item:
            text = _item_text(page, block)
            if text and _label(page, block) not in words:
                yield Deliverable(phase_id, text, page.source.place(block.line))


def _names_a_phase(block: Block) -> bool:
    return isinstance(block, Heading) and split_id(plain_text(block.raw)) is not None


def _ends_not(block: Block) -> bool:
    """Tell whether a list of deliverables goes on: a heading or a paragraph ends it."""
    return isinstance(block, Paragraph) and block.item is not None


def _label(page: Page, block: Block) -> str:
    """Return the words of a heading, or of a paragraph that ends in a colon, in lower case."""
    if isinstance(block, Heading):
        return word_key(plain_text(block.raw)).rstrip(":")
    if isinstance(block, Paragraph):
        text = word_key(_item_text(page, block))
        return text[:-1].strip() if text.endswith(":") else ""
    return ""


def _item_text(page: Page, block: Paragraph) -> str:
    return plain_text(" ".join(text_lines(page, block)))


def _first_of_each(phases: list[RoadmapPhase]) -> tuple[RoadmapPhase, ...]:
    """Return the phases in order; a summary table and a heading may name the same one."""
    first: dict[str, RoadmapPhase] = {}
    for phase in sorted(phases, key=lambda phase: phase.place.line):
        first.setdefault(phase_key(phase.id), phase)
    return tuple(first.values())


def _without_doubles(deliverables: list[Deliverable]) -> tuple[Deliverable, ...]:
    first: dict[tuple[str, str], Deliverable] = {}
    for one in sorted(deliverables, key=lambda d: d.place.line):
        first.setdefault((phase_key(one.phase), one.text.casefold()), one)
    return tuple(first.values())
