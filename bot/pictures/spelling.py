"""What the embedded font can write. What it lacks is spelled otherwise, or not drawn at all.

A picture must not show a name that is not the name: boxes and question marks are none. Words that
can't be spelled stand in the message, in full.
"""

import unicodedata
from typing import Final

HAS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\u00a9\u00ab\u00b0\u00b1\u00b4\u00b7\u00bb\u2018\u2019\u201c\u201d\u2026\u2039\u203a\u2122"
)
# What stays when a letter is taken apart (NFKD), and signs that have a spelling in plain ones.
_SPELLED: Final = str.maketrans(
    {
        "\N{LATIN SMALL LETTER SHARP S}": "ss",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN CAPITAL LETTER AE}": "AE",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{LATIN CAPITAL LIGATURE OE}": "OE",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
        "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
        "\N{LATIN CAPITAL LETTER D WITH STROKE}": "D",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{LEFTWARDS ARROW}": "<-",
        "\N{LEFT RIGHT ARROW}": "<->",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{FRACTION SLASH}": "/",
        "\N{BULLET}": "\N{MIDDLE DOT}",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\t": " ",
        "\n": " ",
    }
)
# Decoration: marks over letters, emoji and what joins them. Whatever else is missing, is missed.
_DECORATION: Final = frozenset({"Mn", "So", "Sk"})
LONGEST: Final = 200  # characters; the widest line has room for half of them
_JOINER: Final = "\u200d"


def spelled(text: str) -> str | None:
    """Return a text in letters the font has; None where one is lost that has to be read.

    Of a long one that is the beginning: no more is ever drawn.
    """
    found = []
    begun = text.strip()[:LONGEST].translate(_SPELLED)
    for char in unicodedata.normalize("NFKD", begun).translate(_SPELLED):
        if char in HAS:
            found.append(char)
        elif char != _JOINER and unicodedata.category(char) not in _DECORATION:
            return None
    return " ".join("".join(found).split()) or None
