"""Drift: what became of a sign-off's evidence, and of what it is called, since it was given."""

from collections import Counter

from bot.documents.policy_file import ProjectFile
from bot.evidence.drift import drift_of
from bot.evidence.rules import AuditRules
from bot.evidence.tree import Tree
from bot.githosts.bounds import TooLarge
from bot.readiness.events import Change
from bot.readiness.place import Place
from bot.verify.facts import Facts
from bot.verify.findings import Level, What
from bot.verify.signoff import Case, Pinned


def rules_of(file: ProjectFile) -> AuditRules:
    """Return how a policy has evidence judged."""
    rules = file.policy.rules
    return AuditRules(
        evidence_folder=rules.evidence_folder,
        any_green_ancestor=rules.any_green_ancestor,
        large_files=rules.large_files,
        edited_documents=file.edited,
        folder=file.paths.folder,
    )


def drift_at(case: Case, pinned: Pinned, commit: str) -> tuple[Change, ...]:
    """Return the files of a record's evidence that are others at a commit. Raises TooLarge."""
    tree = Tree(case.clone.entries(commit))
    return drift_of(case.file.record, tree, rules_of(pinned.file))


def became(change: Change) -> str:
    """Say what became of a file."""
    if not change.after:
        return f"{change.name} is not there any more."
    if not change.before:
        return f"{change.name} is new."
    return f"{change.name} is {change.after[:12]}; it was {change.before[:12]}."


def judge_drift(case: Case, pinned: Pinned, head: Facts) -> None:
    """Compare a phase's latest sign-off with what is there at the end.

    It fails if the policy says so, the one of the end or the one it was given under: nobody lets
    evidence drift by weakening the policy as well.
    """
    if head.file is None:
        return
    fails = head.file.drift_fails or pinned.file.drift_fails
    judge = _Drift(case, head, Level.FAIL if fails else Level.WARN)
    try:
        for change in drift_at(case, pinned, case.clone.head):
            judge.tell(Place(change.name), became(change))
    except TooLarge as error:
        judge.unreadable(error)
    judge.items()
    judge.title()


class _Drift:
    def __init__(self, case: Case, head: Facts, level: Level) -> None:
        self._case = case
        self._tracker = head.tracker
        self._level = level
        self._phase = head.tracker.phase(case.file.record.phase) if head.tracker else None

    def tell(self, place: Place, said: str) -> None:
        findings, name = self._case.findings, self._case.file.name
        keep = findings.fail if self._level is Level.FAIL else findings.warn
        keep(What.DRIFT, place, self._case.clone.head, f"{name}: since it was signed off, {said}")

    def unreadable(self, error: TooLarge) -> None:
        """Fail, whatever the policy says of drift: nobody can tell whether there is any."""
        case, place = self._case, self._case.file.place("evidence")
        said = f"{case.file.name}: what became of its evidence can't be looked at. {error}"
        case.findings.fail(What.UNREADABLE, place, case.clone.head, said)

    def items(self) -> None:
        """Compare the list of items with the record's."""
        record = self._case.file.record
        there = self._tracker.evidence_of(record.phase) if self._tracker else ()
        now = Counter((item.kind, item.reference) for item in there)
        then = Counter((item.kind, item.reference) for item in record.evidence)
        place = self._phase.place if self._phase else self._case.file.place("evidence")
        for kind, reference in now - then:
            self.tell(place, f"{kind} “{reference}” was added to its evidence.")
        for kind, reference in then - now:
            self.tell(place, f"{kind} “{reference}” was taken out of its evidence.")

    def title(self) -> None:
        """Compare what the phase is called: a sign-off is for what it said it was."""
        title = self._case.file.record.title
        if self._phase is not None and self._phase.title != title:
            self.tell(self._phase.place, f"“{title}” became “{self._phase.title}”.")
