"""A repository on a Git server: its URL, and the environment in which git talks to it.

Credentials are in that environment only: in no argument, no URL, no file and no error.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.githosts.answers import Mends

# What people behind a proxy, or with an authority of their own, set for every program.
PASSED_ON: Final = (
    *("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)
DEFAULT_USERNAME: Final = "git"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a token, or a password."""

    username: str
    token: SecretStr

    @property
    def header(self) -> str:
        """The value of an Authorization header."""
        pair = f"{self.username}:{self.token.get_secret_value()}"
        return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Remote:
    """One branch of a repository at a URL; without credentials it is open to all.

    `patience`: seconds after which git gives up on a connection that carries nothing.
    """

    url: str
    branch: str
    credentials: Credentials | None = field(default=None, repr=False)
    patience: float = 20.0

    @property
    def ref(self) -> str:
        """The branch's full name."""
        return f"refs/heads/{self.branch}"

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def mends(self) -> Mends:
        """What a person does about each kind of refusal."""
        name = urlsplit(self.url).hostname or self.url
        return Mends(
            name,
            token=(  # noqa: S106 - the mend, not a token
                "Make a new token there, set GATEBOT_GIT_TOKEN (and GATEBOT_GIT_USERNAME, where "
                "the server asks for a certain one), and start gatebot again."
            ),
            rights=(
                f"Give gatebot's account there the right to read and push to {self.branch} of "
                f"{self.url}."
            ),
            place=(
                "Check `repo` and `branch` in gatebot.toml, and that gatebot's account may see "
                "the repository."
            ),
        )

    def environment(self, environ: Mapping[str, str], *, once: bool = False) -> dict[str, str]:
        """Return what git processes that talk to the server have in their environment.

        `once`: each request goes over a connection of its own. On one that was used before, curl
        sends a request again when it breaks, also one that changes something.
        """
        passed = {name: environ[name] for name in PASSED_ON if name in environ}
        settings = _numbered([*self._settings(), *(_ONCE if once else ())])
        scheme = urlsplit(self.url).scheme
        return passed | settings | {"GIT_ALLOW_PROTOCOL": scheme, "GIT_ASKPASS": ""}

    def without_secrets(self, text: str) -> str:
        """Return a text of the server's without the credentials that were sent to it."""
        if self.credentials is None:
            return text
        header = self.credentials.header
        secrets = (header, header.split()[1], self.credentials.token.get_secret_value())
        for secret in secrets:
            text = text.replace(secret, "[redacted]")
        return text

    def _settings(self) -> list[tuple[str, str]]:
        given = [
            # A repository that was renamed is named, not followed: whoever takes the old name
            # next would be given the token.
            ("http.followRedirects", "false"),
            ("http.lowSpeedLimit", "1"),
            ("http.lowSpeedTime", str(max(1, round(self.patience)))),
            ("credential.helper", ""),
        ]
        if self.credentials is not None:
            given.append(("http.extraHeader", f"Authorization: {self.credentials.header}"))
        return given


_ONCE: Final = (("http.extraHeader", "Connection: close"), ("http.version", "HTTP/1.1"))


def _numbered(settings: list[tuple[str, str]]) -> dict[str, str]:
    made = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        made |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return made
