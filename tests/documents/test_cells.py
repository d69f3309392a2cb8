import pytest
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


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("R&amp;D &mdash; plan", "R&D — plan"),
        ("Signed&nbsp;Off", "Signed Off"),
        ("&#80;4 &#x2014; ERD", "P4 — ERD"),
        ("&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("&#42;&#42;not bold&#42;&#42;", "**not bold**"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # one level, not two
        ("\\&amp;", "&amp;"),
        ("`&amp;`", "&amp;"),
        ("`` a &amp; `` &amp;", "a &amp; &"),
        ("\\`&amp;\\`", "`&`"),
        ("&unknown; &amp &copy=1 AT&T;", "&unknown; &amp &copy=1 AT&T;"),
        ("&#0; &#1114112;", "&#0; &#1114112;"),
        ("a&#124;b", "a|b"),
    ],
)
def test_entities_are_read_as_the_host_shows_them(raw: str, text: str) -> None:
    assert plain_text(read_back(raw)) == text


def test_notes_and_references_have_their_entities_read_outside_code() -> None:
    assert literal_text("R&amp;D, not `&amp;`") == "R&D, not `&amp;`"
    assert reference_text("docs/R&amp;D.md") == "docs/R&D.md"
    assert reference_text("[R&amp;D](docs/R&amp;D.md)") == "docs/R&D.md"
    assert reference_text("`docs/R&amp;D.md`") == "docs/R&amp;D.md"
    assert reference_text("<https://ci.example/1?a=1&amp;b=2>") == "https://ci.example/1?a=1&b=2"


def test_links_to_names_with_spaces_and_with_titles_are_read() -> None:
    assert reference_text("[x](<a b.md>)") == "a b.md"
    assert reference_text("[x](<a b.md> 'the title')") == "a b.md"
    assert reference_text("[x](a\\_b.md)") == "a_b.md"


@given(st.text("&;#x23amplt<>gt` \\*|", max_size=24).map(lambda text: text.replace("|", "")))
def test_what_is_read_is_written_back_to_the_same_words(raw: str) -> None:
    words = plain_text(raw)
    assert plain_text(escape(words)) == words
    assert literal_text(escape(words)) == words
