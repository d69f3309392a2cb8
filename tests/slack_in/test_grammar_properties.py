"""Any text is read or misread in words; and every command that is written out reads back."""

import re
import string

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.app.api.commands import (
    AddEvidence,
    Approve,
    Command,
    ListGaps,
    Ready,
    RemoveEvidence,
    ShowStatus,
)
from bot.readiness.evidence import Kind
from bot.slack.decoding import decode, fold
from bot.slack.inbound.grammar import parse
from bot.slack.inbound.tokens import quote
from bot.slack.misread import BadCommand
from bot.slack.verbs import Verb

_verbs = st.sampled_from([verb.value for verb in Verb])
_anything = st.text(max_size=200)
_phases = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True).filter(
    lambda p: p.casefold() not in {"as", "add", "remove"}
)
_QUESTION_MARKS = set("?\uff1f\u203d\u2047\u2048\u2049\u061f\u037e")
_references = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda t: t.strip() == t and "<" not in t and "&" not in t)


@given(st.one_of(_anything, st.builds("{} {}".format, _verbs, _anything)))
def test_reading_raises_nothing_but_a_typed_misreading(text: str) -> None:
    assert isinstance(parse(mended(text)), Command)


def mended(text: str) -> str:
    """Return the text if it can be read, else the example its misreading suggests."""
    try:
        parse(text)
    except BadCommand as error:
        return error.example
    return text


@given(_anything)
def test_decoding_never_makes_text_longer_and_folding_keeps_every_place(text: str) -> None:
    assert len(decode(text)) <= len(text) + 1  # `<!|>` has no name: the sign stays
    assert len(fold(text)) == len(text)


def escaped(text: str) -> str:
    """Return text as Slack delivers it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(_anything)
def test_what_slack_escapes_is_read_as_it_was_typed(text: str) -> None:
    assert decode(escaped(text)) == text


@given(_phases)
def test_a_status_line_reads_back(phase: str) -> None:
    assert parse(f"status {quote(phase)}") == ShowStatus(phase)


@given(_phases, st.lists(_references, max_size=4))
def test_a_request_reads_back(phase: str, references: list[str]) -> None:
    line = " ".join(["ready", quote(phase), *(f'"{inner(r)}"' for r in references)])
    try:
        command: Command | None = parse(line)
    except BadCommand as error:  # a line that ends as a question is answered with an offer
        assert set(references[-1]) & _QUESTION_MARKS
        command = error.offer
    assert command == Ready(phase, tuple(references))


def inner(text: str) -> str:
    """Return text as it has to stand between double quotes."""
    return "".join(f"\\{c}" if fold(c) in {'"', "\\"} else c for c in text)


@given(_phases, st.sampled_from(Kind), _references)
def test_evidence_reads_back(phase: str, kind: Kind, reference: str) -> None:
    line = f"evidence {phase} add {kind.value} {quote(reference)}"
    assert parse(line) == AddEvidence(phase, kind.value, reference)


@given(_phases, st.integers(0, 999_999))
def test_a_removal_reads_back(phase: str, number: int) -> None:
    assert parse(f"evidence {phase} remove {number}") == RemoveEvidence(phase, number)


@given(_phases, st.from_regex(r"[a-z]{1,12}( [a-z]{1,12})?", fullmatch=True))
def test_an_approval_reads_back(phase: str, role: str) -> None:
    assert parse(f"approve {phase} as {role}") == Approve(phase, role)


@given(
    _phases,
    st.lists(_references.filter(lambda t: not {";", "\uff1b"} & set(t)), min_size=1, max_size=5),
)
def test_a_verdict_reads_back_word_for_word(phase: str, texts: list[str]) -> None:
    assume(not any(text.rstrip(string.punctuation).isalnum() or "?" in text for text in texts))
    assume(not any(_names_gaps(text) for text in texts))
    assert parse(f"gaps {phase} {'; '.join(texts)}") == ListGaps(phase, tuple(texts))


def _names_gaps(text: str) -> bool:
    """Tell whether all that a text says is numbers of gaps (`P4-G1`), which are listed again."""
    return all(re.search(r"-g[0-9]+$", word, re.IGNORECASE) for word in re.split(r"[\s,]+", text))
