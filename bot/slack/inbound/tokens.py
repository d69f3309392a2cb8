"""A line of typed text, read word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.slack.decoding import fold

_QUOTES: Final = "\"'`"
_DROPPED_AT_THE_END: Final = "?!,;"


class OpenQuote(Exception):
    """A quote was opened and never closed."""

    def __init__(self, quoted: str) -> None:
        super().__init__(quoted)
        self.quoted = quoted


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or what stood in quotes."""

    text: str
    quoted: bool = False

    def is_word(self, word: str) -> bool:
        """Tell whether this is `word`, unquoted; case does not count."""
        return not self.quoted and self.text.casefold() == word


class Line:
    """A cursor over decoded text. Quotes count only at the start of a word: don't, 5"."""

    def __init__(self, text: str, raw: str = "", phases: Sequence[str] = ()) -> None:
        """Take decoded text; `raw` is the same as Slack delivered it, people as ids.

        `phases` are the ids of the project's phases, as far as they are known.
        """
        self.phases = phases
        self._text = text
        self.raw = raw or text
        self._folded = fold(text)
        self._at = 0

    def peek(self) -> Token | None:
        """Return the next word and stay; None at the end. Raises OpenQuote."""
        before = self._at
        token = self.take()
        self._at = before
        return token

    def peek_two(self) -> tuple[Token, Token] | None:
        """Return the next two words and stay; None where there are not two. Raises OpenQuote."""
        before = self._at
        one, other = self.take(), self.take()
        self._at = before
        return (one, other) if one is not None and other is not None else None

    def take(self) -> Token | None:
        """Return the next word and step over it; None at the end. Raises OpenQuote."""
        self._skip_spaces()
        if self._at >= len(self._folded):
            return None
        if (quote := self._folded[self._at]) in _QUOTES:
            return self._quoted(quote)
        start = self._at
        while self._at < len(self._folded) and not self._folded[self._at].isspace():
            self._at += 1
        return Token(self._text[start : self._at])

    def take_word(self, word: str) -> bool:
        """Step over the next word if it is `word`, and tell whether it was."""
        token = self.peek()
        if token is None or not token.is_word(word):
            return False
        self.take()
        return True

    def take_all(self) -> tuple[Token, ...]:
        """Return every word that is left. Raises OpenQuote."""
        tokens = []
        while (token := self.take()) is not None:
            tokens.append(token)
        return tuple(tokens)

    def rest(self) -> str:
        """Return what is left exactly as it was typed, without outer spaces; step to the end."""
        left = self._text[self._at :].strip()
        self._at = len(self._text)
        return left

    def _quoted(self, quote: str) -> Token:
        characters, at = [], self._at + 1
        while at < len(self._folded) and self._folded[at] != quote:
            if self._folded[at] == "\\" and self._folded[at + 1 : at + 2] in (quote, "\\"):
                at += 1
            characters.append(self._text[at])
            at += 1
        if at >= len(self._folded):
            raise OpenQuote(self._text[self._at :])
        self._at = at + 1
        return Token("".join(characters), quoted=True)

    def _skip_spaces(self) -> None:
        while self._at < len(self._folded) and self._folded[self._at].isspace():
            self._at += 1


def bare(token: Token) -> str:
    """Return a word without the punctuation people end a sentence with; quotes protect it."""
    return token.text if token.quoted else token.text.rstrip(_DROPPED_AT_THE_END)


def quote(text: str) -> str:
    """Return `text` as one word: quoted where it has to be."""
    plain = (
        text
        and not any(c.isspace() for c in fold(text))
        and fold(text)[0] not in _QUOTES
        and text[-1] not in _DROPPED_AT_THE_END
    )
    if plain:
        return text
    escaped = "".join(f"\\{c}" if fold(c) in ('"', "\\") else c for c in text)
    return f'"{escaped}"'
