"""Auditing a phase's evidence at a snapshot, under the policy of that snapshot."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import islice

from bot.evidence.auditor import audit
from bot.evidence.authors import evidence_authors
from bot.evidence.rules import rules_of
from bot.ports.chat import Chat
from bot.readiness.evidence import Audit, Evidence, Finding, subjects_of
from bot.readiness.phase import Phase
from bot.readiness.round import Bar, Round, Terms
from bot.readiness.status import Status
from bot.readiness.terms import barred, eligible_terms
from bot.readiness.waivers import Waivers, waivers_of
from bot.repository.projects import Snapshot, asked_of_host


async def audit_phase(snapshot: Snapshot, phase: Phase, extra: Sequence[Evidence] = ()) -> Audit:
    """Check every evidence item of a phase, and those about to be added."""
    return await _audit(snapshot, (*snapshot.tracker.evidence_of(phase.id), *extra))


async def audit_phases(
    snapshot: Snapshot, phases: Sequence[Phase], told: Callable[[Finding], None] | None = None
) -> tuple[tuple[Phase, Audit], ...]:
    """Check the evidence of several phases, asking the host for nothing twice.

    A phase that is signed off was so on a commit of its own: a run for that one still counts.
    """
    lists = [snapshot.tracker.evidence_of(phase.id) for phase in phases]
    phase_of = [phase for phase, items in zip(phases, lists, strict=True) for _ in items]
    settled = {n for n, p in enumerate(phase_of) if p.status is Status.SIGNED_OFF}
    whole = await _audit(snapshot, [item for items in lists for item in items], told, settled)
    findings = iter(whole.findings)
    return tuple(
        (phase, replace(whole, findings=tuple(islice(findings, len(items)))))
        for phase, items in zip(phases, lists, strict=True)
    )


async def _audit(
    snapshot: Snapshot,
    evidence: Sequence[Evidence],
    told: Callable[[Finding], None] | None = None,
    settled: Collection[int] = (),
) -> Audit:
    return await audit(
        snapshot.project.host,
        snapshot.commit,
        evidence,
        snapshot.file.policy.oid,
        rules_of(snapshot.file),
        told,
        settled,
    )


async def terms_of(
    snapshot: Snapshot, phase: Phase, requester: str, checked: Audit, chat: Chat
) -> Terms:
    """Return who may fill which seat of a round on this phase, asked for by this person now."""
    policy = snapshot.file.policy
    authors = await _authors_that_count(snapshot, checked)
    members = {
        role.name: await chat.group_members(role.group)
        for role in policy.roles.values()
        if role.group is not None
    }
    waived = waivers_at(snapshot, phase).waived
    return eligible_terms(policy, phase, requester, authors, members, waived)


def waivers_at(snapshot: Snapshot, phase: Phase) -> Waivers:
    """Return the waivers of a phase as the tracker has them, judged on the day it was read."""
    rows = snapshot.tracker.waivers
    return waivers_of(rows, phase.id, snapshot.file.policy, snapshot.at.date())


async def barred_approvers(
    snapshot: Snapshot, phase: Phase, review: Round, checked: Audit
) -> tuple[tuple[str, Bar], ...]:
    """Return whose approval would not count if it were given now: display name → why."""
    approvers = {d.reviewer.slack: d.reviewer.display for d in review.approvals()}
    authors = await _authors_that_count(snapshot, checked)
    policy, requester = snapshot.file.policy, review.requester.slack
    bars = barred(policy, phase, requester, authors, approvers)
    return tuple((approvers[who], bar) for who, bar in bars if who in approvers)


async def _authors_that_count(snapshot: Snapshot, checked: Audit) -> frozenset[str]:
    """Return the emails of the evidence's authors, where the policy bars them."""
    if snapshot.file.policy.rules.evidence_authors_may_review:
        return frozenset()
    host = snapshot.project.host
    names = subjects_of(checked.findings)
    return await asked_of_host(evidence_authors(host, snapshot.commit, names))
