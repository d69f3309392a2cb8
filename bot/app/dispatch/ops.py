"""The desk beside the phases: ops track, digests, reminders, release."""

from dataclasses import replace
from typing import assert_never

from bot.app.api.answers import Answer, OpsList
from bot.app.api.commands import Asker
from bot.app.api.ops_commands import (
    AddOps,
    ChangeOpsItem,
    DigestCommand,
    OpsCommand,
    PreviewDigest,
    Remind,
    RemindReviewers,
    SetDigest,
    ShowDigest,
    ShowOps,
    ShowRelease,
    TurnDigestOff,
)
from bot.app.notify.digest_settings import DigestSettings
from bot.app.notify.reminders import Reminders
from bot.app.ops.change import OpsTrack
from bot.app.queries.release import ReleaseQuery
from bot.app.shared.ops_shown import ShownOps
from bot.app.shared.project_asked import home
from bot.readiness.schedule import zone_exists
from bot.repository.projects import Project, Projects


class OpsDesk:
    """Carries out what is asked of the ops track, of digests, of reminders and of a release."""

    def __init__(  # noqa: PLR0913, PLR0917 - one for each thing it can be asked for
        self,
        projects: Projects,
        ops: OpsTrack,
        shown: ShownOps,
        digests: DigestSettings,
        reminders: Reminders,
        release: ReleaseQuery,
    ) -> None:
        self._projects = projects
        self._ops = ops
        self._shown = shown
        self._digests = digests
        self._reminders = reminders
        self._release = release

    async def __call__(self, command: OpsCommand | DigestCommand, asker: Asker) -> Answer:
        """Do what a command asks. Raises Refused, Unavailable or Fault."""
        if isinstance(command, OpsCommand):
            return await self._on_ops(command, asker)
        return await self._on_digest(command, asker)

    async def _on_ops(self, command: OpsCommand, asker: Asker) -> Answer:
        match command:
            case ShowOps():
                return await self._list(self._projects.of_channel(asker.channel), asker.user)
            case AddOps(project=named) | ChangeOpsItem(project=named):
                project = home(self._projects, asker.channel, named)
                return await self._ops.keep(project, command, await self._at_home(asker))
            case RemindReviewers(round_id=round_id):
                return await self._reminders(round_id, asker)
            case Remind(phase=phase):
                project = self._projects.of_channel(asker.channel)
                return await self._reminders.of_phase(project, phase, asker)
            case ShowRelease():
                return await self._release(self._projects.of_channel(asker.channel))
            case _:
                assert_never(command)

    async def _list(self, project: Project, user: str) -> OpsList:
        """Return the list as the track gives it, in the order that numbers it, dressed."""
        given = await self._ops.list(project, user)
        snapshot = await self._projects.current(project)
        return replace(given, items=await self._shown(snapshot, given.items))

    async def _at_home(self, asker: Asker) -> Asker:
        """Return who asks with their zone: a day that they name is one of their calendar."""
        zone = await self._digests.zone_of(asker.user)
        return replace(asker, zone=zone) if zone_exists(zone) else asker

    async def _on_digest(self, command: DigestCommand, asker: Asker) -> Answer:
        channel = command.channel if isinstance(command, SetDigest) else ""
        project = self._projects.of_channel(channel or asker.channel)
        match command:
            case ShowDigest():
                return await self._digests.show(asker.channel)
            case PreviewDigest():
                return await self._digests.preview(project, asker.channel)
            case SetDigest():
                return await self._digests.set(project, command, asker)
            case TurnDigestOff():
                return await self._digests.turn_off(asker)
            case _:
                assert_never(command)
