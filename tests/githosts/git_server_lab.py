"""The lab of any Git server: git's own HTTP backend on a bare repository, and a clone of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.githosts.git import GitServerHost
from bot.githosts.git.remote import Credentials, Remote
from tests.fakes.git_server.server import REPOSITORY, GitServer
from tests.githosts.local_lab import BOT, LocalLab

TOKEN = "s3cret-token-of-gatebot"


class GitServerLab(LocalLab):
    """A `HostLab`: people push to the bare repository, the code under test goes over HTTP."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.mirrors = folder / "mirrors"
        self.server = GitServer(self.repo, {"gatebot": (TOKEN, "write")})
        self.url = ""

    def host(self, token: str = TOKEN, timeout: float = 20.0) -> GitServerHost:  # type: ignore[override]  # a lab apart
        return GitServerHost(self.remote(token), self.mirrors, committer=BOT, timeout=timeout)

    def remote(self, token: str = TOKEN, branch: str = "main") -> Remote:
        return Remote(self.url, branch, Credentials("gatebot", SecretStr(token)))

    @property
    def mirror(self) -> Path:
        """The folder of the one mirror that was made."""
        (found,) = self.mirrors.glob("*.git")
        return found


@asynccontextmanager
async def git_server_lab(folder: Path) -> AsyncIterator[GitServerLab]:
    """Start a Git server."""
    lab = GitServerLab(folder)
    async with TestServer(lab.server.app) as server:
        lab.url = str(server.make_url(f"/{REPOSITORY}"))
        yield lab
