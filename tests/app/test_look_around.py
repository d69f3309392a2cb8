"""Looking, on request: who asks is served by a look that begins after it."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from bot.app.notify.hand_edits import HandEdits
from bot.app.review.watch import WatchRounds
from bot.app.shared.signoffs import SignoffWatch
from bot.app.signoff.pull_request import FollowMerges
from bot.app.upkeep import LookAround
from bot.githosts.local.host import LocalHost
from bot.platform.clock import SystemClock
from bot.ports.errors import Fault, Unavailable
from bot.ports.git_host import GitHost, Look
from bot.repository.branch_overlay import BranchedProjects
from bot.repository.phase_branch import BranchWriter
from bot.repository.projects import Project, Snapshot
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.support.counting import Counting


class Watched(Counting):
    """A host that says when it is looked at."""

    def __init__(self, host: GitHost) -> None:
        super().__init__(host)
        self.looked_at = asyncio.Event()

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        self.calls["look"] += 1
        self.looked_at.set()
        return await self._host.look(paths, since)


@asynccontextmanager
async def look_around(
    folder: Path, *repositories: Path
) -> AsyncIterator[tuple[LookAround, tuple[Watched, ...]]]:
    engine = open_engine(f"sqlite:///{folder}/gatebot.db")
    try:
        await migrate(engine)
        clock = SystemClock()
        store = SqlStore(engine, clock)
        hosts = tuple(Watched(LocalHost(path)) for path in repositories)
        made = [Project(f"p{n}", (f"C{n}",), cast("GitHost", h)) for n, h in enumerate(hosts)]
        projects = BranchedProjects(made, clock, store)
        merges = FollowMerges(store, projects, BranchWriter(store), clock)
        watch, edits = WatchRounds(store, projects, clock), HandEdits(store, projects, clock)
        followers = (watch.moved, merges.moved, edits.at, SignoffWatch().at)
        yield LookAround(projects, followers), hosts
    finally:
        await engine.dispose()


async def test_those_who_ask_during_a_look_share_the_next(mended: Path, tmp_path: Path) -> None:
    async with look_around(tmp_path, mended) as (look, (host,)):
        first = asyncio.create_task(look.at("p0"))
        await host.looked_at.wait()
        await asyncio.gather(*(look.at("p0") for _ in range(9)))
        await first
        assert host.calls["look"] == 2
        await look.at("p0")
        assert host.calls["look"] == 3


@pytest.mark.parametrize("broken", [0, 1])
async def test_one_repository_that_is_away_holds_no_other_back(
    mended: Path, tmp_path: Path, broken: int
) -> None:
    places = [mended, mended]
    places[broken] = tmp_path / "absent.git"
    async with look_around(tmp_path, *places) as (look, hosts):
        await look()
        assert [host.calls["look"] for host in hosts] == [1, 1]
        assert hosts[broken].calls["read"] == 0
        assert hosts[1 - broken].calls["read"] > 0


async def test_what_one_follower_can_not_do_holds_no_other_back(
    mended: Path, tmp_path: Path
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/gatebot.db")
    await migrate(engine)
    clock = SystemClock()
    project = Project("p0", ("C0",), LocalHost(mended))
    heard: list[str] = []

    async def fails(_snapshot: Snapshot) -> None:
        raise Fault("The tree can't be read.", "Ask the host's admin.")

    async def later(_snapshot: Snapshot) -> None:
        raise Unavailable("The host is down.")

    async def hears(snapshot: Snapshot) -> None:
        heard.append(snapshot.commit)

    projects = BranchedProjects([project], clock, SqlStore(engine, clock))
    await LookAround(projects, (fails, hears))()
    assert len(heard) == 1
    await LookAround(projects, (later, hears))()
    assert len(heard) == 1, "what is only late is waited for, in its order"
    await engine.dispose()
