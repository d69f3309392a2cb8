"""The anchors of a Markdown text's headings, as GitHub and GitLab make them."""

import re
import unicodedata
from collections import Counter
from typing import Any

from markdown_it import MarkdownIt

_BLOCKS = MarkdownIt("commonmark")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_INLINE = MarkdownIt("commonmark")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)


def anchors(text: str) -> frozenset[str]:
    """Return what may stand behind `#` in a link to a heading of this text, without the `#`.

    A second heading of the same words gets `-1`, a third `-2`.
    """
    taken: Counter[str] = Counter()
    found: set[str] = set()
    for title in _titles(text.removeprefix("\ufeff")):
        slug = name = _slug(title)
        while name in found:
            taken[slug] += 1
            name = f"{slug}-{taken[slug]}"
        found.add(name)
    return frozenset(found - {""})


def _titles(text: str) -> list[str]:
    # Front matter would be read as a heading: its last line is underlined by `---`.
    front = _FRONT_MATTER.match(text)
    env: dict[str, Any] = {}
    tokens = _BLOCKS.parse(text[front.end() :] if front else text, env)
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
