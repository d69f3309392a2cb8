"""Branches: where they point, and who may push to them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.githosts.gitea.api import Api
from bot.ports.git_host import NotFound


class Refs:
    """Reads branches. They move, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def at(self, branch: str) -> Mapping[str, Any] | None:
        """Return what the server says of a branch; None where there is none. Raises HostError."""
        try:
            found = await self._api.get(f"/branches/{quote(branch)}")
        except NotFound:
            await self.repository()  # raises where it is the repository that isn't there
            return None
        assert isinstance(found, dict)  # noqa: S101 - Gitea's own schema
        return found

    async def demand(self, branch: str) -> Mapping[str, Any]:
        """Return what the server says of a branch that has to be there."""
        if (found := await self.at(branch)) is None:
            where = self._api.place.full_name
            raise NotFound(
                f"There is no branch {branch!r} in {where}: push a first commit to it, or mend the "
                "project's `branch`."
            )
        return found

    async def repository(self) -> Mapping[str, Any]:
        """Return what the server says of the repository. Raises HostError."""
        found = await self._api.get("")
        assert isinstance(found, dict)  # noqa: S101 - Gitea's own schema
        return found
