from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import ANN, BOB, BOT, GENERAL, LOUNGE, OLD, QUIET, SECRET
from tests.sandbox.refusals import refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.people import Person
    from bot.sandbox.workspace import Workspace

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*P4* is ready"}}]


async def test_a_posted_message_is_seen_by_the_members(web: AsyncWebClient, ann: Person) -> None:
    posted = await web.chat_postMessage(channel=GENERAL, text="hello", blocks=BLOCKS)
    (seen,) = await ann.see(GENERAL)
    assert (seen.ts, seen.user, seen.is_bot) == (posted["ts"], BOT, True)
    assert (seen.text, seen.shown) == ("hello", "*P4* is ready")
    assert posted["message"]["blocks"][0]["block_id"]


async def test_text_is_stored_as_it_was_sent(web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel=GENERAL, text="a &amp; b <@U0ANN> & \u202e|")
    assert posted["message"]["text"] == "a &amp; b <@U0ANN> & \u202e|"


async def test_arguments_are_merged_from_query_form_and_json(web: AsyncWebClient) -> None:
    by_form = await web.api_call("chat.postMessage", data={"channel": GENERAL, "text": "form"})
    by_query = await web.api_call("chat.postMessage", params={"channel": GENERAL, "text": "query"})
    by_json = await web.api_call("chat.postMessage", json={"channel": GENERAL, "text": "json"})
    by_get = await web.api_call("auth.test", http_verb="GET")
    texts = [answer["message"]["text"] for answer in (by_form, by_query, by_json)]
    assert texts == ["form", "query", "json"]
    assert by_get["user_id"] == BOT


async def test_every_message_has_its_own_ts_though_the_clock_stands_still(
    web: AsyncWebClient,
) -> None:
    stamps = [(await web.chat_postMessage(channel=GENERAL, text="x"))["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize("name", ["general", "#general", GENERAL])
async def test_a_channel_goes_by_id_or_name(web: AsyncWebClient, name: str) -> None:
    assert (await web.chat_postMessage(channel=name, text="x"))["channel"] == GENERAL


async def test_posting_to_a_user_reaches_them_in_the_direct_message(
    web: AsyncWebClient, ann: Person, bob: Person
) -> None:
    opened = await web.conversations_open(users=ANN)
    posted = await web.chat_postMessage(channel=ANN, text="only you")
    assert posted["channel"] == opened["channel"]["id"]
    assert [m.text for m in await ann.see(posted["channel"])] == ["only you"]
    assert posted["channel"] not in [c.id for c in await bob.channels()]


async def test_where_the_bot_can_not_post(web: AsyncWebClient, workspace: Workspace) -> None:
    await refused("channel_not_found", web.chat_postMessage(channel="C0NONE", text="x"))
    await refused("channel_not_found", web.chat_postMessage(channel=QUIET, text="x"))
    await refused("is_archived", web.chat_postMessage(channel=OLD, text="x"))
    assert (await web.chat_postMessage(channel=LOUNGE, text="public"))["ok"]
    assert workspace.plan.app.bot_user not in workspace.channels[LOUNGE].members


async def test_a_message_needs_words(web: AsyncWebClient) -> None:
    for empty in ({}, {"text": ""}, {"text": " ", "blocks": []}):
        body = {"channel": GENERAL, **empty}
        await refused("no_text", web.api_call("chat.postMessage", json=body))
    await refused("msg_too_long", web.chat_postMessage(channel=GENERAL, text="x" * 40_001))
    assert (await web.chat_postMessage(channel=GENERAL, text="x" * 40_000))["ok"]


async def test_invalid_blocks_come_with_slacks_messages(web: AsyncWebClient) -> None:
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    call = web.chat_postMessage(channel=GENERAL, text="x", blocks=long)
    answer = await refused("invalid_blocks", call)
    problem = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}"]
    assert answer["errors"] == [problem]
    await refused(
        "invalid_blocks_format",
        web.api_call("chat.postMessage", data={"channel": GENERAL, "blocks": "[{"}),
    )


async def test_updating_replaces_and_text_alone_removes_the_blocks(
    web: AsyncWebClient, ann: Person
) -> None:
    posted = await web.chat_postMessage(channel=GENERAL, text="old", blocks=BLOCKS)
    await web.chat_update(channel=GENERAL, ts=posted["ts"], text="new", blocks=BLOCKS)
    (seen,) = await ann.see(GENERAL)
    assert (seen.text, len(seen.blocks), seen.edited) == ("new", 1, True)
    await web.chat_update(channel=GENERAL, ts=posted["ts"], text="words only")
    (seen,) = await ann.see(GENERAL)
    assert (seen.text, seen.blocks) == ("words only", [])


async def test_only_its_author_may_change_a_message(web: AsyncWebClient, ann: Person) -> None:
    said = await ann.say("mine", channel=GENERAL)
    await refused("cant_update_message", web.chat_update(channel=GENERAL, ts=said.ts, text="x"))
    await refused("cant_delete_message", web.chat_delete(channel=GENERAL, ts=said.ts))
    await refused("message_not_found", web.chat_update(channel=GENERAL, ts="1.000001", text="x"))


async def test_an_update_takes_less_text_than_a_post(web: AsyncWebClient) -> None:
    ts = (await web.chat_postMessage(channel=GENERAL, text="x"))["ts"]
    assert (await web.chat_update(channel=GENERAL, ts=ts, text="x" * 4000))["ok"]
    await refused("msg_too_long", web.chat_update(channel=GENERAL, ts=ts, text="x" * 4001))


async def test_deleting_leaves_a_stone_only_where_there_are_answers(
    web: AsyncWebClient, ann: Person
) -> None:
    plain = await web.chat_postMessage(channel=GENERAL, text="plain")
    head = await web.chat_postMessage(channel=GENERAL, text="head")
    await web.chat_postMessage(channel=GENERAL, text="reply", thread_ts=head["ts"])
    for ts in (plain["ts"], head["ts"]):
        await web.chat_delete(channel=GENERAL, ts=ts)
    (seen,) = await ann.see(GENERAL)
    assert (seen.ts, seen.deleted, seen.text) == (head["ts"], True, "This message was deleted.")


async def test_a_deleted_reply_leaves_its_thread(web: AsyncWebClient, ann: Person) -> None:
    head = await ann.say("head", channel=GENERAL)
    reply = await web.chat_postMessage(channel=GENERAL, text="reply", thread_ts=head.ts)
    await web.chat_delete(channel=GENERAL, ts=reply["ts"])
    assert [m.text for m in await ann.thread(head)] == ["head"]


async def test_ephemerals_are_seen_by_one_and_are_beyond_the_api(
    web: AsyncWebClient, ann: Person, bob: Person
) -> None:
    shown = await web.chat_postEphemeral(channel=GENERAL, user=ANN, text="psst")
    assert [(m.text, m.ephemeral) for m in await ann.see(GENERAL)] == [("psst", True)]
    assert await bob.see(GENERAL) == []
    assert (await web.conversations_history(channel=GENERAL))["messages"] == []
    ts = shown["message_ts"]
    await refused("message_not_found", web.chat_update(channel=GENERAL, ts=ts, text="x"))


async def test_who_can_be_shown_an_ephemeral(web: AsyncWebClient) -> None:
    call = web.chat_postEphemeral
    await refused("user_not_in_channel", call(channel=SECRET, user=BOB, text="x"))
    await refused("user_not_found", call(channel=GENERAL, user="U0NONE", text="x"))
    await refused("not_in_channel", call(channel=LOUNGE, user=ANN, text="x"))


async def test_threads_hang_below_their_head(web: AsyncWebClient, ann: Person) -> None:
    head = await web.chat_postMessage(channel=GENERAL, text="head")
    first = await web.chat_postMessage(channel=GENERAL, text="first", thread_ts=head["ts"])
    await web.chat_postMessage(channel=GENERAL, text="below a reply", thread_ts=first["ts"])
    await web.chat_postMessage(
        channel=GENERAL, text="to all", thread_ts=head["ts"], reply_broadcast=True
    )
    seen = await ann.see(GENERAL)
    assert [m.text for m in seen] == ["head", "to all"]
    assert seen[0].replies == 3
    thread = await ann.thread(seen[0])
    assert [m.text for m in thread] == ["head", "first", "below a reply", "to all"]
    none = web.chat_postMessage(channel=GENERAL, text="x", thread_ts="1.000001")
    await refused("thread_not_found", none)


async def test_metadata_is_kept_and_returned_on_request(web: AsyncWebClient) -> None:
    metadata = {"event_type": "intent", "event_payload": {"id": "i-1"}}
    await web.chat_postMessage(channel=GENERAL, text="x", metadata=metadata)
    (plain,) = (await web.conversations_history(channel=GENERAL))["messages"]
    assert "metadata" not in plain
    full = await web.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata
    await web.chat_update(channel=GENERAL, ts=plain["ts"], text="y")
    full = await web.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata


async def test_metadata_must_have_a_type_and_a_payload(web: AsyncWebClient) -> None:
    call = web.chat_postMessage(channel=GENERAL, text="x", metadata={"event_type": "intent"})
    await refused("invalid_metadata_schema", call)


async def test_a_permalink_names_channel_and_message(web: AsyncWebClient) -> None:
    head = await web.chat_postMessage(channel=GENERAL, text="x")
    reply = await web.chat_postMessage(channel=GENERAL, text="y", thread_ts=head["ts"])
    link = await web.chat_getPermalink(channel=GENERAL, message_ts=head["ts"])
    assert link["permalink"].endswith(f"/archives/{GENERAL}/p{head['ts'].replace('.', '')}")
    link = await web.chat_getPermalink(channel=GENERAL, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={head['ts']}&cid={GENERAL}")
    missing = web.chat_getPermalink(channel=GENERAL, message_ts="1.000001")
    await refused("message_not_found", missing)


async def test_reactions_are_counted_once_a_person(web: AsyncWebClient, ann: Person) -> None:
    ts = (await web.chat_postMessage(channel=GENERAL, text="x"))["ts"]
    await web.reactions_add(channel=GENERAL, timestamp=ts, name="white_check_mark")
    (seen,) = await ann.see(GENERAL)
    assert seen.reactions == {"white_check_mark": [BOT]}
    again = web.reactions_add(channel=GENERAL, timestamp=ts, name="white_check_mark")
    await refused("already_reacted", again)
    with pytest.raises(SlackApiError, match="invalid_name"):
        await web.reactions_add(channel=GENERAL, timestamp=ts, name="no such emoji")
