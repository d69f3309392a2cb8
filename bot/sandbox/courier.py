"""Everything the workspace sends to the app: asked once, told with retries, or sent again."""

from __future__ import annotations

import asyncio
import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from bot.sandbox.errors import CannotDo, NotAnswered

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.workspace import Workspace

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Pace:
    """How long Slack waits for an answer, and when it sends an event again (seconds)."""

    answer_within: float = 3.0
    send_again_after: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass
class Attempt:
    """One try; `outcome` is "answered" or Slack's word for why not."""

    retry: int
    outcome: str
    answer: Json | None = None


@dataclass
class Delivery:
    """Something sent to the app, exactly as it is sent again."""

    number: int
    kind: Kind
    payload: Json
    accepts_answer: bool
    envelope_id: str
    attempts: list[Attempt] = field(default_factory=list)

    def to_json(self) -> Json:
        """Return the delivery with its attempts, for the control surface."""
        tries = [vars(attempt) for attempt in self.attempts]
        return {
            "number": self.number,
            "kind": self.kind,
            "payload": self.payload,
            "attempts": tries,
        }


class Transport(Protocol):
    """A way to reach the app."""

    async def send(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json:
        """Deliver once and return the answer ({} for a bare ack); raises `NotAnswered`."""


class Courier:
    """Sends deliveries over whichever transport the app uses, and keeps them all."""

    def __init__(self, workspace: Workspace, transport: Transport, pace: Pace) -> None:
        self.transport = transport
        self.sent: list[Delivery] = []
        self._workspace = workspace
        self.pace = pace
        self._errands: set[asyncio.Task[None]] = set()

    async def ask(self, kind: Kind, payload: Json, *, accepts_answer: bool) -> Json:
        """Send a command or an interaction once and return its answer; raises `NotAnswered`."""
        return await self._attempt(self._keep(kind, payload, accepts_answer=accepts_answer))

    def tell(self, event: Json) -> None:
        """Send an event in the background, if the app subscribed to it, with Slack's retries."""
        app = self._workspace.plan.app
        if subscription_of(event) not in app.events:
            return
        delivery = self._keep("events_api", self._wrap(event), accepts_answer=False)
        errand = asyncio.get_running_loop().create_task(self._insist(delivery))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def again(self, number: int) -> Json:
        """Send a past delivery once more, verbatim, and return its answer."""
        if not 1 <= number <= len(self.sent):
            raise CannotDo(f"there was no delivery {number}")
        delivery = self.sent[number - 1]
        return await self._attempt(delivery, len(delivery.attempts), "timeout")

    async def settled(self) -> None:
        """Return when no event is on its way any more."""
        while self._errands:
            await asyncio.wait(self._errands)

    async def stop(self) -> None:
        """Give up on the events still on their way."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)

    def _keep(self, kind: Kind, payload: Json, *, accepts_answer: bool) -> Delivery:
        envelope = "-".join(secrets.token_hex(n) for n in (4, 2, 2, 2, 6))
        # A copy, because the state it shows moves on, and it may have to be sent again as it was.
        frozen = deepcopy(payload)
        delivery = Delivery(len(self.sent) + 1, kind, frozen, accepts_answer, envelope)
        self.sent.append(delivery)
        return delivery

    async def _attempt(self, delivery: Delivery, retry: int = 0, reason: str = "") -> Json:
        try:
            within = self.pace.answer_within
            answer = await self.transport.send(delivery, retry, reason, within)
        except NotAnswered as unanswered:
            delivery.attempts.append(Attempt(retry, unanswered.reason))
            raise
        delivery.attempts.append(Attempt(retry, "answered", answer))
        return answer

    async def _insist(self, delivery: Delivery) -> None:
        reason = ""
        for retry, pause in enumerate((0.0, *self.pace.send_again_after)):
            await asyncio.sleep(pause)
            try:
                await self._attempt(delivery, retry, reason)
            except NotAnswered as unanswered:
                reason = unanswered.reason
                if reason == "no_retry":
                    return
            else:
                return

    def _wrap(self, event: Json) -> Json:
        plan = self._workspace.plan
        return {
            "token": plan.app.verification_token,
            "team_id": event.get("team", plan.id),
            "api_app_id": plan.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self._workspace.clock().timestamp()),
            "authorizations": [_authorization(plan)],
            "is_ext_shared_channel": self._is_shared(event),
            "context_team_id": plan.id,
            "context_enterprise_id": None,
        }

    def _is_shared(self, event: Json) -> bool:
        place = event.get("channel")
        found = self._workspace.channels.get(place) if isinstance(place, str) else None
        return found is not None and self._workspace.is_shared(found)


def _authorization(plan: Any) -> Json:
    return {
        "enterprise_id": None,
        "team_id": plan.id,
        "user_id": plan.app.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }


def subscription_of(event: Json) -> str:
    """Return the name an app subscribes to this event by."""
    if event["type"] != "message":
        return str(event["type"])
    kinds = {"im": "im", "channel": "channels", "group": "groups"}
    return f"message.{kinds[event['channel_type']]}"
