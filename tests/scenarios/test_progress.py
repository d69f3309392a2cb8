"""`/gate progress`, and the ledger that gatebot keeps where the policy says so."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.demo.people import INES, JONAS, KWAME, RAVI
from bot.demo.repository import CommitLine
from bot.slack.words.progress import MARKS
from tests.support import acts
from tests.support.stage import Stage

LEDGER = "doc/Execution_Progress.md"
APPEND = ("  drift: fail", "  drift: fail\n  progress: append")
PLAIN = "Tidy up"
NAMED = "Count what the relay drops\n\nSection: Outbox + relays"


async def append_on(stage: Stage) -> None:
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", APPEND)


async def commit(stage: Stage, name: str, message: str) -> str:
    return await stage.repository.human_commit(JONAS, message, {f"notes/{name}": name})


async def ledger(stage: Stage) -> list[str]:
    text = await stage.repository.text(LEDGER) or ""
    return [line for line in text.splitlines() if line.startswith("| 20")]


async def ledger_commits(stage: Stage) -> list[CommitLine]:
    commits = await stage.repository.commits(await stage.repository.root())
    return [c for c in commits if c.subject.startswith("Ledger: ")]


async def verified(stage: Stage) -> str:
    """Return what `gatebot verify` says of the repository."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "verify", "--repo", str(stage.repository.path)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await running.communicate()
    return said.decode()


async def test_it_is_shown_as_a_timeline_and_in_words(stage: Stage) -> None:
    sha = await commit(stage, "one.md", NAMED)
    async with stage.bot():
        shown = await acts.types(stage, JONAS, "progress")
        picture = await acts.sees(stage, JONAS, "Timeline of landed commits")
    assert "14 landings in the ledger" in shown
    assert " since; " in shown
    assert MARKS not in shown, "the picture shows the same"
    assert "Outbox + relays, 3 commits" in picture
    assert f"{sha[:10]} Count what the relay drops — not in the ledger yet" in shown
    for section in ("Workers (3 commits)", "Auth + slice (2 commits)", "CI + obs hardening"):
        assert section in shown


async def test_without_the_policys_word_nothing_is_written(stage: Stage) -> None:
    await commit(stage, "one.md", NAMED)
    head = await stage.repository.head()
    async with stage.bot() as gatebot:
        await gatebot.look()
        await stage.settled()
    assert await stage.repository.head() == head


async def test_what_landed_is_appended_in_one_commit_once(stage: Stage) -> None:
    await append_on(stage)
    before = await stage.repository.text(LEDGER) or ""
    named = await commit(stage, "one.md", NAMED)
    await commit(stage, "two.md", PLAIN)
    phase = await commit(stage, "three.md", "Model retention\n\nGate-Phase: P4")
    async with stage.bot() as gatebot:
        await gatebot.look()
        await stage.settled()
        await gatebot.look()
        await stage.settled()
        shown = await acts.types(stage, JONAS, "progress")
    (landed,) = await ledger_commits(stage)
    assert landed.author == "gatebot"
    assert "Gate-Ledger: 2" in landed.message
    after = await stage.repository.text(LEDGER) or ""
    assert after.startswith(before)
    rows = after.removeprefix(before).splitlines()
    assert [row.split(" | ")[1:] for row in rows] == [
        [named[: len(rows[0].split(" | ")[1])], "Outbox + relays", "Count what the relay drops |"],
        [phase[: len(rows[0].split(" | ")[1])], "P4", "Model retention |"],
    ]
    assert "16 landings in the ledger; " in shown


async def test_gatebots_own_landings_are_appended_after_them(stage: Stage) -> None:
    await append_on(stage)
    async with stage.bot() as gatebot:
        await gatebot.look()
        await acts.ask(stage)
        for who in acts.REVIEWERS:
            await acts.approve(stage, who)
        await acts.told(stage, INES, "is Signed Off")
        await acts.types(stage, KWAME, "ops done 2")
        await stage.settled()
        await gatebot.look()
        await stage.settled()
    text = "\n".join(await ledger(stage))
    assert "| P4 | P4: signed off |" in text
    assert "| Ops | Ops: done, Runbooks / on-call drills |" in text
    assert "1 of 1 sign-offs verified, 0 failures." in await verified(stage)


async def test_two_bots_append_once(stage: Stage) -> None:
    await append_on(stage)
    await commit(stage, "one.md", NAMED)
    async with stage.bot() as one, stage.bot() as other:
        await one.look()
        await other.look()
        await stage.settled()
    assert len(await ledger_commits(stage)) == 1


async def test_a_ledger_that_is_not_there_is_begun(stage: Stage, tmp_path: Path) -> None:
    del tmp_path
    await append_on(stage)
    await stage.repository.edit(
        INES, "Move it", ".gatebot.yml", ("doc/Execution_Progress.md", "doc/Ledger.md")
    )
    async with stage.bot() as gatebot:
        await stage.settled()
        assert "doc/Ledger.md" in await acts.types(stage, JONAS, "progress")
        await commit(stage, "one.md", NAMED)
        await gatebot.look()
        await stage.settled()
    text = await stage.repository.text("doc/Ledger.md") or ""
    assert text.startswith("# Execution progress\n\n## Landed commits\n\n| Date | Commit |")
    assert "Count what the relay drops" in text


async def test_a_row_that_cannot_be_read_is_named_with_its_line(stage: Stage) -> None:
    await stage.repository.edit(
        RAVI, "Misspell", LEDGER, ("| Workers | billing", "| Workers | | billing")
    )
    text = await stage.repository.text(LEDGER) or ""
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if "billing" in row)
    sha = text.splitlines()[line - 1].split(" | ")[1]
    await stage.repository.edit(RAVI, "Misspell the sha", LEDGER, (sha, "soon"))
    async with stage.bot():
        shown = await acts.types(stage, JONAS, "progress")
    assert f"{LEDGER}:{line}" in shown
    assert "“soon” is no commit." in shown


@pytest.mark.parametrize("said", ["progress P4", "progress please"])
async def test_it_takes_no_more_words(stage: Stage, said: str) -> None:
    async with stage.bot():
        assert "Nothing was done" in await acts.types(stage, JONAS, said)
