"""Which gap is meant, where several projects have one of the same id."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.api.answers import AddressKept
from bot.app.api.commands import Address, Asker
from bot.app.review.address import AddressGaps
from bot.platform.clock import SystemClock
from bot.ports.card import Brief
from bot.ports.store import Store
from bot.readiness.refusals import AmbiguousGap, NotAnOwner, Refused
from bot.readiness.round import Gap, GapState
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.readiness.cast import NOW, audit, gap, review_round, reviewer

BOTH = ("demo", "other")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a store in which Dana owns P4 of `demo`, Zoe P4 of `other`, and Abe both."""
    engine = open_engine(f"sqlite:///{tmp_path / 'state.db'}")
    await migrate(engine)
    store = SqlStore(engine, SystemClock())
    async with store.transaction() as tx:
        for project, owner in zip(BOTH, ("dana", "zoe"), strict=True):
            owners = (reviewer(owner), reviewer("abe"))
            review = replace(review_round(), id=f"r-{project}", project=project, owners=owners)
            await tx.add_round(review, Brief(audit(), (), "C0GATES"))
            await tx.save_gaps((replace(gap(), project=project, round_id=review.id),))
    yield store
    await engine.dispose()


async def gaps(store: Store, project: str) -> tuple[Gap, ...]:
    async with store.transaction() as tx:
        return await tx.gaps(project)


async def address(store: Store, user: str, *projects: str) -> object:
    asker = Asker(user, "D0DIRECT", f"trigger:{user}", NOW)
    return await AddressGaps(store)(projects, Address("p4-g1", "Done."), asker)


@pytest.mark.parametrize(("user", "own", "others"), [("DANA", *BOTH), ("ZOE", *BOTH[::-1])])
async def test_the_gap_of_the_project_that_the_asker_owns(
    store: Store, user: str, own: str, others: str
) -> None:
    kept = await address(store, f"U-{user}", *BOTH)
    assert isinstance(kept, AddressKept)
    assert kept.gap.project == own
    assert [g.state for g in await gaps(store, own)] == [GapState.ADDRESSED]
    assert [g.state for g in await gaps(store, others)] == [GapState.OPEN]


@pytest.mark.parametrize("user", ["ABE", "OTTO"])
async def test_an_owner_of_both_or_of_none_has_to_say_which(store: Store, user: str) -> None:
    with pytest.raises(Refused) as refused:
        await address(store, f"U-{user}", *BOTH)
    assert refused.value.reason == AmbiguousGap("P4-G1", BOTH)
    for project in BOTH:
        assert [g.state for g in await gaps(store, project)] == [GapState.OPEN]


async def test_one_project_alone_is_never_unclear(store: Store) -> None:
    kept = await address(store, "U-ABE", "other")
    assert isinstance(kept, AddressKept)
    assert kept.gap.project == "other"
    with pytest.raises(Refused) as refused:
        await address(store, "U-OTTO", "other")
    assert refused.value.reason == NotAnOwner("P4", "address", ("Zoe", "Abe"))
