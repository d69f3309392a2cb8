"""Where a round's phase stands in the tracker now."""

from bot.ports import Fault, Unavailable
from bot.projects import Projects
from bot.readiness.refusals import Refused
from bot.readiness.round import Round
from bot.readiness.status import Status


async def status_at_head(projects: Projects, review: Round) -> Status | None:
    """Return the tracker's status, from the last snapshot; None where it can't be told.

    A card or a form is shown also while the repository is away or its documents are broken.
    """
    project = projects.named(review.project)
    try:
        snapshot = await projects.current(project)
    except (Unavailable, Fault, Refused):
        return None
    return snapshot.tracker.status_of(review.phase)
