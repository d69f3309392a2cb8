"""Rows that earlier releases wrote are read by this one, whatever its classes are called.

`stored_rows.jsonl` holds a row of each stored name, as it was first written. A row there is never
changed: a new stored name, or a new field, gets a row more.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from storage.vocabulary import STORED_AS, decode, encode

ROWS = Path(__file__).with_name("stored_rows.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: json.loads(row)["$"])
def test_a_row_is_read_as_it_was_meant(row: str) -> None:
    raw = json.loads(row)
    value = decode(row, STORED_AS[raw["$"]])
    assert within(raw, json.loads(encode(value))), "something of the row is lost"


def test_each_stored_name_has_a_row() -> None:
    assert STORED_AS.keys() - {json.loads(row)["$"] for row in ROWS} == set()


def within(old: Any, new: Any) -> bool:
    """Tell whether all that an old row says stands in the new one: only fields may have come."""
    if isinstance(old, Mapping):
        return isinstance(new, Mapping) and all(
            key in new and within(item, new[key]) for key, item in old.items()
        )
    if isinstance(old, list):
        return (
            isinstance(new, list)
            and len(old) == len(new)
            and all(within(a, b) for a, b in zip(old, new, strict=True))
        )
    return type(old) is type(new) and bool(old == new)
