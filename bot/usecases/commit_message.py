"""The words and trailers of the commits gatebot makes."""

from collections.abc import Iterable

from bot.delivery.landing import INTENT_TRAILER
from bot.githosts.host import Signature
from bot.intents import Intent
from bot.readiness.round import Reviewer


def commit_message(
    subject: str, body: str, intent: Intent, phase: str, reviewers: Iterable[Reviewer] = ()
) -> str:
    """Return a message whose last paragraph holds the trailers that records are verified by."""
    trailers = [
        f"{INTENT_TRAILER}: {intent.id}",
        f"Correlation-Id: {intent.correlation_id}",
        f"Gate-Phase: {one_line(phase)}",
        *(f"Reviewed-by: {s.name} <{s.email}>" for s in map(signature, reviewers)),
    ]
    paragraphs = (one_line(subject), body.strip(), "\n".join(trailers))
    return "\n\n".join(p for p in paragraphs if p) + "\n"


def section_message(subject: str, body: str, intent: Intent, section: str) -> str:
    """Return a message of a change that belongs to no phase, but to a section of the ledger."""
    trailers = [
        f"{INTENT_TRAILER}: {intent.id}",
        f"Correlation-Id: {intent.correlation_id}",
        f"Section: {section}",
    ]
    return "\n\n".join((one_line(subject), body.strip(), "\n".join(trailers))) + "\n"


def signature(person: Reviewer) -> Signature:
    """Return a person as Git names them; without an e-mail, by an address that can't exist."""
    name = one_line(person.display).translate(_NOT_IN_A_NAME).strip(" .,;") or person.slack
    email = one_line(person.email).translate(_NOT_IN_A_NAME).replace(" ", "")
    return Signature(name, email or f"{person.slack}@slack.invalid")


def shortened(reference: str) -> str:
    """Return a reference as a subject line has room for: without its link, its end if need be."""
    first = one_line(reference).partition(" ")[0]
    return first if len(first) <= _ROOM else "…" + first[-_ROOM:]


def shortened_text(text: str) -> str:
    """Return people's words as a subject line has room for: their beginning if need be."""
    line = one_line(text)
    return line if len(line) <= _ROOM else line[:_ROOM].rstrip() + "…"


def one_line(text: str) -> str:
    """Return the text as one line, so that it can't add a trailer of its own."""
    return " ".join(text.split())


_ROOM = 50  # characters of a subject line left beside the phase and the verb
_NOT_IN_A_NAME = str.maketrans("", "", "<>\x00")
