"""Submitted forms: read, ruled on again, and answered in the ack.

A field that has to be mended is marked; a refused text or day is told on top of the form, so that
what was typed is still there; any other refusal takes the form's place.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.app.api.answers import AddressKept, Answer, Approved, Checking, DigestState, GapsKept
from bot.app.api.commands import Address, Asker, Command
from bot.readiness.ops_refusals import BadDay, OpsItemIsSo
from bot.readiness.refusals import BadEvidence, BadText, Refused
from bot.slack import action_ids as ids
from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.outcome import notice, sorry
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import Submission
from bot.slack.message import View
from bot.slack.views import evidence_forms, modals, reading, remarks, replies
from bot.slack.views.reading import FieldErrors

Ack = dict[str, Any]
MENDABLE: Final = (BadText, BadEvidence, BadDay, OpsItemIsSo)  # by another word in the same form


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for the forms."""

    async def on_submission(ack: AsyncAck, context: AsyncBoltContext) -> None:
        submission = payload(context, Submission)
        outcome = await parts.inflight.within(
            parts.patience,
            _decide(parts, submission),
            late=partial(_answer_late, parts, submission),
        )
        await ack(outcome if outcome is not None else _still_working())

    for callback_id in READERS:
        app.view_submission(callback_id)(on_submission)


def _read_address(view: View) -> Address | FieldErrors:
    read = reading.read_address(view)
    if isinstance(read, Address):
        return replace(read, project=reading.gap_of(view).project)
    return read


READERS: Final[Mapping[str, Callable[[View], Command | FieldErrors]]] = MappingProxyType(
    {
        ids.APPROVE_FORM: reading.read_approval,
        ids.GAPS_FORM: reading.read_gaps,
        ids.WITHDRAW_FORM: reading.read_withdraw,
        ids.ADDRESS_FORM: _read_address,
        ids.ADD_EVIDENCE_FORM: evidence_forms.read_add,
        ids.REMOVE_EVIDENCE_FORM: evidence_forms.read_remove,
        ids.OPS_FORM: reading.read_ops,
        ids.DIGEST_FORM: reading.read_digest,
    }
)


async def _decide(parts: Parts, submission: Submission) -> Ack:
    """Return the ack's body; never raises."""
    try:
        read = READERS[submission.view.callback_id](submission.view.raw)
        if not isinstance(read, Command):
            return {"response_action": "errors", "errors": read}
        return _kept(await parts.desk.carry_out(read, _asker(parts, submission)))
    except Exception as error:  # noqa: BLE001 - whoever submitted is told of every error, in words
        return {"response_action": _where(error), "view": notice(sorry(error))}


def _where(error: Exception) -> str:
    return "push" if isinstance(error, Refused) and isinstance(error.reason, MENDABLE) else "update"


def _kept(answer: Answer) -> Ack:
    """Close the form; or say what follows from it, where something does."""
    if not isinstance(answer, Approved | GapsKept | AddressKept | Checking | DigestState):
        return {}
    title = remarks.UNDER_WAY if isinstance(answer, Checking) else remarks.DONE
    view = modals.notice(title, replies.kept(answer))
    return {"response_action": "update", "view": view}


def _still_working() -> Ack:
    view = modals.notice(remarks.UNDER_WAY, remarks.still_working())
    return {"response_action": "update", "view": view}


async def _answer_late(parts: Parts, submission: Submission, outcome: Ack) -> None:
    # Whatever it was to be, by now a notice stands where the form was.
    view = outcome.get("view") or modals.notice(remarks.DONE, remarks.done())
    await parts.voice.redraw(submission.view.id, view)


def _asker(parts: Parts, submission: Submission) -> Asker:
    return Asker(
        user=submission.user.id,
        channel="",  # a form belongs to no channel: its round or its project says where
        delivery=submission.delivery,
        at=parts.clock.now(),
    )
