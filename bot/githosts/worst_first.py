"""What a host says of a commit's CI, in the order in which it counts: without any I/O."""

from collections.abc import Hashable, Iterable
from typing import Final

from bot.ports.git_host import CiRun, CiState

_WORST_FIRST: Final = {CiState.RED: 0, CiState.RUNNING: 1, CiState.GREEN: 2}


def worst_first(
    keyed: Iterable[tuple[Hashable, CiRun]], *, numbered: bool = True
) -> tuple[CiRun, ...]:
    """Return runs so that the first is never greener than the commit.

    A key says which job (context, pipeline) a run is one of; its newest run counts, and replaces
    the others. What counts comes first, red before running before green; then what was replaced,
    the newest first. `numbered`: of two at the same moment the higher id is the newer, not the
    later one.
    """
    later_first = list(keyed)[::-1]
    by_time = sorted(
        later_first, key=lambda each: (each[1].at, numbered and _number(each[1].id)), reverse=True
    )
    newest: dict[Hashable, CiRun] = {}
    for key, run in by_time:
        newest.setdefault(key, run)
    leading = sorted(newest.values(), key=lambda run: _WORST_FIRST[run.state])
    replaced = [run for key, run in by_time if newest[key] is not run]
    return (*leading, *replaced)


def worse(one: CiRun, other: CiRun) -> CiRun:
    """Return the worse of two runs, the first where they are alike."""
    return min(one, other, key=lambda run: _WORST_FIRST[run.state])


def _number(name: str) -> tuple[int, str]:
    """Return what orders the ids of runs at the same moment: hosts number them."""
    digits = name.removeprefix("status-")
    return (int(digits) if digits.isdecimal() else 0, name)
