"""`gatebot audit`: the evidence of a clone, checked at one commit. For people and pipelines."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app.shared.auditing import audit_phases
from bot.cli.audit_report import exit_code, to_json, to_text
from bot.cli.clone import nearest_clone
from bot.cli.outcome import Exit, complain
from bot.cli.output import say, say_json
from bot.cli.progress import Progress
from bot.cli.state import StateFolder
from bot.githosts.local import LocalHost
from bot.githosts.local.notes import NOTES_REF
from bot.platform.clock import SystemClock
from bot.ports.errors import Fault, Unavailable
from bot.ports.git_host import HostUnavailable, NotFound, Rejected
from bot.readiness.evidence import Audit, Kind, Verdict
from bot.readiness.phase import Phase
from bot.readiness.refusals import BrokenDocuments, NoSuchPhase, Refused
from bot.repository.projects import Project, Projects, Snapshot

Audited = tuple[Snapshot, Sequence[tuple[Phase, Audit]]]


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """What to check, where, and how to say it. `phase` None: every phase of the tracker."""

    phase: str | None
    repo: Path
    at: str
    as_json: bool


class _NotAuditable(Exception):
    """There is nothing to check; the text says why, and the mend."""


def audit_evidence(wanted: AuditWanted, state: Path | None) -> Exit:
    """Print every item with its state; the exit code is FAILED where one fails.

    UNAVAILABLE where none fails, but some can't be judged now; USAGE where nothing was checked.
    """
    if state is not None and not StateFolder(state).used():
        complain(f"{state} holds no project: 'gatebot tour --state {state}' makes one.")
        return Exit.USAGE
    repo = nearest_clone(wanted.repo) if state is None else StateFolder(state).repository
    try:
        snapshot, audited = asyncio.run(_audited(wanted, repo))
    except _NotAuditable as error:
        complain(str(error))
        return Exit.USAGE
    except (Rejected, Fault) as error:
        complain(f"{error} {error.mend}")
        return Exit.USAGE
    except (HostUnavailable, Unavailable) as error:
        complain(f"{error} Try again.")
        return Exit.UNAVAILABLE
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if wanted.as_json:
        say_json(to_json(snapshot, audited))
    else:
        say(to_text(snapshot, audited, colour))
    return exit_code(snapshot, audited, demanded=wanted.phase is not None)


async def _audited(wanted: AuditWanted, repo: Path) -> Audited:
    host = LocalHost(repo)
    try:
        commit = await host.named(wanted.at)
    except NotFound as error:
        raise _NotAuditable(f"{error} Name a clone with --repo.") from error
    if commit is None:
        raise _NotAuditable(f"{wanted.at} names no commit of {repo}. Name one with --at.")
    project = Project(str(repo), (), host)
    try:
        snapshot = await Projects([project], SystemClock()).at(project, commit)
        phases = (
            snapshot.tracker.phases if wanted.phase is None else (snapshot.phase(wanted.phase),)
        )
    except Refused as refused:
        raise _NotAuditable(_why(refused)) from refused
    total = sum(len(snapshot.tracker.evidence_of(phase.id)) for phase in phases)
    with Progress(total, sys.stderr) as progress:
        audited = await audit_phases(snapshot, phases, lambda _: progress.step())
    if _lacks_runs(audited) and await host.named(NOTES_REF) is None:
        complain(f"CI results are not here: `git fetch origin '+{NOTES_REF}:{NOTES_REF}'`.")
    return snapshot, audited


def _lacks_runs(audited: Sequence[tuple[Phase, Audit]]) -> bool:
    found = (finding for _, audit in audited for finding in audit.findings)
    return any(f.evidence.kind is Kind.TEST and f.verdict is not Verdict.PASS for f in found)


def _why(refused: Refused) -> str:
    match refused.reason:
        case NoSuchPhase(asked=asked, nearest=nearest, known=known):
            hint = f"Did you mean {nearest}?" if nearest else f"It has: {', '.join(known[:20])}."
            return f"The tracker has no phase {asked}. {hint}"
        case BrokenDocuments(problems=problems):
            return " ".join(str(problem) for problem in problems)
        case reason:
            raise TypeError(f"{type(reason).__name__} is no reason to read nothing") from refused
