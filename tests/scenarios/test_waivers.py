"""A waived role: no approval is needed, everybody sees it, and one that has run out blocks."""

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from tests.support.acts import TRACKER, answer, approve, ask, card, tracker, types
from tests.support.stage import Stage


async def waive(stage: Stage, until: str) -> str:
    """Let architecture's people waive, and waive security for P4."""
    policy = await stage.repository.text(".gatebot.yml") or ""
    assert "\npolicy:\n" in policy
    table = (
        "\n## Waivers\n\n| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n"
        f"| P4 | security | No new surface | anouk | {until} |\n"
    )
    named = policy.replace("\npolicy:\n", "\npolicy:\n  waivers: {by: [architecture]}\n")
    return await stage.repository.human_commit(
        ANOUK,
        "Waive security for P4",
        {".gatebot.yml": named, TRACKER: f"{(await tracker(stage)).rstrip()}\n{table}"},
    )


async def test_a_waived_role_is_not_awaited_and_is_on_record(stage: Stage) -> None:
    await waive(stage, "2999-12-31")
    async with stage.bot():
        asked = await ask(stage)
        for fact in ("Waived", "security (role)", "No new surface", "2999-12-31"):
            assert fact in asked.shown
        assert "No new surface" in await types(stage, INES, "status P4")
        for who in (ANOUK, KWAME):
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
    diff = await stage.repository.diff("main~1", "operations/evidence/signoffs")
    assert '"scope": "role"' in diff
    assert '"reason": "No new surface"' in diff


async def test_one_that_has_run_out_or_that_nobody_may_give_blocks(stage: Stage) -> None:
    await waive(stage, "2020-01-01")
    async with stage.bot():
        blocked = await answer(stage, INES, "ready P4")
        assert "ran out on 2020-01-01" in blocked
        assert f"{TRACKER}:" in blocked
        mended = (await tracker(stage)).replace("| anouk | 2020-01-01", "| ravi | 2999-12-31")
        await stage.repository.human_commit(RAVI, "Waive it myself", {TRACKER: mended})
        assert "ravi may not waive security" in await answer(stage, INES, "ready P4")
