"""A role that is a Slack user group: its members decide, as they are when they click."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from bot.demo.people import Person as Who
from bot.demo.team import team
from bot.sandbox.team import UserGroup
from bot.slack import action_ids as actions
from tests.support.acts import answer, approve, ask, card, opens, round_of, signed_rows, types
from tests.support.clocks import ShiftedClock
from tests.support.stage import Stage, staged

GROUP = UserGroup(id="S0SECURITY", handle="security", name="Security", users=(JONAS.slack,))
CACHED = timedelta(minutes=6)  # members are remembered for five


@pytest.fixture
async def grouped(tmp_path: Path, mended: Path) -> AsyncIterator[Stage]:
    """Return a stage on which security is a group with Jonas in it."""
    plan = replace(team(), groups=(GROUP,))
    async with staged(tmp_path, mended, plan=plan) as stage:
        await stage.repository.edit(
            INES, "Leave security to its group", ".gatebot.yml",
            ("security: [ravi]", "security: {group: S0SECURITY}"),
        )  # fmt: skip
        yield stage


def put_in(stage: Stage, *members: Who) -> None:
    """Make these the members of the group."""
    workspace = stage.server.workspace
    group = replace(GROUP, users=tuple(who.slack for who in members))
    workspace.plan = replace(workspace.plan, groups=(group,))


async def test_members_of_the_group_decide_and_others_do_not(grouped: Stage) -> None:
    async with grouped.bot():
        opened = await ask(grouped)
        assert "Jonas Berg" in opened.shown
        assert "You are no reviewer of P4" in await types(grouped, RAVI, "approve P4")
        for who in (JONAS, ANOUK, KWAME):
            await approve(grouped, who)
        done = await card(grouped, "P4", "Signed off")
        rows = await signed_rows(grouped, round_of(done))
        assert any("| security | Jonas Berg (jonas) |" in row for row in rows)


async def test_membership_counts_as_it_is_at_the_click(grouped: Stage) -> None:
    clock = ShiftedClock()
    async with grouped.bot(clock=clock):
        opened = await ask(grouped)
        form = await opens(grouped, JONAS, opened, actions.APPROVE)
        assert form.submit
        put_in(grouped, RAVI, MEI)
        clock.shift += CACHED
        late = await grouped.person(JONAS).submit(form)
        assert "You don't review P4 as security" in late.view.shown
        assert "1 review waits for you" in await types(grouped, MEI, "")
        await types(grouped, MEI, "approve P4")
        await card(grouped, "P4", "Mei Tanaka approved")


async def test_an_empty_group_fails_closed_and_says_so(grouped: Stage) -> None:
    put_in(grouped)
    async with grouped.bot():
        said = await answer(grouped, INES, "ready P4")
        assert "Too few for security" in said
        assert "nobody may fill it" in said


async def test_a_group_of_the_owner_alone_fails_closed(grouped: Stage) -> None:
    put_in(grouped, INES)
    async with grouped.bot():
        said = await answer(grouped, INES, "ready P4")
        assert "Too few for security" in said
        assert "Ines Duarte" in said


async def test_a_group_that_is_not_there_parks_the_request_with_the_mend(grouped: Stage) -> None:
    workspace = grouped.server.workspace
    workspace.plan = replace(workspace.plan, groups=())
    async with grouped.bot():
        await types(grouped, INES, "ready P4")
        ines = grouped.person(INES)
        dm = (await ines.dm()).id
        said = await ines.wait_for_message(dm, "S0SECURITY")
        assert "roles" in said.shown
        put_in(grouped, JONAS)
        await ines.click(said, actions.TRY_AGAIN)
        await card(grouped, "P4", "Open for review")


@pytest.mark.parametrize(("may_ask", "shown"), [(True, "Jonas Berg"), (False, JONAS.slack)])
async def test_a_member_whom_the_policy_does_not_know_goes_by_their_name_in_slack(
    grouped: Stage, *, may_ask: bool, shown: str
) -> None:
    policy = await grouped.repository.text(".gatebot.yml") or ""
    line = next(line for line in policy.splitlines(keepends=True) if JONAS.slack in line)
    await grouped.repository.edit(INES, "Forget Jonas", ".gatebot.yml", (line, ""))
    if not may_ask:
        plan = grouped.server.workspace.plan
        app = replace(plan.app, scopes=plan.app.scopes - {"users:read"})
        grouped.server.workspace.plan = replace(plan, app=app)
    async with grouped.bot():
        await ask(grouped)
        for who in (JONAS, ANOUK, KWAME):
            await approve(grouped, who)
        done = await card(grouped, "P4", "Signed off", f"{shown} approved")
        rows = await signed_rows(grouped, round_of(done))
        assert any(f"| security | {shown} ({JONAS.slack}) |" in row for row in rows)
