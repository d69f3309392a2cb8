"""A bar that shows how far something is, where a person watches."""

from types import TracebackType
from typing import Final, Self, TextIO

_WIDTH: Final = 30
_STEPS: Final = 200  # how often the bar is drawn, at most: drawing takes longer than a check


class Progress:
    """Counts to a total on one line, which is wiped at the end. Silent where nobody watches."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total = total
        self._done = 0
        self._stream = stream
        self._shown = stream.isatty() and total > 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        every = max(1, self._total // _STEPS)
        if self._shown and (self._done % every == 0 or self._done == self._total):
            full = _WIDTH * self._done // self._total
            bar = "█" * full + "░" * (_WIDTH - full)
            self._stream.write(f"\r{bar} {self._done:,} of {self._total:,} checked")
            self._stream.flush()
