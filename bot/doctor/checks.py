"""What a check found: fine, worth a look, or to be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended. Only FAIL keeps gatebot from doing its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `said` is a whole sentence; `mend`, unless OK, says what helps.

    `section` groups checks for people; `name` tells programs what was looked at.
    """

    section: str
    name: str
    state: State
    said: str
    mend: str = ""


class Section:
    """Collects the checks of one section, in the order they are made."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.checks: list[Check] = []

    def ok(self, name: str, said: str) -> None:
        """Add what is in order."""
        self.checks.append(Check(self.title, name, State.OK, said))

    def warn(self, name: str, said: str, mend: str) -> None:
        """Add what is worth a look, though gatebot can work."""
        self.checks.append(Check(self.title, name, State.WARN, said, mend))

    def fail(self, name: str, said: str, mend: str) -> None:
        """Add what has to be mended."""
        self.checks.append(Check(self.title, name, State.FAIL, said, mend))


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 where nothing failed, else 1."""
    return int(any(check.state is State.FAIL for check in checks))
