"""The tour on a real Git server over HTTP: the same story, to its end."""

from pathlib import Path

from aiohttp.test_utils import TestServer

from bot.demo.story import STEPS, play
from tests.fakes.git_server.server import REPOSITORY, WRITE, GitServer
from tests.support.stage import staged


async def test_the_tour_ends_with_a_sign_off(first_day: Path, tmp_path: Path) -> None:
    told: list[str] = []
    async with staged(tmp_path, first_day) as stage:
        fake = GitServer(stage.repository.path, {"gatebot": ("t0ken", "write")})
        async with TestServer(fake.app) as server:
            stage.elsewhere = {"host": "git", "repo": str(server.make_url(f"/{REPOSITORY}"))}
            stage.secrets = {"git_username": "gatebot", "git_token": "t0ken"}
            async with stage.bot():
                result = await play(stage.server.link, stage.repository, told.append)
    assert (result.phase, result.steps) == ("P4", len(STEPS))
    assert fake.seen.count(f"POST {WRITE}") >= 5
    assert not any("t0ken" in line for line in told)
