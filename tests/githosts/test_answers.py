from collections.abc import Mapping

import pytest
from multidict import CIMultiDict

from bot.githosts.answers import (
    Answer,
    Effect,
    Mends,
    TokenRefused,
    Unprocessable,
    error_of,
    wait_of,
)
from bot.ports.git_host import HostError, HostUnavailable, NotFound, OutcomeUnknown, Rejected

MENDS = Mends("The host", "Make a new token.", "Grant the right.", "Check the name.")
NOTHING: Mapping[str, str] = {}


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] = NOTHING) -> Answer:
    return Answer(status, CIMultiDict(headers), body, ("t0k3n",))


@pytest.mark.parametrize(
    ("status", "reading", "change"),
    [
        (301, Rejected, Rejected),
        (400, Rejected, Rejected),
        (401, TokenRefused, TokenRefused),
        (403, Rejected, Rejected),
        (404, NotFound, NotFound),
        (408, HostUnavailable, OutcomeUnknown),
        (422, Unprocessable, Unprocessable),
        (429, HostUnavailable, HostUnavailable),
        (500, HostUnavailable, OutcomeUnknown),
        (502, HostUnavailable, OutcomeUnknown),
        (503, HostUnavailable, OutcomeUnknown),
    ],
)
def test_what_a_status_means(
    status: int, reading: type[HostError], change: type[HostError]
) -> None:
    assert type(error_of(answer(status), Effect.READS, MENDS)) is reading
    assert type(error_of(answer(status), Effect.CHANGES, MENDS)) is change


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Retry-After": "30"}, b""),
        ({"X-RateLimit-Remaining": "0"}, b""),
        (NOTHING, b'{"message": "You have exceeded a secondary rate limit."}'),
    ],
)
def test_a_403_may_be_a_rate_limit(headers: Mapping[str, str], body: bytes) -> None:
    found = error_of(answer(403, body, headers), Effect.CHANGES, MENDS)
    assert isinstance(found, HostUnavailable)
    assert found.retry_after is not None


def test_mends_name_what_a_person_does() -> None:
    said = {401: "Make a new token.", 403: "Grant the right.", 307: "Check the name."}
    for status, mend in said.items():
        found = error_of(answer(status), Effect.READS, MENDS)
        assert isinstance(found, Rejected)
        assert found.mend == mend
    assert str(error_of(answer(404), Effect.READS, MENDS)).endswith(": check the name.")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:02:00 GMT"}, 20.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "130"}, 30.0),
        ({"RateLimit-Reset": "110"}, 10.0),
        # The quota is not what was exceeded: its reset says nothing.
        ({"X-RateLimit-Remaining": "9", "X-RateLimit-Reset": "900"}, 60.0),
        ({"Retry-After": "soon"}, 60.0),
        ({"Retry-After": "999999"}, 3600.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, 1.0),
        (NOTHING, 60.0),
    ],
)
def test_how_long_to_wait(headers: Mapping[str, str], seconds: float) -> None:
    assert wait_of(CIMultiDict(headers), now=100.0) == seconds


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "Not here"}', "Not here"),
        (b'{"message": ["One", "two"]}', "One; two"),
        (b'{"message": {"branch": ["is protected"]}}', "branch: is protected"),
        (b'{"error": "invalid_token", "error_description": "Expired"}', "Expired"),
        (b'{"errors": [{"message": "Bad"}]}', "Bad"),
        (b"plain\r\n words", "plain words"),
        (b"<html>502</html>", ""),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"message": "leaks t0k3n"}', "leaks [redacted]"),
        (b'{"message": "right\\u202eleft"}', "right left"),
        (b"[" * 100_000, "[" * 298 + " …"),
    ],
)
def test_a_servers_words(body: bytes, words: str) -> None:
    assert answer(400, body).words == words
