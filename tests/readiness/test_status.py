"""The status machine, against the seed's diagram and DESIGN §4 written out again by hand."""

import pytest

from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place
from bot.readiness.refusals import BrokenDocuments, PhaseLocked, Refused, WrongStatus
from bot.readiness.status import SATISFIES_SUCCESSORS, TRANSITIONS, Action, Status, step
from bot.readiness.steps import require_step
from tests.readiness.cast import phase

# status: after start, baseline, ready, gaps, withdraw, sign off ("": forbidden)
EXPECTED = {
    "Not Started": ("In Progress", "", "", "", "", ""),
    "In Progress": ("", "Completed (Doc Baseline)", "Ready for Signoff", "", "", ""),
    "Ready for Signoff": (
        "",
        "",
        "Ready for Signoff",
        "Ready for Signoff",
        "Ready for Signoff",
        "Signed Off",
    ),
    "Signed Off": ("", "", "Signed Off", "Signed Off", "Signed Off", "Signed Off"),
    "Completed (Doc Baseline)": (
        "",
        "",
        "Completed (Doc Baseline)",
        "Completed (Doc Baseline)",
        "Completed (Doc Baseline)",
        "Signed Off",
    ),
}
ACTIONS = ("start", "baseline", "ready", "gaps", "withdraw", "sign off")
PAIRS = [
    (status, action, after)
    for status, row in EXPECTED.items()
    for action, after in zip(ACTIONS, row, strict=True)
]


def test_the_expectation_covers_every_pair() -> None:
    assert {(s, a) for s, a, _ in PAIRS} == {(s.value, a.value) for s in Status for a in Action}
    assert len(TRANSITIONS) == sum(bool(after) for _, _, after in PAIRS)


@pytest.mark.parametrize(("status", "action", "after"), PAIRS)
def test_every_pair_of_status_and_action(status: str, action: str, after: str) -> None:
    found = step(Status(status), Action(action))

    assert (found.value if found else "") == after


@pytest.mark.parametrize(("status", "action", "after"), PAIRS)
def test_a_step_is_taken_or_refused_with_its_data(status: str, action: str, after: str) -> None:
    here = phase(status=Status(status))
    if after:
        assert require_step(here, Action(action)) is Status(after)
        return

    with pytest.raises(Refused) as refused:
        require_step(here, Action(action))

    allowed = tuple(Status(s) for s, a, to in PAIRS if a == action and to)
    if status == "Signed Off":
        assert refused.value.reason == PhaseLocked("P4")
    else:
        assert refused.value.reason == WrongStatus("P4", Status(status), Action(action), allowed)


@pytest.mark.parametrize("action", [Action.START, Action.BASELINE])
def test_a_signed_off_phase_is_locked(action: Action) -> None:
    with pytest.raises(Refused) as refused:
        require_step(phase(status=Status.SIGNED_OFF), action)

    assert refused.value.reason == PhaseLocked("P4")


def test_signed_off_has_no_way_out() -> None:
    ways = {after for (before, _), after in TRANSITIONS.items() if before is Status.SIGNED_OFF}

    assert ways == {Status.SIGNED_OFF}


@pytest.mark.parametrize("action", list(Action))
def test_a_status_outside_the_vocabulary_allows_nothing(action: Action) -> None:
    place = Place("doc/tracker.md", 7)
    odd = Phase("P4", "ERD", UnknownStatus("Redy", Status.READY, place), (), place)

    with pytest.raises(Refused) as refused:
        require_step(odd, action)

    reason = refused.value.reason
    assert isinstance(reason, BrokenDocuments)
    (problem,) = reason.problems
    assert problem.place == place
    assert "Redy" in problem.wrong
    assert "Ready for Signoff" in problem.mend


def test_signed_off_and_completed_let_successors_pass() -> None:
    assert {s.value for s in SATISFIES_SUCCESSORS} == {"Signed Off", "Completed (Doc Baseline)"}
