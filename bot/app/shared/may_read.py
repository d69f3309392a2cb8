"""Whether somebody may read a project, whatever they ask and by whichever way."""

from bot.ports.chat import Chat
from bot.ports.errors import Fault, Unavailable
from bot.readiness.policy import Policy
from bot.readiness.readers import Readers, by_standing
from bot.readiness.refusals import MayNotRead, Refused
from bot.repository.projects import Project, Projects


class MayRead:
    """Asks the policy first, then the place, then Slack. What can't be known is no yes."""

    def __init__(self, projects: Projects, chat: Chat) -> None:
        self._projects = projects
        self._chat = chat

    async def require(self, project: Project, user: str, place: str) -> None:
        """Raise Refused(MayNotRead) unless this person may read the project, asked in a place."""
        if not await self(project, user, place):
            raise Refused(MayNotRead(project.channels))

    async def __call__(self, project: Project, user: str, place: str) -> bool:
        """Tell whether they may; `place` is a channel, or empty. Raises Unavailable."""
        if place in project.channels:
            return True
        policy = await self._policy(project)
        if policy is not None and policy.person_by_slack(user) is not None:
            return True
        readers = policy.rules.readers if policy is not None else Readers.CHANNEL
        said = by_standing(readers, await self._chat.standing(user))
        return await self._chat.is_in(user, project.channels) if said is None else said

    async def _policy(self, project: Project) -> Policy | None:
        """Return the last policy that could be read; None where none could."""
        known = self._projects.cached(project)
        if known is None:
            try:
                known = await self._projects.current(project)
            except (Refused, Unavailable, Fault):
                return None
        return known.file.policy
