"""How long a large tracker takes: a file of 1.4 MB with 5,200 rows."""

import time
from collections.abc import Callable
from datetime import date
from typing import Final

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import SignoffRow
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status

PHASES: Final = 2_000
EVIDENCE_ROWS: Final = 3_200
READ_BUDGET_MS: Final = 500
EDIT_BUDGET_MS: Final = 700


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


def _best(run: Callable[[], object], times: int = 5) -> float:
    """Return the milliseconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def measure() -> dict[str, float]:
    """Return the figures: the file's size, and milliseconds to read it and to edit and prove it."""
    data, words = large_tracker(), Vocabulary()
    phase = next(n for n in range(1_000, PHASES) if list(Status)[n % 5] is Status.READY)
    row = SignoffRow(f"P{phase}", "ops", "Ana", "2026-03-01", "0d3f", "signoffs/0d3f.json")
    edit = TrackerEdit(
        phase=f"P{phase}",
        status=Status.SIGNED_OFF,
        add_evidence=(Evidence(Kind.CODE, "bot/x.py"),),
        signoffs=(row,) * 3,
        snapshot=date(2026, 3, 1),
    )
    return {
        "tracker_bytes": float(len(data)),
        "tracker_read_ms": _best(lambda: read_tracker(data, "t.md", words)),
        "tracker_edit_and_proof_ms": _best(lambda: edit_tracker(data, "t.md", words, edit)),
    }


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"{name} {figure:.0f}")  # noqa: T201 - a benchmark prints its figures
