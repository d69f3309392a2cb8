"""Who has opened their Home: drawn once for what changed, and for those who look."""

from datetime import timedelta

from bot.readiness.home import Drawn, KeptHome
from storage.store import SqlStore
from tests.storage.samples import NOW, FixedClock

LONG_AGO = NOW - timedelta(days=30)


async def waiting(store: SqlStore) -> tuple[str, ...]:
    async with store.transaction() as work:
        return await work.homes_to_redraw(LONG_AGO)


async def opens(store: SqlStore, user: str, shown: str = "") -> None:
    async with store.transaction() as work:
        await work.open_home(user, shown)


async def begins(store: SqlStore, user: str) -> KeptHome | None:
    async with store.transaction() as work:
        return await work.begin_home(user)


async def test_nobody_who_never_opened_it_has_one(store: SqlStore) -> None:
    assert await waiting(store) == ()
    assert await begins(store, "U01ANN") is None


async def test_one_that_waits_is_not_asked_for_again_until_it_is_begun(store: SqlStore) -> None:
    await opens(store, "U01ANN")
    assert await waiting(store) == ()
    assert await begins(store, "U01ANN") == KeptHome("U01ANN", NOW)
    assert await waiting(store) == ("U01ANN",)
    assert await waiting(store) == ()


async def test_what_it_shows_is_kept_while_slack_shows_it(store: SqlStore) -> None:
    await opens(store, "U01ANN")
    async with store.transaction() as work:
        await work.home_drawn("U01ANN", Drawn("mark", "h1"))
    await opens(store, "U01ANN", "h1")
    kept = await begins(store, "U01ANN")
    assert kept is not None
    assert kept.drawn == Drawn("mark", "h1")
    await opens(store, "U01ANN", "h2")
    kept = await begins(store, "U01ANN")
    assert kept is not None
    assert kept.drawn == Drawn("", "h2")


async def test_those_who_looked_last_come_first_and_those_of_long_ago_not_at_all(
    store: SqlStore, clock: FixedClock
) -> None:
    for user in ("U01ANN", "U02BEN", "U03CY"):
        await opens(store, user)
        await begins(store, user)
        clock.time += timedelta(days=1)
    async with store.transaction() as work:
        found = await work.homes_to_redraw(NOW + timedelta(hours=12))
    assert found == ("U03CY", "U02BEN")


async def test_one_that_cannot_be_shown_is_forgotten(store: SqlStore) -> None:
    await opens(store, "U01ANN")
    async with store.transaction() as work:
        await work.forget_home("U01ANN")
    assert await begins(store, "U01ANN") is None
