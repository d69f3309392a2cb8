"""When a Home is drawn: at its opening, and when something changes, for those who look at it."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from bot.ports.clock import Clock
from bot.ports.intents import Intent, ShowHome, new_intent
from bot.ports.store import Store, Transaction
from bot.repository.projects import Snapshot

# Whoever has not looked for so long is shown what is new when they look again.
LOOKS_FOR: Final = timedelta(days=30)


class Homes:
    """Keeps who has opened their Home, and has it drawn anew when a repository has moved."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, str] = {}

    async def opened(self, user: str, shown: str) -> None:
        """Keep that somebody opened their Home, which shows the view of this hash; draw it."""
        async with self._store.transaction() as tx:
            await tx.open_home(user, shown)
            await tx.enqueue(_drawing(user, self._clock.now()))

    async def moved(self, snapshot: Snapshot) -> None:
        """Draw every Home anew for a head this process has not seen.

        Where another replica has drawn it, it shows all of that already, and nothing is sent.
        """
        if self._seen.get(snapshot.project.name) == snapshot.commit:
            return
        async with self._store.transaction() as tx:
            await redraw_homes(tx, self._clock.now())
        self._seen[snapshot.project.name] = snapshot.commit


async def redraw_homes(tx: Transaction, at: datetime) -> None:
    """Have every Home drawn anew that somebody looks at and that does not wait already."""
    people = await tx.homes_to_redraw(at - LOOKS_FOR)
    await tx.enqueue_all([_drawing(user, at) for user in people])


def _drawing(user: str, at: datetime) -> Intent:
    name = str(uuid.uuid4())
    return new_intent(ShowHome("", user), key=f"home:{user}:{name}", correlation_id=name, at=at)
