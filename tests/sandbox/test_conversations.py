from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.team import ALL_SCOPES, TeamPlan, User
from tests.sandbox.conftest import ANN, APP, BOB, BOT, GENERAL, LOUNGE, OLD, QUIET, SECRET, a_team
from tests.sandbox.refusals import refused

if TYPE_CHECKING:
    from bot.sandbox.people import Person
    from bot.sandbox.workspace import Workspace


async def said(web: AsyncWebClient, count: int) -> list[str]:
    return [(await web.chat_postMessage(channel=GENERAL, text=f"m{n}"))["ts"] for n in range(count)]


def texts(answer: object) -> list[str]:
    return [message["text"] for message in answer["messages"]]  # type: ignore[index]


async def test_history_is_newest_first_in_pages(web: AsyncWebClient) -> None:
    await said(web, 5)
    first = await web.conversations_history(channel=GENERAL, limit=2)
    assert (texts(first), first["has_more"]) == (["m4", "m3"], True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await web.conversations_history(channel=GENERAL, limit=5, cursor=cursor)
    assert (texts(rest), rest["has_more"]) == (["m2", "m1", "m0"], False)
    bad = web.conversations_history(channel=GENERAL, cursor="what")
    await refused("invalid_cursor", bad)


async def test_history_between_two_moments(web: AsyncWebClient) -> None:
    stamps = await said(web, 4)
    inside = await web.conversations_history(channel=GENERAL, oldest=stamps[0], latest=stamps[3])
    assert texts(inside) == ["m2", "m1"]
    edges = await web.conversations_history(
        channel=GENERAL, oldest=stamps[0], latest=stamps[1], inclusive=True
    )
    assert texts(edges) == ["m1", "m0"]


async def test_history_leaves_replies_to_their_thread(web: AsyncWebClient) -> None:
    (head,) = await said(web, 1)
    await web.chat_postMessage(channel=GENERAL, text="reply", thread_ts=head)
    (message,) = (await web.conversations_history(channel=GENERAL))["messages"]
    assert (message["reply_count"], message["thread_ts"]) == (1, head)
    thread = await web.conversations_replies(channel=GENERAL, ts=head)
    assert texts(thread) == ["m0", "reply"]
    await refused("thread_not_found", web.conversations_replies(channel=GENERAL, ts="1.000001"))


async def test_history_is_for_members(web: AsyncWebClient) -> None:
    await refused("not_in_channel", web.conversations_history(channel=LOUNGE))
    await refused("channel_not_found", web.conversations_history(channel=QUIET))


async def test_listing_shows_what_the_bot_sees(web: AsyncWebClient) -> None:
    public = await web.conversations_list()
    assert {c["id"] for c in public["channels"]} == {GENERAL, LOUNGE, OLD}
    both = await web.conversations_list(
        types="public_channel,private_channel", exclude_archived=True
    )
    assert {c["id"] for c in both["channels"]} == {GENERAL, LOUNGE, SECRET}
    await refused("invalid_types", web.conversations_list(types="rooms"))


async def test_listing_comes_in_pages(web: AsyncWebClient) -> None:
    first = await web.conversations_list(limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_list(limit=2, cursor=cursor)
    assert len(first["channels"] + second["channels"]) == 3
    assert second["response_metadata"]["next_cursor"] == ""


async def test_one_channel(web: AsyncWebClient) -> None:
    channel = (await web.conversations_info(channel=SECRET))["channel"]
    assert (channel["name"], channel["is_private"], channel["is_member"]) == ("secret", True, True)
    await refused("channel_not_found", web.conversations_info(channel=QUIET))
    members = await web.conversations_members(channel=GENERAL)
    assert set(members["members"]) == {ANN, BOB, BOT}


async def test_joining_a_public_channel(web: AsyncWebClient) -> None:
    await web.conversations_join(channel=LOUNGE)
    assert (await web.conversations_history(channel=LOUNGE))["messages"] == []
    await refused("is_archived", web.conversations_join(channel=OLD))
    private = web.conversations_join(channel=SECRET)
    await refused("method_not_supported_for_channel_type", private)


async def test_opening_a_direct_message_twice_gives_the_same(web: AsyncWebClient) -> None:
    first = await web.conversations_open(users=ANN)
    again = await web.conversations_open(users=[ANN], return_im=True)
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["channel"]["user"] == ANN
    await refused("user_not_found", web.conversations_open(users="U0NONE"))
    await refused("users_list_not_supplied", web.api_call("conversations.open"))


async def test_users_and_their_channels(web: AsyncWebClient) -> None:
    user = (await web.users_info(user=ANN))["user"]
    assert (user["name"], user["tz"]) == ("ann", "Europe/Berlin")
    assert "email" not in user["profile"]
    await refused("user_not_found", web.users_info(user="U0NONE"))
    everyone = {member["id"]: member for member in (await web.users_list())["members"]}
    assert {ANN, BOB, BOT} <= set(everyone)
    assert everyone[BOT]["is_bot"]
    mine = await web.users_conversations(types="public_channel,private_channel")
    assert {c["id"] for c in mine["channels"]} == {GENERAL, SECRET, OLD}


async def test_a_deactivated_account_is_still_known(
    workspace: Workspace, web: AsyncWebClient
) -> None:
    workspace.users["U0GONE"] = User("U0GONE", "gone", deleted=True)
    assert (await web.users_info(user="U0GONE"))["user"]["deleted"] is True
    assert (await web.users_info(user=ANN))["user"]["deleted"] is False
    await refused("user_disabled", web.conversations_open(users="U0GONE"))


async def test_user_groups(web: AsyncWebClient) -> None:
    (group,) = (await web.usergroups_list(include_users=True))["usergroups"]
    assert (group["handle"], group["users"]) == ("ops", [BOB])
    assert (await web.usergroups_users_list(usergroup="S0OPS"))["users"] == [BOB]
    await refused("no_such_subteam", web.usergroups_users_list(usergroup="S0NONE"))


async def test_the_app_and_the_team(web: AsyncWebClient) -> None:
    me = await web.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == (BOT, "B0BOT", "T0SANDBOX")
    assert set(me.headers["x-oauth-scopes"].split(",")) == ALL_SCOPES
    assert (await web.bots_info(bot="B0BOT"))["bot"]["user_id"] == BOT
    await refused("bot_not_found", web.bots_info(bot="B0NONE"))
    assert (await web.team_info())["team"]["name"] == "Sandbox"


async def test_tokens(web: AsyncWebClient) -> None:
    await refused("invalid_auth", AsyncWebClient("xoxb-x", base_url=web.base_url).auth_test())
    await refused("not_authed", AsyncWebClient(base_url=web.base_url).auth_test())
    wrong = web.apps_connections_open(app_token="xoxb-sandbox")
    await refused("not_allowed_token_type", wrong)
    app = AsyncWebClient("xapp-sandbox", base_url=web.base_url)
    await refused("not_allowed_token_type", app.auth_test())
    await refused("unknown_method", web.api_call("chat.shout"))
    by_argument = AsyncWebClient(base_url=web.base_url)
    assert (await by_argument.api_call("auth.test", params={"token": "xoxb-sandbox"}))["ok"]


class TestOfAnAppThatMayReadAddresses:
    @pytest.fixture
    def team(self) -> TeamPlan:
        return a_team(replace(APP, scopes=ALL_SCOPES | {"users:read.email"}))

    async def test_it_reads_them(self, web: AsyncWebClient) -> None:
        user = (await web.users_info(user=ANN))["user"]
        assert user["profile"]["email"] == "ann@example.org"


class TestOfAnAppWithFewScopesOnAFreePlan:
    @pytest.fixture
    def team(self) -> TeamPlan:
        scopes = frozenset({"chat:write", "users:read", "usergroups:read"})
        return replace(a_team(replace(APP, scopes=scopes)), paid=False)

    async def test_a_missing_scope_is_named(self, web: AsyncWebClient) -> None:
        answer = await refused("missing_scope", web.conversations_history(channel=GENERAL))
        assert answer["needed"] == "channels:history"
        assert answer["provided"] == "chat:write,usergroups:read,users:read"
        await refused("missing_scope", web.conversations_open(users=ANN))

    async def test_posting_needs_membership(self, web: AsyncWebClient, ann: Person) -> None:
        await refused("not_in_channel", web.chat_postMessage(channel=LOUNGE, text="x"))
        await ann.bring_in(BOT, channel=LOUNGE)
        assert (await web.chat_postMessage(channel=LOUNGE, text="x"))["ok"]

    async def test_there_are_no_user_groups(self, web: AsyncWebClient) -> None:
        await refused("paid_teams_only", web.usergroups_list())
