"""The words by which people say how something stands: one reader for every document.

`✅ Done (2026-03-01)` is a decoration, a word and a remark. What the word means is the document's
business; whether it is given at all is told here: struck through, in question, beside a symbol that
says the opposite, or with a remark that may take it back, it is not.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.documents.cells import plain_text
from bot.documents.dates import IN_TEXT
from bot.readiness.phase_ids import word_key
from bot.readiness.place import Place, Problem

# Words for what is finished, in the ops track and in gap trackers. A work queue declares its own.
CLOSED_WORDS: Final = frozenset(
    (
        *("done", "closed", "completed", "complete", "resolved", "fixed", "yes", "x", "[x]"),
        *("✅", "✔", "☑"),
    )
)

# Lengths are bounded so that no cell, however odd, takes time that grows with its square.
_STRUCK: Final = re.compile(
    r"(?<!\\)~~|(?<!\\)~(?!\s)[^~]{1,200}(?<![\s\\])~"
    r"|<(?:s|strike|del)\b[^<>]{0,200}>|<[^<>]{0,200}line-through[^<>]{0,200}>|<!--",
    re.IGNORECASE | re.DOTALL,
)
_URL: Final = re.compile(r"\b[a-z]+://\S+", re.IGNORECASE)
_QUESTION: Final = re.compile("[?\uff1f\u00bf\u061f\u2753\u2754]|:(?:grey_)?question:")
_SELECTORS: Final = re.compile("[\ufe0e\ufe0f]")
_EMOJI_CODE: Final = re.compile(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
# Symbols that say that it is not so, or not yet.
_AGAINST: Final = frozenset(
    "~❌✖✗✘❎⛔🚫🛑🔴🟥🟠🟧🟡🟨⚠⏳⌛🔄🔁🚧⬜☐⬛🔲🔳⏸⏹⏰🕐💤🤔👎❗❕‼🔜◐◑◒◓◔◕○◯⚪🟤🔨🔧🛠📝🏗❓❔"
)
_FOR_CODES: Final = frozenset(
    (
        *(":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:", ":check:"),
        *(":check_mark:", ":green_circle:", ":large_green_circle:", ":tada:", ":rocket:"),
        *(":lock:", ":checkered_flag:", ":100:", ":+1:", ":star:", ":sparkles:"),
    )
)
_BOX: Final = re.compile(r"\[[^\[\]]{0,2}\]")
_BREAK: Final = re.compile(r"\s*(?:[(\[,;:.]|\s[-\u2013\u2014]+\s|[\u2013\u2014])")

_MOST_BREAKS: Final = 16  # in no status do so many belong to the word

# What a remark may hold beside a day and still leave the word as it is.
_NEUTRAL: Final = re.compile(
    r"v?\d+(?:\.\d+)*%?|#\d+|!\d+|[A-Z][A-Z0-9]*-\d+|(?=[a-f]*\d)[0-9a-f]{7,40}|@[\w.-]+|\d+(?:/\d+)+"
    r"|[\w.-]*(?:/[\w.#-]+)+|[\w-]+\.[a-z]{1,5}(?:#\S*)?|q[1-4]",
    re.IGNORECASE,
)
_PLAIN_WORDS: Final = frozenset(
    (
        *("on", "in", "at", "the", "and", "with", "via", "see", "per", "since", "of", "as", "is"),
        *("pr", "mr", "adr", "rfc", "commit", "release", "version", "ticket", "build", "run"),
        *("main", "master", "merged", "merge", "tests", "test", "green", "passed", "passing"),
        *("reviewed", "verified", "confirmed", "released", "shipped", "deployed", "landed"),
        *("approved", "signed", "started", "finished", "done", "complete", "completed", "closed"),
        *("fixed", "resolved", "all", "final", "care", "wave", "sprint", "week", "locked"),
        *("minutes", "notes"),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov"),
        *("dec", "january", "february", "march", "april", "june", "july", "august", "utc"),
        *("september", "october", "november", "december", "ok", "yes", "n/a"),
    )
)
_BY: Final = re.compile(
    r"\b[Bb]y\s+(?!(?i:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|q\d|eod|eow|end|next|today|tomorrow|tonight|noon|now|then|no\b|no\s|nobody|none|tbd|the\b))"
    r"@?(?:[^\W\d_][\w.'-]*)(?:\s[A-Z][\w.'-]*){0,2}"
)
_OPENING: Final = " ([-\u2013\u2014:,"
_AROUND: Final = "()[]{},;:.!+&=\u2013\u2014-/\"'*“”‘’ \t"  # noqa: RUF001 - quotes people type


@dataclass(frozen=True, slots=True)
class StatusText:
    """How something is said to stand.

    `text` is all of it in plain words. `decoration`: the symbols around the word. `word`: as it is
    written; where only a symbol stands there, that. `remark`: what stands behind the word.
    `struck`: a line is through some of it, or a comment stands there.
    """

    text: str
    decoration: str
    word: str
    remark: str
    struck: bool = False
    in_question: bool = False

    def doubt(self, *, finished: bool) -> str:
        """Return why the word is not given, behind what is `said`; "" where it is given.

        `finished`: it claims that something is, which a ❌ or ⏳ beside it denies.
        """
        if self.struck:
            return "is not given"
        if self.in_question:
            return "is in question"
        if finished and _says_otherwise(self.decoration):
            return f"stands beside {self.decoration}, which says otherwise"
        if not _leaves_it(self.remark):
            return f"has the remark “{self.remark.strip(' -')[:60]}”, which may take it back"
        return ""

    def is_one_of(self, finished: Container[str]) -> bool:
        """Tell whether it says, beyond doubt, one of these words for what is finished."""
        return self.key in finished and not self.doubt(finished=True)

    @property
    def key(self) -> str:
        """The word without case and variants of symbols, to be looked up."""
        return status_key(self.word)

    @property
    def lead(self) -> str:
        """The text without the remark: word and symbols, which an edit replaces."""
        return self.text.removesuffix(self.remark).rstrip()

    @property
    def said(self) -> str:
        """The text as a message quotes it: a line through it is told in words."""
        plain = not self.struck or "<!--" in self.text
        return self.text if plain else f"{self.text} (struck through)"


def not_closed(said: StatusText, thing: str, place: Place) -> Iterator[Problem]:
    """Yield the problem of a closing word in doubt; `thing` is what stays open."""
    if said.key in CLOSED_WORDS and (doubt := said.doubt(finished=True)):
        wrong = f"“{said.said[:80]}” {doubt}, so the {thing} stays open."
        yield Problem(place, wrong, f"Write “{said.word}” alone once it is so.")


def read_status(raw: str, known: Callable[[str], bool]) -> StatusText:
    """Read the Markdown of a status. `known` tells of casefolded text whether it is a word.

    The longest known word leads (`Completed (Doc Baseline)` has no remark); where none is known,
    the word ends before the first bracket, comma or dash.
    """
    text = plain_text(raw)
    struck = bool(_STRUCK.search(raw))
    question = bool(_QUESTION.search(_URL.sub("", text)))
    decoration, word, remark = _parted(text, known)
    return StatusText(text, decoration, word, remark, struck, question)


def _parted(text: str, known: Callable[[str], bool]) -> tuple[str, str, str]:
    """Return decoration, word and remark."""
    if known(status_key(text)):
        return "", text, ""
    start = _word_starts(text)
    before, rest = text[:start].strip(), text[start:]
    for cut in [*_cuts(rest)][::-1]:
        word, remark = rest[:cut].strip(), rest[cut:].strip()
        core, after = _without_symbols(word)
        if known(status_key(core)):
            return " ".join(filter(None, (before, after))), core, remark
    symbol = before.rstrip(_OPENING)
    # A word right behind a symbol is the word itself: `✅ Started` is not done.
    if known(status_key(symbol)) and (symbol != before or not rest or IN_TEXT.match(rest)):
        return "", symbol, text[len(symbol) :].strip()
    cut = next(_cuts(rest), len(rest))
    core, after = _without_symbols(rest[:cut].strip())
    return " ".join(filter(None, (before, after))), core, rest[cut:].strip()


def _cuts(text: str) -> Iterator[int]:
    """Yield where a remark may begin, the first first; the end is one."""
    breaks = (match.start() for match in _BREAK.finditer(text) if match.start())
    yield from islice(breaks, _MOST_BREAKS)
    yield len(text)


def _word_starts(text: str) -> int:
    """Return where the first word begins; symbols, emoji codes and a box are before it."""
    at = 0
    while at < len(text):
        skipped = _EMOJI_CODE.match(text, at) or _BOX.match(text, at)
        if skipped:
            at = skipped.end()
        elif text[at].isalnum():
            return at
        else:
            at += 1
    return at


def _without_symbols(word: str) -> tuple[str, str]:
    """Return a word without the symbols behind it, and those."""
    codes = "".join(_EMOJI_CODE.findall(word))
    bare = _EMOJI_CODE.sub(" ", word)
    end = max((at + 1 for at, c in enumerate(bare) if c.isalnum() or c in ")]"), default=0)
    return bare[:end].strip(), (bare[end:].strip() + codes)


def status_key(word: str) -> str:
    """Return a word as it is looked up: without case and variants of symbols."""
    return " ".join(word_key(_SELECTORS.sub("", word)).split())


def _says_otherwise(decoration: str) -> bool:
    codes = _EMOJI_CODE.findall(decoration)
    boxes = _BOX.findall(decoration)
    return (
        any(c in _AGAINST for c in decoration)
        or any(code not in _FOR_CODES for code in codes)
        or any(box.casefold() != "[x]" for box in boxes)
    )


def _leaves_it(remark: str) -> bool:
    """Tell whether a remark only says when, where or by whom: any other may take a word back."""
    rest = _BY.sub(" ", IN_TEXT.sub(" ", _URL.sub(" ", remark)))
    if any(c in _AGAINST for c in rest):
        return False
    words = (word.strip(_AROUND) for word in rest.split())
    return all(
        not any(c.isalnum() for c in word)
        or word.casefold() in _PLAIN_WORDS
        or _NEUTRAL.fullmatch(word)
        for word in words
    )
