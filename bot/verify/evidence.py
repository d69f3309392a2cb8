"""The evidence of a sign-off, as it was at the pinned commit and when it was signed off."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.evidence.auditor import audit
from bot.githosts.bounds import TooLarge
from bot.githosts.local.host import LocalHost
from bot.githosts.local.notes import NOTES_REF
from bot.ports.git_host import CiRun, CiState, NotFound, Rejected
from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Subject, Verdict
from bot.readiness.record import RecordedItem
from bot.readiness.request import implemented
from bot.readiness.status import Status
from bot.readiness.waivers import kinds_asked
from bot.verify.clone_host import CloneHost, claims_of
from bot.verify.drift import became, drift_at, rules_of
from bot.verify.findings import What
from bot.verify.signoff import Case, Pinned


async def judge_evidence(case: Case, pinned: Pinned, version: int) -> None:
    """Audit the evidence again at the pinned commit, and compare it with the record.

    `version`: of the rules it was signed off under. What fails by stricter rules of today alone is
    a warning: what was right when it was given stays valid.
    """
    record = case.file.record
    _judge_items(case, pinned)
    checked = await _audited(case, pinned, version)
    for at, (item, finding) in enumerate(zip(record.evidence, checked.findings, strict=True)):
        _judge_finding(case, at, item, finding)
    if record.before is Status.COMPLETED and not implemented(checked):
        said = "its phase was Completed, and no code or test shows that the implementation landed."
        case.fail(What.EVIDENCE_FAILS, said, "evidence")
    # A landing may come later than its round: what was approved has to be there still.
    try:
        for change in drift_at(case, pinned, case.file.commit):
            said = f"when it was signed off, {became(change)}"
            case.fail(What.EVIDENCE_DIFFERS, said, "evidence")
    except TooLarge as error:
        said = f"what its evidence was when it was signed off can't be looked at. {error}"
        case.fail(What.EVIDENCE_DIFFERS, said, "evidence")


async def _audited(case: Case, pinned: Pinned, version: int) -> Audit:
    """Return the audit by the rules of the sign-off; warn of what today's rules would fail."""
    record = case.file.record
    host = CloneHost(case.clone, claims_of(record.evidence))
    items = [Evidence(item.kind, item.reference) for item in record.evidence]
    rules = rules_of(pinned.file)
    today = await audit(host, record.commit, items, record.policy_oid, rules)
    if version >= rules.version or today.passed:
        return today
    earlier = replace(rules, version=version)
    former = await audit(host, record.commit, items, record.policy_oid, earlier)
    pairs = zip(today.findings, former.findings, strict=True)
    for at, (now, then) in enumerate(pairs):
        if then.verdict is Verdict.PASS and now.verdict is not Verdict.PASS:
            said = f"“{now.evidence.reference}” would not pass by today's rules: {now.sentence}"
            case.warn(What.STRICTER_NOW, said, "evidence", str(at))
    return former


def _judge_items(case: Case, pinned: Pinned) -> None:
    """Compare the list of items with the trackers it was made from, and with what was demanded."""
    record = case.file.record
    listed = Counter((item.kind, item.reference) for item in record.evidence)
    trackers = [("signed off", case.change.after.tracker)]
    if not record.by_pull_request:  # else its rows were on a branch, beside the approved commit
        trackers.insert(0, ("approved", pinned.tracker))
    for when, tracker in trackers:
        items = tracker.evidence_of(record.phase) if tracker else ()
        there = Counter((item.kind, item.reference) for item in items)
        for (kind, reference), said in _differences(there, listed):
            wrong = f"{kind} “{reference}” {said} where it was {when}."
            case.fail(What.EVIDENCE_DIFFERS, wrong, "evidence")
    asked = kinds_asked(pinned.file.policy.gate(record.phase), record.waivers)
    there_are = {item.kind for item in record.evidence}
    for kind in Kind:
        if kind in asked and kind not in there_are:
            said = f"the policy asked for evidence of the kind {kind}; there is none."
            case.fail(What.EVIDENCE_FAILS, said, "evidence")
    if not record.evidence:
        case.fail(What.EVIDENCE_FAILS, "it has no evidence at all.", "evidence")


def _differences(
    tracker: Counter[tuple[Kind, str]], record: Counter[tuple[Kind, str]]
) -> Iterator[tuple[tuple[Kind, str], str]]:
    yield from ((item, "is in the record, and not in the tracker") for item in record - tracker)
    yield from ((item, "is in the tracker, and not in the record") for item in tracker - record)


def _judge_finding(case: Case, at: int, item: RecordedItem, finding: Finding) -> None:
    keys = ("evidence", str(at))
    if finding.verdict is not Verdict.PASS:
        said = f"“{item.reference}” does not hold where it was approved: {finding.sentence}"
        case.fail(What.EVIDENCE_FAILS, said, *keys)
    elif sorted(finding.subjects) != sorted(item.subjects):
        for said in _subjects_differ(item.subjects, finding.subjects):
            case.fail(What.EVIDENCE_DIFFERS, f"“{item.reference}”: {said}", *keys)


def _subjects_differ(recorded: Sequence[Subject], found: Sequence[Subject]) -> Iterator[str]:
    said, there = ({s.name: s.oid for s in subjects} for subjects in (recorded, found))
    for name in sorted(said.keys() | there.keys()):
        if said.get(name) != there.get(name):
            yield (
                f"the record says {name} was {said.get(name, 'not there')[:20]}; "
                f"it was {there.get(name, 'not there')[:20]}."
            )


async def judge_ci(case: Case) -> None:
    """Look the recorded runs up in refs/notes/ci, where it was fetched; else say it was not."""
    claims = claims_of(case.file.record.evidence)
    if not claims.runs:
        return
    if case.clone.ref(NOTES_REF) is None:
        runs = "1 CI run is" if len(claims.runs) == 1 else f"{len(claims.runs)} CI runs are"
        said = f"{runs} taken from the record: a clone has none, unless {NOTES_REF} is fetched."
        case.note(What.CI_NOT_CHECKED, said, "evidence")
        return
    host = LocalHost(case.clone.git_dir)
    for link, claimed in claims.runs.items():
        try:
            run = await host.ci_run_at(link)
            others = await host.ci_runs(claimed.commit)
        except (NotFound, Rejected) as error:  # it may hold a red run: what can't be read is no yes
            case.fail(What.EVIDENCE_FAILS, str(error), "evidence")
            continue
        _judge_run(case, link, claimed, run)
        _judge_newest(case, others)


def _judge_run(case: Case, link: str, claimed: CiRun, run: CiRun | None) -> None:
    if run is None:
        said = f"{NOTES_REF} has no run {link}."
        case.fail(What.EVIDENCE_FAILS, said, "evidence")
    elif (run.id, run.commit) != (claimed.id, claimed.commit):
        said = f"run {link} is {run.id} for {run.commit[:12]}; the record says {claimed.id} for "
        case.fail(What.EVIDENCE_DIFFERS, f"{said}{claimed.commit[:12]}.", "evidence")


def _judge_newest(case: Case, runs: Sequence[CiRun]) -> None:
    """The newest run till the last approval decides; what came later is told."""
    approved = max((d.at for d in case.file.record.decisions), default=None)
    known = [run for run in runs if approved is not None and run.at <= approved]
    if known and known[0].state is CiState.RED:
        said = f"run {known[0].id} was the newest for {known[0].commit[:12]}, and it was red."
        case.fail(What.EVIDENCE_FAILS, said, "evidence")
    elif runs and runs[0].state is not CiState.GREEN:
        said = f"run {runs[0].id} for {runs[0].commit[:12]} is {runs[0].state} by now."
        case.note(What.DRIFT, said, "evidence")
