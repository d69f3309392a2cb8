from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.githosts.local.notes import parse_note
from bot.ports.git_host import CiRun, CiState, Rejected
from tests.githosts.local_lab import LocalLab
from tests.support.repository import ANA, START, acting_as, git

GOOD = b'{"runs": [{"id": "1", "state": "green", "at": "2026-11-20T10:30:00+01:00"}]}'


@pytest.fixture
def lab(tmp_path: Path) -> LocalLab:
    return LocalLab(tmp_path)


def test_a_note_is_read() -> None:
    data = (
        b'{"runs": [{"id": "7", "state": "red", "at": "2026-11-20T10:30:00+01:00", "by": "ci",'
        b' "url": "https://ci.example/7", "tests": ["test_a"]}], "more": 1}'
    )
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    url = "https://ci.example/7"
    assert parse_note("c", data) == (CiRun("7", "c", CiState.RED, at, url, frozenset({"test_a"})),)


def test_of_runs_at_one_time_the_later_in_the_list_is_newer() -> None:
    run = '{{"id": "{}", "state": "green", "at": "2026-11-20T10:30:00Z"}}'
    data = f'{{"runs": [{run.format(1)}, {run.format(2)}]}}'.encode()
    assert [each.id for each in parse_note("c", data)] == ["2", "1"]


def test_a_green_run_of_another_name_hides_no_red_one() -> None:
    run = '{{"id": "{}", "state": "{}", "at": "2026-11-20T10:3{}:00Z"{}}}'
    one, two = ', "name": "unit"', ', "name": "browser"'
    runs = [run.format(1, "red", 1, one), run.format(2, "green", 2, two)]
    again = [*runs, run.format(3, "green", 3, one)]
    for listed, expected in ((runs, ["1", "2"]), (again, ["3", "2", "1"])):
        data = f'{{"runs": [{", ".join(listed)}]}}'.encode()
        assert [each.id for each in parse_note("c", data)] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"green",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"runs": {}}',
        b'{"runs": ["green"]}',
        GOOD + b"\n" + GOOD,
        GOOD.replace(b'"1"', b"1"),
        GOOD.replace(b'"1"', b'" "'),
        GOOD.replace(b"green", b"GREEN"),
        GOOD.replace(b"+01:00", b""),
        GOOD.replace(b"2026-11", b"2026-13"),
        GOOD.replace(b'"id"', b'"tests": "all", "id"'),
        GOOD.replace(b'"id"', b'"url": 3, "id"'),
        GOOD.replace(b'"id"', b'"name": 3, "id"'),
        b"[" * 200_000,
    ],
)
def test_a_malformed_note_is_rejected_with_a_mend(data: bytes) -> None:
    with pytest.raises(Rejected, match="CI note of commit 0123456789ab") as caught:
        parse_note("0123456789abcdef", data)
    assert "git notes" in caught.value.mend


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (GOOD[:40], "it breaks off at line 1, column "),
        (GOOD[:-1], "it breaks off at line 1, column "),
        (b"{\n'runs': []}", "it is no JSON from line 2, column 1."),
        (b"\xff\xfe\xfa", "it is no UTF-8 text."),
        (GOOD.replace(b"green", b"GREEN"), '"state" is green, red or running, not “GREEN”.'),
        (GOOD.replace(b"2026-11", b"2026-13"), '"at" is no moment such as 2026-11-20T09:30:00Z'),
        (GOOD.replace(b"+01:00", b""), '"at" has no time zone'),
        (GOOD.replace(b'"at"', b'"state": "red", "at"'), "a member is there twice."),
        (GOOD.replace(b'{"runs"', b'{"runs": [], "runs"'), "a member is there twice."),
    ],
)
def test_what_is_wrong_in_a_note_is_said_in_our_words(data: bytes, why: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_note("0123456789abcdef", data)
    assert why in str(caught.value)


async def test_a_malformed_note_hides_no_other(lab: LocalLab) -> None:
    good, bad = lab.commit({"a": b"0"}), lab.commit({"a": b"1"})
    lab.note(good, GOOD)
    lab.note(bad, b"oops")
    host = lab.host()
    assert [run.id for run in await host.ci_runs(good)] == ["1"]
    found = await host.ci_run_at("ci:1")
    assert found is not None
    assert found.commit == good
    with pytest.raises(Rejected, match=bad[:12]):
        await host.ci_runs(bad)
    # It might be in the note that can't be read: nobody can say.
    with pytest.raises(Rejected, match=bad[:12]):
        await host.ci_run_at("ci:2")


async def test_without_any_note_there_is_no_run(lab: LocalLab) -> None:
    assert await lab.host().ci_runs(lab.first) == ()
    assert await lab.host().ci_run_at("ci:1") is None


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
async def test_notes_are_found_in_folders_too(lab: LocalLab, depth: int) -> None:
    folders = [lab.first[2 * level : 2 * level + 2] for level in range(depth)]
    path = "/".join([*folders, lab.first[2 * depth :]])
    oid = git(lab.repo, "hash-object", "-w", "--stdin", stdin=GOOD)
    index = {"GIT_INDEX_FILE": str(lab.repo.parent / "index")}
    git(lab.repo, "update-index", "--add", "--cacheinfo", f"100644,{oid},{path}", env=index)
    tree = git(lab.repo, "write-tree", env=index)
    note = git(lab.repo, "commit-tree", "-m", "Notes", tree, env=acting_as(ANA))
    git(lab.repo, "update-ref", "refs/notes/ci", note)

    assert [run.commit for run in await lab.host().ci_runs(lab.first)] == [lab.first]
    found = await lab.host().ci_run_at("ci:1")
    assert found is not None
    assert found.commit == lab.first


async def test_a_run_that_changes_is_seen(lab: LocalLab) -> None:
    host = lab.host()
    for state in (CiState.RUNNING, CiState.GREEN):
        lab.record_ci(lab.first, [CiRun("1", lab.first, state, START)])
        found = await host.ci_run_at("ci:1")
        assert found is not None
        assert found.state is state
