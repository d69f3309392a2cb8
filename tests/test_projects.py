"""Projects: what a channel follows, and the snapshot that answers are read from."""

import shutil
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.people import JONAS
from bot.demo.repository import DemoRepository
from bot.githosts.local.host import LocalHost
from bot.ports.errors import Fault, Unavailable
from bot.ports.git_host import GitHost, Look
from bot.readiness.refusals import BrokenDocuments, NoProjectHere, NoSuchPhase, Refused
from bot.repository.projects import FRESH_FOR, Project, Projects, nearest_id
from tests.support.clocks import ShiftedClock
from tests.support.passing import Passing

TRACKER = "doc/Phase_Readiness_Tracker.md"
QUEUE = "doc/Agent_Work_Queue.yaml"


class Counting(Passing):
    """Counts how often head is looked at."""

    def __init__(self, host: GitHost) -> None:
        super().__init__(host)
        self.looks = 0

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        self.looks += 1
        found: Look = await self._part.look(paths, since)
        return found


class House:
    """One project on a copy of the demo's repository."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repository = DemoRepository(path)
        self.host = Counting(LocalHost(path))
        self.project = Project("demo", ("C0DEMO",), self.host)
        self.clock = ShiftedClock()
        self.projects = Projects([self.project], self.clock)

    def later(self) -> None:
        """Let what was read become old."""
        self.clock.shift += FRESH_FOR + timedelta(seconds=1)


@pytest.fixture
def house(first_day: Path, tmp_path: Path) -> House:
    path = tmp_path / "repo.git"
    shutil.copytree(first_day, path, symlinks=True)
    return House(path)


def two() -> Projects:
    host = LocalHost(Path("nowhere.git"))
    pair = [Project(name, (channel,), host) for name, channel in (("a", "C0A"), ("b", "C0B"))]
    return Projects(pair, ShiftedClock())


def test_a_channel_has_its_project_and_another_has_none_of_two() -> None:
    projects = two()
    assert projects.of_channel("C0B").name == "b"
    with pytest.raises(Refused) as caught:
        projects.of_channel("C0ELSE")
    assert caught.value.reason == NoProjectHere("C0ELSE", ("C0A", "C0B"))


def test_the_only_project_is_meant_anywhere(house: House) -> None:
    assert house.projects.of_channel("D0DIRECT") is house.project


def test_a_project_that_is_configured_no_more_is_a_fault_with_a_mend() -> None:
    with pytest.raises(Fault) as caught:
        two().named("c")
    assert "gatebot.toml" in caught.value.mend


@pytest.mark.parametrize(
    ("asked", "nearest"), [("p44", "P4"), ("exce", "EXEC"), ("TN-7", "TN-07"), ("zzz", "")]
)
def test_the_nearest_phase_is_suggested(asked: str, nearest: str) -> None:
    assert nearest_id(asked, ("P4", "EXEC", "TN-07")) == nearest


async def test_a_query_reads_again_only_what_is_old(house: House) -> None:
    first = await house.projects.current(house.project)
    assert await house.projects.current(house.project) is first
    assert house.host.looks == 1
    sha = await house.repository.human_commit(JONAS, "Edit", {"README.md": "Hello.\n"})
    house.later()
    assert (await house.projects.current(house.project)).commit == sha


async def test_a_query_is_answered_from_before_while_the_repository_is_away(house: House) -> None:
    first = await house.projects.current(house.project)
    house.path.rename(house.path.with_name("away.git"))
    house.later()
    assert await house.projects.current(house.project) is first
    with pytest.raises(Unavailable, match="no Git repository"):
        await house.projects.at_head(house.project)


async def test_a_repository_that_was_never_there_is_a_matter_of_the_settings(
    tmp_path: Path,
) -> None:
    house = House(tmp_path / "none.git")
    with pytest.raises(Fault) as caught:
        await house.projects.at_head(house.project)
    assert "gatebot.toml" in caught.value.mend


async def test_a_tracker_that_is_gone_is_refused_with_its_path(house: House) -> None:
    await house.repository.human_commit(JONAS, "Tidy up", {TRACKER: None})
    with pytest.raises(Refused) as caught:
        await house.projects.at_head(house.project)
    assert isinstance(caught.value.reason, BrokenDocuments)
    assert [str(p.place) for p in caught.value.reason.problems] == [TRACKER]


async def test_a_policy_under_another_name_is_named(house: House) -> None:
    files = {".gatebot.yml": None, ".gatebot.yaml": "documents: {tracker: t.md}\n"}
    await house.repository.human_commit(JONAS, "Rename the policy", files)
    with pytest.raises(Refused) as caught:
        await house.projects.at_head(house.project)
    assert isinstance(caught.value.reason, BrokenDocuments)
    (problem,) = caught.value.reason.problems
    assert "Found .gatebot.yaml; gatebot reads .gatebot.yml" in problem.wrong


@pytest.mark.parametrize("text", [None, "tasks: [", "tasks:\n  - id: 7\n    phase: [P4"])
async def test_a_queue_that_is_gone_or_broken_is_a_problem_of_the_snapshot(
    house: House, text: str | None
) -> None:
    await house.repository.human_commit(JONAS, "Break it", {QUEUE: text})
    snapshot = await house.projects.at_head(house.project)
    assert snapshot.tasks == ()
    assert [p.place.path for p in snapshot.problems] == [QUEUE]


async def test_a_phase_is_found_whatever_its_case_and_else_the_nearest_is_named(
    house: House,
) -> None:
    snapshot = await house.projects.at_head(house.project)
    assert snapshot.phase("exec").id == "EXEC"
    with pytest.raises(Refused) as caught:
        snapshot.phase("EXCE")
    reason = caught.value.reason
    assert isinstance(reason, NoSuchPhase)
    assert reason.nearest == "EXEC"
    assert "P1" in reason.known


async def test_a_phase_that_only_the_roadmap_has_is_known_as_planned(house: House) -> None:
    snapshot = await house.projects.at_head(house.project)
    with pytest.raises(Refused) as caught:
        snapshot.phase("ops")
    reason = caught.value.reason
    assert isinstance(reason, NoSuchPhase)
    assert (reason.asked, reason.nearest, reason.tracker) == ("OPS", "", TRACKER)
    assert reason.planned


async def test_the_snapshot_of_an_older_commit_has_what_stood_there(house: House) -> None:
    before = await house.repository.head()
    row = "| P4 | ERD and Persistence Model | {} | ines |"
    await house.repository.edit(
        JONAS, "Move", TRACKER, (row.format("In Progress"), row.format("Not Started"))
    )
    now = await house.projects.at_head(house.project)
    then = await house.projects.at(house.project, before)
    assert (then.phase("P4").status, now.phase("P4").status) == ("In Progress", "Not Started")
    assert house.projects.cached(house.project) is now


async def test_a_changed_policy_is_read_with_the_same_tracker(house: House) -> None:
    row = "| P4 | ERD and Persistence Model | {} | ines |"
    swap = (row.format("In Progress"), row.format("Underway"))
    await house.repository.edit(JONAS, "Say it otherwise", TRACKER, swap)
    before = await house.projects.at_head(house.project)
    assert before.tracker.status_of("P4") is None
    await house.repository.edit(
        JONAS, "Say what it means", ".gatebot.yml",
        ("policy:\n", "statuses: {In Progress: [Underway]}\npolicy:\n"),
    )  # fmt: skip
    snapshot = await house.projects.at_head(house.project)
    assert snapshot.phase("P4").status == "In Progress"


async def test_the_commits_since_a_base_come_with_the_head(house: House) -> None:
    base = await house.repository.head()
    sha = await house.repository.human_commit(JONAS, "Edit", {"README.md": "Hello.\n"})
    snapshot = await house.projects.at_head(house.project, since=base)
    assert [c.sha for c in snapshot.since] == [sha]
