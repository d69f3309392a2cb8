"""Pull requests on Gitea: what it refuses, and what fails on the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.githosts.answers import TokenRefused
from bot.ports.git_host import HostUnavailable, NotFound, OutcomeUnknown, Rejected
from bot.ports.pull_requests import PullState, PullText
from tests.fakes.gitea.world import Fault
from tests.githosts.contract_pulls import BRANCH, head_of, proposed
from tests.githosts.gitea_lab import GiteaLab, gitea_lab
from tests.support.merging import How
from tests.support.repository import git

MERGE, OPEN, CLOSE = "POST /pulls/{index}/merge", "POST /pulls", "PATCH /pulls/{index}"
NEWEST, COMMENT = "GET /pulls/{base}/{head}", "POST /issues/{index}/comments"


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[GiteaLab]:
    async with gitea_lab(tmp_path) as lab:
        yield lab


async def opened(lab: GiteaLab) -> int:
    await proposed(lab)
    return (
        await lab.pulls().open_pull_request(BRANCH, PullText("Sign off P4"), PullText("By Ana."))
    ).number


async def test_where_nothing_is_waited_for_it_is_merged_at_once(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.world.pulls.waiting = False
    assert await lab.pulls().ask_auto_merge(number)
    found = await lab.pulls().newest_from(BRANCH)
    assert found is not None
    assert (found.state, found.merged_as) == (PullState.MERGED, lab.published().info.sha)
    assert len(lab.published().info.parents) == 2, "a merge keeps the commits and their trailers"


async def test_without_merge_commits_it_is_rebased(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.world.pulls.methods = frozenset({How.REBASE, How.SQUASH})
    lab.world.pulls.waiting = False
    lab.commit({"meanwhile": b"1"})
    assert await lab.pulls().ask_auto_merge(number)
    assert lab.published().info.trailers("Gate-Phase") == ("P4",)


@pytest.mark.parametrize("methods", [frozenset(), frozenset({How.MERGE})])
async def test_a_merge_that_is_not_offered_is_false(lab: GiteaLab, methods: frozenset[How]) -> None:
    number = await opened(lab)
    lab.world.pulls.methods = methods
    refused = Fault(MERGE, 405, body={"message": "User not allowed to merge PR"})
    lab.world.faults.append(refused)
    assert not await lab.pulls().ask_auto_merge(number)
    assert lab.world.asked().count(MERGE) == len(methods)


async def test_a_request_with_conflicts_is_not_merged(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.commit({BRANCH: b"by hand\n"})
    lab.world.pulls.waiting = False
    assert not await lab.pulls().ask_auto_merge(number)


async def test_nothing_is_asked_of_a_request_that_has_ended(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.merge(number, How.MERGE)
    assert await lab.pulls().ask_auto_merge(number)
    await lab.pulls().close_pull_request(number, PullText("Too late."))
    assert not {MERGE, CLOSE, COMMENT} & set(lab.world.asked())


async def test_a_request_that_is_merged_while_it_is_closed_stays_merged(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.world.faults.append(
        Fault(CLOSE, passes=True, before_it=lambda: lab.merge(number, How.MERGE))
    )
    await lab.pulls().close_pull_request(number, PullText("The evidence changed."))
    found = await lab.pulls().newest_from(BRANCH)
    assert found is not None
    assert found.state is PullState.MERGED


async def test_two_who_open_at_once_get_the_same(lab: GiteaLab) -> None:
    await proposed(lab)
    first = lab.world.pulls
    lab.world.faults.append(
        Fault(OPEN, passes=True, before_it=lambda: first.open(BRANCH, "main", "P4", ""))
    )
    made = await lab.pulls().open_pull_request(BRANCH, PullText("P4"), PullText(""))
    assert (made.number, len(first.listed)) == (1, 1)


async def test_a_branch_that_is_made_by_another_at_the_same_commit_is_taken(lab: GiteaLab) -> None:
    lab.world.faults.append(
        Fault(
            "POST /branches",
            passes=True,
            before_it=lambda: git(lab.repo, "update-ref", f"refs/heads/{BRANCH}", lab.first),
        )
    )
    await lab.pulls().create_branch(BRANCH, lab.first)
    assert head_of(lab, BRANCH) == lab.first


@pytest.mark.parametrize("status", [0, 500, 502])
@pytest.mark.parametrize("after", [False, True])
async def test_a_change_whose_answer_is_lost_is_unknown(
    lab: GiteaLab, status: int, *, after: bool
) -> None:
    await proposed(lab)
    pulls = lab.pulls()
    lab.world.faults.append(Fault(OPEN, status, after=after))
    with pytest.raises(OutcomeUnknown):
        await pulls.open_pull_request(BRANCH, PullText("P4"), PullText(""))
    assert lab.world.asked().count(OPEN) == 1
    assert (await pulls.newest_from(BRANCH) is not None) is after
    assert (await pulls.open_pull_request(BRANCH, PullText("P4"), PullText(""))).number == 1


async def test_a_merge_whose_answer_is_lost_is_unknown(lab: GiteaLab) -> None:
    number = await opened(lab)
    lab.world.faults.append(Fault(MERGE, 502, after=True))
    with pytest.raises(OutcomeUnknown):
        await lab.pulls().ask_auto_merge(number)
    found = await lab.pulls().newest_from(BRANCH)
    assert found is not None
    assert found.auto_merge


async def test_a_limit_is_waited_out(lab: GiteaLab) -> None:
    await proposed(lab)
    lab.world.faults.append(Fault(OPEN, 429, headers={"Retry-After": "9"}))
    with pytest.raises(HostUnavailable) as caught:
        await lab.pulls().open_pull_request(BRANCH, PullText("P4"), PullText(""))
    assert caught.value.retry_after == 9.0


async def test_rights_and_names_are_told(lab: GiteaLab) -> None:
    await proposed(lab)
    lab.world.tokens["gitea-reads"] = "SCOPE"
    with pytest.raises(Rejected, match="required scope") as refused:
        await lab.host("gitea-reads").pulls.create_branch("gatebot/x", lab.first)
    assert "write:repository" in refused.value.mend
    pulls = lab.pulls()
    with pytest.raises(Rejected, match="default branch"):
        await pulls.delete_branch("main")
    lab.world.renamed = "acme/readiness"
    with pytest.raises(Rejected, match="is called acme/readiness now"):
        await pulls.newest_from(BRANCH)
    lab.world.tokens["gitea-good"] = "NONE"
    lab.world.renamed = ""
    for asking in (pulls.newest_from(BRANCH), pulls.head_of(BRANCH)):
        with pytest.raises(NotFound):
            await asking
    lab.world.tokens.clear()
    with pytest.raises(TokenRefused):
        await pulls.head_of(BRANCH)


async def test_a_branch_with_a_slash_as_the_projects_own(lab: GiteaLab) -> None:
    git(lab.repo, "update-ref", "refs/heads/release/1.0+2", lab.first)
    pulls = lab.host(branch="release/1.0+2").pulls
    await pulls.create_branch(BRANCH, lab.first)
    assert await pulls.newest_from(BRANCH) is None
    made = await pulls.open_pull_request(BRANCH, PullText("P4"), PullText(""))
    assert await pulls.newest_from(BRANCH) == made
    assert await lab.pulls().newest_from(BRANCH) is None, "that one goes into another branch"
