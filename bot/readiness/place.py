"""Where something stands in the repository, so that an error can point at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a document, and where a parser knows it the column: both count from 1.

    0 stands for all of the file, or of the line.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(at) for at in (self.line, self.column) if at)])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a document that a person has to mend: where, what is wrong, what to do."""

    place: Place
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} {self.mend}"
