"""Home where not all is well: several projects, one away; Slack that refuses or is slow."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME
from bot.ports.errors import Fault
from bot.ports.git_host import HostUnavailable, Look
from bot.runtime.wiring import Dressing
from bot.sandbox.seen import Modal
from bot.settings import ProjectSettings, Settings
from bot.slack import action_ids as actions
from tests.scenarios.test_home import home
from tests.support import acts
from tests.support.passing import Passing
from tests.support.stage import Stage


@dataclass
class TwoProjects(Stage):
    """A stage with a second project, whose channel is #general."""

    @property
    def harbour(self) -> Path:
        return self.folder / "harbour.git"

    def settings(self) -> Settings:
        settings = super().settings()
        more = {"name": "harbour", "channels": ("C0GENERAL",), "repo": str(self.harbour)}
        projects = [*settings.projects, ProjectSettings.model_validate(more)]
        return settings.model_copy(update={"projects": projects})


@pytest.fixture
def two(stage: Stage) -> TwoProjects:
    both = TwoProjects(stage.folder, stage.repository, stage.server, stage.session)
    shutil.copytree(stage.repository.path, both.harbour, symlinks=True)
    return both


def ready_rows(shown: Modal) -> dict[str, str]:
    """Return the value of each button that asks for sign-off, and the block it stands in."""
    return {
        element["value"]: block["block_id"]
        for block in shown.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == actions.READY
    }


async def test_each_project_has_its_part_and_its_own_buttons(two: TwoProjects) -> None:
    async with two.bot():
        await two.person(INES).open_home()
        shown = await home(two, INES, "demo", "harbour")
        rows = ready_rows(shown)
        assert {"demo/P4", "harbour/P4"} <= rows.keys()
        row = rows["harbour/P4"]
        await two.person(INES).click(shown, actions.READY, block_id=row)
        await acts.told(two, INES, "is open for review")
        after = await home(two, INES, "round 1 open")
        assert after.shown.index("harbour") < after.shown.index("round 1 open")


async def test_a_project_that_is_away_is_told_and_shown_when_it_is_back(two: TwoProjects) -> None:
    away = two.harbour.rename(two.folder / "away.git")
    async with two.bot() as gatebot:
        await two.person(JONAS).open_home()
        await home(two, JONAS, "The documents of harbour can't be read", "All phases")
        away.rename(two.harbour)
        await gatebot.look()
        await home(two, JONAS, "harbour", without="can't be read")


class AwayAtFirst(Passing):
    """A host that does not answer until it is told to."""

    back = False

    async def look(self, *asked: Any, **more: Any) -> Look:
        if not self.back:
            raise HostUnavailable("The host is down.")
        found: Look = await self._part.look(*asked, **more)
        return found


async def test_a_host_that_was_down_at_the_start_is_tried_again_by_itself(stage: Stage) -> None:
    hosts: list[AwayAtFirst] = []

    def dressed(host: Any) -> Any:
        hosts.append(AwayAtFirst(host))
        return hosts[-1]

    async with stage.bot(Dressing(host=dressed)):
        await stage.person(JONAS).open_home()
        await home(stage, JONAS, "can't be read at the moment")
        hosts[0].back = True
        await home(stage, JONAS, "All phases", without="can't be read")


@pytest.mark.parametrize("kind", ["rate_limit", "fail", "drop"])
@pytest.mark.parametrize("carried_out", [False, True])
async def test_a_call_that_fails_is_made_again(
    stage: Stage,
    kind: Any,
    carried_out: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    await stage.controls.fault("views.publish", kind, carried_out=carried_out)
    async with stage.bot():
        await stage.person(JONAS).open_home()
        await home(stage, JONAS, "All phases")
        await stage.settled()
        await acts.ask(stage)
        await home(stage, JONAS, "round 1 open")


class WithoutGroups(Passing):
    """A workspace whose plan has no user groups any more."""

    there = True

    async def group_members(self, group: str) -> tuple[str, ...]:
        if not self.there:
            raise Fault(f"Slack refuses {group}: paid_teams_only.", "Name people in the role.")
        return (JONAS.slack,)


async def test_a_group_that_can_not_be_read_leaves_every_home_as_it_was_asked_for(
    stage: Stage,
) -> None:
    await stage.repository.edit(
        INES, "Leave security to its group", ".gatebot.yml",
        ("security: [ravi]", "security: {group: S0SECURITY}"),
    )  # fmt: skip
    chats: list[WithoutGroups] = []

    def dressed(chat: Any) -> Any:
        chats.append(WithoutGroups(chat))
        return chats[-1]

    async with stage.bot(Dressing(chat=dressed)):
        await acts.ask(stage)
        chats[0].there = False
        for who, shown in ((JONAS, "as security"), (ANOUK, "as architecture"), (INES, "P4")):
            await stage.person(who).open_home()
            await home(stage, who, shown, "All phases")
        await stage.settled()
    assert (await stage.waiting()).parked == 0


async def test_many_changes_at_once_are_few_drawings(stage: Stage) -> None:
    async with stage.bot():
        for who in (INES, KWAME):
            await stage.person(who).open_home()
            await home(stage, who, "All phases")
        await acts.ask(stage)
        people = acts.REVIEWERS
        await asyncio.gather(*(acts.types(stage, who, "approve P4") for who in people))
        for who in (INES, KWAME):
            await home(stage, who, "P4 ERD and Persistence Model — ● Signed Off")
        await stage.settled()
    waiting = await stage.waiting()
    assert (waiting.pending, waiting.running, waiting.parked) == (0, 0, 0)
