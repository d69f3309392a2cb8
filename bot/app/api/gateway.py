"""The Desk: everything a face of gatebot (Slack now, others later) can ask of the use cases."""

from typing import Protocol

from bot.app.api.answers import Answer
from bot.app.api.commands import Asker, CardThread, Command
from bot.app.api.forms import (
    AddressForm,
    ApprovalForm,
    Asked,
    DigestForm,
    EvidenceForm,
    EvidenceSheet,
    GapsForm,
    OpsForm,
    WithdrawForm,
)
from bot.app.api.suggestions import Offer, Offered
from bot.readiness.work import OpsAction


class Desk(Protocol):
    """Each method raises Refused (readiness.refusals) or Unavailable / Fault (ports)."""

    async def carry_out(self, command: Command, asker: Asker) -> Answer:
        """Do what a command asks, durably, or keep it to be done; help is not among them."""
        ...

    @property
    def forms(self) -> "Forms":
        """What its forms show."""
        ...

    async def phases(self, asker: Asker) -> tuple[str, ...]:
        """Return the phase ids known where somebody asks who may read them, for suggestions."""
        ...

    async def home_opened(self, user: str, shown: str) -> None:
        """Keep that somebody opened their Home, which shows the view of this hash; draw it."""
        ...

    async def offer(self, command: Offered, said: str, asker: Asker) -> Offer:
        """Return what a button for a command would need, with the words that stood behind it."""
        ...

    async def thread(self, channel: str, thread_ts: str) -> CardThread | None:
        """Return the review whose card this thread hangs on; None for any other thread."""
        ...


class Forms(Protocol):
    """Each method raises Refused: what can't be done has no form."""

    async def approval_form(self, round_id: str, user: str) -> ApprovalForm:
        """Return what this person's Approve form shows."""
        ...

    async def gaps_form(self, round_id: str, user: str) -> GapsForm:
        """Return what this person's List gaps form shows."""
        ...

    async def evidence_sheet(self, round_id: str, user: str, channel: str) -> EvidenceSheet:
        """Return the evidence of a round as it was audited, for this person."""
        ...

    async def evidence_form(self, project: str, phase: str, user: str) -> EvidenceForm:
        """Return what an owner's forms for adding and removing evidence show."""
        ...

    async def address_form(
        self, gap_id: str, user: str, channel: str, project: str = ""
    ) -> AddressForm:
        """Return what an owner's Address form shows.

        `project` names the gap's project where the channel can't: in a direct message.
        """
        ...

    async def withdraw_form(self, round_id: str, user: str) -> WithdrawForm:
        """Return what an owner's Withdraw form shows."""
        ...

    async def ops_form(self, asked: Asked, project: str, key: str, action: OpsAction) -> OpsForm:
        """Return what the form for one ops item shows; an empty key asks for a new one."""
        ...

    async def digest_form(self, channel: str, user: str) -> DigestForm:
        """Return what the form of a channel's digest shows to a person."""
        ...
