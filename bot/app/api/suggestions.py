"""What somebody seems to mean: a command to confirm by a button, never carried out by itself."""

from dataclasses import dataclass

from bot.app.api.commands import (
    Address,
    Approve,
    Baseline,
    Command,
    ListGaps,
    Ready,
    Start,
    Withdraw,
)
from bot.readiness.round import Round

Offered = Approve | ListGaps | Withdraw | Address | Ready | Start | Baseline


@dataclass(frozen=True, slots=True)
class Offer:
    """A command to be confirmed, and words beside it that are no part of it (`said`).

    `round` is the review that a verdict would be of, `project` where a step would be taken.
    """

    command: Command
    said: str = ""
    round: Round | None = None
    project: str = ""
