"""JSON of which there is one reading: an object with a member that is there twice is refused.

Readers differ in which of the two they take, so one text could show people green and decide as red.
"""

import json
from collections.abc import Sequence


class DoubledMember(ValueError):
    """An object has two members of one name."""


def read_json(text: str | bytes) -> object:
    """Return a JSON value.

    Raises DoubledMember, another ValueError where the text is no JSON, and RecursionError.
    """
    found: object = json.loads(text, object_pairs_hook=_once)
    return found


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DoubledMember("a member is there twice")
    return found
