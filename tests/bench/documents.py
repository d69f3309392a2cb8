"""How long a large tracker takes: a file of 1.4 MB with 5,200 rows."""

import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from markdown_it import MarkdownIt

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import SignoffRow
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status
from tests.bench.report import TIMES, Figure

PHASES: Final = 2_000
EVIDENCE_ROWS: Final = 3_200
ROUNDS: Final = 7


def large_tracker() -> bytes:
    """Return a tracker of 1.4 MB: 2,000 phases, 3,200 evidence rows, prose, a diagram."""
    statuses = list(Status)
    lines = ["# Readiness", "", "last snapshot 2026-02-24", ""]
    lines += ["| Phase | Title | Status | Owner | Remarks |", "|---|---|---|---|---|"]
    lines += [
        f"| P{n} | Phase {n}, Größe und 表 | {_marked(statuses[n % 5], n)} | ana, bo "
        f"| {'what was said about it ' * 9}|"
        for n in range(PHASES)
    ]
    lines += ["", "```mermaid", "flowchart TB", *(f"  P{n}[x]:::done" for n in range(100)), "```"]
    lines += ["", "## Evidence", "", "| Phase | Kind | Reference | Note |", "|---|---|---|---|"]
    lines += [
        f"| P{n % PHASES} | doc | `architecture/some_area/ERD_{n}.md` "
        f"| a \\| b {'words of a note ' * 13}|"
        for n in range(EVIDENCE_ROWS)
    ]
    return ("\n".join(lines) + "\n").encode()


def _marked(status: Status, number: int) -> str:
    return f"**{status}**" if number % 2 else str(status)


def _edit() -> TrackerEdit:
    phase = next(n for n in range(1_000, PHASES) if list(Status)[n % 5] is Status.READY)
    row = SignoffRow(f"P{phase}", "ops", "Ana", "2026-03-01", "0d3f", "signoffs/0d3f.json")
    return TrackerEdit(
        phase=f"P{phase}",
        status=Status.SIGNED_OFF,
        add_evidence=(Evidence(Kind.CODE, "bot/x.py"),),
        signoffs=(row,) * 3,
        snapshot=date(2026, 3, 1),
    )


def _ms(run: Callable[[], object]) -> float:
    # The processor's time, not the wall's: nothing here waits, and others may be using the machine.
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def measure() -> Iterable[Figure]:
    """Return the ratio to a parse by markdown-it, and the milliseconds of each part."""
    data, words, edit = large_tracker(), Vocabulary(), _edit()
    text = data.decode()
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    turns: list[tuple[float, float, float]] = [
        (
            _ms(lambda: markdown.parse(text)),
            _ms(lambda: read_tracker(data, "t.md", words)),
            _ms(lambda: edit_tracker(data, "t.md", words, edit)),
        )
        for _ in range(ROUNDS + 1)
    ][1:]
    # Others on the machine only ever add: a time by itself is best told by the fastest run.
    parsed, read, edited = (min(part) for part in zip(*turns, strict=True))
    ratio = statistics.median((read + edited) / parsed for parsed, read, edited in turns)
    size = f"{len(data) / 1e6:.1f} MB, {PHASES + EVIDENCE_ROWS:,} rows"
    return [
        _figure(
            "tracker, read + edit + proof",
            (ratio, 1.3),
            TIMES,
            f"one block-level markdown-it parse of it, {parsed:.0f} ms; {size}",
        ),
        _figure("tracker, read", (read, 500), "ms", f"the processor's clock; {size}"),
        _figure("tracker, edit + proof", (edited, 700), "ms", f"the processor's clock; {size}"),
    ]


def _figure(name: str, value_and_aim: tuple[float, float], unit: str, against: str) -> Figure:
    value, aim = value_and_aim
    return Figure(name, value, unit, against, aim, better="lower")
