"""Verbs that must look at the repository first: the request is kept as an intent, and acked."""

import uuid
from datetime import timedelta
from typing import Final, assert_never

from bot.app.api.answers import Checking, Repeated
from bot.app.api.commands import (
    AddEvidence,
    Asker,
    Baseline,
    Ready,
    RemoveEvidence,
    RemoveEvidenceItem,
    ShowEvidence,
    Start,
)
from bot.evidence.reference import validate_reference
from bot.ports.intents import (
    ChangeEvidence,
    CheckEvidence,
    MoveStatus,
    OpenRound,
    ReplyTo,
    Work,
    new_intent,
)
from bot.ports.store import Store
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.policy import ReviewRules
from bot.readiness.refusals import BadEvidence, NoSuchEvidence, Refused
from bot.readiness.round import Reviewer
from bot.readiness.status import Action
from bot.readiness.text import clean_note
from bot.repository.projects import Project, Projects

Looking = (
    Start | Baseline | Ready | ShowEvidence | AddEvidence | RemoveEvidence | RemoveEvidenceItem
)

# Slack keeps a response_url for 30 minutes; an answer on its way needs some of them.
NOTE_LIMIT: Final = 1_000  # characters of a note on an evidence item
REPLY_FOR: Final = timedelta(minutes=29)


class KeepRequest:
    """Keeps a request durably; the worker answers it."""

    def __init__(self, store: Store, projects: Projects) -> None:
        self._store = store
        self._projects = projects

    async def __call__(
        self, project: Project, command: Looking, asker: Asker
    ) -> Checking | Repeated:
        """Keep the request, once per delivery. Raises Refused for a reference that can't be one."""
        correlation_id = str(uuid.uuid4())
        # A number means the list as it is now; what the row holds is what will be removed.
        known: tuple[Evidence, ...] = ()
        if isinstance(command, RemoveEvidence | RemoveEvidenceItem):
            known = await self._listed(project, command)
        work = _work(project, command, asker, correlation_id, (known, self._folder(project)))
        intent = new_intent(
            work, key=f"ask:{asker.delivery}", correlation_id=correlation_id, at=asker.at
        )
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            await tx.enqueue(intent)
        return Checking(command.phase, _verb(command), direct=not asker.channel)

    def _folder(self, project: Project) -> str:
        """Return the evidence folder, by which a kind is inferred."""
        known = self._projects.cached(project)
        return (known.file.policy.rules if known else ReviewRules()).evidence_folder

    async def _listed(
        self, project: Project, command: RemoveEvidence | RemoveEvidenceItem
    ) -> tuple[Evidence, ...]:
        snapshot = await self._projects.current(project)
        return snapshot.tracker.evidence_of(snapshot.phase(command.phase).id)


def _work(  # noqa: PLR0911 - a line for each kind of request
    project: Project,
    command: Looking,
    asker: Asker,
    correlation_id: str,
    there: tuple[tuple[Evidence, ...], str],
) -> Work:
    known, folder = there
    # Only the Slack id counts; names are looked up in the policy when the work is done.
    actor = Reviewer(asker.user, asker.user, asker.user)
    reply = ReplyTo(asker.user, asker.channel, asker.response_url, asker.at + REPLY_FOR)
    phase = command.phase
    match command:
        case Start():
            return MoveStatus(project.name, phase, Action.START, actor, reply)
        case Baseline():
            return MoveStatus(project.name, phase, Action.BASELINE, actor, reply)
        case Ready(references=references):
            found = tuple(validate_reference(None, r, folder) for r in references)
            return OpenRound(project.name, phase, correlation_id, found, actor, reply)
        case ShowEvidence():
            return CheckEvidence(project.name, phase, actor, reply)
        case AddEvidence(kind=kind, reference=reference, note=note):
            said = clean_note("note", note, NOTE_LIMIT, lines=False)
            item = validate_reference(_kind(kind, reference), reference, folder, said)
            return ChangeEvidence(project.name, phase, item, None, actor, reply)
        case RemoveEvidence(number=number):
            if not 1 <= number <= len(known):
                raise Refused(NoSuchEvidence(phase, str(number), len(known)))
            return ChangeEvidence(project.name, phase, None, known[number - 1], actor, reply)
        case RemoveEvidenceItem(mark=mark):
            marked = next((item for item in known if item.mark == mark), None)
            if marked is None:
                raise Refused(NoSuchEvidence(phase, "", len(known)))
            return ChangeEvidence(project.name, phase, None, marked, actor, reply)
        case _:
            assert_never(command)


def _verb(command: Looking) -> str:
    match command:
        case Start() | Baseline() | Ready():
            return type(command).__name__.lower()
        case ShowEvidence() | AddEvidence() | RemoveEvidence() | RemoveEvidenceItem():
            return "evidence"
        case _:
            assert_never(command)


def _kind(written: str | None, reference: str) -> Kind | None:
    if written is None:
        return None
    try:
        return Kind(written.casefold())
    except ValueError:
        raise Refused(BadEvidence(reference, "unknown kind")) from None
