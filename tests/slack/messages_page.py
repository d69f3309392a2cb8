"""Every message the bot can send, on one page, to be read as its reader: `make messages`."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.ports.card import Card
from bot.readiness.round import Decision, Gap, RoundState
from bot.readiness.status import Status
from bot.sandbox.plain_text import plain_text
from bot.slack.message import Message
from bot.slack.verbs import Verb
from bot.slack.views import card, modals, offers, replies
from bot.slack.views.replies import To
from tests.slack import catalogue, people

PAGE = Path("build/messages.md")


def drawn(state: RoundState, *decisions: Decision, gaps: tuple[Gap, ...] = ()) -> Card:
    """Return a card of a round in this state."""
    landed = people.LANDED if state is RoundState.LANDED else ""
    review = replace(people.OPEN, state=state, decisions=decisions, landed_commit=landed)
    return Card(review, people.BRIEF, Status.READY, gaps)


CARDS = (
    ("open", drawn(RoundState.OPEN)),
    ("gaps listed", drawn(RoundState.OPEN, people.GAPS_RULING, gaps=(people.GAP,))),
    *((s.value, drawn(s, people.APPROVAL)) for s in RoundState if s is not RoundState.OPEN),
)


def page() -> str:
    """Return the page as Markdown."""
    lines = ["# Every message gatebot can send", ""]
    for title, messages in sections():
        lines += [f"## {title}", ""]
        for name, text in messages:
            quoted = "\n".join(f"> {line}" if line else ">" for line in text.splitlines())
            lines += [f"**{name}**", "", quoted, ""]
    return "\n".join(lines)


def sections() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Return what is said, by occasion: name and text."""
    yield "Cards", [(name, shown(card.card(drawn, mention=True))) for name, drawn in CARDS]
    yield "Refusals", [named(r, replies.refusal(r)) for r in catalogue.REFUSALS]
    for to in To:
        yield (
            f"Events, in the {to.value}",
            [named(e, replies.event(e, to)) for e in catalogue.EVENTS],
        )
    yield "Answers", [named(a, replies.answer(a)) for a in catalogue.ANSWERS]
    yield (
        "Questions",
        [
            *(named(o.command, offers.unsure(o)) for o in catalogue.OFFERS),
            named(catalogue.OFFERS[2].command, offers.aside(catalogue.OFFERS[2])),
            ("a line beside the name", shown(offers.aside_line("status P4"))),
            ("an edited message", shown(offers.edited())),
        ],
    )
    yield (
        "Help",
        [
            ("overview", shown(replies.help(None, ("P4",)))),
            *((verb.value, shown(replies.help(verb.value, ("P4",)))) for verb in Verb),
        ],
    )
    yield (
        "Trouble",
        [
            ("unavailable", shown(replies.unavailable())),
            ("fault", shown(replies.fault("0f7b1f1e-5d0a-4d4e-9a57-64a2c0f0f3ad"))),
            ("unknown verb", shown(replies.unknown_verb("aprove", "approve P4"))),
        ],
    )
    yield (
        "Forms",
        [
            ("approve", form(modals.approval(catalogue.APPROVAL_FORM))),
            ("list gaps", form(modals.gaps(catalogue.GAPS_FORM, 2))),
        ],
    )


def named(value: object, message: Message) -> tuple[str, str]:
    return type(value).__name__, shown(message)


def shown(message: Message) -> str:
    return plain_text(list(message.blocks))


def form(view: dict[str, object]) -> str:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return plain_text(blocks)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
