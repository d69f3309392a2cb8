"""Where a round's phase stands in the tracker now."""

from bot.projects import Projects
from bot.readiness.round import Round
from bot.readiness.status import Status


async def status_at_head(projects: Projects, review: Round) -> Status | None:
    """Return the tracker's status, from the last snapshot; None where it can't be told."""
    snapshot = await projects.current(projects.named(review.project))
    return snapshot.tracker.status_of(review.phase)
