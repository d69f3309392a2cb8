"""`gatebot verify` on a history of 2,000 commits, a tenth of which touch the tracker."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.signoff_rows import rows_of
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import RecordedApproval, RecordedItem, SignoffRecord, record_path
from bot.readiness.round import Reviewer
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from tests.bench.report import Figure
from tests.support.repository import bare, git
from tests.verify.tampering import FOLDER, Copy

COMMITS: Final = 2_000
PHASES: Final = 40
RUNS: Final = 5
TRACKER: Final = "tracker.md"
WHEN: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE: Final = {
    name: Reviewer(f"U0{name.upper()}", name, name.title()) for name in ("dana", "ann")
}
POLICY: Final = """\
documents: {tracker: tracker.md}
people:
  dana: {slack: U0DANA, display: Dana}
  ann: {slack: U0ANN, display: Ann}
roles: {ops: [ann]}
gates: {defaults: {owners: [dana], requires: {ops: 1}, after: none}}
policy: {drift: fail}
"""


def measure() -> Iterable[Figure]:
    """Return the time of the whole command, the median of several."""
    with TemporaryDirectory(prefix="gatebot-bench-") as folder:
        repository = _history(Path(folder) / "repo.git")
        taken = [_run(repository) for _ in range(RUNS)]
    yield Figure(
        f"verify {COMMITS:,} commits with {PHASES} sign-offs",
        statistics.median(taken),
        "s",
        "the clock, from the start of the process to its end",
        aim=3.0,
        better="lower",
    )


def _run(repository: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "bot", "verify", "--repo", str(repository)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert f"{PHASES} of {PHASES} sign-offs verified, 0 failures." in done.stdout
    return time.perf_counter() - start


def _history(path: Path) -> Path:
    """Make the repository: each phase is started, worked on, put up and signed off in turn."""
    copy = Copy(bare(path), None)
    empty = git(path, "hash-object", "-t", "tree", "-w", "--stdin")
    rows = "".join(f"| P{n} | Phase {n} | Not Started | dana |\n" for n in range(PHASES))
    items = "".join(f"| P{n} | doc | docs/{n}.md | |\n" for n in range(PHASES))
    tracker = (
        f"# Gates\n\n| Phase | Title | Status | Owner |\n|---|---|---|---|\n{rows}\n"
        f"| Phase | Kind | Reference | Note |\n|---|---|---|---|\n{items}"
    )
    files = {f"docs/{n}.md": f"# Phase {n}\n" for n in range(PHASES)}
    start = {".gatebot.yml": POLICY, TRACKER: tracker, **files}
    head = copy.commit(start, tree=empty, parents=[])
    for number in range(PHASES):
        head = _phase(copy, head, number, COMMITS // PHASES - (number == 0))
    git(path, "update-ref", "refs/heads/main", head)
    assert git(path, "rev-list", "--count", "main") == str(COMMITS)
    return path


def _phase(copy: Copy, head: str, number: int, commits: int) -> str:
    phase = f"P{number}"
    code: list[dict[str, str | None]] = [
        {f"src/{number}_{at % 7}.py": f"AT = {at}\n"} for at in range(commits - 4)
    ]
    pinned = head
    for status in (Status.IN_PROGRESS, Status.READY):
        edit = TrackerEdit(phase, status=status)
        work = {"CHANGES": f"{phase} {status}\n"}
        pinned, head = copy.chain([{TRACKER: _edited(copy, head, edit)}, work], head)
    oid, policy = git(
        copy.path, "rev-parse", f"{head}:docs/{number}.md", f"{head}:.gatebot.yml"
    ).split()
    record = _record(number, pinned, policy, Subject(f"docs/{number}.md", oid))
    path = record_path(FOLDER, phase, record.correlation_id)
    edit = TrackerEdit(phase, status=Status.SIGNED_OFF, signoffs=rows_of(record, path))
    files: dict[str, str | None] = {path: record_bytes(record).decode()}
    return copy.chain([files | {TRACKER: _edited(copy, head, edit)}, *code[1:]], head)[-1]


def _edited(copy: Copy, head: str, edit: TrackerEdit) -> str:
    return edit_tracker(copy.text(TRACKER, head).encode(), TRACKER, Vocabulary(), edit).decode()


def _record(number: int, commit: str, policy: str, subject: Subject) -> SignoffRecord:
    return SignoffRecord(
        project="bench",
        phase=f"P{number}",
        title=f"Phase {number}",
        round=1,
        correlation_id=f"00000000-0000-4000-8000-{number:012}",
        requester=PEOPLE["dana"],
        requested_at=WHEN,
        commit=commit,
        policy_oid=policy,
        evidence=(RecordedItem(Kind.DOC, subject.name, (subject,)),),
        decisions=(RecordedApproval("ops", PEOPLE["ann"], WHEN),),
        gaps=(),
        before=Status.READY,
        after=Status.SIGNED_OFF,
    )
