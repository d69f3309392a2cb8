"""Two lines of the ops track that say the same: the one that was meant is changed."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.people import INES, KWAME
from bot.slack import action_ids as actions
from tests.scenarios.test_ops import TRACKER, gate, lines_with, listing, told, tracker
from tests.support.stage import Stage

BEFORE = "- [ ] Runbooks / on-call drills"
ANOUKS, KWAMES = "- [ ] Rotate keys (owner: anouk)", "- [ ] Rotate keys (owner: kwame)"


@pytest.fixture
async def running(stage: Stage) -> AsyncIterator[Stage]:
    text = await tracker(stage)
    await stage.repository.human_commit(
        INES, "Rotate both", {TRACKER: text.replace(BEFORE, f"{ANOUKS}\n{KWAMES}\n{BEFORE}")}
    )
    async with stage.bot():
        yield stage


def done(line: str) -> str:
    return line.replace("[ ]", "[x]")


async def test_by_its_number(running: Stage) -> None:
    kwame = running.person(KWAME)
    await gate(kwame, "ops done 3")
    await told(kwame, "marked as done: Rotate keys")
    assert lines_with(await tracker(running), "Rotate keys") == [ANOUKS, done(KWAMES)]
    await gate(kwame, "ops assign 2 to mei")
    await told(kwame, "assigned Rotate keys to mei")
    assert lines_with(await tracker(running), "Rotate keys") == [
        ANOUKS.replace("anouk", "mei"),
        done(KWAMES),
    ]


async def test_by_its_button(running: Stage) -> None:
    kwame = running.person(KWAME)
    shown = await listing(kwame)
    at = [b.get("type") for b in shown.blocks].index("actions")
    row = [b for b in shown.blocks[at:] if b.get("type") == "actions"][2]
    await kwame.click(shown, actions.OPS_DONE, block_id=row["block_id"])
    await told(kwame, "marked as done: Rotate keys")
    assert lines_with(await tracker(running), "Rotate keys") == [ANOUKS, done(KWAMES)]


async def test_one_that_is_gone_meanwhile_is_not_taken_for_the_other(running: Stage) -> None:
    kwame = running.person(KWAME)
    shown = await listing(kwame)
    text = await tracker(running)
    await running.repository.human_commit(
        INES, "Rotate once", {TRACKER: text.replace(f"{KWAMES}\n", "")}
    )
    row = [b for b in shown.blocks if b.get("type") == "actions"][2]
    await kwame.click(shown, actions.OPS_DONE, block_id=row["block_id"])
    await told(kwame, "No ops item is called")
    assert lines_with(await tracker(running), "Rotate keys") == [ANOUKS]
