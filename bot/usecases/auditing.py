"""Auditing a phase's evidence at a snapshot, under the policy of that snapshot."""

from collections.abc import Sequence

from bot.audit.auditor import audit
from bot.audit.authors import evidence_authors
from bot.audit.rules import AuditRules
from bot.ports import Chat
from bot.projects import Snapshot, asked_of_host
from bot.readiness.evidence import Audit, Evidence
from bot.readiness.phase import Phase
from bot.readiness.round import Bar, Round, Terms
from bot.readiness.terms import barred, eligible_terms


async def audit_phase(snapshot: Snapshot, phase: Phase, extra: Sequence[Evidence] = ()) -> Audit:
    """Check every evidence item of a phase, and those about to be added."""
    rules = snapshot.file.policy.rules
    return await audit(
        snapshot.project.host,
        snapshot.commit,
        (*snapshot.tracker.evidence_of(phase.id), *extra),
        snapshot.file.policy.oid,
        AuditRules(
            evidence_folder=rules.evidence_folder,
            any_green_ancestor=rules.any_green_ancestor,
            edited_documents=(snapshot.file.paths.tracker, rules.signoffs_folder),
        ),
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
    return eligible_terms(policy, phase, requester, authors, members)


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
    return await asked_of_host(evidence_authors(host, snapshot.commit, checked.findings))
