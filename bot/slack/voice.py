"""What listeners say after their ack: modals, late answers, words for one person's eyes.

None of it changes state, so a failure is logged and costs its words only.
"""

import re
from collections.abc import Awaitable
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import Fault, Unavailable, UnknownOutcome
from bot.slack.message import Message, View
from bot.slack.web_errors import Effect, SlackRefusal, asked

_OK: Final = 200
_ARRIVED: Final = ""
_NOT_THERE: Final = frozenset(
    {"not_in_channel", "user_not_in_channel", "channel_not_found", "is_archived"}
)
_SLACKS_OWN: Final = re.compile(r"hooks\.slack(-gov)?\.com")
_log = structlog.get_logger()


class Voice:
    """Speaks to one workspace: Web API calls through one client, response_urls by one session."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session
        self._own_host = urlsplit(client.base_url).netloc

    async def open(self, trigger_id: str, view: View, *, over: bool = False) -> bool:
        """Open a modal (`over` another one); False if Slack would not."""
        call = self._client.views_push if over else self._client.views_open
        return await _said("modal", call(trigger_id=trigger_id, view=view)) == _ARRIVED

    async def redraw(self, view_id: str, view: View, view_hash: str = "") -> bool:
        """Draw a modal anew; with `view_hash`, only if nobody has since."""
        call = self._client.views_update(view_id=view_id, view=view, hash=view_hash or None)
        return await _said("redraw", call) == _ARRIVED

    async def whisper(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Say something for one person's eyes; by direct message where the channel won't do."""
        call = self._client.chat_postEphemeral(
            channel=channel, user=user, thread_ts=thread or None, **message.payload()
        )
        if await _said("whisper", call) in _NOT_THERE:
            await self.tell(user, message)

    async def tell(self, conversation: str, message: Message, thread: str = "") -> None:
        """Answer in a conversation that is one person's anyway."""
        call = self._client.chat_postMessage(
            channel=conversation, thread_ts=thread or None, **message.payload()
        )
        await _said("direct_message", call)

    async def answer_late(self, response_url: str, message: Message) -> bool:
        """Answer through a response_url, for one person's eyes; False if it did not arrive.

        An address that is not Slack's is not called.
        """
        if not self.trusted(response_url):
            return False
        body = {"response_type": "ephemeral", "replace_original": False, **message.payload()}
        try:
            async with self._session.post(
                response_url, json=body, allow_redirects=False, proxy=self._client.proxy
            ) as response:
                if response.status != _OK:
                    _log.warning("not_said", what="late_answer", error=str(response.status))
                return response.status == _OK
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            _log.warning("not_said", what="late_answer", error=type(error).__name__)
            return False

    def trusted(self, url: str) -> str:
        """Return the address if it is Slack's, or the workspace's in its stead; else nothing."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        at_slack = parts.scheme == "https" and _SLACKS_OWN.fullmatch(parts.netloc) is not None
        return url if at_slack or parts.netloc == self._own_host else ""


async def _said(what: str, request: Awaitable[AsyncSlackResponse]) -> str:
    """Await a call; return Slack's error code, a word of ours, or nothing if it arrived."""
    try:
        await asked(request, Effect.NOTHING, what)
    except SlackRefusal as refusal:
        error = refusal.error
    except (Unavailable, UnknownOutcome, Fault) as failure:
        error = str(failure)
    else:
        return _ARRIVED
    _log.warning("not_said", what=what, error=error)
    return error
