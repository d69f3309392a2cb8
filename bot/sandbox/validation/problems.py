"""The grammar of checks: each is a function from a value and its place to its problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where, as a JSON pointer."""

    pointer: str
    sentence: str

    def __str__(self) -> str:
        """Return the line Slack would put into `response_metadata.messages`."""
        return f"[ERROR] {self.sentence} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], list[Problem]]


def string(most: int, least: int = 1) -> Check:
    """Check for a string of `least` to `most` characters."""

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, str):
            return [Problem(at, "must provide a string")]
        if len(value) < least:
            return [Problem(at, f"must be more than {least - 1} characters")]
        if len(value) > most:
            return [Problem(at, f"must be less than {most + 1} characters")]
        return []

    return check


def one_of(*allowed: Any) -> Check:
    """Check for one of a closed set of values."""

    def check(value: Any, at: str) -> list[Problem]:
        return [] if value in allowed else [Problem(at, f"must be a valid enum value: {value!r}")]

    return check


def boolean(value: Any, at: str) -> list[Problem]:
    """Check for true or false."""
    return [] if isinstance(value, bool) else [Problem(at, "must provide a boolean")]


def number(least: float, most: float, *, whole: bool = True) -> Check:
    """Check for a number within bounds."""

    def check(value: Any, at: str) -> list[Problem]:
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            return [Problem(at, "must provide a number")]
        if not least <= value <= most:
            return [Problem(at, f"must be between {least} and {most}")]
        return []

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    """Check for a list of `least` to `most` items, each of which passes `each`."""

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, list):
            return [Problem(at, "must provide an array")]
        if len(value) > most:
            return [Problem(at, f"no more than {most} items allowed")]
        if len(value) < least:
            return [Problem(at, f"no fewer than {least} items allowed")]
        return [bad for place, one in enumerate(value) for bad in each(one, f"{at}/{place}")]

    return check


def fields(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Check for an object with these fields and no others."""
    known = required | (optional or {})

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [Problem(at, "must provide an object")]
        missing = [Problem(at, f"missing required field: {k}") for k in required if k not in value]
        extra = [Problem(at, f"invalid additional property: {k}") for k in value if k not in known]
        inner = [bad for k in known if k in value for bad in known[k](value[k], f"{at}/{k}")]
        return [*missing, *extra, *inner]

    return check


def by_type(kinds: dict[str, Check]) -> Check:
    """Check for an object whose `type` chooses the check for all of it."""

    def check(value: Any, at: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [Problem(at, "must provide an object")]
        if "type" not in value:
            return [Problem(at, "missing required field: type")]
        kind = value["type"]
        if not isinstance(kind, str) or kind not in kinds:
            return [Problem(f"{at}/type", f"unsupported type: {kind}")]
        return kinds[kind](value, at)

    return check


def every(*checks: Check) -> Check:
    """Check that all of `checks` pass; the later ones run only where the earlier did."""

    def check(value: Any, at: str) -> list[Problem]:
        for one in checks:
            if found := one(value, at):
                return found
        return []

    return check


def rule(passes: Callable[[Any], bool], sentence: str) -> Check:
    """Check a rule over a whole object, where its fields are sound already."""

    def check(value: Any, at: str) -> list[Problem]:
        return [] if passes(value) else [Problem(at, sentence)]

    return check
