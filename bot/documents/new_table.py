"""A table that a tracker does not have yet: under its heading, or at the end of the file."""

from collections.abc import Sequence

from bot.documents.blocks import Fence, Heading, Paragraph
from bot.documents.cells import plain_text
from bot.documents.markdown import Page, parse
from bot.documents.source import Splice


def append_table(
    page: Page, headings: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Splice:
    """Return the splice that writes a new table with these headers and cells (Markdown).

    It goes under the first heading that is called as one of `headings`; where there is none, at
    the end of the file under a new one. Raises DocumentError where the end of the file is inside
    a code block or a comment.
    """
    lines = [_row(columns), "|" + "---|" * len(columns), *(_row(row) for row in rows)]
    words = {heading.casefold() for heading in headings}
    for block in page.blocks:
        if isinstance(block, Heading) and plain_text(block.raw).casefold() in words:
            return _under(page, block, lines)
    return append_at_end(page, [f"## {headings[0]}", "", *lines])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _under(page: Page, heading: Heading, lines: list[str]) -> Splice:
    source = page.source
    crowded = heading.end < len(source.starts) and source.line(heading.end).strip()
    return source.insert_after(heading.end - 1, ["", *lines, *([""] if crowded else [])])


def append_at_end(page: Page, lines: list[str]) -> Splice:
    """Return the splice that writes lines at the end of the file, after an empty one.

    Raises DocumentError where the end of the file is inside a code block or a comment.
    """
    _refuse_open_end(page)
    source = page.source
    newline = source.newline_after(0)
    closed = source.text.endswith(("\n", "\r"))
    last = source.line(len(source.starts) - (2 if closed and len(source.starts) > 1 else 1))
    gap = newline * ((not closed) + bool(last.strip()))
    at = len(source.text)
    return Splice(at, at, gap + newline.join(lines) + (newline if closed else ""))


def _refuse_open_end(page: Page) -> None:
    """Raise DocumentError where a line written at the end would not be running text."""
    after = parse(f"{page.source.text}\n\nend".encode(), page.path).blocks[-1]
    if not isinstance(after, Paragraph):
        line = after.line if isinstance(after, Fence) else 0
        raise page.source.error(
            line, "This block is not closed before the end of the file.", "Close it."
        )
