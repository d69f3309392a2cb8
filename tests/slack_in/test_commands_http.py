"""`/gate …` over signed HTTP: one ack, with the answer in it."""

import logging

import pytest
from structlog.testing import capture_logs

from bot.app.api.commands import Approve, Asker, ShowStatus
from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import NoSuchPhase, Refused
from bot.slack.verbs import EXAMPLES, Verb
from tests.slack_in.bot_over_http import FORM, SECRET, BotOverHttp
from tests.slack_in.desk import NOON, StandInDesk
from tests.slack_in.slack_api import SlackApi


async def test_a_command_reaches_the_desk_and_is_answered_in_the_ack(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    ack = await bot.command("approve P4 as security", response_url=slack.hook("a"))
    asker = Asker("U1", "C1", "trigger:t.1", NOON, slack.hook("a"))
    assert desk.asked == [(Approve("P4", "security"), asker)]
    assert (ack.status, ack.body["response_type"]) == (200, "ephemeral")
    assert "approval" in ack.text
    assert slack.calls == []  # nothing but the ack


@pytest.mark.parametrize("verb", [v for v in Verb if v is not Verb.HELP])
async def test_every_verb_has_a_way_to_the_desk(
    bot: BotOverHttp, desk: StandInDesk, verb: Verb
) -> None:
    ack = await bot.command(EXAMPLES[verb])
    assert ack.status == 200
    assert len(desk.asked) == 1


@pytest.mark.parametrize("verb", list(Verb))
async def test_every_verb_has_help(bot: BotOverHttp, desk: StandInDesk, verb: Verb) -> None:
    ack = await bot.command(f"help {verb}")
    assert f"/gate {verb}" in ack.everything
    assert desk.asked == []


async def test_a_typo_is_answered_with_the_nearest_verb_and_nothing_is_done(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    ack = await bot.command("aprove EXEC as security")
    assert "/gate approve EXEC as security" in ack.everything
    assert desk.asked == []


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("aprove", "/gate approve <phase>"),
        ("reject", "/gate gaps"),
        ("fixd P4-G7", "/gate address <gap> <what was done>"),
        ("evidence EXEC remove x", "/gate evidence EXEC remove 2"),
        ("address EXEC-G1", "/gate address EXEC-G1 <what was done>"),
    ],
)
async def test_a_suggestion_is_of_what_was_typed_and_invents_nothing(
    bot: BotOverHttp, desk: StandInDesk, typed: str, suggested: str
) -> None:
    ack = await bot.command(typed)
    assert f'"{suggested}"' in ack.everything
    assert "P4 " not in ack.everything
    assert desk.asked == []


async def test_a_refusal_is_told_in_its_words(bot: BotOverHttp, desk: StandInDesk) -> None:
    desk.failure = lambda: Refused(NoSuchPhase("P44", "P4", ("P4", "EXEC")))
    ack = await bot.command("status P44")
    assert (ack.status, ack.body["response_type"]) == (200, "ephemeral")
    assert "P44" in ack.text
    assert "EXEC" in ack.everything


async def test_what_is_unavailable_is_for_later(bot: BotOverHttp, desk: StandInDesk) -> None:
    desk.failure = lambda: Unavailable("the database is busy")
    ack = await bot.command("status")
    assert (ack.status, "busy" in ack.everything) == (200, False)
    assert "minute" in ack.everything


async def test_a_fault_that_is_known_is_told_with_its_mend_and_the_id_in_the_log(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    desk.failure = lambda: Fault("The branch main is not there.", "Correct it in gatebot.toml.")
    with capture_logs() as logs:
        ack = await bot.command("status")
    assert ack.text.startswith("The branch main is not there. Nothing was done.")
    assert "Correct it in gatebot.toml." in ack.everything
    [shown_as] = [log["shown_as"] for log in logs if log["event"] == "fault"]
    assert shown_as in ack.everything


async def test_our_faults_show_an_id_and_nothing_of_their_insides(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    desk.failure = lambda: RuntimeError("secret-path")
    ack = await bot.command("status")
    assert ack.status == 200
    assert "my side" in ack.text
    assert "secret-path" not in ack.everything


async def test_a_slow_answer_is_promised_and_comes_through_the_response_url(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.gate.clear()
    ack = await bot.command("approve P4", response_url=slack.hook("late"))
    assert "Still working" in ack.text
    desk.gate.set()
    late = await slack.heard("hook:late")
    assert (late["response_type"], late["replace_original"]) == ("ephemeral", False)
    assert "approval" in late["text"]


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest", "https://hooks.slack.com.evil.example/", "http://[", ""],
)
async def test_a_slow_answer_never_goes_to_an_address_that_is_not_slacks(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, url: str
) -> None:
    desk.gate.clear()
    await bot.command("approve P4", response_url=url)
    desk.gate.set()
    direct = await slack.heard("chat.postMessage")
    assert direct["channel"] == "U1"
    assert [asker.response_url for _, asker in desk.asked] == [""]


async def test_the_same_trigger_twice_counts_once(bot: BotOverHttp, desk: StandInDesk) -> None:
    await bot.command("approve P4")
    again = await bot.command("approve P4")
    assert [asker.delivery for _, asker in desk.asked] == ["trigger:t.1", "trigger:t.1"]
    assert "not done twice" in again.everything


async def test_whatever_the_command_is_called_it_is_answered(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    ack = await bot.command("status P4", command="/gate-staging")
    assert ack.status == 200
    assert desk.asked[0][0] == ShowStatus("P4")


@pytest.mark.parametrize(("secret", "age"), [("another-secret", 0), (None, 301)])
async def test_a_wrong_or_old_signature_is_turned_away(
    bot: BotOverHttp, desk: StandInDesk, secret: str | None, age: int
) -> None:
    ack = await bot.post("command=%2Fgate&text=status", FORM, age=age, secret=secret or SECRET)
    assert ack.status == 401
    assert desk.asked == []


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Signature": f"v0={'A' * 64}"},
        {"X-Slack-Request-Timestamp": "abc"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": ""},
    ],
)
async def test_a_signature_that_is_misshapen_is_turned_away(
    bot: BotOverHttp, desk: StandInDesk, forged: dict[str, str]
) -> None:
    ack = await bot.post("command=%2Fgate&text=status", FORM, forged=forged)
    assert ack.status == 401
    assert desk.asked == []


async def test_ssl_checks_and_address_checks_are_answered(bot: BotOverHttp) -> None:
    check = await bot.post("ssl_check=1&token=x", FORM)
    challenge = await bot.post('{"type":"url_verification","challenge":"abc"}', "application/json")
    assert (check.status, challenge.body) == (200, {"challenge": "abc"})


async def test_building_the_app_silences_no_log_of_ours(bot: BotOverHttp) -> None:
    await bot.command("help")
    assert logging.getLogger("gatebot").level == logging.NOTSET
