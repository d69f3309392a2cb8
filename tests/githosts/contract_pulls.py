"""What every host with pull requests must do. A host's tests inherit this, with a `host_lab`."""

import pytest

from bot.ports.git_host import Conflict, NotFound, Rejected
from bot.ports.pull_requests import PullState, PullText
from tests.githosts.contract_writes import write
from tests.githosts.lab import PullsLab
from tests.support.merging import How
from tests.support.repository import git

BRANCH = "gatebot/P4-1a2b3c4d"


def head_of(lab: PullsLab, branch: str) -> str:
    return git(lab.repo, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")


async def proposed(lab: PullsLab, branch: str = BRANCH) -> str:
    """Make a branch with one commit that the project's branch has not; return the commit."""
    pulls, base = lab.pulls(), lab.published().info.sha
    await pulls.create_branch(branch, base)
    return await pulls.on_branch(branch).write(write(base, {branch: b"signed off\n"}))


class PullsContract:
    async def test_a_branch_is_made_once(self, host_lab: PullsLab) -> None:
        first = host_lab.commit({"a": b"0"})
        pulls = host_lab.pulls()
        assert await pulls.head_of(BRANCH) is None
        await pulls.create_branch(BRANCH, first)
        await host_lab.pulls().create_branch(BRANCH, first)
        assert await pulls.head_of(BRANCH) == first == head_of(host_lab, BRANCH)
        second = host_lab.commit({"a": b"1"})
        with pytest.raises(Conflict):
            await pulls.create_branch(BRANCH, second)
        assert head_of(host_lab, BRANCH) == first

    async def test_a_branch_is_removed_once(self, host_lab: PullsLab) -> None:
        first = host_lab.commit({"a": b"0"})
        pulls = host_lab.pulls()
        await pulls.create_branch(BRANCH, first)
        await pulls.delete_branch(BRANCH)
        await pulls.delete_branch(BRANCH)
        assert await pulls.head_of(BRANCH) is None
        assert not head_of(host_lab, BRANCH)

    async def test_a_branch_is_read_and_written_apart(self, host_lab: PullsLab) -> None:
        base = host_lab.commit({"a": b"0"})
        sha = await proposed(host_lab)
        there = await host_lab.pulls().on_branch(BRANCH).look([BRANCH], since=base)
        here = await host_lab.host().look([BRANCH], since=base)
        assert (there.head, [c.sha for c in there.since]) == (sha, [sha])
        assert there.blobs[BRANCH] is not None
        assert (here.head, here.since, here.blobs[BRANCH]) == (base, (), None)

    async def test_a_branch_that_is_not_there_is_not_found(self, host_lab: PullsLab) -> None:
        with pytest.raises(NotFound):
            await host_lab.pulls().on_branch("gatebot/none").look([])

    async def test_a_protected_branch_takes_no_commit_and_its_mend_is_named(
        self, host_lab: PullsLab
    ) -> None:
        base = host_lab.commit({"a": b"0"})
        await proposed(host_lab)
        host_lab.refuse("Changes must be made through a pull request.")
        with pytest.raises(Rejected) as caught:
            await host_lab.host().write(write(base, {"a": b"1"}))
        assert 'write = "pull_request"' in caught.value.mend
        assert host_lab.published().info.sha == base

    async def test_a_request_is_opened_once(self, host_lab: PullsLab) -> None:
        await proposed(host_lab)
        pulls = host_lab.pulls()
        assert await pulls.newest_from(BRANCH) is None
        made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText("By Ana."))
        again = await host_lab.pulls().open_pull_request(
            BRANCH, PullText("Sign off P4"), PullText("By Ana.")
        )
        found = await host_lab.pulls().newest_from(BRANCH)
        assert made == again == found
        assert (made.state, made.branch, made.merged_as) == (PullState.OPEN, BRANCH, None)
        assert not made.auto_merge
        assert str(made.number) in made.url

    async def test_requests_from_two_branches_are_apart(self, host_lab: PullsLab) -> None:
        await proposed(host_lab)
        await proposed(host_lab, "gatebot/P5-1")
        pulls = host_lab.pulls()
        one = await pulls.open_pull_request(BRANCH, PullText("P4"), PullText(""))
        two = await pulls.open_pull_request("gatebot/P5-1", PullText("P5"), PullText(""))
        assert one.number != two.number
        assert await pulls.newest_from(BRANCH) == one
        assert await pulls.newest_from("gatebot/P5-1") == two

    @pytest.mark.parametrize("how", How)
    async def test_a_merge_by_hand_is_seen(self, host_lab: PullsLab, how: How) -> None:
        await proposed(host_lab)
        host_lab.commit({"meanwhile": b"1"})
        made = await host_lab.pulls().open_pull_request(
            BRANCH, PullText("Sign off P4"), PullText("")
        )
        sha = host_lab.merge(made.number, how)
        found = await host_lab.pulls().newest_from(BRANCH)
        assert found is not None
        assert (found.number, found.state) == (made.number, PullState.MERGED)
        assert found.merged_as == sha == host_lab.published().info.sha

    async def test_a_close_by_hand_is_seen_and_another_may_be_opened(
        self, host_lab: PullsLab
    ) -> None:
        await proposed(host_lab)
        pulls = host_lab.pulls()
        made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
        host_lab.close(made.number)
        found = await pulls.newest_from(BRANCH)
        assert found is not None
        assert (found.number, found.state) == (made.number, PullState.CLOSED)
        assert found.merged_as is None
        another = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
        assert another.number != made.number
        assert await pulls.newest_from(BRANCH) == another

    async def test_closing_says_why_and_is_done_once(self, host_lab: PullsLab) -> None:
        base = host_lab.commit({"a": b"0"})
        await proposed(host_lab)
        pulls = host_lab.pulls()
        made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
        await pulls.close_pull_request(made.number, PullText("The evidence changed."))
        await pulls.close_pull_request(made.number, PullText("The evidence changed."))
        found = await pulls.newest_from(BRANCH)
        assert found is not None
        assert found.state is PullState.CLOSED
        assert list(host_lab.comments(made.number)) == ["The evidence changed."]
        assert host_lab.published().info.sha == base

    async def test_auto_merge_waits_for_the_check(self, host_lab: PullsLab) -> None:
        base = host_lab.commit({"a": b"0"})
        sha = await proposed(host_lab)
        pulls = host_lab.pulls()
        made = await pulls.open_pull_request(BRANCH, PullText("Sign off P4"), PullText(""))
        assert await pulls.ask_auto_merge(made.number)
        assert await pulls.ask_auto_merge(made.number)
        waiting = await pulls.newest_from(BRANCH)
        assert waiting is not None
        assert (waiting.state, waiting.auto_merge) == (PullState.OPEN, True)
        assert host_lab.published().info.sha == base

        host_lab.pass_checks()

        merged = await pulls.newest_from(BRANCH)
        assert merged is not None
        assert merged.state is PullState.MERGED
        assert merged.merged_as == host_lab.published().info.sha
        assert await host_lab.host().is_ancestor(sha, merged.merged_as or "")

    async def test_its_condition_is_told_without_writing(self, host_lab: PullsLab) -> None:
        host_lab.commit({"a": b"0"})
        found = await host_lab.pulls().condition()
        assert [(each.name, each.mend) for each in found] == [("writing", "")]
        assert "main" in found[0].said

    async def test_a_request_that_is_not_there_is_not_found(self, host_lab: PullsLab) -> None:
        with pytest.raises(NotFound):
            await host_lab.pulls().close_pull_request(4711, PullText("No reason."))
