"""Writing what belongs to no phase where a project takes pull requests only: a standing branch.

It has one open request at a time, so it stays where it is for as long as that can be merged.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.ports.git_host import (
    CommitInfo,
    CommitMessage,
    Conflict,
    HostUnavailable,
    Signature,
    Write,
)
from bot.ports.intents import Claimed, FollowStanding, new_intent
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.repository.new_branch import branch_name, cut, parts_of, written
from bot.repository.projects import Line, Snapshot
from bot.repository.trailers import CORRELATION, INTENT, LEDGER, OPS_SECTION, SECTION, composed

_NAME: Final = "ops-track"
_BOT: Final = Signature("gatebot", "gatebot@gatebot.invalid")


class StandingWriter:
    """Puts commits on the standing branch. Raises as `GitHost.write`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, snapshot: Snapshot, change: Write, claimed: Claimed) -> str:
        """Write a change that was planned on what head and the standing branch say together.

        It goes on top of the branch if that may be; else all that waits is carried to a new branch
        first, and the change has to be planned on that: Conflict.
        """
        line, pulls = parts_of(snapshot)
        row = line.row
        if row is not None and line.head and line.fits and line.ours:
            host = pulls.on_branch(row.name)
            return await written(host, replace(change, expected_head=line.head))
        if row is not None and not line.head:
            raise HostUnavailable(f"The branch {row.name} is gone, and its request is open.")
        if line.files:
            await self.carry(snapshot, claimed, change.at)
            raise Conflict("What waited is on a new branch now.")
        name = branch_name(_NAME, claimed.intent.id, snapshot.commit)
        commit = await cut(pulls, name, change, claimed.intent.id)
        await self._keep(snapshot, name, claimed, change.at)
        return commit

    async def carry(self, snapshot: Snapshot, claimed: Claimed, at: datetime) -> None:
        """Put all that waits on a branch that is cut from the head that was read, in one commit.

        The old branch is left to `FollowStanding`, which closes its request once the new one has
        its own.
        """
        line, pulls = parts_of(snapshot)
        # Not the id of the intent: that is still to be carried out.
        carry_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"carry {claimed.intent.id}"))
        name = branch_name(_NAME, carry_id, snapshot.commit)
        message = _message(line, carry_id, claimed, tracker=snapshot.file.paths.tracker)
        change = Write(snapshot.commit, line.files, message, _BOT, at)
        await cut(pulls, name, change, carry_id)
        await self._keep(snapshot, name, claimed, at)

    async def _keep(self, snapshot: Snapshot, name: str, claimed: Claimed, at: datetime) -> None:
        line, _ = parts_of(snapshot)
        project, row = snapshot.project.name, line.row
        async with self._store.transaction() as tx:
            if row is None:
                await tx.save_branch(PhaseBranch(project, NO_PHASE, name, snapshot.commit))
                return
            await tx.save_branch(row.cut_anew(name, snapshot.commit))
            work = FollowStanding(project, row.name, line.head if line.ours else "")
            group = claimed.intent.correlation_id
            key = f"replaced:{row.name}"
            await tx.enqueue(new_intent(work, key=key, correlation_id=group, at=at))


def _message(line: Line, carry_id: str, claimed: Claimed, *, tracker: str) -> CommitMessage:
    """Return the message of a commit that carries what waits: in the words it was made with."""
    belongs = (SECTION, OPS_SECTION) if tracker in line.files else (LEDGER, "carried")
    intents = ((INTENT, intent) for intent in dict.fromkeys((carry_id, *line.intents)))
    said = [f"- {words}" for words in _said(reversed(line.commits))]
    ends = (*intents, (CORRELATION, claimed.intent.correlation_id), belongs)
    return composed(_subject(line), said, ends)


def _subject(line: Line) -> str:
    """Return what waits in one line: it may become an entry of the ledger."""
    subjects = dict.fromkeys(c.message.partition("\n")[0] for c in line.commits)
    if len(subjects) == 1:
        return next(iter(subjects))
    items, entries = len(line.held.items), line.held.entries
    counts = [
        f"{items} item{'' if items == 1 else 's'} changed" if items else "",
        f"{entries} ledger entr{'y' if entries == 1 else 'ies'}" if entries else "",
    ]
    return f"{'Ops' if items else 'Ledger'}: {', '.join(filter(None, counts))}"


def _said(commits: Iterable[CommitInfo]) -> Iterable[str]:
    """Return the lines between the subject and the trailers of gatebot's own commits, each once."""
    bodies = (c.message.rstrip().split("\n\n")[1:-1] for c in commits if c.trailers(INTENT))
    lines = (line for body in bodies for part in body for line in part.splitlines())
    return dict.fromkeys(line.removeprefix("- ") for line in lines)
