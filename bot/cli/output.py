"""What the commands print, and the one door it leaves by: no secrets, nothing that is obeyed.

What documents, hosts and settings say is shown. A terminal must not take it for its control
characters, nor a CI for commands of its own.
"""

import re
import sys
from collections.abc import Callable, Iterable
from typing import Final, TextIO

from bot.platform.printable import printable, without_commands
from bot.platform.redaction import without_secrets

_OUR_COLOUR: Final = re.compile(r"\x1b\[(?:0|1|2|1;31|3[1-3])m")


class _Door:
    clean: Callable[[str], str] = staticmethod(without_secrets())


def hide(secrets: Iterable[str]) -> None:
    """Take these secrets out of whatever is printed from now on."""
    _Door.clean = staticmethod(without_secrets(secrets))


def say(text: str, *, end: str = "\n") -> None:
    """Print a command's output for people."""
    _write(_shown(text) + end, sys.stdout)


def say_link(words: str, link: str) -> None:
    """Print a link to open. The token in it is meant to be seen: it is the way in."""
    _write(f"{_shown(words)} {printable(link)}\n", sys.stdout)


def say_json(text: str) -> None:
    """Print JSON: the values stay what they are, escaped where a terminal or CI would obey them."""
    _write(_escaped(_Door.clean(text)) + "\n", sys.stdout)


def say_wrong(line: str) -> None:
    """Print a line to stderr."""
    _write(_shown(line) + "\n", sys.stderr)


def _shown(text: str) -> str:
    clean = _Door.clean(text)
    # A colour of ours does no harm, and the reports for a terminal have them.
    pieces = _OUR_COLOUR.split(clean)
    colours = _OUR_COLOUR.findall(clean)
    shown = "".join(
        printable(piece) + colour for piece, colour in zip(pieces, [*colours, ""], strict=True)
    )
    return without_commands(shown)


def _escaped(text: str) -> str:
    safe = text.replace("##", "\\u0023\\u0023").replace("::", "\\u003a\\u003a")
    safe = safe.replace("section_", "section\\u005f").replace("travis_", "travis\\u005f")
    return printable(safe)


def _write(text: str, stream: TextIO) -> None:
    stream.write(text)
    stream.flush()
