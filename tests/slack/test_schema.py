"""What we send, against the public Block Kit and manifest schemas."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.app.api.forms import AddressForm, EvidenceSheet, WithdrawForm
from bot.demo.team import team
from bot.readiness.home import Home, HomeProject
from bot.readiness.round import RoundState
from bot.slack.message import Block
from bot.slack.views import evidence_forms, modals, offers, replies
from bot.slack.views.card import card
from bot.slack.views.home import home
from bot.slack.views.replies import To
from tests.slack import people as p
from tests.slack.catalogue import (
    ANSWERS,
    APPROVAL_FORM,
    EVENTS,
    GAPS_FORM,
    OFFERS,
    REFUSALS,
)
from tests.slack.test_home import PROJECT

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEBOT_SHARED", ROOT.parent / "shared"))


@cache
def schema(name: str) -> Draft7Validator:
    path = SHARED / "schemas" / name
    if not path.exists():
        pytest.skip(f"the public schema {name} is not in {SHARED}: set GATEBOT_SHARED")
    return Draft7Validator(json.loads(path.read_text("utf-8")))


def everything() -> list[tuple[str, list[Block]]]:
    """Return every message and form of the catalogue."""
    found = [
        (f"card {state.value} {mention}", card(p.card_of(p.in_state(state)), mention=mention))
        for state in RoundState
        for mention in (True, False)
    ]
    found += [(type(r).__name__, replies.refusal(r)) for r in REFUSALS]
    found += [(f"{type(e).__name__} {to.value}", replies.event(e, to)) for e in EVENTS for to in To]
    found += [(type(a).__name__, replies.answer(a)) for a in ANSWERS]
    found += [(f"offer {type(o.command).__name__}", offers.unsure(o)) for o in OFFERS]
    found += [("help", replies.help(None, ("P4",))), ("typo", replies.unknown_verb("x", "ready"))]
    views = {
        "approval": modals.approval(APPROVAL_FORM),
        "gaps": modals.gaps(GAPS_FORM, 10),
        "evidence": evidence_forms.sheet(EvidenceSheet(p.OPEN, p.AUDIT, None)),
        "address": modals.address(AddressForm(p.GAP)),
        "withdraw": modals.withdraw(WithdrawForm(p.OPEN, p.ADA)),
        "loading": modals.loading("Approve P4"),
        "home": home(Home((PROJECT, HomeProject("harbour", unread=True)))),
    }
    shown = [(name, list(message.blocks)) for name, message in found]
    return shown + [(name, view["blocks"]) for name, view in views.items()]


def test_every_block_is_one_of_block_kit() -> None:
    validator = schema("slack-blocks.schema.json")
    wrong = [
        (name, block["type"])
        for name, blocks in everything()
        for block in blocks
        if not validator.is_valid(block)
    ]
    assert wrong == []


def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_manifest_is_one_slack_takes() -> None:
    errors = schema("slack-manifest.schema.json").iter_errors(manifest())
    assert [error.message for error in errors] == []


def test_the_manifest_asks_for_what_the_app_uses_and_no_more() -> None:
    app = manifest()
    assert app["oauth_config"]["scopes"] == {
        "bot": [
            "commands",
            "chat:write",
            "chat:write.public",
            "usergroups:read",
            "app_mentions:read",
            "im:write",
            "im:history",
        ],
        "bot_optional": [
            "channels:history",
            "groups:history",
            "files:write",
            "users:read",
            "channels:read",
            "groups:read",
        ],
    }
    assert app["settings"]["event_subscriptions"] == {
        "bot_events": ["app_home_opened", "app_mention", "message.im"]
    }


def test_who_is_answered_in_a_direct_message_may_write_there() -> None:
    home = manifest()["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_the_demos_app_hears_what_the_manifest_subscribes_to() -> None:
    heard = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert team().app.events == frozenset(heard)


def test_buttons_work_and_typed_mentions_stay_ids() -> None:
    app = manifest()
    assert app["settings"]["interactivity"]["is_enabled"] is True
    assert app["settings"]["socket_mode_enabled"] is True
    (command,) = app["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/gate", True)
