"""What never changes, kept: objects by their ids, within a bound."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

BLOBS_BYTES = 32 * 1024 * 1024
TREE_ENTRIES = 400_000


class Cache(Generic[K, V]):
    """Keeps what was used last, up to a total weight; what is heavier than all of it is not kept.

    For values that are true for ever: content by its object id, facts about two commits.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self._limit = limit
        self._weigh = weigh
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._weight = 0

    def get(self, key: K) -> V | None:
        """Return what is kept, or None."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, key: K, value: V) -> None:
        """Keep a value, and let go of what was not used for longest."""
        weight = self._weigh(value)
        if key in self._kept or weight > self._limit:
            return
        self._kept[key] = value
        self._weight += weight
        while self._weight > self._limit:
            _, gone = self._kept.popitem(last=False)
            self._weight -= self._weigh(gone)


def blobs_cache() -> Cache[str, bytes]:
    """Return a cache of contents by blob id."""
    return Cache(BLOBS_BYTES, lambda data: len(data) + 1)
