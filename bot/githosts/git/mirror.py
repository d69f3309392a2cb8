"""A bare copy of a server's branch, and of its CI notes, on this machine: all reading is from it.

It is a cache: whatever is wrong with it, it may be deleted, and is made anew. Processes that share
it take turns in changing it; reading needs no turn.
"""

import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.githosts.git.failures import fetch_failure
from bot.githosts.git.remote import Remote
from bot.githosts.local.git import GitTimedOut, Output, run_git
from bot.githosts.local.notes import NOTES_REF
from bot.ports.git_host import HostUnavailable, Rejected

# The first fetch brings the whole history.
FIRST_FETCH_SECONDS: Final = 900.0
_BETWEEN_TRIES_SECONDS: Final = 0.02
_FETCH: Final = (
    *("fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head"),
    *("--no-recurse-submodules", "--end-of-options"),
)


class Mirror:
    """The mirror of one branch in a folder of its own under `folder`. All of it blocks.

    `timeout` (seconds) bounds a fetch of what is new, and the wait for another process's.
    """

    def __init__(self, folder: Path, remote: Remote, timeout: float) -> None:
        self._remote = remote
        self._timeout = timeout
        self._folder = folder.absolute()
        self.path = self._folder / _name(remote)

    def fetch(self) -> None:
        """Bring the mirror up to date; make it where there is none. Raises HostError."""
        with self._turn():
            if self._is_there():
                self._fetch_into(self.path, self._timeout)
            else:
                self._make()

    def is_whole(self) -> bool:
        """Tell whether all that the mirror's refs lead to is in it."""
        with self._turn():
            return self._checked()

    def renew(self) -> None:
        """Make the mirror anew, unless another process has done so meanwhile. Raises HostError."""
        with self._turn():
            if not self._checked():
                self._make()

    def may_push(self) -> None:
        """Ask the server for a push, as far as that goes without one. Raises HostError."""
        ref = self._remote.ref
        dry = ("push", "--dry-run", "--porcelain", "--no-verify", "--", self._remote.url)
        output = self._run(self.path, self._timeout, *dry, f"{ref}:{ref}")
        if output.code and not output.out.startswith(b"To "):
            raise fetch_failure(self._remote, output.err)

    def _is_there(self) -> bool:
        return (self.path / "HEAD").is_file() and (self.path / "objects").is_dir()

    def _checked(self) -> bool:
        if not self._is_there():
            return False
        options = ("fsck", "--connectivity-only", "--no-dangling", "--no-progress")
        try:
            return self._run(self.path, FIRST_FETCH_SECONDS, *options).code == 0
        except HostUnavailable:
            return True  # too large to be looked through: it is kept

    def _make(self) -> None:
        """Fetch all into a new folder, which then takes the place of the old one."""
        made, old = self.path.with_suffix(".new"), self.path.with_suffix(".old")
        for left in (made, old):
            shutil.rmtree(left, ignore_errors=True)
        made.mkdir(mode=0o700)
        output = self._run(made, self._timeout, "init", "--quiet", "--bare")
        if output.code:
            raise HostUnavailable(f"The mirror can't be made in {made}: {output.err.strip()[:300]}")
        self._fetch_into(made, FIRST_FETCH_SECONDS)
        if self.path.exists():
            self.path.rename(old)
        made.rename(self.path)
        shutil.rmtree(old, ignore_errors=True)

    def _fetch_into(self, folder: Path, timeout: float) -> None:
        ref, notes = self._remote.ref, f"{NOTES_REF}*"  # a pattern, for it need not be there
        output = self._run(
            folder, timeout, *_FETCH, self._remote.url, f"+{ref}:{ref}", f"+{notes}:{notes}"
        )
        if output.code:
            raise fetch_failure(self._remote, output.err)

    def _run(self, folder: Path, timeout: float, *arguments: str) -> Output:
        environ = self._remote.environment(os.environ)
        try:
            return run_git(folder, *arguments, timeout=timeout, environ=environ)
        except GitTimedOut as error:
            took = f"git {arguments[0]} took more than {timeout:g} s"
            raise HostUnavailable(f"{took} with {self._remote.address}.") from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the mirror's lock, which goes with the process whatever it dies of."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.path.with_suffix(".lock").open("w") as lock:
                self._wait_for(lock.fileno())
                yield
        except PermissionError as error:
            raise Rejected(
                f"{error.filename or self._folder} can't be written to: mirrors are kept there.",
                "Grant gatebot's user that, or set GATEBOT_MIRRORS to another folder.",
            ) from error
        except OSError as error:
            said = f"{error.filename or self._folder}: {error.strerror or error}"
            raise HostUnavailable(f"The mirror can't be kept: {said}.") from error

    def _wait_for(self, lock: int) -> None:
        until = time.monotonic() + self._timeout
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    said = f"The mirror of {self._remote.url} is being fetched by another process."
                    raise HostUnavailable(said, 5.0) from None
                time.sleep(_BETWEEN_TRIES_SECONDS)
            else:
                return


def _name(remote: Remote) -> str:
    """Return a name that people recognise, and that no other repository or branch has."""
    last = re.sub(r"[^\w-]+", "-", remote.url.rpartition("/")[2].removesuffix(".git"))
    digest = hashlib.sha256(f"{remote.url}\n{remote.branch}".encode()).hexdigest()
    return f"{last[:40]}-{digest[:16]}.git"
