"""A sheet to draw on: a ground with a border, text, and shapes with smooth edges."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from bot.pictures.drawing.colours import BORDER, GROUND, Colour
from bot.pictures.drawing.letters import font

WIDTH: Final = 1280  # pixels, shown at half of that on the screens it is made for
MARGIN: Final = 28
_CORNER: Final = 20
_NOTHING: Final = (255, 255, 255, 0)  # outside the round corners, whatever is behind shows
_FINER: Final = 4  # shapes are drawn this much larger, then brought down: edges become smooth
_BOLD: Final = 0.03  # of the size, around each letter: the font has one weight

Box = tuple[float, float, float, float]
Pen = ImageDraw.ImageDraw


class Sheet:
    """A picture in the making, as high as is asked for."""

    def __init__(self, height: float) -> None:
        self._image = Image.new("RGBA", (WIDTH, round(height)), _NOTHING)
        self._draw = ImageDraw.Draw(self._image)
        edge = (0.0, 0.0, WIDTH - 1.0, round(height) - 1.0)
        self._draw.rounded_rectangle(edge, _CORNER, fill=GROUND, outline=BORDER, width=2)

    def write(  # noqa: PLR0913 - what a piece of text has
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: Colour,
        *,
        bold: bool = False,
        anchor: str = "ls",
    ) -> float:
        """Write a line, and return where it ends; `anchor` is Pillow's: "ls" begins a base line."""
        stroke = size * _BOLD if bold else 0
        self._draw.text(at, text, colour, font(size), anchor=anchor, stroke_width=stroke)
        return self._draw.textbbox(at, text, font(size), anchor=anchor)[2]

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: Colour) -> None:
        """Draw a thin line."""
        self._draw.line((start, end), fill=colour, width=2)

    def slab(
        self, box: Box, ground: Colour, *, edge: Colour | None = None, corner: float = 0
    ) -> None:
        """Draw a rectangle with round corners."""
        self._draw.rounded_rectangle(box, corner, fill=ground, outline=edge, width=2)

    def shape(self, box: Box, colour: Colour, draw: Callable[[Pen, int], None]) -> None:
        """Lay a colour where `draw` draws white.

        `draw` is given a pen over the box at its own, finer scale, and how much finer that is.
        """
        left, top, right, bottom = map(round, box)
        size = (right - left, bottom - top)
        mask = Image.new("L", (size[0] * _FINER, size[1] * _FINER), 0)
        draw(ImageDraw.Draw(mask), _FINER)
        smooth = mask.resize(size, Image.Resampling.LANCZOS)
        self._image.paste(Image.new("RGB", size, colour), (left, top), smooth)

    def png(self) -> bytes:
        """Return the picture as a file; 128 colours are enough for flat ones, and a third of it."""
        few = self._image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        held = BytesIO()
        few.save(held, "PNG", compress_level=6)
        return held.getvalue()
