"""The proof of an edit: the text, read again, differs in exactly the asked facts."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Final, TypeAlias

from bot.documents.diagram import class_after
from bot.documents.markdown import Page, outline
from bot.documents.problems import ProofFailed
from bot.documents.source import Splice
from bot.documents.tracker import Reading
from bot.documents.tracker_model import OpsEdit, TrackerEdit
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.status import Status
from bot.readiness.waivers import WaiverRow

_NEWLINE: Final = re.compile(r"\r\n?|\n")
Facts: TypeAlias = dict[str, Counter[Hashable]]


def prove(before: Reading, after: Reading, splices: Iterable[Splice], asked: TrackerEdit) -> None:
    """Raise ProofFailed unless `after` says what was asked, and else what `before` says.

    Lines that no splice touches must also be part of what they were: a row of a table, code, text.
    """
    _prove(before, after, splices, _expected(before, asked))


def prove_ops(before: Reading, after: Reading, splices: Iterable[Splice], asked: OpsEdit) -> None:
    """Raise ProofFailed unless one ops item is as asked, and all else as it was."""
    expected = _facts(before)
    if asked.before is not None:
        expected["ops"][asked.before] -= 1
    expected["ops"][asked.after] += 1
    if asked.snapshot is not None:
        expected["snapshot"] = Counter(asked.snapshot for _ in before.snapshots)
    # What was wrong with the item itself may be right now: `Done?` has become `Done`.
    own = asked.before.place if asked.before else None
    wrong = (p for p in before.tracker.problems if p.place == own)
    mended: Counter[Hashable] = Counter((p.wrong, p.mend) for p in wrong)
    expected["problems"] -= (expected["problems"] - _facts(after)["problems"]) & mended
    _prove(before, after, splices, expected)


def _prove(before: Reading, after: Reading, splices: Iterable[Splice], expected: Facts) -> None:
    found = _facts(after)
    for name, facts in expected.items():
        if facts != found[name]:
            differs = [*(facts - found[name]), *(found[name] - facts)]
            raise ProofFailed(f"{before.tracker.path}: {name} would not be as asked: {differs[:4]}")
    if not same_outline(before.page, after.page, splices):
        raise ProofFailed(f"{before.tracker.path}: lines that were not touched would change.")


def _facts(reading: Reading) -> Facts:
    tracker = reading.tracker
    return {
        "phases": Counter(_phase(phase, phase.status) for phase in tracker.phases),
        "evidence": Counter((phase, e) for phase, own in tracker.evidence.items() for e in own),
        "sign-offs": Counter(tracker.signoffs),
        "ops": Counter(tracker.ops),
        "completed items": Counter(tracker.completed),
        "waivers": Counter(_waiver(row) for row in tracker.waivers),
        "snapshot": Counter(snapshot.day for snapshot in reading.snapshots),
        "diagram": Counter((node.id, node.css_class) for node in tracker.diagram),
        "problems": Counter((problem.wrong, problem.mend) for problem in tracker.problems),
    }


def _waiver(row: WaiverRow) -> Hashable:
    return row.phase, row.waives, row.reason, row.by, row.until


def _phase(phase: Phase, status: Status | UnknownStatus) -> Hashable:
    words = status.text if isinstance(status, UnknownStatus) else status
    return phase.id, phase.title, words, phase.owners


def _expected(before: Reading, asked: TrackerEdit) -> Facts:
    facts, tracker = _facts(before), before.tracker
    phase = tracker.phase(asked.phase)
    if asked.status is not None and phase is not None:
        facts["phases"][_phase(phase, phase.status)] -= 1
        facts["phases"][_phase(phase, asked.status)] += 1
        if asked.status != phase.status:
            ids = [each.id for each in tracker.phases]
            facts["diagram"] = Counter(
                (n.id, class_after((n.id, n.css_class), phase.id, asked.status, ids))
                for n in tracker.diagram
            )
    facts["evidence"].update((asked.phase, item) for item in asked.add_evidence)
    facts["evidence"].subtract((asked.phase, item) for item in asked.remove_evidence)
    facts["sign-offs"].update(asked.signoffs)
    if asked.snapshot is not None:
        facts["snapshot"] = Counter(asked.snapshot for _ in before.snapshots)
    return facts


def same_outline(before: Page, after: Page, splices: Iterable[Splice]) -> bool:
    """Compare the lines that no splice touches, each with itself at its new number."""
    source = before.source
    old, new = outline(before), outline(after)
    at = shift = 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        first, last = source.line_at(splice.start), source.line_at(splice.end)
        if old[at:first] != new[at + shift : first + shift]:
            return False
        removed = len(_NEWLINE.findall(source.text, splice.start, splice.end))
        shift += len(_NEWLINE.findall(splice.new)) - removed
        at = max(at, last + 1)
    return old[at:] == new[at + shift :]
