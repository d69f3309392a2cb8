"""Where a round's phase stands in the tracker now."""

from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import Refused
from bot.readiness.round import Round
from bot.readiness.status import Status
from bot.repository.projects import Projects, Snapshot


async def status_at_head(projects: Projects, review: Round) -> Status | None:
    """Return the tracker's status, from the last snapshot; None where it can't be read.

    A card or a form is shown also while the documents are broken or the repository is away; what
    it said at the last look stands then.
    """
    project = projects.named(review.project)
    try:
        snapshot: Snapshot | None = await projects.current(project)
    except Refused:
        return None
    except (Unavailable, Fault):
        snapshot = projects.cached(project)
    return snapshot.tracker.status_of(review.phase) if snapshot else None
