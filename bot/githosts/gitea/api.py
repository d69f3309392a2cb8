"""Gitea's REST about one repository. Every error is a HostError."""

import itertools
import json
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit

from bot.githosts.answers import Answer, Effect, error_of
from bot.githosts.gitea.place import MENDS, Place
from bot.githosts.http import Http
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import HostError, HostUnavailable, NotFound, OutcomeUnknown, Rejected

# As many as a server gives at once, unless its owner changed MAX_RESPONSE_ITEMS.
PAGE: Final = 50
_AGENT: Final = "gatebot"
_RENAMED: Final = re.compile(r"/api/v1/repos/(?P<owner>[^/]+)/(?P<name>[^/]+)")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many items all pages have."""

    items: list[Any]
    total: int


class Api:
    """Asks a server; a request is sent once."""

    def __init__(self, place: Place, http: Http, tokens: TokenSource) -> None:
        self.place = place
        self._http = http
        self._tokens = tokens

    async def get(
        self, path: str, query: Mapping[str, str] | None = None, absent: Collection[int] = ()
    ) -> Any:
        """GET something as JSON; `absent` are statuses that mean NotFound here, beside 404."""
        return _read(await self._got(path, query, absent))

    async def page(
        self, path: str, query: Mapping[str, str], number: int = 1, absent: Collection[int] = ()
    ) -> Page:
        """GET one page (from 1) of a list."""
        asked = {**query, "page": str(number)} if number > 1 else query
        answer = await self._got(path, asked, absent)
        items = _read(answer)
        if not isinstance(items, list):
            raise _not_understood(Effect.READS)
        return Page(items, _total(answer, items))

    async def listed(
        self, path: str, query: Mapping[str, str], most: int = sys.maxsize
    ) -> list[Any]:
        """GET all of a list, or its pages up to `most` items.

        Raises HostUnavailable where there is less of it than the server says.
        """
        found: list[Any] = []
        for number in itertools.count(1):
            page = await self.page(path, {**query, "limit": str(PAGE)}, number)
            found += page.items
            if len(found) >= min(page.total, most):
                break
            if not page.items:
                if page.total == sys.maxsize:
                    break
                raise HostUnavailable(
                    f"Gitea names {page.total:,} items, and shows {len(found):,}."
                )
        return found

    async def content(self, path: str, query: Mapping[str, str]) -> bytes:
        """GET bytes as they are."""
        return (await self._got(path, query, ())).body

    async def change(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Change something. What the answer means is for the caller: see `refused`.

        Raises OutcomeUnknown where no answer came, HostUnavailable where nothing was sent.
        """
        sent = json.dumps(body).encode() if body is not None else None
        return await self._send(method, path, Effect.CHANGES, sent)

    async def _got(
        self, path: str, query: Mapping[str, str] | None, absent: Collection[int]
    ) -> Answer:
        asked = f"{path}?{urlencode(query)}" if query else path
        answer = await self._send("GET", asked, Effect.READS)
        if answer.ok:
            return answer
        if answer.status in absent:
            raise NotFound(f"Gitea does not find it: {answer.words}")
        raise self.refused(answer, Effect.READS)

    async def _send(
        self, method: str, path: str, effect: Effect, body: bytes | None = None
    ) -> Answer:
        headers = {
            "Authorization": f"token {await self._tokens.token()}",
            "Accept": "application/json",
            "User-Agent": _AGENT,
        }
        if body is not None:
            headers["Content-Type"] = "application/json"
        return await self._http.send(method, self.place.rest(path), effect, headers, body)

    def refused(self, answer: Answer, effect: Effect = Effect.CHANGES) -> HostError:
        """Return what an answer that isn't 2xx means."""
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
            return self._moved(answer)
        if answer.status == HTTPStatus.LOCKED:
            said = f"{self.place.full_name} is archived: nobody can write to it."
            return Rejected(said, "Unarchive it in its settings.")
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            said = f"Gitea has no room for this: {answer.words or 'a quota is used up'}."
            return Rejected(said, "Have the quota of the repository's owner raised.")
        return error_of(answer, effect, MENDS)

    def _moved(self, answer: Answer) -> Rejected:
        """Name what a repository is called now: whoever takes the old name gets what is sent."""
        to = urlsplit(answer.headers.get("location", ""))
        if (found := _RENAMED.search(to.path)) is None:
            return Rejected("Gitea says that the repository has moved.", MENDS.place)
        name = f"{unquote(found['owner'])}/{unquote(found['name'])}"
        if name.casefold() == self.place.full_name.casefold():
            said = f"Gitea has moved to {to.scheme}://{to.hostname}."
            return Rejected(said, "Mend `api_url` in gatebot.toml.")
        return Rejected(
            f"{self.place.full_name} is called {name} now.",
            f'Write repo = "{name}" in gatebot.toml and start gatebot again.',
        )


def made(answer: Answer) -> Any:
    """Return what a change that was carried out says; OutcomeUnknown where it can't be read."""
    if (document := answer.json()) is None:
        raise _not_understood(Effect.CHANGES)
    return document


def _total(answer: Answer, items: list[Any]) -> int:
    # A server may give fewer at once than it is asked for: a short page is not the last one.
    said = answer.headers.get("x-total-count", "")
    if said.isdecimal():
        return int(said)
    return sys.maxsize if items else 0  # not said: until a page is empty


def _read(answer: Answer) -> Any:
    if (document := answer.json()) is None:
        raise _not_understood(Effect.READS)
    return document


def _not_understood(effect: Effect) -> HostUnavailable | OutcomeUnknown:
    if effect is Effect.CHANGES:
        return OutcomeUnknown("Gitea's answer can't be read: the change may have been made.")
    return HostUnavailable("Gitea's answer can't be read.")
