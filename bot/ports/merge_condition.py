"""The condition of a repository on a remote host: whether a commit there would be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ports.git_host import GitHost


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that stands for or against writing. Without a `mend` it is in order.

    `certain`: a commit would be refused; else it may be, and the host doesn't say.
    """

    name: str
    said: str
    mend: str = ""
    certain: bool = True


class RemoteHost(GitHost, Protocol):
    """A host that can tell its condition without writing."""

    async def condition(self) -> Sequence[Condition]:
        """Look at rights and protections. Raises HostError."""
        ...
