"""Any cell of any table can be set, and nothing else changes; or a typed error and no write."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.documents.cells import escape, literal_text
from bot.documents.markdown import CellAt, Page, parse, replace_cell
from bot.documents.problems import DocumentError
from bot.documents.tables import row_cells, row_texts
from tests.documents.strategies import TYPED, documents

SHARED = Path(os.environ.get("GATEBOT_SHARED", Path(__file__).parents[3] / "shared"))
TRACKERS = sorted(SHARED.glob("trackers/*.md"))


def texts(page: Page) -> list[list[list[str]]]:
    return [[row_texts(page.source, row) for row in t.rows] for t in page.tables()]


def check_set(data: bytes, at: CellAt, typed: str) -> bool:
    """Set a cell and check all bytes around it; False where it was refused at its line."""
    page = parse(data, "t.md")
    row = list(page.tables())[at.table].rows[at.row]
    try:
        edited = replace_cell(data, "t.md", at, typed)
    except DocumentError as error:
        return error.problems[0].place.line != row.line + 1
    cells = row_cells(page.source, row)
    bom = b"\xef\xbb\xbf" if page.source.bom else b""
    if at.column < len(cells):
        before = page.source.text[: cells[at.column].start].encode()
        after = page.source.text[cells[at.column].end :].encode()
    else:
        text = page.source.text[: row.end].rstrip(" \t\f\v")
        before, after = text.encode(), page.source.text[len(text) :].encode()
    assert edited.startswith(bom + before)
    assert edited.endswith(after)
    expected = texts(page)
    changed = expected[at.table][at.row]
    changed += [""] * (at.column + 1 - len(changed))
    changed[at.column] = escape(typed)
    assert texts(parse(edited, "t.md")) == expected
    return True


@given(documents(), st.data())
@settings(max_examples=120, deadline=None)
def test_any_cell_of_a_generated_file_can_be_set(data: bytes, draw: st.DataObject) -> None:
    page = parse(data, "t.md")
    tables = list(page.tables())
    with_rows = [n for n, table in enumerate(tables) if table.rows]
    if not with_rows:
        return
    table = draw.draw(st.sampled_from(with_rows))
    width = len(row_texts(page.source, tables[table].header))
    row = draw.draw(st.integers(0, len(tables[table].rows) - 1))
    column = draw.draw(st.integers(0, width - 1))
    text = page.source.text[tables[table].rows[row].start :]
    typed = draw.draw(TYPED)
    assert check_set(data, CellAt(table, row, column), typed) or not text.startswith("|")


@pytest.mark.skipif(not TRACKERS, reason="no shared/trackers beside this clone (GATEBOT_SHARED)")
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_cell_of_a_public_tracker_can_be_set(draw: st.DataObject) -> None:
    data = draw.draw(st.sampled_from(TRACKERS)).read_bytes()
    if draw.draw(st.booleans()):
        data = data.replace(b"\n", b"\r\n")
    page = parse(data, "t.md")
    tables = list(page.tables())
    table = draw.draw(st.sampled_from([n for n, table in enumerate(tables) if table.rows]))
    row = draw.draw(st.integers(0, len(tables[table].rows) - 1))
    width = len(row_texts(page.source, tables[table].rows[row]))
    column = draw.draw(st.integers(0, width - 1))
    assert check_set(data, CellAt(table, row, column), draw.draw(TYPED))


@given(documents())
@settings(max_examples=150, deadline=None)
def test_tables_are_those_that_markdown_it_finds(data: bytes) -> None:
    """Our rule for tables notes rows instead of building tokens: it must see the same rows."""
    page = parse(data, "t.md")
    oracle = MarkdownIt("commonmark").enable("table")
    tokens = oracle.parse(page.source.text)
    starts = [t.map[0] for t in tokens if t.type == "tr_open" and t.map]
    ours = [row.line for t in page.tables() for row in (t.header, *t.rows)]
    assert ours == starts
    width = 0
    cells: list[str] = []
    for table in page.tables():
        width = len(row_texts(page.source, table.header))
        for row in (table.header, *table.rows):
            found = row_texts(page.source, row)[:width]
            cells += [c.replace("\\|", "|") for c in found] + [""] * (width - len(found))
    inline = [
        tokens[n + 1].content for n, t in enumerate(tokens) if t.type in {"th_open", "td_open"}
    ]
    assert cells == inline


def one_row(row: str, column: int, text: str, *, head: str = "| A | B |\n|---|---|\n") -> str:
    return replace_cell((head + row).encode(), "t.md", CellAt(0, 0, column), text).decode()[
        len(head) :
    ]


def test_an_aligned_column_stays_aligned() -> None:
    head = "| A     | B |\n|-------|---|\n"
    assert one_row("| wide  | x |\n", 0, "w", head=head) == "| w     | x |\n"
    assert one_row("| wide  | x |\n", 0, "wider than it", head=head) == "| wider than it | x |\n"


def test_a_tight_row_stays_tight_and_a_last_backslash_does_not_eat_the_pipe() -> None:
    assert one_row("|a|b|", 0, "c") == "|c|b|"
    assert one_row("|a|b|", 0, "c\\") == "|c\\\\ |b|"


def test_a_ragged_row_is_filled_up() -> None:
    assert one_row("| a |\r\n", 1, "new") == "| a | new |\r\n"
    assert one_row("a", 1, "new") == "a | new |"


def test_text_that_would_start_a_list_is_refused_with_line_and_mend() -> None:
    with pytest.raises(DocumentError) as caught:
        one_row("a | b", 0, "- x")
    (problem,) = caught.value.problems
    assert str(problem.place) == "t.md:3"
    assert "leading" in problem.mend


def test_what_people_type_is_read_back() -> None:
    row = one_row("| a | b |", 1, "x | y\n*z* \\ <b>")
    page = parse(f"| A | B |\n|---|---|\n{row}".encode(), "t.md")
    assert literal_text(texts(page)[0][0][1]) == "x | y *z* \\ <b>"
