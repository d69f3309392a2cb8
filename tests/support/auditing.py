"""One evidence item, audited in a real repository."""

from bot.evidence import AuditRules, audit
from bot.ports.git_host import GitHost
from bot.readiness.evidence import Audit, Evidence, Finding, Kind
from tests.githosts.local_lab import LocalLab

RULES = AuditRules(edited_documents=("tracker.md", "operations/evidence/signoffs/"))


async def audited(host: GitHost, commit: str, *items: tuple[Kind, str]) -> Audit:
    """Audit items at a commit, under one policy."""
    evidence = [Evidence(kind, reference) for kind, reference in items]
    return await audit(host, commit, evidence, "policy-oid", RULES)


async def judged(
    lab: LocalLab, commit: str, kind: Kind, reference: str, rules: AuditRules = RULES
) -> Finding:
    """Audit one item; return its finding."""
    (finding,) = (
        await audit(lab.host(), commit, [Evidence(kind, reference)], "policy-oid", rules)
    ).findings
    assert finding.evidence == Evidence(kind, reference)
    assert finding.sentence
    return finding
