"""Publishing to a server: a commit built aside, then pushed onto exactly the head that was read.

`--force-with-lease` with that head is the compare-and-swap: git sends it to the server as the old
value, and the server updates the branch only where it is still there. Nothing is sent twice.
"""

import os

from bot.githosts.git.failures import push_failure
from bot.githosts.git.remote import Remote
from bot.githosts.local.aside import committed_aside
from bot.githosts.local.git import GitTimedOut, Output, run_git
from bot.githosts.local.porcelain import OPTIONS, RACED, STALE, reason_of, server_words
from bot.githosts.local.repository import Repository
from bot.ports.git_host import (
    Conflict,
    HostError,
    HostUnavailable,
    OutcomeUnknown,
    Rejected,
    Signature,
    Write,
)


class Raced(Exception):
    """The server says that the branch was in other hands: only a look tells what became of it.

    `sha` is the commit that was sent, `why` what to raise where nobody's commit is there.
    """

    def __init__(self, sha: str, why: HostError) -> None:
        super().__init__(sha)
        self.sha = sha
        self.why = why


def publish(
    mirror: Repository, remote: Remote, change: Write, committer: Signature, timeout: float
) -> str:
    """Commit on `expected_head`, which the mirror has, and push; return the sha. Blocks.

    Raises as `GitHost.write` does, and Raced.
    """
    with committed_aside(mirror, change, committer) as (scratch, sha):
        lease = f"--force-with-lease={remote.ref}:{change.expected_head}"
        arguments = ("push", *OPTIONS, lease, "--", remote.url, f"{sha}:{remote.ref}")
        environ = remote.environment(os.environ, once=True)
        try:
            output = run_git(scratch, *arguments, timeout=timeout, environ=environ)
        except GitTimedOut as error:
            said = f"The push to {remote.address} took more than {timeout:g} s and was stopped."
            raise OutcomeUnknown(said) from error
    if output.code:
        raise _refusal(remote, sha, output)
    return sha


def _refusal(remote: Remote, sha: str, output: Output) -> Exception:
    reason = reason_of(output.out)
    words = remote.without_secrets(server_words(output.err))
    if reason is None:
        return push_failure(remote, output.err)
    if reason in STALE:
        return Conflict("The branch moved on before the push.")
    if reason in RACED:
        locked = f"The branch is locked on {remote.address}: {words or reason}"
        return Raced(sha, HostUnavailable(locked, 1.0))
    if "declined" in reason or "prohibited" in reason:
        return Rejected(
            f"The server refuses the commit: {words or reason}",
            "Do what it asks for, or have its administrator let gatebot's account push to "
            f"{remote.branch}.",
        )
    return Rejected(
        f"The server refuses the commit ({reason}): {words}",
        "Have its administrator look at the repository and the room on its disk.",
    )
