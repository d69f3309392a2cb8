"""What a host with pull requests (merge requests) adds to the Protocol of every host.

A project with `write = "pull_request"` never writes to its branch: a phase's changes accumulate on
a branch of their own, and one pull request carries them into the project's branch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol, runtime_checkable

from bot.ports.git_host import GitHost
from bot.ports.merge_condition import Condition

# A text in which people's words have no effect on a host: only pull_request_text.py makes it.
PullText = NewType("PullText", str)


class PullState(StrEnum):
    """Where a pull request stands."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request from a branch of the same repository into the project's branch.

    `number` is what people call it by. `merged_as` is the commit it became on the project's branch
    (a merge commit, a squash, or the last of the rebased ones); None unless it is merged.
    """

    number: int
    url: str
    state: PullState
    branch: str
    merged_as: str | None = None
    auto_merge: bool = False


class PullRequests(Protocol):
    """Branches and pull requests of one project's repository.

    Raises as GitHost does: reads HostUnavailable, NotFound or Rejected; changes also
    OutcomeUnknown, after which the caller looks (`head_of`, `newest_from`) before it tries again.
    """

    def on_branch(self, branch: str) -> GitHost:
        """Return the same repository with another branch as the one that is read and written."""
        ...

    async def head_of(self, branch: str) -> str | None:
        """Return the commit a branch points at; None where there is no such branch."""
        ...

    async def create_branch(self, branch: str, at: str) -> None:
        """Make a branch that points at a commit. Raises Conflict where it points elsewhere."""
        ...

    async def delete_branch(self, branch: str) -> None:
        """Remove a branch; it may be gone already."""
        ...

    async def newest_from(self, branch: str) -> PullRequest | None:
        """Return the newest pull request from a branch into the project's, open or ended."""
        ...

    async def open_pull_request(self, branch: str, title: PullText, body: PullText) -> PullRequest:
        """Ask for a branch to be merged; returns the open request where there is one already."""
        ...

    async def ask_auto_merge(self, number: int) -> bool:
        """Ask the host to merge as soon as its rules allow; False where it doesn't offer that."""
        ...

    async def close_pull_request(self, number: int, why: PullText) -> None:
        """Close without merging, with `why` as a comment; it may be closed already."""
        ...

    async def condition(self) -> Sequence[Condition]:
        """Look, without writing, whether a request would be opened and merged. Raises HostError."""
        ...


@runtime_checkable
class HostWithPulls(GitHost, Protocol):
    """A host that has pull requests beside its branch."""

    @property
    def pulls(self) -> PullRequests:
        """Branches and pull requests of the same repository."""
        ...
