"""Other sites, and odd requests: refused with a word, never a 500, and nothing is left behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.demo.team import team, with_own_tokens
from tests.sandbox.conftest import ANN, GENERAL

if TYPE_CHECKING:
    from bot.sandbox.server import SandboxServer

CROSS = ("cross-site", "same-site")
POSTS = (
    *(
        f"people/{ANN}/{act}"
        for act in ("commands", "messages", "clicks", "suggestions", "home", "dms", "members")
    ),
    *(f"people/{ANN}/views/V0/{act}" for act in ("fill", "submit", "close")),
    *(f"control/{act}" for act in ("faults", "forge", "disconnect", "deliver_to")),
    "control/deliveries/x/again",
    "workspace/clock",
    "api/chat.postMessage",
    "api/views.open",
    "api/conversations.history",
)
GETS = (
    "people/changes?since=x",
    "people/changes?since=0&timeout=nan",
    "people/changes?timeout=inf",
)
NAMES = (
    *("command", "text", "channel", "thread_ts", "action_id", "block_id", "view", "ts", "value"),
    *("values", "with", "who", "everything", "payload", "url", "seconds", "morning_in", "user"),
    *("morning_of", "blocks", "metadata", "attachments", "trigger_id", "limit", "cursor", "method"),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from([GENERAL, ANN, "<https://[|x>", "\ud800", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2)
    ),
    max_leaves=4,
)
BODIES = VALUES | st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)


@pytest.mark.parametrize("site", CROSS)
async def test_another_sites_page_acts_as_nobody(
    session: aiohttp.ClientSession, server: SandboxServer, site: str
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": "image"}
    said = f"token=xoxb-sandbox&channel={GENERAL}&text=not%20me"
    for method, path in (
        ("GET", f"api/chat.postMessage?{said}"),
        ("POST", f"api/chat.postMessage?{said}"),
        ("GET", "people"),
        ("POST", "workspace/clock"),
        ("GET", ""),
    ):
        async with session.request(method, f"{server.url}{path}", headers=headers) as response:
            assert response.status == 403, path
    assert server.workspace.messages.everything() == []


async def test_a_link_from_elsewhere_leads_to_the_page(
    session: aiohttp.ClientSession, server: SandboxServer
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    async with session.get(server.url, headers=headers) as response:
        assert response.status == 200


async def test_an_address_alone_does_nothing(
    session: aiohttp.ClientSession, server: SandboxServer
) -> None:
    said = f"token=xoxb-sandbox&channel={GENERAL}&text=not%20me"
    async with session.get(f"{server.url}api/chat.postMessage?{said}") as response:
        assert (await response.json())["error"] == "invalid_arguments"
    assert server.workspace.messages.everything() == []


@pytest.mark.parametrize("host", ["[", "elsewhere.example", "127.0.0.1.elsewhere.example", ""])
async def test_a_name_that_leads_here_from_elsewhere_is_refused(
    session: aiohttp.ClientSession, server: SandboxServer, host: str
) -> None:
    async with session.get(server.url, headers={"Host": host}) as response:
        assert response.status in {400, 403}


def test_tokens_are_new_at_each_start() -> None:
    first, second = with_own_tokens(team()).app, with_own_tokens(team()).app
    for name in ("bot_token", "app_token", "signing_secret", "verification_token"):
        assert getattr(first, name) != getattr(second, name)


# What reaches the app is left out: there is none here, and it would be waited for.
@given(path=st.sampled_from([p for p in POSTS if p != "control/forge"]), body=BODIES)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_odd_json_is_no_fault_of_ours(
    session: aiohttp.ClientSession, server: SandboxServer, path: str, body: Any
) -> None:
    await refused_or_done(session, server, path, json.dumps(body))


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("raw", ["", "{", "[" * 20_000, '{"text": NaN}', "\x00", '"x"', "{}"])
async def test_what_is_no_json_is_no_fault_of_ours(
    session: aiohttp.ClientSession, server: SandboxServer, path: str, raw: str
) -> None:
    await refused_or_done(session, server, path, raw)


@pytest.mark.parametrize("path", GETS)
async def test_an_odd_query_is_no_fault_of_ours(
    session: aiohttp.ClientSession, server: SandboxServer, path: str
) -> None:
    async with session.get(URL(f"{server.url}{path}", encoded=True)) as response:
        assert response.status == 400


async def refused_or_done(
    session: aiohttp.ClientSession, server: SandboxServer, path: str, raw: str
) -> None:
    server.faults.clear()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer xoxb-sandbox"}
    async with session.post(f"{server.url}{path}", data=raw.encode(), headers=headers) as response:
        assert response.status in {200, 400, 404, 409}, await response.text()
        json.loads(await response.text(), parse_constant=pytest.fail)
    server.faults.clear()
    for sight in (f"people/{ANN}/channels/{GENERAL}/messages", "workspace", "workspace/news"):
        async with session.get(f"{server.url}{sight}") as response:
            assert response.status == 200, sight
