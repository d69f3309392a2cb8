import asyncio
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bot.githosts.local import LocalHost
from bot.ports.git_host import Conflict, HostUnavailable, OutcomeUnknown, Rejected, Signature
from tests.githosts.contract_writes import write
from tests.githosts.local_lab import BOT, LocalLab
from tests.support.repository import git

RACER = """
import asyncio, sys
from pathlib import Path
from bot.githosts.local import LocalHost
from tests.githosts.contract_writes import add_line

async def main(repo, name, turns):
    host = LocalHost(Path(repo))
    for turn in range(int(turns)):
        await add_line(host, "log.txt", f"{name}-{turn}".encode())

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def lab(tmp_path: Path) -> LocalLab:
    return LocalLab(tmp_path)


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temp folder, empty and ours."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def moving_main(lab: LocalLab, sha: str) -> str:
    """Return a hook that moves the branch between the push's comparison and its update."""
    quarantine = "GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES"
    move = f"git --git-dir='{lab.repo}' update-ref refs/heads/main {sha}"
    return f"#!/bin/sh\nunset {quarantine}\n{move}\n"


async def test_racing_processes_lose_no_update(lab: LocalLab) -> None:
    lab.commit({"log.txt": b""})
    root = Path(__file__).parents[2]
    racers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", RACER, str(lab.repo), name, "5"), cwd=root
        )
        for name in ("x", "y", "z")
    ]
    assert [await racer.wait() for racer in racers] == [0, 0, 0]
    _, data = lab.published().files["log.txt"]
    expected = [f"{name}-{turn}" for name in ("x", "y", "z") for turn in range(5)]
    assert sorted(data.decode().split()) == expected


async def test_all_server_hooks_run_in_their_order(lab: LocalLab, tmp_path: Path) -> None:
    head = lab.commit({"a": b"0"})
    said = tmp_path / "said"
    for name in ("pre-receive", "update", "post-receive"):
        lab.hook(name, f"#!/bin/sh\ncat >/dev/null\necho {name} >> '{said}'\n")
    await lab.host().write(write(head, {"a": b"1"}))
    assert said.read_text().split() == ["pre-receive", "update", "post-receive"]


async def test_the_update_hook_refuses_in_its_words(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.hook("update", "#!/bin/sh\nprintf 'not \\033[31mtoday\\n' >&2\nexit 1\n")
    with pytest.raises(Rejected, match="not ") as caught:
        await lab.host().write(write(head, {"a": b"1"}))
    assert "\x1b" not in str(caught.value)


async def test_a_talkative_hook_is_cut(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.hook("pre-receive", "#!/bin/sh\nseq 1 5000 >&2\nprintf '\\377\\376\\n' >&2\nexit 1\n")
    with pytest.raises(Rejected) as caught:
        await lab.host().write(write(head, {"a": b"1"}))
    assert len(str(caught.value)) < 1_200


async def test_a_failing_post_receive_hook_does_not_undo_the_commit(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.hook("post-receive", "#!/bin/sh\necho oh >&2\nexit 1\n")
    assert await lab.host().write(write(head, {"a": b"1"})) == lab.published().info.sha


async def test_a_refused_commit_leaves_nothing_behind(lab: LocalLab, temp: Path) -> None:
    head = lab.commit({"a": b"0"})
    before = git(lab.repo, "count-objects", "-v")
    lab.refuse("no")
    with pytest.raises(Rejected):
        await lab.host().write(write(head, {"a": b"1"}))
    assert git(lab.repo, "count-objects", "-v") == before
    assert left_in(temp) == []


async def test_a_commit_leaves_nothing_in_the_temp_folder(lab: LocalLab, temp: Path) -> None:
    head = lab.commit({"a": b"0"})
    await lab.host().write(write(head, {"a": b"1"}))
    assert left_in(temp) == []
    git(lab.repo, "fsck", "--strict")


async def test_a_hook_that_hangs_is_stopped_and_the_outcome_unknown(
    lab: LocalLab, tmp_path: Path, temp: Path
) -> None:
    head = lab.commit({"a": b"0"})
    told = tmp_path / "told"
    lab.hook("pre-receive", f"#!/bin/sh\ntrap 'echo stop >{told}' TERM\nsleep 600 &\nwait\n")
    host = LocalHost(lab.repo, timeout=0.5)
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown, match="more than"):
        await host.write(write(head, {"a": b"1"}))
    assert time.monotonic() - started < 10
    assert told.read_text() == "stop\n"
    assert left_in(temp) == []
    assert lab.published().info.sha == head


async def test_a_locked_branch_is_unavailable_and_not_overwritten(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    (lab.repo / "refs" / "heads" / "main.lock").touch()
    with pytest.raises(HostUnavailable, match="locked"):
        await lab.host().write(write(head, {"a": b"1"}))
    (lab.repo / "refs" / "heads" / "main.lock").unlink()
    assert await lab.host().write(write(head, {"a": b"1"})) == lab.published().info.sha


async def test_a_commit_between_read_and_push_is_a_conflict(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    # The hook runs after the lease was compared: only the lock of the ref is left to tell.
    racing = git(
        lab.repo,
        *("-c", "user.name=h", "-c", "user.email=h@x", "commit-tree", "-p", head, "-m", "by hand"),
        git(lab.repo, "rev-parse", "main^{tree}"),
    )
    lab.hook("pre-receive", moving_main(lab, racing))
    with pytest.raises(Conflict):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == racing


async def test_what_was_taken_back_during_the_push_stays_away(lab: LocalLab) -> None:
    # The push would be a fast-forward over the branch that was set back: only the compared head
    # tells that it must not be made.
    kept = lab.commit({"a": b"0"})
    head = lab.commit({"secret": b"1"})
    lab.hook("pre-receive", moving_main(lab, kept))
    with pytest.raises(Conflict):
        await lab.host().write(write(head, {"a": b"2"}))
    assert lab.published().info.sha == kept


async def test_a_checked_out_branch_is_refused_with_a_mend(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    host = LocalHost(lab.clone.folder)
    with pytest.raises(Rejected, match="checked out") as caught:
        await host.write(write(head, {"a": b"1"}))
    assert "bare" in caught.value.mend
    git(lab.clone.folder, "checkout", "--quiet", "--detach")
    sha = await host.write(write(head, {"a": b"1"}))
    assert git(lab.clone.folder, "rev-parse", "main") == sha


async def test_the_settings_of_the_person_do_not_matter(
    lab: LocalLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[core]\n\thooksPath = {tmp_path}\n[push]\n\tgpgSign = true\n[commit]\n\tgpgSign = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    head = lab.commit({"a": b"0"})
    lab.refuse("the repository's own hook")
    with pytest.raises(Rejected, match="own hook"):
        await lab.host().write(write(head, {"a": b"1"}))


async def test_names_of_people_cannot_break_a_commit(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    author = Signature("Eve <root@x>\nauthor: Ana", "eve@example.com\n")
    await lab.host().write(write(head, {"a": b"1"}, author=author))
    published = lab.published()
    assert published.info.author_email == "eve@example.com"
    assert published.info.author_name == "Eve root@x author: Ana"
    assert published.committer == BOT
    git(lab.repo, "fsck", "--strict")


async def test_the_same_write_sent_twice_at_once_lands_once(lab: LocalLab) -> None:
    head = lab.commit({"a": b"0"})
    change = write(head, {"a": b"1"})
    results = await asyncio.gather(
        *(lab.host().write(change) for _ in range(3)), return_exceptions=True
    )
    assert lab.published().info.parents == (head,)
    assert {each for each in results if isinstance(each, str)} == {lab.published().info.sha}
