"""Writing in a project that takes pull requests only: on the one branch of the phase."""

from dataclasses import replace
from hashlib import sha256
from typing import Final
from urllib.parse import quote

import structlog

from bot.githosts.host import Conflict, GitHost, HostError, Overtaken, Write
from bot.githosts.pull_requests import PullRequests
from bot.intents import Claimed
from bot.ports import Store
from bot.projects import Line, Snapshot
from bot.readiness.branch import PhaseBranch
from bot.trailers import INTENT

PREFIX: Final = "gatebot/"

_log = structlog.get_logger("gatebot.branching")


class BranchWriter:
    """Puts commits on the branches of phases. Raises as `GitHost.write`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, snapshot: Snapshot, change: Write, phase: str, claimed: Claimed) -> str:
        """Write a change that was planned on a snapshot of this phase; return the commit.

        It goes on top of the phase's branch if that is cut from the very head that was read and
        holds gatebot's commits only. Else a branch is cut there, with all that waits in the same
        commit, and takes its place.
        """
        phase = snapshot.phase(phase).id
        line, pulls = _parts(snapshot)
        row = line.row
        fits = row is not None and row.base == snapshot.commit and line.ours
        if row is not None and line.head and fits and row.before is None:
            host = pulls.on_branch(row.name)
            return await _written(host, replace(change, expected_head=line.head))
        name = branch_name(phase, claimed.intent.id, snapshot.commit)
        commit = await _cut(pulls, name, _with_all_that_waits(change, line), claimed.intent.id)
        async with self._store.transaction() as tx:
            fresh = PhaseBranch(snapshot.project.name, phase, name, snapshot.commit)
            await tx.save_branch(row.cut_anew(name, snapshot.commit) if row else fresh)
        if row is not None and line.ours and row.name != name:
            await forget(pulls, row.name)
        return commit


async def forget(pulls: PullRequests, name: str) -> None:
    """Remove a branch that is of no use any more; where that fails, it only lies about."""
    try:
        await pulls.delete_branch(name)
    except HostError as error:
        _log.warning("a branch of gatebot's is left over", branch=name, why=str(error))


def branch_name(phase: str, intent_id: str, base: str) -> str:
    """Return a branch's name: the same for the same attempt, whoever makes it."""
    plain = quote(phase, safe="").replace("%", "_").replace(".", "_")[:40]
    short = sha256(f"{intent_id} {base}".encode()).hexdigest()[:8]
    return f"{PREFIX}{plain}-{short}"


def _parts(snapshot: Snapshot) -> tuple[Line, PullRequests]:
    assert snapshot.line is not None  # noqa: S101 - it was read for a phase
    assert snapshot.project.pulls is not None  # noqa: S101 - else there is no line
    return snapshot.line, snapshot.project.pulls


async def _cut(pulls: PullRequests, name: str, change: Write, intent_id: str) -> str:
    """Make a branch with one commit; or find that an earlier attempt has done so."""
    base = change.expected_head
    head = await pulls.head_of(name)
    if head is None:
        await pulls.create_branch(name, base)
        head = base
    host = pulls.on_branch(name)
    if head == base:
        return await _written(host, change)
    return await _made_before(host, base, intent_id)


async def _written(host: GitHost, change: Write) -> str:
    """Write, also onto what somebody pushed that moment: the next write leaves that behind."""
    try:
        return await host.write(change)
    except Overtaken as overtaken:
        return overtaken.commit


async def _made_before(host: GitHost, base: str, intent_id: str) -> str:
    look = await host.look((), since=base)
    for commit in look.since:
        if intent_id in commit.trailers(INTENT):
            return commit.sha
    raise Conflict("Somebody has written to the branch that gatebot was about to begin.")


def _with_all_that_waits(change: Write, line: Line) -> Write:
    """Return a change that holds what the old branch does, and says whose work that was."""
    trailers = "".join(f"{INTENT}: {intent}\n" for intent in dict.fromkeys(line.intents))
    message = change.message.rstrip("\n") + "\n" + trailers
    return replace(change, files={**line.files, **change.files}, message=message)
