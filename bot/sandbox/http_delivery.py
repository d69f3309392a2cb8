"""HTTP mode: signed requests to the app's request URL."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.errors import CannotDo, NotAnswered
from bot.sandbox.loopback import require_loopback

if TYPE_CHECKING:
    from bot.sandbox.courier import Delivery
    from bot.sandbox.elements import Json

_FORM = "application/x-www-form-urlencoded"
_RETRY_REASONS = {
    "operation_timeout": "http_timeout",
    "dispatch_failed": "connection_failed",
    "http_service_error": "http_error",
}


class HttpSender:
    """Posts deliveries to the request URL, signed with the app's signing secret."""

    def __init__(self, signing_secret: str, verification_token: str) -> None:
        self._secret = signing_secret.encode()
        self._token = verification_token
        self._session: aiohttp.ClientSession | None = None
        self.url: str | None = None

    def use(self, url: str) -> None:
        """Take a request URL as verified already; raises `CannotDo` off this machine."""
        require_loopback(url)
        self.url = url

    async def stop(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def deliver_to(self, url: str, seconds: float) -> None:
        """Set the request URL after it has passed Slack's `url_verification` challenge.

        Raises `CannotDo` where the URL is not on this machine or doesn't return the challenge.
        """
        require_loopback(url)
        challenge = secrets.token_urlsafe(24)
        asked = {"token": self._token, "challenge": challenge, "type": "url_verification"}
        try:
            answer = await self._post(url, json.dumps(asked), "application/json", {}, seconds)
        except NotAnswered as unanswered:
            raise CannotDo(f"the request URL did not answer: {unanswered.reason}") from None
        if challenge not in (answer.get("challenge"), answer.get("text")):
            raise CannotDo("the request URL did not return the challenge")
        self.url = url

    async def send(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json:
        """Deliver once and return the answer; raises `NotAnswered`."""
        if self.url is None:
            raise NotAnswered("dispatch_failed")
        body, content_type = _encode(delivery)
        headers = {}
        if retry and delivery.kind == "events_api":
            why = _RETRY_REASONS.get(reason, "unknown_error")
            headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": why}
        answer = await self._post(self.url, body, content_type, headers, seconds)
        return answer if delivery.accepts_answer else {}

    async def _post(
        self, url: str, body: str, content_type: str, headers: dict[str, str], seconds: float
    ) -> Json:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        signed = {"Content-Type": content_type, **self._signature(body), **headers}
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                url, data=body.encode(), headers=signed, timeout=limit, allow_redirects=False
            ) as response:
                return _decode(response, await response.text())
        except TimeoutError:
            raise NotAnswered("operation_timeout") from None
        except aiohttp.ClientError:
            raise NotAnswered("dispatch_failed") from None

    def _signature(self, body: str) -> dict[str, str]:
        # The app's verifier compares with the machine's clock, never with a stepped one.
        timestamp = str(int(time.time()))
        base = f"v0:{timestamp}:{body}".encode()
        digest = hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _encode(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload), _FORM
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}), _FORM
    return json.dumps(delivery.payload), "application/json"


def _decode(response: aiohttp.ClientResponse, text: str) -> Json:
    if not response.ok or response.status >= HTTPStatus.MULTIPLE_CHOICES:
        unwanted = response.headers.get("x-slack-no-retry") == "1"
        raise NotAnswered("no_retry" if unwanted else "http_service_error")
    if not text.strip():
        return {}
    if response.content_type != "application/json":
        return {"text": text}
    try:
        decoded = json.loads(text)
    except ValueError:
        raise NotAnswered("http_service_error") from None
    return decoded if isinstance(decoded, dict) else {}
