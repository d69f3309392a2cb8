"""What listeners say after their ack: modals, late answers, words for one person's eyes.

None of it changes state, so a failure is logged and costs its words only.
"""

import re
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.message import Message, View

_log = structlog.get_logger()
_UNREACHABLE: Final = (aiohttp.ClientError, TimeoutError)
_NOT_IN_THE_CHANNEL: Final = frozenset(
    {"not_in_channel", "user_not_in_channel", "channel_not_found", "is_archived"}
)
_SLACKS_OWN: Final = re.compile(r"hooks\.slack(-gov)?\.com")


class Voice:
    """Speaks to one workspace through one client."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._own_host = urlsplit(client.base_url).netloc

    async def open(self, trigger_id: str, view: View, *, over: bool = False) -> bool:
        """Open a modal (`over` another one); False if Slack would not."""
        call = self._client.views_push if over else self._client.views_open
        try:
            await call(trigger_id=trigger_id, view=view)
        except SlackApiError as error:
            return _refused("modal", error)
        except _UNREACHABLE as error:
            return _unreachable("modal", error)
        return True

    async def redraw(self, view_id: str, view: View, view_hash: str = "") -> bool:
        """Draw a modal anew; with `view_hash`, only if nobody has since."""
        try:
            await self._client.views_update(view_id=view_id, view=view, hash=view_hash or None)
        except SlackApiError as error:
            return _refused("redraw", error)
        except _UNREACHABLE as error:
            return _unreachable("redraw", error)
        return True

    async def whisper(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Say something for one person's eyes; by direct message where the channel won't do."""
        try:
            await self._client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread or None, **message.payload()
            )
        except SlackApiError as error:
            _refused("whisper", error)
            if error.response.get("error") in _NOT_IN_THE_CHANNEL:
                await self.tell(user, message)
        except _UNREACHABLE as error:
            _unreachable("whisper", error)

    async def tell(self, conversation: str, message: Message, thread: str = "") -> None:
        """Answer in a conversation that is one person's anyway."""
        try:
            await self._client.chat_postMessage(
                channel=conversation, thread_ts=thread or None, **message.payload()
            )
        except SlackApiError as error:
            _refused("direct_message", error)
        except _UNREACHABLE as error:
            _unreachable("direct_message", error)

    async def answer_late(self, response_url: str, message: Message) -> bool:
        """Answer through a response_url, for one person's eyes; False if it did not arrive.

        An address that is not Slack's is not called.
        """
        if not self.is_slacks(response_url):
            _log.warning("foreign_response_url")
            return False
        webhook = AsyncWebhookClient(response_url, session=self._client.session, retry_handlers=[])
        try:
            answer = await webhook.send_dict(
                {"response_type": "ephemeral", "replace_original": False, **message.payload()}
            )
        except _UNREACHABLE as error:
            return _unreachable("late_answer", error)
        if answer.status_code != 200:  # noqa: PLR2004 - HTTP's OK
            _log.warning("not_said", what="late_answer", status=answer.status_code)
        return answer.status_code == 200  # noqa: PLR2004 - HTTP's OK

    def is_slacks(self, url: str) -> bool:
        """Tell whether an address is Slack's, or the workspace's that stands in for it."""
        parts = urlsplit(url)
        if parts.netloc == self._own_host:
            return True
        return parts.scheme == "https" and _SLACKS_OWN.fullmatch(parts.netloc) is not None


def _refused(what: str, error: SlackApiError) -> bool:
    _log.warning("not_said", what=what, error=str(error.response.get("error", "")))
    return False


def _unreachable(what: str, error: Exception) -> bool:
    _log.warning("not_said", what=what, error=type(error).__name__)
    return False
