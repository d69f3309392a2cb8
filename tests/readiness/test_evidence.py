"""The digest that approvals are bound to."""

import hashlib
from dataclasses import replace

from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Subject, Verdict, subjects_of
from tests.readiness.cast import audit, finding

TWO = audit(finding(Kind.DOC, "ERD.md"), finding(Kind.CODE, "cmd/api"))


def test_the_digest_is_over_the_policy_the_items_and_their_content() -> None:
    canonical = '["p1",[["doc","é.md",[["a","1"],["b","2"]]]]]'
    item = Evidence(Kind.DOC, "é.md", "a note")
    found = Finding(item, Verdict.PASS, "", subjects=(Subject("b", "2"), Subject("a", "1")))

    digest = Audit("any commit", "p1", (found,)).digest

    assert digest == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def test_byte_identical_content_keeps_its_digest() -> None:
    moved = replace(TWO, commit="e" * 40, findings=TWO.findings[::-1])

    assert moved.digest == TWO.digest


def test_a_change_of_policy_content_or_items_changes_the_digest() -> None:
    other = replace(TWO.findings[0], subjects=(Subject("ERD.md", "d" * 40),))

    changed = [
        replace(TWO, policy_oid="f" * 40),
        replace(TWO, findings=(other, TWO.findings[1])),
        replace(TWO, findings=TWO.findings[:1]),
        replace(TWO, findings=(*TWO.findings, finding(Kind.DOC, "PRD.md"))),
    ]

    assert len({TWO.digest, *(a.digest for a in changed)}) == 5


def test_only_passes_pass_and_nothing_at_all_is_no_pass() -> None:
    assert TWO.passed
    assert not replace(TWO, findings=()).passed
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        assert not audit(finding(), finding(verdict=verdict)).passed


def test_subjects_are_collected_by_name() -> None:
    assert subjects_of(TWO.findings) == {"ERD.md": "c" * 40, "cmd/api": "c" * 40}
