"""The verification: every change since gatebot came, then what stands at the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.documents.policy_file import POLICY_PATH
from bot.documents.tracker_model import SignoffRow
from bot.githosts.paths import is_full_sha
from bot.readiness.phase import UnknownStatus, same_id
from bot.readiness.place import Place
from bot.readiness.statement import parse_record
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from bot.trailers import CORRELATION, INTENT
from bot.verify.clone import Clone, opened
from bot.verify.drift import judge_drift
from bot.verify.evidence import judge_ci, judge_evidence
from bot.verify.facts import Reader
from bot.verify.findings import Finding, Findings, Level, NotVerifiable, Report, Verified, What
from bot.verify.history import Change, History, read_history
from bot.verify.record_file import RecordFile
from bot.verify.rows import added_records, judge_files, judge_rows
from bot.verify.signatures import ENVELOPE, Signing, Trust, judge_signature, judge_unsigned
from bot.verify.signoff import Case, Pinned, claims_a_signoff, judge_signoff, rows_claimed
from bot.verify.statuses import judge_statuses, may_take_several_steps
from bot.verify.waivers import WaiverLog, judge_waivers


async def verify(
    repo: Path, at: str = "HEAD", trust: Trust | None = None, contains: Sequence[str] = ()
) -> Report:
    """Verify a full clone, as of one commit.

    Args:
        repo: The clone.
        at: The end of the history, as people name commits.
        trust: The keys that records have to be signed by; None where signatures aren't asked for.
        contains: Commits (full shas), known from elsewhere, that the history has to contain.

    Raises NotVerifiable where nothing can be said, and HostUnavailable or Rejected where git fails.
    """
    with opened(repo, at) as clone:
        return await _Verification(clone, trust, contains).report()


@dataclass(frozen=True, slots=True)
class _Judged:
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


class _Verification:
    def __init__(self, clone: Clone, trust: Trust | None, contains: Sequence[str]) -> None:
        self._clone = clone
        self._trust = trust
        self._contains = contains
        self._reader = Reader(clone)
        self._findings = Findings()
        self._signoffs: list[_Judged] = []
        self._waivers = WaiverLog(clone)
        self._ids: dict[str, RecordFile] = {}

    async def report(self) -> Report:
        history = read_history(self._clone, self._reader)
        self._known_commits()
        await self._beginning(history)
        for change in history.changes:
            await self._change(change)
        self._end(history)
        found = tuple(self._findings.found)
        return Report(
            start=history.start,
            head=self._clone.head,
            commits=history.commits,
            signoffs=tuple(_verified(judged, found) for judged in self._signoffs),
            findings=found,
        )

    def _known_commits(self) -> None:
        """Look for commits that have to be there: the id of each fixes all before it."""
        for commit in self._contains:
            if not is_full_sha(commit):
                mend = "Write all 40 digits: a shorter one can be found for another commit."
                raise NotVerifiable(f"“{commit}” is no commit's full id.", mend)
            if commit not in self._clone.parents:
                said = f"The history does not contain {commit[:12]}, as it has to: it was written "
                place = Place(POLICY_PATH)
                said += "anew, or its end was taken away."
                self._findings.fail(What.HISTORY_EDITED, place, self._clone.head, said)

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
        self._waivers.note(change)
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
        pinned = await judge_signoff(case)
        if pinned is not None:
            judge_waivers(case, pinned, self._waivers)
            await judge_evidence(case, pinned, self._rules_for(file))
            await judge_ci(case)
        keys = self._trust.keys if self._trust else None
        self._signoffs.append(_Judged(case, judge_signature(case, keys), pinned))

    def _rules_for(self, file: RecordFile) -> int:
        """Return the version of the rules that a sign-off's evidence is held to.

        It is the one of the record, and none older than that of a sign-off before it: nobody
        forges a record under rules that were stricter already.
        """
        said = file.record.rules
        others = (each.file for each in self._signoffs if each.file.record.rules > said)
        before = (o.record.rules for o in others if self._clone.is_ancestor(o.commit, file.commit))
        return max(before, default=said)

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

    def _end(self, history: History) -> None:
        head, commit = history.head, self._clone.head
        for problem in head.problems:
            self._findings.fail(What.UNREADABLE, problem.place, commit, problem.wrong)
        for phase in head.tracker.phases if head.tracker else ():
            if isinstance(phase.status, UnknownStatus):
                said = f"{phase.status.wrong} ({phase.id})."
                self._findings.fail(What.UNKNOWN_STATUS, phase.place, commit, said)
        if self._trust is not None:
            cases = [(each.case, each.signing, each.pinned is not None) for each in self._signoffs]
            judge_unsigned(cases, self._trust, self._clone)
        latest = {judged.file.record.phase.casefold(): judged for judged in self._signoffs}
        for judged in latest.values():
            if judged.pinned is not None:
                judge_drift(judged.case, judged.pinned, head)


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
        signed_by=judged.signing.key,
    )
