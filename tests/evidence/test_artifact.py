import hashlib

import pytest

from bot.evidence import AuditRules
from bot.readiness.evidence import Kind, Subject, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import judged
from tests.support.repository import git


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(
        {
            "operations/evidence/exec/soak.log": b"\x00\xffran for 72 h",
            "operations/evidence/exec/ü.png": b"\x89PNG",
            "operations/evidence-not/x": b"x",
            "operations/evidence/nothing.log": b"",
            "proof/x": b"x",
        }
    )


async def test_the_digest_of_a_file_is_recorded(lab: LocalLab, commit: str) -> None:
    for path in ("operations/evidence/exec/soak.log", "operations/evidence/exec/ü.png"):
        finding = await judged(lab, commit, Kind.ARTIFACT, path)
        assert finding.verdict is Verdict.PASS
        oid = git(lab.repo, "rev-parse", f"{commit}:{path}")
        assert finding.subjects == (Subject(path, oid),)


async def test_a_pattern_rests_on_all_it_matches(lab: LocalLab, commit: str) -> None:
    finding = await judged(lab, commit, Kind.ARTIFACT, "operations/evidence/exec/*")
    assert finding.verdict is Verdict.PASS
    assert [subject.name for subject in finding.subjects] == [
        "operations/evidence/exec/soak.log",
        "operations/evidence/exec/ü.png",
    ]


async def test_a_pattern_does_not_rest_on_what_gatebot_writes(lab: LocalLab, commit: str) -> None:
    pattern = "operations/evidence/**/s*"
    before = await judged(lab, commit, Kind.ARTIFACT, pattern)
    head = lab.commit({"operations/evidence/signoffs/P3/1.json": b"{}"})
    assert (await judged(lab, head, Kind.ARTIFACT, pattern)).subjects == before.subjects
    folder = await judged(lab, head, Kind.CODE, "operations/evidence")
    assert not any("signoffs" in subject.name for subject in folder.subjects)
    named = await judged(lab, head, Kind.ARTIFACT, "operations/evidence/signoffs/P3/1.json")
    assert named.verdict is Verdict.PASS


@pytest.mark.parametrize("between", [" ", "@"])
async def test_a_digest_that_is_written_has_to_hold(
    lab: LocalLab, commit: str, between: str
) -> None:
    digest = hashlib.sha256(b"\x00\xffran for 72 h").hexdigest()
    reference = f"operations/evidence/exec/soak.log{between}sha256:{digest}"
    finding = await judged(lab, commit, Kind.ARTIFACT, reference)
    assert finding.verdict is Verdict.PASS, finding.sentence
    assert digest[:12] in finding.sentence


@pytest.mark.parametrize("folder", ["proof", "proof/", "/proof/"])
async def test_the_folder_is_the_policys(lab: LocalLab, commit: str, folder: str) -> None:
    rules = AuditRules(evidence_folder=folder)
    assert (await judged(lab, commit, Kind.ARTIFACT, "proof/x", rules)).verdict is Verdict.PASS
    other = await judged(lab, commit, Kind.ARTIFACT, "operations/evidence/exec/soak.log", rules)
    assert other.verdict is Verdict.FAIL
    assert "proof/" in other.mend


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("operations/evidence/exec/none.log", "not there"),
        ("operations/evidence/nothing.log", "is empty"),
        ("operations/evidence/*", "nothing.log is empty"),
        (f"operations/evidence/exec/soak.log sha256:{'0' * 64}", "not the one that is written"),
        ("operations/evidence/exec", "is a folder"),
        ("operations/evidence", "outside"),
        ("operations/evidence-not/x", "outside"),
        ("README.md", "outside"),
        ("operations/evidence/../../README.md", "leads out of the repository"),
        ("operations/evidence/%2e%2e/x", "not there"),
    ],
)
async def test_fails(lab: LocalLab, commit: str, reference: str, sentence: str) -> None:
    finding = await judged(lab, commit, Kind.ARTIFACT, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert finding.mend


async def test_a_symlink_out_of_the_folder_fails(lab: LocalLab) -> None:
    folder = lab.clone.folder / "operations" / "evidence"
    folder.mkdir(parents=True)
    (folder / "link").symlink_to("../../README.md")
    commit = lab.clone.record()
    finding = await judged(lab, commit, Kind.ARTIFACT, "operations/evidence/link")
    assert finding.verdict is Verdict.FAIL
    assert "symlink" in finding.sentence
