"""`ops`: the Parallel Ops Track, listed from the snapshot and changed by a commit for each change.

Whoever the policy knows may change it: it is the team's list, and the commit names them.
"""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.app.api.answers import Checking, OpsList, Repeated
from bot.app.api.commands import Asker
from bot.app.api.forms import OpsForm
from bot.app.api.ops_commands import AddOps, ChangeOpsItem
from bot.app.ops.pull_request import StandingRequest
from bot.app.shared.as_of import as_of
from bot.app.shared.commit_message import section_message, shortened_text, signature
from bot.app.shared.enqueue_request import REPLY_FOR
from bot.app.shared.home_redraw import redraw_homes
from bot.app.shared.local_day import day_of
from bot.app.shared.notifications import Telling, enqueue_all
from bot.documents.edit_ops import OpsEdit, edit_ops
from bot.documents.problems import DocumentError
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.intents import ChangeOps, Claimed, Intent, ReplyTo, new_intent
from bot.ports.store import Store, Transaction
from bot.readiness.branch import NO_PHASE
from bot.readiness.days import read_day
from bot.readiness.ops import (
    changed,
    clean_item,
    clean_link,
    find_item,
    find_person,
    new_item,
    require_known,
    require_new,
)
from bot.readiness.ops_events import ConcernRaised, OpsChanged
from bot.readiness.ops_refusals import BadDay, OpsItemIsSo, UnclearOpsItem
from bot.readiness.people import as_reviewer, reviewer_of
from bot.readiness.refusals import BadText, BrokenDocuments, Refused
from bot.readiness.round import Reviewer
from bot.readiness.work import Held, OpsAction, OpsChange, OpsItem
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Project, Projects, Snapshot
from bot.repository.trailers import OPS_SECTION

_DAY: Final = timedelta(days=1)


class OpsTrack:
    """Lists the items, and keeps requests to change them; the worker lands those."""

    def __init__(self, store: Store, projects: Projects, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._clock = clock

    async def list(self, project: Project, user: str) -> OpsList:
        """Return every item, numbered as they stand in the tracker, on the day of who looks."""
        snapshot = await self._projects.current(project)
        tracker, today = snapshot.tracker, await self._today(user)
        return OpsList(as_of(snapshot), tracker.ops, today, tracker.other_problems)

    async def _today(self, user: str) -> str:
        return (await day_of(user, self._chat, self._clock.now())).isoformat()

    async def form(self, project: Project, key: str, action: OpsAction, user: str) -> OpsForm:
        """Return what a form for one item shows; an empty key asks for a new one."""
        snapshot = await self._projects.current(project)
        item = find_item(snapshot.tracker.ops, key) if key else None
        people = tuple((p.name, p.display) for p in snapshot.file.policy.people.values())
        return OpsForm(project.name, action, item, people, await self._today(user))

    async def keep(
        self, project: Project, command: AddOps | ChangeOpsItem, asker: Asker
    ) -> Checking | Repeated:
        """Keep the request, once per delivery. Raises Refused for what can't be meant."""
        snapshot = await self._projects.current(project)
        require_known(snapshot.file.policy, asker.user)
        # A number means the list as it is now; what the intent holds is the item's text.
        change = _change(snapshot, command, asker)
        actor = Reviewer(asker.user, asker.user, asker.user)
        reply = ReplyTo(asker.user, asker.channel, asker.response_url, asker.at + REPLY_FOR)
        work = ChangeOps(project.name, change, actor, reply)
        intent = new_intent(
            work, key=f"ask:{asker.delivery}", correlation_id=str(uuid.uuid4()), at=asker.at
        )
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            await tx.enqueue(intent)
        return Checking(work.phase, f"ops {change.action}", direct=not asker.channel)


def _change(snapshot: Snapshot, command: AddOps | ChangeOpsItem, asker: Asker) -> OpsChange:
    policy, today = snapshot.file.policy, asker.today
    if isinstance(command, AddOps):
        require_new(snapshot.tracker.ops, command.text)
        owner = find_person(policy, command.owner, asker.user).name if command.owner else ""
        due = _day(command.due, today, first=today) if command.due else ""
        text, since = clean_item(command.text), today.isoformat()
        return OpsChange(OpsAction.ADD, text, owner, due, since=since)
    item = find_item(snapshot.tracker.ops, command.item)
    change = replace(_named(snapshot, command, item, asker), twin=item.twin)
    changed(item, change)  # what would change nothing is refused at once
    return change


def _named(snapshot: Snapshot, command: ChangeOpsItem, item: OpsItem, asker: Asker) -> OpsChange:
    value, today = command.value, asker.today
    match command.action:
        case OpsAction.ASSIGN:
            owner = find_person(snapshot.file.policy, value, asker.user).name
            return OpsChange(command.action, item.text, owner=owner)
        case OpsAction.SNOOZE:
            return OpsChange(
                command.action, item.text, until=_day(value, today, first=today + _DAY)
            )
        case OpsAction.LINK:
            return OpsChange(command.action, item.text, link=clean_link(value))
        case _:
            return OpsChange(command.action, item.text)


def _day(text: str, today: date, *, first: date) -> str:
    """Return the day that is meant (ISO), which may not be before the `first`. Raises Refused."""
    day = read_day(text, today)
    if day is None or day < first:
        raise Refused(BadDay(text, past=day is not None))
    return day.isoformat()


@dataclass(slots=True)
class _Planned:
    """What the change is, once it was planned; and what a standing branch holds with it."""

    item: OpsItem | None = None
    actor: Reviewer | None = None
    held: Held | None = None


class ChangeOpsItems:
    """Carries out a change of the ops track."""

    def __init__(
        self,
        store: Store,
        projects: Projects,
        lander: Lander,
        request: StandingRequest,
        clock: Clock,
    ) -> None:
        self._store = store
        self._projects = projects
        self._lander = lander
        self._request = request
        self._clock = clock

    async def __call__(self, work: ChangeOps, claimed: Claimed) -> None:
        """Land the change and answer with the item as it is now, or raise Refused.

        Where the project takes pull requests only, it is on one then.
        """
        project, planned = self._projects.named(work.project), _Planned()
        await self._request.settle(project, claimed)
        commit = await self._land(work, claimed, project, planned)
        by = work.actor.slack
        waits = await self._request.open(project, claimed, by=by, held=planned.held)
        item, actor = planned.item, planned.actor
        if item is None or actor is None:  # an earlier attempt has written it
            snapshot = await self._projects.after(project, NO_PHASE, commit)
            item = _item_of(snapshot.tracker.ops, work.change)
            actor = reviewer_of(snapshot.file.policy, by)
        event = OpsChanged(work.change.action, item, actor, commit, waits)
        intent = claimed.intent
        telling = Telling(work.project, intent.correlation_id, intent.id, self._clock.now())
        async with self._store.transaction() as tx:
            told = await _concerned(tx, telling, project, work, event) if work.locked else ()
            await enqueue_all(tx, telling.answer(work.reply, event), *told)
            await redraw_homes(tx, self._clock.now())
            await tx.finish(claimed)

    async def _land(
        self, work: ChangeOps, claimed: Claimed, project: Project, planned: _Planned
    ) -> str:
        """Land the change; return the commit that holds it."""

        async def plan(snapshot: Snapshot) -> Plan:
            return await self._plan(work, claimed, snapshot, planned)

        try:
            return (await self._lander.land(project, claimed, plan, NO_PHASE)).commit
        except Refused as refused:
            # A squash keeps no trailer by which an earlier attempt could be known again.
            tried = project.pulls is not None and claimed.attempt > 1 and claimed.base
            if not tried or not isinstance(refused.reason, OpsItemIsSo):
                raise
            return (await self._projects.at_head(project)).commit

    async def _plan(
        self, work: ChangeOps, claimed: Claimed, snapshot: Snapshot, planned: _Planned
    ) -> Plan:
        actor = require_known(snapshot.file.policy, work.actor.slack)
        change, now = work.change, self._clock.now()
        if change.action is OpsAction.ADD:
            require_new(snapshot.tracker.ops, change.text)
            before, after = None, new_item(change, now.date())
        else:
            before = _item_of(snapshot.tracker.ops, change)
            after = changed(before, change)
        message = section_message(
            f"Ops: {change.action}, {shortened_text(change.text)}",
            (f"{actor.display} {_DEEDS[change.action]}: {change.text}",),
            claimed.intent,
            OPS_SECTION,
        )
        dated = now.date() if snapshot.tracker.snapshot_date is not None else None
        files = await _edited(snapshot, OpsEdit(before, after, dated))
        planned.item, planned.actor = after, as_reviewer(actor)
        if snapshot.line is not None:
            others = (i for i in snapshot.line.held.items if i != before)
            planned.held = Held((*others, after), snapshot.line.held.entries)
        return Plan(files, message, signature(as_reviewer(actor)))


async def _concerned(
    tx: Transaction, telling: Telling, project: Project, work: ChangeOps, event: OpsChanged
) -> tuple[Intent, ...]:
    """Tell of what is missed in a locked phase: under its last card; without one, the channels."""
    raised = ConcernRaised(work.locked, event.item, event.actor, event.commit, event.waits)
    rounds = await tx.rounds(work.project, work.locked)
    if rounds:
        return (telling.thread(rounds[-1].id, raised),)
    return tuple(telling.channel(channel, raised) for channel in project.channels)


_DEEDS = {
    OpsAction.ADD: "adds",
    OpsAction.DONE: "marks as done",
    OpsAction.SNOOZE: "snoozes",
    OpsAction.ASSIGN: "assigns",
    OpsAction.LINK: "links",
    OpsAction.REOPEN: "reopens",
}


def _item_of(items: Sequence[OpsItem], change: OpsChange) -> OpsItem:
    """Return the item a change is about: of several with its text the one that was meant.

    One that was added is the last of them.
    """
    same = [item for item in items if item.text == change.text]
    if change.action is not OpsAction.ADD:
        same = [item for item in same if item.twin == change.twin]
    if not same:
        raise Refused(UnclearOpsItem(change.text, tuple(i.text for i in items if not i.done)[:8]))
    return same[-1]


async def _edited(snapshot: Snapshot, edit: OpsEdit) -> dict[str, bytes]:
    path, data = snapshot.file.paths.tracker, snapshot.tracker_blob.data
    try:
        after = await asyncio.to_thread(edit_ops, data, path, snapshot.file.vocabulary, edit)
    except DocumentError as error:
        if edit.before is None:
            raise Refused(BadText("item", "unwritable")) from error
        raise Refused(BrokenDocuments(error.problems)) from error
    return {path: after} if after != data else {}
