"""What an error of Slack's Web API means for whoever called: later, unknown, or a fault."""

from collections.abc import Awaitable, Mapping
from enum import Enum
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.slack.words.failures import slack_refusal

TOO_MANY: Final = 429
SERVER_ERROR: Final = 500
# Slack says of these that part of the request may have been carried out.
_UNSURE: Final = frozenset({"fatal_error", "internal_error", "request_timeout"})
_LATER: Final = frozenset({"ratelimited", "rate_limited", "service_unavailable"})


class Effect(Enum):
    """What sending a request twice would do."""

    NOTHING = "nothing"  # it reads, or sets what is set already: try again after any failure
    TWICE = "twice"  # a second message: after an unknown outcome, look first


class SlackRefusal(Fault):
    """Slack refused a call; `error` is its code."""

    def __init__(self, error: str, where: str, needed: str) -> None:
        super().__init__(*slack_refusal(error, where, needed))
        self.error = error


async def asked(
    request: Awaitable[AsyncSlackResponse], effect: Effect, where: str
) -> Mapping[str, Any]:
    """Await a call and return its answer. `where` names the channel, person or group in a fault.

    Raises:
        Unavailable: nothing was done, or doing it again does no harm.
        UnknownOutcome: a message was sent and nobody knows whether it arrived.
        Fault: Slack refuses (`SlackRefusal`); the mend says what helps.
    """
    try:
        answer = (await request).data
    except SlackApiError as error:
        raise _refused(error, effect, where) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise not_reached(error, effect) from error
    if not isinstance(answer, dict):
        raise _unsure("Slack answered with something that is no JSON object.", effect)
    return answer


def not_reached(error: Exception, effect: Effect) -> Exception:
    """Return what a failure on the way to Slack means."""
    never_sent = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(error, never_sent):
        return Unavailable("Slack can't be reached.")
    return _unsure(f"Slack did not answer ({type(error).__name__}).", effect)


def by_status(status: int, headers: Mapping[str, str], effect: Effect) -> Exception | None:
    """Return what an HTTP status means by itself, or None where the body has to say."""
    if status == TOO_MANY:
        return Unavailable("Slack asks for a pause.", retry_after(headers))
    if status >= SERVER_ERROR:
        return _unsure(f"Slack answered with status {status}.", effect)
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a Retry-After header asks for, None without one."""
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    return float(value) if value.isascii() and value.isdigit() else None


def _refused(error: SlackApiError, effect: Effect, where: str) -> Exception:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # the body was no JSON; only a status is left
        status = getattr(response, "status", SERVER_ERROR)
        return by_status(status, {}, effect) or _unsure("Slack's answer makes no sense.", effect)
    meaning = by_status(response.status_code, response.headers, effect)
    if meaning is not None:
        return meaning
    body = response.data if isinstance(response.data, dict) else {}
    code = str(body.get("error", ""))
    if code in _LATER:
        return Unavailable("Slack asks for a pause.", retry_after(response.headers))
    if code in _UNSURE or not code:
        return _unsure(f"Slack failed ({code or 'no reason given'}).", effect)
    return SlackRefusal(code, where, str(body.get("needed", "")))


def _unsure(why: str, effect: Effect) -> Exception:
    return UnknownOutcome(why) if effect is Effect.TWICE else Unavailable(why)
