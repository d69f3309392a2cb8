"""What `gatebot audit` prints: a table for people, JSON for pipelines, and the exit code."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.app.shared.auditing import waivers_at
from bot.cli.outcome import Exit
from bot.readiness.evidence import Audit, Finding, Kind, Verdict
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Problem
from bot.readiness.waivers import kinds_asked
from bot.repository.projects import Snapshot

Audited = Sequence[tuple[Phase, Audit]]
_MARKS: Final = {Verdict.PASS: "✔", Verdict.FAIL: "✖", Verdict.UNKNOWN: "?"}
_COLOURS: Final = {Verdict.PASS: "32", Verdict.FAIL: "31", Verdict.UNKNOWN: "33"}
_KIND_WIDTH: Final = max(len(kind) for kind in Kind)


def exit_code(snapshot: Snapshot, audited: Audited, *, demanded: bool) -> Exit:
    """Return how a pipeline goes on. A phase that was `demanded` has to have all its evidence."""
    verdicts = {f.verdict for _, audit in audited for f in audit.findings}
    broken = any(_problems(snapshot, phase) for phase, _ in audited)
    bare = demanded and any(
        not audit.findings or _missing(snapshot, phase, audit) for phase, audit in audited
    )
    if Verdict.FAIL in verdicts or broken or bare:
        return Exit.FAILED
    return Exit.UNAVAILABLE if Verdict.UNKNOWN in verdicts else Exit.OK


def to_text(snapshot: Snapshot, audited: Audited, colour: bool) -> str:  # noqa: FBT001 - one switch
    """Return the table: a block for each phase that has evidence, and a line that counts."""
    lines = [f"Evidence at commit {snapshot.commit[:12]}", ""]
    for phase, audit in audited:
        if audit.findings or _problems(snapshot, phase) or len(audited) == 1:
            lines += [*_phase_lines(snapshot, phase, audit, colour), ""]
    return "\n".join([*lines, _summary(audited)])


def _phase_lines(
    snapshot: Snapshot,
    phase: Phase,
    audit: Audit,
    colour: bool,  # noqa: FBT001 - as above
) -> Iterator[str]:
    passing = sum(f.verdict is Verdict.PASS for f in audit.findings)
    count = f"{passing} of {len(audit.findings)} pass" if audit.findings else "no evidence is named"
    yield f"{_plain(phase.id)} {_plain(phase.title)} ({_status(phase)}): {count}"
    for finding in audit.findings:
        yield from _finding_lines(finding, colour)
    for problem in _problems(snapshot, phase):
        yield f"  ✖ {_plain(str(problem))}"
    if missing := _missing(snapshot, phase, audit):
        yield f"  … this gate asks for evidence of the kind {', '.join(missing)} as well"


def _finding_lines(finding: Finding, colour: bool) -> Iterator[str]:  # noqa: FBT001 - as above
    mark, kind = _MARKS[finding.verdict], finding.evidence.kind.value
    if colour:
        mark = f"\x1b[{_COLOURS[finding.verdict]}m{mark}\x1b[0m"
    yield f"  {mark} {kind:<{_KIND_WIDTH}}  {_plain(finding.evidence.reference)}"
    if finding.verdict is not Verdict.PASS:
        place = f"{finding.evidence.place}: " if finding.evidence.place else ""
        yield f"      {place}{_plain(finding.sentence)}"
        yield f"      {_plain(finding.mend)}"


def _summary(audited: Audited) -> str:
    found = [f.verdict for _, audit in audited for f in audit.findings]
    counts = {verdict: found.count(verdict) for verdict in Verdict}
    said = f"{len(found):,} items: {counts[Verdict.PASS]:,} pass, {counts[Verdict.FAIL]:,} fail"
    unknown = counts[Verdict.UNKNOWN]
    return f"{said}, {unknown:,} can't be judged now." if unknown else f"{said}."


def _missing(snapshot: Snapshot, phase: Phase, audit: Audit) -> list[str]:
    there = {f.evidence.kind for f in audit.findings}
    waived = waivers_at(snapshot, phase).waived
    asked = kinds_asked(snapshot.file.policy.gate(phase.id), waived)
    return sorted(kind.value for kind in asked - there)


def _problems(snapshot: Snapshot, phase: Phase) -> tuple[Problem, ...]:
    """Return what blocks a phase in its rows: of the tracker, and among them its waivers."""
    return (*snapshot.tracker.problems_of(phase.id), *waivers_at(snapshot, phase).problems)


def _status(phase: Phase) -> str:
    return phase.status.text if isinstance(phase.status, UnknownStatus) else phase.status.value


def _plain(text: str) -> str:
    """Return a text of the repository's without what a terminal would obey."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def to_json(snapshot: Snapshot, audited: Audited) -> str:
    """Return the findings as JSON."""
    report = {
        "commit": snapshot.commit,
        "policy": snapshot.file.policy.oid,
        "phases": [_phase_json(snapshot, phase, audit) for phase, audit in audited],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _phase_json(snapshot: Snapshot, phase: Phase, audit: Audit) -> dict[str, Any]:
    return {
        "id": phase.id,
        "title": phase.title,
        "status": _status(phase),
        "passed": audit.passed,
        "digest": audit.digest,
        "missing": _missing(snapshot, phase, audit),
        "problems": [str(problem) for problem in _problems(snapshot, phase)],
        "items": [_item_json(finding) for finding in audit.findings],
    }


def _item_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.evidence.kind.value,
        "reference": finding.evidence.reference,
        "place": str(finding.evidence.place or ""),
        "verdict": finding.verdict.value,
        "sentence": finding.sentence,
        "mend": finding.mend,
        "subjects": {subject.name: subject.oid for subject in finding.subjects},
    }
