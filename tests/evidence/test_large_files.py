"""Pointers to large files, which count only where the policy lists their path."""

from dataclasses import replace

import pytest

from bot.documents.policy_file import read_policy
from bot.documents.problems import DocumentError
from bot.evidence import AuditRules
from bot.readiness.evidence import Kind, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import RULES, judged

SHA = "a" * 64
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{SHA}\nsize 12345\n".encode()
FOLDER = "operations/evidence"
FILES = {
    f"{FOLDER}/soak.bin": LFS,
    f"{FOLDER}/empty.bin": LFS.replace(b"size 12345", b"size 0"),
    f"{FOLDER}/broken.bin": LFS.split(b"\n", maxsplit=1)[0],
    f"{FOLDER}/annex.bin": f"/annex/objects/SHA256E-s99--{SHA}.bin\n".encode(),
    f"{FOLDER}/more/a.bin": LFS,
    f"{FOLDER}/more/b.bin": b"words",
    "api/openapi.yaml": LFS,
    "docs/a.md": LFS,
    "tests/test_a.py": LFS,
}
ALLOWED = replace(RULES, large_files=(f"{FOLDER}/**", "api/*", "docs/*", "tests/*"))


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit(FILES)


@pytest.mark.parametrize(
    ("kind", "reference", "sentence"),
    [
        (Kind.ARTIFACT, f"{FOLDER}/soak.bin", "a pointer to a large file (Git LFS, 12,345 bytes)"),
        (Kind.ARTIFACT, f"{FOLDER}/annex.bin", "a pointer to a large file (git-annex, 99 bytes)"),
        (Kind.ARTIFACT, f"{FOLDER}/soak.bin@sha256:{SHA}", "has the digest sha256:aaaaaaaaaaaa"),
        (Kind.ARTIFACT, f"{FOLDER}/more/*", "a pointer to a large file"),
        (Kind.DOC, "docs/a.md", "which the policy allows"),
        (Kind.CODE, f"{FOLDER}/soak.bin", "which the policy allows"),
    ],
)
async def test_a_pointer_counts_where_the_policy_lists_it(
    lab: LocalLab, commit: str, kind: Kind, reference: str, sentence: str
) -> None:
    finding = await judged(lab, commit, kind, reference, ALLOWED)
    assert finding.verdict is Verdict.PASS, finding.sentence
    assert sentence in finding.sentence

    elsewhere = replace(RULES, large_files=("other/**",))
    finding = await judged(lab, commit, kind, reference, elsewhere)
    assert finding.verdict is Verdict.FAIL
    assert "large_files: [" in finding.mend


@pytest.mark.parametrize(
    ("kind", "reference", "sentence"),
    [
        (Kind.ARTIFACT, f"{FOLDER}/empty.bin", "the file is empty"),
        (Kind.ARTIFACT, f"{FOLDER}/broken.bin", "does not say which"),
        (Kind.ARTIFACT, f"{FOLDER}/soak.bin@sha256:{'b' * 64}", "not the one that is written"),
        (Kind.CONTRACT, "api/openapi.yaml", "can't be read"),
        (Kind.DOC, "docs/a.md#words", "can't be read"),
        (Kind.TEST, "tests/test_a.py::test_a ci:7", "can't be read"),
    ],
)
async def test_what_no_policy_allows(
    lab: LocalLab, commit: str, kind: Kind, reference: str, sentence: str
) -> None:
    finding = await judged(lab, commit, kind, reference, ALLOWED)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence


async def test_a_sign_off_from_before_the_rule_is_held_to_the_former_ones(
    lab: LocalLab, commit: str
) -> None:
    former: AuditRules = replace(RULES, version=1)
    finding = await judged(lab, commit, Kind.ARTIFACT, f"{FOLDER}/soak.bin", former)
    assert finding.verdict is Verdict.PASS


def test_the_policy_lists_paths_and_patterns() -> None:
    text = """\
documents: {tracker: doc/tracker.md}
people: {ana: {slack: U0ANA}}
roles: {ops: [ana]}
gates: {defaults: {requires: {ops: 1}}}
policy:
  large_files: [operations/evidence/**, soak.bin]
"""
    rules = read_policy(text.encode(), "oid").policy.rules
    assert rules.large_files == ("operations/evidence/**", "soak.bin")

    for wrong, said, mend in (
        (text.replace("large_files", "large_file"), "no key `policy.large_file`", "`large_files`"),
        (text.replace("soak.bin", "../soak.bin"), "leads out of the repository", "from the root"),
    ):
        with pytest.raises(DocumentError) as error:
            read_policy(wrong.encode(), "oid")
        (problem,) = error.value.problems
        assert said in problem.wrong
        assert mend in problem.mend
        assert problem.place.line == 6
