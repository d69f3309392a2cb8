from datetime import UTC, datetime

from bot.demo.building import build
from bot.demo.team import PROJECT_CHANNEL, team
from bot.doctor.checks import State
from tests.doctor.house import House


async def test_the_demo_can_be_served(house: House) -> None:
    repo = build(house.folder / "demo.git", datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    house.team = team()
    house.settings = {"projects": [house.project(repo=str(repo), channels=[PROJECT_CHANNEL.id])]}
    troubles = await house.troubles()
    # The story needs a CI note that can't be read, and a phase that only the roadmap has.
    assert {name: state for name, (state, _, _) in troubles.items()} == {
        "CI notes": State.WARN,
        "roadmap": State.WARN,
    }
