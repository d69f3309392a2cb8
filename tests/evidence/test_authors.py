"""Who wrote the evidence: files as they are, files as they were, and commits."""

import pytest

from bot.evidence.authors import evidence_authors
from bot.readiness.evidence import Kind, subjects_of
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import audited
from tests.support.repository import ANA, BEN


async def authors(lab: LocalLab, commit: str, kind: Kind, reference: str) -> frozenset[str]:
    checked = await audited(lab.host(), commit, (kind, reference))
    assert checked.passed, checked.findings[0].sentence
    return await evidence_authors(lab.host(), commit, subjects_of(checked.findings))


@pytest.mark.parametrize("reference", ["a.md", "a*.md"])
async def test_of_a_file(lab: LocalLab, reference: str) -> None:
    lab.commit({"a.md": b"0"}, author=BEN)
    head = lab.commit({"b.txt": b"0"}, author=ANA)
    assert await authors(lab, head, Kind.DOC, reference) == {BEN.email}


async def test_a_later_touch_by_somebody_else_frees_nobody(lab: LocalLab) -> None:
    lab.commit({"a.md": b"0"}, author=BEN)
    head = lab.commit({"a.md": b"0 "}, author=ANA)
    assert await authors(lab, head, Kind.DOC, "a.md") == {ANA.email, BEN.email}


async def test_of_a_commit(lab: LocalLab) -> None:
    slice_ = lab.commit({"a.go": b"0"}, author=BEN)
    head = lab.commit({"a.go": b"1"}, author=ANA)
    assert await authors(lab, head, Kind.CODE, slice_) == {BEN.email}


async def test_of_a_file_at_a_commit_that_is_gone_since(lab: LocalLab) -> None:
    lab.commit({"a.go": b"0"}, author=BEN)
    then = lab.commit({"b.go": b"0"}, author=ANA)
    head = lab.commit({"a.go": None}, author=ANA)
    assert await authors(lab, head, Kind.CODE, f"a.go@{then}") == {ANA.email, BEN.email}
