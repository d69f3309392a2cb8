"""Since when gatebot has known the items of an ops track."""

from storage.store import SqlStore


async def test_the_day_an_item_was_seen_first_stays(store: SqlStore) -> None:
    async with store.transaction() as work:
        assert await work.ops_seen("harbour") == {}
        await work.see_ops("harbour", ("k1", "k2", "k1"), "2026-11-22")
    async with store.transaction() as work:
        await work.see_ops("harbour", ("k2", "k3"), "2026-11-25")
        await work.see_ops("quay", ("k1",), "2026-11-26")
        await work.see_ops("quay", (), "2026-11-26")
    async with store.transaction() as work:
        seen = await work.ops_seen("harbour")
        assert seen == {"k1": "2026-11-22", "k2": "2026-11-22", "k3": "2026-11-25"}
        assert await work.ops_seen("quay") == {"k1": "2026-11-26"}
