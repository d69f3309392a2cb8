import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports.git_host import Conflict, Overtaken, Rejected
from tests.fakes.gitlab.commits import Commits
from tests.fakes.gitlab.world import BOT
from tests.githosts.contract import ReadContract
from tests.githosts.contract_writes import TRAILERS, WriteContract, write
from tests.githosts.gitlab_lab import GitLabLab, gitlab_lab
from tests.githosts.lab import HostLab
from tests.support.repository import ANA, git


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GitLabLab]:
    async with gitlab_lab(tmp_path) as lab:
        yield lab


class TestReading(ReadContract):
    pass


class TestWriting(WriteContract):
    async def test_message_author_time_and_committer(self, host_lab: HostLab) -> None:
        # GitLab sets committer and time: the token's user, and now.
        head = host_lab.commit({"a": b"0"})
        await host_lab.host().write(write(head, {"a": b"1"}))
        published = host_lab.published()
        assert published.info.message.strip() == f"Sign off P4\n\n{TRAILERS}"
        assert published.info.trailers("Gate-Phase") == ("P4",)
        assert (published.info.author_name, published.info.author_email) == (ANA.name, ANA.email)
        assert datetime.now(UTC) - published.info.at < timedelta(minutes=5)
        assert published.committer == BOT

    async def test_crlf_stays(self, host_lab: HostLab) -> None:
        # The API would turn it into LF: gatebot refuses, and says what helps.
        head = host_lab.commit({"crlf.md": b"a\r\n"})
        with pytest.raises(Rejected, match=r"crlf\.md has CRLF line ends") as caught:
            await host_lab.host().write(write(head, {"crlf.md": b"a\r\nb\r\n"}))
        assert "LF line ends" in caught.value.mend
        assert host_lab.published().info.sha == head
        await host_lab.host().write(write(head, {"other.md": b"x\n"}))
        assert host_lab.published().files["crlf.md"] == ("100644", b"a\r\n")

    async def test_of_writers_at_one_head_one_wins(self, host_lab: HostLab) -> None:
        assert isinstance(host_lab, GitLabLab)
        # New files are no conflict on GitLab: who comes later is told that it was overtaken.
        head = host_lab.commit({"a": b"0"})
        changes = [write(head, {f"f{n}": b"x"}, message=f"Writer {n}") for n in range(6)]

        results = await asyncio.gather(
            *(host_lab.host().write(change) for change in changes), return_exceptions=True
        )

        won = [result for result in results if isinstance(result, str)]
        overtaken = [result for result in results if isinstance(result, Overtaken)]
        lost = [result for result in results if isinstance(result, Conflict)]
        assert len(won) == 1
        assert len(won) + len(overtaken) + len(lost) == 6
        line = git(host_lab.repo, "rev-list", "--reverse", f"{head}..main").split()
        assert set(line) == {*won, *(error.commit for error in overtaken)}
        assert line[0] == won[0]
        for error in overtaken:
            assert error.onto == line[line.index(error.commit) - 1]


async def test_of_writers_of_one_file_one_wins(host_lab: GitLabLab) -> None:
    head = host_lab.commit({"a": b"0"})
    changes = [write(head, {"a": b"%d" % n}, message=f"Writer {n}") for n in range(1, 7)]
    results = await asyncio.gather(
        *(host_lab.host().write(change) for change in changes), return_exceptions=True
    )
    (won,) = (result for result in results if isinstance(result, str))
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert host_lab.published().info.sha == won
    assert host_lab.published().info.parents == (head,)


async def test_of_writers_of_one_new_file_one_wins(host_lab: GitLabLab) -> None:
    head = host_lab.commit({"a": b"0"})
    changes = [write(head, {"new": b"%d" % n}, message=f"Writer {n}") for n in range(1, 7)]
    results = await asyncio.gather(
        *(host_lab.host().write(change) for change in changes), return_exceptions=True
    )
    (won,) = (result for result in results if isinstance(result, str))
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert host_lab.published().info.sha == won


async def test_the_fake_turns_crlf_into_lf_as_gitlab_does(host_lab: GitLabLab) -> None:
    def action(path: str, data: bytes) -> dict[str, str]:
        content = base64.b64encode(data).decode()
        return {"action": "create", "file_path": path, "encoding": "base64", "content": content}

    texts = {"text.md": b"a\r\nb\r\n", "null.bin": b"a\r\n\0", "lone.txt": b"a\r\nb\rc\r\n"}
    given = {
        "branch": "main",
        "commit_message": "By the API itself",
        "author_name": ANA.name,
        "author_email": ANA.email,
        "actions": [action(path, data) for path, data in texts.items()],
    }
    sha = await Commits(host_lab.world).create(given)
    files = host_lab.published().files
    assert host_lab.published().info.sha == sha
    assert files["text.md"][1] == b"a\nb\n"
    # What Git takes for binary stays: gatebot may write it.
    for kept in ("null.bin", "lone.txt"):
        assert files[kept][1] == texts[kept]
        await host_lab.host().write(
            write(host_lab.published().info.sha, {f"again/{kept}": texts[kept]})
        )
        assert host_lab.published().files[f"again/{kept}"][1] == texts[kept]


@pytest.mark.parametrize("data", [b"x" * 3_000_000, b"a\0b", b"latin \xe9", b""])
async def test_any_content_comes_whole(host_lab: GitLabLab, data: bytes) -> None:
    host_lab.commit({"doc.md": data})
    blob = (await host_lab.host().look(["doc.md"])).blobs["doc.md"]
    assert blob is not None
    assert blob.data == data
