"""What a unit of work keeps, it gives back: the Transaction of bot.ports on both engines."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports.chat import MessageRef
from bot.ports.errors import StaleState
from bot.ports.store import Store
from bot.readiness.round import GapState, RoundState, Ruling
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import BEN, NOW, FixedClock, a_brief, a_decision, a_gap, a_round, at


async def add(store: Store, *rounds: str) -> None:
    """Keep open rounds of these ids, each in a phase of its own."""
    async with store.transaction() as work:
        for id_ in rounds:
            await work.add_round(a_round(id_, phase=f"P-{id_}"), a_brief())


async def test_a_round_comes_back_as_it_was(store: SqlStore) -> None:
    kept = a_round(decisions=(a_decision(), a_decision("d2", ruling=Ruling.GAPS, in_force=False)))
    async with store.transaction() as work:
        await work.add_round(kept, a_brief())
    async with store.transaction() as work:
        assert await work.round("r1") == kept
        assert await work.brief("r1") == a_brief()


async def test_what_is_not_there_is_none(store: SqlStore) -> None:
    async with store.transaction() as work:
        assert await work.round("r1") is None
        assert await work.brief("r1") is None
        assert await work.card_ref("r1") is None
        assert await work.rounds("harbour", "P4") == ()
        assert await work.gaps("harbour") == ()


async def test_evidence_keeps_its_place(store: SqlStore) -> None:
    async with store.transaction() as work:
        await work.add_round(a_round(), a_brief())
        brief = await work.brief("r1")
    assert brief is not None
    # Places do not count when evidence is compared, so ask for it by name.
    assert str(brief.audit.findings[0].evidence.place) == "tracker.md:12"


async def test_a_changed_round_is_kept_with_its_decisions(store: SqlStore) -> None:
    first = a_round(decisions=(a_decision(),))
    async with store.transaction() as work:
        await work.add_round(first, a_brief())
    changed = replace(
        first,
        state=RoundState.APPROVED,
        landing=True,
        version=1,
        decisions=(
            replace(first.decisions[0], in_force=False),
            a_decision("d2", ruling=Ruling.GAPS, at=at(5)),
        ),
    )
    async with store.transaction() as work:
        await work.save_round(changed)
    async with store.transaction() as work:
        assert await work.round("r1") == changed


async def test_a_version_that_does_not_follow_is_stale(store: SqlStore) -> None:
    await add(store, "r1")
    for version in (0, 2):
        with pytest.raises(StaleState):
            async with store.transaction() as work:
                await work.save_round(a_round(version=version))
    with pytest.raises(StaleState):
        async with store.transaction() as work:
            await work.save_round(a_round("unknown", version=1))


async def test_phases_are_matched_whatever_their_case(store: SqlStore) -> None:
    async with store.transaction() as work:
        await work.add_round(a_round(phase="Straße-1"), a_brief())
        await work.save_gaps([a_gap(phase="Straße-1")])
    async with store.transaction() as work:
        assert [r.phase for r in await work.rounds("harbour", " STRASSE-1")] == ["Straße-1"]
        assert [g.phase for g in await work.gaps("harbour", "strasse-1")] == ["Straße-1"]
        assert await work.rounds("other", "Straße-1") == ()


async def test_rounds_come_oldest_first(store: SqlStore) -> None:
    async with store.transaction() as work:
        for number in (10, 9, 2):
            old = a_round(f"r{number}", number=number, state=RoundState.SUPERSEDED)
            await work.add_round(old, a_brief())
        await work.add_round(a_round("r11", number=11, phase="p4"), a_brief())
    async with store.transaction() as work:
        assert [r.number for r in await work.rounds("harbour", "P4")] == [2, 9, 10, 11]


async def test_live_rounds_are_the_open_and_approved_of_the_project(store: SqlStore) -> None:
    async with store.transaction() as work:
        for age, state in enumerate(RoundState):
            asked = NOW - timedelta(hours=age)
            round_ = a_round(state, phase=f"P-{state}", state=state, requested_at=asked)
            await work.add_round(replace(round_, decisions=(a_decision(f"d {state}"),)), a_brief())
        await work.add_round(a_round("elsewhere", project="other"), a_brief())
    async with store.transaction() as work:
        live = await work.live_rounds("harbour")
    assert [r.id for r in live] == ["approved", "open"]
    assert [[d.id for d in r.decisions] for r in live] == [["d approved"], ["d open"]]


async def test_a_second_live_round_of_a_phase_is_refused(store: SqlStore) -> None:
    await add(store, "r1")
    with pytest.raises(StaleState):
        async with store.transaction() as work:
            await work.add_round(a_round("r2", phase="p-R1", number=2), a_brief())


async def test_a_new_round_may_follow_the_superseded_one(store: SqlStore) -> None:
    await add(store, "r1")
    async with store.transaction() as work:
        first = await work.round("r1")
        assert first is not None
        await work.save_round(replace(first, state=RoundState.SUPERSEDED, version=1))
        await work.add_round(a_round("r2", phase="P-r1", number=2), a_brief())
    async with store.transaction() as work:
        assert [r.id for r in await work.live_rounds("harbour")] == ["r2"]


async def test_a_number_of_a_phase_is_used_once(store: SqlStore) -> None:
    over = a_round(state=RoundState.WITHDRAWN)
    async with store.transaction() as work:
        await work.add_round(over, a_brief())
    with pytest.raises(StaleState):
        async with store.transaction() as work:
            await work.add_round(replace(over, id="r2"), a_brief())


async def test_gaps_are_kept_changed_and_ordered(store: SqlStore) -> None:
    await add(store, "r1")
    addressed = a_gap(2, state=GapState.ADDRESSED, note="done in 3f")
    async with store.transaction() as work:
        await work.save_gaps([a_gap(10), a_gap(2), a_gap(1, phase="A1")])
        await work.save_gaps([addressed])
        await work.save_gaps([])
    async with store.transaction() as work:
        assert await work.gaps("harbour") == (a_gap(1, phase="A1"), addressed, a_gap(10))
        assert await work.gaps("harbour", "p4") == (addressed, a_gap(10))


async def test_a_card_moves(store: SqlStore) -> None:
    await add(store, "r1")
    async with store.transaction() as work:
        await work.save_card_ref("r1", MessageRef("C1", "1.5"))
        await work.save_card_ref("r1", MessageRef("C2", "2.5"))
    async with store.transaction() as work:
        assert await work.card_ref("r1") == MessageRef("C2", "2.5")
        assert await work.round_at(MessageRef("C2", "2.5")) == "r1"
        assert await work.round_at(MessageRef("C1", "1.5")) is None


async def test_a_delivery_is_new_once_and_again_after_it_was_pruned(
    store: SqlStore, outbox: SqlOutbox, clock: FixedClock
) -> None:
    async with store.transaction() as work:
        assert await work.first_time("Ev1")
        assert not await work.first_time("Ev1")
        assert await work.first_time("Ev2")
    assert (await outbox.prune(clock.now())).deliveries == 0
    assert (await outbox.prune(at(1))).deliveries == 2
    async with store.transaction() as work:
        assert await work.first_time("Ev1")


async def test_a_delivery_is_known_by_any_of_its_keys(store: SqlStore) -> None:
    async with store.transaction() as work:
        assert await work.first_time("message:C1:2.2", "event:Ev1")
        assert not await work.first_time("message:C1:2.2", "event:Ev2")
        assert not await work.first_time("message:C1:3.3", "event:Ev1")
        assert await work.first_time("message:C1:4.4", "event:Ev4")


class Trouble(Exception):
    """What a use case raises in a test."""


async def test_an_error_takes_everything_back(store: SqlStore) -> None:
    async def fail() -> None:
        async with store.transaction() as work:
            await work.first_time("Ev1")
            await work.add_round(a_round(), a_brief())
            await work.save_gaps([a_gap()])
            raise Trouble

    with pytest.raises(Trouble):
        await fail()
    async with store.transaction() as work:
        assert await work.first_time("Ev1")
        assert await work.round("r1") is None
        assert await work.gaps("harbour") == ()


async def test_an_error_of_the_body_stays_what_it_is(store: SqlStore) -> None:
    with pytest.raises(FileNotFoundError):
        async with store.transaction():
            raise FileNotFoundError


async def test_a_cancelled_transaction_leaves_nothing_and_harms_nobody(store: SqlStore) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with store.transaction() as work:
            await work.first_time("Ev1")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.transaction() as work:
        assert await work.first_time("Ev1")


@pytest.mark.parametrize("turns", [1, 2, 3, 5, 8, 13, 21, 34])
async def test_a_transaction_cancelled_at_any_turn_keeps_all_or_nothing(
    store: SqlStore, turns: int
) -> None:
    async def write() -> None:
        async with store.transaction() as work:
            await work.first_time("Ev1")
            await work.first_time("Ev2")

    task = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    async with store.transaction() as work:
        assert await work.first_time("Ev1") == await work.first_time("Ev2")


async def test_a_transaction_inside_another_is_refused(store: SqlStore, outbox: SqlOutbox) -> None:
    async with store.transaction() as work:
        with pytest.raises(RuntimeError, match="inside another"):
            async with store.transaction():
                pass
        with pytest.raises(RuntimeError, match="inside another"):
            await outbox.next_due(NOW)
        assert await work.first_time("Ev1")
    async with store.transaction() as work:
        assert not await work.first_time("Ev1")


async def test_a_task_started_inside_a_transaction_may_open_its_own(store: SqlStore) -> None:
    async def later() -> bool:
        async with store.transaction() as work:
            return await work.first_time("Ev1")

    async with store.transaction() as work:
        await work.first_time("Ev1")
        task = asyncio.create_task(later())
    assert await task is False


async def test_a_verdict_stays_as_it_was_given(store: SqlStore) -> None:
    first = a_round(decisions=(a_decision(),))
    async with store.transaction() as work:
        await work.add_round(first, a_brief())
    forged = replace(first.decisions[0], reviewer=replace(BEN, slack="U9"), note="forged")
    async with store.transaction() as work:
        await work.save_round(replace(first, version=1, decisions=(forged,)))
    async with store.transaction() as work:
        kept = await work.round("r1")
    assert kept is not None
    assert kept.decisions == first.decisions
