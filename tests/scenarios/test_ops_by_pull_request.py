"""The ops track of a project that takes pull requests only: one branch, one request for all."""

import pytest

from bot.demo.people import INES, JONAS, KWAME
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message
from bot.slack import actions
from tests.fakes.github.server import FakeGitHub
from tests.fakes.pulls import Pull
from tests.scenarios.pulling import branches
from tests.support.acts import TRACKER, answer, opens, told, tracker, types, until
from tests.support.impatient import IMPATIENT
from tests.support.merging import How, merge
from tests.support.repository import ANA, git
from tests.support.stage import CHANNEL, Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")


def states(github: FakeGitHub) -> list[str]:
    return [pull.state for pull in github.world.pulls.listed]


def newest(github: FakeGitHub) -> Pull:
    return github.world.pulls.listed[-1]


async def on_branch(stage: Stage, name: str) -> str:
    return git(stage.repository.path, "show", f"{name}:{TRACKER}")


async def listing(stage: Stage, who: Who = KWAME) -> Message:
    message = await stage.person(who).command("/gate", "ops", channel=CHANNEL)
    assert message is not None
    return message


async def line_of(stage: Stage, words: str) -> str:
    shown = (await listing(stage)).shown
    return next((line for line in shown.splitlines() if words in line), "")


async def in_channel(stage: Stage, words: str) -> list[str]:
    found: list[str] = []

    async def look() -> bool:
        shown = [m.shown for m in await stage.person(INES).see(CHANNEL)]
        found[:] = [text for text in shown if words in text]
        return bool(found)

    await until(stage, look, words)
    return found


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


async def test_closed_by_a_person_it_is_taken_back_and_told(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        github.world.pulls.close(newest(github))
        await bot.look()
        for who in (KWAME, JONAS):
            await told(
                stage, who, "pull request #1 was closed unmerged", "Rotate the keys", "Runbooks"
            )
        await stage.settled()
        await bot.look()
        await stage.settled()
        assert len(await in_channel(stage, "pull request #1 was closed unmerged")) == 1
        assert await line_of(stage, "Rotate the keys") == ""
        assert branches(stage) == []
        assert "pull request #2" in await answer(stage, KWAME, "ops add Rotate the locks")
        await stage.settled()
        assert "Rotate the keys" not in newest(github).body
    assert states(github) == ["CLOSED", "OPEN"]


async def test_closed_just_before_the_next_change_that_begins_anew(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.pulls.close(newest(github))
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
        await told(stage, KWAME, "was closed unmerged", "Rotate the keys")
        await stage.settled()
    text = await on_branch(stage, newest(github).head)
    assert "Rotate the keys" not in text
    assert "- [x] Runbooks" in text


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


async def test_what_people_push_is_left_to_them(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        theirs = newest(github).head
        pushed(stage, theirs)
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        assert theirs in branches(stage)
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    assert branches(stage) == [theirs]
    text = await tracker(stage)
    assert "- [ ] Rotate the keys" in text
    assert "- [x] Runbooks" in text


def pushed(stage: Stage, branch: str) -> None:
    clone = stage.folder / "theirs"
    git(stage.folder, "clone", "--quiet", "-b", branch, str(stage.repository.path), str(clone))
    git(clone, "config", "user.name", ANA.name)
    git(clone, "config", "user.email", ANA.email)
    (clone / "NOTES.md").write_text("Theirs.\n")
    git(clone, "add", "NOTES.md")
    git(clone, "commit", "--quiet", "-m", "Note")
    git(clone, "push", "--quiet", "origin", f"HEAD:{branch}")


async def test_a_branch_that_a_person_brings_up_to_date_is_merged_as_it_is(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        merge(stage.repository.path, newest(github).head, "main", How.MERGE, "Merge main", ANA)
        await bot.look()
        await stage.settled()
        assert states(github) == ["OPEN"]
        github.world.pulls.merge(newest(github), How.MERGE)
        await bot.look()
        await stage.settled()
    text = await tracker(stage)
    assert SWAP[1] in text
    assert text.count("- [ ] Rotate the keys") == 1
    assert branches(stage) == []


@pytest.mark.parametrize("closes", [True, False])
async def test_a_branch_that_is_taken_away_takes_back_what_waited(
    stage: Stage, github: FakeGitHub, *, closes: bool
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.objects.remove(f"refs/heads/{newest(github).head}")
        if closes:
            github.world.pulls.close(newest(github))
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await told(stage, KWAME, "pull request #1 was closed unmerged")
        await stage.settled()
        assert states(github) == ["CLOSED"]
        assert await line_of(stage, "Rotate the keys") == ""
        assert "pull request #2" in await answer(stage, KWAME, "ops add Rotate the keys")


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
