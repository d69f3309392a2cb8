"""The validator beside the public Block Kit schema, where that is at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.sandbox.validation.blocks import ON_MESSAGE, ON_MODAL
from bot.sandbox.validation.surfaces import message_problems, view_problems
from tests.sandbox.samples import BY_BLOCK, ELEMENTS_IN_ACTIONS, ELEMENTS_IN_INPUT, RICH_PIECES
from tests.sandbox.shapes import Json, actions, field, modal

ROOT = Path(__file__).resolve().parents[2]
NAME = "slack-blocks.schema.json"
KNOWN_ONLY_TO_SLACK = {"file"}


def schema_path() -> Path | None:
    folders = [Path(os.environ.get("GATEBOT_SHARED", "")), ROOT.parent / "shared"]
    return next((f / "schemas" / NAME for f in folders if (f / "schemas" / NAME).is_file()), None)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    path = schema_path()
    if path is None:
        pytest.skip(f"{NAME} is not beside the repository, nor in $GATEBOT_SHARED")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def agrees(schema: dict[str, Any], block: Json) -> bool:
    return bool(Draft7Validator(schema).is_valid(block))


def sound(block: Json) -> bool:
    if block["type"] == "alert":
        return view_problems(modal(block), "modal") == []
    return message_problems([block]) == []


def types_of(schema: dict[str, Any], union: str) -> set[str]:
    found: set[str] = set()
    for reference in schema["definitions"][union]["anyOf"]:
        name = reference["$ref"].rsplit("/", 1)[1]
        definition = schema["definitions"][name]
        for one in definition.get("anyOf", [definition]):
            if "$ref" in one:
                found |= types_of(schema, name)
            else:
                found.add(one["properties"]["type"]["const"])
    return found


def test_every_kind_of_block_is_known(schema: dict[str, Any]) -> None:
    mine = set(ON_MESSAGE) | set(ON_MODAL) | KNOWN_ONLY_TO_SLACK
    assert mine == types_of(schema, "KnownBlock")


def test_there_is_a_sample_of_every_kind_of_block() -> None:
    assert {block["type"] for block in BY_BLOCK} == set(ON_MESSAGE) | set(ON_MODAL)


@pytest.mark.parametrize("block", BY_BLOCK, ids=lambda block: block["type"])
def test_both_take_a_sound_block_with_all_its_fields(schema: dict[str, Any], block: Json) -> None:
    assert agrees(schema, block)
    assert sound(block), message_problems([block])


@pytest.mark.parametrize("block", BY_BLOCK, ids=lambda block: block["type"])
def test_both_refuse_a_field_too_many(schema: dict[str, Any], block: Json) -> None:
    odd = {**block, "surprise": True}
    assert not agrees(schema, odd)
    assert not sound(odd)


@pytest.mark.parametrize("block", BY_BLOCK, ids=lambda block: block["type"])
def test_whatever_field_the_schema_requires_so_do_we(schema: dict[str, Any], block: Json) -> None:
    for name in block:
        less = {key: value for key, value in block.items() if key != name}
        if name != "type" and not agrees(schema, less):
            assert not sound(less), f"{block['type']} without {name}"


@pytest.mark.parametrize("element", ELEMENTS_IN_ACTIONS, ids=lambda element: element["type"])
def test_elements_of_actions_blocks(schema: dict[str, Any], element: Json) -> None:
    block = actions(element)
    assert agrees(schema, block)
    assert sound(block), message_problems([block])
    assert not sound(actions({**element, "surprise": 1}))
    assert not agrees(schema, actions({**element, "surprise": 1}))


@pytest.mark.parametrize("element", ELEMENTS_IN_INPUT, ids=lambda element: element["type"])
def test_elements_of_input_blocks(schema: dict[str, Any], element: Json) -> None:
    block = field("b", element)
    assert agrees(schema, block)
    assert sound(block), message_problems([block])
    for name in element:
        less = field("b", {key: value for key, value in element.items() if key != name})
        if not agrees(schema, less):
            assert not sound(less), f"{element['type']} without {name}"


def test_the_samples_hold_every_element(schema: dict[str, Any]) -> None:
    in_actions = {element["type"] for element in ELEMENTS_IN_ACTIONS}
    assert in_actions == types_of(schema, "ActionsBlockElement")
    in_input = {element["type"] for element in ELEMENTS_IN_INPUT}
    assert in_input == types_of(schema, "InputBlockElement")


@pytest.mark.parametrize("piece", RICH_PIECES, ids=lambda piece: piece["type"])
def test_pieces_of_rich_text(schema: dict[str, Any], piece: Json) -> None:
    part = {"type": "rich_text_section", "elements": [piece]}
    block = {"type": "rich_text", "elements": [part]}
    assert agrees(schema, block)
    assert sound(block), message_problems([block])
