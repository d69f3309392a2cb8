"""The machine's check of evidence: one checker per kind, over a Git host's snapshot."""

from bot.evidence.auditor import audit
from bot.evidence.rules import AuditRules

__all__ = ["AuditRules", "audit"]
