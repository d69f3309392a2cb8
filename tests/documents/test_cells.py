from hypothesis import example, given
from hypothesis import strategies as st

from bot.documents.blocks import Row
from bot.documents.cells import (
    core_text,
    escape,
    literal_text,
    normalise,
    plain_text,
    reference_text,
    write_reference,
)
from bot.documents.source import decode
from bot.documents.tables import Cell, row_cells, row_texts
from tests.documents.strategies import TYPED


def read_back(raw: str) -> str:
    """The middle cell of a row that holds `raw`."""
    text = f"| a | {raw} | z |"
    texts = row_texts(decode(text.encode(), "t.md"), Row(0, 0, len(text)))
    assert len(texts) == 3
    return texts[1]


@given(TYPED)
def test_text_that_is_written_to_a_cell_reads_back_as_typed(typed: str) -> None:
    assert literal_text(read_back(escape(typed))) == normalise(typed)


@given(TYPED)
@example("<script>alert(1)</script>")
@example("as in [the guide](guide.md)")
@example("![picture](p.png)")
def test_text_that_is_written_reads_back_where_marks_are_dropped(typed: str) -> None:
    assert plain_text(escape(typed)) == normalise(typed)


@given(TYPED.map(normalise).filter(bool))
def test_a_reference_that_is_written_to_a_cell_reads_back(reference: str) -> None:
    assert reference_text(read_back(write_reference(reference))) == reference


@given(TYPED.map(normalise).filter(bool))
def test_a_reference_that_is_written_to_a_list_reads_back(reference: str) -> None:
    assert reference_text(write_reference(reference, table=False), table=False) == reference


@given(st.text())
def test_normalised_text_is_one_visible_line(typed: str) -> None:
    text = normalise(typed)
    assert text == normalise(text)
    assert not set(text) & set("\n\r\t\0\x85\u2028\u200b\u202e\u2066\ufeff")
    assert text.encode().decode() == text  # no lone surrogate


def test_normalising_keeps_what_words_and_emoji_are_made_of() -> None:
    kept = "👩\u200d👩\u200d👧 ک\u200cک"
    assert normalise(kept) == kept
    assert normalise("a\u200db\u200bc\u202ed") == "abcd"


def test_plain_text_drops_marks_and_keeps_words() -> None:
    assert plain_text("**Signed Off**") == "Signed Off"
    assert plain_text("[`P4`](#p4) — _ERD_") == "P4 — ERD"
    assert plain_text("a\\|b <b>snake_case</b>") == "a|b snake_case"
    assert plain_text("~~old~~ 2 \\* 3") == "old 2 * 3"


def test_core_text_drops_symbols_around_the_words() -> None:
    assert core_text("✅ Signed Off") == "Signed Off"
    assert core_text(":white_check_mark: Completed (Doc Baseline) 🎉") == "Completed (Doc Baseline)"
    assert core_text("—") == ""


def test_references_are_read_through_links_code_marks_and_angle_brackets() -> None:
    assert reference_text("[ERD](architecture/ERD.md)") == "architecture/ERD.md"
    assert reference_text("`api/openapi.yaml#/paths/~1v1`") == "api/openapi.yaml#/paths/~1v1"
    assert reference_text("tests/a.py::b [CI](https://ci.example/1)") == (
        "tests/a.py::b https://ci.example/1"
    )
    assert reference_text("tests/a.py::b <https://ci.example/1>") == (
        "tests/a.py::b https://ci.example/1"
    )


def test_plain_references_are_written_without_code_marks() -> None:
    assert write_reference("architecture/ERD.md") == "architecture/ERD.md"
    assert write_reference("architecture/adrs/*") == "`architecture/adrs/*`"


def cells_of(text: str) -> list[Cell]:
    return row_cells(decode(text.encode(), "t.md"), Row(0, 0, len(text)))


@given(st.text("|\\ a`", max_size=15).filter(str.strip))
def test_cells_with_and_without_places_agree(text: str) -> None:
    source = decode(text.encode(), "t.md")
    row = Row(0, 0, len(text))
    assert [cell.raw for cell in row_cells(source, row)] == row_texts(source, row)


def test_a_cell_knows_where_it_stands() -> None:
    text = "| a\\|b |c|"
    assert [text[c.start : c.end] for c in cells_of(text)] == [" a\\|b ", "c"]
