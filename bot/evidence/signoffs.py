"""Whether sign-offs hold: each has its record, which says the same, and rests on the same files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.documents.policy_file import ProjectFile
from bot.documents.signoff_rows import rows_of
from bot.documents.tracker_model import SignoffRow, Tracker
from bot.evidence.drift import drift_of
from bot.evidence.rules import rules_of
from bot.evidence.signoff_history import SignoffHistory
from bot.evidence.tree import Tree
from bot.ports.git_host import Blob, GitHost
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import same_id
from bot.readiness.record import SignoffRecord
from bot.readiness.signoffs import Backing, SetBy, SignoffCheck, Signoffs, ended_waivers
from bot.readiness.statement import parse_record
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from bot.readiness.waivers import waivers_of


@dataclass(frozen=True, slots=True)
class SignedDocuments:
    """What sign-offs are looked at in: the documents of a commit, on a day (UTC)."""

    commit: str
    file: ProjectFile
    tracker: Tracker
    today: date


async def check_signoffs(
    host: GitHost, given: SignedDocuments, history: SignoffHistory
) -> Signoffs:
    """Look at the sign-off of each phase that reads Signed Off. Raises HostError."""
    signed = [p for p in given.tracker.phases if p.status is Status.SIGNED_OFF]
    rows = {phase.id: _rows(given.tracker, phase) for phase in signed}
    paths = {row.record for held in rows.values() for row in held if row.record}
    blobs = await host.read(given.commit, sorted(paths)) if paths else {}
    files = _Files(host, blobs, Tree(await host.tree(given.commit) if paths else ()))
    return {
        phase.id: files.check(given, phase, rows[phase.id])
        if rows[phase.id]
        else await _unrecorded(host, given.commit, phase, history)
        for phase in signed
    }


def _rows(tracker: Tracker, phase: Phase) -> tuple[SignoffRow, ...]:
    """Return the sign-off rows of a phase; none where not one of them names a record."""
    rows = tracker.signoffs_of(phase.id)
    return rows if any(row.record for row in rows) else ()


async def _unrecorded(
    host: GitHost, head: str, phase: Phase, history: SignoffHistory
) -> SignoffCheck:
    origin = await history.origin(head, phase.id)
    if origin.before_gatebot:
        return SignoffCheck(phase.id, phase.title, Backing.BEFORE_GATEBOT)
    by = origin.by
    set_by = SetBy(by.sha, by.author_name, host.commit_url(by.sha)) if by else None
    return SignoffCheck(phase.id, phase.title, Backing.NO_RECORD, set_by=set_by)


class _Wrong(Exception):
    """A record is not what its rows need: its backing, the record's path, and why."""

    def __init__(self, backing: Backing, path: str, why: str = "") -> None:
        super().__init__(why)
        self.backing = backing
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True)
class _Files:
    """The records and the tree of one commit."""

    host: GitHost
    blobs: Mapping[str, Blob | None]
    tree: Tree

    def check(
        self, given: SignedDocuments, phase: Phase, rows: Sequence[SignoffRow]
    ) -> SignoffCheck:
        """Hold a phase's rows to their records, and the newest record to the files of now."""
        try:
            records = [self._record(phase, path, rows) for path in {r.record for r in rows}]
        except _Wrong as wrong:
            return SignoffCheck(phase.id, phase.title, wrong.backing, wrong.why, wrong.path)
        newest = max(records, key=lambda record: record.requested_at)
        policy = given.file.policy
        in_force = waivers_of(given.tracker.waivers, phase.id, policy, given.today).waived
        return SignoffCheck(
            phase=phase.id,
            title=phase.title,
            backing=Backing.RECORDED,
            changes=drift_of(newest, self.tree, rules_of(given.file)),
            since=newest.commit,
            url=self.host.compare_url(newest.commit, given.commit),
            ended=ended_waivers(newest.waivers, in_force, policy.gate(phase.id), given.today),
        )

    def _record(self, phase: Phase, path: str, rows: Sequence[SignoffRow]) -> SignoffRecord:
        if not path:
            raise _Wrong(Backing.RECORD_INVALID, path, "a row of its sign-off names no record")
        if (blob := self.blobs[path]) is None:
            raise _Wrong(Backing.RECORD_MISSING, path)
        try:
            record = parse_record(blob.data)
        except BadRecord as bad:
            raise _Wrong(Backing.RECORD_INVALID, path, f"it can't be read: {bad}") from bad
        if not same_id(record.phase, phase.id):
            raise _Wrong(Backing.RECORD_INVALID, path, f"it is the record of {record.phase}")
        told = Counter(replace(row, phase=record.phase) for row in rows if row.record == path)
        if told != Counter(rows_of(record, path)):
            raise _Wrong(Backing.RECORD_INVALID, path, "the tracker's rows say something else")
        return record
