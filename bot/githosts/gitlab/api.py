"""GitLab's REST, asked over the transport that all hosts share."""

import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.githosts.answers import Answer, Effect, error_of
from bot.githosts.bounds import ANSWER_BYTES
from bot.githosts.gitlab.place import MENDS, Place
from bot.githosts.http import Http
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import HostError, HostUnavailable, NotFound, OutcomeUnknown, Rejected

AGENT: Final = "gatebot"
PAGE: Final = 100
_NEXT: Final = re.compile(r'<([^>]*)>\s*;[^,]*\brel="next"')
_BY_ID: Final = re.compile(r"/projects/(\d+)(?:[/?]|$)")

Query = Mapping[str, str | list[str]]


class Absent(NotFound):
    """The project is there, and something in it is not. `words` are GitLab's."""

    def __init__(self, why: str, words: str) -> None:
        super().__init__(why)
        self.words = words


class BadRequest(Rejected):
    """GitLab can't or won't do what is asked (400): stale, forbidden by a rule, or impossible."""

    def __init__(self, why: str, mend: str, words: str) -> None:
        super().__init__(why, mend)
        self.words = words


class NotNow(Rejected):
    """What is asked for is not possible in the state that things are in (405, 406, 409, 422)."""

    def __init__(self, why: str, mend: str, status: int) -> None:
        super().__init__(why, mend)
        self.status = status


class Api:
    """Asks GitLab about one project. Every error is a HostError."""

    def __init__(self, place: Place, http: Http, tokens: TokenSource) -> None:
        self.place = place
        self._http = http
        self._tokens = tokens

    async def get(self, path: str, query: Query | None = None) -> Mapping[str, Any]:
        """GET one thing of this project; `path` is encoded already."""
        found = _json(await self._read("GET", path, query), Effect.READS)
        if not isinstance(found, dict):
            raise HostUnavailable("GitLab's answer is no object.")
        return found

    async def raw(self, path: str, most: int) -> bytes:
        """GET something of this project as it is; raises TooLarge over `most` bytes."""
        return (await self._read("GET", path, None, most)).body

    async def head(self, path: str, query: Query) -> Mapping[str, str]:
        """Return the headers that a GET would have."""
        return (await self._read("HEAD", path, query)).headers

    async def pages(self, path: str, query: Query) -> AsyncIterator[list[Any]]:
        """GET a list page by page.

        Where the next page begins is taken from GitLab's link; the link itself is not followed,
        since the token is sent to the configured address only. A full page without any word of
        another (a proxy may drop it) is not taken for the last: the next one is asked for.
        """
        asked: dict[str, str | list[str]] = {**query, "per_page": str(PAGE)}
        seen: set[tuple[tuple[str, str], ...]] = set()
        for number in itertools.count(1):
            answer = await self._read("GET", path, asked)
            page = _json(answer, Effect.READS)
            if not isinstance(page, list):
                raise HostUnavailable("GitLab's answer is no list.")
            yield page
            after = _next(answer) or _guessed(answer, page, asked, number)
            if not after or not page:
                return
            if (place := tuple(after.items())) in seen:
                raise HostUnavailable("GitLab's pages lead back to one another.")
            seen.add(place)
            asked |= after

    async def change(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Change something of this project, once; return GitLab's answer, None where it has none.

        Raises as `write` does; BadRequest, Absent and NotNow are for the caller to judge.
        """
        sent = None if body is None else json.dumps(body).encode()
        answer = await self._send(method, self.place.rest(path), Effect.CHANGES, sent)
        if not answer.ok:
            raise self._error(answer, Effect.CHANGES)
        return _json(answer, Effect.CHANGES) if answer.body else None

    async def of_token(self) -> Any:
        """Return what GitLab says of the token itself."""
        url = f"{self.place.api}/personal_access_tokens/self"
        answer = await self._send("GET", url, Effect.READS)
        if not answer.ok:
            raise self._error(answer, Effect.READS)
        return _json(answer, Effect.READS)

    async def _read(
        self, method: str, path: str, query: Query | None, most: int = ANSWER_BYTES
    ) -> Answer:
        url = self.place.rest(path) + (f"?{urlencode(query, doseq=True)}" if query else "")
        answer = await self._send(method, url, Effect.READS, most=most)
        if answer.ok:
            return answer
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
            raise await self._moved(answer)
        raise self._error(answer, Effect.READS)

    async def _send(
        self,
        method: str,
        url: str,
        effect: Effect,
        body: bytes | None = None,
        most: int = ANSWER_BYTES,
    ) -> Answer:
        headers = {
            "PRIVATE-TOKEN": await self._tokens.token(),
            "User-Agent": AGENT,
            "Accept": "*/*",
        }
        if body is not None:
            headers["Content-Type"] = "application/json"
        return await self._http.send(method, url, effect, headers, body, most)

    async def _moved(self, answer: Answer) -> HostError:
        """Return the error for a project that was renamed, with its new name if it can be had.

        Whoever takes the old name next would be given what is sent to it.
        """
        found = _BY_ID.search(answer.headers.get("location", ""))
        if found is None:
            return error_of(answer, Effect.READS, MENDS)
        there = await self._send("GET", f"{self.place.api}/projects/{found[1]}", Effect.READS)
        facts = there.json() if there.ok else None
        name = facts.get("path_with_namespace") if isinstance(facts, dict) else None
        if not isinstance(name, str):
            return error_of(answer, Effect.READS, MENDS)
        why = f"{self.place.full_name} is called {name} now."
        return Rejected(why, f'Write repo = "{name}" in gatebot.toml and start gatebot again.')

    def _error(self, answer: Answer, effect: Effect) -> HostError:
        words = answer.words
        if answer.status == HTTPStatus.NOT_FOUND and words and "project" not in words.casefold():
            return Absent(f"GitLab does not find this in {self.place.full_name}: {words}", words)
        if answer.status == HTTPStatus.BAD_REQUEST:
            return BadRequest(f"GitLab refuses the request: {words}", MENDS.other, words)
        error = error_of(answer, effect, MENDS)
        if answer.status in _NOT_NOW and isinstance(error, Rejected):
            return NotNow(str(error), error.mend, answer.status)
        return error


_NOT_NOW: Final = frozenset(
    {
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


def _json(answer: Answer, effect: Effect) -> Any:
    document = answer.json()
    if document is not None:
        return document
    said = "GitLab's answer can't be read"
    if effect is Effect.CHANGES:
        raise OutcomeUnknown(f"{said}: the change may have been made.")
    raise HostUnavailable(f"{said}.")


def _guessed(answer: Answer, page: list[Any], asked: Query, number: int) -> dict[str, str]:
    """Return where a page after a full one would begin, where GitLab says nothing of that."""
    if len(page) < PAGE or "link" in answer.headers or "x-next-page" in answer.headers:
        return {}
    keyset = asked.get("pagination") == "keyset"
    return {"page_token": str(page[-1]["id"])} if keyset else {"page": str(number + 1)}


def _next(answer: Answer) -> dict[str, str]:
    """Return what the link to the next page asks for beside this page; empty at the end.

    Keyset pages have a `page_token`, others a `page`; gitlab.com leaves other headers out.
    """
    found = _NEXT.search(answer.headers.get("link", ""))
    if found:
        asked = parse_qs(urlsplit(found[1]).query)
        return {key: asked[key][0] for key in ("page_token", "page") if key in asked}
    page = answer.headers.get("x-next-page", "").strip()
    return {"page": page} if page else {}
