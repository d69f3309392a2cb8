"""A protected branch: what waits for a merge, what becomes of it, and what is told meanwhile."""

import pytest

from bot.demo.people import INES, JONAS, MEI, RAVI
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import BOT
from tests.scenarios.pulling import asked_to_merge, branches, verified
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    answer,
    approve,
    ask,
    card,
    round_of,
    signed_rows,
    thread,
    told,
    tracker,
    types,
)
from tests.support.merging import How
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage


@pytest.mark.parametrize("how", How)
async def test_the_whole_story_to_the_merge(stage: Stage, github: FakeGitHub, how: How) -> None:
    base = await stage.repository.head()
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        assert await stage.repository.head() == base
        assert round_of(opened) in pull.body
        assert all(who.display in pull.body for who in REVIEWERS)
        assert "Ready for Signoff" in await types(stage, INES, "status P4")
        sha = github.world.pulls.merge(pull, how)
        await bot.look()
        done = await card(stage, "P4", "Signed off", sha[:7])
        await told(stage, INES, "is Signed Off", sha)
        await stage.settled()
        told_all = [m.shown for m in await stage.person(INES).see(CHANNEL)]
        assert not any("changed by hand" in text for text in told_all)
    assert len(await signed_rows(stage, round_of(done))) == 3
    assert branches(stage) == []
    assert [v.ok for v in (await verified(stage)).signoffs] == [True]


async def test_auto_merge_is_asked_for_and_followed(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        assert pull.auto is How.MERGE
        assert "The host merges it" in (await card(stage, "P4")).shown
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
        lines = await thread(stage, opened)
    assert sum("waits for merge" in line for line in lines) == 1
    assert sum("Signed off in commit" in line for line in lines) == 1
    await verified(stage)


async def test_what_needs_no_check_is_merged_at_once(stage: Stage, github: FakeGitHub) -> None:
    github.world.pulls.waiting = False
    async with stage.bot():
        await ask(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
        await stage.settled()
    await verified(stage)


async def test_where_auto_merge_is_off_the_card_says_who_merges(
    stage: Stage, github: FakeGitHub
) -> None:
    github.world.pulls.auto_merge_allowed = False
    async with stage.bot():
        _, pull = await asked_to_merge(stage, github)
        shown = await card(stage, "P4", "Somebody has to merge it")
    assert pull.auto is None
    assert f"/pull/{pull.number}" in str(shown.blocks)


@pytest.mark.usefixtures("github")
async def test_evidence_and_status_gather_on_the_branch(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        said = await answer(stage, INES, "evidence P4 add doc Testing_Standards.md")
        assert "added" in said
        assert "Testing_Standards.md" in await answer(stage, INES, "evidence P4")
        (first,) = branches(stage)
        await ask(stage)
        assert branches(stage) == [first]
        assert "Ready for Signoff" in await types(stage, INES, "status")
    assert first.startswith("gatebot/P4-")
    assert await stage.repository.head() == base
    assert git(stage.repository.path, "rev-list", "--count", f"{base}..{first}") == "2"


async def test_a_branch_that_falls_behind_is_cut_anew_with_all_that_waits(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, INES, "evidence P4 add doc docs/Restore.md")
        (first,) = branches(stage)
        text = {"docs/Restore.md": "# Restore\n"}
        head = await stage.repository.human_commit(JONAS, "Say how to restore", text)
        assert "✔" in await answer(stage, INES, "evidence P4")
        _, pull = await asked_to_merge(stage, github)
        assert pull.head != first
        assert first not in branches(stage)
        assert git(stage.repository.path, "merge-base", "main", pull.head) == head
        github.world.pulls.merge(pull, How.MERGE)
        await bot.look()
        await card(stage, "P4", "Signed off")
    assert "| P4 | doc | docs/Restore.md |" in await tracker(stage)
    await verified(stage)


async def test_closed_by_hand_the_approvals_are_void_and_the_rows_are_kept(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, INES, "evidence P4 add doc Testing_Standards.md")
        opened, pull = await asked_to_merge(stage, github)
        github.world.pulls.close(pull)
        await bot.look()
        await card(stage, "P4", "Void")
        for who in (INES, *REVIEWERS):
            await told(stage, who, f"pull request #{pull.number} was closed unmerged", "ready P4")
        await stage.settled()
        assert sum("closed unmerged" in line for line in await thread(stage, opened)) == 1
        assert "Ready for Signoff" in await types(stage, INES, "status P4")
        again, second = await asked_to_merge(stage, github)
        assert second.number != pull.number
        github.world.pulls.merge(second, How.SQUASH)
        await bot.look()
        await card(stage, "P4", "Signed off", "round 2")
        await stage.settled()
    assert "| P4 | doc | Testing_Standards.md |" in await tracker(stage)
    assert await signed_rows(stage, round_of(opened)) == []
    assert len(await signed_rows(stage, round_of(again))) == 3
    await verified(stage)


async def test_evidence_that_changes_on_the_target_closes_the_request(
    stage: Stage, github: FakeGitHub
) -> None:
    path = "architecture/ERD.md"
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        text = await stage.repository.text(path) or ""
        base = await stage.repository.human_commit(JONAS, "Reword", {path: text + "More.\n"})
        await bot.look()
        await card(stage, "P4", "Void")
        for who in (INES, *REVIEWERS):
            await told(stage, who, "are void", path, f"Pull request {pull.number} is closed")
        await stage.settled()
        assert sum("Approvals void" in line for line in await thread(stage, opened)) == 1
        again = await ask(stage)
        assert "round 2" in again.shown
    assert (pull.state, len(pull.comments)) == ("CLOSED", 1)
    assert await stage.repository.head() == base


async def test_a_status_moved_on_the_target_closes_the_request(
    stage: Stage, github: FakeGitHub
) -> None:
    row = "| P4 | ERD and Persistence Model | {} | ines |"
    async with stage.bot() as bot:
        _, pull = await asked_to_merge(stage, github)
        swap = row.format("In Progress"), row.format("Completed (Doc Baseline)")
        await stage.repository.edit(JONAS, "Move it", TRACKER, swap)
        await bot.look()
        await card(stage, "P4", "Void")
        await told(stage, INES, "are void", "Completed (Doc Baseline)")
    assert pull.state == "CLOSED"


async def test_what_changes_beside_it_leaves_the_request_alone(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        _, pull = await asked_to_merge(stage, github)
        await stage.repository.human_commit(JONAS, "Note", {"NOTES.md": "Beside the point.\n"})
        await bot.look()
        await stage.settled()
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["OPEN"]
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
    assert pull.state == "MERGED"
    await verified(stage)


async def test_a_tracker_edited_on_the_target_has_the_sign_off_asked_anew(
    stage: Stage, github: FakeGitHub
) -> None:
    swap = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, swap)
        await bot.look()
        await stage.settled()
        fresh = github.world.pulls.listed[-1]
        assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]
        assert "The tracker has changed" in pull.comments[0]
        await card(stage, "P4", "waiting for merge", f"#{fresh.number}")
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert "| EXEC | Implementation |" in await tracker(stage)
    assert len(await signed_rows(stage, round_of(opened))) == 3
    assert branches(stage) == []
    await verified(stage)


async def test_two_phases_wait_side_by_side(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot() as bot:
        await asked_to_merge(stage, github)
        assert "is open for review" in await answer(stage, MEI, "ready P3 cmd/api/main.go")
        for who in REVIEWERS:
            await approve(stage, who, "P3")
        await card(stage, "P3", "waiting for merge")
        await stage.settled()
        four, three = github.world.pulls.listed
        assert four.head != three.head
        github.world.pulls.merge(four, How.SQUASH)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
        last = github.world.pulls.listed[-1]
        assert [p.state for p in github.world.pulls.listed] == ["MERGED", "CLOSED", "OPEN"]
        github.world.pulls.merge(last, How.SQUASH)
        await bot.look()
        await card(stage, "P3", "Signed off")
        await stage.settled()
    assert [v.ok for v in (await verified(stage)).signoffs] == [True, True]


async def test_while_it_waits_verdicts_and_evidence_stand(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot():
        await asked_to_merge(stage, github)
        shown = (await card(stage, "P4")).shown
        assert "[Evidence]" in shown
        assert "[List gaps]" not in shown
        held = "its sign-off is on its way"
        assert held in await types(stage, RAVI, "gaps P4 The restore was never tried")
        assert held in await types(stage, INES, "withdraw P4")
        assert held in await answer(stage, INES, "ready P4")
        assert held in await answer(stage, INES, "evidence P4 add doc Testing_Standards.md")


async def test_what_people_put_on_the_branch_is_not_merged_with_it(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        await ask(stage)
        (first,) = branches(stage)
        head = github.world.objects.ref(f"refs/heads/{first}")
        assert head is not None
        smuggled = github.world.objects.make_commit(head, {"x.md": b"x"}, [], "Add x", BOT)
        github.world.objects.publish(f"refs/heads/{first}", smuggled, head)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "waiting for merge")
        await stage.settled()
    pull = github.world.pulls.listed[-1]
    changed = git(stage.repository.path, "diff", "--name-only", "main", pull.head)
    assert "x.md" not in changed
    assert first in branches(stage), "what people wrote is theirs to take away"


async def test_a_branch_that_is_taken_away_takes_its_rows(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot():
        await answer(stage, INES, "evidence P4 add doc Testing_Standards.md")
        (first,) = branches(stage)
        github.world.objects.remove(f"refs/heads/{first}")
        assert "Testing_Standards.md" not in await answer(stage, INES, "evidence P4")
        await asked_to_merge(stage, github)
