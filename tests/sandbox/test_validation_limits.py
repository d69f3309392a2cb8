"""Every limit: what is at it passes, what is one above is refused with Slack's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.validation.surfaces import message_problems, view_problems
from tests.sandbox.shapes import Json, actions, button, field, modal, option, section, words

Make = Callable[[int], Json]


def menu(kind: str, count: int, **more: Any) -> Json:
    return {"type": kind, "options": [option(f"v{n}") for n in range(count)], **more}


def confirm(**texts: int) -> Json:
    shown = {name: words("x" * size) for name, size in texts.items()}
    pressed = {**button("b"), "confirm": {"text": words("Sure?"), **shown}}
    return actions(pressed)


def table(rows: int, columns: int, size: int = 1) -> Json:
    cell = {"type": "raw_text", "text": "x" * size}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def with_option(**more: Any) -> Json:
    return actions({"type": "static_select", "options": [{**option("v"), **more}]})


def typed(**more: Any) -> Json:
    return field("b", {"type": "plain_text_input", "action_id": "a", **more})


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://x.example/i.png", "alt_text": "x", **more}


def card(**more: Any) -> Json:
    return {"type": "card", "body": {"type": "mrkdwn", "text": "x"}, **more}


def video(**more: Any) -> Json:
    urls = {"thumbnail_url": "https://x.example/t", "video_url": "https://x.example/v"}
    return {"type": "video", "alt_text": "x", "title": words("x"), **urls, **more}


def mrkdwn(size: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * size}


def grouped(**more: Any) -> Json:
    group = {"label": words("l"), "options": [option("v")], **more}
    return actions({"type": "static_select", "option_groups": [group]})


def rich_option(**more: Any) -> Json:
    return actions({"type": "checkboxes", "options": [{**option("v"), **more}]})


def icon_button(**more: Any) -> Json:
    shown = {"type": "icon_button", "icon": "trash", "text": words("x"), **more}
    return {"type": "context_actions", "elements": [shown]}


def container(**more: Any) -> Json:
    return {"type": "container", "child_blocks": [section("x")], **more}


def groups(count: int) -> list[Json]:
    return [{"label": words("l"), "options": [option(f"v{n}")]} for n in range(count)]


LIMITS: list[tuple[str, int, Make]] = [
    ("section text", 3000, lambda n: section("x" * n)),
    ("section fields", 10, lambda n: {"type": "section", "fields": [mrkdwn(1)] * n}),
    ("field text", 2000, lambda n: {"type": "section", "fields": [mrkdwn(n)]}),
    ("header text", 150, lambda n: {"type": "header", "text": words("x" * n)}),
    ("actions", 25, lambda n: actions(*[button(f"b{i}") for i in range(n)])),
    ("context", 10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}),
    ("context text", 2000, lambda n: {"type": "context", "elements": [mrkdwn(n)]}),
    ("button text", 75, lambda n: actions(button("b", label="x" * n))),
    ("button value", 2000, lambda n: actions(button("b", "x" * n))),
    ("button url", 3000, lambda n: actions({**button("b"), "url": "https://" + "x" * (n - 8)})),
    ("button label", 75, lambda n: actions({**button("b"), "accessibility_label": "x" * n})),
    ("action_id", 255, lambda n: actions(button("x" * n))),
    ("block_id", 255, lambda n: actions(button("b"), block_id="x" * n)),
    ("option text", 75, lambda n: with_option(text=words("x" * n))),
    ("option value", 150, lambda n: with_option(value="x" * n)),
    ("option description", 75, lambda n: with_option(description=words("x" * n))),
    ("select options", 100, lambda n: actions(menu("static_select", n))),
    ("multi select options", 100, lambda n: field("b", menu("multi_static_select", n))),
    (
        "option groups",
        100,
        lambda n: actions({"type": "static_select", "option_groups": groups(n)}),
    ),
    ("radio options", 10, lambda n: actions(menu("radio_buttons", n))),
    ("checkboxes", 10, lambda n: actions(menu("checkboxes", n))),
    ("overflow options", 5, lambda n: actions(menu("overflow", n))),
    (
        "placeholder",
        150,
        lambda n: actions({"type": "users_select", "placeholder": words("x" * n)}),
    ),
    ("confirm title", 100, lambda n: confirm(title=n)),
    ("confirm text", 300, lambda n: confirm(text=n)),
    ("confirm button", 30, lambda n: confirm(confirm=n)),
    ("deny button", 30, lambda n: confirm(deny=n)),
    ("input label", 2000, lambda n: {**typed(), "label": words("x" * n)}),
    ("input hint", 2000, lambda n: {**typed(), "hint": words("x" * n)}),
    ("input max_length", 3000, lambda n: typed(max_length=n)),
    ("input initial value", 3000, lambda n: typed(initial_value="x" * n)),
    ("image alt text", 2000, lambda n: image(alt_text="x" * n)),
    ("image title", 2000, lambda n: image(title=words("x" * n))),
    ("table rows", 100, lambda n: table(n, 1)),
    ("table columns", 20, lambda n: table(1, n)),
    ("table characters", 10_000, lambda n: table(1, 1, n)),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    ("video title", 199, lambda n: video(title=words("x" * n))),
    ("video author", 49, lambda n: video(author_name="x" * n)),
    ("card title", 150, lambda n: card(title=mrkdwn(n))),
    ("card body", 200, lambda n: card(body=mrkdwn(n))),
    ("card actions", 3, lambda n: card(actions=[button(f"b{i}") for i in range(n)])),
    ("carousel", 10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    ("container", 10, lambda n: {"type": "container", "child_blocks": [section("x")] * n}),
    ("group label", 75, lambda n: grouped(label=words("x" * n))),
    ("options of a group", 100, lambda n: grouped(options=menu("", n)["options"])),
    ("rich option text", 75, lambda n: rich_option(text=mrkdwn(n))),
    ("rich option description", 75, lambda n: rich_option(description=mrkdwn(n))),
    (
        "max_selected_items",
        100,
        lambda n: actions({"type": "multi_users_select", "max_selected_items": n}),
    ),
    ("icon button text", 75, lambda n: icon_button(text=words("x" * n))),
    ("icon button value", 2000, lambda n: icon_button(value="x" * n)),
    ("icon button label", 75, lambda n: icon_button(accessibility_label="x" * n)),
    (
        "image element alt text",
        2000,
        lambda n: section("x") | {"accessory": image(alt_text="x" * n)},
    ),
    ("image url", 3000, lambda n: image(image_url="https://" + "x" * (n - 8))),
    ("container title", 150, lambda n: container(title=words("x" * n))),
    ("container subtitle", 150, lambda n: container(subtitle=mrkdwn(n))),
    ("card subtitle", 150, lambda n: card(subtitle=mrkdwn(n))),
    ("video description", 199, lambda n: video(description=words("x" * n))),
    ("input min_length", 3000, lambda n: typed(min_length=n)),
    ("placeholder of an input", 150, lambda n: typed(placeholder=words("x" * n))),
    (
        "context_actions",
        5,
        lambda n: {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": words("x")}] * n,
        },
    ),
]


@pytest.mark.parametrize(("limit", "make"), [row[1:] for row in LIMITS], ids=[r[0] for r in LIMITS])
def test_at_the_limit_passes_and_above_it_is_refused(limit: int, make: Make) -> None:
    assert message_problems([make(limit)]) == []
    (problem,) = message_problems([make(limit + 1)])
    sizes = (f"less than {limit + 1} characters", f"no more than {limit} items", f"and {limit}")
    assert any(size in problem.sentence for size in sizes), problem


VIEW_LIMITS: list[tuple[str, int, Make]] = [
    ("title", 24, lambda n: modal(title="x" * n)),
    ("submit", 24, lambda n: modal(submit=words("x" * n))),
    ("close", 24, lambda n: modal(close=words("x" * n))),
    ("private_metadata", 3000, lambda n: modal(private_metadata="x" * n)),
    ("callback_id", 255, lambda n: modal(callback_id="x" * n)),
    ("external_id", 255, lambda n: modal(external_id="x" * n)),
    ("blocks", 100, lambda n: modal(*[{"type": "divider"}] * n)),
    ("alert", 200, lambda n: modal({"type": "alert", "text": words("x" * n)})),
]


@pytest.mark.parametrize(
    ("limit", "make"), [row[1:] for row in VIEW_LIMITS], ids=[row[0] for row in VIEW_LIMITS]
)
def test_the_limits_of_a_modal(limit: int, make: Make) -> None:
    assert view_problems(make(limit), "modal") == []
    (problem,) = view_problems(make(limit + 1), "modal")
    assert problem.pointer.startswith("/view/")


def test_a_message_has_fifty_blocks_a_home_a_hundred() -> None:
    divider = {"type": "divider"}
    assert message_problems([divider] * 50) == []
    (problem,) = message_problems([divider] * 51)
    assert str(problem) == "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    assert view_problems({"type": "home", "blocks": [divider] * 100}, "home") == []
    assert view_problems({"type": "home", "blocks": [divider] * 101}, "home")


def test_one_table_a_message() -> None:
    assert message_problems([table(2, 2), section("x")]) == []
    (problem,) = message_problems([table(2, 2), table(2, 2)])
    assert problem.sentence == "only one table allowed"


def test_markdown_blocks_share_their_limit() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert message_problems([half, half]) == []
    assert message_problems([half, half, {"type": "markdown", "text": "x"}])
