"""Landing: once, whatever comes in between; the repository and the outbox are real ones."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.demo.people import JONAS, MEI
from bot.demo.repository import DemoRepository
from bot.githosts.bounds import COMMITS
from bot.githosts.local.host import LocalHost
from bot.platform.clock import SystemClock
from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.ports.git_host import (
    GitHost,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Overtaken,
    Rejected,
    Signature,
    Write,
)
from bot.ports.intents import Claimed, LandSignoff
from bot.repository.landing import TRIES, Between, Lander, Landing, Plan
from bot.repository.phase_branch import BranchWriter
from bot.repository.projects import Project, Projects, Snapshot
from bot.repository.trailers import NO_MESSAGE, composed
from tests.outbox.conftest import Bench
from tests.support.passing import Passing
from tests.support.repository import git

NOTES = "NOTES.md"


class Meddling(Passing):
    """A host around whose writes something happens."""

    def __init__(self, host: GitHost) -> None:
        super().__init__(host)
        self.before: list[Callable[[], None]] = []
        self.instead: list[Exception] = []
        self.after: list[Exception] = []

    async def write(self, change: Write) -> str:
        if self.before:
            self.before.pop(0)()
        if self.instead:
            raise self.instead.pop(0)
        sha: str = await self._part.write(change)
        if self.after:
            raise self.after.pop(0)
        return sha


@dataclass
class Ground:
    """A lander on a copy of the demo's repository, and what its planner was shown."""

    bench: Bench
    repository: DemoRepository
    host: Meddling
    lander: Lander
    project: Project
    claimed: Claimed
    seen: list[str] = field(default_factory=list)
    heard: list[Between] = field(default_factory=list)

    async def land(self) -> Landing:
        return await self.lander.land(self.project, self.claimed, self.plan, "P4")

    async def ends_unknown(self) -> None:
        """Land without hearing how it went, and be given the intent again."""
        with pytest.raises(UnknownOutcome):
            await self.land()
        await self.is_given_again()

    async def is_given_again(self) -> None:
        """Be given the intent again, as after an attempt that failed."""
        now = self.bench.clock.now()
        await self.bench.outbox.retry(self.claimed, now, "The host was away.")
        again = await self.bench.outbox.claim(now, 60)
        assert again is not None
        self.claimed = again

    async def plan(self, snapshot: Snapshot) -> Plan:
        self.seen.append(snapshot.commit)
        message = composed("P4: a note", (), (("Gate-Intent", self.claimed.intent.id),))
        return Plan({NOTES: b"Noted.\n"}, message, Signature("Ines", "ines@example.com"))

    def somebody_pushes(self) -> None:
        """Move the branch on, as somebody else's push does."""
        author = ("-c", "user.name=Jonas", "-c", "user.email=jonas@example.com")
        path = self.repository.path
        sha = git(path, *author, "commit-tree", "main^{tree}", "-p", "main", "-m", "Meanwhile")
        git(path, "update-ref", "refs/heads/main", sha)

    async def notes_commits(self) -> int:
        return len(git(self.repository.path, "log", "--format=%H", "main", "--", NOTES).split())


@pytest.fixture
async def ground(bench: Bench, first_day: Path, tmp_path: Path) -> Ground:
    path = tmp_path / "repo.git"
    shutil.copytree(first_day, path, symlinks=True)
    host = Meddling(LocalHost(path))
    project = Project("demo", ("C0P4RELEASE",), host)
    projects = Projects([project], SystemClock())
    await bench.add(LandSignoff("demo", "P4", "round-1"), "land:round-1")
    claimed = await bench.outbox.claim(bench.clock.now(), 60)
    assert claimed is not None
    heard: list[Between] = []

    async def hears(_claimed: Claimed, between: Between) -> None:
        heard.append(between)

    lander = Lander(projects, bench.outbox, SystemClock(), BranchWriter(bench.store), hears)
    return Ground(bench, DemoRepository(path), host, lander, project, claimed, heard=heard)


async def test_it_writes_on_top_of_the_head_it_was_planned_on(ground: Ground) -> None:
    head = await ground.repository.head()
    landed = await ground.land()
    assert landed == Landing(await ground.repository.head(), wrote=True)
    assert ground.seen == [head]
    assert git(ground.repository.path, "rev-parse", f"{landed.commit}^") == head


async def test_a_conflict_is_planned_anew_on_the_new_head(ground: Ground) -> None:
    ground.host.before = [ground.somebody_pushes, ground.somebody_pushes]
    landed = await ground.land()
    assert len(ground.seen) == 3
    assert len(set(ground.seen)) == 3
    assert git(ground.repository.path, "rev-parse", f"{landed.commit}^") == ground.seen[-1]
    assert await ground.notes_commits() == 1


async def test_a_rewritten_history_too_long_to_be_looked_through_is_not_written_to(
    ground: Ground,
) -> None:
    ground.host.instead = [HostUnavailable("The host is away.")]
    with pytest.raises(Unavailable):
        await ground.land()  # its base is known from now on
    path = ground.repository.path
    tree = git(path, "rev-parse", "main^{tree}")
    commits = (
        f"commit refs/heads/main\ncommitter A <a@x.example> {n + 1} +0000\ndata 1\nx\n"
        for n in range(COMMITS)
    )
    first = f"reset refs/heads/main\n\n{next(iter(commits))}M 040000 {tree} \n"
    git(path, "fast-import", "--quiet", "--force", stdin=(first + "".join(commits)).encode())
    ground.host.instead = []
    await ground.is_given_again()
    with pytest.raises(Fault, match="is not among its 10,000 newest commits") as caught:
        await ground.land()
    assert ground.claimed.intent.id in caught.value.mend
    assert await ground.notes_commits() == 0


async def test_a_branch_that_never_rests_is_left_for_later(ground: Ground) -> None:
    ground.host.before = [ground.somebody_pushes] * TRIES
    with pytest.raises(Unavailable, match="moved"):
        await ground.land()
    assert len(ground.seen) == TRIES
    assert await ground.notes_commits() == 0


async def test_what_was_written_without_an_answer_is_found_and_not_written_again(
    ground: Ground,
) -> None:
    ground.host.after = [OutcomeUnknown("The line went dead.")]
    await ground.ends_unknown()
    written = await ground.repository.head()
    await ground.repository.human_commit(JONAS, "Go on", {"README.md": "More.\n"})
    assert await ground.land() == Landing(written, wrote=True)
    assert len(ground.seen) == 1, "what has landed is not planned again"
    assert await ground.notes_commits() == 1
    assert ground.heard == [], "it is on top of the head it was planned on"


async def test_what_landed_without_an_answer_on_a_later_head_is_told(ground: Ground) -> None:
    ground.host.before = [ground.somebody_pushes]
    ground.host.after = [OutcomeUnknown("The line went dead.")]
    await ground.ends_unknown()
    written = await ground.repository.head()
    onto = git(ground.repository.path, "rev-parse", f"{written}^")
    assert await ground.land() == Landing(written, wrote=True)
    assert ground.heard == [Between(None, onto, written)]


async def test_what_was_not_written_is_written_once(ground: Ground) -> None:
    ground.host.instead = [OutcomeUnknown("The line went dead.")]
    await ground.ends_unknown()
    assert await ground.notes_commits() == 0
    await ground.land()
    assert await ground.notes_commits() == 1


async def test_the_base_of_the_first_attempt_is_kept_for_a_later_process(
    ground: Ground, bench: Bench
) -> None:
    base = await ground.repository.head()
    ground.host.after = [OutcomeUnknown("The line went dead.")]
    with pytest.raises(UnknownOutcome):
        await ground.land()
    bench.clock.step(61)  # the process died; its lease has lapsed
    again = await bench.outbox.claim(bench.clock.now(), 60)
    assert again is not None
    assert again.base == base
    ground.claimed = again
    assert (await ground.land()).commit == await ground.repository.head()
    assert await ground.notes_commits() == 1


async def test_history_rewritten_under_the_base_does_not_hide_what_landed(ground: Ground) -> None:
    ground.host.after = [OutcomeUnknown("The line went dead.")]
    await ground.ends_unknown()
    path = ground.repository.path
    message = git(path, "log", "-1", "--format=%B", "main")
    author = ("-c", "user.name=Jonas", "-c", "user.email=jonas@example.com")
    rewritten = git(path, *author, "commit-tree", "main^{tree}", "-m", message)
    git(path, "update-ref", "refs/heads/main", rewritten)
    assert await ground.land() == Landing(rewritten, wrote=True)


@pytest.mark.parametrize(
    "message",
    [
        "Talk about Gate-Intent: {}",
        "P4\n\nGate-Intent: {}\n\nThis was quoted above.",
        "P4\n\nGate-Intent: {}-not",
        "P4\n\nX-Gate-Intent: {}",
    ],
)
async def test_an_intent_that_is_only_mentioned_has_not_landed(
    ground: Ground, message: str
) -> None:
    ground.host.instead = [HostUnavailable("Busy.")]
    with pytest.raises(Unavailable):
        await ground.land()
    said = message.format(ground.claimed.intent.id)
    await ground.repository.human_commit(MEI, said, {"README.md": "Hello.\n"})
    await ground.land()
    assert await ground.notes_commits() == 1


async def test_a_plan_that_changes_nothing_writes_nothing(ground: Ground) -> None:
    head = await ground.repository.head()

    async def nothing(_snapshot: Snapshot) -> Plan:
        return Plan({}, NO_MESSAGE, Signature("Ines", "ines@example.com"))

    landed = await ground.lander.land(ground.project, ground.claimed, nothing, "P4")
    assert landed == Landing(head, wrote=False)


async def test_a_plan_that_is_there_already_names_its_commit(ground: Ground) -> None:
    async def there(snapshot: Snapshot) -> Plan:
        return Plan(
            {}, NO_MESSAGE, Signature("Ines", "ines@example.com"), landed_as=snapshot.commit
        )

    head = await ground.repository.head()
    landed = await ground.lander.land(ground.project, ground.claimed, there, "P4")
    assert landed == Landing(head, wrote=True)


async def test_a_write_onto_another_head_has_landed_and_names_it(ground: Ground) -> None:
    ground.host.after = [Overtaken("A commit came in between.", "c" * 40, "a" * 40)]
    landed = await ground.land()
    assert landed == Landing("c" * 40, wrote=True, onto="a" * 40)
    assert ground.heard == [Between(ground.seen[0], "a" * 40, "c" * 40)]
    assert await ground.notes_commits() == 1
    known = ground.lander._projects.cached(ground.project)  # noqa: SLF001 - what queries answer from
    assert known is not None
    assert known.commit == ground.seen[0], "what a commit nobody has read says is not made up"


async def test_an_outage_says_when_to_come_back(ground: Ground) -> None:
    ground.host.instead = [HostUnavailable("Busy.", 7.0)]
    with pytest.raises(Unavailable, match="Busy") as caught:
        await ground.land()
    assert caught.value.retry_after == 7.0


async def test_a_repository_that_goes_away_between_reading_and_writing_is_away_for_now(
    ground: Ground,
) -> None:
    ground.host.instead = [NotFound("There is no Git repository.")]
    with pytest.raises(Unavailable, match="no Git repository"):
        await ground.land()


async def test_a_refusal_of_the_host_keeps_its_mend(ground: Ground) -> None:
    ground.host.instead = [Rejected("The branch is protected.", "Let gatebot push.")]
    with pytest.raises(Fault, match="protected") as caught:
        await ground.land()
    assert caught.value.mend == "Let gatebot push."


async def test_what_has_landed_is_what_is_shown_next(ground: Ground) -> None:
    landed = await ground.land()
    known = ground.lander._projects.cached(ground.project)  # noqa: SLF001 - what queries answer from
    assert known is not None
    assert known.commit == landed.commit
