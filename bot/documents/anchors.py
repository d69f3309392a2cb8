"""The anchors of a document: of its headings, as GitHub makes them, and those in its HTML.

What a reader does not see has no anchor: headings and ids in comments, scripts and code.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_BLOCKS = MarkdownIt("commonmark")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_INLINE = MarkdownIt("commonmark")
# Whether inline Markdown holds HTML that matters here.
_MATTERS: Final = re.compile(
    r"<!--|<[A-Za-z][^<>]*\s(?:id|name)\s*=|</?(?:script|style|template)\b", re.IGNORECASE
)
# HTML in its order: what hides all in it, then the start of an element, or the mark of a heading.
_HTML: Final = re.compile(
    r"<!--(?:-?>|[\s\S]*?(?:--!?>|\Z))"
    r"|(?i:<(?P<raw>script|style|textarea|title|template|xmp|iframe|noembed|noframes|noscript)\b"
    r"[\s\S]*?(?:</(?P=raw)\s*>|\Z))"
    r"|<(?P<element>[A-Za-z][^\s/>]{0,100})(?P<attributes>(?:[^\"'<>]|\"[^\"]*\"|'[^']*'){0,2000}+)>"
    r"|\0(?P<heading>[0-9]+)\0"
)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<key>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`]+)))?"""
)
_ANY_ID: Final = re.compile(r"""<[A-Za-z][^<>]{0,500}?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""")
_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_MDX_COMMENT: Final = re.compile(r"\{/\*[\s\S]*?(?:\*/\}|\Z)")
# A title of reStructuredText and its line; what a comment or a block holds is indented.
_RST_TITLE: Final = re.compile(
    r"^(?P<title>\S[^\n]{0,500})\n(?P<sign>[!-/:-@\[-`{-~])(?P=sign){2,500}[ \t]*$"
    r"|^\.\. _(?P<target>[^\n:`]{1,200}):[ \t]*$",
    re.MULTILINE,
)
_MARKDOWN: Final = frozenset(("md", "markdown", "mdx", "mkd", "txt", ""))


def anchors_of(path: str, text: str) -> frozenset[str] | None:
    """Return the anchors of a document by its suffix; None where its headings can't be read."""
    name = path.rpartition("/")[2].lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    if suffix == "mdx":
        text = _MDX_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    if suffix in _MARKDOWN:
        return anchors(text)
    if suffix in {"html", "htm", "xhtml", "svg"}:
        return frozenset(_ids(text))
    return _of_rst(text) if suffix in {"rst", "rest"} else None


def anchors(text: str, *, hidden: bool = False) -> frozenset[str]:
    """Return what may stand behind `#` in a link to a place of a Markdown text, without the `#`.

    A second heading of the same words gets `-1`, a third `-2`. An `id` in HTML, and the `name` of
    an `a`, count too, in lower case as links are compared. `hidden`: those in comments and scripts
    as well, as they once counted.
    """
    text = text.removeprefix("\ufeff")
    # Front matter would be read as a heading: its last line is underlined by `---`.
    front = _FRONT_MATTER.match(text)
    env: dict[str, Any] = {}
    tokens = _BLOCKS.parse(text[front.end() :] if front else text, env)
    titles = _titles(tokens, env)
    markup = "".join(_markup(tokens, env))
    if hidden:
        return _slugs(titles) | {name.lower() for name in _ANY_ID.findall(markup)}
    seen = [titles[int(found["heading"])] for found in _HTML.finditer(markup) if found["heading"]]
    return _slugs(seen) | _ids(markup)


def _slugs(titles: Sequence[str]) -> frozenset[str]:
    taken: Counter[str] = Counter()
    found: set[str] = set()
    for title in titles:
        slug = name = _slug(title)
        while name in found:
            taken[slug] += 1
            name = f"{slug}-{taken[slug]}"
        found.add(name)
    return frozenset(found - {""})


def _markup(tokens: Sequence[Token], env: dict[str, Any]) -> Iterator[str]:
    """Yield the HTML of a text in its order, each heading as its number between two NULs.

    Text in between is left out: a browser is given it escaped, so it opens and closes nothing.
    """
    headings = 0
    for token in tokens:
        if token.type == "heading_open":
            yield f"\0{headings}\0"
            headings += 1
        elif token.type == "html_block":
            yield token.content
        elif token.type == "inline" and _MATTERS.search(token.content):
            for inline in _INLINE.parseInline(token.content, env)[0].children or []:
                if inline.type == "html_inline":
                    yield inline.content


def _ids(markup: str) -> set[str]:
    """Return the ids of elements, and the names of anchors, that are in no comment or script."""
    found = set()
    for element in _HTML.finditer(markup):
        if element["element"] is None:
            continue
        keys = {"id", "name"} if element["element"].lower() == "a" else {"id"}
        for each in _ATTRIBUTE.finditer(element["attributes"]):
            if each["key"].lower() in keys:
                value = each["double"] or each["single"] or each["bare"] or ""
                found.add(html.unescape(value).lower())
    return found - {""}


def _of_rst(text: str) -> frozenset[str]:
    found: set[str] = set()
    for title in _RST_TITLE.finditer(text.replace("\r\n", "\n")):
        words = title["title"] or title["target"]
        found |= {_slug(words), re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")}
    return frozenset(found - {""})


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
