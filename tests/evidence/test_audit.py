from dataclasses import replace

import pytest

from bot.evidence import AuditRules, audit
from bot.githosts.local import LocalHost
from bot.ports.git_host import CiRun, CiState, HostUnavailable
from bot.readiness.evidence import Evidence, Kind, Verdict, subjects_of
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import RULES, audited
from tests.support.repository import START

FILES = {
    "docs/ERD.md": b"# ERD\n",
    "docs/adrs/1.md": b"# One\n",
    "api/openapi.yaml": b"openapi: 3.1.0\npaths: {/a: {get: {summary: A}}}\n",
    "tests/test_x.py": b"def test_y(): ...\n",
    "operations/evidence/run.log": b"ran",
    "unrelated.md": b"x",
}
ITEMS = (
    (Kind.DOC, "docs/ERD.md"),
    (Kind.DOC, "docs/adrs/*"),
    (Kind.CONTRACT, "api/openapi.yaml"),
    (Kind.CODE, "tests"),
    (Kind.TEST, "tests/test_x.py::test_y ci:7"),
    (Kind.ARTIFACT, "operations/evidence/run.log"),
)


@pytest.fixture
def commit(lab: LocalLab) -> str:
    sha = lab.commit(FILES)
    lab.record_ci(sha, [CiRun("7", sha, CiState.GREEN, START)])
    return sha


async def test_every_kind_in_the_order_of_the_evidence(lab: LocalLab, commit: str) -> None:
    done = await audited(lab.host(), commit, *ITEMS)
    assert [(f.evidence.kind, f.evidence.reference) for f in done.findings] == list(ITEMS)
    assert [f.verdict for f in done.findings] == [Verdict.PASS] * len(ITEMS)
    assert done.passed
    assert (done.commit, done.policy_oid) == (commit, "policy-oid")
    assert set(subjects_of(done.findings)) == set(FILES) - {"unrelated.md"} | {"ci:7"}


async def test_a_failing_item_fails_no_other(lab: LocalLab, commit: str) -> None:
    items = ((Kind.DOC, "docs/ERD.md"), (Kind.DOC, "docs/none.md"), (Kind.DOC, "../x"))
    done = await audited(lab.host(), commit, *items)
    assert [f.verdict for f in done.findings] == [Verdict.PASS, Verdict.FAIL, Verdict.FAIL]
    assert not done.passed


async def test_no_item_is_no_pass(lab: LocalLab, commit: str) -> None:
    assert not (await audited(lab.host(), commit)).passed


async def test_a_host_that_does_not_answer_makes_all_unknown(lab: LocalLab, commit: str) -> None:
    slow = LocalHost(lab.repo, timeout=0)
    with pytest.raises(HostUnavailable):
        await slow.tree(commit)
    done = await audited(slow, commit, *ITEMS, (Kind.CODE, commit))
    for finding in done.findings:
        assert finding.verdict is Verdict.UNKNOWN
        assert finding.evidence.reference in finding.sentence
        assert finding.mend
    assert not done.passed


async def test_a_repository_that_is_gone_makes_all_unknown(lab: LocalLab, commit: str) -> None:
    done = await audited(LocalHost(lab.repo.parent / "elsewhere"), commit, *ITEMS)
    assert {finding.verdict for finding in done.findings} == {Verdict.UNKNOWN}


async def test_a_commit_that_is_gone_makes_all_unknown(lab: LocalLab) -> None:
    done = await audited(lab.host(), "0123456789" * 4, *ITEMS)
    assert {finding.verdict for finding in done.findings} == {Verdict.UNKNOWN}


async def test_identical_content_at_a_later_commit_has_the_same_digest(
    lab: LocalLab, commit: str
) -> None:
    before = await audited(lab.host(), commit, *ITEMS[:4])
    head = lab.commit({"unrelated.md": b"y"})
    assert (await audited(lab.host(), head, *ITEMS[:4])).digest == before.digest


async def test_a_state_of_ci_does_not_change_the_digest(lab: LocalLab, commit: str) -> None:
    before = await audited(lab.host(), commit, *ITEMS)
    lab.record_ci(commit, [CiRun("7", commit, CiState.RED, START)])
    after = await audited(lab.host(), commit, *ITEMS)
    assert after.digest == before.digest
    assert not after.passed


@pytest.mark.parametrize("path", sorted(set(FILES) - {"unrelated.md"}))
async def test_changed_content_changes_the_digest(lab: LocalLab, commit: str, path: str) -> None:
    before = await audited(lab.host(), commit, *ITEMS)
    head = lab.commit({path: FILES[path] + b"\n"})
    assert (await audited(lab.host(), head, *ITEMS)).digest != before.digest


async def test_a_new_file_that_a_pattern_matches_changes_the_digest(
    lab: LocalLab, commit: str
) -> None:
    before = await audited(lab.host(), commit, *ITEMS[:2])
    head = lab.commit({"docs/adrs/2.md": b"# Two\n"})
    assert (await audited(lab.host(), head, *ITEMS[:2])).digest != before.digest


async def test_items_and_policy_change_the_digest(lab: LocalLab, commit: str) -> None:
    host = lab.host()
    whole = await audited(host, commit, *ITEMS)
    assert (await audited(host, commit, *ITEMS[1:])).digest != whole.digest
    assert (await audited(host, commit, *reversed(ITEMS))).digest == whole.digest
    assert replace(whole, policy_oid="other").digest != whole.digest
    as_code = (Kind.CODE, "docs/ERD.md")
    assert (await audited(host, commit, as_code, *ITEMS[1:])).digest != whole.digest


async def test_the_note_and_the_place_do_not_matter(lab: LocalLab, commit: str) -> None:
    noted = [Evidence(kind, reference, "a note") for kind, reference in ITEMS]
    done = await audit(lab.host(), commit, noted, "policy-oid", RULES)
    assert done.digest == (await audited(lab.host(), commit, *ITEMS)).digest


@pytest.mark.parametrize(
    ("path", "edited"),
    [
        ("tracker.md", True),
        ("signoffs/P4/1.json", True),
        ("signoffs", False),
        ("docs/tracker.md", False),
        ("tracker.md/x", False),
    ],
)
def test_what_gatebot_edits(path: str, edited: bool) -> None:  # noqa: FBT001 - a parameter
    rules = AuditRules(edited_documents=("tracker.md", "signoffs/"))
    assert rules.is_edited_by_us(path) is edited
