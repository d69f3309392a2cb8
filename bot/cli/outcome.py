"""How a command ends: exit codes for pipelines, and an error as one line."""

from enum import IntEnum

from bot.cli.output import say_wrong


class Exit(IntEnum):
    """The exit codes, the same for every command."""

    OK = 0
    FAILED = 1  # it ran, and what it looked at is not as it should be
    USAGE = 2  # the arguments or settings can't be used
    UNAVAILABLE = 3  # something outside can't be reached: try again later
    BEYOND_BOUNDS = 4  # a repository holds more than is looked at: see what was pushed
    INTERRUPTED = 130


def complain(*lines: str) -> None:
    """Say on stderr what went wrong, a line each."""
    for line in lines:
        say_wrong(f"gatebot: {line}")
