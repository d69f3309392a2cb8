"""Interactive elements that stand in actions blocks, sections and inputs."""

from __future__ import annotations

from typing import Any

from bot.sandbox.validation.problems import (
    Check,
    boolean,
    every,
    fields,
    items,
    number,
    one_of,
    rule,
    string,
)
from bot.sandbox.validation.texts import (
    an_id,
    confirmation,
    mrkdwn,
    option,
    option_group,
    options,
    plain_text,
    slack_file,
    style,
    url,
)

PLACEHOLDER = 150
_common: dict[str, Check] = {"action_id": an_id}
_choice: dict[str, Check] = {**_common, "confirm": confirmation, "focus_on_load": boolean}
_menu: dict[str, Check] = {**_choice, "placeholder": plain_text(PLACEHOLDER)}
_several: dict[str, Check] = {"max_selected_items": number(1, 100)}
_ids = items(an_id, 100, 0)
_clock_time = rule(lambda v: isinstance(v, str) and _is_time(v), "must be a time as HH:mm")
_date = rule(lambda v: isinstance(v, str) and _is_date(v), "must be a date as YYYY-MM-DD")


def _numbers(value: str, separator: str, lengths: tuple[int, ...]) -> list[int]:
    parts = value.split(separator)
    shaped = [len(part) for part in parts] == list(lengths) and all(p.isdigit() for p in parts)
    return [int(part) for part in parts] if shaped else []


def _is_time(value: str) -> bool:
    hour, minute = _numbers(value, ":", (2, 2)) or (99, 99)
    return hour < 24 and minute < 60  # noqa: PLR2004 - hours and minutes need no names


def _is_date(value: str) -> bool:
    _, month, day = _numbers(value, "-", (4, 2, 2)) or (0, 0, 0)
    return 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004 - months and days need no names


def _kind(name: str, required: dict[str, Check], optional: dict[str, Check]) -> Check:
    return fields({"type": one_of(name), **required}, optional)


button = _kind(
    "button",
    {"text": plain_text(75)},
    {
        **_common,
        "value": string(2000, 0),
        "url": url(),
        "style": style,
        "confirm": confirmation,
        "accessibility_label": string(75),
    },
)
_parameter = fields({"name": string(255), "value": string(3000)})
_trigger = fields({"url": url()}, {"customizable_input_parameters": items(_parameter, 100, 0)})
workflow_button = _kind(
    "workflow_button",
    {"text": plain_text(75), "workflow": fields({"trigger": _trigger})},
    {**_common, "style": style, "confirm": confirmation, "accessibility_label": string(75)},
)
icon_button = _kind(
    "icon_button",
    {"icon": string(50), "text": plain_text(75)},
    {
        **_common,
        "value": string(2000, 0),
        "confirm": confirmation,
        "accessibility_label": string(75),
        "visible_to_user_ids": items(an_id, 100),
    },
)
_verdict = fields(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)
feedback_buttons = _kind(
    "feedback_buttons", {"positive_button": _verdict, "negative_button": _verdict}, _common
)
image = every(
    _kind(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": slack_file},
    ),
    rule(lambda v: ("image_url" in v) != ("slack_file" in v), "give image_url or slack_file"),
)
overflow = _kind(
    "overflow", {"options": options(5, link=True)}, {**_common, "confirm": confirmation}
)
datepicker = _kind("datepicker", {}, {**_menu, "initial_date": _date})
timepicker = _kind("timepicker", {}, {**_menu, "initial_time": _clock_time, "timezone": string(50)})
datetimepicker = _kind(
    "datetimepicker", {}, {**_choice, "initial_date_time": number(1_000_000_000, 9_999_999_999)}
)


def _initial_among(value: dict[str, Any]) -> bool:
    chosen = value.get("initial_options", [])
    if "initial_option" in value:
        chosen = [*chosen, value["initial_option"]]
    groups = [one for group in value.get("option_groups", []) for one in group["options"]]
    return all(one in [*value.get("options", []), *groups] for one in chosen)


_among = rule(_initial_among, "initial options must be among the options")
_one_source = rule(
    lambda v: ("options" in v) != ("option_groups" in v), "give options or option_groups"
)
_offers: dict[str, Check] = {"options": options(100), "option_groups": items(option_group, 100)}
static_select = every(
    _kind("static_select", {}, {**_menu, **_offers, "initial_option": option()}),
    _one_source,
    _among,
)
multi_static_select = every(
    _kind(
        "multi_static_select",
        {},
        {**_menu, **_offers, **_several, "initial_options": items(option(), 100)},
    ),
    _one_source,
    _among,
)
radio_buttons = every(
    _kind(
        "radio_buttons",
        {"options": options(10, rich=True)},
        {**_choice, "initial_option": option(rich=True)},
    ),
    _among,
)
checkboxes = every(
    _kind(
        "checkboxes",
        {"options": options(10, rich=True)},
        {**_choice, "initial_options": items(option(rich=True), 10)},
    ),
    _among,
)
_filter = fields(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_conversations: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _filter}
_query: dict[str, Check] = {"min_query_length": number(0, 100)}
_answerable: dict[str, Check] = {"response_url_enabled": boolean}

MENUS: dict[str, Check] = {
    "static_select": static_select,
    "users_select": _kind("users_select", {}, {**_menu, "initial_user": an_id}),
    "channels_select": _kind(
        "channels_select", {}, {**_menu, **_answerable, "initial_channel": an_id}
    ),
    "conversations_select": _kind(
        "conversations_select",
        {},
        {**_menu, **_answerable, **_conversations, "initial_conversation": an_id},
    ),
    "external_select": _kind(
        "external_select", {}, {**_menu, **_query, "initial_option": option()}
    ),
    "multi_static_select": multi_static_select,
    "multi_users_select": _kind(
        "multi_users_select", {}, {**_menu, **_several, "initial_users": _ids}
    ),
    "multi_channels_select": _kind(
        "multi_channels_select", {}, {**_menu, **_several, "initial_channels": _ids}
    ),
    "multi_conversations_select": _kind(
        "multi_conversations_select",
        {},
        {**_menu, **_several, **_conversations, "initial_conversations": _ids},
    ),
    "multi_external_select": _kind(
        "multi_external_select",
        {},
        {**_menu, **_query, **_several, "initial_options": items(option(), 100)},
    ),
}
CHOICES: dict[str, Check] = {
    **MENUS,
    "checkboxes": checkboxes,
    "radio_buttons": radio_buttons,
    "datepicker": datepicker,
    "timepicker": timepicker,
    "datetimepicker": datetimepicker,
}
IN_SECTION: dict[str, Check] = {
    **{kind: check for kind, check in CHOICES.items() if kind != "datetimepicker"},
    "button": button,
    "workflow_button": workflow_button,
    "overflow": overflow,
    "image": image,
}
IN_CONTEXT: dict[str, Check] = {
    "image": image,
    "plain_text": plain_text(2000),
    "mrkdwn": mrkdwn(2000),
}
