"""What listeners say after their ack: modals, late answers, words for one person's eyes.

None of it changes state, so a failure is logged and costs its words only.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.slack.message import Message, View
from bot.slack.outbound.pictures import FEWER_PAUSES, PAUSES, REFUSED, Pictures
from bot.slack.outbound.web_errors import Effect, SlackRefusal, asked

_OK: Final = 200
_ENOUGH: Final = 2000  # bytes of an answer: its error comes first
# Slack's plain body is "ok". By patterns, since a long answer is cut and no JSON any more.
_NO: Final = re.compile(r'\s*\{.*?"ok"\s*:\s*false\b', re.DOTALL)
_ERROR: Final = re.compile(r'"error"\s*:\s*"(\w+)"')
_ARRIVED: Final = ""
_NOT_THERE: Final = frozenset(
    {"not_in_channel", "user_not_in_channel", "channel_not_found", "is_archived"}
)
_SLACKS_OWN: Final = re.compile(r"hooks\.slack(-gov)?\.com")
_log = structlog.get_logger()


class Voice:
    """Speaks to one workspace: Web API calls through one client, response_urls by one session.

    Without `pictures` everything is drawn in text.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        pictures: Pictures | None = None,
    ) -> None:
        self._client = client
        self._session = session
        self._pictures = pictures
        self._own_host = urlsplit(client.base_url).netloc

    async def open(self, trigger_id: str, view: View, *, over: bool = False) -> bool:
        """Open a modal (`over` another one); False if Slack would not."""
        call = self._client.views_push if over else self._client.views_open
        return (
            await _said(
                "modal", asked(call(trigger_id=trigger_id, view=view), Effect.NOTHING, "modal")
            )
            == _ARRIVED
        )

    async def redraw(self, view_id: str, view: View, view_hash: str = "") -> bool:
        """Draw a modal anew; with `view_hash`, only if nobody has since."""
        call = self._client.views_update(view_id=view_id, view=view, hash=view_hash or None)
        return await _said("redraw", asked(call, Effect.NOTHING, "redraw")) == _ARRIVED

    async def whisper(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Say something for one person's eyes; by direct message where the channel won't do."""

        async def send(given: Message) -> None:
            call = self._client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread or None, **given.payload()
            )
            await asked(call, Effect.NOTHING, "whisper")

        if await _said("whisper", self._sent(message, send)) in _NOT_THERE:
            await self.tell(user, message)

    async def tell(self, conversation: str, message: Message, thread: str = "") -> None:
        """Answer in a conversation that is one person's anyway."""

        async def send(given: Message) -> None:
            call = self._client.chat_postMessage(
                channel=conversation, thread_ts=thread or None, **given.payload()
            )
            await asked(call, Effect.NOTHING, "direct_message")

        await _said("direct_message", self._sent(message, send))

    def at_once(self, response_url: str, message: Message) -> tuple[Message, Message | None]:
        """Return what an ack may say, and the picture that follows it, if one can.

        Slack drops an ack with a block it refuses, and the whole answer with it; so no ack has a
        picture.
        """
        can = self._pictures is not None and not self._pictures.resting
        return message.apart() if can and self.trusted(response_url) else (message, None)

    async def follow(self, response_url: str, message: Message) -> None:
        """Show the picture of an answer that was given with the ack, once that has arrived."""
        if self._pictures is not None:
            await self._pictures.pause()
        await self.answer_late(response_url, message)

    async def answer_late(self, response_url: str, message: Message) -> bool:
        """Answer through a response_url, for one person's eyes; False if it did not arrive.

        An address that is not Slack's is not called.
        """
        if not self.trusted(response_url):
            return False

        async def send(given: Message) -> None:
            await self._respond(response_url, given)

        sending = self._sent(message, send, FEWER_PAUSES)
        return await _said("late_answer", sending) == _ARRIVED

    async def _sent(
        self,
        message: Message,
        send: Callable[[Message], Awaitable[None]],
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        if self._pictures is None:
            await send(message)
        else:
            await self._pictures.send(message, send, pauses)

    async def _respond(self, url: str, message: Message) -> None:
        """Use a response_url. Raises SlackRefusal where it says no, Unavailable for the rest."""
        body = {"response_type": "ephemeral", "replace_original": False, **message.payload()}
        try:
            async with self._session.post(
                url, json=body, allow_redirects=False, proxy=self._client.proxy
            ) as response:
                status = response.status
                said = (await response.content.read(_ENOUGH)).decode(errors="replace")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unavailable(type(error).__name__) from error
        if status == _OK and not _NO.match(said):
            return
        if REFUSED in said:
            raise SlackRefusal(REFUSED, "response_url", "")
        named = _ERROR.search(said) if status == _OK else None
        raise Unavailable(named[1] if named else str(status))

    def trusted(self, url: str) -> str:
        """Return the address if it is Slack's, or the workspace's in its stead; else nothing."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        at_slack = parts.scheme == "https" and _SLACKS_OWN.fullmatch(parts.netloc) is not None
        return url if at_slack or parts.netloc == self._own_host else ""


async def _said(what: str, request: Awaitable[object]) -> str:
    """Await a call; return Slack's error code, a word of ours, or nothing if it arrived."""
    try:
        await request
    except SlackRefusal as refusal:
        error = refusal.error
    except (Unavailable, UnknownOutcome, Fault) as failure:
        error = str(failure)
    else:
        return _ARRIVED
    _log.warning("not_said", what=what, error=error)
    return error
