"""Puts the desk together out of its use cases."""

from bot.ports import Chat, Clock, Store
from bot.projects import Projects
from bot.usecases.address import AddressGaps
from bot.usecases.concerns import RaiseConcerns
from bot.usecases.digest import Digests
from bot.usecases.digest_settings import DigestSettings
from bot.usecases.form_desk import FormDesk
from bot.usecases.front_desk import FrontDesk
from bot.usecases.home_redraw import Homes
from bot.usecases.keep import KeepRequest
from bot.usecases.meant import ReviewMeant
from bot.usecases.ops import OpsTrack
from bot.usecases.ops_desk import OpsDesk
from bot.usecases.ops_shown import ShownOps
from bot.usecases.progress import ShowsProgress
from bot.usecases.queries import Queries
from bot.usecases.reading import MayRead
from bot.usecases.release import ReleaseQuery
from bot.usecases.remind import Reminders
from bot.usecases.signoffs import SignoffWatch
from bot.usecases.trouble import Trouble
from bot.usecases.verdicts import Verdicts
from bot.usecases.withdraw import WithdrawRounds


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
