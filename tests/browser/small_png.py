"""A picture of a screen with a palette of its own: a third of the bytes, nothing else to see."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_RGB, _RGBA = 2, 6

Colour = tuple[int, int, int]


def small(picture: bytes) -> bytes:
    """Return a browser's PNG (8 bits, no interlace) with its most frequent colours alone.

    A rare colour, of letters' edges most often, becomes the nearest of them.
    """
    width, height, pixels = pixels_of(picture)
    counted = Counter(pixels).most_common()
    palette = [colour for colour, _ in counted[:_COLOURS]]
    number = {colour: place for place, colour in enumerate(palette)}
    for colour, _ in counted[_COLOURS:]:
        number[colour] = number[_nearest(colour, palette)]
    rows = bytearray()
    for row in range(height):
        rows.append(0)  # no filter: rows of numbers have no gradients
        rows += bytes(number[colour] for colour in pixels[row * width : (row + 1) * width])
    chunks = (
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
        _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
        _chunk(b"IEND", b""),
    )
    return _SIGNATURE + b"".join(chunks)


def _nearest(colour: Colour, palette: list[Colour]) -> Colour:
    return min(palette, key=lambda other: sum((a - b) ** 2 for a, b in zip(colour, other)))  # noqa: B905 - three each


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += 12 + length


def pixels_of(picture: bytes) -> tuple[int, int, list[Colour]]:
    """Return width, height and the colours, row by row. Raises ValueError for another kind."""
    parts = list(_chunks(picture))
    width, height, bits, kind, _, _, laced = struct.unpack(">IIBBBBB", dict(parts)[b"IHDR"])
    if bits != 8 or laced or kind not in {_RGB, _RGBA}:
        raise ValueError("this is no picture that a browser takes")
    size = 3 if kind == _RGB else 4
    raw = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    pixels: list[Colour] = []
    above = bytes(width * size)
    for row in range(height):
        start = row * (width * size + 1)
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * size], above, size)
        pixels += zip(above[0::size], above[1::size], above[2::size], strict=True)
    return width, height, pixels


def _unfiltered(how: int, line: bytes, above: bytes, size: int) -> bytes:
    """Undo the filter of one row, as the PNG specification has it (§9.2)."""
    out = bytearray(line)
    for at in range(len(out) if how else 0):
        left = out[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = (left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[how - 1]
        out[at] = (out[at] + guess) & 0xFF
    return bytes(out)


def _paeth(left: int, above: int, corner: int) -> int:
    wish = left + above - corner
    return min((left, above, corner), key=lambda value: abs(wish - value))
