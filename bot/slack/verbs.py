"""The closed vocabulary of `/gate`: verbs, an example of each, and what people type instead."""

from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import Final

CALLED: Final = "/gate"  # slack/addressing.py turns it where commands can't be typed


class Verb(StrEnum):
    """Every verb `/gate` understands. A typo never acts: it gets a suggestion."""

    STATUS = "status"
    START = "start"
    BASELINE = "baseline"
    WITHDRAW = "withdraw"
    EVIDENCE = "evidence"
    READY = "ready"
    APPROVE = "approve"
    GAPS = "gaps"
    ADDRESS = "address"
    HISTORY = "history"
    PROGRESS = "progress"
    OPS = "ops"
    DIGEST = "digest"
    REMIND = "remind"
    RELEASE = "release"
    HELP = "help"


EXAMPLES: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.STATUS: "status P4",
        Verb.START: "start P4",
        Verb.BASELINE: "baseline P4",
        Verb.WITHDRAW: "withdraw P4",
        Verb.EVIDENCE: "evidence P4 add doc architecture/ERD.md",
        Verb.READY: "ready P4",
        Verb.APPROVE: "approve P4 as security",
        Verb.GAPS: "gaps P4 the rollback plan is missing; no load test",
        Verb.ADDRESS: "address P4-G1 added the rollback plan",
        Verb.HISTORY: "history P4",
        Verb.PROGRESS: "progress",
        Verb.OPS: "ops done 2",
        Verb.DIGEST: "digest here 09:00 Europe/Berlin mon-fri",
        Verb.REMIND: "remind P4",
        Verb.RELEASE: "release",
        Verb.HELP: "help ready",
    }
)

# What people mean when they type another word. These suggest; they never act.
_MEANT: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "board": Verb.STATUS,
        "list": Verb.STATUS,
        "show": Verb.STATUS,
        "phases": Verb.STATUS,
        "blockers": Verb.STATUS,
        "begin": Verb.START,
        "open": Verb.START,
        "complete": Verb.BASELINE,
        "completed": Verb.BASELINE,
        "cancel": Verb.WITHDRAW,
        "retract": Verb.WITHDRAW,
        "revoke": Verb.WITHDRAW,
        "proof": Verb.EVIDENCE,
        "attach": Verb.EVIDENCE,
        "request": Verb.READY,
        "submit": Verb.READY,
        "review": Verb.READY,
        "done": Verb.READY,
        "signoff": Verb.APPROVE,
        "sign": Verb.APPROVE,
        "sign-off": Verb.APPROVE,
        "lgtm": Verb.APPROVE,
        "accept": Verb.APPROVE,
        "ok": Verb.APPROVE,
        "+1": Verb.APPROVE,
        "reject": Verb.GAPS,
        "deny": Verb.GAPS,
        "missing": Verb.GAPS,
        "fix": Verb.ADDRESS,
        "fixed": Verb.ADDRESS,
        "resolve": Verb.ADDRESS,
        "log": Verb.HISTORY,
        "audit": Verb.HISTORY,
        "ledger": Verb.PROGRESS,
        "landed": Verb.PROGRESS,
        "timeline": Verb.PROGRESS,
        "commits": Verb.PROGRESS,
        "todo": Verb.OPS,
        "outstanding": Verb.OPS,
        "item": Verb.OPS,
        "items": Verb.OPS,
        "snooze": Verb.OPS,
        "assign": Verb.OPS,
        "daily": Verb.DIGEST,
        "schedule": Verb.DIGEST,
        "summary": Verb.DIGEST,
        "nudge": Verb.REMIND,
        "ping": Verb.REMIND,
        "reminder": Verb.REMIND,
        "ship": Verb.RELEASE,
        "go": Verb.RELEASE,
        "no-go": Verb.RELEASE,
        "readiness": Verb.RELEASE,
        "commands": Verb.HELP,
        "usage": Verb.HELP,
        "?": Verb.HELP,
    }
)
_CLOSE_ENOUGH: Final = 0.6


def nearest_verb(word: str) -> Verb | None:
    """Return the verb that `word` most likely means, by meaning first, then by spelling."""
    asked = word.casefold()
    if meant := _MEANT.get(asked):
        return meant
    spellings = {**{verb.value: verb for verb in Verb}, **_MEANT}
    close = get_close_matches(asked[:64], spellings, n=1, cutoff=_CLOSE_ENOUGH)
    return spellings[close[0]] if close else None
