"""Buttons: each opens a form that is made for the person who pressed it, or does one thing."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack import actions as ids
from bot.slack.listeners.door import payload
from bot.slack.listeners.outcome import answered, sorry
from bot.slack.listeners.parts import Parts
from bot.slack.message import View
from bot.slack.payloads import Click, Malformed
from bot.slack.views import modals, reading, remarks
from bot.usecases.commands import Asker, RetryParked
from bot.usecases.desk import Desk

Listener = Callable[[AsyncAck, AsyncBoltContext], Awaitable[None]]
Form = Callable[[Desk, Click], Awaitable[View]]


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for the buttons of cards, of direct messages and of the List gaps form."""
    for action_id, form in FORMS.items():
        app.action(action_id)(_opens(parts, form))
    app.action(ids.ADD_GAP_ROW)(_does(parts, _add_gap_row))
    app.action(ids.TRY_AGAIN)(_does(parts, _try_again))


async def _approval(desk: Desk, click: Click) -> View:
    return modals.approval(await desk.approval_form(_round(click), click.user.id))


async def _gaps(desk: Desk, click: Click) -> View:
    return modals.gaps(await desk.gaps_form(_round(click), click.user.id), 1)


async def _evidence(desk: Desk, click: Click) -> View:
    return modals.evidence(await desk.evidence_sheet(_round(click)))


async def _withdraw(desk: Desk, click: Click) -> View:
    return modals.withdraw(await desk.withdraw_form(_round(click), click.user.id))


async def _address(desk: Desk, click: Click) -> View:
    if (gap := ids.read_gap_value(click.pressed.value)) is None:
        raise Malformed("Click", ("value",))
    form = await desk.address_form(gap.gap, click.user.id, click.place, gap.project)
    return modals.address(form)


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        ids.APPROVE: _approval,
        ids.LIST_GAPS: _gaps,
        ids.EVIDENCE: _evidence,
        ids.WITHDRAW: _withdraw,
        ids.ADDRESS: _address,
    }
)


def _opens(parts: Parts, form: Form) -> Listener:
    async def show(parts: Parts, click: Click) -> None:
        view = await _view_or_notice(form(parts.desk, click))
        if not await parts.voice.open(click.trigger_id, view, over=click.view is not None):
            await _say(parts, click, remarks.too_late())

    return _does(parts, show)


def _does(parts: Parts, work: Callable[[Parts, Click], Awaitable[None]]) -> Listener:
    """Return a listener that acks at once: a button changes nothing that an ack could promise."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        click = payload(context, Click)
        parts.inflight.start(work(parts, click), click.pressed.action_id)
        await ack()

    return listener


async def _add_gap_row(parts: Parts, click: Click) -> None:
    if click.view is None:
        raise Malformed("Click", ("view",))
    opened = click.view
    view = await _view_or_notice(_one_row_more(parts.desk, click, opened.raw))
    await parts.voice.redraw(opened.id, view, opened.hash)


async def _one_row_more(desk: Desk, click: Click, drawn: View) -> View:
    form = await desk.gaps_form(reading.round_of(drawn), click.user.id)
    return modals.gaps(form, reading.gap_rows(drawn) + 1)
