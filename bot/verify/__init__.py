"""The repository against its own records: what a clone alone can prove, and what it can't."""

from bot.verify.findings import BeyondBounds, Finding, Level, NotVerifiable, Report, What
from bot.verify.signatures import Trust
from bot.verify.verifying import Known, verify

__all__ = [
    "BeyondBounds",
    "Finding",
    "Known",
    "Level",
    "NotVerifiable",
    "Report",
    "Trust",
    "What",
    "verify",
]
