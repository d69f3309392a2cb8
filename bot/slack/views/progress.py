"""The ledger as a timeline, a picture or drawn in text, and in words below it."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from bot.app.api.answers import Progress
from bot.pictures.painted import Painted
from bot.pictures.timeline import TimelineWords, timeline_picture
from bot.readiness.progress import Chart, ChartRow, LandedEntry, Section, by_section, chart
from bot.slack.blocks import as_typed, bullets, line, paragraph, rich_text
from bot.slack.message import Block, Message, Picture
from bot.slack.prose import clipped
from bot.slack.views.render import notification
from bot.slack.words import pictures
from bot.slack.words import progress as words

COLUMNS: Final = 32  # with a section's name beside it, still one line in a narrow window
_SECTIONS: Final = 8
_ENTRIES: Final = 5  # of each section, the newest
_PROBLEMS: Final = 3
_WIDTH: Final = 180
_IN_PICTURE: Final = TimelineWords(
    pictures.LANDED, pictures.NEW, pictures.BETWEEN, pictures.IN_ORDER, words.NO_SECTION
)
_LANDED, _NEW, _BETWEEN, _NONE = "█", "▒", "─", "·"


def progress(given: Progress) -> Message:
    """Return the timeline, and the newest of each section; what is left out is counted."""
    said = words.landed(given)
    blocks = [paragraph(said)]
    picture = None
    if given.entries:
        latest = _of_latest(given.entries)
        picture = _picture(latest, len(blocks))
        blocks += [as_typed(timeline(chart(latest, COLUMNS))), *_sections(given, latest)]
    if not given.since_known:
        blocks.append(paragraph(words.since_unknown()))
    if given.problems:
        lines = [clipped(words.problem(p), _WIDTH * 2) for p in given.problems[:_PROBLEMS]]
        blocks.append(rich_text([line((words.PROBLEMS,)), bullets(lines)]))
        if left := len(given.problems) - len(lines):
            blocks.append(paragraph(words.hidden(left, given.path)))
    return Message(notification(said), (*blocks, paragraph(words.footer(given))), picture)


def _picture(entries: Sequence[LandedEntry], at: int) -> Picture | None:
    """Return the timeline as a picture of the block there."""
    drawing = timeline_picture(entries, _IN_PICTURE)
    if drawing is None:
        return None
    alt = pictures.alt_of_timeline(entries, words.NO_SECTION)
    return Picture(Painted(drawing), pictures.TIMELINE, alt, at, at + 1)


def timeline(given: Chart) -> str:
    """Return the picture in text: a line for each section.

    Its name stands at the end, where the width of its letters doesn't matter.
    """
    ends = ""
    if given.first:
        ends = f"{given.first}{given.last.rjust(given.columns - len(given.first))}\n"
    rows = "\n".join(_row(row, given.columns) for row in given.rows)
    return f"{ends}{rows}\n{words.MARKS}"


def _row(row: ChartRow, columns: int) -> str:
    first, last = min(row.cells), max(row.cells)
    drawn = "".join(_cell(row, at, within=first < at < last) for at in range(columns))
    return f"{drawn} {words.section_name(row.name)} ({row.count})"


def _cell(row: ChartRow, at: int, *, within: bool) -> str:
    if at not in row.cells:
        return _BETWEEN if within else _NONE
    return _LANDED if row.cells[at] else _NEW


def _sections(given: Progress, latest: Sequence[LandedEntry]) -> list[Block]:
    shown = by_section(latest)
    blocks = [_section(section) for section in shown]
    outside = len(given.entries) - len(latest)
    cut = any(len(section.entries) > _ENTRIES for section in shown)
    if outside or (cut and given.path):
        blocks.append(paragraph(words.outside(outside, given.path)))
    return blocks


def _of_latest(entries: Sequence[LandedEntry]) -> Sequence[LandedEntry]:
    """Return the entries of those sections that landed something last, as many as are shown."""
    names = dict.fromkeys(entry.section.casefold() for entry in reversed(entries))
    kept = set(islice(names, _SECTIONS))
    return [entry for entry in entries if entry.section.casefold() in kept]


def _section(section: Section) -> Block:
    newest = section.entries[: -_ENTRIES - 1 : -1]
    lines = [clipped(words.entry(entry), _WIDTH) for entry in newest]
    if left := len(section.entries) - len(lines):
        lines.append(words.more(left))
    return rich_text([line(words.section(section)), bullets(lines)])
