"""A picture as a person with a colour picker sees it."""

from io import BytesIO

from PIL import Image, ImageColor

Pixel = tuple[int, int, int]
_NEAR = 12  # of 255 in each channel: few colours are kept, so some are a little off


def opened(png: bytes) -> Image.Image:
    """Return a picture as it is decoded, with its transparency."""
    image = Image.open(BytesIO(png))
    image.load()
    return image.convert("RGBA")


def has(image: Image.Image, colour: str, box: tuple[float, float, float, float]) -> bool:
    """Tell whether a colour is seen somewhere in a box."""
    return share(image, colour, box) > 0


def share(image: Image.Image, colour: str, box: tuple[float, float, float, float]) -> float:
    """Return how much of a box has a colour."""
    part = image.convert("RGB").crop(tuple(map(round, box)))  # type: ignore[arg-type]  # four of them
    counted = part.getcolors(part.width * part.height)
    assert counted is not None
    wanted = ImageColor.getrgb(colour)
    near = sum(n for n, seen in counted if isinstance(seen, tuple) and _near(seen, wanted))
    return near / (part.width * part.height)


def dark(
    image: Image.Image, colour: str, box: tuple[float, float, float, float]
) -> set[tuple[int, int]]:
    """Return where in a box a colour is seen, counted from its corner."""
    part = image.convert("RGB").crop(tuple(map(round, box)))  # type: ignore[arg-type]  # four of them
    wanted = ImageColor.getrgb(colour)
    places = ((x, y) for x in range(part.width) for y in range(part.height))
    return {at for at in places if isinstance(p := part.getpixel(at), tuple) and _near(p, wanted)}


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in ImageColor.getrgb(colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
