"""Evidence: what is claimed, what the machine found, and the digest that binds approvals to it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.readiness.place import Place

NO_FILES: Final = ("commit:", "ci:")  # how subjects begin that are no files
# The version of the rules that evidence is checked by: 2 since blanks, pointers to large files and
# skipped tests fail. A sign-off is held to the rules it was given under.
RULES: Final = 2


class Kind(StrEnum):
    """The five kinds of machine-traceable evidence."""

    DOC = "doc"
    CONTRACT = "contract"
    CODE = "code"
    TEST = "test"
    ARTIFACT = "artifact"


class Verdict(StrEnum):
    """What a check found. Unknown is neither pass nor fail, and never becomes a pass."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reference of the tracker, exactly as it is written there."""

    kind: Kind
    reference: str
    note: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def mark(self) -> str:
        """What tells the item from others, short enough for a menu's value."""
        text = f"{self.kind.value} {self.reference.strip()}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Content that a check rested on: a path (or `commit:<sha>`, `ci:<run>`) and its object id."""

    name: str
    oid: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: the verdict, what was looked at in a sentence, and the mend."""

    evidence: Evidence
    verdict: Verdict
    sentence: str
    mend: str = ""
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """Every evidence item of one phase, checked at one commit under one policy blob."""

    commit: str
    policy_oid: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether every item passed. No item at all is no pass."""
        return bool(self.findings) and all(f.verdict is Verdict.PASS for f in self.findings)

    @property
    def digest(self) -> str:
        """The `sha256:<hex>` of what approvals are bound to: items, their content, the policy.

        The commit is not part of it: byte-identical content keeps its approvals.
        """
        return digest_of(
            self.policy_oid,
            ((f.evidence.kind, f.evidence.reference, f.subjects) for f in self.findings),
        )


def digest_of(policy_oid: str, items: Iterable[tuple[Kind, str, Iterable[Subject]]]) -> str:
    """Return the `sha256:<hex>` over a policy blob and items (kind, reference, subjects)."""
    rows = sorted(
        [kind.value, reference, [[s.name, s.oid] for s in sorted(subjects)]]
        for kind, reference, subjects in items
    )
    canonical = json.dumps([policy_oid, rows], separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def subjects_of(findings: Iterable[Finding]) -> dict[str, str]:
    """Return every subject of the findings: name → object id."""
    return {s.name: s.oid for finding in findings for s in finding.subjects}
