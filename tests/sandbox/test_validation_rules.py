"""What else Slack refuses: unknown kinds and fields, wrong texts, wrong places, repeated ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.validation.surfaces import message_problems, view_problems
from tests.sandbox.conftest import GENERAL
from tests.sandbox.refusals import refused
from tests.sandbox.shapes import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    option,
    options,
    section,
    words,
)

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

MD = {"type": "mrkdwn", "text": "x"}
TEXT_INPUT = {"type": "plain_text_input"}


def select(**more: Any) -> Json:
    return {"type": "static_select", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


REFUSED: list[tuple[str, Json, str]] = [
    ("unknown block", {"type": "poll"}, "unsupported type: poll [json-pointer:/blocks/0/type]"),
    ("no type", {"text": MD}, "missing required field: type [json-pointer:/blocks/0]"),
    ("unknown element", actions({"type": "slider"}), "unsupported type: slider"),
    ("unknown field", {"type": "divider", "x": 1}, "invalid additional property: x"),
    (
        "type on an option",
        actions(select(options=[{**option("a"), "type": "o"}])),
        "property: type",
    ),
    ("emoji in mrkdwn", section("x") | {"text": {**MD, "emoji": True}}, "property: emoji"),
    ("verbatim in plain", {"type": "header", "text": {**words("x"), "verbatim": True}}, "verbatim"),
    ("mrkdwn header", {"type": "header", "text": MD}, "unsupported type: mrkdwn"),
    ("mrkdwn button", actions({**button("b"), "text": MD}), "unsupported type: mrkdwn"),
    ("mrkdwn option", actions(select(options=[{"text": MD, "value": "v"}])), "unsupported type"),
    ("mrkdwn label", {**field("b"), "label": MD}, "unsupported type: mrkdwn"),
    (
        "empty text",
        section(""),
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    ("text no string", section("x") | {"text": {"type": "mrkdwn", "text": 3}}, "provide a string"),
    ("empty section", {"type": "section"}, "must define either `text` or `fields`"),
    ("empty fields", {"type": "section", "fields": []}, "no fewer than 1 items allowed"),
    ("empty actions", actions(), "no fewer than 1 items allowed"),
    ("empty context", {"type": "context", "elements": []}, "no fewer than 1 items allowed"),
    ("no options", actions(select(options=[])), "no fewer than 1 items allowed"),
    ("no options at all", actions(select()), "give options or option_groups"),
    ("same values", actions(select(options=options("a", "a"))), "option values must differ"),
    (
        "foreign initial option",
        actions(select(options=options("a"), initial_option=option("b"))),
        "initial options must be among the options",
    ),
    ("unknown style", actions({**button("b"), "style": "green"}), "must be a valid enum value"),
    ("url not a link", actions({**button("b"), "url": "nowhere"}), "invalid url"),
    ("input in actions", actions(TEXT_INPUT), "unsupported type: plain_text_input"),
    ("button in input", field("b", button("b")), "unsupported type: button"),
    ("input in section", section("x") | {"accessory": TEXT_INPUT}, "unsupported type"),
    (
        "button in context",
        {"type": "context", "elements": [button("b")]},
        "unsupported type: button",
    ),
    ("link off overflow", actions(select(options=[{**option("a"), "url": "https://x"}])), "url"),
    ("image without source", {"type": "image", "alt_text": "x"}, "give image_url or slack_file"),
    ("date", actions({"type": "datepicker", "initial_date": "2026-13-01"}), "YYYY-MM-DD"),
    ("day", actions({"type": "datepicker", "initial_date": "2026-12-32"}), "YYYY-MM-DD"),
    ("date in words", actions({"type": "datepicker", "initial_date": "today"}), "YYYY-MM-DD"),
    ("minute", actions({"type": "timepicker", "initial_time": "23:60"}), "HH:mm"),
    ("time", actions({"type": "timepicker", "initial_time": "24:00"}), "HH:mm"),
    ("min over max", field("b", {**TEXT_INPUT, "min_length": 9, "max_length": 8}), "min_length"),
    ("boolean", field("b", optional="yes"), "must provide a boolean"),
    ("ragged table", {"type": "table", "rows": [[], []]}, "no fewer than 1 items allowed"),
    ("unknown rich part", rich({"type": "rich_text_poem", "elements": []}), "unsupported type"),
    (
        "rich text style",
        rich(
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "x", "style": {"loud": True}}],
            }
        ),
        "invalid additional property: loud",
    ),
    ("faceless card", {"type": "card", "subtitle": MD}, "must define one of"),
    ("alert in a message", {"type": "alert", "text": MD}, "unsupported type: alert"),
    ("file in a message", {"type": "file", "external_id": "x", "source": "remote"}, "unsupported"),
    ("no object", [], "must provide an object"),  # type: ignore[list-item]
]


@pytest.mark.parametrize(
    ("block", "words_of"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_slack_refuses(block: Json, words_of: str) -> None:
    problems = [str(one) for one in message_problems([block])]
    assert any(words_of in one for one in problems), problems


def test_rows_of_a_table_have_as_many_cells() -> None:
    cell = {"type": "raw_text", "text": "x"}
    number = {"type": "raw_number", "text": "3", "value": 3}
    assert message_problems([{"type": "table", "rows": [[cell, number], [cell, cell]]}]) == []
    assert message_problems([{"type": "table", "rows": [[cell, cell], [cell]]}])


def test_ids_of_blocks_are_unique_in_a_payload() -> None:
    assert (
        message_problems([actions(button("b"), block_id="1"), actions(button("b"), block_id="2")])
        == []
    )
    (problem,) = message_problems([actions(button("b")), actions(button("b"))])
    assert str(problem) == "[ERROR] `row` already exists [json-pointer:/blocks/1/block_id]"


def test_ids_of_actions_are_unique_in_a_block() -> None:
    (problem,) = message_problems([actions(button("b"), button("b"))])
    assert problem.sentence == "`action_id` `b` already exists for this block"


def test_ids_inside_containers_count_too() -> None:
    inner = {"type": "container", "child_blocks": [actions(button("b"))]}
    (problem,) = message_problems([actions(button("c")), inner])
    assert problem.pointer == "/blocks/1/child_blocks/0/block_id"


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    without = {"type": "modal", "title": words("x"), "blocks": [field("b")]}
    (problem,) = view_problems(without, "modal")
    assert problem.sentence.startswith("`submit` is required")
    assert view_problems({**without, "submit": words("Send")}, "modal") == []
    assert view_problems({**without, "blocks": [section("x")]}, "modal") == []


def test_one_element_of_a_view_has_the_focus() -> None:
    focused = {"type": "plain_text_input", "focus_on_load": True}
    assert view_problems(modal(field("a", focused), field("b")), "modal") == []
    assert view_problems(modal(field("a", focused), field("b", focused)), "modal")


@pytest.mark.parametrize("kind", ["table", "markdown", "carousel", "container", "plan"])
def test_some_blocks_stand_in_messages_alone(kind: str) -> None:
    (problem,) = view_problems(home({"type": kind}), "home")
    assert str(problem) == f"[ERROR] unsupported type: {kind} [json-pointer:/view/blocks/0/type]"
    assert view_problems(modal({"type": kind}), "modal") != []


def test_a_view_is_of_the_kind_its_method_takes() -> None:
    assert view_problems(home(), "home") == []
    assert view_problems(home(), "modal") != []
    assert view_problems(modal(), "home") != []
    missing = {str(one) for one in view_problems({"type": "modal"}, "modal")}
    assert missing == {
        "[ERROR] missing required field: title [json-pointer:/view]",
        "[ERROR] missing required field: blocks [json-pointer:/view]",
    }


def test_a_home_has_neither_title_nor_submit() -> None:
    assert view_problems({**home(), "title": words("x")}, "home")
    assert view_problems({**home(), "submit": words("x")}, "home")


async def test_all_blocks_together_are_limited(web: AsyncWebClient) -> None:
    full = [section("x" * 3000) for _ in range(4)] + [section("x" * 1200)]
    assert (await web.chat_postMessage(channel=GENERAL, text="x", blocks=full))["ok"]
    over = [*full, section("x")]
    call = web.chat_postMessage(channel=GENERAL, text="x", blocks=over)
    await refused("msg_blocks_too_long", call)
