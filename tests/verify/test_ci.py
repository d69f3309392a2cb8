"""CI runs in refs/notes/ci, where a clone has them: the newest till the approval was green."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.readiness.record import SignoffRecord
from bot.verify import What
from tests.support.repository import git
from tests.verify.tampering import Copy, failures


@pytest.fixture
def mirror(unsigned: Copy, tmp_path: Path) -> Copy:
    """A clone of its own, with its notes; broken ones, which might hold any run, are mended."""
    git(tmp_path, "clone", "--quiet", "--mirror", str(unsigned.path), "mirror.git")
    copy = Copy(tmp_path / "mirror.git", None)
    for line in git(copy.path, "notes", "--ref=ci", "list").splitlines():
        commit = line.split()[1]
        with suppress(ValueError):
            runs_of(copy, commit)
            continue
        write(copy, commit, [])
    return copy


def built(record: SignoffRecord) -> str:
    """Return the commit whose run the record cites."""
    (commit,) = {s.oid for s in record.subjects if s.name.startswith("ci:")}
    return commit


def write(copy: Copy, commit: str, runs: list[dict[str, object]]) -> None:
    name = ("-c", "user.name=CI", "-c", "user.email=ci@example.com")
    note = json.dumps({"runs": runs})
    git(copy.path, *name, "notes", "--ref=ci", "add", "-f", "-m", note, commit)


def runs_of(copy: Copy, commit: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        git(copy.path, "notes", "--ref=ci", "show", commit)
    )["runs"]
    return found


@pytest.mark.parametrize(
    ("hours", "fails"), [(-1, True), (1, False)], ids=["before the approval", "after it"]
)
async def test_a_newer_red_run(mirror: Copy, hours: int, fails: bool) -> None:  # noqa: FBT001 - the case
    record = mirror.record("P4")
    commit = built(record)
    green = runs_of(mirror, commit)
    approved = max(d.at for d in record.decisions)
    old = {**green[0], "at": (approved - timedelta(hours=9)).isoformat()}
    at = (approved + timedelta(hours=hours)).isoformat()
    write(mirror, commit, [old, {"id": "7777", "state": "red", "at": at}])
    report = await mirror.verified()

    assert [f.what for f in failures(report)] == ([What.EVIDENCE_FAILS] if fails else [])
    (told,) = (f for f in report.findings if "7777" in f.said)
    assert told.what is (What.EVIDENCE_FAILS if fails else What.DRIFT)


async def test_a_run_that_was_red_and_that_never_was(mirror: Copy) -> None:
    commit = built(mirror.record("P4"))
    (green,) = runs_of(mirror, commit)

    write(mirror, commit, [{**green, "state": "red"}])
    assert {f.what for f in failures(await mirror.verified())} == {What.EVIDENCE_FAILS}
    write(mirror, commit, [{**green, "id": "1", "url": "https://ci.example/1"}])
    write(mirror, commit, [{**green, "id": "1", "url": "https://ci.example/1"}])
    assert {f.what for f in failures(await mirror.verified())} == {What.EVIDENCE_FAILS}
    write(mirror, commit, [green])
    assert failures(await mirror.verified()) == []


@pytest.mark.parametrize("broken", ["{}", '{"runs": [], "runs": []}', "oops"])
async def test_a_note_that_can_not_be_read_is_no_yes(mirror: Copy, broken: str) -> None:
    """It may hold a red run, and readers differ in which of two members they take."""
    name = ("-c", "user.name=CI", "-c", "user.email=ci@example.com")
    commit = built(mirror.record("P4"))
    git(mirror.path, *name, "notes", "--ref=ci", "add", "-f", "-m", broken, commit)
    found = failures(await mirror.verified())

    assert {f.what for f in found} == {What.EVIDENCE_FAILS}
    assert all("The CI note of commit" in f.said for f in found)


async def test_one_run_is_one_run(unsigned: Copy, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(unsigned.path), "checkout")
    report = await Copy(tmp_path / "checkout", None).verified()

    said = [f.said for f in report.findings if f.what is What.CI_NOT_CHECKED]
    assert [s.partition(":")[2].partition(" taken")[0] for s in said] == [" 1 CI run is"]
