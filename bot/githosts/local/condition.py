"""The condition of a repository folder: whether a push into it would be taken. Only reads."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.githosts.local.git import GitTimedOut, Output, run_git
from bot.githosts.local.notes import CiNotes
from bot.githosts.local.repository import Repository, opened
from bot.ports.git_host import HostUnavailable, Rejected

# The hooks that a push runs in the repository it goes to.
_SERVER_HOOKS: Final = (
    "pre-receive",
    "update",
    "proc-receive",
    "reference-transaction",
    "push-to-checkout",
    "post-receive",
    "post-update",
)
_REFUSES_CHECKED_OUT: Final = frozenset({"", "refuse", "true", "yes", "on", "1"})


@dataclass(frozen=True, slots=True)
class Condition:
    """What stands for and against writing to a folder.

    `unwritable`: folders that gatebot's user may not write to. `refused`: git's words where it
    won't work in the folder at all. `checked_out`: a push to the branch would be refused for it.
    `ci_notes`: how many commits have CI results; `broken_notes`: those that can't be read.
    """

    unwritable: tuple[Path, ...]
    refused: str
    checked_out: bool
    hooks: tuple[str, ...]
    ci_notes: int
    broken_notes: tuple[Rejected, ...]


def condition_of(path: Path, branch: str, timeout: float) -> Condition:
    """Look at a folder; `timeout` (seconds) bounds each git process. Blocks: call it in a thread.

    Raises NotFound, Rejected or HostUnavailable.
    """
    with opened(path.absolute(), branch) as repo:
        git_dir = repo.git_dir
        bare = _git(git_dir, "rev-parse", "--is-bare-repository", timeout=timeout)
        count, broken = CiNotes().health(repo)
        return Condition(
            unwritable=_unwritable(repo),
            refused=bare.err.strip()[:300] if bare.code else "",
            checked_out=bare.out.strip() == b"false" and _is_checked_out(git_dir, branch, timeout),
            hooks=_hooks(git_dir, timeout),
            ci_notes=count,
            broken_notes=broken,
        )


def _unwritable(repo: Repository) -> tuple[Path, ...]:
    common = repo.objects_dir.parent
    needed = (common, common / "objects", common / "refs", common / "refs" / "heads")
    return tuple(p for p in needed if p.is_dir() and not os.access(p, os.W_OK | os.X_OK))


def _is_checked_out(git_dir: Path, branch: str, timeout: float) -> bool:
    head = _git(git_dir, "symbolic-ref", "--quiet", "HEAD", timeout=timeout)
    if _text(head) != f"refs/heads/{branch}":
        return False
    rule = _git(git_dir, "config", "receive.denyCurrentBranch", timeout=timeout)
    return _text(rule).casefold() in _REFUSES_CHECKED_OUT


def _hooks(git_dir: Path, timeout: float) -> tuple[str, ...]:
    # Asked of git, for core.hooksPath moves them.
    where = _text(_git(git_dir, "rev-parse", "--git-path", "hooks", timeout=timeout)) or "hooks"
    folder = git_dir / where
    return tuple(
        name
        for name in _SERVER_HOOKS
        if (folder / name).is_file() and os.access(folder / name, os.X_OK)
    )


def _text(output: Output) -> str:
    return os.fsdecode(output.out).strip()


def _git(git_dir: Path, *arguments: str, timeout: float) -> Output:
    try:
        return run_git(git_dir, *arguments, timeout=timeout)
    except GitTimedOut as error:
        raise HostUnavailable(f"git {arguments[0]} took more than {timeout:g} s.") from error
