import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.githosts.git import GitServerHost
from bot.ports.git_host import HostUnavailable, Rejected
from tests.fakes.git_server.server import READ, WRITE, Fault
from tests.githosts.contract_writes import write
from tests.githosts.git_server_lab import TOKEN, GitServerLab, git_server_lab
from tests.support.repository import git

RACER = """
import asyncio, sys
from pathlib import Path
from pydantic import SecretStr
from bot.githosts.git import GitServerHost
from bot.githosts.git.remote import Credentials, Remote
from tests.githosts.contract_writes import add_line

async def main(url, mirrors, token, name, turns):
    remote = Remote(url, "main", Credentials("gatebot", SecretStr(token)))
    host = GitServerHost(remote, Path(mirrors))
    for turn in range(int(turns)):
        await add_line(host, "log.txt", f"{name}-{turn}".encode())

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitServerLab]:
    async with git_server_lab(tmp_path) as lab:
        yield lab


async def test_processes_share_a_mirror_and_lose_no_update(lab: GitServerLab) -> None:
    lab.commit({"log.txt": b""})
    given = (lab.url, str(lab.mirrors), TOKEN)
    racers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", RACER, *given, name, "4"), cwd=Path(__file__).parents[2]
        )
        for name in ("x", "y", "z")
    ]
    assert [await racer.wait() for racer in racers] == [0, 0, 0]
    _, data = lab.published().files["log.txt"]
    expected = [f"{name}-{turn}" for name in ("x", "y", "z") for turn in range(4)]
    assert sorted(data.decode().split()) == expected
    assert [path.suffix for path in lab.mirrors.iterdir() if path.is_dir()] == [".git"]


def lose_head(mirror: Path) -> None:
    (mirror / "HEAD").unlink()


def lose_objects(mirror: Path) -> None:
    for folder in (mirror / "objects").iterdir():
        shutil.rmtree(folder)


def lose_the_content_of_a_file(mirror: Path) -> None:
    oid = git(mirror, "rev-parse", "main:a")
    (mirror / "objects" / oid[:2] / oid[2:]).unlink()


def cut_a_ref(mirror: Path) -> None:
    (mirror / "refs" / "heads" / "main").write_text("0123")


def become_a_file(mirror: Path) -> None:
    shutil.rmtree(mirror)
    mirror.write_text("no repository")


def lose_the_folder_of_refs(mirror: Path) -> None:
    shutil.rmtree(mirror / "refs")


@pytest.mark.parametrize(
    "breaking",
    [
        lose_head,
        lose_objects,
        lose_the_content_of_a_file,
        cut_a_ref,
        become_a_file,
        lose_the_folder_of_refs,
    ],
)
async def test_a_broken_mirror_is_made_anew(
    lab: GitServerLab, breaking: Callable[[Path], None]
) -> None:
    head = lab.commit({"a": b"some content of its own"})
    host = lab.host()
    await host.look(["a"])
    breaking(lab.mirror)
    look = await host.look(["a"], since=lab.first)
    assert look.head == head
    blob = (await host.read(head, ["a"]))["a"]
    assert blob is not None
    assert blob.data == b"some content of its own"
    git(lab.mirror, "fsck", "--strict")


async def test_a_write_finds_the_mirror_broken_and_may_be_tried_again(lab: GitServerLab) -> None:
    head = lab.commit({"folder/a": b"0"})
    host = lab.host()
    await host.look([])
    tree = git(lab.mirror, "rev-parse", "main:folder")
    (lab.mirror / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(HostUnavailable, match="made anew"):
        await host.write(write(head, {"folder/a": b"1"}))
    assert lab.published().info.sha == head
    assert await host.write(write(head, {"folder/a": b"1"})) == lab.published().info.sha


async def test_a_first_fetch_that_fails_leaves_nothing_half_made(lab: GitServerLab) -> None:
    lab.server.faults.append(Fault(f"POST {READ}", 500))
    with pytest.raises(HostUnavailable):
        await lab.host().look([])
    assert list(lab.mirrors.glob("*.git")) == []
    assert (await lab.host().look([])).head == lab.first


async def test_a_mirror_that_another_process_is_at_is_waited_for(lab: GitServerLab) -> None:
    await lab.host().look([])
    held = lab.mirror.with_suffix(".lock")
    holding = await asyncio.create_subprocess_exec(
        *("flock", str(held), "sh", "-c", "echo held; read end"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert holding.stdin is not None
    assert holding.stdout is not None
    await holding.stdout.readline()
    with pytest.raises(HostUnavailable, match="by another process"):
        await lab.host(timeout=0.2).look([])
    looking = asyncio.create_task(lab.host().look([]))
    holding.stdin.close()
    assert (await looking).head == lab.first
    await holding.wait()


async def test_a_folder_that_can_not_be_made_is_named(lab: GitServerLab) -> None:
    lab.mirrors.write_text("in the way")
    with pytest.raises(HostUnavailable, match=str(lab.mirrors)):
        await lab.host().look([])


async def test_a_folder_that_may_not_be_written_to_names_the_setting(lab: GitServerLab) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    lab.mirrors.mkdir(mode=0o500)
    with pytest.raises(Rejected, match="mirrors are kept there") as caught:
        await lab.host().look([])
    assert "GATEBOT_MIRRORS" in caught.value.mend


async def test_branches_and_addresses_have_mirrors_of_their_own(lab: GitServerLab) -> None:
    git(lab.repo, "branch", "side")
    await lab.host().look([])
    await GitServerHost(lab.remote(branch="side"), lab.mirrors).look([])
    assert len(list(lab.mirrors.glob("gates-*.git"))) == 2


async def test_questions_at_the_same_time_share_a_fetch(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    lab.server.seen.clear()
    await asyncio.gather(*(host.ci_runs(lab.first) for _ in range(12)))
    assert lab.server.seen.count(f"GET {READ}") <= 2


async def test_a_landing_takes_two_requests_to_look_and_two_to_push(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look(["README.md"])
    lab.server.seen.clear()
    look = await host.look(["README.md"], since=lab.first)
    await host.write(write(look.head, {"a": b"1"}))
    assert lab.server.seen == [f"GET {READ}", f"POST {READ}", f"GET {WRITE}", f"POST {WRITE}"]
