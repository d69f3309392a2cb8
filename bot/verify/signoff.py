"""One sign-off, at the commit that brought it: row, record, trailers, policy and status agree."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.documents.policy_file import ProjectFile
from bot.documents.signoff_rows import rows_of
from bot.documents.tracker_model import SignoffRow, Tracker
from bot.ports.git_host import CommitInfo
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import phase_key
from bot.readiness.record import record_path
from bot.readiness.request import blocked_by_predecessors
from bot.readiness.status import Action, step
from bot.repository.harmless import harmless
from bot.repository.trailers import CORRELATION, PHASE, REVIEWED_BY, one_line, reviewed_by
from bot.verify.clone import Clone
from bot.verify.facts import Reader
from bot.verify.findings import Findings, What
from bot.verify.history import Change
from bot.verify.people import as_in_policy, judge_people
from bot.verify.record_file import RecordFile
from bot.verify.rows import added_rows
from bot.verify.statuses import leads_to

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a round was opened on: the policy, the tracker and the phase at the pinned commit."""

    file: ProjectFile
    tracker: Tracker
    phase: Phase


@dataclass(frozen=True, slots=True)
class Case:
    """One sign-off to be judged (`alone` in its commit?), and where to put what is found.

    `followed`: the commits that count, as in `History`.
    """

    file: RecordFile
    change: Change
    info: CommitInfo
    clone: Clone
    reader: Reader
    findings: Findings
    followed: Collection[str]
    alone: bool = True

    def fail(self, what: What, said: str, *keys: str) -> None:
        """Keep a failure of the record, at the line of one of its members."""
        place = self.file.place(*keys)
        self.findings.fail(what, place, self.file.commit, f"{self.file.name}: {said}")

    def warn(self, what: What, said: str, *keys: str) -> None:
        """Keep what a person should look at."""
        place = self.file.place(*keys)
        self.findings.warn(what, place, self.file.commit, f"{self.file.name}: {said}")

    def note(self, what: What, said: str, *keys: str) -> None:
        """Keep something worth saying of the record."""
        place = self.file.place(*keys)
        self.findings.note(what, place, self.file.commit, f"{self.file.name}: {said}")


async def judge_signoff(case: Case) -> Pinned | None:
    """Judge all of a sign-off but its evidence; return what it was opened on, if that is there."""
    _judge_place(case)
    _judge_rows(case)
    _judge_statuses(case)
    pinned = _pinned(case)
    _judge_policy(case)
    if pinned is not None:
        _judge_phase(case, pinned)
        await judge_people(case.file, pinned.file.policy, pinned.phase, case.clone, case.findings)
        _judge_trailers(case, pinned)
    return pinned


def _judge_place(case: Case) -> None:
    record, after = case.file.record, case.change.after
    if not _UUID.fullmatch(record.correlation_id):
        case.fail(
            What.RECORD_DIFFERS, "its correlation id is no lower-case UUID.", "correlation_id"
        )
    folder = after.file.policy.rules.signoffs_folder if after.file else ""
    expected = record_path(folder, record.phase, record.correlation_id)
    if case.file.path != expected:
        case.fail(What.RECORD_MISPLACED, f"by what it says it belongs to {expected}.")


def _judge_rows(case: Case) -> None:
    record = case.file.record
    expected = Counter(rows_of(record, case.file.path))
    found = rows_claimed(case.change, case.file)
    for row in found - expected:
        wanted = next((other for other in expected - found if other.role == row.role), None)
        place = row.place or case.file.place()
        said = f"{case.file.name}: its row for {row.role} is not what the record says."
        if wanted is not None:
            differ = [n for n in _COLUMNS if getattr(row, n) != getattr(wanted, n)]
            pairs = (f"{n} “{getattr(row, n)}”, not “{getattr(wanted, n)}”" for n in differ)
            said = f"{case.file.name}: the row says {'; '.join(pairs)} as in the record."
        case.findings.fail(What.ROW_DIFFERS, place, case.file.commit, said)
    for row in expected - found:
        if not any(other.role == row.role for other in found - expected):
            said = f"the tracker has no row for {row.role} by {row.reviewer}."
            case.fail(What.ROW_GONE, said, "decisions")


_COLUMNS: Final = ("phase", "role", "reviewer", "date", "correlation_id", "record")


def rows_claimed(change: Change, file: RecordFile) -> Counter[SignoffRow]:
    """Return the rows a commit adds that name a record by its path or its correlation id."""
    return Counter(
        {
            row: count
            for row, count in added_rows(change).items()
            if row.record == file.path or row.correlation_id == file.record.correlation_id
        }
    )


def _judge_statuses(case: Case) -> None:
    record, key = case.file.record, phase_key(case.file.record.phase)
    befores = [("before", record.before, at.statuses.get(key)) for at in case.change.parents]
    after = ("after", record.after, case.change.after.statuses.get(key))
    for name, said, is_ in (*befores, after):
        # A squash takes the steps before the sign-off in the same commit.
        on_the_way = record.by_pull_request and name == "before" and leads_to(is_, said)
        if said is not is_ and not on_the_way:
            wrong = f"its status {name} is {said}; the tracker says {is_ or 'nothing'}."
            case.fail(What.RECORD_DIFFERS, wrong, "status", name)
    if step(record.before, Action.SIGN_OFF) is not record.after:
        wrong = f"the status machine has no sign-off from {record.before} to {record.after}."
        case.fail(What.FORBIDDEN_STEP, wrong, "status")


def _pinned(case: Case) -> Pinned | None:
    """Return what stands at the pinned commit, or say why the record can't be held to it."""
    commit, clone = case.file.record.commit, case.clone
    parents = [each for each in clone.parents[case.file.commit] if each in case.followed]
    there = commit in case.followed
    if not there or not any(clone.is_ancestor(commit, parent) for parent in parents):
        said = f"the commit it was approved on, {commit[:12]}, is not in the history before it."
        case.fail(What.HISTORY_EDITED, said, "commit")
        return None
    file = case.reader.file_at(commit)
    if file is None:
        said = f"the commit it was approved on, {commit[:12]}, has no policy that can be read."
        case.fail(What.RECORD_DIFFERS, said, "commit")
        return None
    tracker = case.reader.tracker_at(commit, file)
    phase = tracker.phase(case.file.record.phase) if tracker else None
    if tracker is None or phase is None:
        said = f"the tracker at {commit[:12]}, where it was approved, has no such phase."
        case.fail(What.RECORD_DIFFERS, said, "phase")
        return None
    if file.policy.oid != case.file.record.policy_oid:
        said = f"it names the policy {case.file.record.policy_oid[:12]}; at {commit[:12]} it was "
        case.fail(What.RECORD_DIFFERS, f"{said}{file.policy.oid[:12]}.", "policy")
    return Pinned(file, tracker, phase)


def _judge_policy(case: Case) -> None:
    """A sign-off is bound to its policy: neither before it nor with it may that have changed."""
    wanted, now = case.file.record.policy_oid, case.change.after.state.policy
    before = {facts.state.policy for facts in case.change.parents}
    if before != {wanted}:
        said = "the policy changed after it was asked for, and it was signed off all the same."
        case.fail(What.POLICY_CHANGED, said, "policy")
    if before != {now}:
        said = "the policy was changed in the same commit."
        case.fail(What.POLICY_CHANGED, said, "policy")


def _judge_phase(case: Case, pinned: Pinned) -> None:
    record, phase = case.file.record, pinned.phase
    for name, said, is_ in (
        ("phase", record.phase, phase.id),
        ("title", record.title, phase.title),
    ):
        if said != is_:
            wrong = f"its {name} is “{said}”; the tracker said “{is_}” where it was approved."
            case.fail(What.RECORD_DIFFERS, wrong, name)
    gate = pinned.file.policy.gate(phase.id)
    for tracker in (facts.tracker for facts in case.change.parents):
        now = tracker.phase(record.phase) if tracker else None
        if tracker and now and blocked_by_predecessors(now, tracker.phases, gate):
            said = "a phase that has to come before it was neither Signed Off nor Completed."
            case.fail(What.PREDECESSOR, said, "phase")
    if any(decision.at < record.requested_at for decision in record.decisions):
        said = "it was approved before it was asked for."
        case.fail(What.RECORD_DIFFERS, said, "requested_at")


def _judge_trailers(case: Case, pinned: Pinned) -> None:
    """Compare what trailers there are; squashing drops them."""
    info, record = case.info, case.file.record
    if record.correlation_id not in info.trailers(CORRELATION) and not case.alone:
        return  # several sign-offs squashed into one commit: the trailers are of another
    people = pinned.file.policy
    reviewers = [as_in_policy(d.reviewer, people) for d in record.decisions]
    expected = {
        CORRELATION: {record.correlation_id},
        PHASE: {one_line(record.phase)},
        REVIEWED_BY: set(reviewed_by(reviewers)),
    }
    for key, wanted in expected.items():
        found = set(info.trailers(key))
        # A message holds names in a form without effect on Git hosts; the record, as they are.
        if found and {harmless(each) for each in found} != {harmless(each) for each in wanted}:
            said = f"the trailers {key} say {_listed(found)}; its record says {_listed(wanted)}."
            case.fail(What.TRAILER_DIFFERS, said)


def claims_a_signoff(info: CommitInfo) -> bool:
    """Tell whether a commit's trailers say that it signs a phase off."""
    return bool(info.trailers(CORRELATION) and info.trailers(REVIEWED_BY) and info.trailers(PHASE))


def _listed(values: set[str]) -> str:
    return ", ".join(f"“{value}”" for value in sorted(values)) or "nothing"
