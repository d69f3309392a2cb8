"""What the contract tests need of a host's server, so that each host can bring its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.githosts.host import CiRun, CommitInfo, GitHost, Signature
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
