"""Asking Slack: an answer, a refusal with Slack's code, or no answer at all."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TIMEOUT: Final = aiohttp.ClientTimeout(total=15)
_INSTALL_AGAIN: Final = "Install the app again and set {} to the token it is given."
# What helps, by Slack's code, whatever was asked. `{}` is the token's variable.
_MENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invalid_auth": _INSTALL_AGAIN,
        "not_authed": _INSTALL_AGAIN,
        "token_revoked": _INSTALL_AGAIN,
        "token_expired": _INSTALL_AGAIN,
        "account_inactive": _INSTALL_AGAIN,
        "not_allowed_token_type": "Set {} to a token of the kind its name says.",
        "ratelimited": "Wait a minute and check again.",
    }
)


class SaidNo(Exception):
    """Slack refuses. `code` is its own word; `needed` the scope it names, or an empty text."""

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.needed = needed

    def mend(self, method: str, variable: str = "SLACK_BOT_TOKEN") -> str:
        """Return what helps against the refusal of a method called with a variable's token."""
        if self.code == "missing_scope":
            return f"Add the scope {self.needed or 'it needs'} to the app and install it again."
        known = _MENDS.get(self.code)
        if known is not None:
            return known.format(variable)
        return f"See “{self.code}” among the errors of https://api.slack.com/methods/{method}."


class NoAnswer(Exception):
    """Slack can't be reached, or what answered isn't Slack."""


def client_for(token: str | None, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client that waits where Slack asks it to slow down, twice at most."""
    patience = AsyncRateLimitErrorRetryHandler(max_retry_count=2)
    return AsyncWebClient(token, base_url=base_url, session=session, retry_handlers=[patience])


async def answer_to(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Await a call that only reads. Raises SaidNo or NoAnswer; no token is in their texts."""
    try:
        return await call
    except SlackApiError as error:
        raise _refusal(error.response) from None
    except (aiohttp.ClientError, SlackClientError, OSError) as error:
        raise NoAnswer(_why(error)) from None


def _refusal(response: Any) -> SaidNo | NoAnswer:
    body = response.data if isinstance(response, AsyncSlackResponse) else response
    if not isinstance(body, dict) or not isinstance(code := body.get("error"), str):
        return NoAnswer("what answered doesn't speak as Slack does")
    return SaidNo(code, str(body.get("needed", "")))


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer came within {TIMEOUT.total:g} s"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {error.host}:{error.port}"
    return f"the connection failed ({type(error).__name__})"
