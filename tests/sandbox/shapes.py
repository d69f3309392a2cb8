"""Blocks and views that the tests share."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "", label: str = "Press") -> Json:
    shown: Json = {"type": "button", "action_id": action_id, "text": words(label)}
    return shown | ({"value": value} if value else {})


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def options(*values: str) -> list[Json]:
    return [option(value) for value in values]


def field(block_id: str, element: Json | None = None, **more: Any) -> Json:
    typed = element or {"type": "plain_text_input", "action_id": f"{block_id}_text"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id),
        "element": typed,
        **more,
    }


def modal(*blocks: Json, title: str = "Gaps", **more: Any) -> Json:
    shown: Json = {"type": "modal", "title": words(title), "submit": words("Send")}
    return {**shown, "blocks": list(blocks), **more}


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
