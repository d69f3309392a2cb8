import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.evidence import AuditRules
from bot.ports.git_host import CiRun, CiState
from bot.readiness.evidence import Finding, Kind, Subject, Verdict
from tests.githosts.gitlab_lab import gitlab_lab
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import RULES, judged
from tests.support.repository import START, git

URL = "https://ci.example/runs/7"
PATH = "tests/test_schema.py"
TEST = f"{PATH}::test_migrates"
SOURCE = b"""class TestSchema:
    def test_migrates(self): ...
    def test_migrates_back(self): ...
    # def test_of_a_comment(self): ...
"""


@pytest.fixture
def commit(lab: LocalLab) -> str:
    return lab.commit({PATH: SOURCE, "src/schema.py": b"1", "tracker.md": b"| P4 |"})


def ran(
    lab: LocalLab,
    commit: str,
    *states: CiState,
    tests: frozenset[str] | None = None,
) -> None:
    """Record runs of a commit, oldest first; the first has the link."""
    runs = [
        CiRun(str(7 + at), commit, state, START + timedelta(hours=at), "" if at else URL, tests)
        for at, state in enumerate(states)
    ]
    lab.record_ci(commit, runs)


async def test_green_at_the_pinned_commit_passes(lab: LocalLab, commit: str) -> None:
    ran(lab, commit, CiState.GREEN)
    expected = (
        Subject(PATH, git(lab.repo, "rev-parse", f"{commit}:{PATH}")),
        Subject("ci:7", commit),
    )
    for link in (URL, f"<{URL}>", f"[CI]({URL})", "ci:7"):
        finding = await judged(lab, commit, Kind.TEST, f"{TEST} {link}")
        assert finding.verdict is Verdict.PASS, finding.sentence
        assert finding.subjects == expected


@pytest.mark.parametrize(
    ("states", "verdict"),
    [
        ((CiState.RED,), Verdict.FAIL),
        ((CiState.RUNNING,), Verdict.UNKNOWN),
        ((CiState.GREEN, CiState.RED), Verdict.FAIL),
        ((CiState.GREEN, CiState.RUNNING), Verdict.UNKNOWN),
        ((CiState.RED, CiState.GREEN), Verdict.PASS),
    ],
)
async def test_the_newest_run_of_the_commit_decides(
    lab: LocalLab, commit: str, states: tuple[CiState, ...], verdict: Verdict
) -> None:
    ran(lab, commit, *states)
    finding = await judged(lab, commit, Kind.TEST, f"{TEST} {URL}")
    assert finding.verdict is verdict
    # Whatever the state, the approval is bound to the same content.
    assert Subject("ci:7", commit) in finding.subjects


async def test_an_ancestor_counts_if_only_our_documents_differ(lab: LocalLab, commit: str) -> None:
    ran(lab, commit, CiState.GREEN)
    record = "operations/evidence/signoffs/P3/1.json"
    head = lab.commit({"tracker.md": b"| P4 | edited |", record: b"{}"})
    assert (await judged(lab, head, Kind.TEST, f"{TEST} {URL}")).verdict is Verdict.PASS

    head = lab.commit({"src/schema.py": b"2"})
    finding = await judged(lab, head, Kind.TEST, f"{TEST} {URL}")
    assert finding.verdict is Verdict.FAIL
    assert "src/schema.py changed" in finding.sentence
    assert head[:12] in finding.mend

    any_ancestor = AuditRules(any_green_ancestor=True)
    finding = await judged(lab, head, Kind.TEST, f"{TEST} {URL}", any_ancestor)
    assert finding.verdict is Verdict.PASS


async def test_an_older_green_run_hides_no_newer_red_one(lab: LocalLab, commit: str) -> None:
    ran(lab, commit, CiState.GREEN)
    head = lab.commit({"tracker.md": b"| P4 | edited |"})
    lab.record_ci(head, [CiRun("9", head, CiState.RED, START + timedelta(days=1))])
    finding = await judged(lab, head, Kind.TEST, f"{TEST} {URL}")
    assert finding.verdict is Verdict.FAIL
    assert f"{head[:12]} (9) is red" in finding.sentence
    # One that has not ended yet says nothing against the ancestor's.
    lab.record_ci(head, [CiRun("9", head, CiState.RUNNING, START + timedelta(days=1))])
    assert (await judged(lab, head, Kind.TEST, f"{TEST} {URL}")).verdict is Verdict.PASS


async def test_a_linked_job_that_may_fail_has_to_be_green_itself(tmp_path: Path) -> None:
    """`allow_failure` leaves the pipeline green: https://docs.gitlab.com/ci/yaml/#allow_failure."""
    async with gitlab_lab(tmp_path) as lab:
        head = lab.commit({PATH: SOURCE})
        lab.record_ci(head, [CiRun("1", head, CiState.GREEN, START)])
        page = f"{lab.url}/acme/platform/gates/-/jobs/11"
        for status, verdict in (("failed", Verdict.FAIL), ("success", Verdict.PASS)):
            job = {"id": 11, "status": status, "created_at": START.isoformat(), "web_url": page}
            lab.world.jobs = [job | {"pipeline": {"id": 1, "sha": head}}]
            assert (await judged(lab, head, Kind.TEST, f"{TEST} {page}")).verdict is verdict


async def test_a_run_for_other_history_fails(lab: LocalLab, commit: str) -> None:
    other = lab.commit({"src/schema.py": b"2"})
    ran(lab, other, CiState.GREEN)
    head = lab.rewrite(commit, {"src/schema.py": b"3"})
    for rules in (RULES, AuditRules(any_green_ancestor=True)):
        finding = await judged(lab, head, Kind.TEST, f"{TEST} {URL}", rules)
        assert finding.verdict is Verdict.FAIL
        assert "not in the history" in finding.sentence
    # Nor does a run for a later commit say anything of the pinned one.
    assert (await judged(lab, commit, Kind.TEST, f"{TEST} {URL}")).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("reference", "sentence", "mend"),
    [
        (TEST, "no CI link", "Add the CI link"),
        (f"{PATH} {URL}", "no test is named", f"{PATH}::test_name"),
        (f"{PATH}:: {URL}", "no test is named", f"{PATH}::test_name"),
        (f"{PATH}::test_migrate {URL}", "no test 'test_migrate'", "Did you mean test_migrates?"),
        (f"{PATH}::TestOther::test_migrates {URL}", "no test 'TestOther", "Mend the name"),
        (f"{PATH}::test_of_a_comment {URL}", "comments and strings do not count", "Mend the name"),
        (f"tests/test_none.py::test_migrates {URL}", "not there", "path"),
        (f"{TEST} https://ci.example/runs/8", "no CI run", "configured host"),
        (f"{TEST} ci:8", "no CI run", "configured host"),
        (f"{TEST} javascript:alert(1)", "another place", "CI"),
        (f"{TEST} ftp://ci.example/runs/7", "another place", "CI"),
        (f"../{TEST} {URL}", "leads out of the repository", "inside"),
    ],
)
async def test_fails(lab: LocalLab, commit: str, reference: str, sentence: str, mend: str) -> None:
    ran(lab, commit, CiState.GREEN)
    finding = await judged(lab, commit, Kind.TEST, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert mend in finding.mend


@pytest.mark.parametrize(
    ("name", "reported", "verdict"),
    [
        ("test_migrates", "test_migrates", Verdict.PASS),
        ("test_migrates", "tests/test_schema.py::TestSchema::test_migrates", Verdict.PASS),
        ("test_migrates", "tests.test_schema.TestSchema.test_migrates", Verdict.PASS),
        ("TestSchema::test_migrates", "test_migrates[sqlite]", Verdict.PASS),
        ("test_migrates[a b]", "test_migrates[a b]", Verdict.PASS),
        ("test_migrates[a b]", "test_migrates[c]", Verdict.FAIL),
        ("test_migrates", "test_migrates_back", Verdict.FAIL),
        ("test_migrates_back", "back", Verdict.FAIL),
        ("test_migrates", "not_test_migrates", Verdict.FAIL),
    ],
)
async def test_a_host_that_reports_names_must_report_this_one(
    lab: LocalLab, commit: str, name: str, reported: str, verdict: Verdict
) -> None:
    ran(lab, commit, CiState.GREEN, tests=frozenset({reported, "test_of_something_else"}))
    finding = await judged(lab, commit, Kind.TEST, f"{PATH}::{name} {URL}")
    assert finding.verdict is verdict, finding.sentence


async def test_a_go_case_is_found_by_its_test(lab: LocalLab) -> None:
    commit = lab.commit({"a_test.go": b'func TestErd(t *testing.T) { t.Run("keys", keys) }'})
    ran(lab, commit, CiState.GREEN, tests=frozenset({"TestErd/keys"}))
    finding = await judged(lab, commit, Kind.TEST, f"a_test.go::TestErd/keys {URL}")
    assert finding.verdict is Verdict.PASS


async def test_a_note_that_cannot_be_read_is_unknown(lab: LocalLab, commit: str) -> None:
    def broken(finding: Finding) -> None:
        assert finding.verdict is Verdict.UNKNOWN
        assert commit[:12] in finding.sentence
        assert "git notes" in finding.mend

    lab.note(commit, b"oops")
    broken(await judged(lab, commit, Kind.TEST, f"{TEST} {URL}"))
    run = {"id": "7", "state": "perhaps", "at": START.isoformat(), "url": URL}
    lab.note(commit, json.dumps({"runs": [run]}).encode())
    broken(await judged(lab, commit, Kind.TEST, f"{TEST} {URL}"))


async def test_a_language_without_known_shapes_is_searched_for_the_words(lab: LocalLab) -> None:
    commit = lab.commit({"spec/a_spec.rb": b"it 'keeps rows' do\nend\n"})
    ran(lab, commit, CiState.GREEN)
    there = await judged(lab, commit, Kind.TEST, f"spec/a_spec.rb::keeps rows {URL}")
    assert there.verdict is Verdict.PASS, there.sentence
    absent = await judged(lab, commit, Kind.TEST, f"spec/a_spec.rb::keeps row {URL}")
    assert absent.verdict is Verdict.FAIL
