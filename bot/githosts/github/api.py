"""GitHub's REST and GraphQL, asked through gidgethub over our own transport."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from gidgethub import GitHubException, QueryError
from gidgethub.abc import GitHubAPI

from bot.githosts.answers import Effect, TokenRefused, error_of, one_line
from bot.githosts.github.place import MENDS, Place
from bot.githosts.http import Http
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import HostUnavailable, NotFound, OutcomeUnknown, Rejected

T = TypeVar("T")

AGENT: Final = "gatebot"
PAGE: Final = 100
_MOST_PAGES: Final = 100
# The types of GraphQL errors that more rights would mend.
FORBIDDEN: Final = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES", "SAML_PROTECTED"})
# Where GitHub lost track of its own work: it may have been done.
_LOST_WORDS: Final = (
    "something went wrong",
    "timeout",
    "timed out",
    "couldn't respond",
    "internal",
)
_SECONDARY_SECONDS: Final = 60.0  # "wait for at least one minute", where GitHub names no time


class Client(GitHubAPI):
    """gidgethub's requests for one kind of effect; its answers are errors of ours or 2xx."""

    def __init__(self, http: Http, api: str, effect: Effect) -> None:
        super().__init__(AGENT, base_url=api)
        self._http = http
        self.effect = effect

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = await self._http.send(method, url, self.effect, headers, body or None)
        if not answer.ok:
            raise error_of(answer, self.effect, MENDS)
        return answer.status, answer.headers, answer.body

    async def sleep(self, seconds: float) -> None:
        """Refuse: nothing is waited for here, the outbox does that."""
        raise HostUnavailable("GitHub asks gatebot to wait.", seconds)


@dataclass(frozen=True, slots=True)
class GraphError:
    """One error of a GraphQL answer. `path` leads to what is null because of it."""

    type: str
    words: str
    path: tuple[str, ...]

    @property
    def lost(self) -> bool:
        """Whether GitHub can't say if a change was made."""
        return not self.type or any(sign in self.words.casefold() for sign in _LOST_WORDS)


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """What GraphQL answered with HTTP 200: data, errors, or some of both."""

    data: Mapping[str, Any]
    errors: tuple[GraphError, ...] = ()


class Api:
    """Asks GitHub about one repository. Every error is a HostError."""

    def __init__(self, place: Place, http: Http, tokens: TokenSource) -> None:
        self.place = place
        self._tokens = tokens
        self._reading = Client(http, place.api, Effect.READS)
        self._changing = Client(http, place.api, Effect.CHANGES)

    @property
    def rights(self) -> Mapping[str, str]:
        """What the last token may do by GitHub's word; empty where it says nothing of that."""
        return self._tokens.rights

    async def get(self, path: str) -> Any:
        """GET something of this repository as JSON; `path` is encoded and has its query."""
        token = await self._tokens.token()
        url = self.place.rest(path)
        return await self._answer(self._reading, self._reading.getitem(url, oauth_token=token))

    async def pages(self, path: str, asked: Mapping[str, str], key: str) -> Sequence[Any]:
        """GET all of a list that comes in pages, each a JSON object that has it under `key`.

        Raises HostUnavailable where GitHub gives less than it says there is: what it leaves out
        is not known. Pages are asked for by number, at the configured address only.
        """
        found: list[Any] = []
        total = 0
        for number in range(1, _MOST_PAGES + 1):
            query = urlencode({**asked, "per_page": PAGE, "page": number})
            page = await self.get(f"{path}?{query}")
            found += page[key]
            total = page["total_count"]
            if len(found) >= total:
                return found
            if not page[key]:
                break
        said = f"GitHub names {total:,} {key.replace('_', ' ')}, and shows {len(found):,}"
        raise HostUnavailable(f"{said}: what the others say is not known.")

    async def query(self, document: str, **variables: Any) -> GraphAnswer:
        """Ask GraphQL; raises what no caller can do anything with."""
        answer = await self._graphql(self._reading, document, variables)
        for error in answer.errors:
            _demand_bearable(error)
        return answer

    async def mutate(self, document: str, **variables: Any) -> GraphAnswer:
        """Change something through GraphQL. The errors are for the caller to judge."""
        return await self._graphql(self._changing, document, variables)

    async def _graphql(
        self, client: Client, document: str, variables: Mapping[str, Any]
    ) -> GraphAnswer:
        client.oauth_token = await self._tokens.token()
        asking = client.graphql(document, endpoint=self.place.graphql, **variables)
        try:
            return GraphAnswer(await self._answer(client, asking))
        except QueryError as error:
            answer = _read(error.response)
        limit = client.rate_limit
        for each in answer.errors:
            if each.type == "RATE_LIMITED" or "secondary rate limit" in each.words:
                spent = limit is not None and limit.remaining <= 0
                wait = _until(limit.reset_datetime) if limit and spent else _SECONDARY_SECONDS
                raise HostUnavailable(f"GitHub asks gatebot to wait: {each.words}", wait)
        return answer

    async def _answer(self, client: Client, asking: Awaitable[T]) -> T:
        try:
            return await asking
        except QueryError:
            raise
        except TokenRefused as error:
            if self._tokens.refused():
                raise HostUnavailable(f"{error} Another is made.", 1.0) from error
            raise
        except (GitHubException, ValueError) as error:
            raise _not_understood(client, error) from error


def _read(response: Any) -> GraphAnswer:
    """Return a GraphQL answer that has errors, whatever shape they are in."""
    listed = response.get("errors") if isinstance(response, dict) else None
    errors = tuple(_error(each) for each in (listed if isinstance(listed, list) else ()))
    data = response.get("data") if isinstance(response, dict) else None
    return GraphAnswer(data or {}, errors or (GraphError("", "an answer without a reason", ()),))


def _error(raw: Any) -> GraphError:
    raw = raw if isinstance(raw, dict) else {"message": str(raw)}
    path = tuple(str(step) for step in raw.get("path") or ())
    return GraphError(str(raw.get("type") or ""), one_line(str(raw.get("message") or "")), path)


def _demand_bearable(error: GraphError) -> None:
    """Raise unless the error only says that one thing among others is not there."""
    if error.type == "NOT_FOUND" and len(error.path) > 1:
        return
    if error.type == "NOT_FOUND":
        raise NotFound(f"GitHub does not find the repository: {_lowered(MENDS.place)}")
    if error.type in FORBIDDEN:
        raise Rejected(f"GitHub does not allow this: {error.words}", MENDS.rights)
    raise HostUnavailable(f"GitHub could not answer: {error.words}")


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _until(reset: datetime) -> float:
    return max(1.0, (reset - datetime.now(UTC)).total_seconds())


def _not_understood(client: Client, error: Exception) -> HostUnavailable | OutcomeUnknown:
    said = f"GitHub's answer can't be read ({type(error).__name__})"
    if client.effect is Effect.CHANGES:
        return OutcomeUnknown(f"{said}: the change may have been made.")
    return HostUnavailable(f"{said}.")
