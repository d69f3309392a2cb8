"""Sign-offs forged from the start, by whoever can rewrite history: what is caught, and what isn't.

Row, record and trailers are made to agree with each other where the forger thinks of it.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.signoff_rows import rows_of
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import SignoffRecord, envelope_path, record_path
from bot.readiness.round import Reviewer, Waived, WaiverScope
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.signing.envelope import seal
from bot.signing.keys import new_signing_key
from bot.verify import What
from tests.verify.tampering import FOLDER, TRACKER, Copy, altered, edited, failures, kinds, leaves

# What nothing in a clone can be held against: only a signature protects it.
FREE = {
    "project",
    "round",
    "rules",
    "requested_at",
    "decisions.0.at",
    "decisions.0.note",
    "gaps.0.text",
    "gaps.0.note",
}
JONAS = Reviewer("U0JONASBERG", "jonas", "Jonas Berg")
WAIVED = Waived(WaiverScope.ROLE, "architecture", "No time.", "Jonas Berg", "2030-01-01")
INES = Reviewer("U0INESDUARTE", "ines", "Ines Duarte")


def one_of_each(text: str) -> list[tuple[str | int, ...]]:
    """Return the fields of a record, of each list its first member only."""
    return [at for at in leaves(json.loads(text)) if all(k == 0 for k in at if isinstance(k, int))]


async def test_each_field_of_a_landing_written_anew(unsigned: Copy) -> None:
    path = unsigned.record_path("P4")
    text = unsigned.text(path)
    missed = set()
    for at in one_of_each(text):
        report = await unsigned.verified(unsigned.amend("P4", {path: altered(text, at)}))
        if report.ok:
            missed.add(".".join(map(str, at[1:])))

    assert missed == FREE


async def test_each_field_of_a_signed_landing_written_anew(signed: Copy) -> None:
    path = signed.record_path("P4")
    text = signed.text(path)
    for at in one_of_each(text):
        report = await signed.verified(signed.amend("P4", {path: altered(text, at)}))
        assert kinds(report) & {What.SIGNATURE, What.RECORD_UNREADABLE}, at


def forge(
    copy: Copy, change: Callable[[SignoffRecord], SignoffRecord], phase: str = "P4"
) -> dict[str, str | None]:
    """Return a sign-off's files with a changed record, its rows made to agree."""
    landing = copy.landing(phase)
    record = change(copy.record(phase))
    path = record_path(FOLDER, record.phase, record.correlation_id)
    rows = rows_of(record, path)
    status = record.after if record.after is not record.before else None
    edit = TrackerEdit(phase=phase, status=status, signoffs=rows)
    before = copy.text(TRACKER, f"{landing}^").encode()
    tracker = edit_tracker(before, TRACKER, Vocabulary(), edit)
    return {
        copy.record_path(phase): None,
        path: record_bytes(record).decode(),
        TRACKER: tracker.decode(),
    }


def first_by(who: Reviewer) -> Callable[[SignoffRecord], SignoffRecord]:
    def change(record: SignoffRecord) -> SignoffRecord:
        first, *others = record.decisions
        return replace(record, decisions=(replace(first, reviewer=who), *others))

    return change


def with_oid(record: SignoffRecord) -> SignoffRecord:
    def altered_subject(subject: Subject) -> Subject:
        return replace(subject, oid="0" * 40) if subject.name == "db_schema_v1.sql" else subject

    items = tuple(
        replace(item, subjects=tuple(map(altered_subject, item.subjects)))
        for item in record.evidence
    )
    return replace(record, evidence=items)


FORGERIES: list[tuple[str, Callable[[SignoffRecord], SignoffRecord], What]] = [
    ("a role left out", lambda r: replace(r, decisions=r.decisions[1:]), What.ROLE_UNMET),
    ("an outsider's approval", first_by(JONAS), What.PERSON_BARRED),
    ("the requester's approval", first_by(INES), What.PERSON_BARRED),
    (
        "one person in two roles",
        lambda r: first_by(r.decisions[1].reviewer)(r),
        What.ROLE_UNMET,
    ),
    (
        "somebody the policy does not know",
        first_by(Reviewer("U0MALLORY", "mallory", "Mallory")),
        What.PERSON_BARRED,
    ),
    (
        "another name for a Slack id",
        lambda r: first_by(replace(r.decisions[0].reviewer, display="Anna"))(r),
        What.RECORD_DIFFERS,
    ),
    ("another requester", lambda r: replace(r, requester=JONAS), What.PERSON_BARRED),
    (
        "a role that nobody asked for",
        lambda r: replace(r, decisions=(*r.decisions, replace(r.decisions[0], role="legal"))),
        What.ROLE_UNMET,
    ),
    ("other content", with_oid, What.EVIDENCE_DIFFERS),
    (
        "an item left out",
        lambda r: replace(r, evidence=r.evidence[1:]),
        What.EVIDENCE_DIFFERS,
    ),
    ("no evidence", lambda r: replace(r, evidence=()), What.EVIDENCE_FAILS),
    (
        "a kind that was asked for left out",
        lambda r: replace(r, evidence=tuple(i for i in r.evidence if i.kind is not Kind.TEST)),
        What.EVIDENCE_FAILS,
    ),
    ("another policy", lambda r: replace(r, policy_oid="0" * 40), What.POLICY_CHANGED),
    ("a commit that is not there", lambda r: replace(r, commit="0" * 40), What.HISTORY_EDITED),
    ("another status before", lambda r: replace(r, before=Status.COMPLETED), What.RECORD_DIFFERS),
    ("a shouting id", lambda r: replace(r, correlation_id="ROUND-1"), What.RECORD_DIFFERS),
    (
        "an approval before the request",
        lambda r: replace(r, requested_at=r.requested_at + timedelta(days=1)),
        What.RECORD_DIFFERS,
    ),
    (
        "a gap of another phase",
        lambda r: replace(r, gaps=tuple(replace(g, id="P3-G1") for g in r.gaps)),
        What.RECORD_DIFFERS,
    ),
    (
        "a waiver that the tracker does not have",
        lambda r: replace(r, decisions=r.decisions[1:], waivers=(WAIVED,)),
        What.WAIVER_DIFFERS,
    ),
    (
        "a gap by nobody",
        lambda r: replace(
            r, gaps=tuple(replace(g, reviewer=replace(g.reviewer, slack="U0")) for g in r.gaps)
        ),
        What.RECORD_DIFFERS,
    ),
]


@pytest.mark.parametrize(
    ("change", "what"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES]
)
async def test_a_forged_landing_whose_parts_agree(
    unsigned: Copy, change: Callable[[SignoffRecord], SignoffRecord], what: What
) -> None:
    report = await unsigned.verified(unsigned.amend("P4", forge(unsigned, change), message="P4"))

    assert what in kinds(report)
    assert not any(signoff.ok for signoff in report.signoffs)


async def test_the_forger_can_not_forge_what_is_true(unsigned: Copy) -> None:
    files = forge(unsigned, lambda record: record)

    assert failures(await unsigned.verified(unsigned.amend("P4", files))) == []


async def test_a_consistent_forgery_is_caught_by_its_missing_signature(signed: Copy) -> None:
    def later(record: SignoffRecord) -> SignoffRecord:
        first, *others = record.decisions
        return replace(record, decisions=(replace(first, note="Splendid."), *others))

    files, path = forge(signed, later), signed.record_path("P4")
    payload = files[path]
    assert payload is not None
    mallory = seal(payload.encode(), new_signing_key()).decode()
    unseal: dict[str, str | None] = {envelope_path(path): None}
    for envelope, what in (
        ({}, What.SIGNATURE),
        (unseal, What.NOT_SIGNED),
        ({envelope_path(path): mallory}, What.SIGNATURE),
        ({envelope_path(path): "{}"}, What.SIGNATURE),
    ):
        report = await signed.verified(signed.amend("P4", files | envelope))
        assert kinds(report) == {what}
    for envelope in (unseal, {envelope_path(path): mallory}):
        report = await signed.verified(signed.amend("P4", files | envelope), with_keys=False)
        assert failures(report) == []  # without keys nobody can tell


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Gate-Phase: P4", "Gate-Phase: P3"),
        ("Reviewed-by: Ravi Menon", "Reviewed-by: Jonas Berg"),
        ("<ravi@tidewater.example>", "<jonas@tidewater.example>"),
        ("Correlation-Id: ", "Correlation-Id: 0"),
        ("Reviewed-by: Ravi Menon <ravi@tidewater.example>\n", ""),
    ],
)
async def test_a_trailer_written_anew(copy: Copy, old: str, new: str) -> None:
    message = edited(copy.message(copy.landing("P4")), (old, new))
    report = await copy.verified(copy.amend("P4", {}, message=message))

    assert What.TRAILER_DIFFERS in kinds(report)


async def test_trailers_that_were_squashed_away_are_not_missed(copy: Copy) -> None:
    report = await copy.verified(copy.amend("P4", {}, message="P4: signed off (#12)"))

    assert failures(report) == []
