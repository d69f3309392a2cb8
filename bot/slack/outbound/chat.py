"""The Chat port on Slack: posts, updates, answers, and looks for what it may have posted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, cast

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform.proxy import goes_direct
from bot.ports.card import Card
from bot.ports.chat import MessageRef
from bot.ports.clock import Clock
from bot.ports.errors import ChannelGone, Fault, StaleState, Unavailable, UnknownOutcome
from bot.ports.intents import ReplyTo
from bot.readiness import events as e
from bot.readiness import ops_events as o
from bot.readiness.digest import Digest
from bot.readiness.events import Event
from bot.readiness.home import Drawn, Home
from bot.readiness.readers import Standing, Whereabouts
from bot.readiness.round import Round
from bot.slack.addressing import for_a_thread
from bot.slack.blocks import context
from bot.slack.message import Message
from bot.slack.outbound.directory import Directory, is_person
from bot.slack.outbound.pictures import Pictures
from bot.slack.outbound.validate import InvalidPayload, Surface, validate
from bot.slack.outbound.web_errors import Effect, SlackRefusal, asked, by_status, not_reached
from bot.slack.views import replies
from bot.slack.views.card import card as draw
from bot.slack.views.digest import digest as draw_digest
from bot.slack.views.home import home as draw_home
from bot.slack.views.replies import To
from bot.slack.words.events import of_project
from bot.slack.words.failures import misfit

EVENT_TYPE: Final = "gatebot_intent"
_log = structlog.get_logger()
_SKEW: Final = timedelta(minutes=1)  # between our clock and Slack's
_PAGE: Final = 200
_MOST_PAGES: Final = 10
_OK: Final = 200
_DRAWN_ELSEWHERE: Final = "hash_conflict"
# What makes a channel one that will never take a message, until a person changes that.
_GONE: Final = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
# Slack's ways to say that this app may not read a history; looking is a help, not a need.
_NO_HISTORY: Final = frozenset(
    {"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"}
)


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client that never repeats a request by itself: the outbox does, after looking.

    slack_sdk's own default repeats a request whose connection broke, which may post twice.
    """
    client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])
    if goes_direct(base_url):
        client.proxy = None
    return client


class SlackChat:
    """Implements `bot.ports.store.Chat`. Every payload is validated before it is sent.

    `several`: there is more than one project, so cards and direct messages say which is meant.
    Without `pictures` everything is drawn in text.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        http: aiohttp.ClientSession,
        clock: Clock,
        *,
        several: bool = False,
        pictures: Pictures | None = None,
    ) -> None:
        self._client = client
        self._http = http
        self._clock = clock
        self._several = several
        self._pictures = pictures
        self._directory = Directory(client, clock)

    async def post_card(self, channel: str, card: Card, intent_id: str) -> MessageRef:
        """Post a new card; this alone mentions the reviewers."""
        metadata = _metadata(intent_id, card.round.id)
        return await self._post(channel, self._drawn(card, mention=True), metadata)

    async def update_card(self, ref: MessageRef, card: Card) -> None:
        """Draw a card anew, in place, without mentions. Doing so twice does no harm."""
        fields = _checked(self._drawn(card, mention=False))
        request = self._client.chat_update(channel=ref.channel, ts=ref.ts, **fields)
        await asked(request, Effect.NOTHING, ref.channel)

    async def tell_thread(self, ref: MessageRef, event: Event, intent_id: str) -> None:
        """Add a line to a card's thread; the channel does not see it."""
        message = for_a_thread(replies.event(event, To.THREAD))
        await self._post(ref.channel, message, _metadata(intent_id, _correlation(event)), ref.ts)

    async def tell_channel(self, channel: str, event: Event, intent_id: str) -> None:
        """Tell a channel."""
        message = replies.event(event, To.CHANNEL)
        await self._post(channel, message, _metadata(intent_id, _correlation(event)))

    async def tell_person(self, user: str, event: Event, intent_id: str) -> None:
        """Send a direct message."""
        message = self._named(replies.event(event, To.PERSON), _project(event))
        await self._direct(user, message, event, intent_id)

    async def post_digest(self, channel: str, digest: Digest, intent_id: str) -> MessageRef:
        """Post a digest; it mentions nobody. Raises ChannelGone where it can't be posted at all."""
        message, metadata = draw_digest(digest), _metadata(intent_id, "")
        try:
            if self._pictures is None:
                return await self._post(channel, message, metadata)
            return await self._pictures.send(message, lambda m: self._post(channel, m, metadata))
        except SlackRefusal as refusal:
            if refusal.error in _GONE:
                raise ChannelGone(str(refusal), refusal.mend) from refusal
            raise

    async def show_home(self, user: str, home: Home, drawn: Drawn) -> Drawn:
        """Draw somebody's Home, unless it shows all of that already.

        Raises StaleState where somebody else drew it since `drawn`: Slack's hash says so.
        """
        view = _fitting(draw_home(home), Surface.HOME)
        mark = sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
        if mark == drawn.mark:
            return drawn
        request = self._client.views_publish(user_id=user, view=view, hash=drawn.hash or None)
        try:
            answer = await asked(request, Effect.NOTHING, user)
        except SlackRefusal as refusal:
            if refusal.error == _DRAWN_ELSEWHERE:
                raise StaleState(str(refusal)) from refusal
            raise
        return Drawn(mark, str((answer.get("view") or {}).get("hash", "")))

    async def answer(self, reply: ReplyTo, event: Event, intent_id: str) -> None:
        """Answer by the response_url while it lasts, else by direct message."""
        message = self._named(replies.event(event, To.ASKER), _project(event))
        lasts = bool(reply.response_url) and self._clock.now() < reply.expires_at
        if not (lasts and await self._respond(reply.response_url, message)):
            await self._direct(reply.user, message, event, intent_id)

    async def find(
        self, place: MessageRef | str, intent_id: str, since: datetime
    ) -> MessageRef | None:
        """Look for a message by its intent id; None also where the history may not be read."""
        try:
            return await self._find(place, intent_id, f"{(since - _SKEW).timestamp():.6f}")
        except SlackRefusal as refusal:
            if refusal.error in _NO_HISTORY:
                return None
            raise

    async def link_to(self, ref: MessageRef) -> str | None:
        """Return a message's address; None where Slack does not tell. It never raises."""
        request = self._client.chat_getPermalink(channel=ref.channel, message_ts=ref.ts)
        try:
            answer = await asked(request, Effect.NOTHING, ref.channel)
        except (Unavailable, Fault) as error:
            _log.info("no link to a message", channel=ref.channel, why=str(error))
            return None
        return str(answer.get("permalink") or "") or None

    async def group_members(self, group: str) -> tuple[str, ...]:
        """Return the Slack user ids of a user group; cached for five minutes."""
        return await self._directory.group_members(group)

    async def display_name(self, user: str) -> str:
        """Return what a person is called in Slack; their id where that can't be learned now."""
        return await self._directory.display_name(user)

    async def standing(self, user: str) -> Standing:
        """Return what a person is in the workspace. Raises Unavailable."""
        return await self._directory.standing(user)

    async def is_in(self, user: str, channels: Sequence[str]) -> bool:
        """Tell whether a person is in one of these channels. Raises Unavailable."""
        return await self._directory.is_in(user, channels)

    async def whereabouts(self, user: str) -> Whereabouts:
        """Return where a person is, as known for an hour. Raises Unavailable."""
        return await self._directory.whereabouts(user)

    # --- drawing ---

    def _drawn(self, card: Card, *, mention: bool) -> Message:
        return self._named(draw(card, mention=mention), card.round.project)

    def _named(self, message: Message, project: str) -> Message:
        if not (self._several and project):
            return message
        return replace(message, blocks=(*message.blocks, context(of_project(project))))

    # --- sending ---

    async def _post(
        self, channel: str, message: Message, metadata: Mapping[str, Any], thread: str | None = None
    ) -> MessageRef:
        request = self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            metadata=dict(metadata),
            mrkdwn=False,  # an asterisk in a title stays an asterisk in the notification
            unfurl_links=False,
            unfurl_media=False,
            **_checked(message),
        )
        answer = await asked(request, Effect.TWICE, channel)
        ref = MessageRef(str(answer.get("channel", channel)), str(answer.get("ts", "")))
        if not ref.ts:
            raise UnknownOutcome("Slack took a message without saying which it is.")
        return ref

    async def _direct(self, user: str, message: Message, event: Event, intent_id: str) -> None:
        channel = await self._directory.direct_channel(user)
        await self._post(channel, message, _metadata(intent_id, _correlation(event)))

    async def _respond(self, url: str, message: Message) -> bool:
        """Post to a response_url. Returns False where it has expired or is used up."""
        payload = {"response_type": "ephemeral", "replace_original": False, **_checked(message)}
        try:
            async with self._http.post(url, json=payload, proxy=self._client.proxy) as response:
                meaning = by_status(response.status, response.headers, Effect.TWICE)
                if meaning is not None:
                    raise meaning
                return response.status == _OK
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise not_reached(error, Effect.TWICE) from error

    # --- looking ---

    async def _find(
        self, place: MessageRef | str, intent_id: str, oldest: str
    ) -> MessageRef | None:
        if isinstance(place, str) and is_person(place):
            place = await self._directory.direct_channel(place)
        cursor = ""
        for _ in range(_MOST_PAGES):
            answer = await self._page(place, oldest, cursor)
            channel = place if isinstance(place, str) else place.channel
            for message in answer.get("messages", []):
                if _intent_of(message) == intent_id:
                    return MessageRef(channel, str(message["ts"]))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return None

    async def _page(self, place: MessageRef | str, oldest: str, cursor: str) -> Mapping[str, Any]:
        paging: dict[str, Any] = {
            "oldest": oldest,
            "limit": _PAGE,
            "include_all_metadata": True,
            "cursor": cursor or None,
        }
        if isinstance(place, str):
            request = self._client.conversations_history(channel=place, **paging)
            return await asked(request, Effect.NOTHING, place)
        request = self._client.conversations_replies(channel=place.channel, ts=place.ts, **paging)
        return await asked(request, Effect.NOTHING, place.channel)


def _checked(message: Message) -> dict[str, Any]:
    return _fitting(message.payload(), Surface.MESSAGE)


def _fitting(payload: dict[str, Any], surface: Surface) -> dict[str, Any]:
    try:
        validate(payload, surface)
    except InvalidPayload as error:
        raise Fault(*misfit(str(error))) from error
    return payload


def _metadata(intent_id: str, correlation_id: str) -> dict[str, Any]:
    return {
        "event_type": EVENT_TYPE,
        "event_payload": {"intent": intent_id, "correlation_id": correlation_id},
    }


def _correlation(event: Event) -> str:
    """Return the round an event belongs to, "" where it belongs to none."""
    if (review := _round(event)) is not None:
        return review.id
    match event:
        case e.GapAddressed(gap=gap):
            return gap.round_id
        case e.Parked(correlation_id=correlation_id):
            return correlation_id
        case _:
            return ""


def _project(event: Event) -> str:
    """Return the project of a round's or a gap's event; the others don't say."""
    if isinstance(event, e.GapAddressed):
        return event.gap.project
    review = _round(event)
    return review.project if review else ""


def _round(event: Event) -> Round | None:
    match event:
        case (
            e.RoundOpened(round=review)
            | e.AlreadyAsked(round=review)
            | e.Decided(round=review)
            | e.GapsListed(round=review)
            | e.Landed(round=review)
            | e.Voided(round=review)
            | e.CameBetween(round=review)
            | e.Withdrawn(round=review)
            | e.Superseded(round=review)
            | o.ReviewReminded(round=review)
            | o.ReminderNotSent(round=review)
        ):
            return review
        case _:
            return None


def _intent_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return cast("str | None", (metadata.get("event_payload") or {}).get("intent"))
