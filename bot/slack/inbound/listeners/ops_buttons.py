"""The buttons of the ops track and of digests: the form each opens, or the command each means."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from bot.app.api.commands import Command
from bot.app.api.forms import Asked
from bot.app.api.gateway import Desk
from bot.app.api.ops_commands import ChangeOpsItem, PreviewDigest, RemindReviewers, TurnDigestOff
from bot.readiness.work import OpsAction
from bot.slack import action_ids as ids
from bot.slack.inbound.payloads import Click, Malformed
from bot.slack.message import View
from bot.slack.views import digest, ops

Form = Callable[[Desk, Click], Awaitable[View]]
Deed = Callable[[Click], Command | None]


async def _ops(action: OpsAction, desk: Desk, click: Click) -> View:
    item = ids.read_item_value(click.pressed.value)
    if item is None or bool(item.key) is (action is OpsAction.ADD):
        raise Malformed("Click", ("value",))
    asked = Asked(click.user.id, click.place)
    return ops.form(await desk.forms.ops_form(asked, item.project, item.key, action))


async def _digest(desk: Desk, click: Click) -> View:
    channel = click.place or click.pressed.value
    return digest.form(await desk.forms.digest_form(channel, click.user.id))


OPS_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        ids.OPS_ADD: partial(_ops, OpsAction.ADD),
        ids.OPS_SNOOZE: partial(_ops, OpsAction.SNOOZE),
        ids.OPS_ASSIGN: partial(_ops, OpsAction.ASSIGN),
        ids.DIGEST_SET: _digest,
    }
)


def _item_done(click: Click) -> Command | None:
    item = ids.read_item_value(click.pressed.value)
    if item is None or not item.key:
        return None
    return ChangeOpsItem(OpsAction.DONE, item.key, project=item.project)


def _remind(click: Click) -> Command | None:
    ref = ids.read_round_value(click.pressed.value)
    return RemindReviewers(ref.round_id) if ref else None


DEEDS: Final[Mapping[str, Deed]] = MappingProxyType(
    {
        ids.OPS_DONE: _item_done,
        ids.REMIND: _remind,
        ids.DIGEST_PREVIEW: lambda _: PreviewDigest(),
        ids.DIGEST_OFF: lambda _: TurnDigestOff(),
    }
)
