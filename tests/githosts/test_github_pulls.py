"""Pull requests on GitHub: the contract, and what only GitHub does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.git_host import OutcomeUnknown, Rejected
from bot.ports.pull_requests import PullState, PullText
from tests.fakes.github.world import Fault
from tests.githosts.contract_pulls import BRANCH, PullsContract, head_of, proposed
from tests.githosts.github_lab import GitHubLab, github_lab
from tests.support.merging import How


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GitHubLab]:
    async with github_lab(tmp_path) as lab:
        yield lab


class TestPulls(PullsContract):
    pass


async def test_what_is_ready_is_merged_as_nothing_is_left_to_wait_for(
    host_lab: GitHubLab,
) -> None:
    sha = await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    host_lab.pass_checks()
    assert await pulls.ask_auto_merge(made.number)
    found = await pulls.newest_from(BRANCH)
    assert found is not None
    assert found.state is PullState.MERGED
    assert host_lab.published().info.parents[1] == sha


async def test_requests_from_forks_hide_none_of_ours(host_lab: GitHubLab) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    for _ in range(45):
        host_lab.world.pulls.open(BRANCH, "main", "From a fork", "").fork = True
    assert await pulls.newest_from(BRANCH) == made
    assert await pulls.open_pull_request(BRANCH, PullText("Again"), PullText("")) == made


async def test_where_auto_merge_is_off_people_merge(host_lab: GitHubLab) -> None:
    await proposed(host_lab)
    base = host_lab.published().info.sha
    host_lab.world.pulls.auto_merge_allowed = False
    host_lab.pass_checks()
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert not await pulls.ask_auto_merge(made.number)
    assert host_lab.published().info.sha == base


@pytest.mark.parametrize("how", [How.SQUASH, How.REBASE])
async def test_auto_merge_takes_a_method_that_the_repository_allows(
    host_lab: GitHubLab, how: How
) -> None:
    await proposed(host_lab)
    host_lab.world.pulls.methods = frozenset({how})
    pulls = host_lab.pulls()
    made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert await pulls.ask_auto_merge(made.number)
    assert host_lab.world.pulls.numbered(made.number).auto is how


@pytest.mark.parametrize("after", [False, True])
async def test_a_request_whose_answer_is_lost_is_looked_for(
    host_lab: GitHubLab, *, after: bool
) -> None:
    await proposed(host_lab)
    pulls = host_lab.pulls()
    host_lab.world.faults.append(Fault("Open", 502, after=after))
    with pytest.raises(OutcomeUnknown):
        await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert (await pulls.newest_from(BRANCH) is not None) is after
    await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
    assert len(host_lab.world.pulls.listed) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_a_branch_whose_answer_is_lost_is_looked_for(
    host_lab: GitHubLab, *, after: bool
) -> None:
    base = host_lab.commit({"a": b"0"})
    pulls = host_lab.pulls()
    host_lab.world.faults.append(Fault("CreateBranch", 0, after=after))
    with pytest.raises(OutcomeUnknown):
        await pulls.create_branch(BRANCH, base)
    assert bool(head_of(host_lab, BRANCH)) is after
    await pulls.create_branch(BRANCH, base)
    assert head_of(host_lab, BRANCH) == base


async def test_a_token_that_may_only_read_opens_nothing(host_lab: GitHubLab) -> None:
    base = host_lab.commit({"a": b"0"})
    host_lab.world.tokens["ghp_good"] = "READ"
    with pytest.raises(Rejected, match="not accessible") as caught:
        await host_lab.pulls().create_branch(BRANCH, base)
    assert "docs/git-hosts.md" in caught.value.mend


async def test_a_renamed_repository_gets_no_branch(host_lab: GitHubLab) -> None:
    base = host_lab.commit({"a": b"0"})
    host_lab.world.renamed = "acme/doors"
    with pytest.raises(Rejected, match="is called acme/doors now"):
        await host_lab.pulls().create_branch(BRANCH, base)
    assert not head_of(host_lab, BRANCH)
