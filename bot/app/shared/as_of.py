"""As of which commit an answer is, and what could not be read there."""

from bot.app.api.answers import AsOf
from bot.readiness.phase import UnknownStatus
from bot.readiness.place import Problem
from bot.repository.projects import Snapshot


def unread_lines(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Return what of the documents can't be read, beside statuses, which their phases say."""
    phases = snapshot.tracker.phases
    unknown = {p.status.place for p in phases if isinstance(p.status, UnknownStatus)}
    tracked = (p for p in snapshot.tracker.problems if p.place not in unknown)
    return tuple(dict.fromkeys((*snapshot.problems, *tracked)))


def as_of(snapshot: Snapshot) -> AsOf:
    """Return which snapshot an answer was read from."""
    project = snapshot.project
    url = project.host.commit_url(snapshot.commit)
    return AsOf(project.name, snapshot.commit, snapshot.at, url)
