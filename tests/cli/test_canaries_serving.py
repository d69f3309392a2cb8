"""A bot that serves while everything around it fails and quotes what it was sent: no secret shows.

Whoever is asked answers with the credentials it was given: the Git host's errors, and Slack's.
"""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from bot.demo.people import INES
from bot.demo.team import team
from bot.sandbox.controls import Controls
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import ChannelPlan
from bot.sandbox.workspace import Workspace
from bot.signing.keys import new_signing_key
from tests.cli.test_commands import CLEAN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CANARIES = {
    name: f"c4naryOfThe{name.title().replace('_', '')}Z9"
    for name in ("bot", "app", "signing", "host", "hook", "user", "database")
}
KEY = new_signing_key().pem
HOST_TOKENS = {
    "github": "GATEBOT_GITHUB_TOKEN",
    "gitlab": "GATEBOT_GITLAB_TOKEN",
    "gitea": "GATEBOT_GITEA_TOKEN",
    "git": "GATEBOT_GIT_TOKEN",
}
CHANNELS = {host: f"C0{host.upper()}" for host in HOST_TOKENS}
ACTS = ("status P4", "ready P4", "ops add Renew the TLS certificates")


@dataclass
class Host:
    """A Git host whose every answer is an error that quotes the request, decoded as well."""

    url: str
    asked: int = 0
    status: int = 500

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        given = request.headers.get("Authorization", "").partition(" ")[2]
        try:
            decoded = base64.b64decode(given).decode(errors="replace")
        except ValueError:
            decoded = given
        said = f"no entry at {request.url} for {dict(request.headers)} {decoded}"
        return web.json_response({"message": said, "error": said}, status=self.status, reason=said)


@asynccontextmanager
async def quoting_host() -> AsyncIterator[Host]:
    host = Host("")
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", host.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield host
    finally:
        await runner.cleanup()


@asynccontextmanager
async def workspace() -> AsyncIterator[SandboxServer]:
    plan = team()
    app = replace(
        plan.app,
        bot_token=f"xoxb-{CANARIES['bot']}",
        app_token=f"xapp-{CANARIES['app']}",
        signing_secret=CANARIES["signing"],
    )
    members = (INES.slack, app.bot_user)
    channels = (ChannelPlan(place, host, members) for host, place in CHANNELS.items())
    server = SandboxServer(Workspace(replace(plan, app=app, channels=tuple(channels))))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@dataclass
class Serving:
    """`gatebot serve` as a process; `said` is all that it printed and logged."""

    process: asyncio.subprocess.Process
    said: str = ""

    async def until(self, event: str) -> None:
        assert self.process.stderr is not None
        async with asyncio.timeout(30):
            while event not in self.said:
                line = await self.process.stderr.readline()
                assert line, self.said
                self.said += line.decode()

    async def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            out, rest = await self.process.communicate()
        self.said += (out + rest).decode()


def environment(server: SandboxServer, listen: str) -> dict[str, str]:
    app = server.workspace.plan.app
    return CLEAN | {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "GATEBOT_LISTEN": listen,
        "GATEBOT_WEBHOOK_SECRET": CANARIES["hook"],
        "GATEBOT_SIGNING_KEY": KEY,
        **dict.fromkeys(HOST_TOKENS.values(), CANARIES["host"]),
        "GATEBOT_GIT_USERNAME": "bot",
        "HTTPS_PROXY": f"http://me:{CANARIES['user']}@127.0.0.1:9",
    }


def toml(url: str) -> str:
    """Return the settings of a project on each kind of host, all of them at this address."""
    return "\n".join(_project(host, channel, url) for host, channel in CHANNELS.items())


def _project(host: str, channel: str, url: str) -> str:
    where = {"repo": f"{url}/acme/gates.git"} if host == "git" else {"api_url": url}
    rows = {"name": host, "host": host, "repo": "acme/gates", **where}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in rows.items())
    return f'[[projects]]\n{lines}\nchannels = ["{channel}"]\n'


async def act(session: aiohttp.ClientSession, server: SandboxServer) -> None:
    """Ask for things as people do, of every project; have Slack fail at some of the answers."""
    ines, controls = Person(session, server.link, INES.slack), Controls(session, server.link)
    await controls.fault("chat.postEphemeral", "fail")
    await controls.fault("chat.postMessage", "drop")
    await controls.fault("views.publish", "fail", status=403)
    for channel in CHANNELS.values():
        for words in ACTS:
            await ines.command("/gate", words, channel=channel)
        await ines.say("@gatebot status P4", channel=channel)
        await ines.wait_for_message(channel, "Nothing was ", within=20)
    await ines.open_home()


async def knock(session: aiohttp.ClientSession, listen: str) -> None:
    """Deliver to every webhook with the secret where it doesn't belong; nothing repeats it."""
    for project in HOST_TOKENS:
        for headers in (
            {"X-Hub-Signature-256": f"sha256={CANARIES['hook']}"},
            {"X-Gitlab-Token": CANARIES["hook"] + "x"},
            {"X-Gitea-Signature": CANARIES["hook"]},
            {"Authorization": f"Bearer {CANARIES['hook']}"},
        ):
            url = f"http://{listen}/webhooks/{project}?token={CANARIES['hook']}"
            body = {"ref": CANARIES["hook"]}
            async with session.post(url, json=body, headers=headers) as refused:
                assert refused.status >= 400
                assert shown(await refused.text()) == []


def shown(text: str) -> list[str]:
    """Return which secrets stand in a text, plain or encoded."""
    lines = [line for line in KEY.splitlines() if "-----" not in line]
    basic = base64.b64encode(f"bot:{CANARIES['host']}".encode()).decode()
    return [secret for secret in (*CANARIES.values(), *lines, basic) if secret in text]


async def test_no_secret_in_logs_messages_or_answers(tmp_path: Path, unused_tcp_port: int) -> None:
    listen = f"127.0.0.1:{unused_tcp_port}"
    async with quoting_host() as there, workspace() as server, aiohttp.ClientSession() as session:
        (tmp_path / "gatebot.toml").write_text(toml(there.url))
        serving = Serving(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "serve"),
                cwd=tmp_path,
                env=environment(server, listen),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        )
        await serving.until("socket_connected")
        await act(session, server)
        there.status = 403
        await act(session, server)
        await knock(session, listen)
        await serving.stop()
        said = json.dumps([vars(m) for m in server.workspace.messages.everything()], default=str)
    assert there.asked > len(HOST_TOKENS)
    assert serving.process.returncode == 0
    assert "[redacted]" in said, "what the hosts quoted is passed on, or nothing was tried"
    assert shown(serving.said) == []
    assert shown(said) == []
