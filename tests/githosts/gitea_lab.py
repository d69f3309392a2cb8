"""The lab of Gitea and Forgejo: the fake over a bare repository, and a person's clone of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.githosts.gitea.host import GiteaHost, Repository
from bot.githosts.gitea.place import Place
from bot.githosts.http import Http
from bot.githosts.tokens import FixedToken
from bot.ports.git_host import CiRun, CiState
from bot.ports.pull_requests import PullRequests
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import World
from tests.githosts.local_lab import BOT, LocalLab
from tests.support.merging import How

_STATUSES = {CiState.GREEN: "success", CiState.RED: "failure", CiState.RUNNING: "pending"}


class GiteaLab(LocalLab):
    """A `PullsLab`: people push to the bare repository, the code under test goes through Gitea."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        super().__init__(folder)
        self.session = session
        self.world = World(GiteaObjects(self.repo))
        self.fake = FakeGitea(self.world)

    def host(  # type: ignore[override]  # a lab apart
        self, token: str = "gitea-good", timeout: float = 20.0, branch: str = "main"
    ) -> GiteaHost:
        place = Place.of("acme/gates", self.world.url)
        http = Http(self.session, "Gitea", timeout)
        repository = Repository(place, http, FixedToken(SecretStr(token)), BOT)
        return GiteaHost(repository, branch)

    def refuse(self, words: str) -> None:
        self.world.protection = words

    def pulls(self) -> PullRequests:
        return self.host().pulls

    def merge(self, number: int, how: How) -> str:
        return self.world.pulls.merge(self.world.pulls.numbered(number), how)

    def close(self, number: int) -> None:
        self.world.pulls.close(self.world.pulls.numbered(number))

    def pass_checks(self) -> None:
        self.world.pulls.pass_checks()

    def comments(self, number: int) -> list[str]:
        return self.world.pulls.numbered(number).comments

    def record_ci(self, commit: str, runs: Sequence[CiRun]) -> None:
        first = min(runs, key=lambda run: run.at, default=None)
        self.world.statuses[commit] = [again(self.status(run), first) for run in runs if first]
        kept = [task for task in self.world.tasks if task["head_sha"] != commit]
        taken = [self.task(run) for run in runs]
        self.world.tasks = sorted([*kept, *taken], key=lambda task: -int(task["id"]))

    def status(self, run: CiRun, context: str = "ci / test (push)") -> dict[str, Any]:
        return status(run, context)

    def task(self, run: CiRun) -> dict[str, Any]:
        return task(run, self.world.url)


def status(run: CiRun, context: str) -> dict[str, Any]:
    """Return a commit status of Actions as the API shows it: its page has no host."""
    return {
        "id": int(run.id),
        "context": context,
        "status": _STATUSES[run.state],
        "created_at": run.at.isoformat(),
        "updated_at": run.at.isoformat(),
        "target_url": f"/acme/gates/actions/runs/{run.id}/jobs/0",
    }


def again(raw: dict[str, Any], first: CiRun) -> dict[str, Any]:
    """Return a status as that of a job which is run again: the number of its run stays."""
    attempt = f"/acme/gates/actions/runs/{first.id}/jobs/0/attempt/{raw['id']}"
    return raw if raw["id"] == int(first.id) else raw | {"target_url": attempt}


def task(run: CiRun, url: str) -> dict[str, Any]:
    """Return a job that a runner took, as the API shows it."""
    return {
        "id": int(run.id),
        "name": "test",
        "head_sha": run.commit,
        "run_number": int(run.id),
        "status": "running" if run.state is CiState.RUNNING else _STATUSES[run.state],
        "created_at": run.at.isoformat(),
        "run_started_at": run.at.isoformat(),
        "url": f"{url}/acme/gates/actions/runs/{run.id}",
    }


@asynccontextmanager
async def gitea_lab(folder: Path) -> AsyncIterator[GiteaLab]:
    """Start a fake; leaving demands that it was asked nothing that the server does not know."""
    async with aiohttp.ClientSession() as session:
        lab = GiteaLab(folder, session)
        async with TestServer(lab.fake.app) as server:
            lab.world.url = str(server.make_url("")).rstrip("/")
            yield lab
        assert lab.fake.wrong == []
