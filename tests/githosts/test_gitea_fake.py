"""The fake itself: it is as strict as the public description, and as lenient as the server."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import World
from tests.githosts.local_lab import LocalLab
from tests.support.repository import git

HEADERS = {"Authorization": "token gitea-good", "User-Agent": "test"}


class Asking:
    """A person's repository, and requests as anyone could send them."""

    def __init__(self, folder: Path) -> None:
        self.lab = LocalLab(folder)
        self.fake = FakeGitea(World(GiteaObjects(self.lab.repo)))
        self.repo = ""

    async def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession(headers=HEADERS) as session,
            session.request(method, self.repo + path, json=body) as response,
        ):
            return response.status, await response.json()

    async def update(self, **more: str) -> tuple[int, Any]:
        content = base64.b64encode(b"by bot").decode()
        file = {"operation": "update", "path": "README.md", "content": content, **more}
        return await self.send(
            "POST", "/contents", {"branch": "main", "files": [file], "message": "x"}
        )


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Asking]:
    made = Asking(tmp_path)
    async with TestServer(made.fake.app) as server:
        made.repo = str(server.make_url("/api/v1/repos/acme/gates"))
        yield made


async def test_an_update_without_sha_overwrites_what_it_does_not_know(asking: Asking) -> None:
    asking.lab.commit({"README.md": b"by hand"})
    status, _ = await asking.update()
    assert status == 201
    assert asking.lab.published().files["README.md"][1] == b"by bot"


async def test_an_update_of_other_content_is_refused(asking: Asking) -> None:
    known = git(asking.lab.repo, "rev-parse", "main:README.md")
    asking.lab.commit({"README.md": b"by hand"})
    status, said = await asking.update(sha=known)
    assert (status, said["message"].split(" [")[0]) == (422, "sha does not match")
    assert asking.lab.published().files["README.md"][1] == b"by hand"


async def test_what_the_description_does_not_have_is_wrong(asking: Asking) -> None:
    await asking.update(expected_head="0" * 40)
    await asking.send("GET", "/commits?sha=main&since=yesterday")
    await asking.send("GET", "/gates")
    wrong = [said.split(" ", 1)[0] for said in asking.fake.wrong]
    assert wrong == ["POST", "GET", "GET"]


async def test_a_list_comes_in_pages_of_fifty_at_most(asking: Asking) -> None:
    asking.fake.world.tasks = [
        {"id": n, "name": "t", "head_sha": "", "run_number": n, "status": "success"}
        for n in range(120)
    ]
    sizes = []
    for page in (1, 2, 3, 4):
        _, found = await asking.send("GET", f"/actions/tasks?limit=100&page={page}")
        sizes.append(len(found["workflow_runs"]))
    assert sizes == [50, 50, 20, 0]
