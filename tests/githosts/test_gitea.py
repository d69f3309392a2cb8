import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.git_host import Conflict, Overtaken
from tests.githosts.contract import ReadContract
from tests.githosts.contract_pulls import PullsContract
from tests.githosts.contract_writes import WriteContract, write
from tests.githosts.gitea_lab import GiteaLab, gitea_lab
from tests.githosts.lab import HostLab


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GiteaLab]:
    async with gitea_lab(tmp_path) as lab:
        yield lab


class TestReading(ReadContract):
    pass


class TestPulls(PullsContract):
    pass


class TestWriting(WriteContract):
    async def test_of_writers_at_one_head_one_wins(self, host_lab: HostLab) -> None:
        # The server compares files and not the branch: whoever is overtaken hears of it.
        head = host_lab.commit({"a": b"0"})
        hosts = [host_lab.host() for _ in range(6)]
        changes = [write(head, {f"f{n}": b"x"}, message=f"Writer {n}") for n in range(6)]
        writing = (host.write(change) for host, change in zip(hosts, changes, strict=True))

        results = await asyncio.gather(*writing, return_exceptions=True)

        (won,) = [result for result in results if isinstance(result, str)]
        late = [result for result in results if isinstance(result, Overtaken)]
        assert len(late) + sum(isinstance(result, Conflict) for result in results) == 5
        made = {won: head} | {each.commit: each.onto for each in late}
        since = (await host_lab.host().look([], since=head)).since
        assert {commit.sha: commit.parents[0] for commit in since} == made
