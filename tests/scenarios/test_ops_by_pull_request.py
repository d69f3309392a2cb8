"""The ops track of a project that takes pull requests only: one branch, one request for all."""

import pytest

from bot.demo.people import JONAS, KWAME
from bot.slack import action_ids as actions
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.ops_requests import (
    SWAP,
    line_of,
    listing,
    newest,
    on_branch,
    states,
)
from tests.scenarios.pulling import branches
from tests.support.acts import TRACKER, answer, opens, told, tracker, types, until
from tests.support.merging import How
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage


@pytest.mark.parametrize("how", How)
async def test_an_item_waits_for_its_merge_and_is_in_the_tracker_then(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    base = await stage.repository.head()
    async with stage.bot() as bot:
        said = await answer(stage, KWAME, "ops add Rotate the keys @kwame")
        assert "added Rotate the keys" in said
        assert "It is on pull request #1 and in the tracker when that is merged." in said
        await stage.settled()
        assert await stage.repository.head() == base
        (pull,) = github.world.pulls.listed
        assert pull.title == "Ops track: changes made in Slack"
        assert "Rotate the keys: owner kwame" in pull.body
        assert pull.auto is How.MERGE
        assert "waits for pull request #1" in await line_of(stage, "Rotate the keys")
        assert "1 not merged yet" in (await listing(stage)).shown
        github.world.pulls.merge(pull, how)
        await bot.look()
        await stage.settled()
        assert "waits for" not in await line_of(stage, "Rotate the keys")
    assert "- [ ] Rotate the keys (owner: kwame; since:" in await tracker(stage)
    assert branches(stage) == []
    assert states(github) == ["MERGED"]


async def test_every_change_goes_into_the_one_request(stage: Stage, github: FakeGitHub) -> None:
    base = await stage.repository.head()
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Restore | drill @kwame due 2099-12-01")
        assert "pull request #1" in await answer(stage, JONAS, "ops assign restore | drill to @mei")
        assert "until 2099-11-01" in await answer(
            stage, KWAME, "ops snooze restore | drill until 2099-11-01"
        )
        assert "to TW-042" in await answer(stage, KWAME, "ops link restore | drill TW-042")
        assert "marked as done: Runbooks" in await answer(stage, JONAS, "ops done runbooks")
        await answer(stage, KWAME, "ops add Sign the lease")
        assert "marked as done: Sign" in await answer(stage, KWAME, "ops done sign the lease")
        await stage.settled()
        assert await stage.repository.head() == base
        assert "is done already" in await types(stage, JONAS, "ops done runbooks")
        assert "is there already" in await types(stage, JONAS, "ops add restore | drill")
        assert states(github) == ["OPEN"]
        pull = newest(github)
        log = git(stage.repository.path, "log", "--format=%s", f"main..{pull.head}")
        assert len(log.splitlines()) == 7
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    text = await tracker(stage)
    assert (
        "- [ ] Restore \\| drill (owner: mei; due: 2099-12-01; snoozed until: 2099-11-01; "
        "tracked in: TW-042; since: "
    ) in text
    assert "- [x] Runbooks / on-call drills" in text
    assert "- [x] Sign the lease" in text
    assert branches(stage) == []


async def test_the_buttons_do_the_same(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot():
        kwame = stage.person(KWAME)
        await kwame.click(await listing(stage), actions.OPS_DONE)

        async def answered() -> bool:
            seen = [m.shown for m in await kwame.see(CHANNEL) if m.ephemeral]
            return any("marked as done: SLO" in text and "#1" in text for text in seen)

        await until(stage, answered, "the answer to the button", KWAME)
        assert "- [x] SLO" in await on_branch(stage, newest(github).head)
        form = await opens(stage, KWAME, await listing(stage), actions.OPS_ASSIGN)
        await kwame.submit(form, {"owner": "mei"})
        await told(stage, KWAME, "assigned Runbooks / on-call drills to mei", "pull request #1")
        form = await opens(stage, KWAME, await listing(stage), actions.OPS_SNOOZE)
        await kwame.submit(form, {"day": "2099-01-01"})
        await told(stage, KWAME, "until 2099-01-01", "pull request #1")
        form = await opens(stage, KWAME, await listing(stage), actions.OPS_ADD)
        await kwame.submit(form, {"item": "Chaos day", "owner": "kwame"})
        await told(stage, KWAME, "added Chaos day", "pull request #1")
    text = await on_branch(stage, newest(github).head)
    assert "- [ ] Runbooks / on-call drills (owner: mei; snoozed until: 2099-01-01)" in text
    assert "- [ ] Chaos day (owner: kwame" in text
    assert states(github) == ["OPEN"]


async def test_a_head_that_moved_beside_the_documents_changes_nothing(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.repository.human_commit(JONAS, "Note", {"NOTES.md": "Beside the point.\n"})
        await bot.look()
        await answer(stage, KWAME, "ops done rotate the keys")
        await stage.settled()
        assert states(github) == ["OPEN"]
        github.world.pulls.merge(newest(github), How.MERGE)
        await bot.look()
        await stage.settled()
    assert "- [x] Rotate the keys" in await tracker(stage)


async def test_a_tracker_that_moved_has_the_request_made_anew(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        (why,) = github.world.pulls.listed[0].comments
        assert "#2 takes its place" in why
        assert branches(stage) == [newest(github).head]
        assert "waits for pull request #2" in await line_of(stage, "Rotate the keys")
        carried = git(stage.repository.path, "log", "-1", "--format=%B", newest(github).head)
        assert "- Kwame Asante adds: Rotate the keys" in carried
        assert carried.count("Gate-Intent: ") == 3
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    text = await tracker(stage)
    assert "| EXEC | Implementation |" in text
    assert "- [x] Runbooks" in text
    assert "- [ ] Rotate the keys" in text
    assert branches(stage) == []


async def test_a_change_after_the_tracker_moved_carries_what_waits(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        swap = ("- [ ] Runbooks / on-call drills", "- [x] Runbooks / on-call drills")
        await stage.repository.edit(JONAS, "Done by hand", TRACKER, swap)
        said = await answer(stage, KWAME, "ops done rotate the keys")
        assert "pull request #2" in said
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        github.world.pulls.merge(newest(github), How.SQUASH)
        await bot.look()
        await stage.settled()
    text = await tracker(stage)
    assert "- [x] Rotate the keys" in text
    assert "- [x] Runbooks" in text
    assert branches(stage) == []


async def test_merged_just_before_the_next_change_that_begins_anew(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.pulls.merge(newest(github), How.SQUASH)
        assert "pull request #2" in await answer(stage, JONAS, "ops done rotate the keys")
        await stage.settled()
    assert "- [x] Rotate the keys" in await on_branch(stage, newest(github).head)
    assert states(github) == ["MERGED", "OPEN"]


async def test_what_somebody_did_by_hand_as_well_needs_no_request(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        swap = ("- [ ] Runbooks / on-call drills", "- [x] Runbooks / on-call drills")
        await stage.repository.edit(JONAS, "Done by hand", TRACKER, swap)
        await bot.look()
        await stage.settled()
    assert states(github) == ["CLOSED"]
    assert "is in the branch already" in newest(github).comments[0]
    assert branches(stage) == []


async def test_it_is_seen_in_the_digest_and_holds_a_release_back_until_it_is_merged(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add [blocking] Rotate the keys @kwame due 2099-01-01")
        await stage.settled()
        assert "Rotate the keys — kwame. When it is done" in await types(stage, KWAME, "release")
        preview = await types(stage, KWAME, "digest preview")
        line = next(x for x in preview.splitlines() if "Rotate the keys" in x)
        assert "pull request #1" in line
        await answer(stage, KWAME, "ops done rotate the keys")
        await stage.settled()
        held = "Rotate the keys — done; waits for pull request #1"
        assert held in await types(stage, KWAME, "release")
        github.world.pulls.merge(newest(github), How.MERGE)
        await bot.look()
        await stage.settled()
        assert "Rotate the keys" not in await types(stage, KWAME, "release")


async def test_a_change_is_six_requests_where_one_is_open(stage: Stage, github: FakeGitHub) -> None:
    seen = github.world.seen
    async with stage.bot():
        await listing(stage)
        seen.clear()
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        assert len(seen) == 12
        await listing(stage)
        seen.clear()
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        assert [one.what for one in seen] == [
            "Branch",
            "Look",
            "Look",
            "Write",
            "Branch",
            "Request",
        ]
