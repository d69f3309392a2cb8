"""The rows of a phase are found by every spelling of its id, those of the last release too."""

from dataclasses import replace

import pytest

from bot.readiness.branch import PhaseBranch
from bot.readiness.round import RoundState
from storage.store import SqlStore
from tests.storage.samples import a_brief, a_gap, a_round

KEPT = a_round(phase="TN-07", state=RoundState.WITHDRAWN)


@pytest.mark.parametrize("asked", ["TN-07", "tn-07 ", "TN07", "TN-7", "Phase TN-07"])
async def test_rounds_gaps_and_branches_are_found(store: SqlStore, asked: str) -> None:
    gap, branch = a_gap(phase="TN-07"), PhaseBranch("harbour", "TN-07", "gatebot/TN-07", "a" * 40)
    async with store.transaction() as tx:
        await tx.add_round(KEPT, a_brief())
        await tx.save_gaps((gap,))
        await tx.save_branch(branch)
    async with store.transaction() as tx:
        assert await tx.rounds("harbour", asked) == (KEPT,)
        assert await tx.gaps("harbour", asked) == (gap,)
        assert await tx.branch("harbour", asked) == branch
        assert await tx.rounds("harbour", "TN-70") == ()
        assert await tx.gaps("harbour", "TN-70") == ()
        assert await tx.branch("harbour", "TN-70") is None


async def test_rounds_go_on_when_the_tracker_spells_the_phase_otherwise(store: SqlStore) -> None:
    later = replace(KEPT, id="r2", phase="TN7", number=KEPT.number + 1)
    async with store.transaction() as tx:
        await tx.add_round(KEPT, a_brief())
        await tx.add_round(later, a_brief())
    async with store.transaction() as tx:
        assert await tx.rounds("harbour", "TN7") == (KEPT, later)
