"""Merge requests on GitLab: the contract, and what only GitLab does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.git_host import HostUnavailable, NotFound, OutcomeUnknown, Rejected
from bot.ports.pull_requests import PullState, PullText
from tests.fakes.gitlab.merges import Merge
from tests.fakes.gitlab.world import Fault
from tests.githosts.contract_pulls import BRANCH, PullsContract, head_of, proposed
from tests.githosts.contract_writes import write
from tests.githosts.gitlab_lab import GitLabLab, gitlab_lab

REQUESTS = "/projects/:id/merge_requests"


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GitLabLab]:
    async with gitlab_lab(tmp_path) as lab:
        yield lab


class TestPulls(PullsContract):
    pass


async def test_what_is_ready_is_merged_at_once(host_lab: GitLabLab) -> None:
    sha = await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    host_lab.pass_checks()
    assert await pulls.ask_auto_merge(made.number)
    assert await pulls.ask_auto_merge(made.number)
    found = await pulls.newest_from(BRANCH)
    assert found is not None
    assert found.state is PullState.MERGED
    assert host_lab.published().info.parents[1] == sha


@pytest.mark.parametrize("status", ["preparing", "unchecked", "checking"])
async def test_a_request_that_gitlab_still_looks_at_is_asked_for_later(
    host_lab: GitLabLab, status: str
) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    host_lab.world.merges.status = status
    with pytest.raises(HostUnavailable, match="still looking at the merge request !1") as caught:
        await pulls.ask_auto_merge(made.number)
    assert caught.value.retry_after == 10.0
    assert f"PUT {REQUESTS}/:iid/merge" not in host_lab.world.asked()
    host_lab.world.merges.status = "ci_still_running"
    assert await pulls.ask_auto_merge(made.number)


async def test_a_commit_that_gitlab_has_not_looked_at_is_asked_about_later(
    host_lab: GitLabLab,
) -> None:
    head = await proposed(host_lab)
    pulls, merges = host_lab.pulls(), host_lab.world.merges
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert await pulls.ask_auto_merge(made.number)
    merges.late = True
    await pulls.on_branch(BRANCH).write(write(head, {"more": b"more\n"}))
    with pytest.raises(HostUnavailable, match="still looking at the merge request !1"):
        await pulls.ask_auto_merge(made.number)
    merges.catch_up()
    assert not merges.listed[0].auto
    assert await pulls.ask_auto_merge(made.number)
    assert merges.listed[0].auto


async def test_where_auto_merge_is_refused_people_merge(host_lab: GitLabLab) -> None:
    await proposed(host_lab)
    base = host_lab.published().info.sha
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    host_lab.world.merges.mergeable = False
    assert not await pulls.ask_auto_merge(made.number)
    host_lab.world.merges.mergeable, host_lab.world.merges.may_merge = True, False
    assert not await pulls.ask_auto_merge(made.number)
    host_lab.close(made.number)
    assert not await pulls.ask_auto_merge(made.number)
    assert host_lab.published().info.sha == base


async def test_only_the_commit_that_was_read_is_merged(host_lab: GitLabLab) -> None:
    base = host_lab.published().info.sha
    await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))

    def move() -> None:
        objects = host_lab.world.objects
        objects.publish(f"refs/heads/{BRANCH}", base, head_of(host_lab, BRANCH))

    host_lab.world.faults.append(Fault(f"PUT {REQUESTS}/:iid/merge", before_it=move, passes=True))
    with pytest.raises(HostUnavailable, match="has moved"):
        await pulls.ask_auto_merge(made.number)
    assert host_lab.published().info.sha == base


async def test_a_request_from_a_fork_is_none_of_ours(host_lab: GitLabLab) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    host_lab.world.merges.listed.append(Merge(2, BRANCH, "main", "Mine", source_project=8))
    assert await pulls.newest_from(BRANCH) == made


async def test_a_request_that_someone_opened_in_between_is_the_one(host_lab: GitLabLab) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()

    def another() -> None:
        host_lab.world.merges.listed.append(Merge(1, BRANCH, "main", "By hand"))

    host_lab.world.faults.append(Fault(f"POST {REQUESTS}", before_it=another, passes=True))
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert (made.number, made.state) == (1, PullState.OPEN)
    assert len(host_lab.world.merges.listed) == 1


@pytest.mark.parametrize("status", [0, 502])
async def test_a_request_whose_answer_is_lost_is_looked_for(
    host_lab: GitLabLab, status: int
) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()
    fault = Fault(f"POST {REQUESTS}", status, body={"message": "Oops"}, after=True)
    host_lab.world.faults.append(fault)
    with pytest.raises(OutcomeUnknown):
        await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert [each.iid for each in host_lab.world.merges.listed] == [made.number]


async def test_a_branch_that_can_not_be_made_is_refused(host_lab: GitLabLab) -> None:
    with pytest.raises(Rejected, match="Invalid reference name"):
        await host_lab.pulls().create_branch(BRANCH, "0" * 40)
    assert not head_of(host_lab, BRANCH)


async def test_a_branch_of_another_repository_is_not_made_up(host_lab: GitLabLab) -> None:
    host_lab.world.tokens["glpat-good"].level = 0
    with pytest.raises(NotFound, match="GitLab does not find it"):
        await host_lab.pulls().head_of(BRANCH)
