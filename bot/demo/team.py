"""The demo's Slack workspace: its people, their channels, and the app."""

from typing import Literal

from bot.demo.people import EVERYONE
from bot.sandbox.team import AppPlan, ChannelPlan, TeamPlan, User

PROJECT_CHANNEL = ChannelPlan(
    id="C0P4RELEASE", name="p4-release", members=tuple(person.slack for person in EVERYONE)
)
GENERAL = ChannelPlan(
    id="C0GENERAL", name="general", members=tuple(person.slack for person in EVERYONE)
)


def team(delivery: Literal["socket", "http"] = "socket") -> TeamPlan:
    """Return the workspace as it is when the demo begins; `delivery` is how it reaches the bot."""
    app = AppPlan(delivery=delivery)
    return TeamPlan(
        name="Tidewater",
        domain="tidewater",
        users=tuple(
            User(id=p.slack, name=p.name, real_name=p.display, tz=p.tz, email=p.email)
            for p in EVERYONE
        ),
        channels=(_with(PROJECT_CHANNEL, app.bot_user), _with(GENERAL, app.bot_user)),
        app=app,
    )


def _with(plan: ChannelPlan, member: str) -> ChannelPlan:
    return ChannelPlan(id=plan.id, name=plan.name, members=(*plan.members, member))
