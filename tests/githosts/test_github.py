from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.git_host import Rejected
from tests.fakes.github.world import BOT
from tests.fakes.objects import GITHUB
from tests.githosts.contract import ReadContract
from tests.githosts.contract_writes import TRAILERS, WriteContract, write
from tests.githosts.github_lab import GitHubLab, github_lab
from tests.githosts.lab import HostLab


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GitHubLab]:
    async with github_lab(tmp_path) as lab:
        yield lab


class TestReading(ReadContract):
    pass


class TestWriting(WriteContract):
    async def test_message_author_time_and_committer(self, host_lab: HostLab) -> None:
        # GitHub sets all but the message: the token's owner, itself, and now.
        head = host_lab.commit({"a": b"0"})
        await host_lab.host().write(write(head, {"a": b"1"}))
        published = host_lab.published()
        assert published.info.message.strip() == f"Sign off P4\n\n{TRAILERS}"
        assert published.info.trailers("Gate-Phase") == ("P4",)
        assert (published.info.author_name, published.info.author_email) == (BOT.name, BOT.email)
        assert published.committer == GITHUB

    async def test_the_executable_bit_stays(self, host_lab: HostLab) -> None:
        # The API would take it away: gatebot refuses, and says how to commit the file.
        head = host_lab.commit_special()
        with pytest.raises(Rejected, match=r"run\.sh is executable") as caught:
            await host_lab.host().write(write(head, {"run.sh": b"#!/bin/sh\nexit 0\n"}))
        assert "chmod=-x run.sh" in caught.value.mend
        await host_lab.host().write(write(head, {"other": b"x"}))
        files = host_lab.published().files
        assert files["run.sh"] == ("100755", b"#!/bin/sh\n")
        assert files["link"] == ("120000", b"README.md")
        assert files["module"][0] == "160000"
