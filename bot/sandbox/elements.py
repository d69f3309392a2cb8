"""Walking over blocks: which interactive elements there are, and the ids Slack gives them."""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

WITHOUT_ACTION_ID = frozenset({"image", "mrkdwn", "plain_text"})


def flatten(blocks: list[Json]) -> Iterator[Json]:
    """Yield every block, also those inside containers and carousels."""
    yield from (block for block, _ in located(blocks, ""))


def located(blocks: list[Json], at: str) -> Iterator[tuple[Json, str]]:
    """Yield every block with its JSON pointer, where `at` is that of the list."""
    for place, block in enumerate(blocks):
        yield block, f"{at}/{place}"
        within = {"container": "child_blocks", "carousel": "elements"}.get(block.get("type", ""))
        if within is not None:
            yield from located(block.get(within, []), f"{at}/{place}/{within}")


def elements_of(block: Json) -> list[Json]:
    """Return the interactive elements directly in one block, in reading order."""
    match block.get("type"):
        case "section":
            found = [block["accessory"]] if "accessory" in block else []
        case "input":
            found = [block["element"]]
        case "actions" | "context_actions":
            found = block.get("elements", [])
        case "card":
            found = block.get("actions", [])
        case _:
            found = []
    return [one for one in found if one.get("type") not in WITHOUT_ACTION_ID]


def every_element(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield (block, element) for every interactive element."""
    for block in flatten(blocks):
        for element in elements_of(block):
            yield block, element


def find_element(
    blocks: list[Json], action_id: str, block_id: str | None = None, value: str | None = None
) -> tuple[Json, Json] | None:
    """Return the first element with these ids; a button must have `value` where one is given."""
    for block, element in every_element(blocks):
        if element.get("action_id") != action_id or block_id not in (None, block.get("block_id")):
            continue
        if element["type"] == "button" and value not in (None, element.get("value", "")):
            continue
        return block, element
    return None


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block has a block_id and every element an action_id."""
    copied = deepcopy(blocks)
    for block in flatten(copied):
        block.setdefault("block_id", _short_id())
        for element in elements_of(block):
            element.setdefault("action_id", _short_id())
    return copied


def _short_id() -> str:
    return secrets.token_urlsafe(4)[:5]
