"""One sound sample of every kind of block, element and piece, with all its fields."""

from __future__ import annotations

from tests.sandbox.shapes import Json, button, option, options, words

LINK = "https://example.org/x"
MD: Json = {"type": "mrkdwn", "text": "*x*", "verbatim": True}
CONFIRM: Json = {
    "title": words("t"),
    "text": MD,
    "confirm": words("y"),
    "deny": words("n"),
    "style": "danger",
}
BUTTON: Json = {
    **button("b", "v"),
    "url": LINK,
    "style": "primary",
    "confirm": CONFIRM,
    "accessibility_label": "x",
}
IMAGE: Json = {"type": "image", "image_url": LINK, "alt_text": "x"}
STYLE = {"bold": True, "italic": False, "strike": True, "code": True, "underline": True}
_MENU: Json = {"placeholder": words("p"), "focus_on_load": True, "confirm": CONFIRM}
_DISPATCH: Json = {"trigger_actions_on": ["on_enter_pressed"]}
_TYPED: Json = {
    "placeholder": words("p"),
    "focus_on_load": False,
    "dispatch_action_config": _DISPATCH,
}
_FILTER: Json = {
    "include": ["im", "public"],
    "exclude_bot_users": True,
    "exclude_external_shared_channels": True,
}


def _element(kind: str, **more: object) -> Json:
    return {"type": kind, "action_id": kind, **more}


RICH_PIECES: list[Json] = [
    {"type": "text", "text": "x", "style": STYLE},
    {"type": "link", "url": LINK, "text": "x", "unsafe": False},
    {"type": "user", "user_id": "U1"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "team", "team_id": "T1"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#ff0000"},
    {"type": "emoji", "name": "tada", "unicode": "1f389"},
    {"type": "date", "timestamp": 1_700_000_000, "format": "{date}", "fallback": "x"},
]
SECTION_PART: Json = {"type": "rich_text_section", "elements": RICH_PIECES}
RICH: Json = {
    "type": "rich_text",
    "block_id": "rich",
    "elements": [
        SECTION_PART,
        {"type": "rich_text_quote", "elements": RICH_PIECES[:1], "border": 1},
        {"type": "rich_text_preformatted", "elements": RICH_PIECES[:2], "border": 0},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [SECTION_PART]},
    ],
}
_SELECTS: list[Json] = [
    _element("static_select", options=options("a", "b"), initial_option=option("a"), **_MENU),
    _element("users_select", initial_user="U1", **_MENU),
    _element("channels_select", initial_channel="C1", response_url_enabled=True, **_MENU),
    _element(
        "conversations_select",
        default_to_current_conversation=True,
        response_url_enabled=True,
        filter=_FILTER,
        **_MENU,
    ),
    _element("external_select", min_query_length=1, initial_option=option("a"), **_MENU),
    _element(
        "multi_static_select",
        option_groups=[{"label": words("l"), "options": options("a", "b")}],
        initial_options=options("b"),
        max_selected_items=2,
        **_MENU,
    ),
    _element("multi_users_select", initial_users=["U1"], max_selected_items=2, **_MENU),
    _element("multi_channels_select", initial_channels=["C1"], **_MENU),
    _element("multi_conversations_select", initial_conversations=["C1"], filter=_FILTER, **_MENU),
    _element("multi_external_select", min_query_length=0, initial_options=options("a"), **_MENU),
]
_CHOICES: list[Json] = [
    *_SELECTS,
    _element("checkboxes", options=options("a"), initial_options=options("a"), confirm=CONFIRM),
    _element("radio_buttons", options=[{"text": MD, "value": "a", "description": words("d")}]),
    _element("datepicker", initial_date="2026-11-22", **_MENU),
    _element("timepicker", initial_time="23:59", timezone="Europe/Berlin", **_MENU),
    _element("datetimepicker", initial_date_time=1_700_000_000, confirm=CONFIRM),
]
_RICH_INPUT = _element("rich_text_input", initial_value=RICH, min_lines=1, max_lines=9, **_TYPED)
ELEMENTS_IN_ACTIONS: list[Json] = [
    *_CHOICES,
    BUTTON,
    _element("overflow", options=[{**option("a"), "url": LINK}], confirm=CONFIRM),
    _element(
        "workflow_button", text=words("x"), workflow={"trigger": {"url": LINK}}, style="danger"
    ),
    _RICH_INPUT,
]
ELEMENTS_IN_INPUT: list[Json] = [
    *_CHOICES,
    _RICH_INPUT,
    _element("plain_text_input", multiline=True, min_length=1, max_length=9, **_TYPED),
    _element("email_text_input", initial_value="a@example.org", **_TYPED),
    _element("url_text_input", initial_value=LINK, **_TYPED),
    _element("number_input", is_decimal_allowed=True, min_value="0.5", max_value="2", **_TYPED),
    _element("file_input", filetypes=["pdf"], max_files=1),
]
CARD: Json = {
    "type": "card",
    "block_id": "card",
    "title": MD,
    "subtitle": MD,
    "body": MD,
    "icon": IMAGE,
    "hero_image": IMAGE,
    "actions": [BUTTON],
}
TASK: Json = {
    "type": "task_card",
    "task_id": "1",
    "title": "x",
    "status": "in_progress",
    "sources": [{"type": "url", "text": "x", "url": LINK}],
}
_CELLS: list[Json] = [
    {"type": "raw_text", "text": "x"},
    {"type": "raw_number", "text": "3", "value": 3},
    {"type": "rich_text", "elements": [SECTION_PART]},
]
_ICON = _element(
    "icon_button", icon="trash", text=words("x"), value="v", visible_to_user_ids=["U1"]
)
_VERDICT: Json = {"text": words("x"), "value": "v", "accessibility_label": "l"}
BY_BLOCK: list[Json] = [
    {"type": "actions", "block_id": "a", "elements": [BUTTON]},
    {"type": "alert", "block_id": "al", "text": MD, "level": "warning"},
    CARD,
    {"type": "carousel", "block_id": "ca", "elements": [CARD]},
    {
        "type": "container",
        "block_id": "co",
        "child_blocks": [{"type": "divider"}],
        "title": words("t"),
        "subtitle": MD,
        "icon": IMAGE,
        "width": "wide",
        "is_collapsible": True,
        "default_collapsed": False,
        "has_header_divider": True,
    },
    {"type": "context", "block_id": "c", "elements": [MD, words("x"), IMAGE]},
    {
        "type": "context_actions",
        "block_id": "cx",
        "elements": [
            _ICON,
            _element("feedback_buttons", positive_button=_VERDICT, negative_button=_VERDICT),
        ],
    },
    {
        "type": "data_table",
        "block_id": "dt",
        "caption": "x",
        "rows": [_CELLS],
        "page_size": 10,
        "row_header_column_index": 0,
    },
    {"type": "divider", "block_id": "d"},
    {"type": "header", "block_id": "h", "text": words("x")},
    {"type": "image", "block_id": "i", "image_url": LINK, "alt_text": "x", "title": words("t")},
    {
        "type": "input",
        "block_id": "in",
        "label": words("l"),
        "element": {"type": "plain_text_input", "action_id": "x"},
        "hint": words("h"),
        "optional": True,
        "dispatch_action": True,
    },
    {"type": "markdown", "block_id": "m", "text": "# x"},
    {"type": "plan", "block_id": "p", "title": "x", "tasks": [TASK]},
    RICH,
    {
        "type": "section",
        "block_id": "s",
        "text": MD,
        "fields": [MD, words("x")],
        "accessory": BUTTON,
        "expand": True,
    },
    {
        "type": "table",
        "block_id": "t",
        "rows": [_CELLS],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    {**TASK, "block_id": "tc", "details": {**RICH, "block_id": "r2"}},
    {
        "type": "video",
        "block_id": "v",
        "alt_text": "x",
        "title": words("t"),
        "thumbnail_url": LINK,
        "video_url": LINK,
        "author_name": "x",
        "description": words("d"),
        "provider_icon_url": LINK,
        "provider_name": "x",
        "title_url": LINK,
    },
]
