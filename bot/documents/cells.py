r"""The text of a cell: from Markdown to plain words, and back without breaking the row.

In a table `\|` is a pipe before anything else is read, code spans included; so reading has two
levels, and writing escapes for both. What people type is shown as they typed it, never as markup.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
# Lengths are bounded so that no cell, however odd, takes time that grows with its square.
_LINK: Final = re.compile(
    r"!?(?<!\\)\[([^\]]{0,999})\](?:\((?:[^()]|\([^()]{0,99}\)){0,1999}\)|\[[^\]]{0,999}\])"
)
_TAG: Final = re.compile(r"(?<!\\)</?[A-Za-z][^<>]*>")
_EMOJI_CODE: Final = re.compile(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
_EMPHASIS: Final = re.compile(r"(?<!\\)(?:[*`]+|~~|(?<![^\W_])_+|_+(?![^\W_]))")
_MARKUP: Final = re.compile(r"[\\`*_~<\[\]&|!:]|[^\x20-\x7e]")
_SPAN: Final = re.compile(
    r"(?<!`)(?P<ticks>`{1,40})(?!`)(?P<code>.{1,4000}?)(?<!`)(?P=ticks)(?!`)"
    r"|!?\[[^\]]{0,999}\]"
    r"\(\s?<?(?P<link>(?:[^()\s<>]|\([^()]{0,99}\)){0,1999})>?(?:\s\"[^\"]{0,999}\")?\s?\)"
    r"|<(?P<auto>[^<>\s]{1,1999})>"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
)
_TO_ESCAPE: Final = re.compile(r"[\\`*\[\]<~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_JOINERS: Final = "\u200c\u200d"  # ZWNJ and ZWJ: letters of Persian, parts of emoji


def normalise(text: str) -> str:
    """Return text as a cell can hold it: one line, single spaces, nothing invisible.

    Control characters, lone surrogates, zero-width and bidi controls go; a joiner stays between
    characters that are not ASCII.
    """
    spaced = " ".join(text.split())
    if spaced.isprintable():  # no control, format character or surrogate is
        return spaced
    kept = "".join(c for at, c in enumerate(spaced) if _visible(spaced, at))
    return " ".join(kept.split())


def _visible(text: str, at: int) -> bool:
    if text[at] in _JOINERS:
        around = text[at - 1 : at] + text[at + 1 : at + 2]
        return len(around) == 2 and not any(c.isascii() or c in _JOINERS for c in around)  # noqa: PLR2004 - both sides
    return unicodedata.category(text[at]) not in {"Cc", "Cf", "Cs"}


@lru_cache(maxsize=1024)  # statuses, kinds, owners: a large table says the same words in each row
def plain_text(raw: str) -> str:
    """Return the words of a cell or a heading without emphasis, code marks, links and tags."""
    if not _MARKUP.search(raw):
        return " ".join(raw.split())
    text = raw.replace("\\|", "|")
    text = _TAG.sub(" ", _LINK.sub(r"\1", text))
    return normalise(_ESCAPED.sub(r"\1", _EMPHASIS.sub("", text)))


def core_text(plain: str) -> str:
    """Return the words without the symbols around them (`✅ Signed Off` → `Signed Off`)."""
    text = _EMOJI_CODE.sub(" ", plain)
    words = [at for at, c in enumerate(text) if c.isalnum()]
    if not words:
        return ""
    end = words[-1] + 1
    return text[words[0] : end + 1 if text[end : end + 1] == ")" else end]


def literal_text(raw: str, *, table: bool = True) -> str:
    """Return a cell's text as people typed it; markup that they meant stays as it is."""
    if "\\" not in raw:
        return normalise(raw)
    text = raw.replace("\\|", "|") if table else raw
    return normalise(_ESCAPED.sub(r"\1", text) if "\\" in text else text)


def reference_text(raw: str, *, table: bool = True) -> str:
    """Return a cell's text with links replaced by where they lead, and code marks taken off."""

    def content(match: re.Match[str]) -> str:
        code = match["code"]
        if code is None:
            return str(match["link"] or match["auto"] or match["escaped"] or "")
        padded = len(code) > 2 and code[0] == code[-1] == " " and code.strip()  # noqa: PLR2004 - CommonMark's one space each side
        return str(code[1:-1] if padded else code)

    text = raw.replace("\\|", "|") if table else raw
    return normalise(_SPAN.sub(content, text))


# In a list, marks at its start may begin a quote or another list, and some marks end an item.
_NO_MARKS: Final = re.compile(r"[\w./@][\w ./@#:*~^+=%?&-]*")


def escape(text: str) -> str:
    """Return the Markdown that shows `text` (normalised first) exactly, in a cell or outside."""
    return _TO_ESCAPE.sub(lambda match: "\\" + match[0], normalise(text))


def write_reference(text: str, *, table: bool = True) -> str:
    """Return the Markdown of a reference: plain where it can be, else a code span."""
    clean = normalise(text)
    plain = escape(clean) == clean and (table or _NO_MARKS.fullmatch(clean))
    return clean if plain else _code(clean, table=table)


def _code(text: str, *, table: bool) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    ticks = "`" * (longest + 1)
    inside = text.replace("|", "\\|") if table else text
    return f"{ticks}{pad}{inside}{pad}{ticks}"
