"""What somebody seems to mean whose words are no plain command: looked up, never done."""

import re
from dataclasses import replace

from bot.app.api.commands import (
    Address,
    Approve,
    Asker,
    Baseline,
    ListGaps,
    Ready,
    Start,
    Withdraw,
)
from bot.app.api.suggestions import Offer, Offered
from bot.app.shared.review_meant import ReviewMeant
from bot.readiness.round import Round
from bot.repository.projects import Projects


class Offers:
    """Finds what a button for a command would need. Rights are checked when it is pressed."""

    def __init__(self, projects: Projects, meant: ReviewMeant) -> None:
        self._projects = projects
        self._meant = meant

    async def __call__(self, command: Offered, said: str, asker: Asker) -> Offer:
        """Return the offer. Raises Refused where the command could not be carried out."""
        project = self._projects.of_channel(asker.channel)
        match command:
            case Approve():
                review = await self._meant.round(project, command.phase, asker)
                return _approval(command, said, review)
            case ListGaps():
                review = await self._meant.round(project, command.phase, asker)
                return Offer(command, said, review)
            case Withdraw():
                review = await self._meant.round(project, command.phase, asker, "withdraw")
                return Offer(command, said, review)
            case Address() | Ready() | Start() | Baseline():
                return Offer(command, said, project=project.name)


def _approval(command: Approve, said: str, review: Round) -> Offer:
    """Return the offer with the role told apart from the words behind it."""
    words = f"{command.role} {said}".strip() if command.role else said
    for seat in sorted(review.terms.seats, key=lambda s: -len(s.role)):
        if found := re.match(rf"{re.escape(seat.role)}(?!\w)\W*", words, re.IGNORECASE):
            rest = words[found.end() :].strip()
            if command.role or not rest:
                return Offer(replace(command, role=seat.role), rest, review)
    return Offer(command, said, review)
