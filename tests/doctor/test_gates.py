import pytest

from bot.doctor.checks import State
from tests.doctor.house import FILES, House


async def test_an_owner_whom_nobody_knows(house: House) -> None:
    house.edit("tracker.md", "In Progress | dana", "In Progress | dan")
    found = [(c.state, c.said, c.mend) for c in await house.examine() if c.name == "phase P2"]
    assert found == [
        (
            State.WARN,
            "tracker.md:4: “dan”, an owner of P2, is not in .gatebot.yml.",
            "Did you mean dana?",
        ),
        (
            State.FAIL,
            "tracker.md:4: P2 has no owner whom gatebot knows, so nobody can move it.",
            "Name one in the tracker, or under `gates: P2: owners` in .gatebot.yml.",
        ),
    ]


@pytest.mark.parametrize("written", ["Dana", "@dana", "u0dana", "dana, Dana"])
async def test_owners_are_known_as_the_rules_know_them(house: House, written: str) -> None:
    house.edit("tracker.md", "In Progress | dana", f"In Progress | {written}")
    assert await house.troubles() == {}


async def test_owners_review_nothing_of_their_own(house: House) -> None:
    house.edit("tracker.md", "In Progress | dana", "In Progress | ann")
    assert await house.troubles() == {
        "phase P2": (
            State.FAIL,
            "P2: architecture needs 1, and 0 may do it (Ann owns the phase).",
            "Add people to `roles: architecture` in .gatebot.yml, or ask for fewer.",
        )
    }


async def test_one_person_is_no_two_reviewers(house: House) -> None:
    house.edit(".gatebot.yml", "security: [sam]", "security: [ann]")
    state, said, _ = (await house.troubles())["phase P2"]
    assert state is State.FAIL
    assert said == "P2: security and architecture together have too few distinct people."


async def test_a_gate_that_asks_for_nobody(house: House) -> None:
    house.edit(".gatebot.yml", "evidence: [code]", "requires: {}")
    state, said, mend = (await house.troubles())["phase P2"]
    assert state is State.FAIL
    assert said == "P2 asks for no reviewer at all, so nobody could ever approve it."
    assert mend == "Name roles under `gates` in .gatebot.yml."


async def test_authors_of_the_evidence_where_the_policy_bars_them(house: House) -> None:
    house.clone.commit({"ERD.md": b"# By Ann\n"})  # by ana@example.com
    policy = FILES[".gatebot.yml"].replace("ann@example.com", "ana@example.com")
    house.commit({".gatebot.yml": policy})
    assert await house.troubles() == {}
    house.commit({".gatebot.yml": policy + "policy:\n  evidence_authors: barred\n"})
    found = [c.said for c in await house.examine() if c.name == "phase P2"]
    assert "P2: architecture needs 1, and 0 may do it (Ann wrote the evidence)." in found


async def test_predecessors_that_are_not_there(house: House) -> None:
    house.edit(".gatebot.yml", "evidence: [code]", "after: [P11]")
    assert await house.troubles() == {
        "phase P2": (
            State.FAIL,
            "P2 comes after P11, which the tracker doesn't have.",
            "Correct `gates: P2: after` in .gatebot.yml. Did you mean P1?",
        )
    }


async def test_phases_that_wait_for_each_other(house: House) -> None:
    house.edit("tracker.md", "Signed Off", "In Progress")
    house.edit(".gatebot.yml", "P2:\n    evidence: [code]", "P1:\n    after: [P2]")
    troubles = await house.troubles()
    for phase in ("P1", "P2"):
        state, said, mend = troubles[f"phase {phase}"]
        assert state is State.FAIL
        assert said == f"{phase} waits for itself, by way of its predecessors."
        assert mend == f"Correct `gates: {phase}: after` in .gatebot.yml."


async def test_a_gate_for_no_phase(house: House) -> None:
    house.edit(".gatebot.yml", "P2:\n    evidence", "P22:\n    evidence")
    assert await house.troubles() == {
        "gate P22": (
            State.WARN,
            ".gatebot.yml has a gate P22, and the tracker no such phase.",
            "Did you mean P2?",
        )
    }


async def test_a_signed_off_phase_asks_for_nobody(house: House) -> None:
    house.edit("tracker.md", "Signed Off | dana", "Signed Off | somebody")
    checks = {c.name: c for c in await house.examine()}
    assert checks["phase P1"].said == "P1 was Signed Off before gatebot."
