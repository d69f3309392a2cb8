"""Repositories with real sign-offs in them, made by playing the tour and then one phase more."""

from pathlib import Path

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.demo.story import play
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from tests.support.stage import CHANNEL, Stage, staged


async def toured(folder: Path, first_day: Path, key: str | None) -> Path:
    """Play the tour, and sign EXEC off as well, whose review it leaves open."""
    async with staged(folder, first_day, signing_key=key) as stage:
        async with stage.bot():
            await play(stage.server.link, stage.repository, lambda _: None)
            for who in (ANOUK, RAVI, KWAME):
                await _approve(stage, who)
            await stage.person(INES).wait_for(lambda: _landed(stage), within=15)
        return stage.repository.path


async def _approve(stage: Stage, who: Who) -> None:
    person = stage.person(who)

    async def card() -> Message | None:
        seen = [m for m in await person.see(CHANNEL) if m.shown.startswith("EXEC · ")]
        return seen[-1] if seen and actions.APPROVE in seen[-1].buttons else None

    await person.click(await person.wait_for(card, within=15), actions.APPROVE)
    submission = await person.submit(await person.wait_for_modal(within=15))
    assert submission.outcome != "trouble"


async def _landed(stage: Stage) -> bool:
    commits = await stage.repository.commits("main~1")
    return commits[-1].subject == "EXEC: signed off"
