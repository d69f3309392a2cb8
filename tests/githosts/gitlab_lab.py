"""The lab of GitLab: the fake over a bare repository, and a person's clone of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.githosts.gitlab.host import GitLabHost
from bot.githosts.gitlab.place import Place
from bot.githosts.http import Http
from bot.githosts.tokens import FixedToken
from bot.ports.git_host import CiRun, CiState
from bot.ports.pull_requests import PullRequests
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import World
from tests.fakes.objects import Objects
from tests.githosts.local_lab import LocalLab
from tests.support.merging import How
from tests.support.repository import ANA

_STATUSES = {CiState.GREEN: "success", CiState.RED: "failed", CiState.RUNNING: "running"}


class GitLabLab(LocalLab):
    """A `HostLab`: people push to the bare repository, the code under test goes through GitLab."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        super().__init__(folder)
        self.session = session
        self.world = World(Objects(self.repo))
        self.fake = FakeGitLab(self.world)
        self.url = ""

    @property
    def place(self) -> Place:
        return Place.of(self.world.full_name, "main", f"{self.url}/api/v4")

    def host(  # type: ignore[override]  # a lab apart
        self, token: str = "glpat-good", timeout: float = 20.0
    ) -> GitLabHost:
        http = Http(self.session, "GitLab", timeout)
        return GitLabHost(self.place, http, FixedToken(SecretStr(token)))

    def refuse(self, words: str) -> None:
        self.world.hook = words

    def pulls(self) -> PullRequests:
        return self.host().pulls

    def merge(self, number: int, how: How) -> str:
        return self.world.merges.merge(self.world.merges.numbered(number), how, ANA)

    def close(self, number: int) -> None:
        self.world.merges.numbered(number).state = "closed"

    def pass_checks(self) -> None:
        self.world.merges.pass_checks(ANA)

    def comments(self, number: int) -> list[str]:
        return self.world.merges.numbered(number).comments

    def record_ci(self, commit: str, runs: Sequence[CiRun]) -> None:
        kept = [each for each in self.world.pipelines if each["sha"] != commit]
        self.world.pipelines = kept + [self.pipeline(run) for run in runs]

    def pipeline(self, run: CiRun, source: str = "push") -> dict[str, object]:
        """Return a pipeline as the API shows it."""
        return pipeline(run, f"{self.url}/{self.world.name}/-/pipelines/", source)


def pipeline(run: CiRun, pipelines_url: str, source: str = "push") -> dict[str, object]:
    """Return a pipeline as the API shows it; its page is its id below `pipelines_url`."""
    return {
        "id": int(run.id),
        "sha": run.commit,
        "ref": "main",
        "status": _STATUSES[run.state],
        "source": source,
        "created_at": run.at.isoformat(),
        "web_url": f"{pipelines_url}{run.id}",
    }


@asynccontextmanager
async def gitlab_lab(folder: Path) -> AsyncIterator[GitLabLab]:
    """Start a fake GitLab; leaving demands that it was asked nothing that GitLab does not know."""
    async with aiohttp.ClientSession() as session:
        lab = GitLabLab(folder, session)
        async with TestServer(lab.fake.app) as server:
            lab.url = str(server.make_url("")).rstrip("/")
            yield lab
        assert lab.fake.wrong == []
