"""Puts the desk together out of its use cases."""

from bot.app.dispatch.commands import FrontDesk
from bot.app.dispatch.forms import FormDesk
from bot.app.dispatch.ops import OpsDesk
from bot.app.notify.digest import Digests
from bot.app.notify.digest_settings import DigestSettings
from bot.app.notify.reminders import Reminders
from bot.app.ops.change import OpsTrack
from bot.app.ops.concerns import RaiseConcerns
from bot.app.ops.progress import ShowsProgress
from bot.app.queries.phases import Queries
from bot.app.queries.release import ReleaseQuery
from bot.app.review.address import AddressGaps
from bot.app.review.decide import Verdicts
from bot.app.review.withdraw import WithdrawRounds
from bot.app.shared.enqueue_request import KeepRequest
from bot.app.shared.failure_policy import Trouble
from bot.app.shared.home_redraw import Homes
from bot.app.shared.may_read import MayRead
from bot.app.shared.ops_shown import ShownOps
from bot.app.shared.review_meant import ReviewMeant
from bot.app.shared.signoffs import SignoffWatch
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.store import Store
from bot.repository.projects import Projects


def front_desk(  # noqa: PLR0913, PLR0917 - what the use cases are made of
    store: Store,
    projects: Projects,
    chat: Chat,
    clock: Clock,
    trouble: Trouble,
    signoffs: SignoffWatch,
) -> FrontDesk:
    """Return the desk that every face asks."""
    may_read = MayRead(projects, chat)
    verdicts = Verdicts(store, chat, projects)
    addresses, withdrawals = AddressGaps(store), WithdrawRounds(store)
    queries = Queries(store, projects, chat, clock, signoffs)
    ops = OpsTrack(store, projects, chat, clock)
    digests = DigestSettings(store, projects, Digests(store, projects, signoffs), chat, clock)
    reminders = Reminders(store, projects, chat)
    release = ReleaseQuery(store, projects, signoffs, clock)
    ops_desk = OpsDesk(projects, ops, ShownOps(store), digests, reminders, release)
    return FrontDesk(
        projects=projects,
        meant=ReviewMeant(store, projects, chat),
        may_read=may_read,
        concerns=RaiseConcerns(store, projects),
        keep=KeepRequest(store, projects),
        verdicts=verdicts,
        addresses=addresses,
        withdrawals=withdrawals,
        queries=queries,
        progress=ShowsProgress(projects),
        trouble=trouble,
        home_pages=Homes(store, clock),
        ops_desk=ops_desk,
        forms=FormDesk(
            store=store,
            projects=projects,
            may_read=may_read,
            verdicts=verdicts,
            addresses=addresses,
            withdrawals=withdrawals,
            queries=queries,
            ops=ops,
            digests=digests,
        ),
    )
