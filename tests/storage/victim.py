"""A process that is killed: it says `here` at the asked point of its work, and waits."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import NOW, FixedClock, an_intent


async def main(url: str, point: str) -> None:
    engine = open_engine(url)
    async with SqlStore(engine, FixedClock()).transaction() as work:
        await work.enqueue(an_intent("i1"))
        if point == "before":
            await here()
    if point == "claimed":
        await SqlOutbox(engine).claim(NOW, 30)
    await here()


async def here() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
