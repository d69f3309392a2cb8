"""The bot as Slack sees it over HTTP: signed deliveries, and the acks that come back."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.platform.in_flight import InFlight
from bot.web.server import WebServer
from tests.slack_in.desk import NOON

SECRET = "signing-secret-of-the-tests"
TOKEN = "xoxb-of-the-tests"
FORM = "application/x-www-form-urlencoded"


class FixedClock:
    def now(self) -> datetime:
        return NOON


@dataclass(frozen=True, slots=True)
class Ack:
    """What Slack was answered. `body` is its JSON, or an empty dict where there was none."""

    status: int
    body: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def action(self) -> str:
        return str(self.body.get("response_action", ""))

    @property
    def everything(self) -> str:
        """All that stands anywhere in the answer, as one string."""
        return json.dumps(self.body, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class BotOverHttp:
    url: str
    session: aiohttp.ClientSession
    inflight: InFlight
    server: WebServer

    async def post(
        self,
        body: str,
        content_type: str,
        *,
        secret: str = SECRET,
        age: int = 0,
        forged: Mapping[str, str] = MappingProxyType({}),
    ) -> Ack:
        """Deliver a body, signed `age` seconds ago; `forged` headers stand in for the real ones."""
        at = str(int(time.time()) - age)
        signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": signature or "",
            **forged,
        }
        async with self.session.post(
            f"{self.url}/slack/events", data=body.encode(), headers=headers
        ) as response:
            text = await response.text()
            return Ack(response.status, json.loads(text) if text.startswith("{") else {})

    async def command(self, text: str, **changed: Any) -> Ack:
        """Type `/gate text`."""
        fields = {
            "command": "/gate",
            "text": text,
            "user_id": "U1",
            "channel_id": "C1",
            "team_id": "T1",
            "trigger_id": "t.1",
            "response_url": "",
        }
        return await self.post(urlencode({**fields, **changed}), FORM)

    async def click(self, action_id: str, value: str, **changed: Any) -> Ack:
        """Press a button of a message."""
        body = {
            "type": "block_actions",
            "user": {"id": "U2"},
            "team": {"id": "T1"},
            "channel": {"id": "C1"},
            "container": {"type": "message", "channel_id": "C1", "message_ts": "1.1"},
            "trigger_id": "t.2",
            "actions": [
                {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
            ],
        }
        return await self.interact({**body, **changed})

    async def submit(self, view: dict[str, Any], values: Any = None, **changed: Any) -> Ack:
        """Submit a form as it was opened, with the fields filled in."""
        body = {
            "type": "view_submission",
            "user": {"id": "U2"},
            "team": {"id": "T1"},
            "trigger_id": "t.3",
            "view": {**view, "id": "V1", "hash": "h1", "state": {"values": values or {}}},
        }
        return await self.interact({**body, **changed})

    async def interact(self, payload: object) -> Ack:
        """Deliver an interaction."""
        return await self.post(urlencode({"payload": json.dumps(payload)}), FORM)

    async def event(self, event: dict[str, Any], event_id: str = "Ev1", **changed: Any) -> Ack:
        """Deliver an event."""
        body = {"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": event}
        return await self.post(json.dumps({**body, **changed}), "application/json")
