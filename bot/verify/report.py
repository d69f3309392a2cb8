"""A verification as people read it, and as JSON for pipelines."""

import json
from collections.abc import Iterator
from typing import Any, Final

from bot.verify.findings import Finding, Level, Report, Verified

_ORDER: Final = (Level.FAIL, Level.ACCEPTED, Level.WARN, Level.NOTE)
_MARKS: Final = {Level.FAIL: "✗", Level.ACCEPTED: "~", Level.WARN: "!", Level.NOTE: "·"}
_COLOURS: Final = {Level.FAIL: "31", Level.ACCEPTED: "33", Level.WARN: "33", Level.NOTE: "2"}


def to_text(report: Report, *, colour: bool = False) -> str:
    """Return the report for a terminal or a CI log."""
    return "\n".join(_lines(report, colour=colour))


def to_json(report: Report) -> str:
    """Return the report as one JSON object: ok, start, head, commits, signoffs, findings."""
    value: dict[str, Any] = {
        "ok": report.ok,
        "start": report.start,
        "head": report.head,
        "commits": report.commits,
        "signoffs": [_signoff(each) for each in report.signoffs],
        "findings": [_finding(each) for each in _sorted(report)],
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def _lines(report: Report, *, colour: bool) -> Iterator[str]:
    yield f"{report.commits:,} commits, from {report.start[:12]} (gatebot) to {report.head[:12]}"
    for signoff in report.signoffs:
        mark = "✓" if signoff.ok else "✗"
        code = "32" if signoff.ok else _COLOURS[Level.FAIL]
        by = ", ".join(f"{name} ({role})" for role, name, _ in signoff.approvals)
        signed = f", signed by {signoff.signed_by[:16]}" if signoff.signed_by else ""
        said = f"{signoff.phase}, round {signoff.round}, in {signoff.commit[:12]}: {by}{signed}"
        yield _painted(f"{mark} {said}", code, colour=colour)
    for finding in _sorted(report):
        said = f"{_MARKS[finding.level]} {finding.place}: {finding.said} ({finding.commit[:12]})"
        yield _painted(said, _COLOURS[finding.level], colour=colour)
    yield _summary(report)


def _summary(report: Report) -> str:
    failures = sum(finding.level is Level.FAIL for finding in report.findings)
    good = sum(signoff.ok for signoff in report.signoffs)
    count = f"{good} of {len(report.signoffs)} sign-offs verified"
    return f"{count}, {failures} failure{'' if failures == 1 else 's'}."


def _sorted(report: Report) -> list[Finding]:
    return sorted(report.findings, key=lambda finding: _ORDER.index(finding.level))


def _painted(text: str, code: str, *, colour: bool) -> str:
    """Return one line. What records say is shown, and can't start lines or colours of its own."""
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return f"\x1b[{code}m{shown}\x1b[0m" if colour else shown


def _signoff(signoff: Verified) -> dict[str, Any]:
    return {
        "ok": signoff.ok,
        "phase": signoff.phase,
        "round": signoff.round,
        "correlation_id": signoff.correlation_id,
        "record": signoff.path,
        "commit": signoff.commit,
        "approvals": [
            {"role": role, "reviewer": name, "at": at.isoformat()}
            for role, name, at in signoff.approvals
        ],
        "signed_by": signoff.signed_by or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level.value,
        "what": finding.what.value,
        "file": finding.place.path,
        "line": finding.place.line or None,
        "commit": finding.commit,
        "said": finding.said,
    }
