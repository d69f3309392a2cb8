"""The shape of the report, which other programs read. Nothing is timed here."""

import json
from pathlib import Path

from tests.bench.__main__ import main
from tests.bench.measures import MEASURES
from tests.bench.report import TIMES, Figure, write

SLOW = Figure("a, p99", 7.25, TIMES, "plain b", aim=6.0, better="lower")
FAST = Figure("c per second", 0.151, TIMES, "plain d", aim=0.15, better="higher")


def test_a_line_has_the_name_the_value_the_unit_and_what_it_is_against() -> None:
    assert SLOW.line() == f"a, p99: 7.25 {TIMES} (against plain b; aim at most 6: MISSED)"
    assert FAST.line() == f"c per second: 0.151 {TIMES} (against plain d; aim at least 0.15: met)"


def test_an_aim_that_is_just_reached_is_met() -> None:
    assert Figure("a", 6.0, "s", "b", aim=6.0, better="lower").met
    assert Figure("a", 6.0, "s", "b", aim=6.0, better="higher").met
    assert not Figure("a", 5.9, "s", "b", aim=6.0, better="higher").met


def test_the_file_holds_a_list_of_figures_with_numbers_for_aims(tmp_path: Path) -> None:
    path = tmp_path / "build" / "bench.json"
    write([SLOW, FAST], path)
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {
            "name": "a, p99",
            "value": 7.25,
            "unit": TIMES,
            "against": "plain b",
            "aim": 6.0,
            "better": "lower",
            "met": False,
        },
        {
            "name": "c per second",
            "value": 0.151,
            "unit": TIMES,
            "against": "plain d",
            "aim": 0.15,
            "better": "higher",
            "met": True,
        },
    ]


def test_a_name_that_is_not_there_is_refused_before_anything_is_measured() -> None:
    assert main(["startup", "nonsense"]) == 2
    assert "startup" in MEASURES
