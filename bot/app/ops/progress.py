"""`progress`: the ledger of landed commits, and the commits since."""

from typing import Final

from bot.app.api.answers import Progress
from bot.app.ops.landed_commits import commits_since, unrecorded
from bot.app.shared.as_of import as_of
from bot.ports.errors import Fault, Unavailable
from bot.ports.git_host import CommitInfo
from bot.repository.projects import Project, Projects, Snapshot

MOST_SINCE: Final = 200  # commits; a ledger that lags further behind is told by its count

Commits = tuple[CommitInfo, ...]


class ShowsProgress:
    """Answers from the snapshot; the commits since are asked of the host once for each head."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._since: dict[str, tuple[str, Commits | None]] = {}

    async def __call__(self, project: Project) -> Progress:
        """Return what has landed. Raises as reading a head does."""
        snapshot = await self._projects.current(project)
        ledger, path = snapshot.ledger, snapshot.file.paths.progress
        commits = await self._commits(snapshot) if path is not None else ()
        new = unrecorded(snapshot, commits or (), named_only=False)[-MOST_SINCE:]
        return Progress(
            as_of(snapshot),
            path,
            (*ledger.oldest_first, *new),
            ledger.problems,
            since_known=commits is not None,
        )

    async def _commits(self, snapshot: Snapshot) -> Commits | None:
        known = self._since.get(snapshot.project.name)
        if known is None or known[0] != snapshot.commit:
            try:
                known = snapshot.commit, await commits_since(snapshot)
            except (Unavailable, Fault):
                return None
            self._since[snapshot.project.name] = known
        return known[1]
