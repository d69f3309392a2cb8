import os

import pytest

from bot.evidence import AuditRules
from bot.readiness.evidence import Kind, Subject, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import audited, judged
from tests.support.repository import git

ERD = b"# ERD\n\n## Persistence model\n\ntext\n"


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(
        {
            "architecture/ERD.md": ERD,
            "architecture/adrs/0001.md": b"# One\n",
            "architecture/adrs/0002.md": b"# Two\n",
            "architecture/adrs/old/0000.md": b"# Zero\n",
            "blank.md": b" \r\n\t\n",
            "empty.md": b"",
            "drafts/a.md": b"x",
            "drafts/b.md": b"",
            "pages/[id].md": b"x",
        }
    )


@pytest.mark.parametrize(
    ("reference", "paths"),
    [
        ("architecture/ERD.md", ["architecture/ERD.md"]),
        ("./architecture/ERD.md", ["architecture/ERD.md"]),
        ("architecture/ERD.md#persistence-model", ["architecture/ERD.md"]),
        ("architecture/ERD.md#Persistence-Model", ["architecture/ERD.md"]),
        ("architecture/adrs/*", ["architecture/adrs/0001.md", "architecture/adrs/0002.md"]),
        ("architecture/adrs/*1.md#one", ["architecture/adrs/0001.md"]),
        ("**/0000.md", ["architecture/adrs/old/0000.md"]),
        ("pages/[id].md", ["pages/[id].md"]),
    ],
)
async def test_passes(lab: LocalLab, commit: str, reference: str, paths: list[str]) -> None:
    finding = await judged(lab, commit, Kind.DOC, reference)
    assert finding.verdict is Verdict.PASS, finding.sentence
    oids = {path: git(lab.repo, "rev-parse", f"{commit}:{path}") for path in paths}
    assert finding.subjects == tuple(Subject(path, oid) for path, oid in oids.items())


@pytest.mark.parametrize(
    ("reference", "sentence", "mend"),
    [
        ("architecture/ERDs.md", "not there", "architecture/ERD.md"),
        ("ERD.md", "not there", "architecture/ERD.md"),
        ("nowhere/at-all.rst", "not there", "mend the path"),
        ("Architecture/ERD.md", "not there", "architecture/ERD.md"),
        ("architecture/none/*", "No file matches", "pattern"),
        ("architecture/adrs", "is a folder", "architecture/adrs/*"),
        ("architecture/adrs/", "is a folder", "architecture/adrs/*"),
        ("empty.md", "is empty", "Write it"),
        ("blank.md", "is empty", "Write it"),
        ("drafts/*", "drafts/b.md is empty", "Write it"),
        ("architecture/ERD.md#persistence", "no heading", "#persistence-model"),
        ("architecture/ERD.md#zzz", "no heading", "Add the heading"),
        ("architecture/adrs/*#one", "2 files", "one document"),
        ("../outside.md", "leads out of the repository", "inside the repository"),
        ("/etc/passwd", "leads out of the repository", "inside the repository"),
        (".git/config", "leads out of the repository", "inside the repository"),
        ("https://example.com/x.md", "another place", "file of the repository"),
        ("a\u202eb.md", "can't be seen", "again"),
        ("x" * 1_001, "too long", "1,000"),
        ("  ", "names nothing", "Name a file"),
        ("#persistence-model", "names nothing", "Name a file"),
    ],
)
async def test_fails(lab: LocalLab, commit: str, reference: str, sentence: str, mend: str) -> None:
    finding = await judged(lab, commit, Kind.DOC, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert mend in finding.mend


async def test_a_symlink_and_a_submodule_fail(lab: LocalLab) -> None:
    commit = lab.commit_special()
    link = await judged(lab, commit, Kind.DOC, "link")
    assert link.verdict is Verdict.FAIL
    assert "symlink" in link.sentence
    assert "file itself" in link.mend
    module = await judged(lab, commit, Kind.DOC, "module")
    assert module.verdict is Verdict.FAIL
    assert "submodule" in module.sentence
    for path, what in (("module/x.md", "submodule"), ("link/x.md", "symlink")):
        inside = await judged(lab, commit, Kind.DOC, path)
        assert inside.verdict is Verdict.FAIL
        assert what in inside.sentence
    inside = await judged(lab, commit, Kind.DOC, "run.sh/x.md")
    assert "run.sh is a file" in inside.sentence
    everything = await judged(lab, commit, Kind.DOC, "*")
    assert everything.verdict is Verdict.FAIL


async def test_a_document_that_is_too_large_fails(lab: LocalLab, commit: str) -> None:
    small = AuditRules(max_bytes=len(ERD) - 1)
    finding = await judged(lab, commit, Kind.DOC, "architecture/ERD.md", small)
    assert finding.verdict is Verdict.FAIL
    assert "bytes" in finding.sentence


async def test_too_many_files_fail(lab: LocalLab, commit: str) -> None:
    finding = await judged(lab, commit, Kind.DOC, "**/*.md", AuditRules(max_files=3))
    assert finding.verdict is Verdict.FAIL
    assert "narrow" in finding.mend


async def test_a_name_that_is_no_utf8_fails_in_words(lab: LocalLab) -> None:
    commit = lab.commit({os.fsdecode(b"odd/caf\xe9"): b"x"})
    finding = await judged(lab, commit, Kind.DOC, "odd/*")
    assert finding.verdict is Verdict.FAIL
    assert "UTF-8" in finding.mend


async def test_only_the_pinned_commit_counts(lab: LocalLab, commit: str) -> None:
    lab.commit({"architecture/ERD.md": None})
    assert (await judged(lab, commit, Kind.DOC, "architecture/ERD.md")).verdict is Verdict.PASS
    later = lab.published().info.sha
    assert (await judged(lab, later, Kind.DOC, "architecture/ERD.md")).verdict is Verdict.FAIL


@pytest.mark.parametrize("reference", ["*.md", "commit:notes.md"])
async def test_a_file_called_like_a_commit_is_none(lab: LocalLab, reference: str) -> None:
    """Its content would be taken for a commit's: it would have no author, and never drift."""
    head = lab.commit({"commit:notes.md": b"# Notes\n", "a.md": b"# A\n"})
    checked = await audited(lab.host(), head, (Kind.DOC, reference))

    assert [f.verdict for f in checked.findings] == [Verdict.FAIL]
