"""The release readiness document: go / no-go tables, checkboxes, a decision. Read, never edited."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from bot.documents.blocks import Block, Heading, Paragraph, Row, Table
from bot.documents.cells import escape, line_end, plain_text
from bot.documents.checkboxes import Checkbox, checkbox_text, read_checkboxes
from bot.documents.fields import fields_of
from bot.documents.markdown import Page, parse
from bot.documents.problems import DocumentError
from bot.documents.status_words import StatusText, read_status
from bot.documents.stray_rows import stray_rows
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
_CALLS: Final = _GO | _NO_GO
_DECISION: Final = frozenset({"decision", "verdict", "go/no-go", "go / no-go", "recommendation"})
# Headings that the decision itself stands under.
_DECISION_HEADING: Final = frozenset({"decision", "verdict"})
_LABELLED: Final = re.compile(r"(?P<label>[\w /-]+?)\s*[:=\u2013\u2014]\s*(?P<value>.+)")
_STRICTEST: Final = (Call.NO_GO, Call.UNCLEAR, Call.GO)


def read_release_readiness(data: bytes, path: str) -> ReadinessDocument:
    """Return what the document says.

    Raises DocumentError where it can't be decoded, or holds nothing of the kind.
    """
    page = parse(data, path)
    boxes, no_boxes = read_checkboxes(page, page.blocks)
    read = _Reader(page, {box.block.line: box for box in boxes}, list(no_boxes))
    for before, block in pairwise((None, *page.blocks)):
        match block:
            case Table():
                read.table(block)
            case Paragraph():
                read.paragraph(block, before)
            case Heading():
                read.heading(block)
            case _:
                pass  # what stands in a fence is not the document's own word
    if not read.criteria and not read.decisions and not read.problems:
        wrong = "It says neither go nor no-go anywhere."
        mend = "Write “Decision: go”, checkboxes, or a table with the columns Criterion and State."
        raise DocumentError(Problem(Place(path), wrong, mend))
    decisions = sorted(read.decisions, key=lambda one: _STRICTEST.index(one.call))
    problems = tuple(sorted(read.problems, key=lambda problem: problem.place.line))
    first = decisions[0] if decisions else None
    return ReadinessDocument(tuple(read.criteria), first, tuple(decisions[1:]), problems)


class _Reader:
    """Reads block after block; what is found is kept in the file's order."""

    def __init__(self, page: Page, boxes: Mapping[int, Checkbox], problems: list[Problem]) -> None:
        self.page = page
        self.boxes = boxes
        self.criteria: list[Criterion] = []
        self.decisions: list[Criterion] = []
        self.problems = problems

    def table(self, table: Table) -> None:
        """Read each row; a table that lacks a column it needs is a problem."""
        raws = row_texts(self.page.source, table.header)
        headers = [plain_text(raw).casefold() for raw in raws]
        named = {_HEADERS[h]: at for at, h in reversed([*enumerate(headers)]) if h in _HEADERS}
        if {"criterion", "state"} <= named.keys():
            self.problems += [stray.problem for stray in stray_rows(self.page, table)]
            for row in table.rows:
                self.row(row, named)
        elif "state" in named or ("criterion" in named and self._calls(table)):
            lacks = "Criterion" if "state" in named else "State"
            wrong = f"This table has no column {lacks}, so none of it is read."
            place = self.page.source.place(table.header.line)
            self.problems.append(Problem(place, wrong, f"Call one of its columns {lacks}."))

    def _calls(self, table: Table) -> bool:
        """Tell whether a table says go or no-go somewhere."""
        cells = (raw for row in table.rows for raw in row_texts(self.page.source, row))
        return any(_said(raw).key in _CALLS for raw in cells)

    def row(self, row: Row, named: Mapping[str, int]) -> None:
        """Read a row of criteria."""
        raws, place = row_texts(self.page.source, row), self.page.source.place(row.line)
        cells = {name: raws[at] for name, at in named.items() if at < len(raws)}
        said, why = _said(cells.get("state", "")), plain_text(cells.get("why", ""))
        if text := plain_text(cells.get("criterion", "")):
            self.criteria.append(Criterion(text, _call(said), said.said, why, place))
        elif any(raws):
            wrong = "This row names no criterion."
            self.problems.append(Problem(place, wrong, "Name it, or empty the row."))

    def paragraph(self, block: Paragraph, before: Block | None) -> None:
        """Read a checkbox, or the decisions of running text."""
        if box := self.boxes.get(block.line):
            self.criteria.append(_of_box(self.page, box))
            return
        lines = range(block.line, block.end)
        found = [one for line in lines for one in self.decided(line, self._follows(block, line))]
        if not found and block.item is None and _names_decision(before):
            text = " ".join(map(self.page.source.line, range(block.line, block.end)))
            found = [_decided(text, self.page.source.place(block.line))]
        self.decisions += found

    def _follows(self, block: Paragraph, line: int) -> str:
        after = Paragraph(line + 1, line + 2)
        if after.line == block.end or any(True for _ in fields_of(self.page, after)):
            return ""
        return self.page.source.line(after.line).strip(" >\t")

    def decided(self, line: int, follows: str) -> Iterator[Criterion]:
        """Yield the decisions of a line: as fields, or with all of it struck through.

        `follows`: the next line of the paragraph, where it is no field of its own.
        """
        raw, place = self.page.source.line(line), self.page.source.place(line)
        values = [
            field.raw
            for field in fields_of(self.page, Paragraph(line, line + 1))
            if _is_decision(field.label)
        ]
        breaks = raw.endswith("  ") or line_end(raw) < len(raw.rstrip())
        if values and not breaks and values[-1].count("**") % 2 == 0:
            # The paragraph goes on behind it: `go`, and on the next line `once …`.
            values[-1] = f"{values[-1]} {follows}".rstrip()
        for value in values or _labelled(_MARKER.sub("", raw)):
            yield _decided(_of_label(value), place)

    def heading(self, heading: Heading) -> None:
        """Read `Decision: go` as a heading."""
        place = self.page.source.place(heading.line)
        self.decisions += [_decided(value, place) for value in _labelled(heading.raw)]


_MARKER: Final = re.compile(r"^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?")


def _is_decision(label: str) -> bool:
    """Tell whether a label is of a decision: `Decision`, `Final decision`, `Go / no-go`."""
    return label in _DECISION or label.rpartition(" ")[2] in _DECISION


def _names_decision(block: Block | None) -> bool:
    """Tell whether a block is a heading under which the decision stands."""
    if not isinstance(block, Heading):
        return False
    return plain_text(block.raw).casefold().rstrip(":") in _DECISION_HEADING


def _labelled(raw: str) -> Iterator[str]:
    """Yield the value behind a decision's label, struck through as all of it is."""
    found = _LABELLED.fullmatch(plain_text(raw))
    if found and _is_decision(found["label"].casefold()):
        value = escape(found["value"])  # it is read as Markdown again
        yield f"~~{value}~~" if _said(raw).struck else value


def _of_label(raw: str) -> str:
    """Return a field's value up to where the emphasis ends that began before its label."""
    inside, mark, _ = raw.partition("**")
    return inside if mark and raw.count("**") % 2 else raw


def _said(raw: str) -> StatusText:
    return read_status(raw, _CALLS.__contains__)


def _call(said: StatusText) -> Call:
    """Return what words say; a *go* that is in doubt is none."""
    if said.is_one_of(_GO):
        return Call.GO
    if said.key in _NO_GO and not (said.struck or said.in_question):
        return Call.NO_GO
    return Call.UNCLEAR


def _of_box(page: Page, box: Checkbox) -> Criterion:
    """Return the criterion of a checkbox: an unknown mark is no tick, nor is one struck through."""
    text, place = checkbox_text(page, box), page.source.place(box.block.line)
    lines = " ".join(map(page.source.line, range(box.block.line, box.block.end)))
    if box.ticked and _said(lines).struck:
        return Criterion(text, Call.UNCLEAR, "ticked and struck through", "", place)
    call = Call.GO if box.ticked else Call.NO_GO
    unticked = f"{box.unknown} is no tick" if box.unknown else "not ticked"
    return Criterion(text, call, "ticked" if box.ticked else unticked, "", place)


def _decided(raw: str, place: Place) -> Criterion:
    said = _said(raw)
    call = _call(said)
    shown = said.said if call is Call.UNCLEAR else said.word
    return Criterion("The decision", call, shown, "", place)
