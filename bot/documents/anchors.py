"""The anchors of a Markdown text: of its headings, as GitHub makes them, and those in its HTML."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_BLOCKS = MarkdownIt("commonmark")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_INLINE = MarkdownIt("commonmark")
# An anchor of one's own; what stands in a code span or block is no HTML and does not count.
_EXPLICIT = re.compile(r"""<[A-Za-z][^<>]{0,500}?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def anchors(text: str) -> frozenset[str]:
    """Return what may stand behind `#` in a link to a place of this text, without the `#`.

    A second heading of the same words gets `-1`, a third `-2`. An `id` or `name` in HTML counts
    too, in lower case as links are compared.
    """
    text = text.removeprefix("\ufeff")
    # Front matter would be read as a heading: its last line is underlined by `---`.
    front = _FRONT_MATTER.match(text)
    env: dict[str, Any] = {}
    tokens = _BLOCKS.parse(text[front.end() :] if front else text, env)
    return _of_headings(tokens, env) | _of_html(tokens, env)


def _of_headings(tokens: Sequence[Token], env: dict[str, Any]) -> frozenset[str]:
    taken: Counter[str] = Counter()
    found: set[str] = set()
    for title in _titles(tokens, env):
        slug = name = _slug(title)
        while name in found:
            taken[slug] += 1
            name = f"{slug}-{taken[slug]}"
        found.add(name)
    return frozenset(found - {""})


def _of_html(tokens: Sequence[Token], env: dict[str, Any]) -> frozenset[str]:
    found: set[str] = set()
    for token in tokens:
        if token.type == "html_block":
            found |= _named(token.content)
        elif token.type == "inline" and _EXPLICIT.search(token.content):
            for inline in _INLINE.parseInline(token.content, env)[0].children or []:
                found |= _named(inline.content) if inline.type == "html_inline" else set()
    return frozenset(found)


def _named(html: str) -> set[str]:
    return {name.lower() for name in _EXPLICIT.findall(html)}


def _titles(tokens: Sequence[Token], env: dict[str, Any]) -> list[str]:
    return [
        _words(tokens[at + 1].content, env)
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _words(content: str, env: dict[str, Any]) -> str:
    """Return the text that a heading's inline Markdown shows."""
    inline = _INLINE.parseInline(content, env)[0].children or []
    shown = (
        " " if token.type == "softbreak" else token.content
        for token in inline
        if _shows(token.type)
    )
    return "".join(shown)


def _shows(kind: str) -> bool:
    return kind in {"text", "text_special", "code_inline", "softbreak"}


def _slug(title: str) -> str:
    kept = (char for char in title.strip().lower() if _stays(char))
    return "".join(kept).replace(" ", "-")


def _stays(char: str) -> bool:
    return char in " -_" or char.isalnum() or unicodedata.category(char) in {"Mn", "Mc", "Pc"}
