"""The chat intents: cards drawn from the state as it is now, and what people are told."""

from bot.app.shared.home_redraw import redraw_homes
from bot.app.shared.phase_standing import status_at_head
from bot.ports.card import Card
from bot.ports.chat import Chat, MessageRef
from bot.ports.clock import Clock
from bot.ports.errors import Unavailable
from bot.ports.intents import (
    Answer,
    Claimed,
    FollowMerge,
    LandSignoff,
    ShowCard,
    TellChannel,
    TellPerson,
    TellThread,
    Work,
)
from bot.ports.store import Store
from bot.repository.projects import Projects


class ShowCards:
    """Posts a round's card, or draws it anew."""

    def __init__(self, store: Store, projects: Projects, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._clock = clock

    async def __call__(self, work: ShowCard, claimed: Claimed) -> None:
        """Make the card true."""
        card, ref = await self._card(work)
        if card is None:
            raise Unavailable("The round is not in the database yet.")
        if ref is None:
            ref = await self._post(card, claimed)
        else:
            await self._chat.update_card(ref, card)
        async with self._store.transaction() as tx:
            await tx.save_card_ref(work.round_id, ref)
            await tx.finish(claimed)

    async def _card(self, work: ShowCard) -> tuple[Card | None, MessageRef | None]:
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
            brief = await tx.brief(work.round_id)
            if review is None or brief is None:
                return None, None
            gaps = await tx.gaps(review.project, review.phase)
            ref = await tx.card_ref(work.round_id)
            # Whatever changes a card changes the Homes of those who look at them.
            await redraw_homes(tx, self._clock.now())
            # A message that could not be delivered holds nothing up: it is no matter of the card.
            parked = [p for p in await tx.parked(review.id) if _is_landing(p.intent.work)]
            row = await tx.branch(review.project, review.phase)
        host = self._projects.named(review.project).host
        landed = review.landed_commit
        return Card(
            round=review,
            brief=brief,
            status=await status_at_head(self._projects, review),
            gaps=gaps,
            commit_url=host.commit_url(review.commit),
            landed_url=host.commit_url(landed) if landed else None,
            parked=parked[0] if parked else None,
            merge=row if row and row.round_id == review.id else None,
        ), ref

    async def _post(self, card: Card, claimed: Claimed) -> MessageRef:
        channels = self._projects.named(card.round.project).channels
        asked_in = card.brief.requested_in
        channel = asked_in if asked_in in channels else channels[0]
        if claimed.attempt > 1:
            intent = claimed.intent
            posted = await self._chat.find(channel, intent.id, intent.created_at)
            if posted is not None:
                await self._chat.update_card(posted, card)
                return posted
        return await self._chat.post_card(channel, card, claimed.intent.id)


def _is_landing(work: Work) -> bool:
    return isinstance(work, LandSignoff | FollowMerge)


class Tell:
    """Says things: in a card's thread, a channel, to a person, or as a late answer."""

    def __init__(self, store: Store, chat: Chat) -> None:
        self._store = store
        self._chat = chat

    async def thread(self, work: TellThread, claimed: Claimed) -> None:
        """Add an audit line under a round's card, which is posted before it in the same lane."""
        async with self._store.transaction() as tx:
            ref = await tx.card_ref(work.round_id)
        if ref is None:
            raise Unavailable("The card of the round is not posted yet.")
        if not await self._told(ref, claimed):
            await self._chat.tell_thread(ref, work.event, claimed.intent.id)
        await self._finish(claimed)

    async def channel(self, work: TellChannel, claimed: Claimed) -> None:
        """Tell a channel."""
        if not await self._told(work.channel, claimed):
            await self._chat.tell_channel(work.channel, work.event, claimed.intent.id)
        await self._finish(claimed)

    async def person(self, work: TellPerson, claimed: Claimed) -> None:
        """Send a direct message."""
        if not await self._told(work.user, claimed):
            await self._chat.tell_person(work.user, work.event, claimed.intent.id)
        await self._finish(claimed)

    async def answer(self, work: Answer, claimed: Claimed) -> None:
        """Answer whoever asked; such a message can't be looked for, so it may come twice."""
        await self._chat.answer(work.reply, work.event, claimed.intent.id)
        await self._finish(claimed)

    async def _told(self, place: MessageRef | str, claimed: Claimed) -> bool:
        """Look whether an earlier attempt got through after all."""
        if claimed.attempt == 1:
            return False
        intent = claimed.intent
        return await self._chat.find(place, intent.id, intent.created_at) is not None

    async def _finish(self, claimed: Claimed) -> None:
        async with self._store.transaction() as tx:
            await tx.finish(claimed)
