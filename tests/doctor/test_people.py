from dataclasses import replace

import pytest

from bot.doctor.checks import State
from bot.sandbox.team import UserGroup
from tests.doctor.house import PEOPLE, House


async def test_an_id_nobody_has_is_named_with_the_person(house: House) -> None:
    house.edit(".gatebot.yml", "U0SAM", "U0SOM")
    assert await house.troubles() == {
        "person sam": (
            State.FAIL,
            "Slack knows nobody with the id U0SOM (sam in .gatebot.yml).",
            "Write the member id from their Slack profile: More, Copy member ID.",
        )
    }


async def test_a_deactivated_account_reviews_nothing(house: House) -> None:
    users = tuple(replace(u, deleted=u.name == "ann") for u in house.team.users)
    house.team = replace(house.team, users=users)
    state, said, mend = (await house.troubles())["person ann"]
    assert (state, said) == (State.FAIL, "Ann (U0ANN) is deactivated in Slack.")
    assert mend == "Take ann out of .gatebot.yml."


UNCLEAR = "Whether {} can be reviewed can't be told: ops is unknown."
SEE_TO_IT = "See to the user group first, and check again."


@pytest.mark.parametrize(
    ("groups", "paid", "said", "mend"),
    [
        ((UserGroup("S0OPS", "ops"),), True, "is empty", "Add people to it in Slack"),
        ((), True, "knows no user group S0OPS", "Correct its id"),
        ((), False, "plan has no user groups", "or name people under `roles`"),
    ],
)
async def test_a_group_without_members_is_said_once_with_the_phases_that_wait_for_it(
    house: House, *, groups: tuple[UserGroup, ...], paid: bool, said: str, mend: str
) -> None:
    house.team = replace(house.team, groups=groups, paid=paid)
    troubles = await house.troubles()
    assert set(troubles) == {"role ops", "reviews by ops"}
    assert troubles["role ops"][0] is State.FAIL
    assert said in troubles["role ops"][1]
    assert mend in troubles["role ops"][2]
    assert troubles["reviews by ops"] == (State.WARN, UNCLEAR.format("P2"), SEE_TO_IT)


async def test_a_group_nobody_may_read_leaves_its_role_unknown(house: House) -> None:
    house.without_scopes("usergroups:read")
    troubles = await house.troubles()
    assert troubles["role ops"][0] is State.FAIL
    assert "usergroups:read" in troubles["role ops"][2]
    assert troubles["reviews by ops"] == (State.WARN, UNCLEAR.format("P2"), SEE_TO_IT)


async def test_a_group_that_many_phases_wait_for_is_still_said_once(house: House) -> None:
    row = "| P2 | Store | In Progress | dana |\n"
    house.edit("tracker.md", row, row + row.replace("P2", "P3"))
    house.team = replace(house.team, groups=())
    troubles = await house.troubles()
    assert set(troubles) == {"role ops", "reviews by ops"}
    assert troubles["reviews by ops"][1] == UNCLEAR.format("P2, P3")


async def test_everybody_is_asked_after(house: House) -> None:
    house.team = replace(house.team, users=())
    failed = {name for name in await house.troubles() if name.startswith("person ")}
    assert failed == {f"person {name}" for name in PEOPLE}
