"""How the tour is told: numbered steps, who acts, what they are shown, what was checked."""

import textwrap
from collections.abc import Callable
from typing import Final

_WIDTH: Final = 100
_INDENT: Final = "    "
_LABEL: Final = 9  # the longest name and two blanks


class Teller:
    """Writes the tour line by line through `say`, for a terminal of 100 columns."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._number = 0

    @property
    def number(self) -> int:
        """Return the number of the step that is being told, from 1."""
        return self._number

    def step(self, words: str) -> None:
        """Begin a step."""
        self._number += 1
        lead = f"{self._number:>2}  "
        self._say("")
        self._wrapped(words, lead, " " * len(lead))
        self._say("")

    def speech(self, who: str, text: str, aside: str = "") -> None:
        """Show what somebody types or is shown; `aside`: who sees it, or where."""
        self._labelled(who, [f"({aside})"] if aside else [], text.splitlines())

    def git(self, text: str) -> None:
        """Show what happened in the repository."""
        self._labelled("git", [], [text])

    def checked(self, claim: str) -> None:
        """Show what was found to be so."""
        self._wrapped(claim, f"{_INDENT}{'':{_LABEL}}✓ ", f"{_INDENT}{'':{_LABEL}}  ")

    def plain(self, text: str) -> None:
        """Show lines as they are."""
        for line in text.splitlines():
            self._say(f"{_INDENT}{line}".rstrip())

    def last(self, line: str) -> None:
        """Show the line that ends the tour."""
        self._say("")
        self._say(line)

    def _labelled(self, who: str, aside: list[str], lines: list[str]) -> None:
        label = f"{who:<{_LABEL}}"
        for line in [*aside, *lines]:
            self._wrapped(line, f"{_INDENT}{label}│ ", f"{_INDENT}{'':{_LABEL}}│   ")
            label = " " * _LABEL

    def _wrapped(self, text: str, first: str, rest: str) -> None:
        lines = textwrap.wrap(
            text,
            _WIDTH,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines or [first.rstrip()]:
            self._say(line)
