"""The verification: every change since gatebot came, then what stands at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bot.documents.policy_file import POLICY_PATH
from bot.githosts.paths import is_full_sha
from bot.readiness.phase import UnknownStatus
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Place
from bot.readiness.status import Status
from bot.verify.clone import Clone, opened
from bot.verify.commits import Commits, Judged
from bot.verify.drift import judge_drift
from bot.verify.facts import Reader
from bot.verify.findings import Finding, Findings, Level, NotVerifiable, Report, Verified, What
from bot.verify.history import Change, History, read_history
from bot.verify.seen import judge_shown_at_the_end
from bot.verify.signatures import Trust, judge_unsigned


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever verifies knows from elsewhere, as full shas.

    `contains`: commits that have to be in the history that counts. `accept`: commits whose failures
    are known and accepted. `start`: where gatebot started, which else is told from the history.
    """

    contains: Sequence[str] = ()
    accept: Sequence[str] = ()
    start: str | None = None


async def verify(
    repo: Path, at: str = "HEAD", trust: Trust | None = None, known: Known | None = None
) -> Report:
    """Verify a full clone, as of one commit.

    Args:
        repo: The clone.
        at: The end of the history, as people name commits.
        trust: The keys that records have to be signed by; None where signatures aren't asked for.
        known: What is known of the history from elsewhere.

    Raises NotVerifiable where nothing can be said, and HostUnavailable or Rejected where git fails.
    """
    known = known or Known()
    for commit in (*known.contains, *known.accept, *filter(None, [known.start])):
        if not is_full_sha(commit):
            fix = "Write all 40 digits: a shorter one can be found for another commit."
            raise NotVerifiable(f"“{commit}” is no commit's full id.", fix)
    with opened(repo, at) as clone:
        return await _Verification(clone, trust, known).report()


class _Verification:
    def __init__(self, clone: Clone, trust: Trust | None, known: Known) -> None:
        self._clone = clone
        self._trust = trust
        self._known = known
        self._reader = Reader(clone)
        self._findings = Findings()

    async def report(self) -> Report:
        history = read_history(self._clone, self._reader, self._known.start)
        judge = Commits(self._clone, self._reader, history, self._trust, self._findings)
        for change in history.changes:
            if not change.parents:
                self._beginning(change)
            await judge.judge(change)
        if self._trust is not None:
            cases = [(each.case, each.signing, each.pinned is not None) for each in judge.signoffs]
            judge_unsigned(cases, self._trust, self._clone)
        self._accept()
        self._line(history)
        self._end(history, judge.signoffs)
        found = tuple(self._findings.found)
        return Report(
            start=history.starts[0],
            head=self._clone.head,
            commits=len(history.followed),
            signoffs=tuple(_verified(judged, found) for judged in judge.signoffs),
            findings=found,
        )

    def _beginning(self, start: Change) -> None:
        """Take what stood when the policy came as it was."""
        first = start.after
        for phase in first.tracker.phases if first.tracker else ():
            if phase.status is Status.SIGNED_OFF:
                said = f"{phase.id} was Signed Off before gatebot: no record is asked for."
                self._findings.note(What.BEFORE_GATEBOT, phase.place, start.commit, said)
        if first.rows:
            said = f"{first.rows.total()} sign-off rows are from before gatebot."
            place = next(iter(first.rows)).place or Place(POLICY_PATH)
            self._findings.note(What.BEFORE_GATEBOT, place, start.commit, said)

    def _accept(self) -> None:
        """Accept what failed at commits so far: nothing that is judged at the end is one's own."""
        failed = {f.commit for f in self._findings.found if f.level is Level.FAIL}
        for commit in self._known.accept:
            if commit not in failed:
                said = f"{commit[:12]} is to be accepted, and nothing failed there."
                place = Place(POLICY_PATH)
                self._findings.warn(What.NOTHING_TO_ACCEPT, place, self._clone.head, said)
        self._findings.accept(frozenset(self._known.accept))

    def _line(self, history: History) -> None:
        """Judge which history it is that counts: it has one start, and what is known is in it."""
        place, head = Place(POLICY_PATH), self._clone.head
        if count := self._clone.replaced():
            said = (
                f"git shows others for {count:,} objects, by refs/replace/. What was verified is "
            )
            said += "what they were before; look at it with `git --no-replace-objects`."
            self._findings.warn(What.OBJECTS_REPLACED, Place("refs/replace/"), head, said)
        if len(history.starts) > 1:
            starts = ", ".join(commit[:12] for commit in history.starts)
            said = f"gatebot starts at {starts}: in histories that began apart and were merged. "
            said += "Name the one that counts with --start."
            self._findings.fail(What.SEVERAL_STARTS, place, head, said)
        before = self._clone.ancestors(history.starts)
        for commit in self._known.contains:
            if commit not in self._clone.parents:
                said = f"The history does not contain {commit[:12]}, as it has to: it was written "
                said += "again, or its end was taken away."
            elif commit not in history.followed and commit not in before:
                said = f"{commit[:12]} has to be in the history that counts, and is only merged "
                said += f"into it: it does not come from {history.starts[0][:12]}, the start."
            else:
                continue
            self._findings.fail(What.HISTORY_EDITED, place, head, said)

    def _end(self, history: History, signoffs: Sequence[Judged]) -> None:
        head, commit = history.head, self._clone.head
        if head.state.policy is None:
            said = f"There is no {POLICY_PATH} at the end of the history."
            self._findings.fail(What.POLICY_GONE, Place(POLICY_PATH), commit, said)
        elif head.file is not None and head.tracker is None:
            said = "The tracker that the policy names is not there at the end of the history."
            self._findings.fail(What.UNREADABLE, Place(head.file.paths.tracker), commit, said)
        for problem in head.problems:
            self._findings.fail(What.UNREADABLE, problem.place, commit, problem.wrong)
        judge_shown_at_the_end(head, commit, self._findings)
        for phase in head.tracker.phases if head.tracker else ():
            if isinstance(phase.status, UnknownStatus):
                said = f"{phase.status.wrong} ({phase.id})."
                self._findings.fail(What.UNKNOWN_STATUS, phase.place, commit, said)
        for judged in self._latest(signoffs):
            if judged.pinned is not None:
                judge_drift(judged.case, judged.pinned, head)

    def _latest(self, signoffs: Sequence[Judged]) -> Iterator[Judged]:
        """Yield each phase's last sign-off; the last of each branch, where several were merged."""
        found: dict[str, list[Judged]] = {}
        for judged in signoffs:
            key, at = phase_key(judged.file.record.phase), judged.file.commit
            before = found.get(key, [])
            beside = [e for e in before if not self._clone.is_ancestor(e.file.commit, at)]
            found[key] = [*beside, judged]
        return chain.from_iterable(found.values())


def _verified(judged: Judged, findings: Sequence[Finding]) -> Verified:
    """Return a record as it was found, failed by anything about its file or its name."""
    file, record = judged.file, judged.file.record
    failed = any(
        f.level in {Level.FAIL, Level.ACCEPTED}
        and (f.place.path == file.path or f.said.startswith(f"{file.name}:"))
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
