"""The record of a sign-off: who approved what, bound to the evidence as it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from bot.readiness.evidence import RULES, Audit, Kind, Subject, digest_of
from bot.readiness.round import Gap, Reviewer, Round, Waived
from bot.readiness.status import Status


@dataclass(frozen=True, slots=True)
class RecordedItem:
    """An evidence item of the phase, and the content its check rested on, sorted by name."""

    kind: Kind
    reference: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class RecordedApproval:
    """An approving decision: the role, by whom, when (UTC), and what they said."""

    role: str
    reviewer: Reviewer
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedGap:
    """A gap that was accepted: who listed it, as which role, and what its owner answered."""

    id: str
    role: str
    reviewer: Reviewer
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignoffRecord:
    """One sign-off, as its file in the repository holds it. People carry no e-mail here."""

    project: str
    phase: str
    title: str
    round: int
    correlation_id: str
    requester: Reviewer
    requested_at: datetime
    commit: str
    policy_oid: str
    evidence: tuple[RecordedItem, ...]
    decisions: tuple[RecordedApproval, ...]
    gaps: tuple[RecordedGap, ...]
    before: Status
    after: Status
    waivers: tuple[Waived, ...] = ()
    by_pull_request: bool = False  # its rows waited on a branch beside `commit` until a merge
    rules: int = 1  # the version of the rules that its evidence was checked by

    @property
    def digest(self) -> str:
        """The evidence digest the approvals were bound to, from the record's own content."""
        return digest_of(
            self.policy_oid, ((i.kind, i.reference, i.subjects) for i in self.evidence)
        )

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Every subject of the evidence, once, by name."""
        return tuple(sorted({s for item in self.evidence for s in item.subjects}))


def record_of(  # noqa: PLR0913 - what a record is made of
    review: Round,
    audit: Audit,
    accepted: Iterable[Gap],
    before: Status,
    after: Status,
    *,
    by_pull_request: bool = False,
) -> SignoffRecord:
    """Return the record of an approved round; `audit` is of the pinned content.

    Raises:
        ValueError: The audit is not what the approvals were bound to.
    """
    if audit.digest != review.digest:
        raise ValueError(f"round {review.id} was approved on {review.digest}, not {audit.digest}")
    return SignoffRecord(
        project=review.project,
        phase=review.phase,
        title=review.title,
        round=review.number,
        correlation_id=review.id,
        requester=_public(review.requester),
        requested_at=review.requested_at,
        commit=review.commit,
        policy_oid=review.policy_oid,
        evidence=tuple(
            RecordedItem(f.evidence.kind, f.evidence.reference, tuple(sorted(f.subjects)))
            for f in audit.findings
        ),
        decisions=tuple(
            RecordedApproval(d.role, _public(d.reviewer), d.at, d.note) for d in review.approvals()
        ),
        gaps=tuple(
            RecordedGap(g.id, g.role, _public(g.reviewer), g.text, g.note) for g in accepted
        ),
        before=before,
        after=after,
        waivers=review.terms.waived,
        by_pull_request=by_pull_request,
        rules=RULES,
    )


def record_path(folder: str, phase: str, correlation_id: str) -> str:
    """Return the path of a record's file: `<folder>/<phase>/<correlation id>.json`.

    What could leave the folder, or is no file name everywhere, is percent-encoded.
    """
    return f"{folder.rstrip('/')}/{_file_name(phase)}/{_file_name(correlation_id)}.json"


def envelope_path(path: str) -> str:
    """Return the path of the signed envelope beside a record's file: `<id>.dsse.json`."""
    return path.removesuffix(".json") + ".dsse.json"


def _file_name(text: str) -> str:
    name = quote(text, safe=" ")
    return name.replace(".", "%2E") if not name.strip(".") else name


def _public(reviewer: Reviewer) -> Reviewer:
    return replace(reviewer, email="")
