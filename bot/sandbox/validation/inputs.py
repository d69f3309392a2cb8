"""Elements people type into, which stand in input blocks."""

from __future__ import annotations

from typing import Any

from bot.sandbox.validation.elements import CHOICES, IN_SECTION, PLACEHOLDER
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
from bot.sandbox.validation.rich_text import rich_text
from bot.sandbox.validation.texts import an_id, plain_text

LONGEST_INPUT = 3000
_dispatch = fields(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
_typed: dict[str, Check] = {
    "action_id": an_id,
    "dispatch_action_config": _dispatch,
    "focus_on_load": boolean,
    "placeholder": plain_text(PLACEHOLDER),
}
_line: dict[str, Check] = {**_typed, "initial_value": string(LONGEST_INPUT, 0)}


def _lengths_agree(value: dict[str, Any]) -> bool:
    return bool(value.get("min_length", 0) <= value.get("max_length", LONGEST_INPUT))


def _decimal(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        float(value)
    except ValueError:
        return False
    return True


_written_number = rule(_decimal, "must be a number written as a string")

TYPED: dict[str, Check] = {
    "plain_text_input": every(
        fields(
            {"type": one_of("plain_text_input")},
            {
                **_line,
                "multiline": boolean,
                "min_length": number(0, LONGEST_INPUT),
                "max_length": number(1, LONGEST_INPUT),
            },
        ),
        rule(_lengths_agree, "min_length must not be more than max_length"),
    ),
    "email_text_input": fields({"type": one_of("email_text_input")}, _line),
    "url_text_input": fields({"type": one_of("url_text_input")}, _line),
    "number_input": fields(
        {"type": one_of("number_input"), "is_decimal_allowed": boolean},
        {
            **_typed,
            "initial_value": _written_number,
            "min_value": _written_number,
            "max_value": _written_number,
        },
    ),
    "rich_text_input": fields(
        {"type": one_of("rich_text_input")},
        {
            **_typed,
            "initial_value": rich_text,
            "min_lines": number(1, 100),
            "max_lines": number(1, 100),
        },
    ),
    "file_input": fields(
        {"type": one_of("file_input")},
        {"action_id": an_id, "filetypes": items(string(50), 100), "max_files": number(1, 10)},
    ),
}
IN_INPUT: dict[str, Check] = {**CHOICES, **TYPED}
IN_ACTIONS: dict[str, Check] = {
    **{kind: check for kind, check in IN_SECTION.items() if kind != "image"},
    "datetimepicker": CHOICES["datetimepicker"],
    "rich_text_input": TYPED["rich_text_input"],
}
