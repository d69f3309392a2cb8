"""`progress: append`: landed commits that name their phase or section are put into the ledger."""

import asyncio
import uuid
from typing import Final

import structlog

from bot.app.ops.landed_commits import commits_since, unrecorded
from bot.app.ops.pull_request import StandingRequest
from bot.documents.edit_progress import NEW_FILE, append_progress
from bot.documents.problems import DocumentError
from bot.ports.clock import Clock
from bot.ports.git_host import CommitMessage, Signature
from bot.ports.intents import AppendProgress, Claimed, new_intent
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE
from bot.readiness.progress import LandedEntry
from bot.readiness.refusals import Refused
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Projects, Snapshot
from bot.repository.trailers import CORRELATION, INTENT, LEDGER, NO_MESSAGE, composed

_BOT = Signature("gatebot", "gatebot@gatebot.invalid")
_NAMED: Final = 50  # commits in the message of one that appends many
_log = structlog.get_logger("gatebot.ledger")


class LedgerWatch:
    """Has the ledger looked at for each head that nobody has seen."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, str] = {}

    async def moved(self, snapshot: Snapshot) -> None:
        """Ask for it, where the policy says so; each head once, over all replicas."""
        name, before = snapshot.project.name, self._seen.get(snapshot.project.name, "")
        if before == snapshot.commit:
            return
        if snapshot.file.appends_progress and snapshot.file.paths.progress is not None:
            work = AppendProgress(name, before)
            key, group = f"ledger:{name}:{snapshot.commit}", str(uuid.uuid4())
            intent = new_intent(work, key=key, correlation_id=group, at=self._clock.now())
            async with self._store.transaction() as tx:
                await tx.enqueue(intent)
        self._seen[name] = snapshot.commit


class AppendsProgress:
    """Lands what the ledger lacks, in one commit. That commit is of no phase and no section."""

    def __init__(
        self, store: Store, projects: Projects, lander: Lander, request: StandingRequest
    ) -> None:
        self._store = store
        self._projects = projects
        self._lander = lander
        self._request = request

    async def __call__(self, work: AppendProgress, claimed: Claimed) -> None:
        """Append, or do nothing where nothing is missing or a person has to mend a document.

        The next head looks again, from the ledger's last entry on: nothing is left out by that.
        """
        project = self._projects.named(work.project)
        try:
            await self._request.settle(project, claimed)
            landing = await self._lander.land(
                project, claimed, lambda snapshot: self._plan(work, claimed, snapshot), NO_PHASE
            )
            if landing.wrote:
                await self._request.open(project, claimed)
        except (Refused, DocumentError) as error:
            _log.warning("ledger not written", project=work.project, why=str(error))
        async with self._store.transaction() as tx:
            await tx.finish(claimed)

    async def _plan(self, work: AppendProgress, claimed: Claimed, snapshot: Snapshot) -> Plan:
        path = snapshot.file.paths.progress
        if path is None or not snapshot.file.appends_progress:
            return Plan({}, NO_MESSAGE, _BOT)
        commits = await commits_since(snapshot, otherwise=work.since) or ()
        missing = unrecorded(snapshot, commits, named_only=True)
        blob = snapshot.blobs.get(path)
        before = blob.data if blob is not None else NEW_FILE
        after = await asyncio.to_thread(append_progress, before, path, missing)
        return Plan({path: after} if after != before else {}, _message(missing, claimed), _BOT)


def _message(missing: tuple[LandedEntry, ...], claimed: Claimed) -> CommitMessage:
    count = f"{len(missing)} landed commit{'' if len(missing) == 1 else 's'}"
    named = [f"- {entry.commit[:10]} {entry.title}" for entry in missing[:_NAMED]]
    named += ["- …"] if len(missing) > _NAMED else []
    trailers = (
        (INTENT, claimed.intent.id),
        (CORRELATION, claimed.intent.correlation_id),
        (LEDGER, str(len(missing))),
    )
    return composed(f"Ledger: {count}", named, trailers)
