from __future__ import annotations

from bot.sandbox.changes import KEPT, ChangeLog


def test_only_the_latest_changes_are_kept_and_it_is_said_when_some_are_lost() -> None:
    log = ChangeLog()
    for _ in range(KEPT + 5):
        log.add("message.posted")
    assert len(log.since(0)) == KEPT
    assert log.lost(4)
    assert not log.lost(5)
    assert not log.lost(log.last)
    assert log.lost(log.last + 1)
