"""The documents of a change as people see them: can they be read, and do they show what is read."""

from collections.abc import Iterator

from bot.documents.policy_file import POLICY_PATH
from bot.readiness.place import Place, Problem
from bot.readiness.status import Status
from bot.verify.facts import Facts
from bot.verify.findings import Finding, Findings, Level, What
from bot.verify.history import Change
from bot.verify.statuses import leads_to


def judge_documents(change: Change, findings: Findings) -> None:
    """Tell what can't be read from here on, or again; report what shows something else."""
    known = {problem for facts in change.parents for problem in facts.problems}
    for problem in change.after.problems:
        if problem not in known:
            findings.warn(What.UNREADABLE, problem.place, change.commit, problem.wrong)
    for path in sorted(
        {p.place.path for p in known} - {p.place.path for p in change.after.problems}
    ):
        said = f"{path} can be read again from here on."
        findings.note(What.UNREADABLE, Place(path), change.commit, said)
    shown = {said for facts in change.parents for said in _shown(facts)}
    for said, problem in _shown(change.after).items():
        if said not in shown:
            findings.fail(What.SHOWN_OTHERWISE, problem.place, change.commit, said)
    for key, before, after in _returned(change):
        if not leads_to(before, after) and before is not after:
            said = f"{key.upper()} came back as {after}; it was {before} when it was taken out."
            findings.fail(What.FORBIDDEN_STEP, _place(change.after, key), change.commit, said)


def judge_shown_at_the_end(head: Facts, commit: str, findings: Findings) -> None:
    """Report what still shows something else than is read, and did so before gatebot came."""
    known = {finding.said for finding in findings.found if _is_shown(finding)}
    for said, problem in _shown(head).items():
        if said not in known:
            findings.fail(What.SHOWN_OTHERWISE, problem.place, commit, said)


def _is_shown(finding: Finding) -> bool:
    return finding.what is What.SHOWN_OTHERWISE and finding.level is not Level.NOTE


def _shown(facts: Facts) -> dict[str, Problem]:
    """Return what a tracker shows otherwise than it is read, by what is said of it."""
    found = facts.tracker.shown_otherwise if facts.tracker else ()
    return {f"{phase}: {problem.wrong}": problem for phase, problem in found}


def _returned(change: Change) -> Iterator[tuple[str, Status, Status]]:
    """Yield the phases that were taken out once and are there again: what each was, and is."""
    for key, after in change.after.statuses.items():
        if any(key in facts.statuses for facts in change.parents):
            continue
        for before in {facts.gone[key] for facts in change.parents if key in facts.gone}:
            yield key, before, after


def _place(facts: Facts, key: str) -> Place:
    phase = facts.tracker.phase(key) if facts.tracker else None
    return phase.place if phase else Place(POLICY_PATH)
