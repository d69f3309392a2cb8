"""The ledger as a picture: where its marks stand, and of which kind they are."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.drawing.colours import BETWEEN, GROUND, HATCH, INK, LANDED, NEW, PAPER, QUIET
from bot.pictures.drawing.letters import font
from bot.pictures.drawing.timeline import ticks
from bot.pictures.painted import Painted
from bot.pictures.timeline import TimelinePicture, TimelineWords, timeline_picture
from bot.readiness.progress import LandedEntry
from tests.pictures.reading import contrast, has, opened, share

WORDS = TimelineWords("landed", "not yet", "from first to last", "in order", "No section")
ROW, FIRST_ROW = 68, 28 + 62  # pixels


def entry(day: str, section: str = "Relays", *, recorded: bool = True) -> LandedEntry:
    return LandedEntry(day, "abcdef1", section, "x", recorded=recorded)


def picture(*entries: LandedEntry) -> TimelinePicture:
    found = timeline_picture(entries, WORDS)
    assert found is not None
    return found


def row(number: int, left: float = 378, right: float = 1200) -> tuple[float, float, float, float]:
    """Return the box of a row, right of its name."""
    return left, FIRST_ROW + number * ROW, right, FIRST_ROW + (number + 1) * ROW


def test_a_row_for_each_section_with_a_bar_from_its_first_to_its_last() -> None:
    image = opened(
        Painted(
            picture(entry("2026-02-01"), entry("2026-02-05", "Workers"), entry("2026-02-11"))
        ).png()
    )
    assert has(image, BETWEEN, row(0, 700, 900)), "the bar between two landings"
    assert not has(image, BETWEEN, row(1)), "one landing has no bar"
    assert has(image, INK, (28, FIRST_ROW, 340, FIRST_ROW + ROW)), "its name"
    assert has(image, INK, (1200, FIRST_ROW, 1270, FIRST_ROW + ROW)), "its count"


def test_days_are_places_from_left_to_right() -> None:
    image = opened(
        Painted(picture(entry("2026-02-01"), entry("2026-02-03"), entry("2026-02-21"))).png()
    )
    thin = [(x, FIRST_ROW + 20, x + 1, FIRST_ROW + 50) for x in range(378, 1230)]
    columns = [box[0] for box in thin if has(image, LANDED, box)]
    starts = [columns[0], *(b for a, b in pairwise(columns) if b > a + 3)]
    assert len(starts) == 3
    assert (starts[1] - starts[0]) * 9 == pytest.approx(starts[2] - starts[1], rel=0.05)


def test_what_is_not_in_the_ledger_yet_is_outlined_and_not_filled() -> None:
    image = opened(
        Painted(picture(entry("2026-02-01"), entry("2026-02-02", "New", recorded=False))).png()
    )
    assert has(image, LANDED, row(0))
    assert not has(image, NEW, row(0))
    assert has(image, NEW, row(1))
    assert has(image, HATCH, row(1))
    assert not has(image, LANDED, row(1))


def test_several_on_one_day_are_counted_in_their_mark() -> None:
    one = opened(Painted(picture(entry("2026-02-01"), entry("2026-02-02"))).png())
    three = opened(Painted(picture(*[entry("2026-02-01")] * 3, entry("2026-02-02"))).png())
    assert share(three, PAPER, row(0)) > share(one, PAPER, row(0))
    assert picture(*[entry("2026-02-01")] * 3).rows[0].marks == ((0, True, 3),)


def test_without_all_days_the_order_stands_for_them() -> None:
    found = picture(entry(""), entry("2026-02-01"), entry(""))
    assert (found.first, found.last, found.columns) == ("", "", 3)
    assert has(opened(Painted(found).png()), QUIET, (378, 30, 700, 64)), "it says so"


def test_a_section_that_cannot_be_written_makes_no_picture() -> None:
    assert timeline_picture([entry("2026-02-01"), entry("2026-02-01", "認証")], WORDS) is None
    assert timeline_picture([], WORDS) is None
    assert picture(entry("2026-02-01", "")).rows[0].name == "No section"


@given(st.dates(date(1999, 1, 1), date(2100, 1, 1)), st.integers(0, 4000))
def test_ticks_are_few_and_within_the_days_and_do_not_meet(first: date, days: int) -> None:
    found = ticks(first, days)
    assert 1 <= len(found) <= 7
    assert any(label[-4:] in {str(first.year), str(first.year + 1)} for _, label in found[:2])
    assert all(0 <= offset <= days for offset, _ in found)
    assert all(f"{first + timedelta(offset):%b}" in label for offset, label in found)
    pixels = 700 / max(days, 1)
    for (one, left), (other, right) in pairwise(found):
        room = (font(27).getlength(left) + font(27).getlength(right)) / 2
        assert (other - one) * pixels > room


def test_ten_thousand_landings_of_years_are_one_picture() -> None:
    day = date(2020, 1, 1)
    many = [entry((day + timedelta(days=n // 5)).isoformat(), f"S{n % 8}") for n in range(10_000)]
    found = picture(*many)
    assert len(found.rows) == 8
    image = opened(Painted(found).png())
    assert (image.width, image.height < 1000) == (1280, True)
    assert len(Painted(found).png()) < 100_000


def test_every_letter_can_be_read_and_equal_facts_are_equal_bytes() -> None:
    pairs = [(GROUND, QUIET), (GROUND, INK), (LANDED, PAPER), (PAPER, NEW)]
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    given = [entry("2026-02-01"), entry("2026-02-09")]
    assert picture(*given) == picture(*given)
    assert Painted(picture(*given)).png() == Painted(picture(*given)).png()
