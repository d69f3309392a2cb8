"""What a tracker shows to people, where that is not what is read from it.

gatebot reads the words of a cell and the target of a link. Markdown can show other words: hidden
or reordered ones, pictures, the text of a link, letters that only look right.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

from bot.documents.blocks import Fence, Table
from bot.documents.cells import plain_text, reference_text, with_targets
from bot.documents.lookalikes import is_reordered, twins
from bot.documents.markdown import Page
from bot.documents.shapes import Shape, Shaped
from bot.documents.spots import EvidenceEntry, ItemSpot, PartSpot, PhaseEntry, TextSpot
from bot.documents.tables import row_texts
from bot.documents.tracker_evidence import PhaseProblem, phase_id_of
from bot.readiness.place import Place, Problem

_CODE: Final = re.compile(r"(?<!`)(`{1,40})(?!`).{1,4000}?(?<!`)\1(?!`)")
_HTML: Final = re.compile(
    r"(?<!\\)<(?:!--|(?P<name>/?[a-z][a-z0-9-]*)(?P<rest>[\s/][^<>]*)?>)", re.IGNORECASE
)
_LINK: Final = re.compile(
    r"(?<!\\)\[(?P<shown>[^\[\]]{1,999})\]\(\s?(?:<(?P<angle>[^<>]{1,1999})>|<?(?P<target>[^()\s<>]{1,1999}))"
)
_ANGLE: Final = re.compile(
    r"((?<!\\)\[[^\[\]]{1,999}\]\(\s?)<[^<>]{1,1999}>((?:\s[^()<>]{0,999})?\))"
)
_SHA: Final = re.compile(r"[0-9a-f]{7,64}")
# Tags that change how words look and hide none; with attributes they could.
_PLAIN: Final = frozenset(
    {*("b", "i", "u", "s", "em", "strong", "small", "del", "ins", "mark")}
    | {*("code", "kbd", "samp", "tt", "sub", "sup", "br", "wbr")}
)
_HIDDEN: Final = re.compile(
    r"<[a-z][^<>]*?(?:\shidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)"
    r"|<(?:template|style|script|noscript)\b",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[A-Za-z ]+")  # what a link is called; an id has digits
_ABOUT_PHASES: Final = frozenset(
    {Shape.PHASES, Shape.SIGNOFFS, Shape.WAIVERS, Shape.EVIDENCE, Shape.EVIDENCE_CELLS}
)
_FREE: Final = frozenset({"note", "reason", "deliverables"})  # nothing rests on their words
_WORDS: Final = frozenset({"phase", "status", "role", "reviewer", "date", "waives", "by", "until"})


def refuse_hidden_tables(page: Page, shaped: Iterable[Shaped]) -> None:
    """Raise DocumentError where a table is hidden, or two of its columns look alike."""
    tables = [each.table for each in shaped if each.shape in _ABOUT_PHASES]
    last = max((table.header.line for table in tables), default=-1)
    for block in page.blocks:
        if isinstance(block, Fence) and block.line < last and _hides(page, block):
            wrong = "This hides from people what is read below it."
            raise page.source.error(block.line, wrong, "Remove the HTML that hides it.")
    for table in tables:
        _refuse_twins(page, table)


def _hides(page: Page, block: Fence) -> bool:
    text = page.source.text[page.source.starts[block.line] : page.source.ends[block.end - 1]]
    return text.lstrip().startswith("<") and _HIDDEN.search(text) is not None


def _refuse_twins(page: Page, table: Table) -> None:
    headers = (plain_text(text) for text in row_texts(page.source, table.header))
    for one, other in twins(headers):
        wrong = f"The columns {one} and {other} look alike."
        raise page.source.error(table.header.line, wrong, "Rename one of the two.")


def shown_otherwise(
    page: Page,
    shaped: Iterable[Shaped],
    phases: Iterable[PhaseEntry],
    evidence: Iterable[EvidenceEntry],
) -> Iterator[PhaseProblem]:
    """Yield a problem for each row, heading or field that shows something else than is read."""
    for table in shaped:
        if table.shape in _ABOUT_PHASES:
            yield from _of_table(page, table)
    for entry in phases:
        if entry.heading is not None:
            raw = f"{entry.heading.raw} {entry.status_raw}"
            for wrong in _wrong("status", raw):
                yield entry.phase.id, _problem(entry.phase.place, wrong)
    for item in evidence:
        for wrong in _wrong("evidence", with_targets(_text_of(page, item), page.links)):
            yield item.phase, _problem(item.evidence.place or page.source.place(0), wrong)
    places = {entry.phase.id: entry.phase.place for entry in phases}
    for one, other in twins(places):
        wrong = f"The phases {one} and {other} look alike."
        for phase in (one, other):
            mend = "Give one of the two an id that can't be mixed up."
            yield phase, Problem(places[phase], wrong, mend)


def _text_of(page: Page, item: EvidenceEntry) -> str:
    """Return the Markdown of an item that stands outside tables."""
    source, spot = page.source, item.spot
    if isinstance(spot, ItemSpot):
        return source.text[source.starts[spot.line] : source.ends[spot.end - 1]]
    if isinstance(spot, PartSpot) and isinstance(spot.holder, TextSpot):
        return source.text[spot.holder.start + spot.start : spot.holder.start + spot.end]
    return ""


def _of_table(page: Page, table: Shaped) -> Iterator[PhaseProblem]:
    for row, cells in table.rows(page):
        if _is_plain(page.source.text[row.start : row.end]) and not page.links:
            continue
        for column, raw in cells.items():
            if column in _FREE:
                continue
            for wrong in _wrong(column, with_targets(raw, page.links)):
                yield phase_id_of(cells["phase"]), _problem(page.source.place(row.line), wrong)


def _is_plain(text: str) -> bool:
    """Tell whether a row shows its characters as they are: most do."""
    return text.isascii() and not any(mark in text for mark in ("<", "](", "![", "&#"))


def _wrong(column: str, raw: str) -> Iterator[str]:
    """Yield what a cell shows otherwise than it is read, as a sentence."""
    if is_reordered(unescape(raw)):
        yield "Hidden characters change the order in which this is shown."
    text = _ANGLE.sub(r"\1\2", _CODE.sub("", raw))  # where a link leads is no HTML
    if any(_hides_words(tag) for tag in _HTML.finditer(text)):
        yield "HTML in this row can hide words, or show others than are read."
    if column in _WORDS and "![" in text:
        yield f"The picture in the column {column} can show other words than are read."
    if "](" in text:
        yield from _links(column, raw)


def _hides_words(tag: re.Match[str]) -> bool:
    name = (tag["name"] or "").removeprefix("/").casefold()
    return name not in _PLAIN or bool((tag["rest"] or "").strip(" /"))


def _links(column: str, raw: str) -> Iterator[str]:
    if column in {"correlation_id", "record"}:
        shown, target = plain_text(raw), reference_text(raw)
        if shown not in target and (not _LETTERS.fullmatch(shown) or _SHA.fullmatch(shown)):
            yield f"The link shows “{shown}” and leads to {target}."
    elif column in {"reference", "evidence"}:
        for link in _LINK.finditer(raw):
            shown, target = plain_text(link["shown"]), unquote(link["angle"] or link["target"])
            if _names_a_thing(shown, target) and not _same_end(shown, target):
                yield f"The link shows “{shown}” and leads to {target}."


def _names_a_thing(shown: str, target: str) -> bool:
    """Tell whether a link's text is a reference itself: a path, a commit, a file as the target."""
    ending = target.partition("#")[0].rpartition(".")[2]
    file = ending.isalnum() and shown.casefold().endswith(f".{ending.casefold()}")
    return " " not in shown and ("/" in shown or file or _SHA.fullmatch(shown) is not None)


def _same_end(shown: str, target: str) -> bool:
    """Tell whether one of two references is part of the other, as of a path from elsewhere."""
    one, other = (text.lstrip("./") for text in (shown, target))
    return one in other or other in one


def _problem(place: Place, wrong: str) -> Problem:
    return Problem(place, wrong, "Write it as plain text that shows what it is.")
