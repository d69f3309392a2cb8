"""What a port raises, whatever stands behind it: later, unknown, a fault, or changed meanwhile."""


class Unavailable(Exception):
    """Try again later. `retry_after` is in seconds, None where nobody said."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class NotYet(Unavailable):
    """Nothing is amiss: it is not time yet, for `retry_after` seconds."""


class UnknownOutcome(Exception):
    """Something was sent and nobody knows whether it arrived: look before sending it again."""


class Fault(Exception):
    """Ours, or a setting's: it will not get better by itself. `mend` says what helps."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.mend = mend


class ChannelGone(Fault):
    """The channel is deleted or archived, or the bot is not in it: nothing can be said there."""


class StaleState(Exception):
    """The row was changed by someone else since it was read: run the transaction again."""
