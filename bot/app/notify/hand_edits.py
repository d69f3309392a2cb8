"""What a new head changed by hand: cards are drawn anew, and breaches told to the channel, once.

The last head that was looked at is kept in the database, so that what was pushed while no process
ran is told as well, and by one of several processes only.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from bot.app.shared.notifications import Telling
from bot.ports.clock import Clock
from bot.ports.errors import Fault
from bot.ports.git_host import CommitInfo, Look
from bot.ports.intents import Intent
from bot.ports.store import Store, Transaction
from bot.readiness.hand_edits import HandEdit, HandEdited, SignedRow, Stand, edits_between
from bot.readiness.phase_ids import phase_key
from bot.readiness.refusals import Refused
from bot.readiness.round import RoundState
from bot.repository.projects import Projects, Snapshot, asked_of_host
from bot.repository.trailers import INTENT

# Who did it is looked for in this many commits; with more, only what was done is told.
MOST_COMMITS: Final = 30

_log = structlog.get_logger("gatebot.hand_edits")
Stands = Mapping[str, Stand]  # by phase id, case-folded
_Reviewed = tuple[frozenset[str], frozenset[str]]
# What is approved may be in the branch a moment before the database says that it has landed.
_SIGNED: Final = frozenset({RoundState.LANDED, RoundState.APPROVED})
# What of these waited for a merge may come in all the same, if people reopen its pull request.
_DROPPED: Final = frozenset({RoundState.VOIDED, RoundState.WITHDRAWN, RoundState.SUPERSEDED})
_NO_ROUNDS: Final[_Reviewed] = (frozenset(), frozenset())
_ABSENT: Final = Stand(None, "", ())


@dataclass(frozen=True, slots=True)
class _Found:
    """A breach of one phase, and the commit that made it; None where it can't be told."""

    key: str
    edits: tuple[HandEdit, ...]
    by: CommitInfo | None


class HandEdits:
    """Compares each new head with the one before."""

    def __init__(self, store: Store, projects: Projects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock
        self._doubted: dict[str, str] = {}

    async def at(self, snapshot: Snapshot) -> None:
        """Tell what was changed by hand up to a snapshot. Raises Unavailable or Fault."""
        name = snapshot.project.name
        async with self._store.transaction() as tx:
            seen = await tx.seen_head(name)
        if seen == snapshot.commit:
            return
        if seen is None:
            await self._note(snapshot, None, ())
            return
        look = await asked_of_host(snapshot.project.host.look((), since=seen))
        if look.head != snapshot.commit or self._is_doubtful(name, look):
            return  # the next look compares
        await self._note(snapshot, seen, await self._told(snapshot, seen, look))

    def _is_doubtful(self, name: str, look: Look) -> bool:
        """Tell whether the branch seems set back, and was not seen so before.

        A host that answers from a copy that lags behind looks the same, for a moment.
        """
        doubtful = not look.base_reachable and self._doubted.get(name) != look.head
        self._doubted[name] = look.head
        return doubtful

    async def _note(self, snapshot: Snapshot, seen: str | None, told: Sequence[Intent]) -> None:
        """Keep the head, and what is to be told, unless another process was first."""
        name = snapshot.project.name
        async with self._store.transaction() as tx:
            if await tx.seen_head(name) == seen:
                await tx.note_head(name, snapshot.commit)
                await tx.enqueue_all(told)

    async def _told(self, snapshot: Snapshot, seen: str, look: Look) -> tuple[Intent, ...]:
        try:
            before = await self._projects.at(snapshot.project, seen)
        except (Fault, Refused) as error:
            # Forced away and collected, or broken at that time: there is nothing to compare with.
            _log.warning("head not compared", project=snapshot.project.name, why=str(error))
            return ()
        steps = _first_parents(look, seen)
        if steps and all(commit.trailers(INTENT) for commit in steps):
            moved: frozenset[str] = frozenset()  # whoever landed them draws their cards
        else:
            moved = _moved(_stands(before), _stands(snapshot))
        found = await self._found(before, snapshot, steps)
        cards = await self._cards(snapshot, moved | {each.key for each in found})
        return (*cards, *(self._report(snapshot, each) for each in found))

    async def _found(
        self, before: Snapshot, after: Snapshot, steps: Sequence[CommitInfo]
    ) -> tuple[_Found, ...]:
        """Return the breaches between two snapshots, each with its commit."""
        reviewed = await self._reviewed(before, after)
        net = _breaches(_stands(before), _stands(after), reviewed)
        if not net or len(steps) == 1:
            return tuple(_Found(key, edits, steps[0] if steps else None) for key, edits in net)
        if not steps or len(steps) > MOST_COMMITS:
            return tuple(_Found(key, edits, None) for key, edits in net)
        keys = {key for key, _ in net}
        found: list[_Found] = []
        last = _stands(before)
        for commit in steps:
            now = await self._stands_at(after, commit.sha)
            if now is None:
                continue  # broken in between: the next that can be read is compared
            made = _breaches(last, now, reviewed)
            found += [_Found(key, edits, commit) for key, edits in made if key in keys]
            last = now
        return tuple(found) or tuple(_Found(key, edits, None) for key, edits in net)

    async def _stands_at(self, of: Snapshot, commit: str) -> Stands | None:
        try:
            return _stands(await self._projects.at(of.project, commit))
        except Refused:
            return None

    async def _reviewed(self, *snapshots: Snapshot) -> Mapping[str, _Reviewed]:
        """Return by phase the ids of its rounds that may sign off, and of those that may not."""
        keys = {key for snapshot in snapshots for key in _stands(snapshot)}
        project = snapshots[0].project.name
        found: dict[str, _Reviewed] = {}
        async with self._store.transaction() as tx:
            for key in keys:
                rounds = await tx.rounds(project, key)
                signed = frozenset(r.id for r in rounds if r.state in _SIGNED)
                found[key] = signed, frozenset(r.id for r in rounds if r.state in _DROPPED)
        return found

    async def _cards(self, snapshot: Snapshot, keys: frozenset[str]) -> tuple[Intent, ...]:
        """Return what draws the newest card of each of these phases anew."""
        telling = self._telling(snapshot, f"head:{snapshot.project.name}:{snapshot.commit}")
        async with self._store.transaction() as tx:
            rounds = [await _newest_round(tx, snapshot.project.name, key) for key in sorted(keys)]
        return tuple(telling.card(round_id) for round_id in rounds if round_id)

    def _report(self, snapshot: Snapshot, found: _Found) -> Intent:
        project, by = snapshot.project, found.by
        phase = snapshot.tracker.phase(found.key)
        commit = by.sha if by else snapshot.commit
        event = HandEdited(
            phase=phase.id if phase else found.key.upper(),
            title=phase.title if phase else "",
            edits=found.edits,
            author=by.author_name if by else "",
            commit=commit,
            url=project.host.commit_url(commit) or "",
            merge=by is not None and len(by.parents) > 1,
        )
        telling = self._telling(snapshot, f"edited:{project.name}:{commit}:{found.key}")
        return telling.channel(project.channels[0], event)

    def _telling(self, snapshot: Snapshot, cause: str) -> Telling:
        return Telling(snapshot.project.name, str(uuid.uuid4()), cause, self._clock.now())


async def _newest_round(tx: Transaction, project: str, key: str) -> str:
    rounds = await tx.rounds(project, key)
    return rounds[-1].id if rounds else ""


def _first_parents(look: Look, seen: str) -> tuple[CommitInfo, ...]:
    """Return the commits that moved the branch, oldest first; a merge is one, whatever it brings.

    None where they do not lead back to what was seen: history was rewritten.
    """
    by_sha = {commit.sha: commit for commit in look.since}
    steps: list[CommitInfo] = []
    at = look.head
    while at != seen:
        commit = by_sha.get(at)
        if commit is None or not commit.parents:
            return ()
        steps.append(commit)
        at = commit.parents[0]
    return tuple(reversed(steps))


def _stands(snapshot: Snapshot) -> Stands:
    tracker = snapshot.tracker
    ids = {phase_key(p.id) for p in tracker.phases} | {phase_key(r.phase) for r in tracker.signoffs}
    return {key: _stand(snapshot, key) for key in ids}


def _stand(snapshot: Snapshot, key: str) -> Stand:
    phase = snapshot.tracker.phase(key)
    rows = tuple(
        SignedRow(row.role, row.reviewer, row.date, row.correlation_id, row.record)
        for row in snapshot.tracker.signoffs_of(key)
    )
    if phase is None:
        return Stand(None, "", rows)
    owners = ", ".join(phase.owners)
    return Stand(phase.status, f"{phase.title} ({owners})" if owners else phase.title, rows)


def _moved(before: Stands, after: Stands) -> frozenset[str]:
    """Return the phases whose status reads otherwise."""
    return frozenset(
        key
        for key in before.keys() | after.keys()
        if before.get(key, _ABSENT).shown != after.get(key, _ABSENT).shown
    )


def _breaches(
    before: Stands, after: Stands, reviewed: Mapping[str, _Reviewed]
) -> list[tuple[str, tuple[HandEdit, ...]]]:
    found = []
    for key in sorted(before.keys() | after.keys()):
        stands = before.get(key, _ABSENT), after.get(key, _ABSENT)
        signed, dropped = reviewed.get(key, _NO_ROUNDS)
        if edits := edits_between(*stands, signed, dropped):
            found.append((key, edits))
    return found
