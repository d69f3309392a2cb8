"""What a pull request may leave out of the history, and nothing else may."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.githosts.host import CommitInfo
from bot.readiness.phase_ids import phase_key
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.verify.findings import What
from bot.verify.statuses import leads_to, may_take_several_steps
from tests.readiness.test_record import RICH
from tests.verify.tampering import TRACKER, Copy, kinds

EXEC = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def commit(trailers: str) -> CommitInfo:
    return CommitInfo("a" * 40, f"P4: ready\n\n{trailers}", "gatebot", "g@example.com", NOON)


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        (Status.NOT_STARTED, Status.READY, True),
        (Status.IN_PROGRESS, Status.SIGNED_OFF, True),
        (Status.SIGNED_OFF, Status.READY, False),
        (Status.READY, Status.IN_PROGRESS, False),
        (None, Status.READY, False),
    ],
)
def test_steps_lead_forward_only(before: Status | None, after: Status, *, there: bool) -> None:
    assert leads_to(before, after) is there


def test_a_branch_that_was_cut_anew_says_whose_steps_it_holds() -> None:
    one = commit("Gate-Intent: 1\nGate-Phase: P4")
    two = commit("Gate-Intent: 1\nGate-Phase: P4\nGate-Intent: 2")
    assert may_take_several_steps((), one) == frozenset()
    assert may_take_several_steps((), two) == {"p4"}


def test_only_a_record_that_came_by_pull_request_takes_its_steps_along() -> None:
    assert may_take_several_steps((RICH,), commit("")) == frozenset()
    carried = replace(RICH, by_pull_request=True)
    assert may_take_several_steps((carried,), commit("")) == {phase_key(RICH.phase)}


async def test_no_trailers_lead_out_of_a_sign_off(copy: Copy) -> None:
    text = copy.text(TRACKER).replace(EXEC, EXEC.replace("Signed Off", "Ready for Signoff"))
    message = "EXEC: ready\n\nGate-Intent: 1\nGate-Phase: EXEC\nGate-Intent: 2\n"
    made = copy.commit({TRACKER: text}, message=message)
    report = await copy.verified(made, with_keys=False)
    assert What.FORBIDDEN_STEP in kinds(report)


async def test_a_record_may_not_be_made_to_say_that_it_was_carried(copy: Copy) -> None:
    path = copy.record_path("P4")
    carried = record_bytes(replace(copy.record("P4"), by_pull_request=True)).decode()
    report = await copy.verified(copy.commit({path: carried}), with_keys=False)
    assert What.RECORD_ALTERED in kinds(report)
