"""What draws, with Pillow. Only bot/pictures/painted.py knows it."""

from bot.pictures.drawing import phases, timeline
from bot.pictures.phases import PhasesPicture
from bot.pictures.timeline import TimelinePicture


def drawn(picture: PhasesPicture | TimelinePicture) -> bytes:
    """Return a picture as PNG: the same bytes for an equal one."""
    match picture:
        case PhasesPicture():
            return phases.png(picture)
        case TimelinePicture():
            return timeline.png(picture)
