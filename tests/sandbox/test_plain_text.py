from __future__ import annotations

import pytest

from bot.sandbox.plain_text import plain_text, readable
from tests.sandbox.samples import BY_BLOCK
from tests.sandbox.shapes import Json, actions, button, field, options, section, words


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<https://x.example/1|run 1> by <@U1>", "run 1 by @U1"),
        ("<https://x.example/1>", "https://x.example/1"),
        ("<#C1|general> <!subteam^S1|@ops> <!here>", "general @ops !here"),
        ("<!date^1700000000^{date}|14 Nov 2023>", "14 Nov 2023"),
        ("*bold* stays `so`", "*bold* stays `so`"),
    ],
)
def test_mrkdwn_reads_as_people_see_it(sent: str, read: str) -> None:
    assert readable(sent) == read


def test_a_card_reads_line_by_line() -> None:
    card = [
        {"type": "header", "text": words("P4 & P5")},
        section("asked by &lt;ann&gt;"),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*ops*"}, words("awaited")]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "at `abc`"}, words("now")]},
        {"type": "table", "rows": [[raw("doc"), raw("pass")], [raw("test"), raw("fail")]]},
        actions(button("a", label="Approve"), {"type": "overflow", "options": options("x", "y")}),
        field("note", {"type": "plain_text_input", "initial_value": "fine"}),
    ]
    assert plain_text(card).splitlines() == [
        "P4 & P5",
        "asked by <ann>",
        "*ops*",
        "awaited",
        "———",
        "at `abc` now",
        "doc | pass",
        "test | fail",
        "[Approve] (X / Y)",
        "note: fine",
    ]


def test_rich_text_reads_with_its_lists() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "no alerts"}]}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [item]}
    said = {
        "type": "rich_text_section",
        "elements": [{"type": "user", "user_id": "U1"}, {"type": "emoji", "name": "tada"}],
    }
    block = {"type": "rich_text", "elements": [said, listed]}
    assert plain_text([block]) == "@U1:tada:\n• no alerts"


@pytest.mark.parametrize("block", BY_BLOCK, ids=lambda block: block["type"])
def test_every_kind_of_block_can_be_read(block: Json) -> None:
    assert plain_text([block]).strip()
