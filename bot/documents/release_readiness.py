"""The release readiness document: go / no-go tables, checkboxes, a decision. Read, never edited."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.documents.blocks import Fence, Heading, Paragraph, Table
from bot.documents.cells import core_text, plain_text
from bot.documents.fields import MARKER, fields_of
from bot.documents.markdown import Page, parse
from bot.documents.problems import DocumentError
from bot.documents.tables import row_texts
from bot.readiness.place import Place, Problem
from bot.readiness.release import Call, Criterion, ReadinessDocument

# Header → column. A table counts if it has a column for the criterion and one for its state.
_HEADERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("criterion", "criteria", "item", "check", "requirement", "condition", "area", "gate"),
        "criterion",
    ),
    **dict.fromkeys(
        ("state", "status", "go / no-go", "go/no-go", "decision", "verdict", "result", "ready",
         "ready?", "met", "met?"),
        "state",
    ),
    **dict.fromkeys(("why", "reason", "note", "notes", "comment", "blocker"), "why"),
}  # fmt: skip
_GO: Final = frozenset(
    (
        *("go", "yes", "done", "ready", "met", "pass", "passed", "ok", "green", "complete"),
        *("completed", "closed", "approved", "signed off", "n/a", "not applicable"),
        *("✅", "✔", "☑", "🟢"),
    )
)
_NO_GO: Final = frozenset(
    (
        *("no-go", "no go", "nogo", "no", "open", "fail", "failed", "failing", "blocked", "red"),
        *("pending", "missing", "incomplete", "todo", "to do", "wip", "in progress"),
        *("not ready", "not met", "not done", "not started", "❌", "✖", "✗", "✘", "🔴", "⛔"),
    )
)
_REMARK: Final = re.compile(r"\s*(?:[(,;:.\u2013\u2014]|\s-\s)")
_DECISION: Final = frozenset({"decision", "verdict", "go/no-go", "go / no-go", "recommendation"})
_HEADING: Final = re.compile(r"(?P<label>[\w /-]+?)\s*:\s*(?P<value>.+)")
_CHECKBOX: Final = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+\[(?P<mark>[ xX])\]\s")


def read_release_readiness(data: bytes, path: str) -> ReadinessDocument:
    """Return what the document says.

    Raises DocumentError where it can't be decoded, or holds nothing of the kind.
    """
    page = parse(data, path)
    criteria: list[Criterion] = []
    decisions: list[Criterion] = []
    for block in page.blocks:
        match block:
            case Table():
                criteria += _rows(page, block)
            case Paragraph():
                criteria += _checkbox(page, block)
                decisions += _decisions(page, block)
            case Heading():
                decisions += _of_heading(page, block)
            case Fence():
                pass  # what stands there is not the document's own word
    if not criteria and not decisions:
        wrong = "It says neither go nor no-go anywhere."
        mend = "Write “Decision: go”, checkboxes, or a table with the columns Criterion and State."
        raise DocumentError(Problem(Place(path), wrong, mend))
    return ReadinessDocument(tuple(criteria), decisions[0] if decisions else None)


def _rows(page: Page, table: Table) -> Iterator[Criterion]:
    headers = [plain_text(raw).casefold() for raw in row_texts(page.source, table.header)]
    named = {_HEADERS[h]: at for at, h in reversed([*enumerate(headers)]) if h in _HEADERS}
    if not {"criterion", "state"} <= named.keys():
        return
    for row in table.rows:
        raws = row_texts(page.source, row)
        texts = {name: plain_text(raws[at]) for name, at in named.items() if at < len(raws)}
        if text := texts.get("criterion"):
            said, place = texts.get("state", ""), page.source.place(row.line)
            yield Criterion(text, _call(said), said, texts.get("why", ""), place)


def _call(said: str) -> Call:
    """Return what a word says; remarks behind it, `go (with care)`, do not count."""
    for text in (said, core_text(said)):
        word = _word(text).casefold().replace("\ufe0f", "")
        if word in _GO:
            return Call.GO
        if word in _NO_GO:
            return Call.NO_GO
    return Call.UNCLEAR


def _word(said: str) -> str:
    return _REMARK.split(said, maxsplit=1)[0].strip()


def _checkbox(page: Page, block: Paragraph) -> Iterator[Criterion]:
    box = _CHECKBOX.match(page.source.line(block.line)) if block.item else None
    if box is None:
        return
    lines = [page.source.line(number) for number in range(block.line, block.end)]
    texts = (line[m.end() :] if (m := MARKER.match(line)) else line for line in lines)
    call = Call.NO_GO if box["mark"] == " " else Call.GO
    said = "not ticked" if call is Call.NO_GO else "ticked"
    yield Criterion(plain_text(" ".join(texts)), call, said, "", page.source.place(block.line))


def _decisions(page: Page, block: Paragraph) -> Iterator[Criterion]:
    for field in fields_of(page, block):
        if field.label in _DECISION:
            yield _decided(plain_text(field.raw), page.source.place(field.line))


def _of_heading(page: Page, heading: Heading) -> Iterator[Criterion]:
    found = _HEADING.fullmatch(plain_text(heading.raw))
    if found and found["label"].casefold() in _DECISION:
        yield _decided(found["value"], page.source.place(heading.line))


def _decided(value: str, place: Place) -> Criterion:
    return Criterion("The decision", _call(value), _word(value), "", place)
