"""Payloads that nobody's Slack has sent: what someone posts who knows how they look."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.demo.people import Person as Who
from bot.sandbox.plain_text import plain_text
from tests.support.stage import CHANNEL, Stage

_serial = count(1)


@dataclass(frozen=True)
class Answered:
    """What the bot answered a forged payload: how it failed, and what it shows."""

    failed: str
    shown: str
    raw: dict[str, Any]


def form(who: Who, callback_id: str, metadata: object, values: object = None) -> dict[str, Any]:
    """Return a form as if somebody had sent it. `metadata`: a dict, or any text."""
    text = metadata if isinstance(metadata, str) else json.dumps(metadata)
    return _payload(
        who,
        "view_submission",
        response_urls=[],
        view={
            "id": "V0FORGED",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": text,
            "blocks": [],
            "state": {"values": values or {}},
        },
    )


def button(who: Who, action_id: str, value: str) -> dict[str, Any]:
    """Return a click on a button of the channel that may never have been there."""
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    return _payload(
        who,
        "block_actions",
        actions=[action],
        channel={"id": CHANNEL, "name": "p4-release"},
        container={"type": "message", "channel_id": CHANNEL, "message_ts": "1.000001"},
        response_url="",
    )


def _payload(who: Who, kind: str, **rest: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": "T0SANDBOX", "domain": "tidewater"},
        "user": {"id": who.slack, "name": who.name, "team_id": "T0SANDBOX"},
        "api_app_id": "A0SANDBOX",
        "trigger_id": f"forged.{next(_serial)}",
        **rest,
    }


async def forge(stage: Stage, payload: dict[str, Any]) -> Answered:
    """Post a payload straight to the bot, signed as Slack's are."""
    raw = await stage.controls.forge(payload)
    view = raw["answer"].get("view") or {}
    return Answered(raw["failed"], plain_text(view.get("blocks", [])), raw["answer"])
