"""How long a digest of 10,000 items takes: from facts to the blocks that are sent."""

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.readiness.digest import Digest, new_since, open_ops
from bot.readiness.place import Place
from bot.readiness.round import Gap, GapState, GapTarget, Reviewer
from bot.readiness.work import OpsItem
from bot.slack.outbound.validate import Surface, validate
from bot.slack.views.digest import digest
from tests.bench.report import Figure

ITEMS: Final = 10_000
AIM_MS: Final = 200
ROUNDS: Final = 7
NOW: Final = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY: Final = NOW.date().isoformat()


def items(count: int = ITEMS) -> tuple[OpsItem, ...]:
    """Return items in all states, due and overdue, asleep and awake."""
    day = NOW.date()
    return tuple(
        OpsItem(
            f"Item {n} of the ops track, in words that a person would use",
            done=n % 10 == 0,
            owner=("ana", "bo", "")[n % 3],
            place=Place("tracker.md", n + 1),
            due=(day + timedelta(days=n % 60 - 30)).isoformat() if n % 2 else "",
            snoozed_until=(day + timedelta(days=n % 9)).isoformat() if n % 7 == 0 else "",
            since=(day - timedelta(days=n % 400)).isoformat(),
        )
        for n in range(count)
    )


def gaps(count: int = ITEMS) -> tuple[Gap, ...]:
    """Return as many gaps."""
    ana = Reviewer("U0ANA", "ana", "Ana Lima")
    one = Gap(
        *("atlas", "P4", 1, "round", "security", ana, "No restore was tried", GapTarget.FREE, ""),
        state=GapState.OPEN,
        listed_at=NOW - timedelta(days=3),
    )
    return tuple(replace(one, number=n) for n in range(1, count + 1))


def made(
    all_items: tuple[OpsItem, ...], before: tuple[OpsItem, ...], listed: tuple[Gap, ...]
) -> dict[str, object]:
    """Choose, sort and draw: all that a digest takes once its facts are read."""
    chosen, asleep = open_ops(all_items, TODAY)
    facts = Digest(
        project="atlas",
        commit="c" * 40,
        commit_url=None,
        at=NOW,
        today=TODAY,
        ops=chosen,
        new_ops=new_since(before, chosen),
        asleep=asleep,
        gaps=tuple(sorted(listed, key=lambda g: g.listed_at)),
    )
    payload = digest(facts).payload()
    validate(payload, Surface.MESSAGE)
    return payload


def measure() -> Iterable[Figure]:
    """Return the milliseconds of the fastest of several runs."""
    all_items, listed = items(), gaps()
    before = all_items[: ITEMS // 2]
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        made(all_items, before, listed)
        taken.append((time.perf_counter() - start) * 1000)
    against = f"{ITEMS:,} ops items and as many gaps, compared with the last digest, to blocks"
    return [Figure("digest_ms", min(taken), "ms", against, AIM_MS, "lower")]
