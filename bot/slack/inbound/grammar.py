"""Text → Command: one line, read before anything decides. A misread line suggests its mend."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Final

from bot.app.api.commands import (
    AddEvidence,
    Address,
    Approve,
    Baseline,
    Command,
    Help,
    ListGaps,
    Ready,
    RemoveEvidence,
    ShowEvidence,
    ShowGaps,
    ShowHistory,
    ShowProgress,
    ShowStatus,
    Start,
    WaitingOnMe,
    Withdraw,
)
from bot.app.api.ops_commands import Remind, ShowRelease
from bot.readiness.evidence import Kind
from bot.readiness.phase_ids import WORDS, same_id
from bot.slack.decoding import decode, plain_word
from bot.slack.inbound.ops_grammar import parse_digest, parse_ops
from bot.slack.inbound.questions import asks, stated
from bot.slack.inbound.tokens import Line, OpenQuote, Token, bare
from bot.slack.misread import LONGEST, BadCommand, Trouble
from bot.slack.verbs import Verb, nearest_verb

__all__ = ["LONGEST", "BadCommand", "Trouble", "parse"]

_BETWEEN_GAPS: Final = re.compile("[;\uff1b\n]")
_AS_ROLE: Final = re.compile("as\\s+@?(?P<role>[^\\s:;][^:;\n]{0,59}):", re.IGNORECASE)
_SPACED: Final = re.compile(r"[\s,]+")
_GAP_IDS: Final = re.compile(r"\S+-G[0-9]+(?:[\s,]+\S+-G[0-9]+)*", re.IGNORECASE)
# A path, a file, a test, an address, an anchor, a commit; anything else has to stand in quotes.
_LIKE_A_REFERENCE: Final = re.compile(r"[/#@*]|::|\.\w|^[0-9a-f]{7,64}$", re.IGNORECASE)
_MOST_DIGITS: Final = 6
_LONGEST_SUGGESTION: Final = 200  # characters
_PHASE: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,39}")
_WITHOUT_A_PHASE: Final = frozenset(
    {Verb.OPS, Verb.DIGEST, Verb.PROGRESS, Verb.RELEASE, Verb.HELP, Verb.ADDRESS}
)


def parse(text: str, thread_phase: str | None = None, phases: Sequence[str] = ()) -> Command:
    """Read one line, without `/gate` before it, as Slack delivers it.

    `thread_phase` stands in where a verb needs a phase and none is named; in a thread, a word
    that is far from all `phases` names none. Raises BadCommand.
    """
    if len(text) > LONGEST:
        raise BadCommand(Trouble.TOO_LONG, None, asked=str(len(text)))
    line = Line(decode(text), text, phases)
    try:
        return stated(_read(line, thread_phase), text)
    except BadCommand as error:
        error.phase = _meant_phase(text, error.verb) or thread_phase or ""
        error.meant = _meant_line(error, line, thread_phase)
        raise


def _read(line: Line, thread_phase: str | None) -> Command:
    verb: Verb | None = None
    try:
        token = line.take()
        if token is None:
            return WaitingOnMe()
        verb = _verb(token)
        return _PARSERS[verb](line, thread_phase)
    except OpenQuote as error:
        raise BadCommand(Trouble.OPEN_QUOTE, verb, asked=error.quoted[:80]) from None


def _meant_phase(text: str, verb: Verb | None) -> str:
    """Return the word after the verb where it looks like a phase: it has capitals or digits."""
    words = decode(text).split(maxsplit=2)
    word = words[1].rstrip("?!,;:.") if len(words) > 1 else ""
    looks_like_one = _PHASE.fullmatch(word) and not word.islower() and not word.istitle()
    return word if looks_like_one and verb not in _WITHOUT_A_PHASE else ""


def _meant_line(error: BadCommand, line: Line, thread_phase: str | None) -> str:
    """Return the line with the nearest verb in place of the unknown one, if that can be read."""
    if error.trouble is not Trouble.UNKNOWN_VERB or error.verb is None:
        return ""
    rest = line.rest()
    meant = f"{error.verb} {rest}".strip()
    try:
        _read(Line(meant, phases=line.phases), thread_phase)
    except BadCommand:
        return ""
    return meant if len(meant) <= _LONGEST_SUGGESTION and (rest or thread_phase) else ""


def _verb(token: Token) -> Verb:
    word = plain_word(bare(token)).rstrip(":").casefold()
    try:
        # In quotes or in code a word is spoken of, not said.
        return Verb("" if token.quoted else word)
    except ValueError:
        verb = nearest_verb(word or token.text)
        nearest = verb.value if verb else ""
        raise BadCommand(
            Trouble.UNKNOWN_VERB, verb, asked=token.text[:80], nearest=nearest
        ) from None


def _status(line: Line, thread_phase: str | None) -> Command:
    return _last(line, Verb.STATUS, ShowStatus(_named_or_threads(line, thread_phase)))


def _one_phase(
    verb: Verb, command: Callable[[str], Command]
) -> Callable[[Line, str | None], Command]:
    def parser(line: Line, thread_phase: str | None) -> Command:
        return _last(line, verb, command(_phase(line, verb, thread_phase)))

    return parser


def _evidence(line: Line, thread_phase: str | None) -> Command:
    phase = _phase(line, Verb.EVIDENCE, thread_phase, unless=("add", "remove"))
    action = line.take()
    if action is None:
        return ShowEvidence(phase)
    if action.is_word("add"):
        return _add_evidence(line, phase)
    if action.is_word("remove"):
        return _remove_evidence(line, phase)
    near = get_close_matches(action.text.casefold()[:64], ("add", "remove"), n=1)
    raise BadCommand(
        Trouble.UNKNOWN_ACTION,
        Verb.EVIDENCE,
        asked=action.text[:80],
        nearest=near[0] if near else "",
    )


def _add_evidence(line: Line, phase: str) -> Command:
    tokens = line.take_all()
    kind = _kind(tokens)
    reference = " ".join(token.text for token in tokens[1 if kind else 0 :]).strip()
    if not reference:
        raise BadCommand(Trouble.MISSING_REFERENCE, Verb.EVIDENCE)
    return AddEvidence(phase, kind, reference)


def _kind(tokens: tuple[Token, ...]) -> str | None:
    if not tokens or tokens[0].quoted:
        return None
    word, kinds = tokens[0].text.casefold(), [kind.value for kind in Kind]
    if word in kinds:
        return word
    near = get_close_matches(word[:64], kinds, n=1)
    if len(tokens) > 1 and word.isalpha() and near:
        raise BadCommand(Trouble.UNKNOWN_KIND, Verb.EVIDENCE, asked=tokens[0].text, nearest=near[0])
    return None


def _remove_evidence(line: Line, phase: str) -> Command:
    token = line.take()
    digits = plain_word(bare(token)).removeprefix("#") if token else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise BadCommand(
            Trouble.BAD_NUMBER,
            Verb.EVIDENCE,
            asked=digits[:80],
            example=f"evidence {phase} remove 2",
        )
    return _last(line, Verb.EVIDENCE, RemoveEvidence(phase, int(digits)))


def _ready(line: Line, thread_phase: str | None) -> Command:
    token = line.peek()
    in_thread = thread_phase and token is not None and not token.quoted and "/" in token.text
    phase = thread_phase if in_thread else None
    phase = phase or _phase(line, Verb.READY, thread_phase)
    tokens = line.take_all()
    if prose := [t.text for t in tokens if not (t.quoted or _LIKE_A_REFERENCE.search(t.text))]:
        raise BadCommand(
            Trouble.UNSURE, Verb.READY, asked=prose[0][:80], offer=Ready(phase), said=_all(tokens)
        )
    return Ready(phase, _references(tokens))


def _all(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _references(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Return one reference a word; a link after a test's name belongs to the test."""
    references: list[str] = []
    for token in tokens:
        is_link = not token.quoted and token.text.startswith(("https://", "http://"))
        if is_link and references and "::" in references[-1] and " " not in references[-1]:
            references[-1] = f"{references[-1]} {token.text}"
        elif token.text.strip():
            references.append(token.text)
    return tuple(references)


def _approve(line: Line, thread_phase: str | None) -> Command:
    phase = _phase(line, Verb.APPROVE, thread_phase, unless=("as",))
    token = line.peek()
    if token is None or not token.is_word("as"):
        return _last(line, Verb.APPROVE, Approve(phase))
    line.take()
    role = " ".join(bare(word) for word in line.take_all()).removeprefix("@").strip()
    if not role:
        raise BadCommand(Trouble.MISSING_ROLE, Verb.APPROVE)
    return Approve(phase, role)


def _gaps(line: Line, thread_phase: str | None) -> Command:
    token = line.peek()
    as_role = bool(thread_phase and token and token.is_word("as"))
    phase = thread_phase if as_role else _named_or_threads(line, thread_phase)
    role, said = _as_role(line.rest())
    texts = tuple(text for part in _BETWEEN_GAPS.split(said) if (text := part.strip()))
    again = tuple(gap for text in texts if _GAP_IDS.fullmatch(text) for gap in _SPACED.split(text))
    texts = tuple(text for text in texts if not _GAP_IDS.fullmatch(text))
    if not phase or not (texts or again):
        return ShowGaps(phase)
    listed = ListGaps(phase, texts, role, tuple(gap.upper() for gap in again))
    if any(map(asks, texts)) or (len(texts) == 1 and _one_word(texts[0])):
        said = "; ".join(texts)
        raise BadCommand(Trouble.UNSURE, Verb.GAPS, asked=said[:80], offer=listed, said=said)
    return listed


def _one_word(text: str) -> bool:
    """Tell whether a text is one word of letters: `please`, `none`. No gap can be read in it."""
    return text.rstrip(".!,").isascii() and text.rstrip(".!,").isalpha()


def _as_role(said: str) -> tuple[str | None, str]:
    """Return the role before a colon, and what is said as it; None where none is named."""
    match = _AS_ROLE.match(said)
    return (match["role"].strip(), said[match.end() :]) if match else (None, said)


def _address(line: Line, _thread_phase: str | None) -> Command:
    gap = _maybe_phase(line)
    if gap is None:
        raise BadCommand(Trouble.MISSING_GAP, Verb.ADDRESS)
    note = line.rest()
    if not note:
        raise BadCommand(
            Trouble.MISSING_NOTE, Verb.ADDRESS, asked=gap, example=f"address {gap} <what was done>"
        )
    if asks(note):
        raise BadCommand(
            Trouble.UNSURE, Verb.ADDRESS, asked=note[:80], offer=Address(gap, note), said=note
        )
    return Address(gap, note)


def _help(line: Line, _thread_phase: str | None) -> Command:
    token = line.take()
    return Help(_verb(token).value if token else None)


_PARSERS: Final[dict[Verb, Callable[[Line, str | None], Command]]] = {
    Verb.STATUS: _status,
    Verb.START: _one_phase(Verb.START, Start),
    Verb.BASELINE: _one_phase(Verb.BASELINE, Baseline),
    Verb.WITHDRAW: _one_phase(Verb.WITHDRAW, Withdraw),
    Verb.EVIDENCE: _evidence,
    Verb.READY: _ready,
    Verb.APPROVE: _approve,
    Verb.GAPS: _gaps,
    Verb.ADDRESS: _address,
    Verb.HISTORY: _one_phase(Verb.HISTORY, ShowHistory),
    Verb.PROGRESS: lambda line, _: _last(line, Verb.PROGRESS, ShowProgress()),
    Verb.OPS: lambda line, _: parse_ops(line),
    Verb.DIGEST: lambda line, _: parse_digest(line),
    Verb.REMIND: _one_phase(Verb.REMIND, Remind),
    Verb.RELEASE: lambda line, _: _last(line, Verb.RELEASE, ShowRelease()),
    Verb.HELP: _help,
}


def _phase(line: Line, verb: Verb, thread_phase: str | None, unless: tuple[str, ...] = ()) -> str:
    """Return the phase named next, else the thread's. A word of `unless` is no phase there."""
    token = line.peek()
    keyword = token is not None and any(token.is_word(word) for word in unless)
    if phase := thread_phase if keyword else _named_or_threads(line, thread_phase):
        return phase
    raise BadCommand(Trouble.MISSING_PHASE, verb)


def _named_or_threads(line: Line, thread_phase: str | None) -> str | None:
    """Return the phase named next; in a thread, its own where the next word names none."""
    token = line.peek()
    named = _of_two_words(line)
    if named and (not thread_phase or any(same_id(named, each) for each in line.phases)):
        line.take()
        line.take()
        return named
    if thread_phase and token and line.phases and not _names_one(token, line.phases):
        return thread_phase
    return _maybe_phase(line) or thread_phase


def _of_two_words(line: Line) -> str:
    """Return the phase that the next two words name, as `Phase 4` does; "" where they don't."""
    token = line.peek()
    if token is None or token.quoted or token.text.casefold() not in WORDS:
        return ""
    pair = line.peek_two()
    number = plain_word(bare(pair[1])).strip() if pair else ""
    looks_like_one = _PHASE.fullmatch(number) and any(c.isdigit() for c in number)
    return f"{token.text} {number}" if looks_like_one else ""


def _names_one(token: Token, phases: Sequence[str]) -> bool:
    """Tell whether a word is a phase, or so near one that it must be a misspelt one."""
    word = plain_word(bare(token)).casefold()
    if _GAP_IDS.fullmatch(word):
        return False
    numbered = _PHASE.fullmatch(word) is not None and any(c.isdigit() for c in word)
    known = [phase.casefold() for phase in phases]
    return numbered or bool(get_close_matches(word[:64], known, n=1, cutoff=0.75))


def _maybe_phase(line: Line) -> str | None:
    token = line.take()
    return plain_word(bare(token)).strip() or None if token else None


def _last(line: Line, verb: Verb, command: Command) -> Command:
    if left := line.rest():
        raise BadCommand(Trouble.SURPLUS, verb, asked=left[:80], offer=command, said=left)
    return command
