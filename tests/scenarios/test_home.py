"""A person's Home, opened and acted on as people do; drawn anew when something changes."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.seen import Modal
from bot.slack import action_ids as actions
from tests.support import acts
from tests.support.stage import Stage


@pytest.fixture
async def running(stage: Stage) -> AsyncIterator[Stage]:
    async with stage.bot():
        yield stage


async def home(stage: Stage, who: Who, *parts: str, without: str = "") -> Modal:
    """Wait until somebody's Home shows all of these."""
    person = stage.person(who)
    seen: list[Modal] = []

    async def look() -> Modal | None:
        seen[:] = [found] if (found := await person.home()) else []
        return next(
            (
                m
                for m in seen
                if all(part in m.shown for part in parts) and not (without and without in m.shown)
            ),
            None,
        )

    return await acts.until(stage, look, lambda: f"{parts} in {[m.shown for m in seen]}", who)


async def test_it_is_drawn_when_it_is_opened_and_for_nobody_else(running: Stage) -> None:
    await running.person(INES).open_home()
    shown = (await home(running, INES, "All phases")).shown
    assert shown.startswith("Nothing waits on you.")
    assert "Your phases" in shown
    assert "EXEC" in shown
    await acts.ask(running)
    await home(running, INES, "round 1 open, awaits architecture, security and ops")
    assert await running.person(ANOUK).home() is None


async def test_a_reviewer_approves_from_it_and_sees_it_redrawn(running: Stage) -> None:
    ravi = running.person(RAVI)
    await ravi.open_home()
    await home(running, RAVI, "Nothing waits on you.")
    await acts.ask(running)
    waiting = await home(running, RAVI, "1 review waits for your verdict.", "Waits on you", "P4")
    form = await acts.opens(running, RAVI, waiting, actions.APPROVE)
    assert (await ravi.submit(form, {})).outcome != "errors"
    after = await home(running, RAVI, "Nothing waits on you.", "awaits architecture and ops")
    assert actions.APPROVE not in str(after.blocks)
    await acts.card(running, "P4", "Ravi Menon")


async def test_a_whole_round_from_home_to_home(running: Stage) -> None:
    await running.person(INES).open_home()
    mine = await home(running, INES, "Your phases")
    assert actions.READY in str(mine.blocks)
    await running.person(INES).click(mine, actions.READY)
    await acts.told(running, INES, "is open for review")
    for who in (ANOUK, RAVI, KWAME):
        await running.person(who).open_home()
        waiting = await home(running, who, "Waits on you")
        form = await acts.opens(running, who, waiting, actions.APPROVE)
        await running.person(who).submit(form, {})
    await home(running, INES, "P4 ERD and Persistence Model — ● Signed Off")
    await home(running, KWAME, "Nothing waits on you.")


async def test_an_owner_answers_gaps_and_withdraws_from_it(running: Stage) -> None:
    await acts.ask(running)
    await acts.list_gaps(running, RAVI, "no rollback plan")
    ines = running.person(INES)
    await ines.open_home()
    listed = await home(running, INES, "1 gap on your phases to address.", "no rollback plan")
    form = await acts.opens(running, INES, listed, actions.ADDRESS)
    await ines.submit(form, {"done": "It is in operations/rollback.md"})
    answered = await home(running, INES, "Nothing waits on you.")
    form = await acts.opens(running, INES, answered, actions.WITHDRAW)
    await ines.submit(form, {})
    await home(running, INES, "Ask for sign-off", without="Withdraw")


async def test_what_others_push_is_seen_at_the_next_look(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await stage.person(JONAS).open_home()
        await home(stage, JONAS, "EXEC", without="Ship it")
        await stage.repository.edit(
            INES,
            "Add a phase",
            acts.TRACKER,
            (
                "| EXEC | Implementation",
                "| P9 | Ship it | Not Started | ines |\n| EXEC | Implementation",
            ),
        )
        await gatebot.look()
        await home(stage, JONAS, "P9 Ship it — ○ Not Started")


async def test_a_home_that_would_look_the_same_is_not_sent_again(running: Stage) -> None:
    person = running.person(JONAS)
    await person.open_home()
    first = await home(running, JONAS, "All phases")
    before = running.server.workspace.views.homes[JONAS.slack].hash
    await person.open_home()
    await running.settled()
    assert running.server.workspace.views.homes[JONAS.slack].hash == before
    assert (await home(running, JONAS, "All phases")).id == first.id


async def test_one_that_somebody_else_drew_is_drawn_on_top(running: Stage) -> None:
    await running.person(JONAS).open_home()
    await home(running, JONAS, "All phases")
    views = running.server.workspace.views
    block = {"type": "section", "text": {"type": "plain_text", "text": "older"}}
    views.publish(JONAS.slack, {"type": "home", "blocks": [block]})
    await acts.ask(running)
    await home(running, JONAS, "round 1 open", without="older")


async def test_documents_that_cannot_be_read_are_told_with_file_and_line(stage: Stage) -> None:
    await stage.repository.edit(INES, "Break it", ".gatebot.yml", ("roles:", "rolls:"))
    async with stage.bot() as gatebot:
        await stage.person(INES).open_home()
        await home(stage, INES, ".gatebot.yml:", without="All phases")
        await stage.repository.edit(INES, "Mend it", ".gatebot.yml", ("rolls:", "roles:"))
        await gatebot.look()
        await home(stage, INES, "All phases", without=".gatebot.yml:")
