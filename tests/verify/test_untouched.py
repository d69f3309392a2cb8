"""What nobody tampered with passes, and what people may do is told and not failed."""

import json

from bot.readiness.record import envelope_path
from bot.verify import Level, What
from bot.verify.report import to_json, to_text
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy, failures


async def test_an_untouched_repository_passes(copy: Copy) -> None:
    report = await copy.verified()

    assert failures(report) == []
    assert report.ok
    assert [(s.phase, s.round, s.ok) for s in report.signoffs] == [
        ("P4", 2, True),
        ("EXEC", 2, True),
    ]
    assert [s.commit for s in report.signoffs] == [copy.landing("P4"), copy.landing("EXEC")]
    expected = copy.keys[0].id if copy.keys else ""
    assert {s.signed_by for s in report.signoffs} == {expected}


async def test_each_earlier_end_of_the_history_passes(copy: Copy) -> None:
    history = git(copy.path, "rev-list", f"{(await copy.verified()).start}..main").split()

    for commit in history:
        report = await copy.verified(commit)
        # The tour ends with a change of EXEC's evidence, which then is signed off anew.
        assert {f.what for f in failures(report)} <= {What.DRIFT}, commit


async def test_a_record_and_its_envelope_come_in_the_same_commit(copy: Copy) -> None:
    for phase in ("P4", "EXEC"):
        path = copy.record_path(phase)
        shown = git(copy.path, "show", "--format=", "--name-only", copy.landing(phase)).splitlines()
        expected = {TRACKER, path} | ({envelope_path(path)} if copy.keys else set())
        assert set(shown) == expected


async def test_legal_steps_by_hand_are_told_and_not_failed(copy: Copy) -> None:
    row = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
    at = copy.edit(TRACKER, (row, f"{row}\n| P9 | Later | Not Started | ines |"))
    for before, after in (("Not Started", "In Progress"), ("In Progress", "Ready for Signoff")):
        at = copy.edit(TRACKER, (f"| Later | {before} |", f"| Later | {after} |"), tree=at)
    report = await copy.verified(at)

    notes = [f for f in report.findings if f.what is What.STEP_BY_HAND]
    assert failures(report) == []
    assert [f.said for f in notes if "P9" in f.said] == [
        "P9 went from Not Started to In Progress by hand.",
        "P9 went from In Progress to Ready for Signoff by hand.",
    ]
    assert {f.level for f in notes} == {Level.NOTE}
    assert {(f.place.path, f.place.line > 0) for f in notes} == {(TRACKER, True)}


async def test_prose_around_the_gates_is_nobodys_business(copy: Copy) -> None:
    at = copy.edit(TRACKER, ("Every signed-off item must", "Each signed-off item must"))

    assert failures(await copy.verified(at)) == []


async def test_the_report_is_text_and_json(copy: Copy) -> None:
    report = await copy.verified()

    text, value = to_text(report), json.loads(to_json(report))
    assert "✓ P4, round 2" in text
    assert text.endswith("2 of 2 sign-offs verified, 0 failures.")
    assert value["ok"] is True
    assert [s["phase"] for s in value["signoffs"]] == ["P4", "EXEC"]
    assert value["signoffs"][0]["record"] == copy.record_path("P4")
