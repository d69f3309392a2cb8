"""A document's text with its lines, and splices that leave every other byte alone."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.documents.problems import DocumentError, ProofFailed
from bot.readiness.place import Place, Problem

# Not str.splitlines(): it also splits on form feeds and U+2028, which Markdown does not.
_NEWLINE: Final = re.compile(r"\r\n?|\n")
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Replace `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded document. `starts[i]` and `ends[i]` enclose line i (from 0) without its newline."""

    path: str
    text: str
    bom: bool
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def line(self, number: int) -> str:
        """Return line `number` (from 0) without its newline."""
        return self.text[self.starts[number] : self.ends[number]]

    def place(self, number: int) -> Place:
        """Return the place of line `number` (from 0), as people count."""
        return Place(self.path, number + 1)

    def newline_after(self, number: int) -> str:
        """Return the newline that ends line `number`, or what the file uses elsewhere."""
        for line in (number, number - 1, 0):
            if 0 <= line < len(self.ends) - 1:
                return self.text[self.ends[line] : self.starts[line + 1]]
        return "\n"

    def insert_after(self, number: int, lines: Iterable[str]) -> Splice:
        """Return the splice that puts new lines after line `number`.

        A file without a final newline stays without one.
        """
        newline, at = self.newline_after(number), self.ends[number]
        return Splice(at, at, "".join(newline + line for line in lines))

    def delete_lines(self, first: int, end: int) -> Splice:
        """Return the splice that removes lines `first` to before `end`, newlines included.

        Of the last lines of a file without a final newline, the newline before them goes instead.
        """
        if end < len(self.starts):
            return Splice(self.starts[first], self.starts[end], "")
        return Splice(self.ends[first - 1] if first else 0, self.ends[end - 1], "")

    def last_before(self, end: int) -> int:
        """Return the number of the last line before line `end` that is not blank; there is one."""
        return next(number for number in reversed(range(end)) if self.line(number).strip())

    def line_at(self, offset: int) -> int:
        """Return the number (from 0) of the line that holds this character."""
        return bisect_right(self.starts, offset) - 1

    def error(self, number: int, wrong: str, mend: str) -> DocumentError:
        """Return an error that points at line `number` (from 0)."""
        return DocumentError(Problem(self.place(number), wrong, mend))


def decode(data: bytes, path: str) -> Source:
    """Decode a document. Raises DocumentError, naming the line, where it is not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(_NEWLINE.findall(data[: error.start].decode("utf-8"))) + 1
        wrong = f"The byte 0x{data[error.start]:02x} is not UTF-8."
        raise DocumentError(Problem(Place(path, line), wrong, "Save the file as UTF-8.")) from error
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    breaks = [match.span() for match in _NEWLINE.finditer(text)]
    return Source(
        path=path,
        text=text,
        bom=bom,
        starts=(0, *(end for _, end in breaks)),
        ends=(*(start for start, _ in breaks), len(text)),
    )


def splice(source: Source, splices: Iterable[Splice]) -> bytes:
    """Apply the splices; splices at the same point are applied in the order given.

    Raises ProofFailed where two of them overlap: that is a mistake of the caller.
    """
    pieces: list[str] = []
    at = 0
    for one in sorted(splices, key=lambda s: (s.start, s.end)):
        if one.start < at:
            raise ProofFailed(f"Two splices of {source.path} overlap at character {one.start}.")
        pieces += [source.text[at : one.start], one.new]
        at = one.end
    text = "".join([*pieces, source.text[at:]])
    return (_BOM + text if source.bom else text).encode("utf-8")
