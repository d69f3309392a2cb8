"""People use the demo's repository as they would any other."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from bot.demo.git import GitFailed, git
from bot.demo.people import INES, JONAS, MEI
from bot.demo.repository import CiResult, DemoRepository
from bot.githosts.local import LocalHost
from bot.ports.git_host import CiState, Rejected

AT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


async def test_a_human_commit_is_pushed_in_their_name(repository: DemoRepository) -> None:
    before = await repository.head()
    sha = await repository.human_commit(JONAS, "Say it", {"notes/New.md": "new\n", "go.mod": None})
    assert await repository.head() == sha
    (line,) = await repository.commits(before)
    assert (line.sha, line.author, line.subject) == (sha, "Jonas Berg", "Say it")
    assert await repository.text("notes/New.md") == "new\n"
    assert await repository.text("go.mod") is None


async def test_an_edit_wants_its_text_exactly_once(repository: DemoRepository) -> None:
    before = await repository.head()
    with pytest.raises(ValueError, match="is 0 times"):
        await repository.edit(INES, "Mend", "README.md", ("nowhere", "x"))
    with pytest.raises(ValueError, match="not there"):
        await repository.edit(INES, "Mend", "NO.md", ("x", "y"))
    assert await repository.head() == before
    await repository.edit(INES, "Mend", "README.md", ("# Tidewater\n", "# Tidewater!\n"))
    assert "+# Tidewater!" in await repository.diff(before, "README.md")


async def test_a_push_that_came_second_is_made_again_on_top(repository: DemoRepository) -> None:
    before = await repository.head()
    hold = repository.hold_next_push()
    held = asyncio.create_task(repository.human_commit(MEI, "First", {"a.md": "a"}))
    await hold.reached()
    overtaker = await repository.human_commit(JONAS, "Overtakes", {"b.md": "b"})
    assert await repository.head() == overtaker
    hold.release()
    await held
    subjects = [line.subject for line in await repository.commits(before)]
    assert subjects == ["Overtakes", "First"]


async def test_a_hold_that_nobody_reached_can_be_released(repository: DemoRepository) -> None:
    hold = repository.hold_next_push()
    with pytest.raises(TimeoutError):
        await hold.reached(within=0.05)
    hold.release()
    await repository.human_commit(JONAS, "Goes through", {"b.md": "b"})


async def test_nobody_can_rewrite_history(repository: DemoRepository) -> None:
    head = await repository.head()
    parent = (await git(repository.path, "rev-parse", f"{head}~1")).strip()
    with pytest.raises(GitFailed, match="non-fast-forward"):
        await git(repository.path, "push", "--force", ".", f"{parent}:refs/heads/main")
    assert await repository.head() == head


async def test_ci_results_are_read_by_the_host(repository: DemoRepository) -> None:
    host = LocalHost(repository.path)
    head = await repository.head()
    for number, state in (("7", "running"), ("8", "green")):
        await repository.record_ci(
            head, CiResult(number, state, AT, repository.run_url(number), ("TestX",))
        )
    runs = await host.ci_runs(head)
    assert {(run.id, run.state) for run in runs} == {("7", CiState.RUNNING), ("8", CiState.GREEN)}
    linked = await host.ci_run_at(repository.run_url("8"))
    assert linked is not None
    assert (linked.commit, linked.tests) == (head, frozenset({"TestX"}))


async def test_one_build_is_red_and_one_result_was_cut_off(repository: DemoRepository) -> None:
    host = LocalHost(repository.path)
    head = await repository.head()
    parent = (await git(repository.path, "rev-parse", f"{head}~1")).strip()
    assert [run.state for run in await host.ci_runs(parent)] == [CiState.RED]
    tracker = await repository.text("doc/Phase_Readiness_Tracker.md")
    assert tracker is not None
    links = [word for word in tracker.split() if word.startswith(repository.run_url(""))]
    red, cut_off = links
    linked = await host.ci_run_at(red)
    assert linked is not None
    assert linked.state is CiState.RED
    with pytest.raises(Rejected, match="can't be read"):
        await host.ci_run_at(cut_off)


async def test_ci_writes_a_note_that_was_cut_off_anew(repository: DemoRepository) -> None:
    listed = (await git(repository.path, "notes", "--ref=ci", "list")).split()
    broken = []
    for commit in listed[1::2]:
        try:
            json.loads(await git(repository.path, "notes", "--ref=ci", "show", commit))
        except ValueError:
            broken.append(commit)
    (commit,) = broken
    await repository.record_ci(commit, CiResult("9", "green", AT, repository.run_url("9")))
    note = json.loads(await git(repository.path, "notes", "--ref=ci", "show", commit))
    assert [run["id"] for run in note["runs"]] == ["9"]
