"""The verification: every change since gatebot came, then what stands at the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.documents.policy_file import POLICY_PATH
from bot.documents.tracker_model import SignoffRow
from bot.readiness.phase import UnknownStatus, same_id
from bot.readiness.place import Place
from bot.readiness.statement import parse_record
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from bot.signing.keys import PublicKey
from bot.trailers import CORRELATION, INTENT
from bot.verify.clone import Clone, opened
from bot.verify.evidence import drift, judge_ci, judge_evidence
from bot.verify.facts import Facts, Reader
from bot.verify.findings import Finding, Findings, Level, Report, Verified, What
from bot.verify.history import Change, History, read_history
from bot.verify.record_file import RecordFile
from bot.verify.rows import added_records, judge_files, judge_rows
from bot.verify.signatures import ENVELOPE, judge_signature
from bot.verify.signoff import Case, Pinned, claims_a_signoff, judge_signoff, rows_claimed
from bot.verify.statuses import judge_statuses, may_take_several_steps


async def verify(repo: Path, at: str = "HEAD", keys: Sequence[PublicKey] | None = None) -> Report:
    """Verify a full clone, as of one commit; with `keys`, every record has to be signed by one.

    Raises NotVerifiable where nothing can be said, and HostUnavailable or Rejected where git fails.
    """
    with opened(repo, at) as clone:
        return await _Verification(clone, keys).report()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A record that was judged: by which key it was signed, what it was opened on if that is there.

    What stands in a record is anybody's word: no object is ever asked for by it alone.
    """

    file: RecordFile
    key: str
    pinned: Pinned | None


class _Verification:
    def __init__(self, clone: Clone, keys: Sequence[PublicKey] | None) -> None:
        self._clone = clone
        self._keys = keys
        self._reader = Reader(clone)
        self._findings = Findings()
        self._signoffs: list[_Judged] = []
        self._ids: dict[str, RecordFile] = {}

    async def report(self) -> Report:
        history = read_history(self._clone, self._reader)
        await self._beginning(history)
        for change in history.changes:
            await self._change(change)
        await self._end(history)
        found = tuple(self._findings.found)
        return Report(
            start=history.start,
            head=self._clone.head,
            commits=history.commits,
            signoffs=tuple(_verified(judged, found) for judged in self._signoffs),
            findings=found,
        )

    async def _beginning(self, history: History) -> None:
        """Take what stood when the policy came as it was; records can't have been there yet."""
        first = history.first
        for phase in first.tracker.phases if first.tracker else ():
            if phase.status is Status.SIGNED_OFF:
                said = f"{phase.id} was Signed Off before gatebot: no record is asked for."
                self._findings.note(What.BEFORE_GATEBOT, phase.place, history.start, said)
        if first.rows:
            said = f"{first.rows.total()} sign-off rows are from before gatebot."
            place = next(iter(first.rows)).place or Place(POLICY_PATH)
            self._findings.note(What.BEFORE_GATEBOT, place, history.start, said)
        await self._records(Change(history.start, (), first))
        for commit in history.other_starts:
            said = "The policy was added anew here: from where on to verify can't be told."
            self._findings.fail(What.POLICY_GONE, Place(POLICY_PATH), commit, said)

    async def _change(self, change: Change) -> None:
        if not change.parents:
            return  # the policy was added anew: that is a failure already
        if change.after.state.policy is None:
            said = "The policy was taken out of the repository."
            self._findings.fail(What.POLICY_GONE, Place(POLICY_PATH), change.commit, said)
            return
        self._documents(change)
        judge_files(change, self._findings)
        files = await self._records(change)
        claimed: Counter[SignoffRow] = sum((rows_claimed(change, f) for f in files), Counter())
        judge_rows(change, claimed, self._findings)
        info = self._clone.info(change.commit)
        by_gatebot = bool(info.trailers(INTENT))
        phases = frozenset(file.record.phase.casefold() for file in files)
        several = may_take_several_steps((file.record for file in files), info)
        judge_statuses(change, phases, several, self._findings, by_gatebot=by_gatebot)
        ids = {file.record.correlation_id for file in files}
        if by_gatebot and claims_a_signoff(info) and not ids & set(info.trailers(CORRELATION)):
            said = "The commit's trailers tell of a sign-off, and it adds no record of it."
            self._findings.fail(What.RECORD_GONE, Place(POLICY_PATH), change.commit, said)

    def _documents(self, change: Change) -> None:
        known = {problem for facts in change.parents for problem in facts.problems}
        for problem in change.after.problems:
            if problem not in known:
                place = problem.place
                self._findings.warn(What.UNREADABLE, place, change.commit, problem.wrong)
        if all(facts.state.policy != change.after.state.policy for facts in change.parents):
            said = "The policy changed."
            self._findings.note(What.POLICY_CHANGED, Place(POLICY_PATH), change.commit, said)

    async def _records(self, change: Change) -> tuple[RecordFile, ...]:
        """Judge the records that a commit adds; return those that can be read."""
        added = added_records(change)
        files = [file for path in added if (file := self._record(path, change)) is not None]
        for file in files:
            await self._signoff(file, change, alone=len(files) == 1)
        for path in added:
            record = f"{path.removesuffix(ENVELOPE)}.json"
            if path.endswith(ENVELOPE) and record not in added:
                said = "This envelope came without its record."
                self._findings.fail(What.SIGNATURE, Place(path), change.commit, said)
        return tuple(files)

    def _record(self, path: str, change: Change) -> RecordFile | None:
        if path.endswith(ENVELOPE):
            return None
        data = self._clone.objects.content(change.after.records[path][1])
        try:
            return RecordFile(path, change.commit, data, parse_record(data))
        except BadRecord as error:
            said = f"This is no sign-off record: {error}"
            self._findings.fail(What.RECORD_UNREADABLE, Place(path), change.commit, said)
            return None

    async def _signoff(self, file: RecordFile, change: Change, *, alone: bool) -> None:
        info = self._clone.info(change.commit)
        case = Case(file, change, info, self._clone, self._reader, self._findings, alone)
        self._judge_once(case)
        pinned = judge_signoff(case)
        if pinned is not None:
            await judge_evidence(case, pinned)
            await judge_ci(case)
        self._signoffs.append(_Judged(file, judge_signature(case, self._keys), pinned))

    def _judge_once(self, case: Case) -> None:
        """Report a correlation id or a round that was there before."""
        record = case.file.record
        twin = self._ids.setdefault(record.correlation_id, case.file)
        if twin is not case.file and not self._same_elsewhere(twin, case.file):
            said = f"its correlation id is that of {twin.path} in {twin.commit[:12]}."
            case.fail(What.ID_REUSED, said, "correlation_id")
        for file in (judged.file for judged in self._signoffs):
            same = same_id(file.record.phase, record.phase)
            if not same or file.record.round < record.round:
                continue
            if self._clone.is_ancestor(file.commit, case.file.commit):
                said = f"round {file.record.round} was signed off before it."
                case.fail(What.RECORD_DIFFERS, said, "round")

    def _same_elsewhere(self, one: RecordFile, other: RecordFile) -> bool:
        """Tell whether a record was picked onto another branch, which is merged later."""
        apart = not self._clone.is_ancestor(one.commit, other.commit)
        return apart and (one.path, one.data) == (other.path, other.data)

    async def _end(self, history: History) -> None:
        head, commit = history.head, self._clone.head
        for problem in head.problems:
            self._findings.fail(What.UNREADABLE, problem.place, commit, problem.wrong)
        for phase in head.tracker.phases if head.tracker else ():
            if isinstance(phase.status, UnknownStatus):
                said = f"“{phase.status.text}” is no status ({phase.id})."
                self._findings.fail(What.UNKNOWN_STATUS, phase.place, commit, said)
        latest = {judged.file.record.phase.casefold(): judged for judged in self._signoffs}
        for judged in latest.values():
            await self._drift(judged, head)

    async def _drift(self, judged: _Judged, head: Facts) -> None:
        """Compare the evidence of a phase's latest record with what is there at the end."""
        if judged.pinned is None or head.file is None:
            return
        file, policy = judged.file, judged.pinned.file
        level = self._findings.fail if head.file.drift_fails else self._findings.warn
        for drifted in await drift(self._clone, file.record, policy, self._clone.head):
            place = Place(drifted.path) if drifted.path else file.place("evidence")
            said = f"{file.name}: since it was signed off, {drifted.said}"
            level(What.DRIFT, place, self._clone.head, said)
        items = head.tracker.evidence_of(file.record.phase) if head.tracker else ()
        now = Counter((item.kind, item.reference) for item in items)
        then = Counter((item.kind, item.reference) for item in file.record.evidence)
        phase = head.tracker.phase(file.record.phase) if head.tracker else None
        place = phase.place if phase else file.place("evidence")
        for (kind, reference), how in (
            *((item, "was added to its evidence") for item in now - then),
            *((item, "was taken out of its evidence") for item in then - now),
        ):
            said = f"{file.name}: since it was signed off, {kind} “{reference}” {how}."
            level(What.DRIFT, place, self._clone.head, said)


def _verified(judged: _Judged, findings: Sequence[Finding]) -> Verified:
    """Return a record as it was found, failed by anything about its file or its name."""
    file, record = judged.file, judged.file.record
    failed = any(
        f.level is Level.FAIL and (f.place.path == file.path or f.said.startswith(f"{file.name}:"))
        for f in findings
    )
    return Verified(
        phase=record.phase,
        round=record.round,
        correlation_id=record.correlation_id,
        path=file.path,
        commit=file.commit,
        approvals=tuple((d.role, d.reviewer.display, d.at) for d in record.decisions),
        ok=not failed,
        signed_by=judged.key,
    )
