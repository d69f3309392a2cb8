"""What the page is served: its own files, who there is, what is unread, a pane and a guide."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from bot.sandbox.errors import CannotDo
from bot.sandbox.guide import Guide, GuideStep, Sign
from bot.sandbox.page_api import Beside
from bot.sandbox.pane import Entry, PaneAct, PaneState
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import plan_from_json
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import ANN, BOB, GENERAL, SECRET, TOKEN, a_team

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.people import Person


class Ledger:
    """A pane that is written by hand."""

    def __init__(self) -> None:
        self.lines = ["begin"]
        self._news = asyncio.Event()

    def write(self, line: str) -> None:
        self.lines.append(line)
        self._news.set()

    async def look(self) -> PaneState:
        entries = tuple(Entry(str(n), "Ann", what, n) for n, what in enumerate(self.lines))
        return PaneState(str(len(self.lines)), "Ledger", entries=entries, acts=(PaneAct("x", "X"),))

    async def changed(self, version: str) -> None:
        while version == str(len(self.lines)):
            self._news.clear()
            await self._news.wait()

    async def entry(self, entry_id: str) -> str:
        return f"+{self.lines[int(entry_id)]}"

    async def act(self, act_id: str) -> None:
        if act_id != "x":
            raise CannotDo(f"there is no {act_id}")
        self.write("x was done")


GUIDE = Guide(
    "First",
    (
        GuideStep("Say", "Say hello.", Sign(("hello", "world"))),
        GuideStep("Hide", "Be told alone.", Sign(("secret",), only_for=ANN)),
        GuideStep("Do", "Do x.", Sign(("x was done",), in_pane=True)),
    ),
    "The end.",
)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def server(workspace: Workspace, ledger: Ledger) -> AsyncIterator[SandboxServer]:
    sandbox = SandboxServer(workspace, beside=Beside(ledger, GUIDE))
    sandbox.token = TOKEN
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def get(session: aiohttp.ClientSession, server: SandboxServer, path: str) -> Any:
    async with session.get(f"{server.url}{path}") as response:
        return await response.json()


async def done(session: aiohttp.ClientSession, server: SandboxServer) -> list[bool]:
    guide = (await get(session, server, "workspace/guide"))["guide"]
    return [step["done"] for step in guide["steps"]]


async def test_the_page_may_reach_nothing_but_its_server(
    session: aiohttp.ClientSession, server: SandboxServer
) -> None:
    async with session.get(server.url) as response:
        assert response.content_type == "text/html"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        tag = response.headers["ETag"]
        body = await response.text()
    assert "<script type=" in body
    assert "http://" not in body
    assert "https://" not in body
    async with session.get(server.url, headers={"If-None-Match": tag}) as response:
        assert response.status == 304


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("archives/C0GENERAL/p1700000000000100", "/#//C0GENERAL/1700000000.000100"),
        (
            "archives/C0GENERAL/p1700000000000200?thread_ts=1700000000.000100&cid=C0GENERAL",
            "/#//C0GENERAL/1700000000.000100",
        ),
        ("archives/C0GENERAL/p17000000?thread_ts=//elsewhere.example", "/#//C0GENERAL/"),
    ],
)
async def test_a_permalink_leads_to_its_place_on_the_page(
    session: aiohttp.ClientSession, server: SandboxServer, path: str, place: str
) -> None:
    async with session.get(f"{server.url}{path}", allow_redirects=False) as response:
        assert response.status == 302
        assert response.headers["Location"].startswith(place)


@pytest.mark.parametrize("path", ["page/js/none.js", "page/..%2Fserver.py", "page/%2Fetc%2Fpasswd"])
async def test_only_its_own_files_are_served(
    session: aiohttp.ClientSession, server: SandboxServer, path: str
) -> None:
    async with session.get(URL(f"{server.url}{path}", encoded=True)) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}]
)
async def test_other_sites_pages_may_not_act_here(
    session: aiohttp.ClientSession, server: SandboxServer, headers: dict[str, str]
) -> None:
    body = {"channel": GENERAL, "text": "not me"}
    url = f"{server.url}people/{ANN}/messages"
    async with session.post(url, json=body, headers=headers) as response:
        assert response.status == 403
    assert server.workspace.messages.everything() == []


async def test_who_there_is_and_what_can_be_typed(
    session: aiohttp.ClientSession, server: SandboxServer
) -> None:
    about = await get(session, server, "workspace")
    assert [c["name"] for c in about["app"]["commands"]] == ["/gate", "/raw"]
    assert {u["id"] for u in about["users"] if not u["is_bot"]} == {ANN, BOB}
    assert (about["pane"], about["guide"]) == (True, True)


async def test_unread_is_what_others_said_where_one_is(
    session: aiohttp.ClientSession, server: SandboxServer, ann: Person, bob: Person
) -> None:
    first = await ann.say("hello", channel=GENERAL)
    await ann.say("an answer", channel=GENERAL, thread=first.ts)
    await ann.say("only for members", channel=SECRET)
    news = (await get(session, server, "workspace/news"))["news"]
    assert news[BOB][GENERAL] == [first.ts]
    assert SECRET not in news[BOB]
    assert news[ANN][GENERAL] == []
    second = await bob.say("hello, too", channel=GENERAL)
    news = (await get(session, server, "workspace/news"))["news"]
    assert news[ANN][GENERAL] == [second.ts]


async def test_the_panes_changes_come_with_the_others(
    session: aiohttp.ClientSession, server: SandboxServer, ledger: Ledger
) -> None:
    assert (await get(session, server, "pane/state"))["title"] == "Ledger"
    assert (await get(session, server, "pane/entries/0"))["diff"] == "+begin"
    since = (await get(session, server, "people/changes"))["seq"]
    waiting = asyncio.create_task(
        get(session, server, f"people/changes?since={since}&timeout=10&user={BOB}")
    )
    ledger.write("more")
    assert [one["kind"] for one in (await waiting)["changes"]] == ["pane.changed"]
    async with session.post(f"{server.url}pane/acts/y") as response:
        assert (response.status, (await response.json())["why"]) == (409, "there is no y")


async def test_the_guide_follows_what_is_shown(
    session: aiohttp.ClientSession, server: SandboxServer, ann: Person
) -> None:
    await ann.say("hello", channel=GENERAL)
    await ann.say("a secret that all can read", channel=GENERAL)
    assert await done(session, server) == [False, False, False]
    await ann.say("hello, world", channel=GENERAL)
    assert await done(session, server) == [True, False, False]
    async with session.post(f"{server.url}pane/acts/x") as response:
        assert response.status == 200
    assert await done(session, server) == [True, True, True]


async def test_without_pane_and_guide_there_are_none(session: aiohttp.ClientSession) -> None:
    bare = SandboxServer(Workspace(replace(a_team(), name="Bare")))
    bare.token = TOKEN
    await bare.start()
    about = await get(session, bare, "workspace")
    assert (about["pane"], about["guide"]) == (False, False)
    assert (await get(session, bare, "workspace/guide"))["guide"] is None
    async with session.get(f"{bare.url}pane/state") as response:
        assert response.status == 404
    await bare.stop()


def test_a_plan_brings_words_for_its_commands() -> None:
    verb = {"word": "go", "hint": "do it", "then": [["here", "there"]]}
    plan = plan_from_json({"app": {"commands": [{"name": "/x", "completions": [verb]}]}})
    (completion,) = plan.app.commands[0].completions
    assert (completion.word, completion.then) == ("go", (("here", "there"),))
