"""Auditing a phase's evidence at a snapshot, under the policy of that snapshot."""

from collections.abc import Sequence

from bot.audit.auditor import audit
from bot.audit.authors import evidence_authors
from bot.audit.rules import AuditRules
from bot.ports import Chat
from bot.projects import Snapshot, asked_of_host
from bot.readiness.evidence import Audit, Evidence
from bot.readiness.phase import Phase
from bot.readiness.round import Terms
from bot.readiness.terms import eligible_terms


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
    authors: frozenset[str] = frozenset()
    if not policy.rules.evidence_authors_may_review:
        host = snapshot.project.host
        asked = evidence_authors(host, snapshot.commit, checked.findings)
        authors = await asked_of_host(asked)
    members = {
        role.name: await chat.group_members(role.group)
        for role in policy.roles.values()
        if role.group is not None
    }
    return eligible_terms(policy, phase, requester, authors, members)
