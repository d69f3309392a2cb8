"""A host that counts what it is asked."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from bot.ports.git_host import GitHost


class Counting:
    """A host whose every question is counted."""

    def __init__(self, host: GitHost) -> None:
        self._host = host
        self.calls: Counter[str] = Counter()
        self.read_paths: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def asked(*arguments: Any) -> Any:
            self.calls[name] += 1
            if name == "read":
                self.read_paths.update(arguments[1])
            return await getattr(self._host, name)(*arguments)

        return asked
