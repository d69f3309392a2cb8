"""What has changed since a phase was signed off, for the board and for its status."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.audit.drift import drift_of
from bot.audit.tree import Tree
from bot.ports import Fault, Unavailable
from bot.projects import Snapshot, asked_of_host
from bot.readiness.events import Change
from bot.readiness.phase import Phase
from bot.readiness.record import SignoffRecord
from bot.readiness.statement import parse_record
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from bot.usecases.auditing import audit_rules

PATIENCE_SECONDS: Final = 1.0  # a query answers without drift rather than late


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed since a sign-off was given at `since`; `url` shows the difference."""

    since: str
    changes: tuple[Change, ...]
    url: str | None = None


Drifts = Mapping[str, Drift]  # phase id → its drift, for those that have any


class DriftWatch:
    """Knows the drift of each project at the head that was looked at last."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Drifts]] = {}

    async def at(self, snapshot: Snapshot) -> Drifts:
        """Return the drift at a snapshot. Raises Unavailable and Fault."""
        name = snapshot.project.name
        known = self._known.get(name)
        if known is None or known[0] != snapshot.commit:
            known = snapshot.commit, await _drifts(snapshot)
            self._known[name] = known
        return known[1]

    async def soon(self, snapshot: Snapshot) -> Drifts:
        """Return the drift, where it can be told before a person waits too long; else nothing."""
        found = await self.if_known(snapshot)
        if found is None:
            known = self._known.get(snapshot.project.name)
            return known[1] if known else {}
        return found

    async def if_known(self, snapshot: Snapshot) -> Drifts | None:
        """Return the drift; None where it can't be told before a person waits too long."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self.at(snapshot)
        except (TimeoutError, Unavailable, Fault):
            return None


async def _drifts(snapshot: Snapshot) -> Drifts:
    records = await _records(snapshot)
    if not records:
        return {}
    host = snapshot.project.host
    tree = Tree(await asked_of_host(host.tree(snapshot.commit)))
    found: dict[str, Drift] = {}
    for phase, record in records.items():
        if changes := drift_of(record, tree, audit_rules(snapshot)):
            url = host.compare_url(record.commit, snapshot.commit)
            found[phase] = Drift(record.commit, changes, url)
    return found


async def _records(snapshot: Snapshot) -> Mapping[str, SignoffRecord]:
    """Return the record of each signed-off phase's last sign-off, where it can be read.

    One that can't is for `gatebot verify` to tell.
    """
    paths = {
        phase.id: path
        for phase in snapshot.tracker.phases
        if phase.status is Status.SIGNED_OFF and (path := _last_record(snapshot, phase))
    }
    if not paths:
        return {}
    blobs = await asked_of_host(
        snapshot.project.host.read(snapshot.commit, sorted(set(paths.values())))
    )
    found: dict[str, SignoffRecord] = {}
    for phase, path in paths.items():
        blob = blobs[path]
        if blob is None:
            continue
        try:
            found[phase] = parse_record(blob.data)
        except BadRecord:
            continue
    return found


def _last_record(snapshot: Snapshot, phase: Phase) -> str:
    rows = snapshot.tracker.signoffs_of(phase.id)
    return rows[-1].record if rows else ""
