"""Trouble on demand: what the next calls of a method meet instead of an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

FaultKind = Literal["rate_limit", "fail", "drop", "delay"]


SLACK_FILE = "slack_file"


@dataclass(frozen=True)
class Fault:
    """What happens to the next `times` calls of `method`.

    `method` is a Web API method, "response_url" for any use of one, "upload_url" for sending a
    file's bytes, or "*" for all of these. "slack_file" is none of them: a message that shows a file
    finds that it is not ready yet, as Slack's are for a moment after their upload.

    `rate_limit` answers 429 with Retry-After; `fail` answers `status`; `drop` closes the
    connection without an answer; `delay` only waits `seconds` first. With `carried_out` the call
    takes effect before it fails, so that its caller can't know.
    """

    method: str
    kind: FaultKind
    times: int = 1
    carried_out: bool = False
    retry_after: int = 1
    status: int = 503
    seconds: float = 0.0


class Faults:
    """The faults that are due, first come first served."""

    def __init__(self) -> None:
        self._due: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Make a fault due."""
        carried_out = fault.carried_out or fault.kind == "delay"
        self._due.append(replace(fault, carried_out=carried_out))

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, counting it as one of its times."""
        for place, fault in enumerate(self._due):
            if fault.method in (method, "*"):
                self._due[place : place + 1] = _less(fault)
                return fault
        return None

    def files_ready(self) -> bool:
        """Tell whether a file can be shown, counting one of the times that it can't."""
        for place, fault in enumerate(self._due):
            if fault.method == SLACK_FILE:
                self._due[place : place + 1] = _less(fault)
                return False
        return True

    def clear(self) -> None:
        """Forget all faults that are due."""
        self._due.clear()

    def due(self) -> list[Fault]:
        """Return what is still to come."""
        return list(self._due)


def _less(fault: Fault) -> list[Fault]:
    return [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
