"""Publishing a commit: built aside, then pushed, so that every hook of the repository is asked.

`--force-with-lease` with the head that was read is the compare-and-swap; nothing is ever forced
over another head. What is refused leaves no object behind in the repository.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dulwich.object_store import DiskObjectStore

from bot.githosts.host import (
    Conflict,
    HostUnavailable,
    OutcomeUnknown,
    Rejected,
    Signature,
    Write,
)
from bot.githosts.local.git import GitTimedOut, Output, run_git
from bot.githosts.local.repository import Repository
from bot.githosts.local.trees import build_commit

_LONGEST_WORDS = 1_000
_OPTIONS = (
    "--porcelain",
    "--no-progress",
    "--no-verify",
    "--no-signed",
    "--no-follow-tags",
    "--no-recurse-submodules",
)
_STALE = {"stale info", "fetch first", "non-fast-forward", "needs force"}
_RACED = {"failed to update ref", "failed to lock", "incorrect old value provided"}
_BEFORE_ANYTHING = (
    "does not appear to be a git repository",
    "dubious ownership",
    "unsafe repository",
    "Permission denied",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def publish(
    repo: Repository, branch: str, change: Write, committer: Signature, timeout: float
) -> str:
    """Commit and push; return the sha. Raises as `GitHost.write` does."""
    if repo.head() != change.expected_head:
        raise Conflict(f"{branch} is no longer at {change.expected_head[:12]}.")
    ref = f"refs/heads/{branch}"
    # A folder that can't be removed must not make a commit that landed look as if it had not.
    with TemporaryDirectory(prefix="gatebot-write-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        sha = _build(scratch, repo, change, committer)
        lease = f"--force-with-lease={ref}:{change.expected_head}"
        output = _push(scratch, [lease, "--", str(repo.git_dir), f"{sha}:{ref}"], timeout)
    if output.code:
        raise _refusal(repo, output, change.expected_head)
    return sha


def _build(scratch: Path, repo: Repository, change: Write, committer: Signature) -> str:
    _lay_out(scratch, repo.objects_dir)
    store = DiskObjectStore(str(scratch / "objects"))
    try:
        return build_commit(repo, store.add_object, change, committer)
    finally:
        store.close()


def _lay_out(scratch: Path, objects: Path) -> None:
    """Make the least that git takes for a repository, reading through to the real one."""
    (scratch / "objects" / "info").mkdir(parents=True)
    (scratch / "objects" / "pack").mkdir()
    (scratch / "refs").mkdir()
    (scratch / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    (scratch / "objects" / "info" / "alternates").write_text(f"{objects}\n", encoding="utf-8")


def _push(scratch: Path, arguments: Sequence[str], timeout: float) -> Output:
    try:
        return run_git(scratch, "push", *_OPTIONS, *arguments, timeout=timeout)
    except GitTimedOut as error:
        raise OutcomeUnknown(f"The push took more than {timeout:g} s and was stopped.") from error


def _refusal(repo: Repository, output: Output, expected: str) -> Exception:
    """Return the typed error for a push that failed."""
    reason = _reason(output.out)
    words = _hook_words(output.err)
    if reason is None:
        return _failed_early(output.err)
    if reason in _STALE:
        return Conflict("The branch moved on before the push.")
    if reason in _RACED:
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
    words = _clean(err)
    if any(sign in err for sign in _BEFORE_ANYTHING):
        return Rejected(
            f"git refuses to write to the repository: {words}",
            "Run gatebot as the folder's owner, or list the folder as `safe.directory` in the "
            "system's gitconfig.",
        )
    return OutcomeUnknown(f"The push broke off: {words}")


def _reason(porcelain: bytes) -> str | None:
    """Return the words in brackets of the ref's line, None if the push did not get that far."""
    for line in porcelain.decode("utf-8", "replace").splitlines():
        flag, _, rest = line.partition("\t")
        if flag == "!":
            return rest.rpartition("(")[2].removesuffix(")")
    return None


def _hook_words(err: str) -> str:
    said = [line.removeprefix("remote:") for line in err.splitlines() if line.startswith("remote:")]
    return _clean("\n".join(line.strip() for line in said))


def _clean(text: str) -> str:
    text = _CONTROL.sub("", text).strip()
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + " …"
