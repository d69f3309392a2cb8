"""What stands behind a status Signed Off: read from a real repository, as the queries do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.app.queries.phases import Queries
from bot.app.queries.release import ReleaseQuery
from bot.app.shared.signoffs import SignoffWatch
from bot.documents.edits import edit_tracker
from bot.documents.policy_file import read_policy
from bot.documents.signoff_rows import rows_of
from bot.documents.tracker_model import TrackerEdit
from bot.githosts.local.host import LocalHost
from bot.githosts.objects import blob_oid
from bot.ports.chat import Chat
from bot.ports.git_host import GitHost, HostUnavailable, Rejected
from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import RecordedApproval, RecordedItem, SignoffRecord, record_path
from bot.readiness.round import Reviewer, Waived, WaiverScope
from bot.readiness.signoffs import Backing, SignoffCheck
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.repository.projects import Project, Projects
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.support.clocks import ShiftedClock
from tests.support.passing import Passing
from tests.support.repository import ANA, BEN, Clone, bare

POLICY = """documents:
  tracker: T.md
people:
  ana: {slack: U0ANA, display: Ana, email: ana@example.com}
  ben: {slack: U0BEN, display: Ben, email: ben@example.com}
roles:
  ops: [ben]
gates:
  defaults: {requires: {ops: 1}, owners: [ana], after: none}
policy:
  waivers: {by: [ops]}
"""
PHASES = """# Readiness

| Phase | Title | Status | Owner |
|---|---|---|---|
| P1 | Vision | Signed Off | ana |
| P2 | Domain | In Progress | ana |
| P3 | Launch | Signed Off | ana |

## Waivers

| Phase | Waives | Reason | By | Until |
|---|---|---|---|---|
"""
P2_OPEN, P2_SIGNED = "| P2 | Domain | In Progress |", "| P2 | Domain | Signed Off |"
DOC = "docs/a.md"
BY = Reviewer("U0BEN", "ben", "Ben", "ben@example.com")
ROUND = "0b5a7c1e-1111-4222-8333-444455556666"


class Breaking(Passing):
    """A host whose history can't be read once it is told so."""

    trouble: Exception | None = None

    def __init__(self, part: Any) -> None:
        super().__init__(part)
        self.read_at: list[str] = []

    async def read(self, commit: str, paths: Any) -> Any:
        self.read_at.append(commit)
        return await self._part.read(commit, paths)

    async def commits_touching(self, *asked: Any) -> Any:
        if self.trouble is not None:
            raise self.trouble
        return await self._part.commits_touching(*asked)


@dataclass
class House:
    """A repository that people push to, and what gatebot says of it."""

    clone: Clone
    host: Breaking
    project: Project
    projects: Projects
    clock: ShiftedClock
    store: SqlStore
    watch: SignoffWatch

    def text(self) -> str:
        return (self.clone.folder / "T.md").read_text()

    def edit(self, old: str, new: str, author: Any = BEN) -> str:
        text = self.text()
        assert text.count(old) == 1
        return self.clone.commit({"T.md": text.replace(old, new).encode()}, author=author)

    async def checks(self) -> Mapping[str, SignoffCheck]:
        return await self.watch.at(await self.projects.at_head(self.project))

    async def check(self, phase: str = "P2") -> SignoffCheck:
        return (await self.checks())[phase]

    async def release(self) -> Any:
        await self.projects.at_head(self.project)
        query = ReleaseQuery(self.store, self.projects, self.watch, self.clock)
        return (await query(self.project)).release

    def sign_off(self, phase: str = "P2", number: int = 1, **more: Any) -> SignoffRecord:
        """Commit a sign-off as gatebot does: record, rows and status at once."""
        record = self.record(phase, number, **more)
        path = record_path("operations/evidence/signoffs", phase, record.correlation_id)
        edit = TrackerEdit(phase, Status.SIGNED_OFF, signoffs=rows_of(record, path))
        words = read_policy(POLICY.encode(), "0" * 40).vocabulary
        tracker = edit_tracker((self.clone.folder / "T.md").read_bytes(), "T.md", words, edit)
        self.clone.commit({"T.md": tracker, path: record_bytes(record)}, f"{phase}: signed off")
        return record

    def record(self, phase: str, number: int, **more: Any) -> SignoffRecord:
        oid = blob_oid((self.clone.folder / DOC).read_bytes())
        at = datetime(2026, 11, 3, 9, number, tzinfo=UTC)
        return replace(
            SignoffRecord(
                project="p", phase=phase, title="Domain", round=number,
                correlation_id=ROUND[:-1] + str(number), requester=replace(BY, email=""),
                requested_at=at, commit="a" * 40, policy_oid="b" * 40,
                evidence=(RecordedItem(Kind.DOC, DOC, (Subject(DOC, oid),)),),
                decisions=(RecordedApproval("ops", replace(BY, email=""), at),),
                gaps=(), before=Status.READY, after=Status.SIGNED_OFF,
            ),
            **more,
        )  # fmt: skip


@pytest.fixture
async def house(tmp_path: Path) -> Any:
    remote = bare(tmp_path / "repo.git")
    clone = Clone(tmp_path / "clone", remote)
    clone.commit({"T.md": PHASES.encode(), DOC: b"A\n"}, "Begin")
    clone.commit({".gatebot.yml": POLICY.encode()}, "Adopt gatebot")
    engine = open_engine(f"sqlite:///{tmp_path}/gatebot.db")
    await migrate(engine)
    clock = ShiftedClock()
    host = Breaking(LocalHost(remote))
    project = Project("p", ("C1",), cast("GitHost", host))
    store = SqlStore(engine, clock)
    yield House(clone, host, project, Projects([project], clock), clock, store, SignoffWatch())
    await engine.dispose()


async def test_what_was_signed_off_before_gatebot_is_named_and_allowed(house: House) -> None:
    house.edit("# Readiness", "# Phase readiness")
    checks = await house.checks()
    assert {c.backing for c in checks.values()} == {Backing.BEFORE_GATEBOT}
    assert list(checks) == ["P1", "P3"]
    assert all(c.holds for c in checks.values())


async def test_a_status_typed_by_hand_is_no_sign_off_and_is_somebodys(house: House) -> None:
    house.edit("# Readiness", "# Phase readiness", ANA)
    commit = house.edit(P2_OPEN, P2_SIGNED, BEN)
    house.edit("# Phase readiness", "# Phases", ANA)
    check = await house.check()
    assert check.backing is Backing.NO_RECORD
    assert check.set_by is not None
    assert (check.set_by.commit, check.set_by.author) == (commit, BEN.name)
    release = await house.release()
    assert not release.go
    assert [c.phase for c in release.broken] == ["P2"]
    assert [c.phase for c in release.before_gatebot] == ["P1", "P3"]


async def test_a_phase_from_before_gatebot_that_was_reopened_needs_a_record(house: House) -> None:
    house.edit("| P1 | Vision | Signed Off |", "| P1 | Vision | In Progress |")
    commit = house.edit("| P1 | Vision | In Progress |", "| P1 | Vision | Signed Off |")
    check = await house.check("P1")
    assert check.backing is Backing.NO_RECORD
    assert check.set_by is not None
    assert check.set_by.commit == commit


async def test_a_phase_that_came_in_signed_off_has_no_record(house: House) -> None:
    row = "| P3 | Launch | Signed Off | ana |\n"
    commit = house.edit(row, f"{row}| P4 | Ops | Signed Off | ana |\n")
    check = await house.check("P4")
    assert check.backing is Backing.NO_RECORD
    assert check.set_by is not None
    assert check.set_by.commit == commit


async def test_a_recorded_sign_off_holds_until_its_evidence_changes(house: House) -> None:
    house.sign_off()
    check = await house.check()
    assert (check.backing, check.changes, check.holds) == (Backing.RECORDED, (), True)
    house.clone.commit({DOC: b"B\n"})
    check = await house.check()
    assert [c.name for c in check.changes] == [DOC]
    assert not check.holds
    house.sign_off(number=2)  # affirmed
    assert (await house.check()).holds


async def test_the_newest_record_counts_wherever_its_row_stands(house: House) -> None:
    house.sign_off()
    house.clone.commit({DOC: b"B\n"})
    house.sign_off(number=2)
    lines = house.text().splitlines(keepends=True)
    first, second = (
        next(n for n, li in enumerate(lines) if f"{ROUND[:-1]}{r}" in li) for r in "12"
    )
    lines[first], lines[second] = lines[second], lines[first]
    house.clone.commit({"T.md": "".join(lines).encode()})
    assert (await house.check()).holds


def missing(house: House, path: str) -> None:
    house.clone.commit({path: None})


def unreadable(house: House, path: str) -> None:
    house.clone.commit({path: b"{}"})


def of_another_phase(house: House, path: str) -> None:
    house.clone.commit({path: record_bytes(house.record("P3", 1))})


def by_somebody_else(house: House, _: str) -> None:
    house.edit("| Ben (ben) |", "| Ana (ana) |")


@pytest.mark.parametrize(
    ("tamper", "backing"),
    [
        (missing, Backing.RECORD_MISSING),
        (unreadable, Backing.RECORD_INVALID),
        (of_another_phase, Backing.RECORD_INVALID),
        (by_somebody_else, Backing.RECORD_INVALID),
    ],
)
async def test_a_record_that_does_not_bear_its_rows_out_is_no_sign_off(
    house: House, tamper: Callable[[House, str], None], backing: Backing
) -> None:
    record = house.sign_off()
    path = record_path("operations/evidence/signoffs", "P2", record.correlation_id)
    tamper(house, path)
    check = await house.check()
    assert (check.backing, check.record) == (backing, path)
    assert not (await house.release()).go


async def test_a_row_that_borrows_the_record_of_another_phase_is_no_sign_off(house: House) -> None:
    house.sign_off()
    row = next(line for line in house.text().splitlines() if ROUND[:-1] in line)
    house.edit(f"{row}\n", f"{row}\n{row.replace('| P2 |', '| P1 |', 1)}\n")
    check = await house.check("P1")
    assert check.backing is Backing.RECORD_INVALID
    assert (await house.check("P2")).holds


async def test_a_phase_that_is_spelled_otherwise_since_keeps_its_record(house: House) -> None:
    house.sign_off()
    house.edit("| P2 | Domain |", "| Phase 2 | Domain |")
    checks = await house.checks()
    assert all(check.holds for check in checks.values())
    assert Backing.RECORDED in {check.backing for check in checks.values()}


async def test_a_tracker_that_moved_takes_its_sign_offs_along(house: House) -> None:
    house.sign_off()
    text = house.text()
    policy = POLICY.replace("T.md", "docs/T.md").encode()
    moved = {"T.md": None, "docs/T.md": text.encode(), ".gatebot.yml": policy}
    house.clone.commit(moved, "Move the tracker")
    assert all(check.holds for check in (await house.checks()).values())
    forged = text.replace("| P3 | Launch |", "| P5 | More | Signed Off | ana |\n| P3 | Launch |")
    commit = house.clone.commit({"docs/T.md": forged.encode()}, author=BEN)
    check = await house.check("P5")
    assert check.set_by is not None
    assert check.set_by.commit == commit


async def test_who_signed_by_hand_is_found_across_a_move(house: House) -> None:
    commit = house.edit(P2_OPEN, P2_SIGNED, BEN)
    policy = POLICY.replace("T.md", "docs/T.md").encode()
    moved = {"T.md": None, "docs/T.md": house.text().encode(), ".gatebot.yml": policy}
    house.clone.commit(moved, "Move the tracker", ANA)
    check = await house.check()
    assert check.set_by is not None
    assert check.set_by.commit == commit


async def test_a_waiver_that_ran_out_takes_the_sign_off_back_until_it_is_renewed(
    house: House,
) -> None:
    today = house.clock.now().date()
    ended, later = (today - timedelta(days=1)).isoformat(), (today + timedelta(days=9)).isoformat()
    waived = Waived(WaiverScope.ROLE, "ops", "No change", "Ben", ended)
    house.sign_off(waivers=(waived,))
    check = await house.check()
    assert (check.ended, check.holds) == ((waived,), False)
    assert not (await house.release()).go
    head = "| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n"
    house.edit(head, f"{head}| P2 | ops | Still none | ben | {later} |\n")
    assert (await house.check()).holds


async def test_a_policy_that_came_before_its_tracker_starts_with_the_tracker(
    tmp_path: Path,
) -> None:
    remote = bare(tmp_path / "repo.git")
    clone = Clone(tmp_path / "clone", remote)
    clone.commit({".gatebot.yml": POLICY.encode()})
    clone.commit({"T.md": PHASES.encode()})
    commit = clone.commit({"T.md": PHASES.replace(P2_OPEN, P2_SIGNED).encode()})
    project = Project("p", ("C1",), LocalHost(remote))
    projects = Projects([project], ShiftedClock())
    checks = await SignoffWatch().at(await projects.at_head(project))
    assert checks["P1"].backing is Backing.BEFORE_GATEBOT
    assert checks["P2"].set_by is not None
    assert checks["P2"].set_by.commit == commit


@pytest.mark.parametrize(
    "trouble", [HostUnavailable("The host is down."), Rejected("Not allowed.", "Ask an admin.")]
)
async def test_what_the_host_can_not_tell_is_said_and_is_a_no_go(
    house: House, trouble: Exception
) -> None:
    house.edit("| P2 | Domain | In Progress | ana |\n", "")
    assert [c.backing for c in (await house.release()).broken] == []
    house.host.trouble = trouble
    watch = SignoffWatch()
    house.watch = watch
    release = await house.release()
    assert not release.go
    assert {c.backing for c in release.broken} == {Backing.UNKNOWN}
    house.host.trouble = None
    assert (await house.release()).go


async def test_the_past_of_a_repository_is_read_once(house: House) -> None:
    house.edit(P2_OPEN, P2_SIGNED)
    await house.check()
    house.host.read_at.clear()
    house.clone.commit({"README.md": b"Hello\n"})
    await house.check()
    head = (await house.projects.at_head(house.project)).commit
    assert set(house.host.read_at) <= {head}


async def test_the_board_the_phase_and_its_history_say_it(house: House) -> None:
    house.edit(P2_OPEN, P2_SIGNED)
    await house.projects.at_head(house.project)
    queries = Queries(house.store, house.projects, cast("Chat", None), house.clock, house.watch)
    board = await queries.board(house.project)
    marks = {row.phase.id: row.signoff.backing for row in board.rows if row.signoff}
    assert marks == {
        "P1": Backing.BEFORE_GATEBOT,
        "P2": Backing.NO_RECORD,
        "P3": Backing.BEFORE_GATEBOT,
    }
    history = await queries.history(house.project, "P2")
    assert history.signoff is not None
    assert history.signoff.backing is Backing.NO_RECORD
