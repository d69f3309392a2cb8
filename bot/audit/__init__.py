"""The machine's check of evidence: one checker per kind, over a Git host's snapshot."""

from bot.audit.auditor import audit
from bot.audit.rules import AuditRules

__all__ = ["AuditRules", "audit"]
