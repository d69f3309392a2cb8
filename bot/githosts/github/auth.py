"""A GitHub App's tokens: made for the one installation that has the repository, and renewed."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from gidgethub import GitHubException
from gidgethub.apps import get_installation_access_token, get_jwt
from jwt.exceptions import PyJWTError
from pydantic import SecretStr

from bot.githosts.answers import Effect
from bot.githosts.github.api import Client
from bot.githosts.github.place import Place
from bot.githosts.http import Http
from bot.ports.git_host import HostUnavailable, NotFound, Rejected

# A token is good for an hour. What is sent with it may wait for a while before it is looked at.
_RENEWED_BEFORE_SECONDS: Final = 300.0
_YOUNG_SECONDS: Final = 60.0
_KEY_MEND: Final = (
    "Generate a new private key on the App's page and set GATEBOT_GITHUB_PRIVATE_KEY; see that "
    "GATEBOT_GITHUB_APP_ID is that App's id."
)


class AppTokens:
    """Gives the installation's token. `now` is the time in seconds since the epoch."""

    def __init__(
        self,
        http: Http,
        place: Place,
        app_id: str,
        private_key: SecretStr,
        now: Callable[[], float] = time.time,
    ) -> None:
        # Making a token changes nothing that anyone sees: it is a reading, and may be asked again.
        self._client = Client(http, place.api, Effect.READS)
        self._place = place
        self._app_id = app_id
        self._key = private_key
        self._now = now
        self._lock = asyncio.Lock()
        self._installation: int | None = None
        self._token = ""
        self._rights: Mapping[str, str] = {}
        self._made = self._expires = 0.0

    async def token(self) -> str:
        """Return a token with five minutes left at least. Raises HostError."""
        async with self._lock:
            if self._now() > self._expires - _RENEWED_BEFORE_SECONDS:
                await self._renew()
            return self._token

    @property
    def rights(self) -> Mapping[str, str]:
        """The last token's permissions, such as `contents: write`, as GitHub named them."""
        return self._rights

    def refused(self) -> bool:
        """Forget the token; another one helps unless this one was just made."""
        self._expires = 0.0
        return self._now() - self._made > _YOUNG_SECONDS

    async def _renew(self) -> None:
        try:
            made = await self._made_anew()
            self._token = str(made["token"])
            self._rights = dict(made.get("permissions") or {})
            self._expires = datetime.fromisoformat(str(made["expires_at"])).timestamp()
        except (GitHubException, KeyError, TypeError) as error:
            raise HostUnavailable(f"GitHub made no token ({type(error).__name__}).") from error
        except (PyJWTError, ValueError) as error:
            raise Rejected("The GitHub App's private key can't be used.", _KEY_MEND) from error
        self._made = self._now()

    async def _made_anew(self) -> dict[str, Any]:
        key = self._key.get_secret_value()
        try:
            if self._installation is None:
                jwt = get_jwt(app_id=self._app_id, private_key=key)
                found = await self._client.getitem(self._place.rest("/installation"), jwt=jwt)
                self._installation = int(found["id"])
            return await get_installation_access_token(
                self._client,
                installation_id=str(self._installation),
                app_id=self._app_id,
                private_key=key,
            )
        except NotFound as error:
            self._installation = None
            raise NotFound(
                f"The GitHub App {self._app_id} is not installed on {self._place.full_name}: "
                "install it there."
            ) from error
        except Rejected as error:
            raise Rejected(str(error), _KEY_MEND) from error
