"""The branch of a phase: one each, and changed by whoever read it last."""

from dataclasses import replace

import pytest

from bot.ports.errors import StaleState
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.readiness.status import Status
from storage.store import SqlStore

P4 = PhaseBranch("demo", "P4", "gatebot/P4-1", "a" * 40)


async def test_a_branch_is_kept_changed_and_forgotten(store: SqlStore) -> None:
    signed = P4.signed("round-1", Status.READY).opened(7, "https://h.example/7")
    async with store.transaction() as tx:
        assert await tx.branch("demo", "P4") is None
        await tx.save_branch(P4)
        await tx.save_branch(replace(P4, project="other"))
    async with store.transaction() as tx:
        await tx.save_branch(P4.signed("round-1", Status.READY))
        await tx.save_branch(signed)
        assert await tx.branch("demo", "P4") == signed
        signed = signed.asked(auto_merge=True)
        await tx.save_branch(signed)
        assert await tx.branch("demo", "p4") == signed
        assert await tx.branches("demo") == (signed,)
    async with store.transaction() as tx:
        await tx.drop_branch(signed)
        assert await tx.branches("demo") == ()
        assert await tx.branch("other", "P4") is not None


async def test_what_belongs_to_no_phase_has_a_branch_beside_the_phases(store: SqlStore) -> None:
    standing = PhaseBranch("demo", NO_PHASE, "gatebot/ops-track-1", "a" * 40, people=("U1",))
    async with store.transaction() as tx:
        await tx.save_branch(P4)
        await tx.save_branch(standing)
    async with store.transaction() as tx:
        assert await tx.branch("demo", NO_PHASE) == standing
        assert await tx.branch("demo", "P4") == P4
        await tx.save_branch(standing.of_person("U2").of_person("U2"))
        kept = await tx.branch("demo", NO_PHASE)
    assert kept is not None
    assert (kept.people, kept.version) == (("U1", "U2"), 1)
    assert kept.cut_anew("gatebot/ops-track-2", "b" * 40).people == ("U1", "U2")


async def test_a_phase_has_one_branch(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.save_branch(P4)
    with pytest.raises(StaleState):
        async with store.transaction() as tx:
            await tx.save_branch(replace(P4, phase="p4", name="gatebot/P4-2"))


async def test_what_was_changed_meanwhile_is_not_overwritten(store: SqlStore) -> None:
    async with store.transaction() as tx:
        await tx.save_branch(P4)
        await tx.save_branch(P4.cut_anew("gatebot/P4-2", "b" * 40))
    for late in (P4.signed("round-1", Status.READY), P4.fallen()):
        with pytest.raises(StaleState):
            async with store.transaction() as tx:
                await tx.save_branch(late)
    with pytest.raises(StaleState):
        async with store.transaction() as tx:
            await tx.drop_branch(P4)


def test_a_sign_off_that_fell_is_not_on_the_next_branch() -> None:
    signed = P4.signed("round-1", Status.READY).opened(7, "u").asked(auto_merge=False)
    assert signed.cut_anew("gatebot/P4-2", "b").before is Status.READY
    assert signed.cut_anew("gatebot/P4-2", "b").number == 0
    assert signed.fallen().before is Status.READY
    assert signed.fallen().cut_anew("gatebot/P4-2", "b").before is None
