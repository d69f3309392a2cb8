"""The sign-off record: what it holds, its file, and that it is read back strictly."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.readiness.evidence import Kind, Subject
from bot.readiness.record import RecordedItem, SignoffRecord, record_of, record_path
from bot.readiness.round import GapState, Reviewer
from bot.readiness.statement import parse_record, parse_statement, record_bytes, statement
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from tests.readiness.cast import approved_by, audit, finding, gap, gaps_by, review_round

SHA256 = "5" * 64
ROUND = approved_by(review_round(), "ann", "sam", "otto")
RECORD = record_of(ROUND, audit(), [gap(1, GapState.ACCEPTED)], Status.READY, Status.SIGNED_OFF)
ITEMS = (
    RecordedItem(
        Kind.DOC, "docs/*.md", (Subject("docs/a.md", "a" * 40), Subject("é|`.md", "b" * 64))
    ),
    RecordedItem(Kind.CODE, "abc", (Subject("commit:abc", "c" * 40),)),
    RecordedItem(
        Kind.TEST, "t.py::x ci:7", (Subject("ci:7", "c" * 40), Subject("docs/a.md", "a" * 40))
    ),
    RecordedItem(Kind.ARTIFACT, "op.bin", (Subject("op.bin", f"sha256:{SHA256}"),)),
    RecordedItem(Kind.TEST, "t.py::y ci:8", (Subject("ci:8", "pipeline 8"),)),
)
RICH = replace(RECORD, evidence=ITEMS, title="ERD — “永続化” | 👩‍🚀")


def test_a_record_says_who_approved_what_when_and_on_which_evidence() -> None:
    predicate = statement(RECORD)["predicate"]

    assert predicate["project"] == "demo"
    assert (predicate["phase"], predicate["title"]) == ("P4", "Title of P4")
    assert (predicate["round"], predicate["correlation_id"]) == (1, "round-1")
    assert predicate["commit"] == "a" * 40
    assert predicate["policy"] == "b" * 40
    assert predicate["evidence_digest"] == ROUND.digest
    assert predicate["requester"] == {"name": "dana", "slack": "U-DANA", "display": "Dana"}
    assert predicate["requested_at"] == "2026-03-02T09:00:00Z"
    assert predicate["status"] == {"before": "Ready for Signoff", "after": "Signed Off"}
    assert [(d["role"], d["reviewer"]["slack"], d["at"]) for d in predicate["decisions"]] == [
        ("architecture", "U-ANN", "2026-03-02T09:01:00Z"),
        ("security", "U-SAM", "2026-03-02T09:02:00Z"),
        ("ops", "U-OTTO", "2026-03-02T09:03:00Z"),
    ]
    assert [(g["id"], g["text"]) for g in predicate["gaps"]] == [("P4-G1", "No TLS.")]


def test_a_record_is_an_in_toto_statement_whose_subjects_are_the_evidence() -> None:
    found = statement(RICH)

    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert found["predicateType"] == "https://gatebot.dev/signoff/v1"
    assert found["subject"] == [
        {"name": "ci:7", "digest": {"gitCommit": "c" * 40}},
        {"name": "ci:8", "digest": {"opaque": "pipeline 8"}},
        {"name": "commit:abc", "digest": {"gitCommit": "c" * 40}},
        {"name": "docs/a.md", "digest": {"gitBlob": "a" * 40}},
        {"name": "op.bin", "digest": {"sha256": SHA256}},
        {"name": "é|`.md", "digest": {"gitBlob": "b" * 64}},
    ]


def test_only_approvals_in_force_are_recorded() -> None:
    review = gaps_by(ROUND, "sam", "No TLS.")

    found = record_of(review, audit(), [], Status.READY, Status.SIGNED_OFF)

    assert [d.role for d in found.decisions] == ["architecture", "ops"]


def test_a_record_holds_no_e_mail() -> None:
    assert b"@" not in record_bytes(RECORD)


def test_approvals_are_never_recorded_for_evidence_they_did_not_see() -> None:
    with pytest.raises(ValueError, match="was approved on sha256:"):
        record_of(ROUND, audit(finding(Kind.CODE)), [], Status.READY, Status.SIGNED_OFF)


def test_one_subject_can_not_have_two_contents() -> None:
    torn = replace(
        RECORD,
        evidence=(
            RecordedItem(Kind.DOC, "a", (Subject("a", "1" * 40),)),
            RecordedItem(Kind.CODE, "a", (Subject("a", "2" * 40),)),
        ),
    )

    with pytest.raises(ValueError, match="two contents"):
        statement(torn)


@pytest.mark.parametrize("record", [RECORD, RICH, replace(RECORD, gaps=(), decisions=())])
def test_a_record_is_read_back_as_it_was_written(record: SignoffRecord) -> None:
    assert parse_record(record_bytes(record)) == record
    assert parse_statement(statement(record)) == record


def test_the_file_is_the_same_bytes_each_time_readable_and_ends_in_a_newline() -> None:
    data = record_bytes(RICH)

    assert data == record_bytes(parse_record(data))
    assert data.startswith(b'{\n  "_type": ')
    assert data.endswith(b"}\n")
    assert "“永続化”" in data.decode()
    assert json.loads(data) == statement(RICH)


def test_times_are_written_in_utc_and_read_back_to_the_microsecond() -> None:
    berlin = timezone(timedelta(hours=1))
    at = datetime(2026, 3, 2, 10, 0, 0, 5, tzinfo=berlin)
    record = replace(RECORD, requested_at=at)

    assert statement(record)["predicate"]["requested_at"] == "2026-03-02T09:00:00.000005Z"
    assert parse_record(record_bytes(record)).requested_at == at


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        statement(replace(RECORD, requested_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - the case


type_changes: list[tuple[str, Callable[[Any], object], str]] = [
    ("another type", lambda s: s.update(_type="x"), r"\$\._type"),
    ("another predicate", lambda s: s.update(predicateType="x"), r"\$\.predicateType"),
    ("an unknown member", lambda s: s.update(more=1), "'more'"),
    ("an unknown inner member", lambda s: s["predicate"].update(more=1), "'more'"),
    ("a missing member", lambda s: s["predicate"].pop("title"), "'title' is missing"),
    ("no predicate", lambda s: s.update(predicate=[]), "an object is expected"),
    ("no list", lambda s: s.update(subject={}), "an array is expected"),
    ("a round of true", lambda s: s["predicate"].update(round=True), "whole number"),
    ("round zero", lambda s: s["predicate"].update(round=0), "no round"),
    ("a round of text", lambda s: s["predicate"].update(round="1"), "whole number"),
    ("a title of null", lambda s: s["predicate"].update(title=None), "a string is expected"),
    ("another status", lambda s: s["predicate"]["status"].update(after="Done"), "no Status"),
    ("no time", lambda s: s["predicate"].update(requested_at="soon"), "is no time"),
    (
        "a time elsewhere",
        lambda s: s["predicate"].update(requested_at="2026-03-02T10:00:00+01:00"),
        "no time in UTC",
    ),
    ("naive time", lambda s: s["predicate"].update(requested_at="2026-03-02T10:00:00"), "UTC"),
    ("another digest", lambda s: s["predicate"].update(evidence_digest="sha256:0"), "digest"),
    ("another policy", lambda s: s["predicate"].update(policy="f" * 40), "evidence_digest"),
    (
        "altered content",
        lambda s: s["subject"][0]["digest"].update(gitBlob="f" * 40),
        "evidence_digest",
    ),
    (
        "a further digest",
        lambda s: s["subject"][0]["digest"].update(sha256="0" * 64),
        "unknown member",
    ),
    (
        "a further subject",
        lambda s: s["subject"].append({"name": "x", "digest": {"gitBlob": "0" * 40}}),
        "the subjects are not",
    ),
    (
        "a digest misnamed",
        lambda s: s["subject"][0].update(digest={"opaque": "c" * 40}),
        "the subjects are not",
    ),
    (
        "an item without its subject",
        lambda s: s["predicate"]["evidence"][0].update(subjects=["x"]),
        "is no subject",
    ),
    (
        "subjects of numbers",
        lambda s: s["predicate"]["evidence"][0].update(subjects=[1]),
        "strings are expected",
    ),
    ("half a character", lambda s: s["predicate"].update(title="\ud800"), "half a character"),
    (
        "another reviewer's shape",
        lambda s: s["predicate"]["decisions"][0].update(reviewer="Ann"),
        r"\$\.predicate\.decisions\[0\]\.reviewer",
    ),
]


@pytest.mark.parametrize(
    ("change", "why"), [case[1:] for case in type_changes], ids=[case[0] for case in type_changes]
)
def test_an_altered_statement_is_refused_with_its_place(
    change: Callable[[Any], object], why: str
) -> None:
    altered = copy.deepcopy(statement(RECORD))
    change(altered)

    with pytest.raises(BadRecord, match=why):
        parse_statement(altered)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"[]", b"null", b'{"_type": 1, "_type": 1}', b"[" * 100_000],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(BadRecord, match=r"^\$"):
        parse_record(data)


@pytest.mark.parametrize(
    ("phase", "path"),
    [
        ("P4", "signoffs/P4/id-1.json"),
        ("TN-07", "signoffs/TN-07/id-1.json"),
        ("Phase 4", "signoffs/Phase 4/id-1.json"),
        ("../..", "signoffs/..%2F../id-1.json"),
        ("..", "signoffs/%2E%2E/id-1.json"),
        ("a/b\\c:d", "signoffs/a%2Fb%5Cc%3Ad/id-1.json"),
        ("%2E", "signoffs/%252E/id-1.json"),
    ],
)
def test_a_record_stays_in_its_folder(phase: str, path: str) -> None:
    assert record_path("signoffs/", phase, "id-1") == path
    assert record_path("signoffs", phase, "id-1") == path


def test_a_member_that_is_there_twice_is_refused() -> None:
    twice = record_bytes(RECORD).replace(b'"title":', b'"title": "Another",\n"title":')

    with pytest.raises(BadRecord, match="twice"):
        parse_record(twice)


def test_people_are_read_back_without_e_mail() -> None:
    assert parse_record(record_bytes(RECORD)).requester == Reviewer("U-DANA", "dana", "Dana")
