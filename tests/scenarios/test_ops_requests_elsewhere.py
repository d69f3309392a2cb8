"""The ops track by merge request on GitLab, and by pull request on Forgejo: the same story."""

import pytest

from bot.demo.people import INES, JONAS, KWAME
from tests.scenarios.pulling import branches
from tests.scenarios.test_pull_requests_elsewhere import PLACES, Placing
from tests.support.acts import TRACKER, answer, told, tracker, types
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.repository import git
from tests.support.stage import Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")
ANEW = (["closed", "open"], ["closed", "opened"])


@PLACES
async def test_changes_gather_in_one_request_until_it_is_merged(
    stage: Stage, placed: Placing
) -> None:
    base = await stage.repository.head()
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        said = await answer(stage, KWAME, "ops add Rotate the keys @kwame due 2099-12-01")
        assert "1 and in the tracker when that is merged" in said
        assert "request" in said
        for typed in (
            "assign rotate the keys to @mei",
            "snooze rotate the keys until 2099-11-01",
            "link rotate the keys TW-042",
        ):
            assert "request" in await answer(stage, JONAS, f"ops {typed}")
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        assert await stage.repository.head() == base
        assert len(place.states()) == 1
        assert "waits for" in await types(stage, INES, "ops")
        place.pass_checks()
        await bot.look()
        await stage.settled()
        assert place.states() == ["merged"]
    text = await tracker(stage)
    assert (
        "- [ ] Rotate the keys (owner: mei; due: 2099-12-01; snoozed until: 2099-11-01; "
        "tracked in: TW-042; since: "
    ) in text
    assert "- [x] Runbooks" in text
    assert branches(stage) == []


@PLACES
async def test_closed_by_a_person_it_is_taken_back_and_told(stage: Stage, placed: Placing) -> None:
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        place.close_newest()
        await bot.look()
        await told(stage, KWAME, "1 was closed unmerged", "Rotate the keys")
        await stage.settled()
        assert "Rotate the keys" not in await types(stage, INES, "ops")
        assert branches(stage) == []
        assert "request" in await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        assert place.states() in ANEW
    assert "Rotate the keys" not in await tracker(stage)


@PLACES
@pytest.mark.parametrize("how", How)
async def test_a_tracker_edited_on_the_target_has_it_asked_for_anew(
    stage: Stage, placed: Placing, how: How
) -> None:
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await stage.settled()
        assert place.states() in ANEW
        await answer(stage, KWAME, "ops done rotate the keys")
        await stage.settled()
        place.merge_newest(how)
        await bot.look()
        await stage.settled()
        assert place.states() == ["closed", "merged"]
    text = await tracker(stage)
    assert SWAP[1] in text
    assert text.count("- [x] Rotate the keys") == 1
    assert branches(stage) == []


@PLACES
async def test_landed_commits_wait_on_it_for_the_ledger(stage: Stage, placed: Placing) -> None:
    keep = ("  drift: fail", "  drift: fail\n  progress: append")
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", keep)
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        await bot.look()
        await stage.settled()
        said = "Count what the relay drops\n\nSection: Outbox + relays"
        sha = await stage.repository.human_commit(JONAS, said, {"notes/one.md": "one"})
        await bot.look()
        await stage.settled()
        place.merge_newest(How.MERGE)
        for _ in range(2):
            await bot.look()
            await stage.settled()
        assert place.states() == ["merged"]
    ledger = git(stage.repository.path, "show", "main:doc/Execution_Progress.md")
    assert ledger.count(sha[:10]) == 1
    assert branches(stage) == []
