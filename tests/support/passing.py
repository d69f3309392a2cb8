"""A part that passes everything through to the real one: the base of parts that watch or break."""

from typing import Any


class Passing:
    """Does what the real part does, except where a subclass steps in."""

    def __init__(self, part: Any) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)
