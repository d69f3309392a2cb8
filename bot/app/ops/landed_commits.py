"""What has landed since the ledger's last entry, as entries of it."""

from typing import Final

from bot.ports.git_host import CommitInfo, GitHost
from bot.readiness.progress import LandedEntry
from bot.repository.projects import Snapshot, asked_of_host
from bot.repository.trailers import LEDGER, PHASE, SECTION

_TRIED: Final = 3  # entries that are looked for before the ledger is taken to be of another history


async def commits_since(snapshot: Snapshot, otherwise: str = "") -> tuple[CommitInfo, ...] | None:
    """Return the commits after the ledger's last entry, in the order of landing.

    An empty ledger begins after the commit `otherwise`, or with nothing. None: the commit that
    was looked for is not on the branch, so nobody can tell.
    """
    host = snapshot.project.host
    base = await _last_recorded(snapshot) if snapshot.ledger.entries else otherwise
    if base is None:
        return None
    if base in {"", snapshot.commit}:
        return ()
    look = await asked_of_host(host.look((), base))
    return look.since[::-1] if look.base_reachable else None


async def _last_recorded(snapshot: Snapshot) -> str | None:
    for entry in snapshot.ledger.oldest_first[: -_TRIED - 1 : -1]:
        if (sha := await _on_the_branch(snapshot.project.host, entry, snapshot.commit)) is not None:
            return sha
    return None


async def _on_the_branch(host: GitHost, entry: LandedEntry, head: str) -> str | None:
    sha = await asked_of_host(host.resolve(entry.commit))
    if sha is None or not await asked_of_host(host.is_ancestor(sha, head)):
        return None
    return sha


def unrecorded(
    snapshot: Snapshot, commits: tuple[CommitInfo, ...], *, named_only: bool
) -> tuple[LandedEntry, ...]:
    """Return the commits that the ledger lacks, as entries; those that only write it are left out.

    `named_only`: those alone that say by a trailer which phase or section they belong to.
    """
    return tuple(
        LandedEntry(c.at.date().isoformat(), c.sha, section, _subject(c), recorded=False)
        for c in commits
        if not c.trailers(LEDGER)
        and ((section := section_named_by(c)) or not named_only)
        and not snapshot.ledger.holds(c.sha)
    )


def section_named_by(commit: CommitInfo) -> str:
    """Return the section a commit says it belongs to: its phase, or a section of its own."""
    return next(iter((*commit.trailers(SECTION), *commit.trailers(PHASE))), "")


def _subject(commit: CommitInfo) -> str:
    return commit.message.partition("\n")[0].strip()
