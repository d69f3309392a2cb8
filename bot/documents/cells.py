r"""The text of a cell: from Markdown to plain words, and back without breaking the row.

In a table `\|` is a pipe before anything else is read, code spans included; so reading has two
levels, and writing escapes for both. What people type is shown as they typed it, never as markup.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from markdown_it.common.entities import entities
from markdown_it.common.utils import isValidEntityCode, normalizeReference

ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ESCAPED: Final = re.compile(rf"\\([!-/:-@\[-`{{-~])|({ENTITY})")
_CODE: Final = re.compile(
    r"\\.|(?P<code>(?P<ticks>`{1,40})(?!`).{1,4000}?(?<!`)(?P=ticks)(?!`))|`+", re.DOTALL
)
_REFERENCE: Final = re.compile(
    rf"{_CODE.pattern}|\[(?P<text>[^\[\]]{{1,999}})\](?:\[(?P<label>[^\[\]]{{0,999}})\]|(?![(:\[]))",
    re.DOTALL,
)
_IN_CODE: Final = re.compile(r"(?<!\\)&")
# Lengths are bounded so that no cell, however odd, takes time that grows with its square.
_LINK: Final = re.compile(
    r"!?(?<!\\)\[([^\]]{0,999})\](?:\((?:[^()]|\([^()]{0,99}\)){0,1999}\)|\[[^\]]{0,999}\])"
)
_TAG: Final = re.compile(r"(?<!\\)</?[A-Za-z][^<>]*>")
_LINE_BREAK: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_EMOJI_CODE: Final = re.compile(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
_EMPHASIS: Final = re.compile(r"(?<!\\)(?:[*`]+|~~|(?<![^\W_])_+|_+(?![^\W_]))")
_MARKUP: Final = re.compile(r"[\\`*_~<\[\]&|!:]|[^\x20-\x7e]")
_SPAN: Final = re.compile(
    r"(?<!`)(?P<ticks>`{1,40})(?!`)(?P<code>.{1,4000}?)(?<!`)(?P=ticks)(?!`)"
    r"|!?\[[^\]]{0,999}\]\(\s?"
    r"(?:<(?P<angle>[^<>]{1,1999})>|<?(?P<link>(?:[^()\s<>]|\([^()]{0,99}\)){0,1999})>?)"
    r"(?:\s(?:\"[^\"]{0,999}\"|'[^']{0,999}'))?\s?\)"
    r"|<(?P<auto>[^<>\s]{1,1999})>"
    rf"|\\(?P<escaped>[!-/:-@\[-`{{-~])|(?P<entity>{ENTITY})"
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
    text = _code_kept(raw.replace("\\|", "|"))
    text = _TAG.sub(" ", _LINK.sub(r"\1", text))
    # Last, so that `&lt;b&gt;` and `&#42;` are characters and no markup.
    return normalise(_ESCAPED.sub(_character, _EMPHASIS.sub("", text)))


def _character(match: re.Match[str]) -> str:
    return match[1] or entity_text(match[2])


def entity_text(entity: str) -> str:
    """Return the character that an HTML entity (`&amp;`, `&#8212;`) stands for, else the text."""
    name = entity[1:-1]
    if not name.startswith("#"):
        return entities.get(name, entity)
    code = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if isValidEntityCode(code) else entity


def _code_kept(text: str) -> str:
    """Return text with the entities in its code spans escaped: there they are shown as written."""
    if "&" not in text or "`" not in text:
        return text
    return _CODE.sub(lambda m: _IN_CODE.sub(r"\\&", m[0]) if m["code"] else m[0], text)


def split_raw(separator: re.Pattern[str], raw: str) -> list[str]:
    """Return the parts of Markdown; a separator that belongs to an entity (`&amp;`) parts none."""
    if "&" not in raw:
        return separator.split(raw)
    hidden = re.sub(ENTITY, lambda m: "\0" * len(m[0]) if _is_entity(m[0]) else m[0], raw)
    ends = [0, *(at for m in separator.finditer(hidden) for at in m.span()), len(raw)]
    return [raw[one:other] for one, other in zip(ends[::2], ends[1::2], strict=True)]


def _is_entity(text: str) -> bool:
    return entity_text(text) != text


def line_end(raw: str) -> int:
    r"""Return where the text of a line or a cell ends: before blanks and marks that break the line.

    `In Progress\` and `In Progress<br>` end with the word.
    """
    end = len(raw.rstrip())
    while True:
        at = raw.rfind("<", 0, end)
        slashes = end - len(raw[:end].rstrip("\\"))
        if at >= 0 and _LINE_BREAK.fullmatch(raw, at, end):
            end = at
        elif slashes % 2:
            end -= 1
        else:
            return end
        end = len(raw[:end].rstrip())


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
    if "\\" not in raw and "&" not in raw:
        return normalise(raw)
    text = _code_kept(raw.replace("\\|", "|") if table else raw)
    return normalise(_ESCAPED.sub(_character, text))


def with_targets(raw: str, links: Mapping[str, str]) -> str:
    """Return Markdown with its reference links (`[ERD][erd]`, `[erd]`) written as inline ones.

    `links`: the document's definitions, label → target.
    """
    if not links or "[" not in raw:
        return raw

    def inline(match: re.Match[str]) -> str:
        text = match["text"]
        target = links.get(normalizeReference(match["label"] or text or ""))
        return match[0] if not text or target is None else f"[{text}](<{target}>)"

    return _REFERENCE.sub(inline, raw)


def reference_text(
    raw: str, *, table: bool = True, links: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return a cell's text with links replaced by where they lead, and code marks taken off.

    `links`: the definitions of the document's reference links.
    """

    def content(match: re.Match[str]) -> str:
        code = match["code"]
        if code is None:
            link = match["angle"] or match["link"] or match["auto"] or match["entity"]
            return _ESCAPED.sub(_character, link) if link else match["escaped"] or ""
        padded = len(code) > 2 and code[0] == code[-1] == " " and code.strip()  # noqa: PLR2004 - CommonMark's one space each side
        return str(code[1:-1] if padded else code)

    text = with_targets(raw.replace("\\|", "|") if table else raw, links)
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
