"""What the contract tests need of a host's server, so that each host can bring its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.ports.git_host import CiRun, CommitInfo, GitHost, Signature
from bot.ports.pull_requests import PullRequests
from tests.support.merging import How
from tests.support.repository import ANA


@dataclass(frozen=True)
class Published:
    """A commit as the server shows it to anyone, read without the code under test."""

    info: CommitInfo
    committer: Signature
    files: Mapping[str, tuple[str, bytes]]  # path → mode, content


class HostLab(Protocol):
    """A server with one repository. Its branch has at least one commit."""

    def host(self) -> GitHost:
        """Return a new host object for the repository; each call stands for another process."""
        ...

    def commit(
        self,
        files: Mapping[str, bytes | None],
        message: str = "Edit by hand",
        author: Signature = ANA,
    ) -> str:
        """Commit to the branch as a person does (None removes a file); return the sha."""
        ...

    def commit_special(self) -> str:
        """Commit `run.sh` (executable), `link` (a symlink) and `module` (a submodule)."""
        ...

    def rewrite(self, onto: str, files: Mapping[str, bytes]) -> str:
        """Force the branch to a new commit whose parent is `onto`; return its sha."""
        ...

    def published(self) -> Published:
        """Return the branch's head."""
        ...

    def refuse(self, words: str) -> None:
        """Make the server refuse every further commit, saying these words."""
        ...

    def record_ci(self, commit: str, runs: Sequence[CiRun]) -> None:
        """Set the CI runs of a commit."""
        ...


class PullsLab(HostLab, Protocol):
    """A server that has pull requests. A check that they need has not passed yet."""

    @property
    def repo(self) -> Path:
        """The bare repository behind it."""
        ...

    def pulls(self) -> PullRequests:
        """Return the pull requests of a new host object."""
        ...

    def merge(self, number: int, how: How) -> str:
        """Merge a request as a person does who may; return the commit on the branch."""
        ...

    def close(self, number: int) -> None:
        """Close a request as a person does, without merging it."""
        ...

    def pass_checks(self) -> None:
        """Let the check pass: what is to be merged automatically is merged."""
        ...

    def comments(self, number: int) -> Sequence[str]:
        """Return what was said on a request."""
        ...
