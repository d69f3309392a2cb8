"""What is looked at again before a sign-off is written: status, policy, evidence, predecessors."""

from bot.app.shared.auditing import waivers_at
from bot.ports.card import Brief
from bot.ports.errors import Unavailable
from bot.readiness.events import LISTED, Change, Voided
from bot.readiness.evidence import Audit, Finding, Kind, Verdict, subjects_of
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.request import blocked_by_predecessors, implemented
from bot.readiness.round import Bar, Round
from bot.readiness.status import Action, Status, step
from bot.repository.projects import Snapshot


class Void(Exception):
    """What was approved is no longer what is there. `event` says what changed."""

    def __init__(self, event: Voided) -> None:
        super().__init__(event.round.id)
        self.event = event


def recheck(  # noqa: PLR0913, PLR0917 - what was approved, and all that is looked at again
    review: Round,
    brief: Brief,
    now: Audit,
    snapshot: Snapshot,
    phase: Phase,
    barred: tuple[tuple[str, Bar], ...] = (),
) -> tuple[Status, Status]:
    """Return the status before and after the sign-off; `brief` is what reviewers were shown.

    `barred` are approvers whose approval would not count now, by display name.

    Raises Void where it may not land any more; Unavailable where that can't be told now.
    """
    unsure = [f for f in now.findings if f.verdict is Verdict.UNKNOWN]
    if unsure:
        raise Unavailable(f"The evidence can't be judged now: {unsure[0].sentence}")
    before, after = _statuses(phase)
    moved = after is None or (brief.status is not None and before is not brief.status)
    changes = changes_since(review, brief.audit, now, snapshot, phase)
    failing = tuple(f for f in now.findings if f.verdict is Verdict.FAIL)
    gate = snapshot.file.policy.gate(phase.id)
    waits_for = blocked_by_predecessors(phase, snapshot.tracker.phases, gate)
    unfinished = before is Status.COMPLETED and not implemented(now)
    stands = not (moved or changes or failing or waits_for or unfinished or barred)
    if before is None or after is None or not stands:
        status = written(phase) if moved else ""
        url = snapshot.project.host.compare_url(review.commit, snapshot.commit) or ""
        raise Void(
            Voided(review, snapshot.commit, changes, failing, status, waits_for, url, tuple(barred))
        )
    return before, after


def _statuses(phase: Phase) -> tuple[Status | None, Status | None]:
    if isinstance(phase.status, UnknownStatus):
        return None, None
    return phase.status, step(phase.status, Action.SIGN_OFF)


def written(phase: Phase) -> str:
    """Return a phase's status as the tracker has it."""
    return phase.status.text if isinstance(phase.status, UnknownStatus) else phase.status.value


def changes_since(
    review: Round, approved_on: Audit, now: Audit, snapshot: Snapshot, phase: Phase
) -> tuple[Change, ...]:
    """Return what is different: waivers; and what the digest covers, content, policy, items."""
    lapsed = tuple(
        Change(f"waiver of {each.name}", f"until {each.until}", "")
        for each in review.terms.waived
        if each not in waivers_at(snapshot, phase).waived
    )
    return (*lapsed, *_of_digest(review, approved_on, now, snapshot))


def _of_digest(
    review: Round, approved_on: Audit, now: Audit, snapshot: Snapshot
) -> tuple[Change, ...]:
    if now.digest == review.digest:
        return ()
    listed, lists = _by_item(approved_on), _by_item(now)
    kept = listed.keys() & lists.keys()
    # What an item that came or went rests on is as it was: only that it is listed has changed.
    before = subjects_of(listed[item] for item in kept)
    after = subjects_of(lists[item] for item in kept)
    found = [
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]
    if now.policy_oid != review.policy_oid:
        found.append(Change(".gatebot.yml", review.policy_oid, now.policy_oid))
    found += [Change(f"{kind} {ref}", LISTED, "") for kind, ref in sorted(listed.keys() - kept)]
    found += [Change(f"{kind} {ref}", "", LISTED) for kind, ref in sorted(lists.keys() - kept)]
    return tuple(found) or (Change(snapshot.file.paths.tracker, "", snapshot.commit),)


def _by_item(checked: Audit) -> dict[tuple[Kind, str], Finding]:
    return {(f.evidence.kind, f.evidence.reference): f for f in checked.findings}
