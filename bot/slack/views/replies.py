"""Everything that is told rather than shown on a card: answers, refusals, events, help."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from bot.app.api.answers import Answer, DigestPreview, DigestState, OpsList, Progress
from bot.readiness.events import Event, EvidenceChecked, GapsListed, Parked
from bot.readiness.ops_events import ReviewReminded
from bot.readiness.refusals import Refusal
from bot.readiness.round import Round
from bot.slack import action_ids as actions
from bot.slack.blocks import actions as buttons
from bot.slack.blocks import button, paragraph, section
from bot.slack.message import Block, Message
from bot.slack.prose import plain
from bot.slack.views import digest, ops, progress
from bot.slack.views.evidence_forms import change_buttons
from bot.slack.views.render import message, notification
from bot.slack.words import answers, events, failures, forms, refusals, thread
from bot.slack.words import help as help_words
from bot.slack.words.terms import gap_line

_MOST_GAP_BUTTONS: Final = 12
_GAP_TEXT: Final = 400


class To(Enum):
    """Who is told: the same event reads differently in a thread and in a person's messages."""

    THREAD = "thread"
    CHANNEL = "channel"
    PERSON = "person"
    ASKER = "asker"


def answer(given: Answer) -> Message:
    """Return what a verb answers at once."""
    match given:
        case OpsList():
            return ops.listing(given)
        case DigestState():
            return digest.state(given)
        case Progress():
            return progress.progress(given)
        case DigestPreview() if given.digest.empty:
            return message(answers.answer(given))
        case DigestPreview():
            return digest.digest(given.digest)
        case _:
            return message(answers.answer(given))


def kept(given: Answer) -> Message:
    """Return what a form says when its wish was carried out: words alone, without buttons."""
    return message(answers.answer(given))


def refusal(reason: Refusal) -> Message:
    """Return why something is refused, and what to do."""
    return message(refusals.refusal(reason))


def unavailable() -> Message:
    """Return that something we need does not answer."""
    return message(failures.unavailable())


def fault(correlation_id: str) -> Message:
    """Return that the fault is ours, with the id that finds it in the log."""
    return message(failures.fault(correlation_id))


def known_fault(why: str, mend: str, correlation_id: str) -> Message:
    """Return a fault's own sentence and what mends it, with the id that finds it in the log."""
    return message(failures.known_fault(why, mend, correlation_id))


def help(verb: str | None, phases: Sequence[str]) -> Message:  # noqa: A001 - the verb's name
    """Return help on all verbs, or on one; a name that is no verb gets the overview."""
    one = help_words.of_verb(verb, phases) if verb is not None else None
    return message(one or help_words.overview(phases))


def unknown_verb(text: str, meant: str = "") -> Message:
    """Return that a text begins with no verb, and the line that was meant, where that is known."""
    return message(help_words.unknown_verb(text, meant))


def malformed(verb: str, missing: str, phases: Sequence[str] = ()) -> Message:
    """Return that a verb's words don't fit: what is wrong (a sentence), usage, example."""
    return message(help_words.malformed(verb, missing, phases))


def event(happened: Event, to: To = To.PERSON) -> Message:
    """Return what is told of an event."""
    if to is To.THREAD:
        spans = thread.thread_line(happened)
        return Message(notification(spans), (paragraph(spans),))
    if to is To.PERSON and isinstance(happened, GapsListed):
        return _gaps_listed(happened)
    if isinstance(happened, EvidenceChecked) and to in {To.PERSON, To.ASKER}:
        some = bool(happened.findings)
        changes = change_buttons(happened.project, happened.phase, some=some)
        return message(events.event(happened), changes)
    if isinstance(happened, Parked) and to in {To.PERSON, To.ASKER}:
        return message(events.event(happened), [_try_again(happened)])
    if isinstance(happened, ReviewReminded) and to is To.PERSON:
        return message(events.event(happened), [_decide(happened.round)])
    return message(events.event(happened))


def _decide(review: Round) -> Block:
    """Return the card's buttons for whoever is reminded of it."""
    value = actions.round_value(review)
    return buttons(
        [
            button(forms.APPROVE, actions.APPROVE, value, "primary"),
            button(forms.LIST_GAPS, actions.LIST_GAPS, value),
            button(forms.EVIDENCE, actions.EVIDENCE, value),
        ]
    )


def _gaps_listed(happened: GapsListed) -> Message:
    """Return the owner's message: a button for each gap; the rest is counted."""
    note = events.event(happened)
    listed = happened.gaps[:_MOST_GAP_BUTTONS]
    blocks: list[Block] = [paragraph(note.said)]
    for gap in listed:
        address = None
        if actions.addressable(gap):
            address = button(forms.ADDRESS, actions.ADDRESS, actions.gap_value(gap))
        blocks.append(section(plain(gap_line(gap, _GAP_TEXT)), address))
    if hidden := len(happened.gaps) - len(listed):
        blocks.append(paragraph(events.more_gaps(hidden, happened.round.phase)))
    blocks += [paragraph(spans) for spans in note.then]
    return Message(notification(note.said), tuple(blocks))


def _try_again(happened: Parked) -> Block:
    value = actions.parked_value(happened.correlation_id, happened.intent_id)
    return buttons([button(forms.TRY_AGAIN, actions.TRY_AGAIN, value, "primary")])
