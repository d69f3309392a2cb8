"""What goes wrong on GitHub, on demand: each failure ends in exactly one commit, or in none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.githosts.answers import TokenRefused
from bot.githosts.tokens import FixedToken
from bot.ports.git_host import Conflict, HostUnavailable, NotFound, OutcomeUnknown, Rejected
from tests.fakes.github.world import Fault
from tests.githosts.contract_writes import write
from tests.githosts.github_lab import GitHubLab, github_lab
from tests.support.repository import git

TREE = "/repos/{owner}/{repo}/git/trees/{tree_sha}"
BLOB = "/repos/{owner}/{repo}/git/blobs/{file_sha}"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitHubLab]:
    async with github_lab(tmp_path) as lab:
        yield lab


def said(kind: str, message: str) -> list[dict[str, Any]]:
    return [{"type": kind, "message": message, "path": ["createCommitOnBranch"]}]


UNTYPED = [{"message": "Something went wrong while executing your query. Try again."}]
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait."}


@pytest.mark.parametrize("status", [0, 500, 502, 503])
@pytest.mark.parametrize("after", [False, True])
async def test_a_write_whose_answer_is_lost_is_looked_for(
    lab: GitHubLab, status: int, *, after: bool
) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault("Write", status, body={"message": "Oops"}, after=after))
    with pytest.raises(OutcomeUnknown):
        await host.write(write(head, {"a": b"1"}))
    assert lab.world.asked().count("Write") == 1

    look = await host.look(["a"], since=head)

    blob = look.blobs["a"]
    assert blob is not None
    assert blob.data == (b"1" if after else b"0")
    assert len(look.since) == after
    assert [c.trailers("Gate-Intent") for c in look.since] == [("7",)] * after


async def test_a_write_that_github_lost_track_of_is_looked_for(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault("Write", errors=UNTYPED, after=True))
    with pytest.raises(OutcomeUnknown, match="Something went wrong"):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.parents == (head,)


async def test_an_answer_that_is_no_json_is_looked_for(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault("Write", 200, body="half an ans", after=True))
    with pytest.raises(OutcomeUnknown):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.parents == (head,)


async def test_an_answer_that_comes_too_late_is_looked_for(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    answered = asyncio.Event()
    host = lab.host_with(FixedToken(SecretStr("ghp_good")), timeout=0.7)
    await host.tree(head)
    lab.world.faults.append(Fault("Write", 200, after=True, hold=answered))
    with pytest.raises(OutcomeUnknown, match="in time"):
        await host.write(write(head, {"a": b"1"}))
    answered.set()
    assert len((await lab.host().look([], since=head)).since) == 1


async def test_stale_data_is_a_conflict(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(
        Fault("Write", errors=said("STALE_DATA", "Pull and try again.")),
    )
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("BRANCH_PROTECTION_RULE_VIOLATION", "At least 1 approving review is required."),
        ("UNPROCESSABLE", "Repository rule violations found\n\nChanges must be made through a PR."),
    ],
)
async def test_a_protection_says_which_setting_helps(lab: GitHubLab, kind: str, words: str) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault("Write", errors=said(kind, words)))
    with pytest.raises(Rejected, match="protection refuses") as caught:
        await lab.host().write(write(head, {"a": b"1"}))
    assert "Bypass list" in caught.value.mend
    assert lab.published().info.sha == head


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault(status=429, headers={"Retry-After": "17"}), 17.0),
        (Fault(status=403, headers={"Retry-After": "17"}, body=SECONDARY), 17.0),
        (Fault(status=403, body=SECONDARY), 60.0),
        (Fault(errors=[SECONDARY]), 60.0),
    ],
)
async def test_a_rate_limit_is_waited_out(lab: GitHubLab, fault: Fault, seconds: float) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)
    for what in ("Look", "Write"):
        fault.what, fault.times = what, 1
        lab.world.faults = [fault]
        with pytest.raises(HostUnavailable) as caught:
            await (host.look(["a"]) if what == "Look" else host.write(write(head, {"a": b"1"})))
        assert caught.value.retry_after == seconds
    assert lab.published().info.sha == head
    assert lab.world.asked().count("Write") == 1


async def test_a_spent_quota_says_until_when(lab: GitHubLab) -> None:
    error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
    quota = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}
    lab.world.faults.append(Fault("Look", errors=[error], headers=quota))
    with pytest.raises(HostUnavailable, match="asks gatebot to wait") as caught:
        await lab.host().look([])
    assert caught.value.retry_after == 1.0


async def test_a_reading_that_fails_is_unavailable(lab: GitHubLab) -> None:
    host = lab.host()
    for fault in (Fault("Look", 502), Fault("Look", 0), Fault("Look", errors=UNTYPED)):
        lab.world.faults = [fault]
        with pytest.raises(HostUnavailable):
            await host.look([])
    assert (await host.look([])).head == lab.first


async def test_a_revoked_token_names_the_mend_and_not_the_token(lab: GitHubLab) -> None:
    host = lab.host()
    await host.look([])
    lab.world.tokens.clear()
    for asking in (host.look([]), host.tree(lab.first), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(TokenRefused, match="does not take the token") as caught:
            await asking
        assert caught.value.mend.startswith("Make a new token")
        assert "ghp_good" not in f"{caught.value} {caught.value.mend}"
    assert lab.published().info.sha == lab.first


async def test_a_token_that_may_only_read(lab: GitHubLab) -> None:
    lab.world.tokens["ghp_reads"] = "READ"
    host = lab.host("ghp_reads")
    assert (await host.look([])).head == lab.first
    with pytest.raises(Rejected, match="Resource not accessible") as caught:
        await host.write(write(lab.first, {"a": b"1"}))
    assert "rights" in caught.value.mend
    assert lab.published().info.sha == lab.first
    (found,) = await host.condition()
    assert (found.certain, found.said) == (
        True,
        "The token may not write to acme/gates: it has read.",
    )


async def test_a_token_that_sees_nothing(lab: GitHubLab) -> None:
    lab.world.tokens["ghp_blind"] = "NONE"
    host = lab.host("ghp_blind")
    for asking in (host.look([]), host.tree(lab.first), host.read(lab.first, ["a"])):
        with pytest.raises(NotFound):
            await asking


async def test_a_renamed_repository_is_named(lab: GitHubLab) -> None:
    host = lab.host()
    lab.world.renamed = "acme/readiness"
    with pytest.raises(Rejected, match="acme/gates is called acme/readiness now") as caught:
        await host.look([])
    assert (
        caught.value.mend
        == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'
    )
    with pytest.raises(Rejected, match="has moved"):
        await host.tree(lab.first)


async def test_a_deleted_branch_is_not_found(lab: GitHubLab) -> None:
    host = lab.host()
    await host.tree(lab.first)
    git(lab.repo, "update-ref", "-d", "refs/heads/main")
    with pytest.raises(NotFound, match="no branch 'main' in acme/gates"):
        await host.look([])
    with pytest.raises(NotFound, match="the branch to write to"):
        await host.write(write(lab.first, {"a": b"1"}))


async def test_a_deleted_document_is_none(lab: GitHubLab) -> None:
    lab.commit({"tracker.md": b"x"})
    host = lab.host()
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is not None
    lab.commit({"tracker.md": None})
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is None


async def test_a_branch_forced_away_between_reading_and_writing(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)

    def force() -> None:
        lab.rewrite(lab.first, {"b": b"1"})

    lab.world.faults.append(Fault("Write", errors=said("STALE_DATA", "Moved."), before_it=force))
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    look = await host.look(["a"], since=head)
    assert not look.base_reachable
    assert look.blobs["a"] is None


async def test_a_tree_that_is_cut_is_walked(lab: GitHubLab) -> None:
    files = {f"{a}/{b}/{n}.md": b"x" for a in "abc" for b in "de" for n in range(3)}
    head = lab.commit(files)
    lab.world.tree_limit = 6
    tree = await lab.host().tree(head)
    assert [entry.path for entry in tree] == sorted(["README.md", *files])


async def test_a_folder_that_is_cut_too_is_refused(lab: GitHubLab) -> None:
    head = lab.commit({"a": b"0"})
    cut = {"sha": head, "truncated": True, "tree": []}
    lab.world.faults.append(Fault(TREE, 200, body=cut, times=2))
    with pytest.raises(Rejected, match="more files than GitHub lists"):
        await lab.host().tree(head)


@pytest.mark.parametrize(
    "data",
    [
        b"x" * 512_001,
        "é".encode() * 256_001,
        b"a\0b",
        b"latin \xe9",
        b"",
    ],
)
async def test_a_text_that_is_not_exact_comes_as_a_blob(lab: GitHubLab, data: bytes) -> None:
    lab.commit({"doc.md": data})
    host = lab.host()
    for _ in range(2):
        blob = (await host.look(["doc.md"])).blobs["doc.md"]
        assert blob is not None
        assert blob.data == data
    assert lab.world.asked().count(BLOB) == (1 if data else 0)


async def test_a_blob_that_is_not_whole_is_not_believed(lab: GitHubLab) -> None:
    lab.commit({"doc.md": b"a\0b"})
    half = {"sha": "0" * 40, "content": "YQ==", "encoding": "base64", "size": 1}
    lab.world.faults.append(Fault(BLOB, 200, body=half))
    with pytest.raises(HostUnavailable, match="did not send all"):
        await lab.host().look(["doc.md"])
