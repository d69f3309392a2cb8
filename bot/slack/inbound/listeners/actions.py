"""Buttons: each opens a form that is made for the person who pressed it, or does one thing."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.app.api.commands import Asker, Command, Ready, RetryParked, Start
from bot.app.api.forms import EvidenceForm
from bot.app.api.gateway import Desk
from bot.slack import action_ids as ids
from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.ops_buttons import DEEDS, OPS_FORMS, Deed, Form
from bot.slack.inbound.listeners.outcome import answered, view_or_notice
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import Click, Malformed
from bot.slack.message import Message, View
from bot.slack.views import evidence_forms, modals, reading, remarks

Listener = Callable[[AsyncAck, AsyncBoltContext], Awaitable[None]]


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for the buttons of cards, of direct messages and of the List gaps form."""
    for action_id, form in FORMS.items():
        app.action(action_id)(_opens(parts, form))
    app.action(ids.ADD_GAP_ROW)(_adds_a_row(parts))
    own = {ids.TRY_AGAIN: _try_again, ids.START: _start, ids.READY: _ready}
    for action_id, deed in {**own, **DEEDS}.items():
        app.action(action_id)(_acts(parts, deed))


async def _approval(desk: Desk, click: Click) -> View:
    return modals.approval(await desk.forms.approval_form(_round(click), click.user.id))


async def _gaps(desk: Desk, click: Click) -> View:
    return modals.gaps(await desk.forms.gaps_form(_round(click), click.user.id), 1)


async def _approval_noted(desk: Desk, click: Click) -> View:
    ref, note = _worded(click)
    return modals.approval(await desk.forms.approval_form(ref, click.user.id), note)


async def _gaps_worded(desk: Desk, click: Click) -> View:
    ref, words = _worded(click)
    texts = words.split("\n")
    return modals.gaps(await desk.forms.gaps_form(ref, click.user.id), len(texts), texts)


async def _evidence(desk: Desk, click: Click) -> View:
    sheet = await desk.forms.evidence_sheet(_round(click), click.user.id, click.place)
    return evidence_forms.sheet(sheet)


async def _withdraw(desk: Desk, click: Click) -> View:
    return modals.withdraw(await desk.forms.withdraw_form(_round(click), click.user.id))


async def _address(desk: Desk, click: Click) -> View:
    if (gap := ids.read_gap_value(click.pressed.value)) is None:
        raise Malformed("Click", ("value",))
    form = await desk.forms.address_form(gap.gap, click.user.id, click.place, gap.project)
    return modals.address(form)


async def _add_evidence(desk: Desk, click: Click) -> View:
    return evidence_forms.add(await _evidence_form(desk, click))


async def _remove_evidence(desk: Desk, click: Click) -> View:
    return evidence_forms.remove(await _evidence_form(desk, click))


async def _evidence_form(desk: Desk, click: Click) -> EvidenceForm:
    if (ref := ids.read_phase_value(click.pressed.value)) is None:
        raise Malformed("Click", ("value",))
    return await desk.forms.evidence_form(ref.project, ref.phase, click.user.id)


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        ids.APPROVE: _approval,
        ids.APPROVE_NOTED: _approval_noted,
        ids.LIST_GAPS: _gaps,
        ids.LIST_GAPS_WORDED: _gaps_worded,
        ids.EVIDENCE: _evidence,
        ids.WITHDRAW: _withdraw,
        ids.ADDRESS: _address,
        ids.ADD_EVIDENCE: _add_evidence,
        ids.REMOVE_EVIDENCE: _remove_evidence,
        **OPS_FORMS,
    }
)


def _opens(parts: Parts, form: Form) -> Listener:
    async def show(click: Click) -> None:
        view = await view_or_notice(form(parts.desk, click))
        if not await parts.voice.open(click.trigger_id, view, over=click.in_modal):
            await _say(parts, click, remarks.not_shown())

    return _beside_the_ack(parts, show)


def _adds_a_row(parts: Parts) -> Listener:
    async def redraw(click: Click) -> None:
        if click.view is None:
            await _say(parts, click, remarks.unreadable())
            return
        view = await view_or_notice(_one_row_more(parts.desk, click, click.view.raw))
        await parts.voice.redraw(click.view.id, view, click.view.hash)

    return _beside_the_ack(parts, redraw)


async def _one_row_more(desk: Desk, click: Click, drawn: View) -> View:
    form = await desk.forms.gaps_form(reading.round_of(drawn), click.user.id)
    return modals.gaps(form, reading.gap_rows(drawn) + 1)


def _beside_the_ack(parts: Parts, work: Callable[[Click], Coroutine[Any, Any, None]]) -> Listener:
    """Return a listener that acks at once: what it does keeps nothing an ack could promise."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        click = payload(context, Click)
        parts.inflight.start(work(click), click.pressed.action_id)
        await ack()

    return listener


def _acts(parts: Parts, deed: Deed) -> Listener:
    """Return the listener of a button that keeps something, which it does before the ack."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        click = payload(context, Click)
        say = partial(_say, parts, click)
        message = await parts.inflight.within(parts.patience, _done(parts, click, deed), late=say)
        if message is not None:
            parts.inflight.start(say(message), "say")
        await ack()

    return listener


async def _done(parts: Parts, click: Click, deed: Deed) -> Message:
    if (command := deed(click)) is None:
        return remarks.unreadable()
    asker = Asker(
        user=click.user.id,
        channel=click.place,
        delivery=f"trigger:{click.trigger_id}",
        at=parts.clock.now(),
        response_url=parts.voice.trusted(click.response_url),
    )
    return await answered(parts.desk.carry_out(command, asker))


def _try_again(click: Click) -> Command | None:
    parked = ids.read_parked_value(click.pressed.value)
    return RetryParked(parked.intent_id, parked.correlation_id) if parked else None


def _start(click: Click) -> Command | None:
    ref = ids.read_phase_value(click.pressed.value)
    return Start(ref.phase, ref.project) if ref else None


def _ready(click: Click) -> Command | None:
    ref = ids.read_phase_value(click.pressed.value)
    return Ready(ref.phase, project=ref.project) if ref else None


async def _say(parts: Parts, click: Click, message: Message) -> None:
    """Say something to whoever pressed a button, for their eyes only."""
    if click.response_url and await parts.voice.answer_late(click.response_url, message):
        return
    if click.place:
        await parts.voice.whisper(click.user.id, click.place, message)
    else:
        await parts.voice.tell(click.user.id, message)


def _round(click: Click) -> str:
    if (ref := ids.read_round_value(click.pressed.value)) is None:
        raise Malformed("Click", ("value",))
    return ref.round_id


def _worded(click: Click) -> tuple[str, str]:
    """Return the round of a button, and the words that its form is filled with."""
    if (read := ids.read_worded_value(click.pressed.value)) is None:
        raise Malformed("Click", ("value",))
    return read[0].round_id, read[1]
