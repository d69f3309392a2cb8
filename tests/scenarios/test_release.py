"""`/gate release`, in the local workspace: what it says changes with the documents."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.people import INES, JONAS
from bot.ports.git_host import HostUnavailable
from bot.runtime.wiring import Dressing
from bot.verify import verify
from tests.support.acts import REVIEWERS, TRACKER, approve, ask, card, types
from tests.support.clocks import ShiftedClock
from tests.support.passing import Passing
from tests.support.repository import ANA, acting_as, git
from tests.support.stage import CHANNEL, Stage, staged

READINESS = "doc/Release_Readiness.md"
ROADMAP = "doc/Implementation_Roadmap.md"


@pytest.fixture
async def fresh(tmp_path: Path, first_day: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, first_day) as stage:
        yield stage


async def looked(stage: Stage, text: str = "release") -> str:
    """Ask once the bot knows what was pushed by hand."""
    async with stage.bot():
        return await types(stage, JONAS, text)


async def test_the_demo_is_a_no_go_and_says_why(fresh: Stage) -> None:
    said = await looked(fresh)
    assert said.startswith(
        "No-go for demo: 6 phases not signed off, 1 ops item in the way, "
        "5 lines of the document against."
    )
    assert "P4 ERD and Persistence Model — ◔ In Progress. /gate ready P4." in said
    assert "OPS Production Operations. Add its row to doc/Phase_Readiness_Tracker.md" in said
    assert "Backup / restore DR — no owner. /gate ops assign 3 to @name." in said
    assert f"Against it, and to be changed there, in {READINESS}:" in said
    assert "Line 10: Restore drilled — no-go: no restore has been done yet" in said
    assert "Line 3: The decision — no-go" in said


def all_signed(tracker: str) -> str:
    """Return a tracker in which every phase reads Signed Off, the one of the roadmap included."""
    for status in ("Completed (Doc Baseline)", "In Progress"):
        tracker = tracker.replace(f"| {status} | ", "| Signed Off | ")
    last = "| EXEC | Implementation Execution — Code | Signed Off | ines |"
    return tracker.replace(last, f"{last}\n| OPS | Production Operations | Signed Off | ines |")


async def signed_before_gatebot(stage: Stage) -> None:
    """Put the project back to a first commit, in which every phase is signed off already."""
    tracker = all_signed(await stage.repository.text(TRACKER) or "")
    await stage.repository.human_commit(INES, "As it was", {TRACKER: tracker})
    tree = git(stage.repository.path, "rev-parse", "main^{tree}")
    first = git(stage.repository.path, "commit-tree", tree, "-m", "Begin", env=acting_as(ANA))
    git(stage.repository.path, "update-ref", "refs/heads/main", first)


async def test_each_mend_takes_a_reason_away_until_it_is_a_go(fresh: Stage) -> None:
    repository = fresh.repository
    await signed_before_gatebot(fresh)
    said = await looked(fresh)
    assert said.startswith("No-go for demo: 1 ops item in the way, 5 lines")
    tracker = await repository.text(TRACKER) or ""
    done = tracker.replace("- [ ] Backup", "- [x] Backup")
    await repository.human_commit(INES, "Restored", {TRACKER: done})
    readiness = (await repository.text(READINESS) or "").replace("no-go", "go")
    await repository.human_commit(INES, "Go", {READINESS: readiness})
    said = await looked(fresh)
    assert said.startswith("Go for demo: every phase is signed off, and nothing is against.")
    lead = "Signed off before gatebot, without a record, and counted: "
    assert f"{lead}P1, P2, P3, P4, EXEC and OPS." in said
    maybe = readiness.replace("| Restore drilled | go |", "| Restore drilled | soon |")
    await repository.human_commit(INES, "Doubt", {READINESS: maybe})
    said = await looked(fresh)
    assert said.startswith("No-go for demo: 1 line unclear.")
    assert "Line 10: Restore drilled — “soon” is neither go nor no-go" in said


async def test_a_status_typed_by_hand_is_told_marked_a_no_go_and_fails_verify(
    fresh: Stage,
) -> None:
    async with fresh.bot() as gatebot:
        await gatebot.look()
        row = "| P1 | Architecture, Trust Boundaries, Tech Stack | {} | mei |"
        swap = (row.format("Completed (Doc Baseline)"), row.format("Signed Off"))
        commit = await fresh.repository.edit(JONAS, "Tidy up", TRACKER, swap)
        await gatebot.look()
        await fresh.settled()
        seen = await fresh.person(INES).see(CHANNEL)
        assert any("no review stands behind that" in message.shown for message in seen)
        said = await types(fresh, JONAS, "release")
        assert "1 phase signed off without a record" in said.partition("\n")[0]
        who = f"{JONAS.display} wrote that in {commit[:10]}."
        assert f"it reads Signed Off and has no record. {who}" in said
        board = await types(fresh, JONAS, "status")
        assert "P1 Architecture, Trust Boundaries, Tech Stack — ⚠ Signed Off, no record" in board
        for verb in ("status P1", "history P1"):
            told = await types(fresh, JONAS, verb)
            assert "⚠ Signed Off, no record" in told
            assert who in told
        digest = await types(fresh, JONAS, "digest preview")
        assert "1 phase signed off without a record" in digest
    report = await verify(fresh.repository.path, "main")
    assert not report.ok


async def test_a_document_that_can_not_be_read_is_named_and_blocks_no_phase(stage: Stage) -> None:
    await stage.repository.human_commit(INES, "Rewrite", {READINESS: "# Later\n"})
    async with stage.bot():
        said = await types(stage, JONAS, "release")
        assert "1 line to be mended" in said
        assert f"{READINESS} It says neither go nor no-go anywhere." in said
        await ask(stage)
        said = await types(stage, JONAS, "release")
    assert "Waits for architecture, security and ops: /gate remind P4." in said


async def test_drift_and_a_waiver_that_ran_out_are_reasons(stage: Stage) -> None:
    text = await stage.repository.text(".gatebot.yml") or ""
    waivers = "  drift: fail\n  waivers: {by: [architecture]}"
    await stage.repository.human_commit(
        INES, "Allow waivers", {".gatebot.yml": text.replace("  drift: fail", waivers)}
    )
    async with stage.bot():
        await ask(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
        await stage.settled()
    schema = await stage.repository.text("db_schema_v1.sql") or ""
    tracker = await stage.repository.text(TRACKER) or ""
    table = (
        "\n## Waivers\n\n| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n"
        "| EXEC | ops | No change | anouk | 2026-01-31 |\n"
    )
    files = {"db_schema_v1.sql": schema + "-- changed\n", TRACKER: tracker + table}
    await stage.repository.human_commit(INES, "Change the schema", files)
    said = await looked(stage)
    assert "1 sign-off drifted" in said
    said_why = "P4 ERD and Persistence Model: db_schema_v1.sql changed since. If it is meant: "
    assert f"{said_why}/gate ready P4." in said
    assert "The waiver of ops ran out on 2026-01-31." in said


class Away(Passing):
    """A host that is down from the moment it is told to."""

    down = False

    async def look(self, *asked: Any, **more: Any) -> Any:
        if self.down:
            raise HostUnavailable("The host is down.")
        return await self._part.look(*asked, **more)


async def test_what_was_read_long_ago_is_no_go(stage: Stage) -> None:
    hosts: list[Away] = []

    def dressed(host: Any) -> Any:
        hosts.append(Away(host))
        return hosts[-1]

    clock = ShiftedClock()
    async with stage.bot(Dressing(host=dressed), clock=clock):
        assert "can't be read" not in await types(stage, JONAS, "release")
        hosts[0].down = True
        clock.shift += timedelta(minutes=4)
        assert "can't be read" not in await types(stage, JONAS, "release")
        clock.shift += timedelta(minutes=2)
        said = await types(stage, JONAS, "release")
    assert "the repository can't be read" in said.partition("\n")[0]
    assert "What has changed since the last look" in said
