"""The evidence of a sign-off: as it was at the pinned commit, and what became of it since."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.audit.auditor import audit
from bot.audit.rules import AuditRules
from bot.documents.policy_file import ProjectFile
from bot.githosts.host import CiRun, CiState, HostError
from bot.githosts.local.host import LocalHost
from bot.readiness.evidence import Evidence, Finding, Kind, Subject, Verdict
from bot.readiness.record import RecordedItem, SignoffRecord
from bot.readiness.request import implemented
from bot.readiness.status import Status
from bot.readiness.waivers import kinds_asked
from bot.verify.clone import Clone
from bot.verify.clone_host import CloneHost, claims_of
from bot.verify.findings import What
from bot.verify.signoff import Case, Pinned

_NOTES = "refs/notes/ci"


@dataclass(frozen=True, slots=True)
class Drifted:
    """One thing about an item that is not as it was signed off; `path` is where, if known."""

    reference: str
    path: str
    said: str


async def judge_evidence(case: Case, pinned: Pinned) -> None:
    """Audit the evidence anew at the pinned commit, and compare it with the record."""
    record = case.file.record
    _judge_items(case, pinned)
    host = CloneHost(case.clone, claims_of(record.evidence))
    items = [Evidence(item.kind, item.reference) for item in record.evidence]
    rules = rules_of(pinned.file)
    checked = await audit(host, record.commit, items, record.policy_oid, rules)
    for at, (item, finding) in enumerate(zip(record.evidence, checked.findings, strict=True)):
        _judge_finding(case, at, item, finding)
    if record.before is Status.COMPLETED and not implemented(checked):
        said = "its phase was Completed, and no code or test shows that the implementation landed."
        case.fail(What.EVIDENCE_FAILS, said, "evidence")
    # A landing may come later than its round: what was approved has to be there still.
    for drifted in await drift(case.clone, record, pinned.file, case.file.commit):
        case.fail(What.EVIDENCE_DIFFERS, f"when it was signed off, {drifted.said}", "evidence")


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


async def drift(
    clone: Clone, record: SignoffRecord, file: ProjectFile, commit: str
) -> tuple[Drifted, ...]:
    """Return what of a record's evidence is different at a commit. CI runs do not drift here."""
    host = CloneHost(clone, claims_of(record.evidence))
    items = [Evidence(item.kind, item.reference) for item in record.evidence]
    rules = replace(rules_of(file), any_green_ancestor=True)
    checked = await audit(host, commit, items, record.policy_oid, rules)
    found: list[Drifted] = []
    for item, finding in zip(record.evidence, checked.findings, strict=True):
        was, now = _files(item.subjects), _files(finding.subjects)
        changed = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
        if finding.verdict is not Verdict.PASS:
            path = changed[0] if changed else ""
            said = f"“{item.reference}” does not hold any more: {finding.sentence}"
            found.append(Drifted(item.reference, path, said))
        else:
            found += [Drifted(item.reference, name, _became(name, was, now)) for name in changed]
    return tuple(found)


def _files(subjects: Iterable[Subject]) -> dict[str, str]:
    return {s.name: s.oid for s in subjects if not s.name.startswith(("commit:", "ci:"))}


def _became(name: str, was: dict[str, str], now: dict[str, str]) -> str:
    if name not in now:
        return f"{name} is not there any more."
    if name not in was:
        return f"{name} is new."
    return f"{name} is {now[name][:12]}; it was {was[name][:12]}."


async def judge_ci(case: Case) -> None:
    """Look the recorded runs up in refs/notes/ci, where it was fetched; else say it was not."""
    claims = claims_of(case.file.record.evidence)
    if not claims.runs:
        return
    if case.clone.ref(_NOTES) is None:
        said = (
            f"{len(claims.runs)} CI runs are taken from the record: "
            f"a clone has none, unless {_NOTES} is fetched."
        )
        case.note(What.CI_NOT_CHECKED, said, "evidence")
        return
    host = LocalHost(case.clone.git_dir)
    for link, claimed in claims.runs.items():
        try:
            run = await host.ci_run_at(link)
        except HostError as error:
            case.note(What.CI_NOT_CHECKED, str(error), "evidence")
            continue
        _judge_run(case, link, claimed, run)


def _judge_run(case: Case, link: str, claimed: CiRun, run: CiRun | None) -> None:
    if run is None:
        said = f"{_NOTES} has no run {link}."
        case.fail(What.EVIDENCE_FAILS, said, "evidence")
    elif (run.id, run.commit) != (claimed.id, claimed.commit):
        said = f"run {link} is {run.id} for {run.commit[:12]}; the record says {claimed.id} for "
        case.fail(What.EVIDENCE_DIFFERS, f"{said}{claimed.commit[:12]}.", "evidence")
    elif run.state is not CiState.GREEN:
        case.note(What.DRIFT, f"run {link} is {run.state} by now.", "evidence")


def rules_of(file: ProjectFile) -> AuditRules:
    """Return how a policy has evidence judged."""
    rules = file.policy.rules
    return AuditRules(
        evidence_folder=rules.evidence_folder,
        any_green_ancestor=rules.any_green_ancestor,
        edited_documents=(file.paths.tracker, rules.signoffs_folder),
    )
