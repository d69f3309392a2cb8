"""Auditing a phase's evidence at a snapshot, under the policy of that snapshot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.audit.auditor import audit
from bot.audit.rules import AuditRules
from bot.ports import Chat
from bot.projects import Snapshot, asked_of_host
from bot.readiness.evidence import Audit, Evidence, Finding, subjects_of
from bot.readiness.phase import Phase
from bot.readiness.round import Terms
from bot.readiness.terms import eligible_terms
from bot.readiness.waivers import Waivers, waivers_of


async def audit_phase(snapshot: Snapshot, phase: Phase, extra: Sequence[Evidence] = ()) -> Audit:
    """Check every evidence item of a phase, and those about to be added."""
    return await _audit(snapshot, (*snapshot.tracker.evidence_of(phase.id), *extra))


async def audit_phases(
    snapshot: Snapshot, phases: Sequence[Phase], told: Callable[[Finding], None] | None = None
) -> tuple[tuple[Phase, Audit], ...]:
    """Check the evidence of several phases, asking the host for nothing twice."""
    lists = [snapshot.tracker.evidence_of(phase.id) for phase in phases]
    whole = await _audit(snapshot, [item for items in lists for item in items], told)
    findings = iter(whole.findings)
    return tuple(
        (phase, replace(whole, findings=tuple(islice(findings, len(items)))))
        for phase, items in zip(phases, lists, strict=True)
    )


async def _audit(
    snapshot: Snapshot, evidence: Sequence[Evidence], told: Callable[[Finding], None] | None = None
) -> Audit:
    return await audit(
        snapshot.project.host,
        snapshot.commit,
        evidence,
        snapshot.file.policy.oid,
        audit_rules(snapshot),
        told,
    )


def audit_rules(snapshot: Snapshot) -> AuditRules:
    """Return how the project's policy has evidence judged."""
    rules = snapshot.file.policy.rules
    return AuditRules(
        evidence_folder=rules.evidence_folder,
        any_green_ancestor=rules.any_green_ancestor,
        edited_documents=(snapshot.file.paths.tracker, rules.signoffs_folder),
    )


async def terms_of(
    snapshot: Snapshot, phase: Phase, requester: str, checked: Audit, chat: Chat
) -> Terms:
    """Return who may fill which seat of a round on this phase, asked for by this person now."""
    policy = snapshot.file.policy
    authors: frozenset[str] = frozenset()
    if not policy.rules.evidence_authors_may_review:
        authors = await _author_emails(snapshot, subjects_of(checked.findings))
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


async def _author_emails(snapshot: Snapshot, subjects: Mapping[str, str]) -> frozenset[str]:
    paths = [name for name in subjects if not name.startswith(("commit:", "ci:"))]
    host = snapshot.project.host
    found = await asked_of_host(host.last_authors(snapshot.commit, paths))
    return frozenset(author.email for author in found.values())
