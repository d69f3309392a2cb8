"""The composition root: the only place that names every part."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.assembly import front_desk
from bot.app.notify.cards import ShowCards, Tell
from bot.app.notify.digest import Digests
from bot.app.notify.digest_clock import FireDigests
from bot.app.notify.digest_posting import PostDigests
from bot.app.notify.hand_edits import HandEdits
from bot.app.notify.home import ShowHomes
from bot.app.notify.reminder_clock import FireReminders, SendReminders
from bot.app.ops.change import ChangeOpsItems
from bot.app.ops.follow_pull_request import AsksMerge, FollowsStanding, StandingWatch
from bot.app.ops.ledger import AppendsProgress, LedgerWatch
from bot.app.ops.pull_request import StandingRequest
from bot.app.review.evidence import ChangeEvidences, CheckEvidences
from bot.app.review.move_status import MoveStatuses
from bot.app.review.request import OpenRounds
from bot.app.review.watch import WatchRounds
from bot.app.shared.failure_policy import Trouble
from bot.app.shared.home_redraw import Homes
from bot.app.shared.ops_shown import OpsSeen
from bot.app.shared.signoffs import SignoffWatch
from bot.app.signoff.land import LandSignoffs
from bot.app.signoff.overtaken import LooksBetween
from bot.app.signoff.pull_request import FollowMerges
from bot.app.upkeep import LookAround, Prune
from bot.githosts.choose import host_for, pulls_of
from bot.outbox.waking import WakingStore
from bot.outbox.worker import DEFAULT_LEASE, Handler, Lease, Worker
from bot.platform.clock import SystemClock
from bot.platform.in_flight import InFlight
from bot.platform.scheduler import Job, Jobs, together
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.git_host import GitHost
from bot.ports.intents import (
    Answer,
    AppendProgress,
    AskMerge,
    ChangeEvidence,
    ChangeOps,
    CheckEvidence,
    FollowMerge,
    FollowStanding,
    LandSignoff,
    LookBetween,
    MoveStatus,
    OpenRound,
    PostDigest,
    RemindPerson,
    ShowCard,
    ShowHome,
    TellChannel,
    TellPerson,
    TellThread,
    WatchRound,
    Work,
)
from bot.ports.outbox import Outbox
from bot.ports.pull_requests import PullRequests
from bot.ports.store import Store
from bot.repository.branch_overlay import BranchedProjects
from bot.repository.landing import Lander
from bot.repository.phase_branch import BranchWriter
from bot.repository.projects import Project, Projects
from bot.repository.standing_branch import StandingWriter
from bot.runtime.serving import Faces, Gatebot
from bot.settings import ProjectSettings, Settings
from bot.signing.keys import SigningKey, read_signing_key
from bot.slack.app import build_app, who_am_i
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.socket_mode import SocketMode
from bot.slack.outbound.chat import SlackChat, web_client
from bot.slack.outbound.pictures import Pictures
from bot.slack.outbound.responder import Voice
from bot.slack.outbound.uploads import Uploads
from bot.web.health import healthz, readyz
from bot.web.server import WebServer
from bot.web.slack_events import PATH, SlackEvents
from bot.web.webhooks import PATH as WEBHOOKS
from bot.web.webhooks import Watched, Webhooks
from storage.engine import open_engine
from storage.migrate import migrate
from storage.outbox import SqlOutbox
from storage.store import SqlStore

# A git process, or a request, must be over well before the worker's time limit for an intent is.
HOST_TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Dressing:
    """What is put around the outer parts; the crash tests kill the process in there."""

    host: Callable[[GitHost], GitHost] = lambda host: host
    pulls: Callable[[PullRequests], PullRequests] = lambda pulls: pulls
    store: Callable[[Store], Store] = lambda store: store
    outbox: Callable[[Outbox], Outbox] = lambda outbox: outbox
    chat: Callable[[Chat], Chat] = lambda chat: chat
    lease: Lease = DEFAULT_LEASE


PLAIN = Dressing()


@asynccontextmanager
async def assembled(
    settings: Settings, clock: Clock | None = None, dressing: Dressing = PLAIN
) -> AsyncIterator[Gatebot]:
    """Put the bot together, its database migrated; everything is closed on the way out.

    Raises Fault or Unavailable where a part can't be had.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        engine = open_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        await migrate(engine)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = _client(settings, session)
        served = [project_of(p, settings, session, dressing) for p in settings.projects]
        outbox = dressing.outbox(SqlOutbox(engine))
        pictures = Pictures(Uploads(client, session), clock)
        slack = SlackChat(client, session, clock, several=len(served) > 1, pictures=pictures)
        chat = dressing.chat(slack)
        store = WakingStore(dressing.store(SqlStore(engine, clock)))
        projects = BranchedProjects(served, clock, store)
        merges = FollowMerges(store, projects, BranchWriter(store), clock)
        trouble, signoffs, inflight = Trouble(store, clock), SignoffWatch(), InFlight()
        between = LooksBetween(store, projects, clock)
        lander = Lander(projects, outbox, clock, BranchWriter(store), between.hears)
        handlers: Mapping[type[Work], Handler] = {
            **_handlers(store, projects, lander, chat, clock, trouble, signoffs, _key(settings)),
            **_standing(store, projects, lander, clock, trouble),
            FollowMerge: merges,
            LookBetween: between,
        }
        worker = Worker(outbox, clock, handlers, park=trouble.parked, delayed=trouble.delayed,
                        lease=dressing.lease)  # fmt: skip
        store.on_commit = worker.wake
        look = _look(store, projects, clock, signoffs, merges)
        minutely = _minutely(store, projects, chat, clock)
        jobs = Jobs(look=look, prune=Prune(SqlOutbox(engine).prune, clock), ticks=minutely)
        desk = front_desk(store, projects, chat, clock, trouble, signoffs)
        parts = Parts(desk, clock, inflight, Voice(client, session, pictures))
        app = build_app(client, await who_am_i(client), parts, _secret(settings))
        webhooks = _webhooks(settings, store, look, inflight, clock)
        socket = _socket(settings, app, client, inflight)
        server = WebServer(_routes(app, inflight, socket, store, webhooks))
        faces = Faces(server, settings.address, socket, inflight)
        yield Gatebot(worker, jobs, look, faces, tick=together(*minutely))


def _client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    return web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)


def _minutely(store: Store, projects: Projects, chat: Chat, clock: Clock) -> tuple[Job, ...]:
    """Return what is looked for every minute."""
    digests = FireDigests(store, projects, clock)
    return digests, FireReminders(store, projects, chat, clock)


def project_of(
    project: ProjectSettings,
    settings: Settings,
    session: aiohttp.ClientSession,
    dressing: Dressing = PLAIN,
) -> Project:
    """Return a project with its Git host."""
    host = host_for(project, settings, session, HOST_TIMEOUT_SECONDS)
    pulls = dressing.pulls(pulls_of(host)) if project.write == "pull_request" else None
    return Project(project.name, project.channels, dressing.host(host), pulls)


def _handlers(  # noqa: PLR0913, PLR0917 - what the use cases are made of
    store: Store,
    projects: Projects,
    lander: Lander,
    chat: Chat,
    clock: Clock,
    trouble: Trouble,
    signoffs: SignoffWatch,
    key: SigningKey | None,
) -> Mapping[type[Work], Handler]:
    """Give the worker a use case per kind of intent."""
    tell = Tell(store, chat)
    return {
        MoveStatus: trouble.refusing(MoveStatuses(store, projects, lander, clock)),
        ChangeEvidence: trouble.refusing(ChangeEvidences(store, projects, lander, clock)),
        OpenRound: trouble.refusing(OpenRounds(store, projects, lander, chat, clock)),
        CheckEvidence: trouble.refusing(CheckEvidences(store, projects, clock)),
        LandSignoff: LandSignoffs(store, projects, lander, clock, key),
        WatchRound: WatchRounds(store, projects, clock),
        ShowCard: ShowCards(store, projects, chat, clock),
        ShowHome: ShowHomes(store, projects, chat, clock, signoffs),
        TellThread: tell.thread,
        TellChannel: tell.channel,
        TellPerson: tell.person,
        Answer: tell.answer,
        RemindPerson: SendReminders(store, chat, clock),
        PostDigest: PostDigests(store, projects, chat, Digests(store, projects, signoffs), clock),
    }


def _standing(
    store: Store, projects: BranchedProjects, lander: Lander, clock: Clock, trouble: Trouble
) -> Mapping[type[Work], Handler]:
    """Give the worker the use cases of what belongs to no phase."""
    request = StandingRequest(store, projects, clock)
    ops = ChangeOpsItems(store, projects, lander, request, clock)
    writer = StandingWriter(store)
    return {
        ChangeOps: trouble.refusing(ops),
        AppendProgress: AppendsProgress(store, projects, lander, request),
        FollowStanding: FollowsStanding(store, projects, request, writer, clock),
        AskMerge: AsksMerge(store, projects, clock),
    }


def _key(settings: Settings) -> SigningKey | None:
    pem = settings.signing_key
    return read_signing_key(pem.get_secret_value()) if pem else None


def _secret(settings: Settings) -> str:
    secret = settings.slack_signing_secret
    return secret.get_secret_value() if secret else ""


def _socket(
    settings: Settings, app: AsyncApp, client: AsyncWebClient, inflight: InFlight
) -> SocketMode | None:
    if settings.slack_app_token is None:
        return None
    return SocketMode(app, settings.slack_app_token.get_secret_value(), client, inflight)


def _look(
    store: Store,
    projects: BranchedProjects,
    clock: Clock,
    signoffs: SignoffWatch,
    merges: FollowMerges,
) -> LookAround:
    watch, edits = WatchRounds(store, projects, clock), HandEdits(store, projects, clock)
    homes, ledger = Homes(store, clock), LedgerWatch(store, clock)
    standing, seen = StandingWatch(store, projects, clock), OpsSeen(store, clock)
    first = (seen.moved, watch.moved, merges.moved, standing.moved)
    return LookAround(projects, (*first, edits.at, signoffs.at, homes.moved, ledger.moved))


def _webhooks(
    settings: Settings, store: Store, look: LookAround, inflight: InFlight, clock: Clock
) -> Webhooks:
    watched = {p.name: Watched(p.host, p.branch) for p in settings.projects}
    secret = settings.webhook_secret
    given = secret.get_secret_value() if secret else ""
    return Webhooks(watched, given, store, look.at, inflight, clock)


def _routes(
    app: AsyncApp,
    inflight: InFlight,
    socket: SocketMode | None,
    store: Store,
    webhooks: Webhooks,
) -> list[web.AbstractRouteDef]:
    async def slack() -> str:
        return "" if socket is None or await socket.connected() else "Socket Mode is not connected."

    async def database() -> str:
        async with store.transaction():
            return ""

    routes: list[web.AbstractRouteDef] = [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz({"slack": slack, "database": database})),
        web.post(WEBHOOKS, webhooks.handle),
    ]
    if socket is None:
        routes.append(web.post(PATH, SlackEvents(app, inflight).handle))
    return routes
