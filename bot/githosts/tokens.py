"""Where a request's token comes from: a fixed one, or one that is renewed."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import SecretStr


class TokenSource(Protocol):
    """Gives the token to send now. Raises what a host raises where none can be had."""

    async def token(self) -> str:
        """Return a token that is valid for the next minutes."""
        ...

    @property
    def rights(self) -> Mapping[str, str]:
        """What the host said that the last token may do; empty where it says nothing of that."""
        ...

    def refused(self) -> bool:
        """Hear that the host does not take the token; return whether another can be made."""
        ...


class FixedToken:
    """A personal, project or group access token."""

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret

    async def token(self) -> str:
        """Return the token."""
        return self._secret.get_secret_value()

    @property
    def rights(self) -> Mapping[str, str]:
        """Nothing: such a token comes without a word about itself."""
        return {}

    def refused(self) -> bool:
        """Return False: only a person can make another."""
        return False
