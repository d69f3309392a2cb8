"""One key for a phase's id, however it is spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readiness.phase_ids import named_phases, phase_key, same_id, split_id

SPELLINGS = {
    "P4": ["p4 ", "Phase 4", "phase-4", "Phase_4", "PHASE4", "Phase #4", "Phase P4", "phase-p4"],
    "TN-07": ["tn-07", "TN07", "TN-7", "tn 7", "Phase TN-07", "TN\u201107"],
    "EXEC": ["exec", " Exec"],
    "P1.10": ["Phase 1.10", "p1.10", "P-1.10"],
    "G2": ["Gate 2", "gate-02", "g2"],
}
OTHERS = ["P44", "P1.1", "P11", "P1.100", "TN-70", "007", "7", "4", "1.10", "1.1", "P4a", "S4"]


@pytest.mark.parametrize(
    ("phase", "spelled"), [(p, s) for p, spellings in SPELLINGS.items() for s in (p, *spellings)]
)
def test_every_spelling_meets_its_phase_and_no_other(phase: str, spelled: str) -> None:
    known = [*SPELLINGS, *OTHERS]
    assert [each for each in known if same_id(each, spelled)] == [phase]
    (named,) = named_phases(spelled, known)
    assert (named.id, named.meant) == (phase, False)


def test_p4_with_the_sign_and_the_zero_that_people_write() -> None:
    assert {phase_key(each) for each in ("P-4", "P 4", "P_4", "P04", "p4")} == {phase_key("P4")}


def test_ids_that_differ_stay_apart() -> None:
    assert len({phase_key(each) for each in [*SPELLINGS, *OTHERS]}) == len(SPELLINGS) + len(OTHERS)


@given(st.text("pPhase4 -_#07.1É\u0301", max_size=14))
def test_a_key_is_a_spelling_of_itself_and_forgives_case_and_spaces(text: str) -> None:
    assert phase_key(phase_key(text)) == phase_key(text)
    assert phase_key(f" {text.upper().lower()} ") == phase_key(text.upper().lower())


def test_both_unicode_forms_of_an_id_are_one() -> None:
    assert same_id("\u00c9TUDE-2", "E\u0301tude 2")


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("P4, EXEC", ["P4", "EXEC"]),
        ("Phase 4; exec", ["P4", "EXEC"]),
        ("P4 / EXEC & TN-7", ["P4", "EXEC", "TN-07"]),
        ("P4 and EXEC", ["P4", "EXEC"]),
        ("P4 — ERD and persistence", ["P4"]),
        ("EXEC: Implementation", ["EXEC"]),
        ("P4, P4", ["P4"]),
        ("", []),
    ],
)
def test_several_are_several_and_a_title_is_none(written: str, ids: list[str]) -> None:
    found = named_phases(written, SPELLINGS)
    assert [each.id for each in found if not each.meant] == ids == [each.id for each in found]


def test_an_id_that_no_phase_has_means_the_nearest_or_none() -> None:
    (near,) = named_phases("P44", SPELLINGS)
    assert (near.id, near.meant) == ("P4", True)
    for made_up in ("BACKLOG", "P9", "zz-99"):
        (far,) = named_phases(made_up, SPELLINGS)
        assert (far.id, far.meant) == ("", True)


@given(st.lists(st.sampled_from(["P4", "Phase 4", "EXEC", "P44", "?", "tn-7"]), max_size=4))
def test_no_part_of_what_is_written_is_lost(parts: list[str]) -> None:
    found = named_phases(", ".join(parts), SPELLINGS)
    assert {each.written for each in found} == set(parts)


def test_a_number_of_several_parts_is_the_whole_id() -> None:
    assert split_id("Phase 1.10") == ("P1.10", "")
    assert split_id("Phase 4.1 — Entities") == ("P4.1", "Entities")
    assert split_id("Phase 4. Entities") == ("P4", "Entities")
