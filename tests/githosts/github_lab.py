"""The lab of GitHub: the fake over a bare repository, and a person's clone of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.githosts.github.host import GitHubHost
from bot.githosts.github.place import Place
from bot.githosts.http import Http
from bot.githosts.tokens import FixedToken, TokenSource
from bot.ports.git_host import CiRun, CiState
from bot.ports.pull_requests import PullRequests
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import World
from tests.fakes.objects import Objects
from tests.githosts.local_lab import LocalLab
from tests.support.merging import How

_CONCLUSIONS = {CiState.GREEN: "success", CiState.RED: "failure"}


class GitHubLab(LocalLab):
    """A `HostLab`: people push to the bare repository, the code under test goes through GitHub."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        super().__init__(folder)
        self.session = session
        self.world = World(Objects(self.repo))
        self.fake = FakeGitHub(self.world)
        self.url = ""

    @property
    def place(self) -> Place:
        return Place.of("acme/gates", "main", f"{self.url}/api/v3")

    def host(self, token: str = "ghp_good") -> GitHubHost:  # type: ignore[override]  # a lab apart
        return self.host_with(FixedToken(SecretStr(token)))

    def host_with(self, tokens: TokenSource, timeout: float = 20.0) -> GitHubHost:
        return GitHubHost(self.place, self.http(timeout), tokens)

    def http(self, timeout: float = 20.0) -> Http:
        return Http(self.session, "GitHub", timeout)

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
        kept = [run for run in self.world.check_runs if run["head_sha"] != commit]
        self.world.check_runs = kept + [self.check_run(run) for run in runs]

    def check_run(
        self, run: CiRun, name: str = "ci", suite: int = 1, app: int = 1
    ) -> dict[str, object]:
        """Return a check run as the API shows it, of a suite and an App."""
        raw = check_run(run, f"{self.url}/acme/gates/runs/", name)
        return raw | {"check_suite": {"id": suite}, "app": {"id": app}}


def check_run(run: CiRun, runs_url: str, name: str = "ci") -> dict[str, object]:
    """Return a check run as the API shows it; its page is its id below `runs_url`."""
    done = run.state is not CiState.RUNNING
    return {
        "id": int(run.id),
        "name": name,
        "head_sha": run.commit,
        "status": "completed" if done else "in_progress",
        "conclusion": _CONCLUSIONS.get(run.state),
        "started_at": run.at.isoformat(),
        "completed_at": run.at.isoformat() if done else None,
        "html_url": f"{runs_url}{run.id}",
    }


@asynccontextmanager
async def github_lab(folder: Path) -> AsyncIterator[GitHubLab]:
    """Start a fake GitHub; leaving demands that it was asked nothing that GitHub does not know."""
    async with aiohttp.ClientSession() as session:
        lab = GitHubLab(folder, session)
        async with TestServer(lab.fake.app) as server:
            lab.url = str(server.make_url("")).rstrip("/")
            yield lab
        assert lab.fake.wrong == []
