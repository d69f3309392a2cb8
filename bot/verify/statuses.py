"""Every step of a status, judged by the machine's table."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.documents.policy_file import POLICY_PATH
from bot.githosts.host import CommitInfo
from bot.readiness.phase import UnknownStatus
from bot.readiness.place import Place
from bot.readiness.record import SignoffRecord
from bot.readiness.status import TRANSITIONS, Status
from bot.trailers import INTENT, PHASE
from bot.verify.facts import Facts
from bot.verify.findings import Findings, What
from bot.verify.history import Change

# A phase comes into a tracker before any work, or with work under way.
_FIRST: Final = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS})


def _steps() -> Mapping[Status, frozenset[Status]]:
    found: dict[Status, set[Status]] = {status: set() for status in Status}
    for (before, _), after in TRANSITIONS.items():
        if after is not before:
            found[before].add(after)
    return MappingProxyType({status: frozenset(after) for status, after in found.items()})


_STEPS: Final = _steps()


def judge_statuses(
    change: Change,
    signed_off: frozenset[str],
    several: frozenset[str],
    findings: Findings,
    *,
    by_gatebot: bool,
) -> None:
    """Judge the steps that a commit takes.

    Args:
        change: The commit.
        signed_off: The phases, by id in small letters, that a record of this commit signs off.
        several: The phases that may take more than one step at once, by id in small letters.
        findings: Where to put what is found.
        by_gatebot: Whether the commit says that gatebot made it: then a legal step is no news.
    """
    for key in sorted(change.after.statuses.keys() | change.before.statuses.keys()):
        _judge(change, key, signed_off, several, findings, by_gatebot=by_gatebot)
    for facts in change.parents:
        _unknown(facts, change, findings)


def _judge(  # noqa: PLR0913 - the change, what is known of it, and where to put what is found
    change: Change,
    key: str,
    signed_off: frozenset[str],
    several: frozenset[str],
    findings: Findings,
    *,
    by_gatebot: bool,
) -> None:
    after = change.after.statuses.get(key)
    place = _place(change.after if after else change.before, key)
    name = _name(change.after if after else change.before, key)
    others = [facts.statuses.get(key) for facts in change.parents]
    inherited = len(others) > 1 and after in others
    for before in dict.fromkeys(others or [None]):
        if before is after:
            continue
        if after is None:
            _gone(before, name, place, change.commit, findings)
        elif after is Status.SIGNED_OFF and not inherited and key not in signed_off:
            said = f"{name} is Signed Off, and no record of this commit says so."
            findings.fail(What.STATUS_WITHOUT_RECORD, place, change.commit, said)
        elif not _allowed(before, after, at_once=inherited or key in several):
            came = f"went from {before} to {after}" if before else f"came in as {after}"
            said = f"{name} {came}, a step that the status machine forbids."
            findings.fail(What.FORBIDDEN_STEP, place, change.commit, said)
        elif before and not inherited and not by_gatebot and after is not Status.SIGNED_OFF:
            said = f"{name} went from {before} to {after} by hand."
            findings.note(What.STEP_BY_HAND, place, change.commit, said)


def may_take_several_steps(records: Iterable[SignoffRecord], info: CommitInfo) -> frozenset[str]:
    """Return the phases, by id in small letters, whose steps waited for this commit on a branch.

    A squash brings what led to its record; a branch that is cut anew, what was on the one before.
    """
    squashed = [record.phase for record in records if record.by_pull_request]
    cut_anew = info.trailers(PHASE) if len(info.trailers(INTENT)) > 1 else ()
    return frozenset(phase.casefold() for phase in (*squashed, *cut_anew))


def leads_to(before: Status | None, after: Status) -> bool:
    """Tell whether legal steps, one or several, lead from a status to another."""
    return before is not None and after in _reachable(before)


def _allowed(before: Status | None, after: Status, *, at_once: bool) -> bool:
    """Tell whether a status may follow another; `at_once`: over steps that were taken elsewhere."""
    if before is None:
        return at_once or after in _FIRST
    return after in (_reachable(before) if at_once else _STEPS[before])


def _reachable(status: Status) -> set[Status]:
    found: set[Status] = set()
    left = [status]
    while left:
        new = _STEPS[left.pop()] - found
        found |= new
        left += new
    return found


def _gone(before: Status | None, name: str, place: Place, commit: str, findings: Findings) -> None:
    if before is Status.SIGNED_OFF:
        said = f"{name} was Signed Off, and is not in the tracker any more."
        findings.fail(What.PHASE_GONE, place, commit, said)
    elif before is not None:
        said = f"{name} ({before}) was taken out of the tracker."
        findings.note(What.PHASE_GONE, place, commit, said)


def _unknown(before: Facts, change: Change, findings: Findings) -> None:
    """Say which status became a word that the policy does not know."""
    known = {key: text for key, text, _ in _unknowns(before)}
    for key, text, place in _unknowns(change.after):
        if known.get(key) == text:
            continue
        said = f"“{text}” is no status ({_name(change.after, key)})."
        if change.after.statuses.get(key) is Status.SIGNED_OFF:
            findings.fail(What.FORBIDDEN_STEP, place, change.commit, f"It was Signed Off: {said}")
        else:
            findings.warn(What.UNKNOWN_STATUS, place, change.commit, said)


def _unknowns(facts: Facts) -> Iterator[tuple[str, str, Place]]:
    for phase in facts.tracker.phases if facts.tracker else ():
        if isinstance(phase.status, UnknownStatus):
            yield phase.id.casefold(), phase.status.text, phase.place


def _place(facts: Facts, key: str) -> Place:
    phase = facts.tracker.phase(key) if facts.tracker else None
    return phase.place if phase else Place(POLICY_PATH)


def _name(facts: Facts, key: str) -> str:
    phase = facts.tracker.phase(key) if facts.tracker else None
    return phase.id if phase else key
