"""A host's answer, what it means if it is an error, and the words in it: without any I/O."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final

from bot.ports.git_host import HostError, HostUnavailable, NotFound, OutcomeUnknown, Rejected

_LONGEST_WORDS: Final = 300
_LONGEST_WAIT_SECONDS: Final = 3_600.0
_LIMITED_SECONDS: Final = 60.0  # what GitHub asks for where it names no time; others take less
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_LIMIT_WORDS: Final = re.compile(r"rate limit|abuse detection|too many requests", re.IGNORECASE)


class Effect(Enum):
    """What a request does there: decides what its failure means."""

    READS = auto()
    CHANGES = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, whatever its status. The keys of `headers` take any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    _hidden: tuple[str, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def json(self) -> Any:
        """Return the body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def words(self) -> str:
        """What the server says for people: at most 300 characters on one line, no token in them."""
        return self.without_tokens(said_in(self.json(), self.body))

    def without_tokens(self, text: str) -> str:
        """Return a text without the credentials that were sent."""
        for secret in self._hidden:
            text = text.replace(secret, "[redacted]")
        return text


class TokenRefused(Rejected):
    """The host does not take the credentials: expired, revoked, or never valid."""


class Unprocessable(Rejected):
    """The host reads the request and can't do what it says (422)."""


@dataclass(frozen=True, slots=True)
class Mends:
    """A host's name, and what a person does about each kind of refusal."""

    host: str
    token: str  # 401: the credentials are not taken
    rights: str  # 403: they are, and may not do this
    place: str  # 3xx, 404: the repository or branch is elsewhere or not to be seen
    other: str = "Look at the repository's settings, and at the host's status page."


def error_of(answer: Answer, effect: Effect, mends: Mends) -> HostError:
    """Return what an answer that isn't 2xx means, for a reading or for a change.

    A host that reads more out of a status (a 409, a 422) does so before it asks here.
    """
    status, host, words = answer.status, mends.host, _in_words(answer.words)
    if is_limited(answer):
        return HostUnavailable(f"{host} asks gatebot to wait{words}", wait_of(answer.headers))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return _failed(answer, effect, mends)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        place = mends.place[:1].lower() + mends.place[1:]
        return NotFound(f"{host} does not find it: {place}")
    return _refused(status, words, mends)


def _refused(status: int, words: str, mends: Mends) -> Rejected:
    host = mends.host
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRefused(f"{host} does not take the token{words}", mends.token)
    if status == HTTPStatus.FORBIDDEN:
        return Rejected(f"{host} does not allow this{words}", mends.rights)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Rejected(f"{host} says that the repository has moved.", mends.place)
    kind = Unprocessable if status == HTTPStatus.UNPROCESSABLE_ENTITY else Rejected
    return kind(f"{host} refuses the request ({status}){words}", mends.other)


def is_limited(answer: Answer) -> bool:
    """Tell whether this is a rate limit, primary or secondary: nothing was done."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    if answer.status != HTTPStatus.FORBIDDEN:
        return False
    spent = answer.headers.get("x-ratelimit-remaining", "").strip() == "0"
    return spent or "retry-after" in answer.headers or bool(_LIMIT_WORDS.search(answer.words))


def wait_of(headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the seconds that a rate limit asks to wait; `now` is in seconds since the epoch."""
    now = time.time() if now is None else now
    after = headers.get("retry-after", "").strip()
    reset = headers.get("x-ratelimit-reset", headers.get("ratelimit-reset", "")).strip()
    if after.isdecimal():
        seconds = float(after)
    elif (date := _date(after)) is not None:
        seconds = date - now
    elif reset.isdecimal() and headers.get("x-ratelimit-remaining", "0").strip() == "0":
        seconds = float(reset) - now
    else:
        seconds = _LIMITED_SECONDS
    return min(max(seconds, 1.0), _LONGEST_WAIT_SECONDS)


def said_in(document: Any, body: bytes) -> str:
    """Return a server's own words for people, from its JSON or its plain text."""
    found = _message(document) if document is not None else _plain(body)
    return one_line(found)


def one_line(text: str) -> str:
    """Return a text on one line, 300 characters at most, without what can't be seen."""
    text = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 2] + " …"


def _failed(answer: Answer, effect: Effect, mends: Mends) -> HostError:
    said = f"{mends.host} failed ({answer.status})"
    if effect is Effect.CHANGES:
        return OutcomeUnknown(f"{said}: the change may have been made.")
    after = wait_of(answer.headers) if "retry-after" in answer.headers else None
    return HostUnavailable(f"{said}.", after)


def _in_words(words: str) -> str:
    if not words:
        return "."
    return f": {words}" if words.endswith((".", "!", "…")) else f": {words}."


def _message(document: Any) -> str:
    """Return the message of a JSON error; GitLab's may be a list, or lists by field."""
    if isinstance(document, str):
        return document
    if isinstance(document, list):
        return "; ".join(filter(None, map(_message, document)))
    if not isinstance(document, dict):
        return ""
    for key in ("message", "error_description", "error"):
        if found := _message(document.get(key)):
            return found
    if "errors" in document:
        return _message(document["errors"])
    return "; ".join(f"{k}: {said}" for k, v in document.items() if (said := _message(v)))


def _plain(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else text  # a proxy's page says nothing of use


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
