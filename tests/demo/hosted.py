"""A place for the tour where the repository is on a host: the fakes, with the CI they report."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from bot.demo.people import Person
from bot.demo.repository import CiResult, DemoRepository, make_repository
from bot.githosts.local.host import LocalHost
from bot.ports.git_host import CiRun, CiState, Rejected
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import World as GiteaWorld
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import BOT, World
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import World as GitLabWorld
from tests.fakes.objects import Objects
from tests.githosts.gitea_lab import status, task
from tests.githosts.github_lab import check_run
from tests.githosts.gitlab_lab import pipeline


@dataclass(frozen=True, slots=True)
class HostedRepository(DemoRepository):
    """The demo's repository on a host: who its commits are of, and where its CI is."""

    author: str = ""  # of what gatebot commits; empty where the host takes the one it is given
    ci_url: str = ""
    add_run: Callable[[CiRun], None] = lambda _run: None

    def author_of_commits_for(self, person: Person) -> str:
        return self.author or person.display

    def run_url(self, run: str) -> str:
        return self.ci_url + run

    async def record_ci(self, commit: str, run: CiResult) -> None:
        self.add_run(CiRun(run.id, commit, CiState(run.state), run.at))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tour plays: the repository, the settings of its project, and its token."""

    repository: HostedRepository
    project: dict[str, Any]
    secrets: dict[str, Any]


Placing = Callable[[Path], AbstractAsyncContextManager[Place]]


async def runs_of_history(repository: DemoRepository) -> list[CiRun]:
    """Return what CI made of the history, as the demo keeps it, but for what can't be read."""
    made = await repository.commits(await repository.root())
    host = LocalHost(repository.path)
    readable: list[CiRun] = []
    for commit in made:
        try:
            readable += await host.ci_runs(commit.sha)
        except Rejected:
            continue
    return readable


@asynccontextmanager
async def on_github(folder: Path) -> AsyncIterator[Place]:
    """The fake GitHub, where every commit of the API is of the token's owner."""
    path = folder / "repo.git"
    fake = FakeGitHub(World(Objects(path)))
    async with TestServer(fake.app) as server:
        url = str(server.make_url("")).rstrip("/")
        ci_url = f"{url}/acme/gates/runs/"

        def add(run: CiRun) -> None:
            fake.world.check_runs.append(check_run(run, ci_url))

        made = await make_repository(path, datetime.now(UTC), ci_url)
        for run in await runs_of_history(made):
            add(run)
        yield Place(
            HostedRepository(path, BOT.name, ci_url, add),
            {"host": "github", "repo": "acme/gates", "api_url": f"{url}/api/v3"},
            {"github_token": "ghp_good"},
        )
    assert fake.wrong == []


@asynccontextmanager
async def on_gitlab(folder: Path) -> AsyncIterator[Place]:
    """The fake GitLab, which takes the author that it is given."""
    path = folder / "repo.git"
    fake = FakeGitLab(GitLabWorld(Objects(path)))
    async with TestServer(fake.app) as server:
        url = str(server.make_url("")).rstrip("/")
        ci_url = f"{url}/{fake.world.full_name}/-/pipelines/"

        def add(run: CiRun) -> None:
            fake.world.pipelines.append(pipeline(run, ci_url))

        made = await make_repository(path, datetime.now(UTC), ci_url)
        for run in await runs_of_history(made):
            add(run)
        yield Place(
            HostedRepository(path, ci_url=ci_url, add_run=add),
            {"host": "gitlab", "repo": fake.world.full_name, "api_url": url},
            {"gitlab_token": "glpat-good"},
        )
    assert fake.wrong == []


@asynccontextmanager
async def on_gitea(folder: Path) -> AsyncIterator[Place]:
    """The fake Gitea, whose Actions report each run as a status of its commit."""
    path = folder / "repo.git"
    fake = FakeGitea(GiteaWorld(GiteaObjects(path)))
    async with TestServer(fake.app) as server:
        url = fake.world.url = str(server.make_url("")).rstrip("/")
        ci_url = f"{url}/acme/gates/actions/runs/"

        def add(run: CiRun) -> None:
            fake.world.statuses.setdefault(run.commit, []).append(status(run, "ci / test (push)"))
            fake.world.tasks.append(task(run, url))
            fake.world.tasks.sort(key=lambda each: -int(each["run_number"]))

        made = await make_repository(path, datetime.now(UTC), ci_url)
        for run in await runs_of_history(made):
            add(run)
        yield Place(
            HostedRepository(path, ci_url=ci_url, add_run=add),
            {"host": "gitea", "repo": "acme/gates", "api_url": url},
            {"gitea_token": "gitea-good"},
        )
    assert fake.wrong == []
