"""Writing in a project that takes pull requests only: on the one branch of the phase.

What belongs to no phase goes to the standing branch.
"""

from dataclasses import replace

from bot.ports.git_host import Write
from bot.ports.intents import Claimed
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.repository.new_branch import branch_name, cut, forget, parts_of, written
from bot.repository.projects import Line, Snapshot
from bot.repository.standing_branch import StandingWriter
from bot.repository.trailers import INTENT, with_trailers


class BranchWriter:
    """Puts commits on the branches of phases. Raises as `GitHost.write`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._standing = StandingWriter(store)

    async def write(self, snapshot: Snapshot, change: Write, phase: str, claimed: Claimed) -> str:
        """Write a change that was planned on a snapshot of this phase; return the commit.

        It goes on top of the phase's branch if that is cut from the very head that was read and
        holds gatebot's commits only. Else a branch is cut there, with all that waits in the same
        commit, and takes its place.
        """
        if phase == NO_PHASE:
            return await self._standing.write(snapshot, change, claimed)
        phase = snapshot.phase(phase).id
        line, pulls = parts_of(snapshot)
        row = line.row
        fits = line.fits and line.ours
        if row is not None and line.head and fits and row.before is None:
            host = pulls.on_branch(row.name)
            return await written(host, replace(change, expected_head=line.head))
        name = branch_name(phase, claimed.intent.id, snapshot.commit)
        commit = await cut(pulls, name, _with_all_that_waits(change, line), claimed.intent.id)
        async with self._store.transaction() as tx:
            fresh = PhaseBranch(snapshot.project.name, phase, name, snapshot.commit)
            await tx.save_branch(row.cut_anew(name, snapshot.commit) if row else fresh)
        if row is not None and line.ours and row.name != name:
            await forget(pulls, row.name)
        return commit


def _with_all_that_waits(change: Write, line: Line) -> Write:
    """Return a change that holds what the old branch does, and says whose work that was."""
    trailers = ((INTENT, intent) for intent in dict.fromkeys(line.intents))
    message = with_trailers(change.message, trailers)
    return replace(change, files={**line.files, **change.files}, message=message)
