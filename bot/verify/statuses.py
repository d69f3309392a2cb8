"""Every step of a status, judged by the machine's table."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.documents.policy_file import POLICY_PATH
from bot.readiness.phase import UnknownStatus
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Place
from bot.readiness.record import SignoffRecord
from bot.readiness.status import TRANSITIONS, Status
from bot.verify.facts import Facts
from bot.verify.findings import Findings, What
from bot.verify.history import Change

# A phase comes into a tracker before any work, or with work under way: anything else is news.
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
    """Judge the steps that a commit takes from each of its parents, whichever comes first.

    Args:
        change: The commit.
        signed_off: The phases, by key, that a record of this commit signs off.
        several: The phases that a sign-off may take along more than one step, by key.
        findings: Where to put what is found.
        by_gatebot: Whether the commit says that gatebot made it, as anybody can write it. Then one
            legal step is no news; several at once are, whoever made them.
    """
    judge = _Steps(change, signed_off, several, findings, by_gatebot=by_gatebot)
    known = (facts.statuses.keys() for facts in (change.after, *change.parents))
    for key in sorted(set().union(*known)):
        judge.phase(key)
    for facts in change.parents:
        _unknown(facts, change, findings)


class _Steps:
    def __init__(
        self,
        change: Change,
        signed_off: frozenset[str],
        several: frozenset[str],
        findings: Findings,
        *,
        by_gatebot: bool,
    ) -> None:
        self._change = change
        self._signed_off = signed_off
        self._several = several
        self._findings = findings
        self._by_gatebot = by_gatebot

    def phase(self, key: str) -> None:
        """Judge a phase, by its id in small letters."""
        after = self._change.after.statuses.get(key)
        befores = dict.fromkeys(facts.statuses.get(key) for facts in self._change.parents)
        inherited = len(self._change.parents) > 1 and after in befores
        for before in befores:
            if before is after:
                continue
            if after is None:
                self._gone(before, key)
            elif after is Status.SIGNED_OFF and not inherited:
                self._signed(before, key)
            elif not _leads(before, after):
                self._forbidden(before, after, key)
            elif not inherited:
                self._by_hand(before, after, key)

    def _signed(self, before: Status | None, key: str) -> None:
        """Judge a phase that became Signed Off in this very commit."""
        last = () if before is None else _STEPS[before]
        if key not in self._signed_off:
            said = "is Signed Off, and no record of this commit says so."
            self._fail(What.STATUS_WITHOUT_RECORD, key, said)
        elif key not in self._several and Status.SIGNED_OFF not in last:
            self._forbidden(before, Status.SIGNED_OFF, key)

    def _forbidden(self, before: Status | None, after: Status, key: str) -> None:
        came = f"went from {before} to {after}" if before else f"came in as {after}"
        self._fail(What.FORBIDDEN_STEP, key, f"{came}, a step that the status machine forbids.")

    def _by_hand(self, before: Status | None, after: Status, key: str) -> None:
        """Tell a legal step, or several of them: a squash makes one commit of what was many."""
        at_once = after not in (_FIRST if before is None else _STEPS[before])
        if not at_once and (self._by_gatebot or before is None):
            return
        came = f"went from {before} to {after}" if before else f"came in as {after}"
        said = f"{came}, several steps in one commit." if at_once else f"{came} by hand."
        place, name = self._where(key)
        self._findings.note(What.STEP_BY_HAND, place, self._change.commit, f"{name} {said}")

    def _gone(self, before: Status | None, key: str) -> None:
        if before is Status.SIGNED_OFF:
            self._fail(What.PHASE_GONE, key, "was Signed Off, and is not in the tracker any more.")
            return
        place, name = self._where(key)
        said = f"{name} ({before}) was taken out of the tracker."
        self._findings.note(What.PHASE_GONE, place, self._change.commit, said)

    def _fail(self, what: What, key: str, said: str) -> None:
        place, name = self._where(key)
        self._findings.fail(what, place, self._change.commit, f"{name} {said}")

    def _where(self, key: str) -> tuple[Place, str]:
        """Return where a phase stands, or stood before this commit, and its id."""
        for facts in (self._change.after, *self._change.parents):
            if facts.tracker and (phase := facts.tracker.phase(key)):
                return phase.place, phase.id
        return Place(POLICY_PATH), key


def may_take_several_steps(records: Iterable[SignoffRecord]) -> frozenset[str]:
    """Return the phases, by key, whose steps to a sign-off came with it: a squash brings both."""
    return frozenset(phase_key(record.phase) for record in records if record.by_pull_request)


def leads_to(before: Status | None, after: Status) -> bool:
    """Tell whether legal steps, one or several, lead from a status to another."""
    return before is not None and after in _reachable(before)


def _leads(before: Status | None, after: Status) -> bool:
    """Tell whether legal steps lead from a status to another; a new one has none behind it."""
    return before is None or leads_to(before, after)


def _reachable(status: Status) -> set[Status]:
    found: set[Status] = set()
    left = [status]
    while left:
        new = _STEPS[left.pop()] - found
        found |= new
        left += new
    return found


def _unknown(before: Facts, change: Change, findings: Findings) -> None:
    """Say which status became a word that the policy does not know."""
    known = {key: text for key, _, text, _ in _unknowns(before)}
    for key, name, text, place in _unknowns(change.after):
        if known.get(key) == text:
            continue
        said = f"“{text}” is no status ({name})."
        if change.after.statuses.get(key) is Status.SIGNED_OFF:
            findings.fail(What.FORBIDDEN_STEP, place, change.commit, f"It was Signed Off: {said}")
        else:
            findings.warn(What.UNKNOWN_STATUS, place, change.commit, said)


def _unknowns(facts: Facts) -> Iterator[tuple[str, str, str, Place]]:
    for phase in facts.tracker.phases if facts.tracker else ():
        if isinstance(phase.status, UnknownStatus):
            yield phase_key(phase.id), phase.id, phase.status.text, phase.place
