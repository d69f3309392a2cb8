"""In which order a ledger is kept, and in which its entries landed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.readiness.progress import LandedEntry, Ledger

SHA = "0123456789abcdef0123456789abcdef01234567"


def ledger(*kept: tuple[str, str]) -> Ledger:
    """Return a ledger of (section, day), in the file's order; the title is the place in it."""
    rows = enumerate(kept)
    return Ledger(tuple(LandedEntry(day, f"{at:07x}", name, str(at)) for at, (name, day) in rows))


def landed(found: Ledger) -> list[str]:
    return [entry.title for entry in found.oldest_first]


def test_a_later_section_that_comes_first_does_not_turn_the_order() -> None:
    kept = ledger(
        ("Serving", "2026-03-02"),
        ("Serving", "2026-03-09"),
        ("Schema", "2026-02-02"),
        ("Schema", "2026-02-05"),
    )
    assert not kept.newest_first
    assert landed(kept) == ["2", "3", "0", "1"]


def test_sections_that_each_begin_with_the_newest() -> None:
    kept = ledger(
        ("Schema", "2026-02-05"),
        ("Schema", "2026-02-02"),
        ("Serving", "2026-03-09"),
        ("Serving", "2026-03-02"),
    )
    assert kept.newest_first
    assert landed(kept) == ["1", "0", "3", "2"]


def test_one_list_of_many_sections() -> None:
    kept = ledger(("A", "2026-03-09"), ("B", "2026-03-02"), ("C", "2026-02-05"))
    assert kept.newest_first
    assert landed(kept) == ["2", "1", "0"]


def test_landings_of_one_day_keep_the_order_of_the_file() -> None:
    kept = ledger(("A", "2026-02-05"), ("A", "2026-02-05"), ("B", "2026-02-05"))
    assert not kept.newest_first
    assert landed(kept) == ["0", "1", "2"]


def test_one_day_that_is_wrong_does_not_turn_the_order() -> None:
    kept = ledger(
        ("A", "2026-02-01"), ("A", "2026-02-02"), ("A", "2025-02-03"), ("A", "2026-02-04")
    )
    assert not kept.newest_first


def test_an_entry_without_a_day_stays_beside_the_one_it_follows() -> None:
    kept = ledger(("A", "2026-02-01"), ("A", ""), ("B", "2026-01-01"), ("A", "2026-02-04"))
    assert landed(kept) == ["2", "0", "1", "3"]


def test_without_days_the_file_is_the_order() -> None:
    assert landed(ledger(("A", ""), ("B", ""), ("A", ""))) == ["0", "1", "2"]


@given(st.lists(st.integers(7, 40), unique=True), st.integers(7, 40))
def test_a_commit_is_held_however_short_it_is_written(lengths: list[int], other: int) -> None:
    kept = Ledger(tuple(LandedEntry("", SHA[:length], "", "x") for length in lengths))
    assert kept.holds(SHA) == bool(lengths)
    assert not kept.holds("f" * 40)
    assert kept.holds(SHA[:other]) == any(length <= other for length in lengths)
