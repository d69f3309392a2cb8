"""Source code without its comments, so that a name in one is not taken for a test."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_SLASHES: Final = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_DOUBLE: Final = r'"(?:\\.|[^"\\\n])*"?'
_SINGLE: Final = r"'(?:\\.|[^'\\\n])*'?"
_CHARACTER: Final = r"'(?:\\.|[^'\\\n]){1,8}'"
_TEMPLATE: Final = r"`(?:\\[\s\S]|[^`\\])*`?"
_TEXT_BLOCK: Final = r'"{3}(?:\\[\s\S]|[^\\])*?(?:"{3}|\Z)'
_DOCSTRING: Final = r"'{3}(?:\\[\s\S]|[^\\])*?(?:'{3}|\Z)"
# A slash after an operator opens a regular expression, which may hold a lone quote.
_REGEX: Final = (
    r"(?<=[(,=:\[!&|?{};>])[ \t]{0,80}/(?![*/ ])"
    r"(?:\\.|\[(?:\\.|[^\]\\\n]){0,80}\]|[^/\\\n\[]){1,200}/"
)
_NOT_A_NEWLINE: Final = re.compile(r"[^\n]")


class Language(Enum):
    """A language whose tests are known by their shape: what is a comment, what is a string."""

    PYTHON = (r"#[^\n]*", f"{_TEXT_BLOCK}|{_DOCSTRING}|{_DOUBLE}|{_SINGLE}")
    GO = (_SLASHES, f"`[^`]*`?|{_DOUBLE}|{_SINGLE}")
    JAVASCRIPT = (_SLASHES, f"{_TEMPLATE}|{_DOUBLE}|{_SINGLE}|{_REGEX}")
    JAVA = (_SLASHES, f"{_TEXT_BLOCK}|{_DOUBLE}|{_CHARACTER}")


_SUFFIXES: Final = {
    **dict.fromkeys(("py", "pyi"), Language.PYTHON),
    "go": Language.GO,
    **dict.fromkeys(("js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts"), Language.JAVASCRIPT),
    **dict.fromkeys(("java", "kt", "kts"), Language.JAVA),
}


def language_of(path: str) -> Language | None:
    """Return the language of a file by its suffix, None for one that is not known here."""
    return _SUFFIXES.get(path.rpartition(".")[2].lower())


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source, twice, with each character where it was: without comments; and without strings."""

    text: str  # comments are blank
    code: str  # comments and strings are blank


def source_text(raw: str, language: Language) -> SourceText:
    """Return a source without what can't be a test."""
    comment, string = language.value
    either = re.compile(f"(?P<comment>{comment})|{string}")

    def text(match: re.Match[str]) -> str:
        return _blank(match) if match["comment"] is not None else match[0]

    return SourceText(either.sub(text, raw), either.sub(_blank, raw))


def _blank(match: re.Match[str]) -> str:
    return _NOT_A_NEWLINE.sub(" ", match[0])
