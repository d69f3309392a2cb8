"""The review card, computed whole from the round's state; it replaces itself."""

from bot.ports.card import Card
from bot.readiness.round import GapState, Round, RoundState
from bot.slack import action_ids as actions
from bot.slack.blocks import actions as buttons
from bot.slack.blocks import button, context, header, mentions, paragraph, rich_text
from bot.slack.blocks import line as rich_line
from bot.slack.message import Block, Message
from bot.slack.prose import Line, Part, escaped, shown
from bot.slack.views.render import part_block
from bot.slack.words import card as words
from bot.slack.words import forms
from bot.slack.words.terms import gap_line

# Units of weight for each list; together with the rest they stay under Slack's limit.
_SEATS, _EVIDENCE, _DELIVERABLES, _GAPS, _WAIVED = 2800, 2200, 1000, 1800, 800
_FEW = 3  # items of what a round rests on: a card is read in seconds, the sheet at leisure
_MOST_ITEMS = 20
_MOST_MENTIONS = 20


def card(card: Card, mention: bool) -> Message:  # noqa: FBT001 - the listeners' agreed face
    """Return the card. `mention` calls the reviewers: at the first posting only."""
    blocks = [
        header(words.title(card.round)),
        paragraph(words.banner(card)),
        *_parked(card),
        paragraph(words.facts(card)),
        *(_call(card.round) if mention and card.round.state is RoundState.OPEN else []),
        _seats(card),
        *_gaps(card),
        _evidence(card),
        *_deliverables(card),
        *_waived(card),
        *_parked(card),
        *_buttons(card),
        context(words.footer(card.round)),
    ]
    return Message(escaped(words.summary(card)), tuple(blocks))


def _call(review: Round) -> list[Block]:
    groups = dict.fromkeys(s.group for s in review.terms.seats if s.group)
    people = dict.fromkeys(
        p for s in review.terms.seats if not s.group for p in words.free(review, s)
    )
    called = mentions(
        words.mention_lead(review), list(groups)[:_MOST_MENTIONS], list(people)[:_MOST_MENTIONS]
    )
    return [called] if called else []


def _seats(card: Card) -> Block:
    items = tuple(words.seat_lines(card))
    part = Part(items, forms.heading("Reviewers"), ("Nobody is asked.",))
    block, _ = part_block(part, _SEATS, _MOST_ITEMS)
    if barred := words.barred_line(card):
        block["elements"].append(rich_line(barred))
    return block


def _evidence(card: Card) -> Block:
    heading = words.evidence_heading(card)
    if not card.round.live:
        return paragraph(heading)
    lines = words.evidence_lines(card)
    return _few(Part(tuple(lines), heading, ("None.",)), _EVIDENCE)


def _deliverables(card: Card) -> list[Block]:
    items: tuple[Line, ...] = tuple((shown(d, 200) or "—",) for d in card.brief.deliverables)
    if not items or not card.round.live:
        return []
    return [_few(Part(items, forms.heading("Deliverables")), _DELIVERABLES)]


def _few(part: Part, budget: int) -> Block:
    """Return the first items of a list, and how many more the Evidence button shows."""
    one_over = len(part.items) == _FEW + 1  # it takes no more room than saying that it is there
    kept = part.items if one_over else part.items[:_FEW]
    block, _ = part_block(Part(kept, part.heading, part.empty), budget)
    if more := len(part.items) - len(kept):
        block["elements"].append(rich_line(words.behind_evidence(more)))
    return block


def _gaps(card: Card) -> list[Block]:
    gaps = [g for g in card.gaps if g.state is not GapState.ACCEPTED]
    part = Part(tuple(gap_line(g, 240) for g in gaps), words.gaps_heading(len(gaps)))
    return [part_block(part, _GAPS, _MOST_ITEMS)[0]] if gaps else []


def _waived(card: Card) -> list[Block]:
    items = tuple(words.waived_lines(card.round))
    part = Part(items, forms.heading("Waived"))
    return [part_block(part, _WAIVED, _MOST_ITEMS)[0]] if items else []


def _parked(card: Card) -> list[Block]:
    lines = words.parked_lines(card)
    return [rich_text([rich_line(spans) for spans in lines])] if lines else []


def _buttons(card: Card) -> list[Block]:
    review = card.round
    value = actions.round_value(review)
    approve = button(forms.APPROVE, actions.APPROVE, value, "primary")
    list_gaps = button(forms.LIST_GAPS, actions.LIST_GAPS, value)
    evidence = button(forms.EVIDENCE, actions.EVIDENCE, value)
    withdraw = button(forms.WITHDRAW, actions.WITHDRAW, value, "danger")
    match review.state:
        case RoundState.OPEN:
            return [buttons([approve, list_gaps, evidence, withdraw])]
        case RoundState.APPROVED if card.merge is not None:
            return [buttons([evidence])]  # its verdicts stand until the pull request ends
        case RoundState.APPROVED:
            return [buttons([list_gaps, evidence])]
        case _:
            return [buttons([evidence])]
