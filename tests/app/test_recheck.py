"""The look before a sign-off is written: what changed is named, thing by thing."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app.shared.auditing import audit_phase
from bot.app.shared.recheck import Void, recheck
from bot.demo.people import INES, JONAS
from bot.demo.repository import DemoRepository
from bot.githosts.local.host import LocalHost
from bot.platform.clock import SystemClock
from bot.ports.card import Brief
from bot.ports.errors import Unavailable
from bot.readiness.events import LISTED, Change, Voided
from bot.readiness.evidence import Audit, Verdict
from bot.readiness.phase import Phase
from bot.readiness.round import Reviewer, Round, RoundState, Terms
from bot.readiness.rounds import Asking, open_round
from bot.readiness.status import Status
from bot.repository.projects import Project, Projects, Snapshot

TRACKER = "doc/Phase_Readiness_Tracker.md"
ERD = "architecture/ERD.md"
ROW = "| P4 | ERD and Persistence Model | {} | ines |"
ASKER = Reviewer(INES.slack, INES.name, INES.display)


@dataclass
class Look:
    """A round approved on what was read first, and the repository it was read from."""

    repository: DemoRepository
    projects: Projects
    project: Project
    review: Round
    brief: Brief

    async def now(self) -> tuple[Audit, Snapshot, Phase]:
        snapshot = await self.projects.at_head(self.project)
        phase = snapshot.phase("P4")
        return await audit_phase(snapshot, phase), snapshot, phase

    async def again(self) -> tuple[Status, Status]:
        return recheck(self.review, self.brief, *await self.now())

    async def void(self) -> Voided:
        with pytest.raises(Void) as caught:
            await self.again()
        return caught.value.event


@pytest.fixture
async def look(mended: Path, tmp_path: Path) -> Look:
    path = tmp_path / "repo.git"
    shutil.copytree(mended, path, symlinks=True)
    repository = DemoRepository(path)
    swap = (ROW.format("In Progress"), ROW.format("Ready for Signoff"))
    await repository.edit(INES, "Ask", TRACKER, swap)
    project = Project("demo", ("C0P4RELEASE",), LocalHost(path))
    projects = Projects([project], SystemClock())
    snapshot = await projects.at_head(project)
    phase = snapshot.phase("P4")
    audit = await audit_phase(snapshot, phase)
    asking = Asking("r1", "demo", 1, ASKER, snapshot.at)
    review = open_round(asking, phase, audit, Terms(()), (ASKER,))
    brief = Brief(audit, (), "C0P4RELEASE", status=Status.READY)
    return Look(repository, projects, project, replace(review, state=RoundState.APPROVED), brief)


async def test_nothing_changed(look: Look) -> None:
    assert await look.again() == (Status.READY, Status.SIGNED_OFF)


async def test_a_file_that_changed_is_named_with_both_contents(look: Look) -> None:
    before = {s.name: s.oid for f in look.brief.audit.findings for s in f.subjects}
    text = await look.repository.text(ERD) or ""
    await look.repository.human_commit(JONAS, "Reword", {ERD: text + "More.\n"})
    event = await look.void()
    (change,) = event.changes
    assert (change.name, change.before) == (ERD, before[ERD])
    assert change.after not in {"", before[ERD]}
    assert event.failing == ()
    assert event.status == ""


async def test_a_file_that_is_gone_is_named_and_its_item_fails(look: Look) -> None:
    await look.repository.human_commit(JONAS, "Drop", {ERD: None})
    event = await look.void()
    (change,) = event.changes
    assert (change.name, change.after) == (ERD, "")
    assert [f.evidence.reference for f in event.failing] == [f"{ERD}#invariants"]


async def test_a_policy_that_changed_is_named_by_its_blobs(look: Look) -> None:
    await look.repository.edit(JONAS, "Wait longer", ".gatebot.yml", ("drift: fail", "drift: warn"))
    event = await look.void()
    assert [c.name for c in event.changes] == [".gatebot.yml"]
    assert event.changes[0].before == look.review.policy_oid


CODE_ROW = "| P4 | code | db_schema_v1.sql | the schema of record |\n"


async def test_a_row_that_was_added_is_named(look: Look) -> None:
    more = CODE_ROW + "| P4 | doc | README.md | |\n"
    await look.repository.edit(JONAS, "Add", TRACKER, (CODE_ROW, more))
    assert (await look.void()).changes == (Change("doc README.md", "", LISTED),)


async def test_a_row_that_was_removed_is_named(look: Look) -> None:
    await look.repository.edit(JONAS, "Remove", TRACKER, (CODE_ROW, ""))
    assert (await look.void()).changes == (Change("code db_schema_v1.sql", LISTED, ""),)


async def test_a_row_that_was_removed_does_not_hide_a_change_of_another(look: Look) -> None:
    await look.repository.edit(JONAS, "Remove", TRACKER, (CODE_ROW, ""))
    text = await look.repository.text(ERD) or ""
    await look.repository.human_commit(JONAS, "Reword", {ERD: text + "More.\n"})
    assert {c.name for c in (await look.void()).changes} == {ERD, "code db_schema_v1.sql"}


async def test_a_row_whose_kind_alone_changed_is_not_let_through_unnamed(look: Look) -> None:
    as_doc = CODE_ROW.replace("code", "doc")
    await look.repository.edit(JONAS, "Call it a doc", TRACKER, (CODE_ROW, as_doc))
    assert (await look.void()).changes == (
        Change("code db_schema_v1.sql", LISTED, ""),
        Change("doc db_schema_v1.sql", "", LISTED),
    )


async def test_a_row_that_is_there_twice_is_not_let_through_unnamed(look: Look) -> None:
    await look.repository.edit(JONAS, "Say it twice", TRACKER, (CODE_ROW, CODE_ROW * 2))
    event = await look.void()
    assert event.changes


@pytest.mark.parametrize("status", ["In Progress", "Signed Off", "Completed (Doc Baseline)", "Rdy"])
async def test_a_status_that_moved_is_named(look: Look, status: str) -> None:
    swap = (ROW.format("Ready for Signoff"), ROW.format(status))
    await look.repository.edit(JONAS, "Move", TRACKER, swap)
    event = await look.void()
    assert event.status == status
    assert event.changes == ()


async def test_a_round_from_before_the_status_was_kept_still_lands(look: Look) -> None:
    look.brief = replace(look.brief, status=None)
    assert await look.again() == (Status.READY, Status.SIGNED_OFF)


async def test_a_predecessor_that_fell_back_is_named(look: Look) -> None:
    row = "| P3 | API Contracts OpenAPI + AsyncAPI | {} | mei |"
    swap = (row.format("Completed (Doc Baseline)"), row.format("In Progress"))
    await look.repository.edit(JONAS, "Open it", TRACKER, swap)
    event = await look.void()
    assert len(event.waits_for) == 1
    assert event.changes == ()


async def test_what_can_not_be_judged_now_is_looked_at_later(look: Look) -> None:
    audit, snapshot, phase = await look.now()
    unsure = replace(audit.findings[0], verdict=Verdict.UNKNOWN, sentence="The host is busy.")
    cloudy = replace(audit, findings=(unsure, *audit.findings[1:]))
    with pytest.raises(Unavailable, match="busy"):
        recheck(look.review, look.brief, cloudy, snapshot, phase)


async def test_an_edit_of_something_else_changes_nothing(look: Look) -> None:
    await look.repository.human_commit(JONAS, "Reword", {"README.md": "Hello.\n"})
    assert await look.again() == (Status.READY, Status.SIGNED_OFF)
