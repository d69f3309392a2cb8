"""Pictures in messages: drawn, uploaded once, shown; and in text where Slack won't have them.

A picture is a help, not a need. Whatever goes wrong with one, its message goes out, once.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import structlog

from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.slack.message import Drawing, Message, Picture
from bot.slack.outbound.uploads import Uploads
from bot.slack.outbound.web_errors import SlackRefusal
from bot.slack.words.pictures import why_not

T = TypeVar("T")
Send = Callable[[Message], Awaitable[T]]
Wait = Callable[[float], Awaitable[object]]

# Slack looks at a file after the upload is complete; until it has, a block with it is refused.
PAUSES: Final = (0.5, 1.0, 2.0)
FEWER_PAUSES: Final = (1.0, 2.0)  # a response_url may be used five times
REFUSED: Final = "invalid_blocks"
_REFUSED_AGAIN: Final = "invalid_blocks_again"
UPLOAD_WITHIN: Final = 5.0  # seconds; with the pauses, no message waits much longer than eight
KEPT: Final = 64
_FOR_A_WHILE: Final = timedelta(minutes=1)
_UNTIL_MENDED: Final = timedelta(hours=1)
# A person has to change something before these go away.
_NOT_ALLOWED: Final = frozenset(
    {"missing_scope", "not_allowed_token_type", "no_permission", "file_uploads_disabled",
     "unknown_method", "restricted_action", "team_access_not_granted"}
)  # fmt: skip
_log = structlog.get_logger()


@dataclass(slots=True)
class _File:
    """An uploaded picture. `shown`: Slack has taken a message with it, so it is ready."""

    id: str
    shown: bool = False


class Pictures:
    """Sends messages with their pictures. Many at once with the same picture upload it once."""

    def __init__(
        self,
        uploads: Uploads,
        clock: Clock,
        wait: Wait = asyncio.sleep,
        within: float = UPLOAD_WITHIN,
    ) -> None:
        self._uploads = uploads
        self._clock = clock
        self._wait = wait
        self._within = within
        self._files: OrderedDict[Drawing, asyncio.Task[_File | None]] = OrderedDict()
        self._resting_until: datetime | None = None
        self._said: set[str] = set()
        self._refused = 0  # blocks since a picture was last shown; those at once count once

    @property
    def resting(self) -> bool:
        """Whether pictures were refused a short while ago, and are not tried now."""
        return self._resting_until is not None and self._clock.now() < self._resting_until

    async def pause(self) -> None:
        """Wait for a moment, so that what was said before arrives before."""
        await self._wait(PAUSES[0])

    async def send(self, message: Message, send: Send[T], pauses: Sequence[float] = PAUSES) -> T:
        """Send a message with its picture, or drawn in text. Raises what `send` does.

        `send` raises SlackRefusal where nothing was posted, and then only is called again.
        """
        if (picture := message.picture) is None:
            return await send(message)
        if (file := await self._file(picture)) is not None:
            sent = await self._shown(message.with_file(file.id), file, send, pauses)
            if sent is not None:
                return sent[0]
            self._files.pop(picture.drawing, None)
            self._rest_from_showing()
        return await send(message.drawn_in_text())

    async def _shown(
        self, message: Message, file: _File, send: Send[T], pauses: Sequence[float]
    ) -> tuple[T] | None:
        """Send a message with an uploaded file; None where Slack refuses that file."""
        for pause in (0.0, *(() if file.shown else pauses)):
            if pause:
                await self._wait(pause)
            try:
                sent = (await send(message),)
            except SlackRefusal as refusal:
                if refusal.error != REFUSED:
                    raise
            else:
                self._was_shown(file)
                return sent
        return None

    def _was_shown(self, file: _File) -> None:
        """Begin anew: an upload alone is no success, since its block may yet be refused."""
        self._refused = 0
        if not file.shown:
            file.shown = True
            self._said.clear()

    def _rest_from_showing(self) -> None:
        """Rest after a refused block: for a while, and longer where the next one is refused too."""
        if self.resting:
            return
        self._refused += 1
        if self._refused == 1:
            self._rest(REFUSED, "", _FOR_A_WHILE)
        else:
            self._rest(_REFUSED_AGAIN, "", _UNTIL_MENDED)

    async def _file(self, picture: Picture) -> _File | None:
        """Return the uploaded picture; None where it can't be had."""
        task = self._files.get(picture.drawing)
        if task is None:
            if self.resting:
                return None
            task = asyncio.create_task(self._uploaded(picture), name="picture")
            self._files[picture.drawing] = task
            if len(self._files) > KEPT:
                self._files.popitem(last=False)
        self._files.move_to_end(picture.drawing)
        return await asyncio.shield(task)

    async def _uploaded(self, picture: Picture) -> _File | None:
        """Draw a picture and upload it; never raises."""
        try:
            async with asyncio.timeout(self._within):
                drawn = await asyncio.to_thread(picture.drawing.png)
                file = _File(await self._uploads.upload(drawn, picture))
        except SlackRefusal as refusal:
            span = _UNTIL_MENDED if refusal.error in _NOT_ALLOWED else _FOR_A_WHILE
            self._rest(refusal.error, str(refusal), span)
        except (Unavailable, UnknownOutcome, Fault, TimeoutError) as error:
            asked = timedelta(seconds=getattr(error, "retry_after", None) or 0)
            self._rest(type(error).__name__, str(error), max(_FOR_A_WHILE, asked))
        except Exception as error:  # noqa: BLE001 - a drawing that fails must cost no message
            _log.error("fault", what="picture", exc_info=error)
            self._rest(type(error).__name__, str(error), _FOR_A_WHILE)
        else:
            return file
        self._files.pop(picture.drawing, None)
        return None

    def _rest(self, error: str, why: str, span: timedelta) -> None:
        """Try no picture for a while; the log hears of each reason once, until one is shown."""
        self._resting_until = self._clock.now() + span
        if error not in self._said:
            self._said.add(error)
            said, mend = why_not(error, why)
            _log.warning("no_picture", why=said, mend=mend)
