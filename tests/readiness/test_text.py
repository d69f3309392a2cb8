"""What is kept of the text people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readiness.refusals import BadText, Refused
from bot.readiness.text import clean_note, clean_text, same_text

RLO, LRI, ZWSP, ZWJ, ZWNJ, BOM = "\u202e", "\u2066", "\u200b", "\u200d", "\u200c", "\ufeff"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  No TLS. ", "No TLS."),
        ("one\r\ntwo\nthree\rfour\u2028five", "one two three four five"),
        ("tab\there", "tab here"),
        ("no\u00a0break   runs", "no break runs"),
        (f"{BOM}safe{ZWSP}word", "safeword"),
        (f"access {RLO}denied{LRI}", "access denied"),
        ("a | b `c` *d* <@U1> &", "a | b `c` *d* <@U1> &"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        (f"می{ZWNJ}خواهم", f"می{ZWNJ}خواهم"),
        (f"👩{ZWJ}🚀", f"👩{ZWJ}🚀"),
        ("阶段 4", "阶段 4"),
    ],
)
def test_text_is_kept_on_one_line(text: str, kept: str) -> None:
    assert clean_text("gap", text) == kept


def test_text_may_keep_its_lines() -> None:
    assert clean_text("note", " one \r\n\n two\u2029", lines=True) == "one \n\n two"


@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\x07", "\x7f", "\x85", "\x0b", "\ud800"])
@pytest.mark.parametrize("lines", [True, False])
def test_control_characters_are_refused(bad: str, lines: bool) -> None:  # noqa: FBT001 - a case
    with pytest.raises(Refused) as refused:
        clean_text("gap", f"a{bad}b", lines=lines)

    assert refused.value.reason == BadText("gap", "control character", 4000)


@pytest.mark.parametrize("text", ["", "  \n ", ZWSP, ZWJ, "\u200e\u200f", RLO + BOM, "\u00ad"])
def test_text_with_nothing_to_see_is_empty(text: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_text("gap", text)

    assert refused.value.reason == BadText("gap", "empty", 4000)
    assert clean_note("note", text) == ""


def test_text_has_a_limit_in_characters() -> None:
    assert clean_text("gap", "😀" * 4000 + "\n") == "😀" * 4000

    with pytest.raises(Refused) as refused:
        clean_text("gap", "😀" * 4001)

    assert refused.value.reason == BadText("gap", "too long", 4000)


def test_a_field_may_have_its_own_limit() -> None:
    with pytest.raises(Refused) as refused:
        clean_note("about", "12345", 4)

    assert refused.value.reason == BadText("about", "too long", 4)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("No TLS.", " no  tls. ", True),
        ("caf\u00e9", "cafe\u0301", True),
        ("Straße", "STRASSE", True),
        ("No TLS.", "No TLS", False),
        ("", "x", False),
    ],
)
def test_texts_that_say_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a case
    assert same_text(one, other) is same


@given(st.text(max_size=60))
def test_kept_text_is_one_line_without_controls_and_cleaning_it_again_changes_nothing(
    text: str,
) -> None:
    try:
        kept = clean_text("gap", text)
    except Refused:
        return  # refusals have their own tests

    assert kept == clean_text("gap", kept)
    assert len(kept.splitlines()) == 1
    assert not any(unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE"} for c in kept)
    assert kept.encode()
