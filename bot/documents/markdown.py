"""Find headings and tables in Markdown by markdown-it's block rules."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1-6, its plain text, its line from 0."""

    level: int
    text: str
    line: int


def headings(text: str) -> list[Heading]:
    """Return the headings of a Markdown text, in order."""
    raise NotImplementedError


def anchors(text: str) -> set[str]:
    """Return the anchors of a Markdown text as GitHub makes them, and explicit `id`s."""
    raise NotImplementedError
