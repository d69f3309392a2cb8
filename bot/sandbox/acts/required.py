"""What Slack's own client refuses to submit, before the app hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.view_state import is_empty

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.views import View

REQUIRED = "Please complete this required field."


def unfinished(view: View) -> dict[str, str]:
    """Return, by block_id, what the person must still mend in a modal."""
    problems = {}
    for block in view.blocks:
        if block["type"] == "input" and (problem := _problem(view, block)):
            problems[block["block_id"]] = problem
    return problems


def _problem(view: View, block: Json) -> str:
    element = block["element"]
    state = view.state.get(block["block_id"], {}).get(element.get("action_id", ""))
    if state is None:
        return ""
    if is_empty(state):
        return "" if block.get("optional") else REQUIRED
    return _wrong_length(element, state) or _wrong_number(element, state)


def _wrong_length(element: Json, state: Json) -> str:
    if element["type"] != "plain_text_input":
        return ""
    length = len(state["value"])
    if length < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if length > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    return ""


def _wrong_number(element: Json, state: Json) -> str:
    if element["type"] != "number_input":
        return ""
    try:
        number = float(state["value"])
    except ValueError:
        return "Please enter a number."
    if number < float(element.get("min_value", "-inf")):
        return f"Please enter a number of at least {element['min_value']}."
    if number > float(element.get("max_value", "inf")):
        return f"Please enter a number of at most {element['max_value']}."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    return ""
