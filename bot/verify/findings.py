"""What a verification found: each thing with its place, its commit, and what it means."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.readiness.place import Place


class NotVerifiable(Exception):
    """Nothing can be said about this repository; `mend` says what to do first."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.mend = mend


class BeyondBounds(NotVerifiable):
    """It would take more time or memory than is spent on any history."""


class Level(StrEnum):
    """How bad it is. Only FAIL fails a pipeline; whoever verifies has accepted what is ACCEPTED."""

    FAIL = "fail"
    ACCEPTED = "accepted"
    WARN = "warn"
    NOTE = "note"


class What(StrEnum):
    """What kind of thing was found; the word is what JSON output shows."""

    STATUS_WITHOUT_RECORD = "status without record"
    FORBIDDEN_STEP = "forbidden step"
    STEP_BY_HAND = "step by hand"
    UNKNOWN_STATUS = "unknown status"
    PHASE_GONE = "phase gone"
    ROW_GONE = "row gone"
    ROW_WITHOUT_RECORD = "row without record"
    ROW_DIFFERS = "row differs"
    RECORD_GONE = "record gone"
    RECORD_ALTERED = "record altered"
    RECORD_UNREADABLE = "record unreadable"
    RECORD_MISPLACED = "record misplaced"
    RECORD_DIFFERS = "record differs"
    ID_REUSED = "correlation id reused"
    TRAILER_DIFFERS = "trailer differs"
    HISTORY_EDITED = "history edited"
    OBJECTS_REPLACED = "objects replaced"
    SEVERAL_STARTS = "several starts"
    NOTHING_TO_ACCEPT = "nothing to accept"
    POLICY_CHANGED = "policy changed"
    POLICY_GONE = "policy gone"
    UNREADABLE = "document unreadable"
    SHOWN_OTHERWISE = "shown otherwise"
    ROLE_UNMET = "role unmet"
    PERSON_BARRED = "person barred"
    WAIVER_DIFFERS = "waiver differs"
    GROUP = "group not resolved"
    PREDECESSOR = "predecessor open"
    EVIDENCE_DIFFERS = "evidence differs"
    EVIDENCE_FAILS = "evidence fails"
    STRICTER_NOW = "rules stricter now"
    CI_NOT_CHECKED = "ci not checked"
    DRIFT = "drift"
    SIGNATURE = "signature"
    NOT_SIGNED = "not signed"
    NOT_CHECKED = "signature not checked"
    BEFORE_GATEBOT = "before gatebot"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `commit` (full sha) is where it came about."""

    level: Level
    what: What
    place: Place
    commit: str
    said: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A sign-off that was looked at; `ok` where nothing about it failed.

    `signed_by` is the id of the key that signed it, where keys were given to tell.
    """

    phase: str
    round: int
    correlation_id: str
    path: str
    commit: str
    approvals: tuple[tuple[str, str, datetime], ...]  # role, reviewer as displayed, when (UTC)
    ok: bool
    signed_by: str = ""


@dataclass(slots=True)
class Findings:
    """Findings as they are collected, each once."""

    found: dict[Finding, None] = field(default_factory=dict)

    def fail(self, what: What, place: Place, commit: str, said: str) -> None:
        """Keep something that fails the verification."""
        self.found.setdefault(Finding(Level.FAIL, what, place, commit, said))

    def warn(self, what: What, place: Place, commit: str, said: str) -> None:
        """Keep something that a person should look at."""
        self.found.setdefault(Finding(Level.WARN, what, place, commit, said))

    def note(self, what: What, place: Place, commit: str, said: str) -> None:
        """Keep something that is as it may be, and worth saying."""
        self.found.setdefault(Finding(Level.NOTE, what, place, commit, said))

    def accept(self, commits: Collection[str]) -> None:
        """Take what failed at these commits until now as known and accepted."""
        accepted = (
            replace(each, level=Level.ACCEPTED)
            if each.level is Level.FAIL and each.commit in commits
            else each
            for each in self.found
        )
        self.found = dict.fromkeys(accepted)

    @property
    def failures(self) -> int:
        """How many fail the verification."""
        return sum(finding.level is Level.FAIL for finding in self.found)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole verification. `commits`: how many there are from `start` to `head`."""

    start: str
    head: str
    commits: int
    signoffs: tuple[Verified, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return all(finding.level is not Level.FAIL for finding in self.findings)
