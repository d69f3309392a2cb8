"""What goes wrong on GitLab, on demand: each failure ends in exactly one commit, or in none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.githosts.answers import TokenRefused
from bot.ports.git_host import (
    Conflict,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Overtaken,
    Rejected,
)
from tests.fakes.gitlab.world import REPORTER, Fault, Token
from tests.githosts.contract_writes import write
from tests.githosts.gitlab_lab import GitLabLab, gitlab_lab
from tests.support.repository import git

REPO = "/projects/:id/repository"
COMMIT = f"POST {REPO}/commits"
BRANCH = f"GET {REPO}/branches/:branch"
BLOB = f"GET {REPO}/blobs/:sha/raw"
RACE = {"message": "Could not update refs/heads/main. Please refresh and try again."}


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GitLabLab]:
    async with gitlab_lab(tmp_path) as lab:
        yield lab


@pytest.mark.parametrize("status", [0, 500, 502, 503])
@pytest.mark.parametrize("after", [False, True])
async def test_a_write_whose_answer_is_lost_is_looked_for(
    lab: GitLabLab, status: int, *, after: bool
) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    lab.world.faults.append(Fault(COMMIT, status, body={"message": "Oops"}, after=after))
    with pytest.raises(OutcomeUnknown):
        await host.write(write(head, {"a": b"1"}))
    assert lab.world.asked().count(COMMIT) == 1

    look = await host.look(["a"], since=head)

    blob = look.blobs["a"]
    assert blob is not None
    assert blob.data == (b"1" if after else b"0")
    assert len(look.since) == after
    assert [c.trailers("Gate-Intent") for c in look.since] == [("7",)] * after


@pytest.mark.parametrize("body", ["half an ans", {"no": "commit"}, None])
async def test_an_answer_that_names_no_commit_is_looked_for(lab: GitLabLab, body: object) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault(COMMIT, 201, body=body, after=True))
    with pytest.raises(OutcomeUnknown):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.parents == (head,)


async def test_an_answer_that_comes_too_late_is_looked_for(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    answered = asyncio.Event()
    host = lab.host(timeout=0.7)
    await host.tree(head)
    lab.world.faults.append(Fault(COMMIT, 200, after=True, hold=answered))
    with pytest.raises(OutcomeUnknown, match="in time"):
        await host.write(write(head, {"a": b"1"}))
    answered.set()
    assert len((await lab.host().look([], since=head)).since) == 1


async def test_a_file_that_someone_changed_is_a_conflict(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0", "b": b"0"})

    def by_hand() -> None:
        lab.commit({"a": b"by hand"})

    lab.world.faults.append(Fault(COMMIT, before_it=by_hand, passes=True))
    with pytest.raises(Conflict, match="has changed since"):
        await lab.host().write(write(head, {"a": b"1", "b": b"1"}))
    assert lab.published().files["a"][1] == b"by hand"
    assert lab.published().files["b"][1] == b"0"
    assert lab.published().info.parents == (head,)


async def test_a_race_at_the_last_moment_is_a_conflict(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault(COMMIT, 400, body=RACE))
    with pytest.raises(Conflict):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head


async def test_a_new_file_that_someone_else_made_is_a_conflict(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.meanwhile.append(lambda: lab.commit({"new": b"by hand"}))
    with pytest.raises(Conflict, match="already exists"):
        await lab.host().write(write(head, {"new": b"1"}))
    assert lab.published().files["new"][1] == b"by hand"


async def test_a_commit_of_other_files_in_between_is_told(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.meanwhile.append(lambda: lab.commit({"evidence": b"by hand"}))
    host = lab.host()
    with pytest.raises(Overtaken) as caught:
        await host.write(write(head, {"a": b"1"}))
    assert caught.value.commit == lab.published().info.sha
    assert lab.published().info.parents == (caught.value.onto,)
    assert lab.published().files["evidence"][1] == b"by hand"
    look = await host.look(["a", "evidence"], since=head)
    assert [commit.sha for commit in look.since] == [caught.value.commit, caught.value.onto]
    assert look.blobs["evidence"] is not None


async def test_a_protection_says_which_setting_helps(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.protected = True
    with pytest.raises(Rejected, match="The protection of main refuses") as caught:
        await lab.host().write(write(head, {"a": b"1"}))
    assert "Protected branches" in caught.value.mend
    assert 'write = "pull_request"' in caught.value.mend
    assert lab.published().info.sha == head


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "17"}, 17.0), ({"RateLimit-Reset": "1"}, 1.0)]
)
async def test_a_rate_limit_is_waited_out(
    lab: GitLabLab, headers: dict[str, str], seconds: float
) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)
    for what in (BRANCH, COMMIT):
        lab.world.faults = [Fault(what, 429, body={"message": "Retry later"}, headers=headers)]
        with pytest.raises(HostUnavailable, match="asks gatebot to wait") as caught:
            await (host.look(["a"]) if what == BRANCH else host.write(write(head, {"a": b"1"})))
        assert caught.value.retry_after == seconds
    assert lab.published().info.sha == head
    assert lab.world.asked().count(COMMIT) == 1


async def test_a_reading_that_fails_is_unavailable(lab: GitLabLab) -> None:
    host = lab.host()
    broken = Fault(BRANCH, 200, body="half an ans")
    gone = Fault(BRANCH, 0, times=2)  # on a kept connection, a GET is asked again by aiohttp
    for fault in (Fault(BRANCH, 502), gone, Fault(BLOB, 503), broken):
        lab.world.faults = [fault]
        with pytest.raises(HostUnavailable):
            await host.look(["README.md"])
    lab.world.faults = [Fault(f"GET {REPO}/tree", 200, body={"no": "list"})]
    with pytest.raises(HostUnavailable):
        await lab.host().look(["README.md"])
    assert (await host.look(["README.md"])).head == lab.first


@pytest.mark.parametrize("expired", [False, True])
async def test_a_token_that_ended_names_the_mend_and_not_itself(
    lab: GitLabLab, *, expired: bool
) -> None:
    host = lab.host()
    await host.look([])
    if expired:
        lab.world.tokens["glpat-good"].expired = True
    else:
        lab.world.tokens.clear()
    asking = (host.look([]), lab.host().tree(lab.first), host.write(write(lab.first, {"a": b"1"})))
    for each in asking:
        with pytest.raises(TokenRefused, match="does not take the token") as caught:
            await each
        assert caught.value.mend.startswith("Make a new access token")
        assert "glpat-good" not in f"{caught.value} {caught.value.mend}"
    assert lab.published().info.sha == lab.first


async def test_a_token_that_comes_back_is_hidden(lab: GitLabLab) -> None:
    lab.world.faults.append(Fault(BRANCH, 403, body={"message": "glpat-good may not do this"}))
    with pytest.raises(Rejected, match=r"\[redacted\] may not do this") as caught:
        await lab.host().look([])
    assert "glpat-good" not in str(caught.value)


@pytest.mark.parametrize("token", [Token(level=REPORTER), Token(scopes=("read_api",))])
async def test_a_token_that_may_only_read(lab: GitLabLab, token: Token) -> None:
    lab.world.tokens["glpat-reads"] = token
    host = lab.host("glpat-reads")
    assert (await host.look([])).head == lab.first
    with pytest.raises(Rejected, match="GitLab does not allow this") as caught:
        await host.write(write(lab.first, {"a": b"1"}))
    assert "scope `api`" in caught.value.mend
    assert lab.published().info.sha == lab.first


async def test_access_that_was_taken_away(lab: GitLabLab) -> None:
    host = lab.host()
    await host.tree(lab.first)
    lab.world.tokens["glpat-good"].level = 0
    for asking in (host.look([]), lab.host().tree(lab.first), lab.host().resolve(lab.first)):
        with pytest.raises(NotFound, match="a member of the project"):
            await asking
    with pytest.raises(NotFound, match="a member of the project"):
        await host.write(write(lab.first, {"a": b"1"}))
    assert lab.published().info.sha == lab.first


async def test_a_renamed_project_is_named(lab: GitLabLab) -> None:
    host = lab.host()
    lab.world.renamed = "acme/readiness"
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(Rejected, match="gates is called acme/readiness now") as caught:
            await asking
        assert (
            caught.value.mend
            == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'
        )
    lab.world.tokens["glpat-good"].level = 0
    assert COMMIT not in lab.world.asked()
    assert lab.published().info.sha == lab.first


async def test_a_redirect_elsewhere_is_not_followed(lab: GitLabLab) -> None:
    away = {"Location": "https://elsewhere.example/users/sign_in"}
    lab.world.faults.append(Fault(BRANCH, 302, headers=away))
    with pytest.raises(Rejected, match="has moved"):
        await lab.host().look([])
    assert lab.world.asked() == [BRANCH]


async def test_a_deleted_branch_is_not_found(lab: GitLabLab) -> None:
    host = lab.host()
    await host.tree(lab.first)
    git(lab.repo, "update-ref", "-d", "refs/heads/main")
    for asking in (host.look([]), host.write(write(lab.first, {"a": b"1"}))):
        with pytest.raises(NotFound, match="no branch 'main' in acme/platform/gates"):
            await asking


async def test_a_deleted_document_is_none(lab: GitLabLab) -> None:
    lab.commit({"tracker.md": b"x"})
    host = lab.host()
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is not None
    lab.commit({"tracker.md": None})
    assert (await host.look(["tracker.md"])).blobs["tracker.md"] is None


async def test_a_branch_forced_away_between_reading_and_writing(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    host = lab.host()
    await host.tree(head)

    def force() -> None:
        lab.rewrite(lab.first, {"b": b"1"})

    lab.world.faults.append(Fault(COMMIT, before_it=force, passes=True))
    with pytest.raises(Conflict):
        await host.write(write(head, {"a": b"1"}))
    look = await host.look(["a"], since=head)
    assert not look.base_reachable
    assert look.blobs["a"] is None


async def test_a_blob_that_is_not_whole_is_not_believed(lab: GitLabLab) -> None:
    lab.commit({"doc.md": b"all of it"})
    lab.world.faults.append(Fault(BLOB, 200, body="all"))
    with pytest.raises(HostUnavailable, match="did not send all"):
        await lab.host().look(["doc.md"])


async def test_a_file_whose_last_change_is_not_told_is_not_written(lab: GitLabLab) -> None:
    head = lab.commit({"a": b"0"})
    lab.world.faults.append(Fault(f"HEAD {REPO}/files/:file_path", 200))
    with pytest.raises(HostUnavailable, match="which commit last changed a"):
        await lab.host().write(write(head, {"a": b"1"}))
    assert lab.published().info.sha == head
