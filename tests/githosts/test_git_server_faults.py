"""What goes wrong with a Git server: one commit or none, and words that name the mend."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from bot.githosts.answers import TokenRefused
from bot.githosts.git import GitServerHost
from bot.githosts.git.remote import Remote
from bot.ports.git_host import (
    Conflict,
    HostError,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Rejected,
)
from tests.fakes.git_server.server import READ, WRITE, Fault
from tests.githosts.contract_writes import write
from tests.githosts.git_server_lab import TOKEN, GitServerLab, git_server_lab
from tests.githosts.test_local_writes import moving_main
from tests.support.repository import git

PUSH = f"POST {WRITE}"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitServerLab]:
    async with git_server_lab(tmp_path) as lab:
        yield lab


def pushes(lab: GitServerLab) -> int:
    return lab.server.seen.count(PUSH)


async def landed_once(lab: GitServerLab, head: str) -> None:
    """Require that one commit landed on `head`, and that a look finds it by its intent."""
    assert lab.published().info.parents == (head,)
    look = await lab.host().look([], since=head)
    assert [commit.trailers("Gate-Intent") for commit in look.since] == [("7",)]
    assert pushes(lab) == 1


async def test_an_answer_that_comes_too_late_is_looked_for(lab: GitServerLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host(timeout=2.0)
    await host.tree(head)
    answered = asyncio.Event()
    lab.server.faults.append(Fault(PUSH, 200, after=True, hold=answered))
    with pytest.raises(OutcomeUnknown, match="more than 2 s"):
        await host.write(write(head, {"a": b"1"}))
    answered.set()
    await landed_once(lab, head)


@pytest.mark.parametrize("status", [500, 502, 503, 408])
async def test_a_failure_after_the_commit_landed_is_unknown(lab: GitServerLab, status: int) -> None:
    head = lab.commit({"a": b"0"})
    lab.server.faults.append(Fault(PUSH, status, after=True))
    with pytest.raises(OutcomeUnknown, match="may have been made"):
        await lab.host().write(write(head, {"a": b"1"}))
    await landed_once(lab, head)


async def test_a_connection_lost_after_the_commit_landed_is_not_tried_again(
    lab: GitServerLab,
) -> None:
    head = lab.commit({"a": b"0"})
    lab.server.faults.append(Fault(PUSH, 0, after=True))
    with pytest.raises(OutcomeUnknown):
        await lab.host().write(write(head, {"a": b"1"}))
    await landed_once(lab, head)


@pytest.mark.parametrize("status", [500, 0])
async def test_a_push_that_was_lost_leaves_no_commit(lab: GitServerLab, status: int) -> None:
    head = lab.commit({"a": b"0"})
    lab.server.faults.append(Fault(PUSH, status))
    with pytest.raises(OutcomeUnknown):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head
    assert pushes(lab) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 0])
async def test_what_fails_before_anything_is_sent_is_unavailable(
    lab: GitServerLab, status: int
) -> None:
    head = lab.commit({"a": b"0"})
    lab.server.faults.append(Fault(f"GET {WRITE}", status))
    with pytest.raises(HostUnavailable):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head
    assert pushes(lab) == 0


@pytest.mark.parametrize("what", [f"GET {READ}", f"POST {READ}"])
@pytest.mark.parametrize("status", [500, 503, 0])
async def test_a_reading_that_fails_is_unavailable(
    lab: GitServerLab, what: str, status: int
) -> None:
    host = lab.host()
    assert (await host.look([])).head == lab.first
    # curl asks again where a used connection breaks: harmless for a reading.
    lab.server.faults.append(Fault(what, status, times=2))
    with pytest.raises(HostUnavailable):
        await host.look([])
    lab.server.faults.clear()
    assert (await host.look([])).head == lab.first


@pytest.mark.parametrize("what", [f"GET {WRITE}", PUSH])
async def test_a_rate_limit_is_waited_out(lab: GitServerLab, what: str) -> None:
    head = lab.commit({"a": b"0"})
    lab.server.faults.append(Fault(what, 429, "Slow down"))
    with pytest.raises(HostUnavailable, match="asks gatebot to wait") as caught:
        await lab.host().write(write(head, {"a": b"1"}))
    assert caught.value.retry_after == 60.0
    assert lab.published().info.sha == head
    lab.server.faults.append(Fault(f"GET {READ}", 429))
    with pytest.raises(HostUnavailable, match="asks gatebot to wait"):
        await lab.host().look([])


async def test_an_expired_token_names_the_mend_and_not_the_token(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    lab.server.people.clear()
    lab.server.people["gatebot"] = ("another", "write")
    for asking in (host.look([]), host.ci_runs(lab.first)):
        with pytest.raises(TokenRefused, match="does not take the token") as caught:
            await asking
        assert caught.value.mend.startswith("Make a new token there, set GATEBOT_GIT_TOKEN")
    with pytest.raises(TokenRefused, match="does not take the token"):
        await host.write(write(lab.first, {"a": b"1"}))
    assert lab.published().info.sha == lab.first


async def test_a_token_that_expires_during_the_push(lab: GitServerLab) -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="git"'}
    lab.server.faults.append(Fault(PUSH, 401, headers=challenge))
    with pytest.raises(TokenRefused):
        await lab.host().write(write(lab.first, {"a": b"1"}))
    assert lab.published().info.sha == lab.first


async def test_an_account_that_may_only_read(lab: GitServerLab) -> None:
    lab.server.people["gatebot"] = (TOKEN, "read")
    host = lab.host()
    assert (await host.look([])).head == lab.first
    with pytest.raises(Rejected, match="You may not push to this repository") as caught:
        await host.write(write(lab.first, {"a": b"1"}))
    assert "the right to read and push to main" in caught.value.mend
    (found,) = await host.condition()
    assert found.certain
    assert "You may not push" in found.said
    assert found.mend == caught.value.mend
    assert pushes(lab) == 0


async def test_an_account_that_may_push_is_told_so_without_a_push(lab: GitServerLab) -> None:
    host = lab.host()
    lab.commit({"a": b"not fetched yet"})
    (found,) = await host.condition()
    assert (found.mend, "may push to" in found.said) == ("", True)
    assert pushes(lab) == 0


async def test_access_that_was_revoked(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    lab.server.people["gatebot"] = (TOKEN, "none")
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(NotFound, match="may see the repository"):
            await asking


async def test_a_renamed_repository_is_named_and_not_followed(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    lab.server.place, lab.server.moved_from = "team/readiness.git", lab.server.place
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(Rejected, match="has moved") as caught:
            await asking
        assert caught.value.mend.startswith("Check `repo`")
    assert lab.published().info.sha == lab.first


async def test_a_repository_that_is_gone(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    lab.server.remove()
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(NotFound, match="check `repo` and `branch`"):
            await asking


async def test_a_branch_that_is_gone_is_named(lab: GitServerLab) -> None:
    host = lab.host()
    await host.look([])
    git(lab.repo, "update-ref", "-d", "refs/heads/main")
    with pytest.raises(NotFound, match=f"no branch 'main' in {lab.url}: push a first commit"):
        await host.look([])


async def test_a_deleted_document_is_none(lab: GitServerLab) -> None:
    host = lab.host()
    lab.commit({"tracker.md": b"x"})
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is not None
    lab.commit({"tracker.md": None})
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is None


async def test_a_branch_forced_away_between_reading_and_writing(lab: GitServerLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.look([])
    lab.rewrite(lab.first, {"b": b"1"})
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    look = await host.look(["a"], since=head)
    assert not look.base_reachable
    assert look.blobs["a"] is None


async def test_a_head_that_the_server_never_had_is_a_conflict(lab: GitServerLab) -> None:
    with pytest.raises(Conflict, match="not on the server"):
        await lab.host().write(write("0123456789" * 4, {"a": b"1"}))


async def test_a_commit_during_the_push_is_a_conflict(lab: GitServerLab) -> None:
    kept = lab.commit({"a": b"0"})
    head = lab.commit({"secret": b"1"})
    lab.hook("pre-receive", moving_main(lab, kept))
    with pytest.raises(Conflict, match="during the push"):
        await lab.host().write(write(head, {"a": b"2"}))
    assert lab.published().info.sha == kept


async def test_a_branch_that_is_locked_is_unavailable(lab: GitServerLab) -> None:
    lock = lab.repo / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(HostUnavailable, match="locked"):
        await lab.host().write(write(lab.first, {"a": b"1"}))
    lock.unlink()
    sha = await lab.host().write(write(lab.first, {"a": b"1"}))
    assert lab.published().info.sha == sha


async def test_a_server_that_is_not_there_is_named(lab: GitServerLab) -> None:
    at = f"http://127.0.0.1:{unused_port()}"
    host = GitServerHost(Remote(f"{at}/team/gates.git", "main"), lab.mirrors)
    with pytest.raises(HostUnavailable, match=f"{at} can't be reached: "):
        await host.look([])


async def test_what_is_no_git_server_is_unavailable(lab: GitServerLab) -> None:
    lab.server.faults.append(Fault("", 200, "<html>Sign in</html>", times=9))
    with pytest.raises(HostError, match=r"127\.0\.0\.1"):
        await lab.host().look([])


async def test_a_server_that_repeats_the_token_is_not_quoted(lab: GitServerLab) -> None:
    header = lab.remote().credentials
    assert header is not None
    lab.server.faults.append(Fault(f"GET {READ}", 403, f"{TOKEN} and {header.header}"))
    with pytest.raises(Rejected, match="redacted") as caught:
        await lab.host().look([])
    assert TOKEN not in str(caught.value)
    assert header.header.split()[1] not in str(caught.value)


async def test_the_token_is_in_no_argument_and_in_no_file(
    lab: GitServerLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = git(tmp_path, "--exec-path") + "/git"
    folder, said = tmp_path / "bin", tmp_path / "said"
    folder.mkdir()
    wrapper = folder / "git"
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {said}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{real.rpartition('/')[0]}:/usr/bin:/bin")
    await lab.host().write(write(lab.first, {"a": b"1"}))
    header = lab.remote().credentials
    assert header is not None
    arguments = said.read_text()
    assert "push" in arguments
    for secret in (TOKEN, header.header.split()[1]):
        assert secret not in arguments
        assert not any(
            secret.encode() in f.read_bytes() for f in lab.mirror.rglob("*") if f.is_file()
        )
    assert lab.server.authorizations == {header.header}
    assert TOKEN not in repr(lab.remote())
