"""Publishing a commit: built aside, then pushed, so that every hook of the repository is asked.

`--force-with-lease` with the head that was read is the compare-and-swap; nothing is ever forced
over another head.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.githosts.local.aside import committed_aside
from bot.githosts.local.git import GitTimedOut, Output, run_git
from bot.githosts.local.porcelain import OPTIONS, RACED, STALE, clean, reason_of, server_words
from bot.githosts.local.repository import Repository
from bot.ports.git_host import Conflict, HostUnavailable, OutcomeUnknown, Rejected, Signature, Write

_BEFORE_ANYTHING = (
    "does not appear to be a git repository",
    "dubious ownership",
    "unsafe repository",
    "Permission denied",
)


def publish(
    repo: Repository, branch: str, change: Write, committer: Signature, timeout: float
) -> str:
    """Commit and push; return the sha. Raises as `GitHost.write` does."""
    if repo.head() != change.expected_head:
        raise Conflict(f"{branch} is no longer at {change.expected_head[:12]}.")
    ref = f"refs/heads/{branch}"
    with committed_aside(repo, change, committer) as (scratch, sha):
        lease = f"--force-with-lease={ref}:{change.expected_head}"
        output = _push(scratch, [lease, "--", str(repo.git_dir), f"{sha}:{ref}"], timeout)
    if output.code:
        raise _refusal(repo, output, change.expected_head)
    return sha


def _push(scratch: Path, arguments: Sequence[str], timeout: float) -> Output:
    try:
        return run_git(scratch, "push", *OPTIONS, *arguments, timeout=timeout)
    except GitTimedOut as error:
        raise OutcomeUnknown(f"The push took more than {timeout:g} s and was stopped.") from error


def _refusal(repo: Repository, output: Output, expected: str) -> Exception:
    """Return the typed error for a push that failed."""
    reason = reason_of(output.out)
    words = server_words(output.err)
    if reason is None:
        return _failed_early(output.err)
    if reason in STALE:
        return Conflict("The branch moved on before the push.")
    if reason in RACED:
        return _raced(repo, expected, words)
    if reason == "branch is currently checked out":
        return Rejected(
            "The branch is checked out in the repository's folder.",
            "Use a bare repository, or check out another branch there.",
        )
    if "declined" in reason:
        return Rejected(
            f"A hook of the repository refuses the commit: {words or reason}",
            "Do what the hook asks for, or let its administrator allow gatebot's commits.",
        )
    return Rejected(
        f"The repository refuses the commit ({reason}): {words}",
        "Look at the repository's settings and the rights on its folder.",
    )


def _raced(repo: Repository, expected: str, words: str) -> Exception:
    if repo.head() != expected:
        return Conflict("The branch moved on during the push.")
    return HostUnavailable(f"The branch is locked by another git process: {words}", 1.0)


def _failed_early(err: str) -> Exception:
    words = clean(err)
    if any(sign in err for sign in _BEFORE_ANYTHING):
        return Rejected(
            f"git refuses to write to the repository: {words}",
            "Run gatebot as the folder's owner, or list the folder as `safe.directory` in the "
            "system's gitconfig.",
        )
    return OutcomeUnknown(f"The push broke off: {words}")
