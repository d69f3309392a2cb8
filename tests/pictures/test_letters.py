"""No letter is shown as a box, and no name as another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.drawing.letters import clipped, font, wrapped
from bot.pictures.spelling import HAS, spelled

NOT_THERE = "\uffff"


def drawn(text: str) -> tuple[tuple[int, int], bytes]:
    mask = font(40).getmask(text)
    return mask.size, bytes(mask)


@pytest.mark.parametrize("char", sorted(HAS - {" "}))
def test_the_font_has_every_letter_that_is_said_to_be_there(char: str) -> None:
    assert drawn(char) != drawn(NOT_THERE)


@pytest.mark.parametrize("char", ["é", "Ж", "漢", "●", "🚀"])
def test_what_it_lacks_would_be_a_box(char: str) -> None:
    assert drawn(char) == drawn(NOT_THERE)
    assert char not in HAS


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("P4 — Größe ≤ Maß", "P4 - Grosse <= Mass"),
        ("Łódź, Ærø, naïve café", "Lodz, AEro, naive cafe"),
        ("🚀 Launch ✅", "Launch"),
        ("👩‍💻 Code", "Code"),
        ("a  b\tc\nd", "a b c d"),
        ("“Quoted” … ½ → done", "“Quoted” ... 1/2 -> done"),
    ],
)
def test_what_can_be_spelled_otherwise_is(written: str, shown: str) -> None:
    assert spelled(written) == shown


@pytest.mark.parametrize(
    "written",
    ["認証", "認証 API", "Жизнь", "عربى", "P4\u202e", "P\u200b4", "", " ", "🚀", "5 €"],
)
def test_a_name_that_would_lose_something_is_not_drawn(written: str) -> None:
    assert spelled(written) is None


@given(st.text(max_size=40))
def test_whatever_is_drawn_the_font_has(text: str) -> None:
    found = spelled(text)
    assert found is None or (found and set(found) <= HAS)


@given(st.text(st.sampled_from(sorted(HAS)), min_size=1, max_size=60), st.integers(60, 500))
def test_text_stays_within_its_width_and_says_where_it_was_cut(text: str, width: int) -> None:
    shown = clipped(text, 25, width)
    assert font(25).getlength(shown) <= width
    assert shown == text or shown.endswith("…")
    lines = wrapped(text, 25, width, 2)
    assert len(lines) <= 2
    assert all(font(25).getlength(line) <= width for line in lines)


def test_of_a_novel_only_the_beginning_is_read() -> None:
    assert len(spelled("word " * 100_000) or "") <= 200


def test_words_are_kept_whole_where_a_line_ends() -> None:
    assert wrapped("Domain Model, State Machines", 25, 250, 2) == [
        "Domain Model, State",
        "Machines",
    ]
    assert wrapped("one two three", 25, 60, 1) == ["one…"]
