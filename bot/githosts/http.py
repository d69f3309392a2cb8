"""One HTTP request to a Git host's API, and what its failures mean.

A request is sent once: nothing here tries again, so a change is never carried out twice. Tokens
are in the headers only; no error names a header, and what a server says is cleaned of them.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.githosts.answers import Answer, Effect
from bot.githosts.bounds import ANSWER_BYTES, MEBIBYTE, TooLarge
from bot.ports.git_host import HostError, HostUnavailable, OutcomeUnknown

DEFAULT_TIMEOUT_SECONDS: Final = 15.0
_CONNECT_SECONDS: Final = 5.0
_CREDENTIALS: Final = frozenset({"authorization", "private-token", "job-token"})
# What fails before a byte of the request has left.
_NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class _Broken(aiohttp.ClientError):
    """The connection broke while a change was under way."""


class Http:
    """Sends requests over a session that someone else opened and closes.

    `name` is what the host is called in messages; `timeout` (seconds) bounds a whole request.
    """

    def __init__(
        self, session: aiohttp.ClientSession, name: str, timeout: float = DEFAULT_TIMEOUT_SECONDS
    ) -> None:
        self._session = session
        self._name = name
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=_CONNECT_SECONDS)

    async def send(  # noqa: PLR0913, PLR0917 - a request, what it does, and its bound
        self,
        method: str,
        url: str,
        effect: Effect,
        headers: Mapping[str, str],
        body: bytes | None = None,
        most: int = ANSWER_BYTES,
    ) -> Answer:
        """Send once and return the answer, redirects and errors included.

        Raises HostUnavailable where nothing was done; OutcomeUnknown where a change was sent and
        no answer came back. An answer of over `most` bytes is not read on: TooLarge.
        """
        once = (_once,) if effect is Effect.CHANGES else ()
        try:
            async with self._session.request(
                method,
                url,
                headers=headers,
                data=body,
                timeout=self._timeout,
                allow_redirects=False,
                middlewares=once,
            ) as response:
                content = await _read(response, most)
                if content is None:
                    raise self._too_large(effect, most)
                return Answer(response.status, response.headers, content, _credentials(headers))
        except _NEVER_SENT as error:
            at = f"{self._name} can't be reached at {_address(url)}"
            raise HostUnavailable(f"{at}: {_why(error)}.") from error
        except TimeoutError as error:
            raise self._lost(effect, "does not answer in time") from error
        except aiohttp.ClientError as error:
            raise self._lost(
                effect, f"broke off the connection ({type(error).__name__})"
            ) from error

    def _too_large(self, effect: Effect, most: int) -> HostError:
        said = f"{self._name} answers with more than {most / MEBIBYTE:,.0f} MiB"
        if effect is Effect.CHANGES:
            return OutcomeUnknown(f"{said}: the change may have been made.")
        return TooLarge(f"{said}.", "Look at what was pushed, or at what CI reports.")

    def _lost(self, effect: Effect, what: str) -> HostUnavailable | OutcomeUnknown:
        if effect is Effect.CHANGES:
            return OutcomeUnknown(f"{self._name} {what}: the change may have been made.")
        return HostUnavailable(f"{self._name} {what}.")


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes | None:
    """Return a body, unpacked; None where it is larger, whatever its headers say."""
    if (response.content_length or 0) > most:
        return None
    found = bytearray()
    async for chunk in response.content.iter_any():
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending again: on a broken connection it repeats a PUT or DELETE."""
    try:
        return await handler(request)
    except _NEVER_SENT:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Broken(str(error)) from error


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _why(error: aiohttp.ClientError) -> str:
    # Not the error's own text: it may hold the URL.
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name can't be resolved"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "its TLS certificate is not accepted"
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.strerror or "no connection"
    return "no connection in time"


def _credentials(headers: Mapping[str, str]) -> tuple[str, ...]:
    sent = (v.split()[-1] for k, v in headers.items() if k.casefold() in _CREDENTIALS and v.split())
    return tuple(sent)
