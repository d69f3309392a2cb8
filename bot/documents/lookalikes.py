"""Which texts look alike, though their characters differ: a Latin S and a Cyrillic Dze.

The skeleton of a text follows UTS #39: compatibility forms are resolved, and each character that
can be taken for an ASCII letter or digit becomes that. Case, and what ASCII itself has of twins
(`0` and `O`, `1`, `l` and `I`, `rn` and `m`), does not count.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Final

# The single characters that Unicode's confusables.txt (UTS #39) lists for an ASCII letter or
# digit, as code points after the one they look like. © Unicode, Inc., https://www.unicode.org/license.txt;
# docs/decisions tell why a table and no library.
_TABLE: Final = """
2 1a7 3e8 14bf a644 a75a
3 1b7 21c 417 4e0 2ccc a76a a7ab 118ca
4 13ce 118af
5 1bc 118bb
6 431 13ee 2cd2 118d5
7 118c6
8 222 223 9ea a6a b03 1031a
9 9ed a67 b68 2cca a76e 118ac 118cc 118d6
a 251 391 3b1 410 430 13aa 15c5 1d00 237a a4ee 102a0
b 184 392 412 42c 13cf 13f4 15af 15f7 a4d0 a7b4 10282 102a1 10301
c 421 441 13df 1d04 2ca4 2ca5 a4da 102a2 10302 10415 1043d 1051c 118e9 118f2 1f74c
d 501 13a0 13e7 146f 15de 15ea a4d2 a4d3
e 395 415 435 4bd 13ac 212e 22ff 2d39 a4f0 ab32 10286 118a6 118ae
f 3dc 584 15b4 1e9d a4dd a798 a799 ab35 10287 102a5 10525 118a2 118c2
g 18d 261 50c 581 13c0 13f3 1d83 a4d6
h 397 41d 4bb 570 13bb 13c2 157c 2c8e a4e7 102cf
i 131 196 1c0 269 26a 399 3b9 406 456 4c0 4cf 6f1 13a5 13de 14aa 16c1 2223 2373 2c92 2cd0 2d4f
i a4e1 a4f2 a647 1028a 10309 10320 1041b 10526 118a3 118b2 118c3
j 37f 3f3 408 458 13ab 148d a4d9 a7b2
k 138 39a 3ba 41a 43a 13e6 16d5 1d0b 2c94 2c95 a4d7 10518
m 28d 39c 3fa 41c 43c 13b7 15f0 16d6 1d0d 2c98 a4df ab51 102b0 10311 11700 118e3
n 39d 3c0 43f 578 57c 1d28 2c9a a4e0 10513
o 39f 3bf 3c3 41e 43e 555 585 6f5 966 9e6 a66 ae6 b20 b66 be6 c02 c66 c82 ce6 d02 d20 d66 d82
o e50 ed0 101d 1040 10ff 1d0f 1d11 2c9e 2c9f 2d54 3007 a4f3 ab3d 10292 102ab 10404 1042c 10516
o 114d0 118b5 118c8 118d7 118e0
p 3a1 3c1 420 440 13e2 146d 2374 2ca2 2ca3 a4d1 10295
q 51b 563 566 2d55
r 1a6 433 13a1 13d2 1587 1d26 2c85 a4e3 ab47 ab48
s 1bd 405 455 54f 13d5 13da a4e2 a731 10296 10420 10448 118c1
t 3a4 3c4 422 442 13a2 1d1b 22a4 27d9 2ca6 a4d4 10297 102b1 10315 118bc 1f768
u 28b 3c5 446 54d 57d 144c 1d1c 222a 22c3 a4f4 a79f ab4e ab52 118b8 118d8
v 3bd 474 475 6f7 13d9 142f 1d20 2228 22c1 2d38 a4e6 1051d 118a0 118c0
w 26f 461 51c 51d 561 13b3 13d4 1d21 a4ea 1170e 1170f 118e6 118ef
x d7 3a7 425 445 1541 157d 166d 166e 16b7 2573 292b 292c 2a2f 2cac 2d5d a4eb a7b3 10290 102b4
x 10317 10322 10527 118ec
y 263 28f 3a5 3b3 443 4ae 4af 10e7 13a9 13bd 1d8c 1eff 2ca8 a4ec ab5a 102b2 118a4 118dc
z 396 13c3 1d22 a4dc 102f5 118a9 118c4 118e5
"""
_ALIKE: Final = {int(code, 16): line[0] for line in _TABLE.split("\n") for code in line.split()[1:]}
# Embeddings, overrides and isolates: they show the characters after them in another order.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and marks that show nothing: fillers, the joiner of graphemes, variation selectors.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
_IN_ASCII: Final = str.maketrans("01l|", "oiii")


@lru_cache(maxsize=1024)  # the same few words are compared at every commit
def skeleton(text: str) -> str:
    """Return what a text looks like: two texts with the same skeleton can be mixed up."""
    plain = unicodedata.normalize("NFKC", text).translate(_ALIKE).casefold()
    return plain.translate(_IN_ASCII).replace("rn", "m").replace("vv", "w")


def bare_skeleton(text: str) -> str:
    """Return what a word looks like without blanks, dashes, accents and what can't be seen.

    Stricter than `skeleton`: for the few words that decide something, as “Signed Off”.
    """
    parts = unicodedata.normalize("NFKD", text)
    letters = (c for c in parts if unicodedata.category(c)[0] in "LMN" and c not in _UNSEEN)
    return skeleton("".join(c for c in letters if not unicodedata.combining(c)))


def twins(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that look like an earlier one and are another: (the earlier, it).

    Names in ASCII alone are told apart: people type `P1` and `PI` and mean both.
    """
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(skeleton(name), name)
        if other.casefold() != name.casefold() and not (other + name).isascii():
            yield other, name


def differing(written: str, there: str) -> str:
    """Return in which character two texts that look alike differ, "" where people see it.

    As in “ It has U+0430 CYRILLIC SMALL LETTER A where U+0061 LATIN SMALL LETTER A is written.”
    """
    if (written + there).isascii() or skeleton(written) != skeleton(there):
        return ""
    pairs = zip_longest(written, there, fillvalue="")
    one, other = next(pair for pair in pairs if pair[0] != pair[1])
    return f" It has {_named(other)} where {_named(one)} is written."


def spelled(text: str) -> str:
    """Return the code points of a text that are not ASCII, as in `U+00E9`."""
    return " ".join(f"U+{ord(char):04X}" for char in text if not char.isascii())


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'a character')}" if char else "nothing"


def is_reordered(text: str) -> bool:
    """Tell whether a text is shown in another order than its characters have."""
    return not text.isascii() and not _REORDERING.isdisjoint(text)
