"""A stage whose repository is on one of the four kinds of host, and what goes wrong there."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from tests.fakes.git_server.server import REPOSITORY, WRITE, GitServer
from tests.fakes.git_server.server import Fault as GitFault
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import Fault as GiteaFault
from tests.fakes.gitea.world import World as GiteaWorld
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import Fault as GitHubFault
from tests.fakes.github.world import World as GitHubWorld
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import DEVELOPER
from tests.fakes.gitlab.world import Fault as GitLabFault
from tests.fakes.gitlab.world import World as GitLabWorld
from tests.fakes.objects import Objects
from tests.support.stage import Stage


@dataclass(frozen=True, slots=True)
class Host:
    """A host as a test sees it.

    `fail` has the next write fail, with a fault's own words; `expire` ends the token; `hide` takes
    its owner out of the repository, `let_in` back into it.
    """

    token: str
    fail: Callable[..., None]
    expire: Callable[[], object]
    hide: Callable[[], object]
    let_in: Callable[[], object]
    wrong: list[str] = field(default_factory=list)


def failing(faults: list[Any], kind: Callable[..., Any], write: str) -> Callable[..., None]:
    def fail(status: int = 0, **how: Any) -> None:
        faults.append(kind(write, status, **how))

    return fail


@asynccontextmanager
async def on_github(stage: Stage) -> AsyncIterator[Host]:
    fake = FakeGitHub(GitHubWorld(Objects(stage.repository.path)))
    token, tokens = "ghp_good", fake.world.tokens
    async with TestServer(fake.app) as server:
        url = str(server.make_url("/api/v3"))
        stage.elsewhere = {"host": "github", "repo": "acme/gates", "api_url": url}
        stage.secrets = {"github_token": token}
        yield Host(
            token,
            failing(fake.world.faults, GitHubFault, "Write"),
            tokens.clear,
            lambda: tokens.update({token: "NONE"}),
            lambda: tokens.update({token: "WRITE"}),
            fake.wrong,
        )


@asynccontextmanager
async def on_gitlab(stage: Stage) -> AsyncIterator[Host]:
    fake = FakeGitLab(GitLabWorld(Objects(stage.repository.path)))
    token = "glpat-good"
    its = fake.world.tokens[token]
    async with TestServer(fake.app) as server:
        url = str(server.make_url("/"))
        stage.elsewhere = {"host": "gitlab", "repo": fake.world.full_name, "api_url": url}
        stage.secrets = {"gitlab_token": token}
        yield Host(
            token,
            failing(fake.world.faults, GitLabFault, "POST /projects/:id/repository/commits"),
            lambda: setattr(its, "expired", True),
            lambda: setattr(its, "level", 0),
            lambda: setattr(its, "level", DEVELOPER),
            fake.wrong,
        )


@asynccontextmanager
async def on_gitea(stage: Stage) -> AsyncIterator[Host]:
    fake = FakeGitea(GiteaWorld(GiteaObjects(stage.repository.path)))
    token, tokens = "gitea-good", fake.world.tokens
    async with TestServer(fake.app) as server:
        url = str(server.make_url("")).rstrip("/")
        stage.elsewhere = {"host": "gitea", "repo": "acme/gates", "api_url": url}
        stage.secrets = {"gitea_token": token}
        yield Host(
            token,
            failing(fake.world.faults, GiteaFault, "POST /contents"),
            tokens.clear,
            lambda: tokens.update({token: "NONE"}),
            lambda: tokens.update({token: "WRITE"}),
            fake.wrong,
        )


@asynccontextmanager
async def on_git_server(stage: Stage) -> AsyncIterator[Host]:
    fake = GitServer(stage.repository.path, {"gatebot": ("t0ken", "write")})
    async with TestServer(fake.app) as server:
        stage.elsewhere = {"host": "git", "repo": str(server.make_url(f"/{REPOSITORY}"))}
        stage.secrets = {"git_username": "gatebot", "git_token": "t0ken"}
        yield Host(
            "t0ken",
            failing(fake.faults, GitFault, f"POST {WRITE}"),
            lambda: fake.people.update(gatebot=("another", "write")),
            lambda: fake.people.update(gatebot=("t0ken", "none")),
            lambda: fake.people.update(gatebot=("t0ken", "write")),
        )


Placing = Callable[[Stage], AbstractAsyncContextManager[Host]]
HOSTS = pytest.mark.parametrize(
    "placed",
    [on_github, on_gitlab, on_gitea, on_git_server],
    ids=["github", "gitlab", "gitea", "git"],
)
