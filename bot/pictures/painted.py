"""A picture that is drawn when somebody asks for its bytes, and not before."""

from dataclasses import dataclass

from bot.pictures.phases import PhasesPicture
from bot.pictures.timeline import TimelinePicture


@dataclass(frozen=True, slots=True)
class Painted:
    """What is drawn; equal ones are drawn as the same bytes."""

    picture: PhasesPicture | TimelinePicture

    def png(self) -> bytes:
        """Return the picture as PNG. It takes a tenth of a second: not on the event loop."""
        # Pillow is loaded with the first picture, in the thread that draws it: a start would wait
        # for it, and a bot that is never asked for one would hold it (docs/performance.md).
        from bot.pictures.drawing import drawn  # noqa: PLC0415 - as said above

        return drawn(self.picture)
