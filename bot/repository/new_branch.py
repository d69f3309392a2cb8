"""Cutting branches: named after what asks for them, so that an attempt finds the one before it."""

import unicodedata
from hashlib import sha256
from typing import Final

import structlog

from bot.ports.git_host import Conflict, GitHost, HostError, Overtaken, Write
from bot.ports.pull_requests import PullRequests
from bot.repository.projects import Line, Snapshot
from bot.repository.trailers import INTENT

PREFIX: Final = "gatebot/"

_log = structlog.get_logger("gatebot.branching")


async def forget(pulls: PullRequests, name: str) -> None:
    """Remove a branch that is of no use any more; where that fails, it only lies about."""
    try:
        await pulls.delete_branch(name)
    except HostError as error:
        _log.warning("a branch of gatebot's is left over", branch=name, why=str(error))


def branch_name(phase: str, intent_id: str, base: str) -> str:
    """Return a branch's name: the same for the same attempt, whoever makes it.

    Git takes it whatever the phase is called: letters and digits stay, all else is `_`.
    """
    written = unicodedata.normalize("NFC", phase)
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in written)[:40]
    # A phase whose name is changed is told apart by what was changed; others keep their branches.
    told_apart = f"{intent_id} {base}" + (f" {phase}" if plain != phase else "")
    short = sha256(told_apart.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{PREFIX}{plain}-{short}"


def parts_of(snapshot: Snapshot) -> tuple[Line, PullRequests]:
    """Return what a snapshot of a project with pull requests has beside its head."""
    assert snapshot.line is not None  # noqa: S101 - it was read for a phase
    assert snapshot.project.pulls is not None  # noqa: S101 - else there is no line
    return snapshot.line, snapshot.project.pulls


async def cut(pulls: PullRequests, name: str, change: Write, intent_id: str) -> str:
    """Make a branch with one commit; or find that an earlier attempt has done so."""
    base = change.expected_head
    head = await pulls.head_of(name)
    if head is None:
        await pulls.create_branch(name, base)
        head = base
    host = pulls.on_branch(name)
    if head == base:
        return await written(host, change)
    return await _made_before(host, base, intent_id)


async def written(host: GitHost, change: Write) -> str:
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
