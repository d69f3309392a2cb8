"""The head that was looked through last: one a project, and kept."""

from storage.store import SqlStore


async def test_a_head_is_kept_for_each_project_and_replaced(store: SqlStore) -> None:
    async with store.transaction() as work:
        assert await work.seen_head("harbour") is None
        await work.note_head("harbour", "a" * 40)
        await work.note_head("atlas", "b" * 40)
    async with store.transaction() as work:
        assert await work.seen_head("harbour") == "a" * 40
        await work.note_head("harbour", "c" * 40)
    async with store.transaction() as work:
        assert await work.seen_head("harbour") == "c" * 40
        assert await work.seen_head("atlas") == "b" * 40
