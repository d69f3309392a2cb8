"""The demo's history is plausible, whole, and the same each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import drafts
from bot.demo.content import final_texts, under
from bot.demo.git import git
from bot.demo.history import BASELINE, HISTORY, times
from bot.demo.people import EVERYONE
from bot.demo.repository import DemoRepository, make_repository

NOW = datetime(2026, 11, 22, 12, 0, 30, 5, tzinfo=UTC)


async def test_the_same_now_makes_the_same_repository(tmp_path: Path) -> None:
    one = await make_repository(tmp_path / "one.git", NOW)
    two = await make_repository(tmp_path / "two.git", NOW)
    other = await make_repository(tmp_path / "other.git", NOW + timedelta(days=1))
    refs = await git(one.path, "for-each-ref")
    assert "refs/notes/ci" in refs
    assert await git(two.path, "for-each-ref") == refs
    assert await git(other.path, "for-each-ref") != refs


async def test_git_finds_nothing_wrong(repository: DemoRepository) -> None:
    assert await git(repository.path, "fsck", "--full", "--strict", "--no-dangling") == ""
    assert (await git(repository.path, "symbolic-ref", "HEAD")).strip() == "refs/heads/main"


async def test_several_people_worked_for_weeks(repository: DemoRepository) -> None:
    lines = (await git(repository.path, "log", "--reverse", "--format=%ct %ae", "main")).split("\n")
    stamps = [int(line.split()[0]) for line in lines if line]
    authors = {line.split()[1] for line in lines if line}
    assert len(stamps) >= 12
    assert stamps == sorted(stamps)
    assert stamps[-1] < NOW.timestamp()
    assert stamps[-1] - stamps[0] > timedelta(weeks=6).total_seconds()
    assert authors == {person.email for person in EVERYONE}


@pytest.mark.parametrize("year", [2020, 2026, 2040])
def test_times_only_rise_whenever_the_story_begins(year: int) -> None:
    now = datetime(year, 2, 20, tzinfo=UTC)
    when = times(now)
    assert len(when) == len(HISTORY)
    assert list(when) == sorted(set(when))
    assert when[-1] < now


def test_the_snapshot_has_the_day_of_the_specification() -> None:
    assert times(NOW)[len(BASELINE) - 1].date().isoformat() == "2026-02-24"


def test_every_file_is_landed_in_its_final_wording() -> None:
    landed = {path for each in HISTORY for entry in each.files for path in under(entry)}
    assert landed == set(final_texts())


def test_an_earlier_wording_is_never_landed_after_the_final_one() -> None:
    final: set[str] = set()
    for each in HISTORY:
        assert not final & set(each.drafts), each.key
        final |= {path for entry in each.files for path in under(entry)} - set(each.drafts)


def test_every_commit_has_a_key_of_its_own() -> None:
    assert len({each.key for each in HISTORY}) == len(HISTORY)


async def test_no_commit_is_empty_and_no_blank_is_left(repository: DemoRepository) -> None:
    shown = await git(repository.path, "log", "--format=%x00%s", "--name-only", "main")
    entries = [entry.strip().split("\n") for entry in shown.split("\0") if entry.strip()]
    assert [subject for subject, *files in entries if not files] == []
    with pytest.raises(Exception, match="grep"):
        await git(repository.path, "grep", "-n", "{{", "main")


async def test_scripts_can_be_run(repository: DemoRepository) -> None:
    listed = await git(repository.path, "ls-tree", "-r", "main", "scripts/")
    modes = {line.split()[0] for line in listed.splitlines()}
    assert modes == {"100755"}


async def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("mine")
    with pytest.raises(FileExistsError):
        await make_repository(tmp_path, NOW)
    assert await git(tmp_path, "hash-object", "kept") == await git(
        tmp_path, "hash-object", "--stdin", stdin="mine"
    )


def test_a_draft_that_no_longer_fits_its_file_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 times"):
        drafts.earlier(("gone", ""))("text")
    with pytest.raises(ValueError, match="2 times"):
        drafts.cut_off_at("t")("text")
    with pytest.raises(ValueError, match="No line"):
        drafts.without_lines("gone")("text")
