"""Each change in turn: documents, record files, rows, sign-offs and the steps of statuses."""

from collections import Counter
from dataclasses import dataclass

from bot.documents.policy_file import POLICY_PATH
from bot.documents.tracker_model import SignoffRow
from bot.githosts.bounds import TooLarge
from bot.githosts.local.tree_reader import REGULAR
from bot.readiness.phase_ids import phase_key, same_id
from bot.readiness.place import Place
from bot.readiness.statement import parse_record
from bot.readiness.strict import BadRecord
from bot.repository.trailers import CORRELATION, INTENT
from bot.verify.clone import Clone
from bot.verify.evidence import judge_ci, judge_evidence
from bot.verify.facts import Facts, Reader
from bot.verify.findings import Findings, What
from bot.verify.history import Change, History
from bot.verify.record_file import RecordFile
from bot.verify.rows import added_records, judge_files, judge_rows
from bot.verify.seen import judge_documents
from bot.verify.signatures import ENVELOPE, Signing, Trust, judge_signature
from bot.verify.signoff import Case, Pinned, claims_a_signoff, judge_signoff, rows_claimed
from bot.verify.statuses import judge_statuses, may_take_several_steps
from bot.verify.waivers import WaiverLog, judge_waivers


@dataclass(frozen=True, slots=True)
class Judged:
    """A record that was judged: how it was signed, what it was opened on if that is there.

    What stands in a record is anybody's word: no object is ever asked for by it alone.
    """

    case: Case
    signing: Signing
    pinned: Pinned | None

    @property
    def file(self) -> RecordFile:
        """The record."""
        return self.case.file


class Commits:
    """Judges changes, which have to come oldest first; `signoffs` are the records they brought."""

    def __init__(
        self,
        clone: Clone,
        reader: Reader,
        history: History,
        trust: Trust | None,
        findings: Findings,
    ) -> None:
        self.signoffs: list[Judged] = []
        self._clone = clone
        self._reader = reader
        self._followed = history.followed
        self._trust = trust
        self._findings = findings
        self._waivers = WaiverLog(clone)
        self._ids: dict[str, RecordFile] = {}

    async def judge(self, change: Change) -> None:
        """Judge one change; at a start only the records, which can't have been there yet."""
        if not change.parents:
            await self._records(change)
            return
        self._documents(change)
        self._waivers.note(change)
        judge_files(change, self._is_stray, self._findings)
        files = await self._records(change)
        claimed: Counter[SignoffRow] = sum((rows_claimed(change, f) for f in files), Counter())
        judge_rows(change, claimed, self._findings)
        info = self._clone.info(change.commit)
        by_gatebot = bool(info.trailers(INTENT))
        phases = frozenset(phase_key(file.record.phase) for file in files)
        several = may_take_several_steps(file.record for file in files)
        judge_statuses(change, phases, several, self._findings, by_gatebot=by_gatebot)
        ids = {file.record.correlation_id for file in files}
        if by_gatebot and claims_a_signoff(info) and not ids & set(info.trailers(CORRELATION)):
            said = "The commit's trailers tell of a sign-off, and it adds no record of it."
            self._findings.fail(What.RECORD_GONE, Place(POLICY_PATH), change.commit, said)

    def _documents(self, change: Change) -> None:
        judge_documents(change, self._findings)
        policies = {facts.state.policy for facts in change.parents}
        now = change.after.state.policy
        if now is None and policies != {None}:
            said = "The policy was taken out of the repository."
            self._findings.fail(What.POLICY_GONE, Place(POLICY_PATH), change.commit, said)
        elif now not in policies:
            said = "The policy changed."
            self._findings.note(What.POLICY_CHANGED, Place(POLICY_PATH), change.commit, said)

    async def _records(self, change: Change) -> tuple[RecordFile, ...]:
        """Judge the records that a commit adds; return those that can be read."""
        added = added_records(change, self._is_stray)
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
        mode, oid = change.after.records[path]
        if mode != REGULAR:
            said = "This record is no regular file."
            self._findings.fail(What.RECORD_UNREADABLE, Place(path), change.commit, said)
            return None
        if path.endswith(ENVELOPE):
            return None
        try:
            data = self._clone.objects.content(oid)
            return RecordFile(path, change.commit, data, parse_record(data))
        except (BadRecord, TooLarge) as error:
            said = f"This is no sign-off record: {error}"
            stray = isinstance(error, BadRecord) and not _is_named(path, change.after)
            keep = self._findings.warn if stray else self._findings.fail
            keep(What.RECORD_UNREADABLE, Place(path), change.commit, said)
            return None

    def _is_stray(self, facts: Facts, path: str) -> bool:
        """Tell whether a file in the folder of records is none, and no row there names it."""
        mode, oid = facts.records[path]
        if mode != REGULAR or path.endswith(ENVELOPE) or _is_named(path, facts):
            return False
        try:
            parse_record(self._clone.objects.content(oid))
        except BadRecord:
            return True
        except TooLarge:
            return False
        return False

    async def _signoff(self, file: RecordFile, change: Change, *, alone: bool) -> None:
        info = self._clone.info(change.commit)
        clone, reader, findings = self._clone, self._reader, self._findings
        case = Case(file, change, info, clone, reader, findings, self._followed, alone)
        self._judge_once(case)
        pinned = await judge_signoff(case)
        if pinned is not None:
            judge_waivers(case, pinned, self._waivers)
            await judge_evidence(case, pinned, self._rules_for(file))
            await judge_ci(case)
        keys = self._trust.keys if self._trust else None
        self.signoffs.append(Judged(case, judge_signature(case, keys), pinned))

    def _rules_for(self, file: RecordFile) -> int:
        """Return the version of the rules that a sign-off's evidence is held to.

        It is the one of the record, and none older than that of a sign-off before it: nobody
        forges a record under rules that were stricter already.
        """
        said = file.record.rules
        others = (each.file for each in self.signoffs if each.file.record.rules > said)
        before = (o.record.rules for o in others if self._clone.is_ancestor(o.commit, file.commit))
        return max(before, default=said)

    def _judge_once(self, case: Case) -> None:
        """Report a correlation id or a round that was there before."""
        record = case.file.record
        twin = self._ids.setdefault(record.correlation_id, case.file)
        if twin is not case.file and not self._same_elsewhere(twin, case.file):
            said = f"its correlation id is that of {twin.path} in {twin.commit[:12]}."
            case.fail(What.ID_REUSED, said, "correlation_id")
        for file in (judged.file for judged in self.signoffs):
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


def _is_named(path: str, facts: Facts) -> bool:
    """Tell whether a sign-off row says that this file is its record."""
    return any(
        row.record == path or path.endswith(f"/{row.correlation_id}.json") for row in facts.rows
    )
