"""`pytest --begin 2027-03-28T00:50Z`: the tests, as they are at another hour of another day.

No test's outcome may depend on when it is run. The clock of the test process is set before anything
is collected, and goes on from there; so is that of a bot that a test starts in a process of its own
(`child_environment`), and of a browser's page. What others keep (Git's own commits) is the
machine's time still.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

_SITE = Path(__file__).with_name("begun")
_AHEAD = "GATEBOT_TESTS_AHEAD"


def pytest_addoption(parser: pytest.Parser) -> None:
    about = "run the tests as if it were this time, in ISO format, UTC if no zone is given"
    parser.addoption("--begin", metavar="TIME", type=datetime.fromisoformat, help=about)


def pytest_configure(config: pytest.Config) -> None:
    begin: datetime | None = config.getoption("--begin")
    if begin is None:
        return
    begin = begin if begin.tzinfo else begin.replace(tzinfo=UTC)
    os.environ[_AHEAD] = str((begin - datetime.now(UTC)).total_seconds())
    clock = time_machine.travel(begin, tick=True)
    clock.start()
    config.add_cleanup(clock.stop)


def begins_elsewhere() -> bool:
    """Tell whether the tests run by another clock than the machine's."""
    return _AHEAD in os.environ


def child_environment(python_path: str | Path) -> dict[str, str]:
    """Return the variables that give a Python process of a test this path, and the test's clock."""
    if not begins_elsewhere():
        return {"PYTHONPATH": str(python_path)}
    path = os.pathsep.join([str(_SITE), *([str(python_path)] if python_path else [])])
    return {"PYTHONPATH": path, _AHEAD: os.environ[_AHEAD]}


def begin_here() -> None:
    """Give a process that was forked for a test the test's clock."""
    if begins_elsewhere():
        ahead = timedelta(seconds=float(os.environ[_AHEAD]))
        time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
