"""What every listener is given."""

from dataclasses import dataclass
from typing import Final

from bot.app.api.gateway import Desk
from bot.platform.in_flight import InFlight
from bot.ports.clock import Clock
from bot.slack.outbound.responder import Voice

# Slack gives up on an ack after three seconds; the rest is for the way there and back.
PATIENCE_SECONDS: Final = 2.5


@dataclass(frozen=True, slots=True)
class Parts:
    """The desk that rules, and what it takes to bring its answers to people in time."""

    desk: Desk
    clock: Clock
    inflight: InFlight
    voice: Voice
    patience: float = PATIENCE_SECONDS
