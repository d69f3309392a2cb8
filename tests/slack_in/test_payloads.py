"""Payloads as Slack really sends them, with all it adds: read, and the rest left alone."""

from bot.slack.inbound.payloads import Click, Said, SlashCommand, read

SLASH = {
    "token": "verification",
    "team_id": "T0001",
    "team_domain": "example",
    "enterprise_id": "E0001",
    "channel_id": "C2147483705",
    "channel_name": "test",
    "user_id": "U2147483697",
    "user_name": "Steve",
    "command": "/weather",
    "text": "94070",
    "response_url": "https://hooks.slack.com/commands/1234/5678",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "api_app_id": "A123456",
    "is_enterprise_install": "false",
}
HOME_CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ada", "name": "ada", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "verification",
    "container": {"type": "view", "view_id": "V1"},
    "trigger_id": "1.2.3",
    "team": {"id": "T1", "domain": "d"},
    "enterprise": None,
    "is_enterprise_install": False,
    "view": {
        "id": "V1",
        "team_id": "T1",
        "type": "home",
        "blocks": [{"type": "actions", "block_id": "a", "elements": []}],
        "private_metadata": "",
        "callback_id": "",
        "state": {"values": {}},
        "hash": "156663117.cd33ad1f",
        "external_id": "",
    },
    "actions": [
        {
            "action_id": "gate_approve",
            "block_id": "a",
            "text": {"type": "plain_text", "text": "Approve", "emoji": True},
            "value": "r:1",
            "type": "button",
            "action_ts": "1.2",
        },
        {"action_id": "pick", "type": "users_select", "selected_user": "U2"},
    ],
}
EDITED = {
    "token": "verification",
    "team_id": "T1",
    "type": "event_callback",
    "event_id": "Ev1",
    "event_time": 1355517523,
    "event": {
        "type": "message",
        "subtype": "message_changed",
        "channel": "D1",
        "channel_type": "im",
        "ts": "1.2",
        "message": {"type": "message", "user": "U1", "text": "edited", "ts": "1.1"},
        "hidden": True,
    },
}


def test_a_slash_command() -> None:
    typed = read(SLASH)
    assert isinstance(typed, SlashCommand)
    assert (typed.user_id, typed.text) == ("U2147483697", "94070")
    assert typed.response_url == "https://hooks.slack.com/commands/1234/5678"


def test_a_button_of_an_app_home_which_has_no_callback_id_and_no_channel() -> None:
    click = read(HOME_CLICK)
    assert isinstance(click, Click)
    assert (click.pressed.action_id, click.pressed.value) == ("gate_approve", "r:1")
    assert (click.place, click.in_modal) == ("", False)


def test_an_edited_message_is_nothing_a_person_says_now() -> None:
    said = read(EDITED)
    assert isinstance(said, Said)
    assert not said.by_a_person
