"""A question with the button that does what may have been meant, by its usual, checked way."""

from bot.app.api.commands import Address, Approve, ListGaps, Ready, Start, Withdraw
from bot.app.api.suggestions import Offer
from bot.readiness.round import Round
from bot.slack import action_ids as actions
from bot.slack.blocks import Element, button
from bot.slack.blocks import actions as buttons
from bot.slack.message import Message
from bot.slack.views.render import message
from bot.slack.words import forms, meant


def unsure(offer: Offer) -> Message:
    """Ask whether a command is meant that has other words behind it."""
    return message(meant.unsure(offer), _row(_buttons(offer)))


def aside(offer: Offer) -> Message:
    """Ask whether a command is meant that stood somewhere in a message."""
    return message(meant.aside(offer), _row(_buttons(offer)))


def aside_line(line: str) -> Message:
    """Say that a message was no command; `line` is what may be typed instead, "" for nothing."""
    return message(meant.aside_line(line))


def edited() -> Message:
    """Say that editing a message changes nothing."""
    return message(meant.edited())


def _row(elements: list[Element]) -> list[Element]:
    return [buttons(elements)] if elements else []


def _buttons(offer: Offer) -> list[Element]:
    match offer.command:
        case Approve() | ListGaps() | Withdraw() if offer.round is not None:
            return _of_review(offer, offer.round)
        case Address(gap=gap):
            return [button(forms.ADDRESS, actions.ADDRESS, f"{offer.project}/{gap}")]
        case Ready(phase=phase) if of_phase := actions.phase_value(offer.project, phase):
            return [button(meant.ASK, actions.READY, of_phase)]
        case Start(phase=phase) if of_phase := actions.phase_value(offer.project, phase):
            return [button(meant.START, actions.START, of_phase)]
        case _:
            return []


def _of_review(offer: Offer, review: Round) -> list[Element]:
    plain = actions.round_value(review)
    match offer.command:
        case Approve() if offer.said:
            noted = actions.worded_value(review, offer.said)
            return [
                button(meant.WITH_NOTE, actions.APPROVE_NOTED, noted),
                button(meant.WITHOUT_NOTE, actions.APPROVE, plain),
            ]
        case Approve():
            return [button(forms.APPROVE, actions.APPROVE, plain)]
        case ListGaps(texts=texts) if texts:
            worded = actions.worded_value(review, "\n".join(texts))
            return [button(meant.LIST_THIS, actions.LIST_GAPS_WORDED, worded)]
        case ListGaps():
            return [button(forms.LIST_GAPS, actions.LIST_GAPS, plain)]
        case _:
            return [button(forms.WITHDRAW, actions.WITHDRAW, plain)]
