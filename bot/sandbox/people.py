"""A person at the workspace: what they do and see, over HTTP alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.access_token import Entrance
from bot.sandbox.seen import (
    Channel,
    Message,
    Modal,
    Submission,
    channel_from,
    message_from,
    modal_from,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp

    from bot.sandbox.plain_text import Json

T = TypeVar("T")


class Refused(Exception):
    """The workspace did not let the person do it; `error` is its word for why."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(f"{error}: {why}" if why else error)
        self.error = error


class AppFailed(Exception):
    """The app did not answer a click; `reason` is Slack's word for how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Person:
    """One person; `link` is the one that lets people in, `session` may be shared by many people."""

    def __init__(self, session: aiohttp.ClientSession, link: str, user: str) -> None:
        self.user = user
        self._session = session
        self._at = Entrance.by(link)

    async def command(
        self, name: str, text: str = "", *, channel: str, thread: str = ""
    ) -> Message | None:
        """Type a slash command; returns what is shown for it at once, if anything."""
        body = {"command": name, "text": text, "channel": channel, "thread_ts": thread}
        shown = (await self._do("commands", body))["shown"]
        return message_from(shown) if shown else None

    async def say(self, text: str, *, channel: str, thread: str = "") -> Message:
        """Post a message to a channel or a thread; `@name` mentions, as in Slack's client."""
        body = {"text": text, "channel": channel, "thread_ts": thread}
        return message_from((await self._do("messages", body))["message"])

    async def edit(self, message: Message, text: str) -> Message:
        """Change a message of one's own; `@name` mentions."""
        body = {"channel": message.channel, "ts": message.ts, "text": text}
        return message_from((await self._do("edits", body))["message"])

    async def click(
        self,
        on: Message | Modal,
        action_id: str,
        *,
        value: Any = None,
        block_id: str | None = None,
    ) -> None:
        """Click a button, or choose `value` in a menu; any confirmation is given.

        Raises `AppFailed` where the app doesn't answer, `Refused` where there's no such element.
        """
        body: Json = {"action_id": action_id, "value": value, "block_id": block_id}
        body |= {"view": on.id} if isinstance(on, Modal) else {"channel": on.channel, "ts": on.ts}
        failed = (await self._do("clicks", body))["failed"]
        if failed:
            raise AppFailed(failed)

    async def suggestions(self, on: Modal, action_id: str, typed: str) -> list[Json]:
        """Type into an external select; returns the options offered."""
        body = {"view": on.id, "action_id": action_id, "value": typed}
        options: list[Json] = (await self._do("suggestions", body))["options"]
        return options

    async def fill(self, on: Modal, values: dict[str, Any]) -> Modal:
        """Fill values into a modal by action_id or block_id, without submitting it."""
        return modal_from((await self._do(f"views/{on.id}/fill", {"values": values}))["view"])

    async def submit(self, on: Modal, values: dict[str, Any] | None = None) -> Submission:
        """Fill values in and submit."""
        raw = await self._do(f"views/{on.id}/submit", {"values": values or {}})
        modals = [modal_from(one) for one in raw["modals"]]
        return Submission(raw["outcome"], modal_from(raw["view"]), modals)

    async def close(self, on: Modal, *, everything: bool = False) -> None:
        """Close a modal, or the whole stack."""
        await self._do(f"views/{on.id}/close", {"everything": everything})

    async def open_home(self) -> Modal | None:
        """Look at the App Home, of which the app hears; returns what is there now."""
        home = (await self._do("home", {}))["home"]
        return modal_from(home) if home else None

    async def home(self) -> Modal | None:
        """Return the App Home as it stands, without the app hearing of it."""
        home = (await self._see("home"))["home"]
        return modal_from(home) if home else None

    async def dm(self, other: str = "") -> Channel:
        """Open the direct message with someone; with the bot, unless `other` is given."""
        body = {"with": other} if other else {}
        return channel_from((await self._do("dms", body))["channel"])

    async def bring_in(self, who: str, *, channel: str) -> None:
        """Make someone a member of a channel; oneself to join it."""
        await self._do("members", {"channel": channel, "who": who})

    async def channels(self) -> list[Channel]:
        """Return the channels and direct messages in the sidebar."""
        return [channel_from(raw) for raw in (await self._see("channels"))["channels"]]

    async def see(self, channel: str) -> list[Message]:
        """Return what stands in a channel, oldest first, own ephemerals included."""
        rows = (await self._see(f"channels/{channel.removeprefix('#')}/messages"))["messages"]
        return [message_from(raw) for raw in rows]

    async def thread(self, of: Message) -> list[Message]:
        """Return a thread, its head first."""
        path = f"channels/{of.channel}/threads/{of.thread_ts or of.ts}"
        return [message_from(raw) for raw in (await self._see(path))["messages"]]

    async def modals(self) -> list[Modal]:
        """Return the open modals, the topmost last."""
        return [modal_from(raw) for raw in (await self._see("modals"))["modals"]]

    async def wait_for(self, look: Callable[[], Awaitable[T | None]], within: float = 5.0) -> T:
        """Look now and after every change until `look` returns something true, and return that.

        Raises `TimeoutError` after `within` seconds.
        """
        async with asyncio.timeout(within):
            while True:
                seq = await self._latest()
                found = await look()
                if found:
                    return found
                await self._change_after(seq, within)

    async def wait_for_message(
        self, channel: str, containing: str, *, after: str = "", within: float = 5.0
    ) -> Message:
        """Wait for a message that shows `containing`, in a channel, later than ts `after`."""

        async def look() -> Message | None:
            seen = await self.see(channel)
            return next((m for m in seen if m.ts > after and containing in m.shown), None)

        return await self.wait_for(look, within)

    async def wait_for_modal(self, title: str = "", *, within: float = 5.0) -> Modal:
        """Wait until the topmost modal's title contains `title`."""

        async def look() -> Modal | None:
            stack = await self.modals()
            return stack[-1] if stack and title in stack[-1].title else None

        return await self.wait_for(look, within)

    async def _latest(self) -> int:
        return int((await self._get("/people/changes"))["seq"])

    async def _change_after(self, seq: int, seconds: float) -> None:
        query = f"since={seq}&timeout={seconds}&user={self.user}"
        await self._get(f"/people/changes?{query}")

    async def _do(self, path: str, body: Json) -> Json:
        url = f"{self._at.url}/people/{self.user}/{path}"
        async with self._session.post(url, json=body, headers=self._at.headers) as response:
            return checked(await response.json())

    async def _see(self, path: str) -> Json:
        return await self._get(f"/people/{self.user}/{path}")

    async def _get(self, path: str) -> Json:
        url = f"{self._at.url}{path}"
        async with self._session.get(url, headers=self._at.headers) as response:
            return checked(await response.json())


def checked(answer: Json) -> Json:
    """Return an answer of the sandbox that says ok; raises `Refused` for any other."""
    if not answer["ok"]:
        raise Refused(answer["error"], answer.get("why", ""))
    return answer
