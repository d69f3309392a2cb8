"""The trailers of gatebot's commits, by which landing and verification know them again."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.ports.git_host import CommitMessage, Signature
from bot.readiness.round import Reviewer
from bot.repository.harmless import harmless, harmless_line, harmless_title

INTENT: Final = "Gate-Intent"
CORRELATION: Final = "Correlation-Id"
PHASE: Final = "Gate-Phase"
SECTION: Final = "Section"  # of the ledger of landed commits, where a commit is of no phase
OPS_SECTION: Final = "Ops"  # that section, for changes of the ops track
LEDGER: Final = "Gate-Ledger"  # a commit that only appends to that ledger
REVIEWED_BY: Final = "Reviewed-by"
NO_MESSAGE: Final = CommitMessage("")  # of a plan that writes nothing

_NOT_IN_A_NAME: Final = str.maketrans("", "", "<>\x00")


def composed(
    subject: str, body: Sequence[str], trailers: Iterable[tuple[str, str]]
) -> CommitMessage:
    """Return a commit's message: the only way to make one.

    Each of `body` is a line, "" a gap between paragraphs. Whatever people wrote into it has no
    effect on a Git host, and adds no line and no trailer; the trailers are the last paragraph.
    """
    lines = "\n".join(harmless_line(line) for line in body).strip("\n")
    parts = harmless_title(subject), lines, _paragraph(trailers).rstrip("\n")
    return CommitMessage("\n\n".join(part for part in parts if part) + "\n")


def with_trailers(message: CommitMessage, trailers: Iterable[tuple[str, str]]) -> CommitMessage:
    """Return a message with more trailers behind those it has."""
    return CommitMessage(message.rstrip("\n") + "\n" + _paragraph(trailers))


def _paragraph(trailers: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{key}: {harmless(value)}\n" for key, value in trailers)


def reviewed_by(reviewers: Iterable[Reviewer]) -> tuple[str, ...]:
    """Return the values of the trailers that name the reviewers of a sign-off."""
    return tuple(f"{s.name} <{s.email}>" for s in map(signature, reviewers))


def signature(person: Reviewer) -> Signature:
    """Return a person as Git names them; without an e-mail, by an address that can't exist."""
    name = one_line(person.display).translate(_NOT_IN_A_NAME).strip(" .,;") or person.slack
    email = one_line(person.email).translate(_NOT_IN_A_NAME).replace(" ", "")
    return Signature(name, email or f"{person.slack}@slack.invalid")


def one_line(text: str) -> str:
    """Return the text as one line, so that it can't add a trailer of its own."""
    return " ".join(text.split())
