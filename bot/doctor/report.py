"""Checks as people and programs read them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Final

from bot.doctor.checks import Check, State, exit_code

_MARKS: Final = {State.OK: "ok", State.WARN: "??", State.FAIL: "!!"}
_COLOURS: Final = {State.OK: "\x1b[32m", State.WARN: "\x1b[33m", State.FAIL: "\x1b[1;31m"}
_PLAIN: Final = "\x1b[0m"


def report(checks: Sequence[Check], *, colour: bool) -> str:
    """Return the checks for a terminal, a line each under their sections, and a line of sums.

    `ok` is in order, `??` worth a look, `!!` to be fixed; what to do stands at the line's end.
    """
    lines: list[str] = []
    for title, found in groupby(checks, lambda check: check.section):
        lines += [_one_line(title), *(_line(check, colour=colour) for check in found), ""]
    return "\n".join([*lines, _sums(checks)])


def to_json(checks: Sequence[Check]) -> str:
    """Return `{"ok": …, "checks": [{"section", "name", "state", "said", "mend"}]}`, indented."""
    whole = {"ok": exit_code(checks) == 0, "checks": [asdict(check) for check in checks]}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _line(check: Check, *, colour: bool) -> str:
    mark = _MARKS[check.state]
    if colour:
        mark = f"{_COLOURS[check.state]}{mark}{_PLAIN}"
    return f"{mark}  {_one_line(f'{check.said} {check.mend}')}"


def _one_line(text: str) -> str:
    """Return the text without what moves a terminal's cursor; it may come from a document."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sums(checks: Sequence[Check]) -> str:
    count = {state: sum(check.state is state for check in checks) for state in State}
    if not count[State.FAIL] and not count[State.WARN]:
        return f"All {count[State.OK]} checks are in order."
    return (
        f"{count[State.FAIL]} to fix, {count[State.WARN]} worth a look, {count[State.OK]} in order."
    )
