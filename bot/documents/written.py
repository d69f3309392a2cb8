"""Does a file say anything? Blanks, comments and front matter say nothing.

A file is looked through until the first letter or digit that counts, so that even a large one
costs next to nothing. How comments look is told by its suffix.
"""

import html
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from functools import cache
from typing import Final

# Letters and symbols that show nothing: the fillers of Hangul, the blank of Braille, and others.
_BLANK_SIGNS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\ufffd\U0001d159")
_SHOWN: Final = frozenset("LNPS")  # letters, numbers, punctuation, symbols
# What is certain to be blank, so that a file of nothing else is looked through in C.
_MAY_SHOW: Final = re.compile(
    "[^\\s\x00-\x20\x7f-\xa0\xad\u115f\u1160\u200b-\u200f\u2028-\u202f\u2060-\u2064\u2800\u3164\ufeff]"
)
_ASCII: Final = re.compile(rb"[!-~]")
_WIDE: Final = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)  # 16 bits or more a sign
_TAG: Final = r"</?[A-Za-z][^<>]{0,2000}>"
_HIDDEN: Final = (
    r"<!--(?:-?>|[\s\S]*?(?:--!?>|\Z))"
    r"|(?i:<(?P<raw>script|style|template|head)\b[\s\S]*?(?:</(?P=raw)\s*>|\Z))"
)
_SLASHES: Final = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_MARKDOWN: Final = (
    rf"{_HIDDEN}|\{{/\*[\s\S]*?(?:\*/\}}|\Z)|{_TAG}"
    r"|^[ ]{0,3}\[(?!\^)[^\]\n]{1,999}\]:[^\n]*"  # where a link leads; also used as a comment
    r"|(?<!!)\[\s*\]\([^()\n]{0,2000}\)"  # a link without a word
    r"|^[ ]{0,3}(?:`{3,}|~{3,})[^\n]*"  # the language of a code block
    r"|^[ \t>]*[0-9]{1,9}[.)](?=\s|\Z)"  # the number of a list's item
)
_HTML: Final = rf"{_HIDDEN}|(?!<(?i:img|svg|object|embed|video|canvas)\b){_TAG}"
_RST: Final = (
    r"^\.\.[ \t]*$(?:\n(?:[ \t]+[^\n]*|(?=\n)))*"
    r"|^\.\.[ \t]+(?![\w.:+-]+::|_|\[|\|)[^\n]*(?:\n(?:[ \t]+[^\n]*|(?=\n)))*"
)
_ASCIIDOC: Final = r"^////+$[\s\S]*?(?:^////+$|\Z)|^//[^\n]*|^:[\w!-]+:[^\n]*"
_HASHED: Final = (
    "yaml yml toml py pyi rb sh bash zsh r tf hcl ex exs pl properties env mk makefile dockerfile "
    "cmake feature"
)
_SLASHED: Final = (
    "js jsx ts tsx mjs cjs mts cts go java kt kts c h cc cpp hpp cs rs swift scala css scss proto "
    "dart groovy gradle jsonc json5"
)
_NOTHING: Final = {
    **dict.fromkeys(("md", "markdown", "mdx", "mkd"), _MARKDOWN),
    **dict.fromkeys(("html", "htm", "xhtml"), _HTML),
    **dict.fromkeys(("rst", "rest"), _RST),
    **dict.fromkeys(("adoc", "asciidoc", "asc"), _ASCIIDOC),
    **dict.fromkeys(("xml", "svg", "drawio", "xsd"), rf"{_HIDDEN}|<\?[\s\S]*?(?:\?>|\Z)|<![^>]*>"),
    **dict.fromkeys(_HASHED.split(), r"#[^\n]*"),
    **dict.fromkeys(("ini", "cfg", "conf"), r"[#;][^\n]*"),
    **dict.fromkeys(_SLASHED.split(), _SLASHES),
    "php": rf"<\?(?:php)?|#[^\n]*|{_SLASHES}",
    **dict.fromkeys(("sql", "lua", "hs"), r"--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"),
    **dict.fromkeys(("tex", "erl"), r"%[^\n]*"),
    **dict.fromkeys(("lisp", "clj", "el", "scm", "asm"), r";[^\n]*"),
    **dict.fromkeys(("puml", "plantuml", "vb"), r"'[^\n]*|@(?:start|end)\w+"),
    "json": r"\bnull\b",
}
_WITH_FRONT_MATTER: Final = frozenset(
    ("md", "markdown", "mdx", "mkd", "html", "htm", "adoc", "asciidoc")
)
_FRONT_MATTER: Final = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\r?\n(?:[\s\S]*?^)?(?:(?P=fence)|\.\.\.)[ \t]*$", re.MULTILINE
)
_SIGN: Final = (
    r"(?P<entity>&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,40});)|(?P<sign>\w)"
)
_MEDIA: Final = r"|(?P<media><(?i:img|svg|object|embed|video|canvas)\b)"


def is_blank(data: bytes) -> bool:
    """Tell whether a file shows nothing at all: no byte, or blanks and signs that can't be seen."""
    if not data.startswith(_WIDE) and _ASCII.search(data, 0, 4_096):
        return False
    return not any(_is_shown(found[0]) for found in _MAY_SHOW.finditer(_decoded(data)))


def says_nothing(path: str, data: bytes) -> bool:
    """Tell whether a text has no letter or digit but in comments and front matter.

    What is no text (a picture, a PDF) says nothing only if it is blank.
    """
    if b"\0" in data[:8_000] and not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return is_blank(data)
    name = path.rpartition("/")[2].lower()
    suffix = name.rpartition(".")[2]
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text) if suffix in _WITH_FRONT_MATTER else None
    return not any(
        _counts(found) for found in _scanner(suffix).finditer(text, front.end() if front else 0)
    )


@cache
def _scanner(suffix: str) -> re.Pattern[str]:
    nothing = _NOTHING.get(suffix)
    of_html = _MEDIA if nothing in {_HTML, _MARKDOWN} else ""
    return re.compile(f"(?:{nothing})|{_SIGN}{of_html}" if nothing else _SIGN, re.MULTILINE)


def _counts(found: re.Match[str]) -> bool:
    if found["entity"] is not None:
        return any(map(_is_word, html.unescape(found["entity"])))
    if found["sign"] is not None:
        return _is_word(found["sign"])
    return "media" in found.re.groupindex and found["media"] is not None


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN" and char not in _BLANK_SIGNS


def _is_shown(char: str) -> bool:
    return unicodedata.category(char)[0] in _SHOWN and char not in _BLANK_SIGNS


def _decoded(data: bytes) -> str:
    for marks, encoding in (
        ((BOM_UTF32_LE, BOM_UTF32_BE), "utf-32"),
        ((BOM_UTF16_LE, BOM_UTF16_BE), "utf-16"),
    ):
        if data.startswith(marks):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
