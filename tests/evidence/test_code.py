import pytest

from bot.readiness.evidence import Kind, Subject, Verdict
from tests.githosts.local_lab import LocalLab
from tests.support.auditing import judged
from tests.support.repository import git


@pytest.fixture
def commits(lab: LocalLab) -> tuple[str, str]:
    old = lab.commit({"cmd/api/main.go": b"old", "gone.go": b"x", "@scope/x.ts": b"x"})
    new = lab.commit({"cmd/api/main.go": b"new", "cmd/api/more.go": b"y", "gone.go": None})
    return old, new


def oid(lab: LocalLab, commit: str, path: str) -> str:
    return git(lab.repo, "rev-parse", f"{commit}:{path}")


async def test_a_commit_of_the_branch_passes(lab: LocalLab, commits: tuple[str, str]) -> None:
    old, new = commits
    for written in (old, old[:7], old.upper(), new):
        finding = await judged(lab, new, Kind.CODE, written)
        full = git(lab.repo, "rev-parse", written)
        assert finding.verdict is Verdict.PASS
        assert finding.subjects == (Subject(f"commit:{full}", full),)


async def test_a_path_passes(lab: LocalLab, commits: tuple[str, str]) -> None:
    _, new = commits
    finding = await judged(lab, new, Kind.CODE, "@scope/x.ts")
    assert finding.verdict is Verdict.PASS
    assert finding.subjects == (Subject("@scope/x.ts", oid(lab, new, "@scope/x.ts")),)


@pytest.mark.parametrize("reference", ["cmd/api", "cmd/api/", "cmd/api/*", "cmd/**"])
async def test_a_folder_rests_on_all_its_files(
    lab: LocalLab, commits: tuple[str, str], reference: str
) -> None:
    _, new = commits
    finding = await judged(lab, new, Kind.CODE, reference)
    assert finding.verdict is Verdict.PASS
    paths = ("cmd/api/main.go", "cmd/api/more.go")
    assert finding.subjects == tuple(Subject(path, oid(lab, new, path)) for path in paths)


async def test_a_path_at_a_commit_is_looked_up_there(
    lab: LocalLab, commits: tuple[str, str]
) -> None:
    old, new = commits
    for sha in (old, old[:9]):
        finding = await judged(lab, new, Kind.CODE, f"gone.go@{sha}")
        assert finding.verdict is Verdict.PASS
        assert finding.subjects == (
            Subject(f"commit:{old}", old),
            Subject(f"gone.go@{old}", oid(lab, old, "gone.go")),
        )
    finding = await judged(lab, new, Kind.CODE, f"gone.go@{new}")
    assert finding.verdict is Verdict.FAIL
    assert "not there" in finding.sentence


async def test_a_commit_elsewhere_fails(lab: LocalLab, commits: tuple[str, str]) -> None:
    old, new = commits
    head = lab.rewrite(old, {"other.go": b"z"})
    for reference in (new, new[:8], f"cmd/api/main.go@{new}"):
        finding = await judged(lab, head, Kind.CODE, reference)
        assert finding.verdict is Verdict.FAIL
        assert "not in the history" in finding.sentence
    # A commit after the pinned one was not there when it was pinned.
    assert (await judged(lab, old, Kind.CODE, head)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("0123456", "names no commit"),
        ("0123456789012345678901234567890123456789", "names no commit"),
        ("main.go@0123456", "names no commit"),
        ("gone.go", "not there"),
        ("cmd/../gone.go", "leads out of the repository"),
        ("https://example.com/commit/0123456", "another place"),
    ],
)
async def test_fails(
    lab: LocalLab, commits: tuple[str, str], reference: str, sentence: str
) -> None:
    _, new = commits
    finding = await judged(lab, new, Kind.CODE, reference)
    assert finding.verdict is Verdict.FAIL
    assert sentence in finding.sentence
    assert finding.mend


async def test_a_tree_or_a_blob_is_no_commit(lab: LocalLab, commits: tuple[str, str]) -> None:
    _, new = commits
    for name in (f"{new}^{{tree}}", f"{new}:cmd/api/main.go"):
        finding = await judged(lab, new, Kind.CODE, git(lab.repo, "rev-parse", name))
        assert finding.verdict is Verdict.FAIL
