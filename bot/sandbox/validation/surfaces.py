"""Whole messages, modals and homes."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.elements import elements_of, every_element, flatten, located
from bot.sandbox.validation.blocks import ON_HOME, ON_MESSAGE, ON_MODAL
from bot.sandbox.validation.problems import (
    Check,
    Problem,
    boolean,
    by_type,
    every,
    fields,
    items,
    one_of,
    rule,
    string,
)
from bot.sandbox.validation.tables import characters
from bot.sandbox.validation.texts import plain_text

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
VIEW_BYTES = 250_000
METADATA_BYTES = 16_000
_TABLES = ("table", "data_table")

_message_blocks = items(by_type(ON_MESSAGE), MESSAGE_BLOCKS, 0)
_words = {"title": plain_text(24), "submit": plain_text(24), "close": plain_text(24)}
_kept: dict[str, Check] = {
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
    "external_id": string(255, 0),
}


def _submits(view: dict[str, Any]) -> bool:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    return not has_input or view.get("submit") is not None


_modal = every(
    fields(
        {
            "type": one_of("modal"),
            "title": _words["title"],
            "blocks": items(by_type(ON_MODAL), VIEW_BLOCKS, 0),
        },
        {
            **_kept,
            "submit": _words["submit"],
            "close": _words["close"],
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    rule(_submits, "`submit` is required when an `input` block is within blocks array"),
)
_home = fields({"type": one_of("home"), "blocks": items(by_type(ON_HOME), VIEW_BLOCKS, 0)}, _kept)


def message_problems(blocks: Any) -> list[Problem]:
    """Return what Slack refuses in a message's blocks."""
    found = _message_blocks(blocks, "/blocks") or _repeated_ids(blocks, "/blocks")
    return found or _crowded(blocks)


def view_problems(view: Any, kind: str) -> list[Problem]:
    """Return what Slack refuses in a view of `kind`, "modal" or "home"."""
    check = by_type({"modal": _modal} if kind == "modal" else {"home": _home})
    found = check(view, "/view") or _repeated_ids(view["blocks"], "/view/blocks")
    return found or _focus(view["blocks"])


def metadata_problems(metadata: Any) -> list[Problem]:
    """Return what Slack refuses in a message's metadata; none is fine."""
    if not metadata:
        return []
    shaped = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not shaped or set(metadata) - {"event_type", "event_payload", "entities"}:
        return [Problem("/metadata", "must have an event_type and an event_payload")]
    if len(json.dumps(metadata)) > METADATA_BYTES:
        return [Problem("/metadata", "is too large")]
    return []


def too_many_characters(blocks: list[dict[str, Any]]) -> bool:
    """Return whether all blocks of a message together say more than Slack takes."""
    return characters(blocks) > MESSAGE_CHARACTERS


def view_too_large(view: dict[str, Any]) -> bool:
    """Return whether a view is larger than 250 KB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def _crowded(blocks: list[dict[str, Any]]) -> list[Problem]:
    tables = [block for block in flatten(blocks) if block["type"] in _TABLES]
    markdown = sum(len(b["text"]) for b in flatten(blocks) if b["type"] == "markdown")
    found = []
    if len(tables) > 1:
        found.append(Problem("/blocks", "only one table allowed"))
    if markdown > 12_000:  # noqa: PLR2004 - the limit of a single markdown block, for all of them
        found.append(Problem("/blocks", "markdown must be less than 12001 characters together"))
    return found


def _focus(blocks: list[dict[str, Any]]) -> list[Problem]:
    focused = [one for _, one in every_element(blocks) if one.get("focus_on_load")]
    return [Problem("/view/blocks", "only one focus_on_load allowed")] if len(focused) > 1 else []


def _repeated_ids(blocks: list[dict[str, Any]], at: str) -> list[Problem]:
    found: list[Problem] = []
    seen: set[str] = set()
    for block, pointer in located(blocks, at):
        block_id = block.get("block_id")
        if block_id in seen:
            found.append(Problem(f"{pointer}/block_id", f"`{block_id}` already exists"))
        if block_id is not None:
            seen.add(block_id)
        found += _repeated_actions(block, pointer)
    return found


def _repeated_actions(block: dict[str, Any], at: str) -> list[Problem]:
    ids = [one["action_id"] for one in elements_of(block) if "action_id" in one]
    return [
        Problem(at, f"`action_id` `{one}` already exists for this block")
        for one in dict.fromkeys(ids)
        if ids.count(one) > 1
    ]
