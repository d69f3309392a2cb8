"""Pictures in the whole bot: of a digest, of progress, and where the workspace allows none."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.people import JONAS, KWAME
from bot.demo.team import team
from bot.sandbox.seen import Message
from bot.sandbox.team import TeamPlan
from bot.slack import action_ids as actions
from tests.support import acts
from tests.support.stage import CHANNEL, Stage, staged

ALT = "State of the phases: P1 Completed (Doc Baseline), P2 "
IN_TEXT = "◕ P1"


def without_files() -> TeamPlan:
    plan = team()
    return replace(plan, app=replace(plan.app, scopes=plan.app.scopes - {"files:write"}))


@pytest.fixture
async def strict(tmp_path: Path, mended: Path) -> AsyncIterator[Stage]:
    """Return a stage whose workspace lets the app upload nothing."""
    async with staged(tmp_path, mended, plan=without_files()) as stage:
        yield stage


async def private(stage: Stage) -> list[Message]:
    """Return what only Jonas sees in the channel, oldest first."""
    return [m for m in await stage.person(JONAS).see(CHANNEL) if m.ephemeral]


async def test_a_preview_is_answered_in_words_and_its_picture_follows(stage: Stage) -> None:
    async with stage.bot():
        words = await acts.types(stage, JONAS, "digest preview")
        assert "6 ops items open" in words
        assert "◔ In Progress" in words
        assert IN_TEXT not in words
        assert (await acts.sees(stage, JONAS, ALT)).startswith(ALT)
    assert len(await private(stage)) == 2


async def test_by_button_the_preview_is_one_message(stage: Stage) -> None:
    async with stage.bot():
        person = stage.person(JONAS)
        shown = await person.command("/gate", "digest", channel=CHANNEL)
        assert shown is not None
        await person.click(shown, actions.DIGEST_PREVIEW)
        assert "6 ops items open" in await acts.sees(stage, JONAS, ALT)


async def test_in_a_thread_it_is_one_message(stage: Stage) -> None:
    async with stage.bot():
        card = await acts.ask(stage)
        person = stage.person(JONAS)
        await person.say("@gatebot progress", channel=CHANNEL, thread=card.ts)

        async def look() -> str | None:
            said = [m.shown for m in await person.thread(card)]
            return next((s for s in said if "14 landings" in s), None)

        assert "Timeline of landed commits" in await person.wait_for(look, within=20)


async def test_where_no_file_may_be_uploaded_it_is_drawn_in_text_and_said_to_the_log_once(
    strict: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with strict.bot():
        first = await acts.types(strict, JONAS, "progress")
        assert "Workers (3 commits)" in first
        assert "█" not in first
        assert "█ landed" in await acts.sees(strict, JONAS, "█")
        second = await acts.types(strict, JONAS, "progress")
        assert "█ landed" in second, "known by now, so all of it at once"
        assert IN_TEXT in await acts.types(strict, JONAS, "digest preview")
    said = [r for r in (*caplog.text.splitlines(), *capsys.readouterr().out.splitlines())
            if "no_picture" in r]  # fmt: skip
    assert len(said) == 1
    assert "files:write" in said[0]
    assert json.dumps(strict.server.workspace.plan.app.bot_token) not in said[0]


async def test_a_digest_in_such_a_workspace_comes_in_text(strict: Stage) -> None:
    kwame = strict.person(KWAME)
    async with strict.bot():
        soon = strict.server.workspace.clock() + timedelta(hours=1)
        await acts.types(strict, KWAME, f"digest here {soon:%H:%M} UTC daily")
        await strict.controls.forward(3660)

        async def look() -> Message | None:
            seen = [m for m in await kwame.see(CHANNEL) if not m.ephemeral and "◕" in m.shown]
            return seen[0] if seen else None

        assert IN_TEXT in (await kwame.wait_for(look, within=20)).shown
