"""People's text is shown literally, within its limit, and can't reorder what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.prose import (
    Code,
    Link,
    Span,
    Strong,
    clipped,
    cut,
    escaped,
    names,
    plain,
    several,
    shown,
    some_of,
    ticked,
    weight,
)
from tests.slack.hostile import texts

DANGEROUS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u200b\u200e\u200f\u061c\ufeff\u2060"


@given(texts())
def test_shown_text_keeps_to_its_limit_whatever_comes_in(text: str) -> None:
    assert weight(shown(text, 50)) <= 50


@given(texts())
def test_nothing_invisible_or_reordering_is_left_but_a_closed_isolate(text: str) -> None:
    result = shown(text, 200)
    assert not set(result) & set(DANGEROUS)
    assert not any("\ud800" <= c <= "\udfff" or c < " " for c in result)
    assert (result.count("\u2068"), result.count("\u2069")) in {(0, 0), (1, 1)}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("plain", ("plain",)),
        ("a `b` c", ("a ", Code("b"), " c")),
        ("`b`", (Code("b"),)),
        ("a `b", ("a `b",)),
        ("a `b` `c", ("a ", Code("b"), " `c")),
        ("a `` b", ("a ", " b")),
        ("", ()),
    ],
)
def test_backticks_make_code(text: str, spans: tuple[Span, ...]) -> None:
    assert ticked(text) == spans


@given(texts())
def test_ticked_text_loses_nothing_but_its_backticks(text: str) -> None:
    assert plain(ticked(text, 200)).replace("`", "") == shown(text, 200).replace("`", "")


def test_a_bidi_override_is_shown_by_its_code_point() -> None:
    assert shown("invoice\u202egnp.exe") == "invoice[U+202E]gnp.exe"


def test_right_to_left_text_is_isolated() -> None:
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    assert shown(hebrew) == f"\u2068{hebrew}\u2069"


def test_a_joiner_stays_inside_an_emoji_and_is_shown_between_letters() -> None:
    assert shown("👩\u200d🔧") == "👩\u200d🔧"
    assert shown("P\u200d4") == "P[U+200D]4"


def test_breaks_become_blanks_unless_lines_are_kept() -> None:
    assert shown("one\r\ntwo\u2028three") == "one two three"
    assert shown("one\r\ntwo", lines=True) == "one\ntwo"


def test_a_cut_text_ends_in_an_ellipsis_and_counts_entities_as_slack_does() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("&&&&", 11) == "&&…"
    assert weight("a&<😀") == 1 + 5 + 4 + 2


def test_a_mention_in_a_mrkdwn_field_is_escaped() -> None:
    assert escaped("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], ""),
        (["Ada"], "Ada"),
        (["Ada", "Bo"], "Ada and Bo"),
        (["Ada", "Bo", "Cy"], "Ada, Bo and Cy"),
        (["Ada", "Bo", "Cy", "Dee"], "Ada, Bo and 2 more"),
    ],
)
def test_names_are_listed_and_the_rest_counted(people: list[str], expected: str) -> None:
    assert names(people, most=2 if len(people) > 3 else 6) == expected


def test_one_is_not_several() -> None:
    assert [several(n, "gap") for n in (0, 1, 2)] == ["0 gaps", "1 gap", "2 gaps"]


@given(texts(), st.integers(1, 300))
def test_a_clipped_line_is_within_its_limit_and_says_that_it_was_cut(text: str, limit: int) -> None:
    line = (Strong(shown(text, 200)), " — ", Link(shown(text, 80) or "x", "https://e.example/1"))
    kept = clipped(line, limit)
    urls = sum(weight(s.url or "") for s in kept if isinstance(s, Link))
    assert weight(plain(kept)) + urls <= limit
    if plain(kept) != plain(line):
        assert "…" in plain(kept) or len(kept) < len(line)


@pytest.mark.parametrize(
    ("count", "people", "said"),
    [
        (1, ["Ada", "Bo"], "Ada or Bo"),
        (2, ["Ada", "Bo"], "2 of: Ada, Bo"),
        (2, ["Ada", "Bo", "Cy", "Di"], "2 of: Ada, Bo, Cy, 1 more"),
    ],
)
def test_how_many_of_whom_are_wanted_can_be_read(count: int, people: list[str], said: str) -> None:
    assert some_of(count, people, 3) == said
