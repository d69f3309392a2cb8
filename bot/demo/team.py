"""The demo's Slack workspace: its people, their channels, and the app."""

from dataclasses import replace
from secrets import token_hex
from typing import Final, Literal

from bot.demo.people import ANOUK, EVERYONE, INES, JONAS, KWAME, MEI, RAVI, Person
from bot.readiness.work import OpsAction
from bot.sandbox.team import AppPlan, ChannelPlan, Completion, SlashCommand, TeamPlan, User
from bot.slack.verbs import Verb
from bot.slack.words.help import VERBS

COMMAND: Final = "/gate"
PHASES: Final = ("P1", "P2", "P3", "P4", "EXEC")
PROJECT_CHANNEL = ChannelPlan(
    id="C0P4RELEASE", name="p4-release", members=tuple(person.slack for person in EVERYONE)
)
GENERAL = ChannelPlan(
    id="C0GENERAL", name="general", members=tuple(person.slack for person in EVERYONE)
)
_ABOUT: Final = {
    INES: "owns P4 and EXEC",
    ANOUK: "reviews architecture",
    RAVI: "reviews security",
    KWAME: "reviews ops",
    MEI: "owns P1 to P3",
    JONAS: "writes code, no role",
}
_KINDS: Final = ("doc", "contract", "code", "test", "artifact")
_THEN: Final[dict[Verb, tuple[tuple[str, ...], ...]]] = {
    Verb.EVIDENCE: (PHASES, ("add", "remove"), _KINDS),
    Verb.APPROVE: (PHASES, ("as",), ("architecture", "security", "ops")),
    Verb.ADDRESS: (),
    Verb.OPS: (tuple(action.value for action in OpsAction),),
    Verb.DIGEST: (("here", "off", "preview"),),
    Verb.PROGRESS: (),
    Verb.RELEASE: (),
    Verb.HELP: (tuple(verb.value for verb in Verb if verb is not Verb.HELP),),
}


def team(delivery: Literal["socket", "http"] = "socket") -> TeamPlan:
    """Return the workspace as it is when the demo begins; `delivery` is how it reaches the bot."""
    app = AppPlan(name="gatebot", commands=(_command(),), delivery=delivery)
    return TeamPlan(
        name="Tidewater",
        domain="tidewater",
        users=tuple(_user(person) for person in EVERYONE),
        channels=(_with(PROJECT_CHANNEL, app.bot_user), _with(GENERAL, app.bot_user)),
        app=app,
    )


def with_own_tokens(plan: TeamPlan) -> TeamPlan:
    """Return the workspace with tokens that nobody else knows: new ones at each start."""
    app = replace(
        plan.app,
        bot_token=f"xoxb-{token_hex(16)}",
        app_token=f"xapp-{token_hex(16)}",
        signing_secret=token_hex(16),
        verification_token=token_hex(16),
    )
    return replace(plan, app=app)


def _command() -> SlashCommand:
    return SlashCommand(
        COMMAND,
        description=VERBS[""].does,
        usage_hint="[verb] [phase]",
        completions=tuple(_completion(verb) for verb in Verb),
    )


def _completion(verb: Verb) -> Completion:
    words = VERBS[verb.value]
    usage = words.usage.removeprefix(f"{COMMAND} ")
    return Completion(verb.value, words.does, usage, _THEN.get(verb, (PHASES,)))


def _user(person: Person) -> User:
    return User(
        id=person.slack,
        name=person.name,
        real_name=person.display,
        tz=person.tz,
        email=person.email,
        about=_ABOUT[person],
    )


def _with(plan: ChannelPlan, member: str) -> ChannelPlan:
    return ChannelPlan(id=plan.id, name=plan.name, members=(*plan.members, member))
