"""Questions about history, asked of git: it reads its own commit graph and trusts no dates."""

from collections.abc import Collection
from itertools import islice
from pathlib import Path

from bot.githosts.bounds import COMMITS
from bot.githosts.local.git import GitTimedOut, read_git, run_git
from bot.githosts.local.repository import Repository
from bot.githosts.paths import is_full_sha, is_safe_path, is_short_sha
from bot.ports.git_host import CommitInfo, HostUnavailable, Signature


def commits_since(
    repo: Repository, head: str, base: str, timeout: float
) -> tuple[tuple[CommitInfo, ...], bool]:
    """Return the commits of `head` that `base` has not, newest first, and if base is reachable.

    Where it is not (a force-push), the newest are returned, `COMMITS` at most.
    """
    if base == head:
        return (), True
    exclude = [f"^{base}"] if repo.has_commit(base) else []
    # A base that is reachable is the boundary of what it excludes; any other is not shown.
    listing = _lines(
        repo.git_dir, "rev-list", "--topo-order", "--boundary", head, *exclude, timeout=timeout
    )
    reachable = f"-{base}" in listing
    commits = (line for line in listing if not line.startswith("-"))
    most = None if reachable else COMMITS
    return tuple(repo.info(sha) for sha in islice(commits, most)), reachable


def is_ancestor(repo: Repository, ancestor: str, commit: str, timeout: float) -> bool:
    """Tell whether a full or abbreviated sha is `commit` or reachable from it."""
    repo.root(commit)
    full = resolve(repo, ancestor, timeout)
    if full is None:
        return False
    try:
        output = run_git(repo.git_dir, "merge-base", "--is-ancestor", full, commit, timeout=timeout)
    except GitTimedOut as error:
        raise HostUnavailable(f"git merge-base took more than {timeout:g} s.") from error
    if output.code not in {0, 1}:
        raise HostUnavailable(f"git merge-base failed: {output.err.strip()[:300]}")
    return output.code == 0


def authors(
    repo: Repository, commit: str, paths: Collection[str], timeout: float
) -> dict[str, tuple[Signature, ...]]:
    """Return all who changed each path, the newest first.

    One walk a path: only so are merges followed right.
    """
    changes = {path: commits_touching(repo, commit, path, timeout) for path in paths}
    return {
        path: tuple(dict.fromkeys(change.author for change in touching))
        for path, touching in changes.items()
        if touching
    }


def commits_touching(
    repo: Repository, commit: str, path: str, timeout: float, most: int | None = None
) -> tuple[CommitInfo, ...]:
    """Return the commits that changed a file, the newest first; none where it is not there."""
    if not is_safe_path(path) or repo.trees.at(repo.root(commit), path) is None:
        return ()
    newest = () if most is None else (f"--max-count={most}",)
    listing = _lines(repo.git_dir, "rev-list", *newest, commit, "--", path, timeout=timeout)
    return tuple(repo.info(sha) for sha in listing)


def commit_author(repo: Repository, commit: str) -> Signature:
    """Return who wrote a commit (full sha); raises NotFound."""
    return repo.info(commit).author


def resolve(repo: Repository, sha: str, timeout: float) -> str | None:
    """Return the one commit that a sha names; None if there is none, or more than one."""
    if is_full_sha(sha):
        return sha if repo.has_commit(sha) else None
    if not is_short_sha(sha):
        return None
    # Not `rev-parse <sha>`: a branch of that name would win over the commit.
    found = _lines(repo.git_dir, "rev-parse", f"--disambiguate={sha}", timeout=timeout)
    commits = [each for each in found if repo.has_commit(each)]
    return commits[0] if len(commits) == 1 else None


def named(repo: Repository, revision: str, timeout: float) -> str | None:
    """Return the commit that a revision, as people write it, names; None if there is none."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        output = run_git(repo.git_dir, *arguments, timeout=timeout)
    except GitTimedOut as error:
        raise HostUnavailable(f"git rev-parse took more than {timeout:g} s.") from error
    return output.out.decode("ascii").strip() if output.code == 0 else None


def _lines(git_dir: Path, *arguments: str, timeout: float) -> list[str]:
    return read_git(git_dir, *arguments, timeout=timeout).decode("ascii").splitlines()
