"""Where something stands in the repository, so that an error can point at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a document; `line` counts from 1, 0 stands for the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a document that a person has to mend: where, what is wrong, what to do."""

    place: Place
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} {self.mend}"
