"""The words and trailers of the commits gatebot makes."""

from collections.abc import Iterable, Sequence

from bot.ports.git_host import CommitMessage
from bot.ports.intents import Intent
from bot.readiness.round import Reviewer, Round
from bot.repository.trailers import (
    CORRELATION,
    INTENT,
    PHASE,
    REVIEWED_BY,
    SECTION,
    composed,
    one_line,
    reviewed_by,
    signature,
)

__all__ = ["commit_message", "signature"]


def commit_message(
    subject: str,
    body: Sequence[str],
    intent: Intent,
    phase: str,
    reviewers: Iterable[Reviewer] = (),
) -> CommitMessage:
    """Return a message, of these lines, with the trailers that records are verified by."""
    return composed(
        subject,
        body,
        (
            (INTENT, intent.id),
            (CORRELATION, intent.correlation_id),
            (PHASE, phase),
            *((REVIEWED_BY, who) for who in reviewed_by(reviewers)),
        ),
    )


def signoff_message(review: Round, intent: Intent) -> CommitMessage:
    """Return the message of the commit that signs a round's phase off."""
    on = f"{review.title}, round {review.number}, on the evidence at {review.commit}."
    said = (f"- {d.role}: {d.reviewer.display}" for d in review.approvals())
    return commit_message(
        f"{review.phase}: signed off",
        (on, "", "Approved by", *said),
        intent,
        review.phase,
        (d.reviewer for d in review.approvals()),
    )


def section_message(
    subject: str, body: Sequence[str], intent: Intent, section: str
) -> CommitMessage:
    """Return a message of a change that belongs to no phase, but to a section of the ledger."""
    trailers = ((INTENT, intent.id), (CORRELATION, intent.correlation_id), (SECTION, section))
    return composed(subject, body, trailers)


def shortened(reference: str) -> str:
    """Return a reference as a subject line has room for: without its link, its end if need be."""
    first = one_line(reference).partition(" ")[0]
    return first if len(first) <= _ROOM else "…" + first[-_ROOM:]


def shortened_text(text: str) -> str:
    """Return people's words as a subject line has room for: their beginning if need be."""
    line = one_line(text)
    return line if len(line) <= _ROOM else line[:_ROOM].rstrip() + "…"


_ROOM = 50  # characters of a subject line left beside the phase and the verb
