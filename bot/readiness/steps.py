"""The status machine, asked for one phase: the step it takes, or why it takes none."""

from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Problem
from bot.readiness.refusals import BrokenDocuments, PhaseLocked, Refused, WrongStatus
from bot.readiness.status import Action, Status, allowed_from, step


def require_step(phase: Phase, action: Action) -> Status:
    """Return the status the phase has after `action`.

    Raises:
        Refused: `BrokenDocuments` where the status cell is outside the vocabulary, `PhaseLocked`
            where the phase is Signed Off, else `WrongStatus`.
    """
    if isinstance(phase.status, UnknownStatus):
        raise Refused(BrokenDocuments((status_problem(phase.id, phase.status),)))
    after = step(phase.status, action)
    if after is not None:
        return after
    if phase.status is Status.SIGNED_OFF:
        raise Refused(PhaseLocked(phase.id))
    raise Refused(WrongStatus(phase.id, phase.status, action, allowed_from(action)))


def status_problem(phase_id: str, unknown: UnknownStatus) -> Problem:
    """Return the problem of a status cell outside the vocabulary, as a person has to mend it."""
    return Problem(
        unknown.place,
        f"The status of {phase_id}, “{unknown.text}”, {unknown.why or 'is none of the five'}.",
        unknown.fix if unknown.why else f"Write “{unknown.nearest.value}”, or another of the five.",
    )
