"""Uploading a file to Slack: an address is asked for, the bytes are sent there, it is completed.

The file is shared with no channel: a message's block names it, and Slack shows it there.
"""

import re
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform.proxy import goes_direct
from bot.slack.message import ALT_LIMIT, Picture
from bot.slack.outbound.web_errors import Effect, SlackRefusal, asked, by_status, not_reached
from bot.slack.prose import cut

_SLACKS_OWN: Final = re.compile(r"([a-z0-9-]+\.)*slack(-gov)?\.com")
_OK: Final = 200
_WHERE: Final = "pictures"


class Uploads:
    """Uploads to one workspace. What it does twice leaves a file nobody sees, and no more."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client = client
        self._session = session
        own = urlsplit(client.base_url)
        self._own = (own.scheme, own.netloc)

    async def upload(self, drawn: bytes, picture: Picture) -> str:
        """Return the id of the file that a PNG became. Raises Unavailable, Fault."""
        name = f"{picture.title.lower().replace(' ', '-')}.png"
        request = self._client.files_getUploadURLExternal(
            filename=name, length=len(drawn), alt_txt=cut(picture.alt, ALT_LIMIT)
        )
        answer = await asked(request, Effect.NOTHING, _WHERE)
        file, url = str(answer.get("file_id", "")), str(answer.get("upload_url", ""))
        if not file or not self.trusted(url):
            raise SlackRefusal("no_address_of_its_own", _WHERE, "")
        await self._send(url, drawn)
        complete = self._client.files_completeUploadExternal(
            files=[{"id": file, "title": picture.title}]
        )
        await asked(complete, Effect.NOTHING, _WHERE)
        return file

    def trusted(self, url: str) -> bool:
        """Tell whether an address is Slack's, or the workspace's in its stead."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        at_slack = parts.scheme == "https" and _SLACKS_OWN.fullmatch(parts.netloc) is not None
        return at_slack or (parts.scheme, parts.netloc) == self._own

    async def _send(self, url: str, drawn: bytes) -> None:
        proxy = None if goes_direct(url) else self._client.proxy
        sent = {"Content-Type": "application/octet-stream"}
        try:
            async with self._session.post(
                url, data=drawn, headers=sent, allow_redirects=False, proxy=proxy
            ) as response:
                status = response.status
                meaning = by_status(status, response.headers, Effect.NOTHING)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise not_reached(error, Effect.NOTHING) from error
        if meaning is not None:
            raise meaning
        if status != _OK:
            raise SlackRefusal(f"upload_status_{status}", _WHERE, "")
