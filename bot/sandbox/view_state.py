"""What a person has filled into the elements of a view, in the shape of `view.state.values`."""

from __future__ import annotations

from typing import Any

from bot.sandbox.elements import Json, every_element
from bot.sandbox.errors import CannotDo

State = dict[str, dict[str, Json]]

# element type -> (key in the state, the initial_… key, whether it holds several)
_KEYS = {
    "plain_text_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "users_select": ("selected_user", "initial_user", False),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "channels_select": ("selected_channel", "initial_channel", False),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "checkboxes": ("selected_options", "initial_options", True),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "multi_users_select": ("selected_users", "initial_users", True),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
}
_CHOOSE_OPTIONS = {"selected_option", "selected_options"}


def state_of(blocks: list[Json], before: State | None = None) -> State:
    """Return the state of freshly shown blocks; ids that were there `before` keep their values."""
    state: State = {}
    for block, element in every_element(blocks):
        if element["type"] not in _KEYS:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        kept = (before or {}).get(block_id, {}).get(action_id)
        same_kind = kept is not None and kept["type"] == element["type"]
        state.setdefault(block_id, {})[action_id] = (
            kept if kept is not None and same_kind else _initial(element)
        )
    return state


def filled(element: Json, value: Any) -> Json:
    """Return the state of `element` after a person gives it `value`.

    Options are named by their value, several by a list. Raises `CannotDo` for a value that the
    element does not offer.
    """
    if isinstance(value, dict) and value.get("type") == element["type"]:
        return value
    if element["type"] not in _KEYS:
        raise CannotDo(f"nothing can be filled into a {element['type']}")
    key, _, several = _KEYS[element["type"]]
    if several:
        items = value if isinstance(value, list) else [value]
        return {"type": element["type"], key: [_chosen(element, key, one) for one in items]}
    return {"type": element["type"], key: None if value is None else _chosen(element, key, value)}


def is_empty(state: Json) -> bool:
    """Return whether nothing has been filled in."""
    return not any(value for key, value in state.items() if key != "type")


def _initial(element: Json) -> Json:
    key, initial, several = _KEYS[element["type"]]
    return {"type": element["type"], key: element.get(initial, [] if several else None)}


def _chosen(element: Json, key: str, value: Any) -> Any:
    if key not in _CHOOSE_OPTIONS or "external" in element["type"]:
        return value
    for option in options_of(element):
        if option.get("value") == value:
            return option
    raise CannotDo(f"{value!r} is not among the options of {element['action_id']}")


def options_of(element: Json) -> list[Json]:
    """Return all options of an element, those in groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]
