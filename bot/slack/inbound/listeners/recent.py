"""A short memory: what was seen lately in this process."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

_CAPACITY: Final = 2048


class Recent:
    """Remembers the newest keys, and forgets the oldest. It guards words, never state."""

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._keys: OrderedDict[Hashable, None] = OrderedDict()

    def first_time(self, key: Hashable) -> bool:
        """Remember a key, and tell whether it is new."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._capacity:
            self._keys.popitem(last=False)
        return True
