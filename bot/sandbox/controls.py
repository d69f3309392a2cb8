"""The control surface from outside: trouble on demand, for tests and for the demo's story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.access_token import Entrance
from bot.sandbox.people import checked

if TYPE_CHECKING:
    import aiohttp

    from bot.sandbox.courier import Kind
    from bot.sandbox.faults import FaultKind
    from bot.sandbox.plain_text import Json


class Controls:
    """Uses /control/ of the sandbox behind `link`; refusals are raised as `people.Refused`."""

    def __init__(self, session: aiohttp.ClientSession, link: str) -> None:
        self._session = session
        self._at = Entrance.by(link)

    async def forward(self, seconds: float) -> Json:
        """Set the workspace's clock forward; returns `now` and `ahead`, in seconds."""
        return await self._ask("POST", "workspace/clock", {"seconds": seconds})

    async def now(self) -> float:
        """Return the workspace's time, in seconds since 1970."""
        return float((await self._ask("GET", "workspace/clock"))["now"])

    async def fault(self, method: str, kind: FaultKind, **how: Any) -> None:
        """Make the next calls of a Web API method fail; `how` has the fields of `faults.Fault`."""
        await self._post("faults", {"method": method, "kind": kind, **how})

    async def faults(self) -> list[Json]:
        """Return the faults still to come."""
        return list((await self._get("faults"))["faults"])

    async def clear_faults(self) -> None:
        """Forget the faults still to come."""
        await self._ask("DELETE", "control/faults")

    async def deliveries(self) -> list[Json]:
        """Return all that was sent to the app: number, kind, payload and attempts of each."""
        return list((await self._get("deliveries"))["deliveries"])

    async def send_again(self, number: int) -> Json:
        """Send a past delivery again, verbatim; returns its `answer` and how it `failed`."""
        return await self._post(f"deliveries/{number}/again", {})

    async def forge(self, payload: Json, kind: Kind = "interactive") -> Json:
        """Send a made-up delivery, signed as Slack's; returns its `answer` and `failed`."""
        return await self._post("forge", {"payload": payload, "kind": kind})

    async def disconnect(self, reason: str = "refresh_requested", *, say: bool = True) -> None:
        """Close the app's sockets, with a word before it unless `say` is false."""
        await self._post("disconnect", {"reason": reason, "say": say})

    async def deliver_to(self, url: str) -> None:
        """Deliver over HTTP to `url` from now on, once it has returned the challenge."""
        await self._post("deliver_to", {"url": url})

    async def connections(self) -> int:
        """Return how many sockets the app has open."""
        return int((await self._get("connections"))["connections"])

    async def _get(self, path: str) -> Json:
        return await self._ask("GET", f"control/{path}")

    async def _post(self, path: str, body: Json) -> Json:
        return await self._ask("POST", f"control/{path}", body)

    async def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        url = f"{self._at.url}/{path}"
        asked = self._session.request(method, url, json=body, headers=self._at.headers)
        async with asked as response:
            return checked(await response.json())
