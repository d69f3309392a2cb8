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


@pytest.mark.parametrize(
    ("groups", "paid", "said", "mend"),
    [
        ((UserGroup("S0OPS", "ops"),), True, "is empty", "Add people to it in Slack"),
        ((), True, "knows no user group S0OPS", "Correct its id"),
        ((), False, "plan has no user groups", "or name people under `roles`"),
    ],
)
async def test_a_group_without_members_leaves_its_role_to_nobody(
    house: House, *, groups: tuple[UserGroup, ...], paid: bool, said: str, mend: str
) -> None:
    house.team = replace(house.team, groups=groups, paid=paid)
    troubles = await house.troubles()
    assert set(troubles) == {"role ops", "phase P2"}
    assert {state for state, _, _ in troubles.values()} == {State.FAIL}
    assert said in troubles["role ops"][1]
    assert mend in troubles["role ops"][2]
    assert troubles["phase P2"][1] == "P2: ops needs 1, and 0 may do it."
    assert troubles["phase P2"][2] == "Add people to the user group S0OPS in Slack."


async def test_a_group_nobody_may_read_leaves_its_role_unknown(house: House) -> None:
    house.without_scopes("usergroups:read")
    troubles = await house.troubles()
    assert troubles["role ops"][0] is State.FAIL
    assert "usergroups:read" in troubles["role ops"][2]
    assert troubles["phase P2"][0] is State.WARN
    assert troubles["phase P2"][1] == "Whether P2 can be reviewed can't be told: ops is unknown."


async def test_everybody_is_asked_after(house: House) -> None:
    house.team = replace(house.team, users=())
    failed = {name for name in await house.troubles() if name.startswith("person ")}
    assert failed == {f"person {name}" for name in PEOPLE}
