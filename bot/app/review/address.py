"""`address`: an owner says what was done about a gap."""

from collections.abc import Sequence

from bot.app.api.answers import AddressKept, Repeated
from bot.app.api.commands import Address, Asker
from bot.app.api.forms import AddressForm
from bot.app.shared.notifications import Telling, enqueue_all
from bot.ports.store import Store, Transaction
from bot.readiness.events import GapAddressed
from bot.readiness.gaps import address, find_gap
from bot.readiness.phase_ids import same_id
from bot.readiness.refusals import AmbiguousGap, NotAnOwner, Refused
from bot.readiness.round import Gap, GapState, Reviewer


class AddressGaps:
    """Marks gaps addressed. The reviewer accepts them in the next round, or lists them again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, projects: Sequence[str], command: Address, asker: Asker
    ) -> AddressKept | Repeated:
        """Keep the owner's note on a gap of one of these projects. Raises Refused."""
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            gap, by = await _owned(tx, projects, command.gap, asker.user)
            addressed = address(gap, command.note)
            await tx.save_gaps((addressed,))
            gaps = await tx.gaps(gap.project, gap.phase)
            left = sum(g.state is GapState.OPEN for g in gaps)
            telling = Telling(gap.project, gap.round_id, asker.delivery, asker.at)
            event = GapAddressed(addressed, by, left)
            await enqueue_all(
                tx,
                telling.card(gap.round_id),
                telling.thread(gap.round_id, event),
                telling.person(gap.reviewer.slack, event),
            )
        return AddressKept(addressed, left)

    async def form(self, projects: Sequence[str], gap_id: str, user: str) -> AddressForm:
        """Return what this owner's form shows. Raises Refused."""
        async with self._store.transaction() as tx:
            gap, _ = await _owned(tx, projects, gap_id, user)
        address(gap, "-")  # a gap that can't be addressed any more is refused here already
        return AddressForm(gap)


async def _owned(
    tx: Transaction, projects: Sequence[str], asked: str, user: str
) -> tuple[Gap, Reviewer]:
    """Return the gap, and the owner who asks. Raises Refused.

    Of projects that have a gap of this id each, the one that the asker owns is meant.
    """
    gaps = [gap for project in projects for gap in await tx.gaps(project)]
    first = find_gap(gaps, asked)
    same = [g for g in gaps if same_id(g.phase, first.phase) and g.number == first.number]
    owners = {gap.project: await _owners(tx, gap) for gap in same}
    own = [(g, by) for g in same for by in owners[g.project] if by.slack == user]
    if len(own) == 1:
        return own[0]
    if len(same) > 1:
        raise Refused(AmbiguousGap(first.id, tuple(owners)))
    names = tuple(owner.display for owner in owners[first.project])
    raise Refused(NotAnOwner(first.phase, "address", names))


async def _owners(tx: Transaction, gap: Gap) -> tuple[Reviewer, ...]:
    rounds = await tx.rounds(gap.project, gap.phase)
    return rounds[-1].owners if rounds else ()
