"""A message is a command only where it begins with the bot's name, outside quotes and code."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.inbound.mentions import Heard, heard

BOT = "UBOT"
MENTION = f"<@{BOT}>"
_lines = st.sampled_from(
    ["approve", "approve P4 as security", "gaps P4 no plan", "withdraw P4", "ready P4", ": approve"]
)
_mentions = st.sampled_from([MENTION, f"<@{BOT}|gatebot>", f"<@{BOT}|gate bot>"])
_blanks = st.text(" \t\n\u00a0\u2003", max_size=4)
_before = st.text(max_size=40).filter(lambda t: t.strip() and "<@" not in t)
_marks = st.sampled_from(
    ["&gt; ", "&gt;&gt;&gt; ", "&gt;", "> ", "`", "```", "```\n", "• ", "- ", "1. ", "~", "*", "_"]
)


@given(_blanks, _mentions, _lines)
@settings(max_examples=60)
def test_what_begins_with_the_name_is_a_command(blanks: str, mention: str, line: str) -> None:
    assert heard(BOT, f"{blanks}{mention} {line}", None).line == line.removeprefix(": ")


@given(_before, _mentions, _lines)
@settings(max_examples=150)
def test_what_has_anything_before_the_name_is_none(before: str, mention: str, line: str) -> None:
    assert heard(BOT, f"{before}{mention} {line}", None).line is None


@given(st.sampled_from(["", "I will not do this:\n", "Anouk says\n\n"]), _marks, _mentions, _lines)
@settings(max_examples=80)
def test_what_is_drawn_as_a_quote_a_list_or_code_is_none(
    before: str, mark: str, mention: str, line: str
) -> None:
    assert heard(BOT, f"{before}{mark}{mention} {line}{mark.strip()}", None).line is None


# --- rich text, as Slack's clients send it beside the plain text ---


def rich(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "block_id": "b", "elements": list(parts)}]


def part(kind: str, *pieces: dict[str, Any]) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(pieces)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def user(user_id: str = BOT, **style: bool) -> dict[str, Any]:
    return {"type": "user", "user_id": user_id} | ({"style": style} if style else {})


COMMAND = (user(), text(" approve"))
A_LIST = {"type": "rich_text_list", "style": "bullet", "elements": [part("section", *COMMAND)]}


@pytest.mark.parametrize(
    "blocks",
    [
        rich(part("section", *COMMAND)),
        rich(part("section", text("  \n"), *COMMAND)),
        rich(part("section"), part("section", *COMMAND)),
        rich(part("section", *COMMAND, text(" as ", code=True)), part("quote", text("so"))),
    ],
)
def test_rich_text_that_begins_with_the_name_is_a_command(blocks: Any) -> None:
    assert heard(BOT, f"{MENTION} approve", blocks).line == "approve"


NOT_AT_THE_START = [
    rich(part("quote", *COMMAND)),
    rich(part("preformatted", *COMMAND)),
    rich(A_LIST),
    rich(part("section", text("I will not do this:")), part("quote", *COMMAND)),
    rich(part("section", text("please don't type "), *COMMAND)),
    rich(part("section", user("UANOUK"), *COMMAND)),
    rich(part("section", user(code=True), text(" approve", code=True))),
    rich(part("section", user(strike=True), text(" approve", strike=True))),
    [{"type": "section", "text": {"type": "mrkdwn", "text": f"{MENTION} approve"}}],
    rich(),
    [{}],
    [None],
    ["rich_text"],
    rich({"type": "rich_text_section", "elements": "approve"}),
]


@pytest.mark.parametrize("blocks", NOT_AT_THE_START)
def test_rich_text_is_believed_whatever_the_plain_text_looks_like(blocks: Any) -> None:
    assert heard(BOT, f"{MENTION} approve", blocks).line is None


_styles = st.dictionaries(st.sampled_from(["bold", "code", "strike", "italic"]), st.booleans())
_pieces = st.one_of(
    st.builds(lambda w, s: text(w, **s), st.text(max_size=8), _styles),
    st.builds(lambda u, s: user(u, **s), st.sampled_from([BOT, "UANOUK"]), _styles),
    st.builds(lambda: {"type": "emoji", "name": "wave"}),
)
_parts = st.builds(
    lambda kind, pieces: part(kind, *pieces),
    st.sampled_from(["section", "quote", "preformatted", "list"]),
    st.lists(_pieces, max_size=3),
)


def begins_with_the_name(blocks: list[dict[str, Any]]) -> bool:
    """Tell, as a reader of the page would, whether the bot's name is what one sees first."""
    for one in blocks[0]["elements"]:
        for piece in one["elements"]:
            if piece["type"] == "text" and not piece["text"].strip():
                continue
            style = piece.get("style", {})
            drawn = style.get("code") or style.get("strike")
            named = piece.get("user_id") == BOT
            return one["type"] == "rich_text_section" and named and not drawn
        if one["type"] != "rich_text_section":
            return False
    return False


@given(st.lists(_parts, max_size=4))
@settings(max_examples=200)
def test_no_rich_text_acts_but_one_that_begins_with_the_name(parts: list[dict[str, Any]]) -> None:
    blocks = rich(*parts)
    acts = heard(BOT, f"{MENTION} approve", blocks).line is not None
    assert acts <= begins_with_the_name(blocks)


@given(st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists, max_leaves=8))
@settings(max_examples=60)
def test_blocks_of_any_shape_are_read_without_an_error(blocks: Any) -> None:
    assert isinstance(heard(BOT, f"{MENTION} approve", blocks), Heard)


# --- direct messages: the bot is spoken to anyway ---


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("approve P4", "approve P4"),
        ("  status", "status"),
        (f"{MENTION} status", "status"),
        (f"{MENTION}", ""),
        (f"approve P4 {MENTION}", f"approve P4 {MENTION}"),
    ],
)
def test_a_direct_message_needs_no_name(said: str, line: str) -> None:
    assert heard(BOT, said, None, direct=True).line == line


def test_a_direct_message_without_words_says_nothing() -> None:
    assert heard(BOT, "", None, direct=True) == Heard(None)


@pytest.mark.parametrize(
    "blocks",
    [
        rich(part("quote", text("approve P4"))),
        rich(part("preformatted", text("approve P4"))),
        rich(part("section", text("approve P4", code=True))),
        rich(part("section", text("approve P4", strike=True))),
    ],
)
def test_a_quote_or_code_in_a_direct_message_is_no_command(blocks: Any) -> None:
    assert heard(BOT, "approve P4", blocks, direct=True) == Heard(None, "approve P4")


# --- what may have been meant ---


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"I will not do this:\n&gt; {MENTION} approve", "approve"),
        (f"please don't type `{MENTION} approve`", "approve"),
        (f"hey {MENTION}, gaps P4\nsee you", "gaps P4"),
        (f"gaps P4 {MENTION}", "gaps P4"),
        (f"thanks\n{MENTION}", ""),
        ("nobody is named", ""),
    ],
)
def test_what_stands_beside_the_name_may_be_asked_about(said: str, meant: str) -> None:
    assert heard(BOT, said, None) == Heard(None, meant)
