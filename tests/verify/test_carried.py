"""What a pull request may leave out of the history, and nothing else may."""

from dataclasses import replace

import pytest

from bot.readiness.phase_ids import phase_key
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.verify.findings import Level, What
from bot.verify.statuses import leads_to, may_take_several_steps
from tests.readiness.test_record import RICH
from tests.verify.tampering import TRACKER, Copy, kinds

EXEC = "| EXEC | Implementation Execution — Code | Signed Off | ines |"


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


def test_only_a_record_that_came_by_pull_request_takes_its_steps_along() -> None:
    assert may_take_several_steps([RICH]) == frozenset()
    carried = replace(RICH, by_pull_request=True)
    assert may_take_several_steps([carried]) == {phase_key(RICH.phase)}


@pytest.mark.parametrize("intents", [0, 1, 2])
@pytest.mark.parametrize("phase", ["P9", "[P9]", "P@9"])
async def test_several_steps_in_one_commit_are_told_whatever_its_trailers_say(
    unsigned: Copy, phase: str, intents: int
) -> None:
    """Anybody can write a trailer: none of them keeps quiet what was done."""
    row = f"{EXEC}\n| {phase} | Later | Not Started | ines |"
    new = unsigned.edit(TRACKER, (EXEC, row))
    ready = unsigned.text(TRACKER, new).replace("Later | Not Started", "Later | Ready for Signoff")
    trailers = "".join(f"Gate-Intent: {at}\n" for at in range(intents))
    message = f"{phase}: ready\n\n{trailers}Gate-Phase: {phase}\n"
    made = unsigned.commit({TRACKER: ready}, message=message, tree=new)
    report = await unsigned.verified(made)

    (told,) = (f for f in report.findings if f.what is What.STEP_BY_HAND)
    said = "went from Not Started to Ready for Signoff, several steps in one commit."
    assert (told.level, told.said) == (Level.NOTE, f"{phase} {said}")
    assert report.ok


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
