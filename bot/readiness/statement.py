"""A sign-off record as an in-toto Statement v1, there and back.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md; the digests' names are those
of its digest set: gitBlob, gitCommit, sha256; `opaque` is ours, for an id that is no digest.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import RecordedApproval, RecordedGap, RecordedItem, SignoffRecord
from bot.readiness.round import Reviewer, Waived, WaiverScope
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord, Member
from bot.strict_json import DoubledMember, read_json

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "https://gatebot.dev/signoff/v1"
_PULL_REQUEST: Final = "pull request"
_HEX: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def statement(record: SignoffRecord) -> dict[str, Any]:
    """Return the statement as JSON values.

    Raises:
        ValueError: A time is not aware, or one subject has two contents.
    """
    subjects = record.subjects
    if len({s.name for s in subjects}) != len(subjects):
        raise ValueError(f"round {record.correlation_id} pins one subject to two contents")
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": s.name, "digest": _digest(s)} for s in subjects],
        "predicateType": PREDICATE_TYPE,
        "predicate": _predicate(record),
    }


def record_bytes(record: SignoffRecord) -> bytes:
    """Return the record's file: UTF-8 JSON, sorted members, two spaces, a final newline."""
    text = json.dumps(statement(record), indent=2, sort_keys=True, ensure_ascii=False)
    return text.encode() + b"\n"


def parse_statement(value: object) -> SignoffRecord:
    """Read a statement's JSON values; `record_bytes` of the result gives the same values.

    Raises:
        BadRecord: A member is missing, unknown or of another type, or the evidence digest is not
            that of the evidence listed.
    """
    top = Member.of(value)
    for key, expected in (("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)):
        if top.text(key) != expected:
            raise BadRecord(f"$.{key}: {expected} is expected")
    oids = {s.name: s for s in top.each("subject", _read_subject)}
    record = top.inner("predicate", lambda member: _read_predicate(member, oids))
    top.done()
    if statement(record) != value:
        raise BadRecord("$: the subjects are not, in order, those of the evidence")
    return record


def parse_record(data: bytes) -> SignoffRecord:
    """Read a record's file.

    Raises:
        BadRecord: as `parse_statement`, or it is no JSON, or a member is there twice.
    """
    try:
        value = read_json(data.decode())
    except DoubledMember as error:
        raise BadRecord(f"$: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"$: no JSON: {error}") from error
    return parse_statement(value)


def _predicate(record: SignoffRecord) -> dict[str, Any]:
    # Only where something was waived: the records before there were waivers stay as they are.
    waivers = {"waivers": [_waiver(each) for each in record.waivers]} if record.waivers else {}
    carried = {"carried_by": _PULL_REQUEST} if record.by_pull_request else {}
    rules = {"rules": record.rules} if record.rules > 1 else {}
    return {
        **waivers,
        **carried,
        **rules,
        "project": record.project,
        "phase": record.phase,
        "title": record.title,
        "round": record.round,
        "correlation_id": record.correlation_id,
        "requester": _person(record.requester),
        "requested_at": _time(record.requested_at),
        "commit": record.commit,
        "policy": record.policy_oid,
        "evidence_digest": record.digest,
        "evidence": [
            {
                "kind": item.kind.value,
                "reference": item.reference,
                "subjects": [s.name for s in item.subjects],
            }
            for item in record.evidence
        ],
        "decisions": [
            {"role": d.role, "reviewer": _person(d.reviewer), "at": _time(d.at), "note": d.note}
            for d in record.decisions
        ],
        "gaps": [
            {
                "id": gap.id,
                "role": gap.role,
                "reviewer": _person(gap.reviewer),
                "text": gap.text,
                "note": gap.note,
            }
            for gap in record.gaps
        ],
        "status": {"before": record.before.value, "after": record.after.value},
    }


def _read_predicate(member: Member, oids: dict[str, Subject]) -> SignoffRecord:
    before, after = member.inner("status", _read_statuses)
    record = SignoffRecord(
        project=member.text("project"),
        phase=member.text("phase"),
        title=member.text("title"),
        round=_read_round(member),
        correlation_id=member.text("correlation_id"),
        requester=member.inner("requester", _read_person),
        requested_at=_read_time(member, "requested_at"),
        commit=member.text("commit"),
        policy_oid=member.text("policy"),
        evidence=member.each("evidence", lambda item: _read_item(item, oids)),
        decisions=member.each("decisions", _read_approval),
        gaps=member.each("gaps", _read_gap),
        before=before,
        after=after,
        waivers=member.each("waivers", _read_waiver) if "waivers" in member.value else (),
        by_pull_request="carried_by" in member.value,
        rules=member.number("rules") if "rules" in member.value else 1,
    )
    if "carried_by" in member.value and member.text("carried_by") != _PULL_REQUEST:
        raise BadRecord(f"{member.path}.carried_by: {_PULL_REQUEST!r} is expected")
    if member.text("evidence_digest") != record.digest:
        raise BadRecord(f"{member.path}.evidence_digest: not that of the evidence listed")
    return record


def _read_round(member: Member) -> int:
    number = member.number("round")
    if number < 1:
        raise BadRecord(f"{member.path}.round: {number} is no round")
    return number


def _read_item(member: Member, oids: dict[str, Subject]) -> RecordedItem:
    names = member.texts("subjects")
    unknown = [name for name in names if name not in oids]
    if unknown:
        raise BadRecord(f"{member.path}.subjects: {unknown[0]!r} is no subject of the statement")
    subjects = tuple(oids[name] for name in names)
    return RecordedItem(member.one_of("kind", Kind), member.text("reference"), subjects)


def _read_approval(member: Member) -> RecordedApproval:
    reviewer = member.inner("reviewer", _read_person)
    at = _read_time(member, "at")
    return RecordedApproval(member.text("role"), reviewer, at, member.text("note"))


def _read_gap(member: Member) -> RecordedGap:
    return RecordedGap(
        member.text("id"),
        member.text("role"),
        member.inner("reviewer", _read_person),
        member.text("text"),
        member.text("note"),
    )


def _read_statuses(member: Member) -> tuple[Status, Status]:
    return member.one_of("before", Status), member.one_of("after", Status)


def _waiver(waived: Waived) -> dict[str, str]:
    return {
        "scope": waived.scope.value,
        "name": waived.name,
        "reason": waived.reason,
        "by": waived.by,
        "until": waived.until,
    }


def _read_waiver(member: Member) -> Waived:
    return Waived(
        member.one_of("scope", WaiverScope),
        member.text("name"),
        member.text("reason"),
        member.text("by"),
        member.text("until"),
    )


def _person(reviewer: Reviewer) -> dict[str, str]:
    return {"name": reviewer.name, "slack": reviewer.slack, "display": reviewer.display}


def _read_person(member: Member) -> Reviewer:
    return Reviewer(member.text("slack"), member.text("name"), member.text("display"))


def _digest(subject: Subject) -> dict[str, str]:
    algorithm, found, value = subject.oid.partition(":")
    if found and algorithm == "sha256" and _HEX.fullmatch(value):
        return {"sha256": value}
    if not _HEX.fullmatch(subject.oid):
        return {"opaque": subject.oid}
    commit = subject.name.startswith(("commit:", "ci:"))  # a run's id is that of its commit
    return {"gitCommit" if commit else "gitBlob": subject.oid}


def _read_subject(member: Member) -> Subject:
    return Subject(member.text("name"), member.inner("digest", _read_oid))


def _read_oid(member: Member) -> str:
    if "sha256" in member.value:
        return "sha256:" + member.text("sha256")
    return member.text(next((k for k in ("gitBlob", "gitCommit") if k in member.value), "opaque"))


def _time(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_time(member: Member, key: str) -> datetime:
    text = member.text(key)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRecord(f"{member.path}.{key}: {text!r} is no time") from error
    if at.tzinfo is None or _time(at) != text:
        raise BadRecord(f"{member.path}.{key}: {text!r} is no time in UTC as we write it")
    return at.astimezone(UTC)
