"""Judging a request at one commit: the evidence, who may review, and all that is in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.shared.auditing import audit_phase, terms_of, waivers_at
from bot.ports.chat import Chat
from bot.readiness.blockers import BlockedByDocument, Blocker
from bot.readiness.evidence import Audit, Evidence
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.request import Case, blockers
from bot.readiness.round import Gap, Terms
from bot.repository.projects import Snapshot


@dataclass(frozen=True, slots=True)
class Judged:
    """What a request is judged by."""

    snapshot: Snapshot
    phase: Phase
    audit: Audit
    terms: Terms


async def judge(
    snapshot: Snapshot, phase: Phase, requester: str, chat: Chat, extra: Sequence[Evidence] = ()
) -> Judged:
    """Look at everything a request by this person (Slack id) rests on; `extra`: evidence to add."""
    checked = await audit_phase(snapshot, phase, extra)
    terms = await terms_of(snapshot, phase, requester, checked, chat)
    return Judged(snapshot, phase, checked, terms)


def in_the_way(judged: Judged, gaps: tuple[Gap, ...]) -> tuple[Blocker, ...]:
    """Return everything that blocks the request, all at once."""
    snapshot, phase = judged.snapshot, judged.phase
    case = Case(
        phase=phase,
        phases=snapshot.tracker.phases,
        policy=snapshot.file.policy,
        audit=judged.audit,
        terms=judged.terms,
        tasks=snapshot.tasks,
        planned=tuple(each for each, _ in snapshot.planned),
        gaps=gaps,
    )
    # An unknown status is among the rules' own blockers already.
    told = {phase.status.place} if isinstance(phase.status, UnknownStatus) else set()
    unreadable = (
        *snapshot.problems,
        *snapshot.tracker.problems_of(phase.id),
        *waivers_at(snapshot, phase).problems,
    )
    documents = tuple(BlockedByDocument(p) for p in unreadable if p.place not in told)
    return (*documents, *blockers(case))
