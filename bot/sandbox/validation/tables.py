"""Tables: their rows, columns and cells."""

from __future__ import annotations

from typing import Any

from bot.sandbox.validation.problems import (
    Check,
    boolean,
    by_type,
    every,
    fields,
    items,
    number,
    one_of,
    rule,
    string,
)
from bot.sandbox.validation.rich_text import rich_text
from bot.sandbox.validation.texts import an_id

MOST_ROWS = 100
MOST_COLUMNS = 20
MOST_CHARACTERS = 10_000

_raw_text = fields({"type": one_of("raw_text"), "text": string(MOST_CHARACTERS)})
_raw_number = fields(
    {
        "type": one_of("raw_number"),
        "text": string(MOST_CHARACTERS),
        "value": number(float("-inf"), float("inf"), whole=False),
    }
)
_cell = by_type({"raw_text": _raw_text, "raw_number": _raw_number, "rich_text": rich_text})
_column = fields({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def characters(value: Any) -> int:
    """Count the characters people read in any part of a payload."""
    if isinstance(value, list):
        return sum(characters(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    inner = sum(characters(one) for one in value.values())
    return inner + (len(own) if isinstance(own, str) else 0)


def _even(value: dict[str, Any]) -> bool:
    return len({len(row) for row in value["rows"]}) == 1


def _rows(most: int) -> Check:
    return items(items(_cell, MOST_COLUMNS), most)


_even_rows = rule(_even, "rows must all have the same number of cells")
_readable = rule(
    lambda v: characters(v["rows"]) <= MOST_CHARACTERS,
    f"cells must have less than {MOST_CHARACTERS + 1} characters together",
)
table = every(
    fields(
        {"type": one_of("table"), "rows": _rows(MOST_ROWS)},
        {"block_id": an_id, "column_settings": items(_column, MOST_COLUMNS, 0)},
    ),
    _even_rows,
    _readable,
)
data_table = every(
    fields(
        {"type": one_of("data_table"), "rows": _rows(MOST_ROWS), "caption": string(255)},
        {
            "block_id": an_id,
            "page_size": number(1, 100),
            "row_header_column_index": number(0, MOST_COLUMNS - 1),
        },
    ),
    _even_rows,
    _readable,
)
