"""`gatebot check` of phases that read Signed Off: one without a record is not in order."""

from bot.doctor.checks import State
from tests.doctor.house import House
from tests.support.repository import BEN


async def test_what_was_signed_off_before_gatebot_is_in_order(house: House) -> None:
    assert await house.troubles() == {}
    said = [c.said for c in await house.examine() if c.name == "phase P1"]
    assert said == ["P1 was Signed Off before gatebot."]


async def test_a_status_typed_by_hand_is_not_in_order(house: House) -> None:
    text = (house.clone.folder / "tracker.md").read_text()
    forged = text.replace("| P2 | Store | In Progress |", "| P2 | Store | Signed Off |")
    commit = house.clone.commit({"tracker.md": forged.encode()}, author=BEN)
    assert (await house.troubles())["phase P2"] == (
        State.FAIL,
        f"P2 reads Signed Off, and has no record. {BEN.name} wrote that in {commit[:12]}.",
        f"Take it back (`git revert {commit[:12]}`), then have it reviewed: /gate ready P2.",
    )


async def test_a_row_whose_record_is_not_there_is_not_in_order(house: House) -> None:
    rows = """
| Phase | Role | Reviewer | Date | Correlation ID | Record |
|---|---|---|---|---|---|
| P1 | ops | Otto (otto) | 2026-11-03 | 0b5a7c1e-1111-4222-8333-444455556661 | s/P1/x.json |
"""
    text = (house.clone.folder / "tracker.md").read_text()
    house.clone.commit({"tracker.md": (text + rows).encode()})
    state, said, _ = (await house.troubles())["phase P1"]
    assert state is State.FAIL
    assert said == "P1 is Signed Off, and its record s/P1/x.json is not there."
