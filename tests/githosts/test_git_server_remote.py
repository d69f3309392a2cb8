"""What git is given to talk to a server, and what its words mean."""

import pytest
from pydantic import SecretStr

from bot.githosts.git.failures import Unexplained, fetch_failure, push_failure
from bot.githosts.git.remote import Credentials, Remote
from bot.ports.git_host import HostUnavailable, OutcomeUnknown, Rejected

URL = "https://git.example.com/team/gates.git"
REMOTE = Remote(URL, "main", Credentials("bot", SecretStr("t0ken")))


def settings(remote: Remote, *, once: bool = False) -> list[tuple[str, str]]:
    made = remote.environment({}, once=once)
    numbers = range(int(made["GIT_CONFIG_COUNT"]))
    return [(made[f"GIT_CONFIG_KEY_{n}"], made[f"GIT_CONFIG_VALUE_{n}"]) for n in numbers]


def test_credentials_are_a_header_and_redirects_are_not_followed() -> None:
    # `printf bot:t0ken | base64`
    assert ("http.extraHeader", "Authorization: Basic Ym90OnQwa2Vu") in settings(REMOTE)
    assert ("http.followRedirects", "false") in settings(REMOTE)
    assert ("credential.helper", "") in settings(REMOTE)
    assert not any("Authorization" in value for _, value in settings(Remote(URL, "main")))


def test_a_push_has_a_connection_of_its_own() -> None:
    own = {("http.extraHeader", "Connection: close"), ("http.version", "HTTP/1.1")}
    assert own <= set(settings(REMOTE, once=True))
    assert not own & set(settings(REMOTE))


def test_only_what_a_connection_needs_is_passed_on() -> None:
    given = {
        "HTTPS_PROXY": "http://proxy:1",
        "GIT_SSL_CAINFO": "/ca.pem",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "GIT_TRACE_CURL": "1",
        "GIT_ASKPASS": "/usr/bin/ask",
    }
    made = REMOTE.environment(given)
    assert (made["HTTPS_PROXY"], made["GIT_SSL_CAINFO"]) == ("http://proxy:1", "/ca.pem")
    assert not {"SLACK_BOT_TOKEN", "GIT_TRACE_CURL"} & made.keys()
    assert (made["GIT_ASKPASS"], made["GIT_ALLOW_PROTOCOL"]) == ("", "https")


# Words of git 2.39 and of its libcurl with OpenSSL and with GnuTLS.
CANT_ACCESS = f"fatal: unable to access '{URL}/': "


@pytest.mark.parametrize(
    ("err", "kind", "words"),
    [
        (CANT_ACCESS + "Could not resolve host: git.example.com", HostUnavailable, "resolve"),
        (CANT_ACCESS + "Failed to connect to git.example.com port 443", HostUnavailable, "connect"),
        (CANT_ACCESS + "SSL certificate problem: unable to get local", Rejected, "certificate"),
        (
            CANT_ACCESS + "server certificate verification failed. CAfile: none",
            Rejected,
            "certificate",
        ),
        (CANT_ACCESS + "Received HTTP code 407 from proxy after CONNECT", HostUnavailable, "407"),
    ],
)
def test_what_never_reached_the_server_names_it(
    err: str, kind: type[Exception], words: str
) -> None:
    for failure in (fetch_failure(REMOTE, err), push_failure(REMOTE, err)):
        assert type(failure) is kind
        assert str(failure).startswith("https://git.example.com can't be reached: ")
        assert words in str(failure)


@pytest.mark.parametrize(
    "err",
    [
        "error: RPC failed; curl 56 GnuTLS recv error (-110): The TLS connection was terminated",
        "send-pack: unexpected disconnect while reading sideband packet",
        "fatal: the remote end hung up unexpectedly",
        "error: RPC failed; HTTP 504 curl 22 The requested URL returned error: 504",
        "something nobody has ever read",
        "",
    ],
)
def test_what_is_not_understood_of_a_push_is_unknown(err: str) -> None:
    assert isinstance(push_failure(REMOTE, err), OutcomeUnknown)


def test_what_is_not_understood_of_a_fetch_may_be_the_mirrors() -> None:
    failure = fetch_failure(REMOTE, "fatal: t0ken: bad object\nerror: did not send all")
    assert isinstance(failure, Unexplained)
    assert "[redacted]: bad object; did not send all" in str(failure)
