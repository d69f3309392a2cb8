"""The repository in the pane: its log, the tracker with its last change, and the team's mending."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.git import git
from bot.demo.guide import GUIDE
from bot.demo.mending import LINKED, TRACKER, mend_files
from bot.demo.pane import MEND, RepositoryPane
from bot.demo.people import EVERYONE, MEI
from bot.demo.repository import DemoRepository, make_repository
from bot.demo.team import COMMAND, PHASES, team
from bot.sandbox.errors import CannotDo
from bot.slack.inbound.grammar import parse
from bot.slack.verbs import Verb


@pytest.fixture
async def repository(tmp_path: Path) -> DemoRepository:
    return await make_repository(tmp_path / "repo.git", datetime.now(UTC))


async def test_it_shows_the_log_and_marks_the_last_change(repository: DemoRepository) -> None:
    pane = RepositoryPane(repository)
    sha = await repository.edit(
        MEI, "Say when gaps are reviewed", TRACKER, ("Gap_Tracker.md).", "Gap_Tracker.md), weekly.")
    )
    await repository.human_commit(MEI, "Add a page\n\nIt says little.", {"page.md": "# Page\n"})
    state = await pane.look()
    assert [entry.what for entry in state.entries[:2]] == [
        "Add a page",
        "Say when gaps are reviewed",
    ]
    assert state.entries[0].more == "It says little."
    assert state.document is not None
    assert state.document.by == sha
    lines = state.document.text.splitlines()
    assert [lines[at - 1].endswith("weekly.") for at in state.document.changed] == [True]
    assert "+# Page" in await pane.entry(state.entries[0].id)


async def test_it_tells_of_a_push(repository: DemoRepository) -> None:
    pane = RepositoryPane(repository)
    before = (await pane.look()).version
    waiting = asyncio.create_task(pane.changed(before))
    await repository.human_commit(MEI, "Add a page", {"page.md": "# Page\n"})
    async with asyncio.timeout(10):
        await waiting
    assert (await pane.look()).version == await repository.head() != before


async def test_the_team_mends_p4_once(repository: DemoRepository) -> None:
    pane = RepositoryPane(repository)
    assert (await pane.look()).acts == (MEND,)
    await pane.act("mend")
    state = await pane.look()
    assert state.entries[0].what == LINKED
    assert state.acts == ()
    with pytest.raises(CannotDo, match="has been mended"):
        await pane.act("mend")


async def test_mending_that_was_broken_off_is_finished(repository: DemoRepository) -> None:
    path = repository.path.with_name("whole.git")
    whole = DemoRepository(await asyncio.to_thread(shutil.copytree, repository.path, path))
    await mend_files(whole)
    done = (await whole.commits(await repository.head()))[:2]
    assert len(done) == 2
    await git(repository.path, "fetch", "--quiet", str(whole.path), f"{done[-1].sha}:main")
    pane = RepositoryPane(repository)
    await pane.act("mend")
    state = await pane.look()
    assert (state.entries[0].what, state.entries[2].what) == (LINKED, done[-1].subject)
    assert state.acts == ()


@pytest.mark.parametrize("name", ["--help", "main", "0" * 40])
async def test_only_commits_are_shown(repository: DemoRepository, name: str) -> None:
    with pytest.raises(CannotDo):
        await RepositoryPane(repository).entry(name)


async def test_nothing_else_is_done(repository: DemoRepository) -> None:
    with pytest.raises(CannotDo):
        await RepositoryPane(repository).act("rm")


def test_every_suggested_line_is_understood() -> None:
    (command,) = team().app.commands
    assert {one.word for one in command.completions} == {verb.value for verb in Verb}
    for step in GUIDE.steps:
        if step.types:
            parse(step.types.removeprefix(COMMAND))  # raises for a line that is no command
        assert set(step.people) <= {person.slack for person in EVERYONE}
    assert PHASES == ("P1", "P2", "P3", "P4", "EXEC")
