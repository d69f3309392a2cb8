"""Who may read a project: by the policy, by the channel, and never by being a guest elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.people import INES
from bot.demo.people import Person as Who
from bot.demo.team import team
from bot.sandbox.seen import Message
from bot.sandbox.team import ALL_SCOPES, ChannelPlan, TeamPlan, User
from tests.support.acts import types, until
from tests.support.stage import CHANNEL, Stage, staged

GUEST = Who("guest", "Gus Guest", "U0GUEST", "Etc/UTC")
INSIDE = Who("inside", "Ida Inside", "U0INSIDE", "Etc/UTC")
OUTSIDE = Who("outside", "Olu Outside", "U0OUTSIDE", "Etc/UTC")
EXTERNAL = Who("external", "Eva External", "U0EXTERNAL", "Etc/UTC")
LOBBY = "C0LOBBY"
VERBS = [
    "", "status", "status P4", "gaps", "gaps P4", "ops", "progress", "release", "history P4",
    "digest preview", "digest", "evidence P4", "start P4", "approve P4", "statsu P4",
    "digest here 09:00 Europe/Berlin", "address P4-G1 done",
]  # fmt: skip
CLOSED = "You can't read this project from here"
SECRETS = ("P4", "EXEC", "Ines", "ERD")


def plan(*, without: frozenset[str] = frozenset()) -> TeamPlan:
    """Return the demo's workspace with a guest, two members of no policy, and somebody external."""
    base = team("socket")
    bot = base.app.bot_user
    users = (
        User(GUEST.slack, GUEST.name, GUEST.display, is_restricted=True),
        User(INSIDE.slack, INSIDE.name, INSIDE.display),
        User(OUTSIDE.slack, OUTSIDE.name, OUTSIDE.display),
        User(EXTERNAL.slack, EXTERNAL.name, EXTERNAL.display, team_id="T0OTHER"),
    )
    here = (GUEST.slack, INSIDE.slack)
    channels = tuple(
        replace(c, members=(*c.members, *here)) if c.id == CHANNEL else c for c in base.channels
    )
    lobby = ChannelPlan(LOBBY, "lobby", (*(u.id for u in users), INES.slack, bot))
    app = replace(base.app, scopes=ALL_SCOPES - without)
    return replace(base, users=(*base.users, *users), channels=(*channels, lobby), app=app)


@asynccontextmanager
async def world(
    folder: Path, repository: Path, readers: str = "", without: frozenset[str] = frozenset()
) -> AsyncIterator[Stage]:
    async with staged(folder, repository, plan=plan(without=without)) as stage:
        if readers:
            text = await stage.repository.text(".gatebot.yml") or ""
            (line,) = [x for x in text.splitlines(keepends=True) if x.startswith("policy:")]
            swap = (line, f"{line}  readers: {readers}\n")
            await stage.repository.edit(INES, "Say who reads", ".gatebot.yml", swap)
        async with stage.bot():
            yield stage


async def in_dm(stage: Stage, who: Who, text: str) -> str:
    """Write to the bot directly; return its answer."""
    person = stage.person(who)
    dm = await person.dm()
    said = await person.say(text, channel=dm.id)

    async def look() -> Message | None:
        seen = await person.see(dm.id)
        return next((m for m in seen if m.is_bot and m.ts > said.ts), None)

    return (await until(stage, look, f"the answer to {text}", who)).shown


async def home_of(stage: Stage, who: Who) -> str:
    person = stage.person(who)
    await person.open_home()

    async def look() -> str | None:
        home = await person.home()
        return home.shown if home else None

    return await until(stage, look, "a Home", who)


async def test_a_guest_reads_nothing_outside_the_projects_channel(
    tmp_path: Path, mended: Path
) -> None:
    async with world(tmp_path, mended) as stage:
        for verb in VERBS:
            said = await types(stage, GUEST, verb, channel=LOBBY)
            assert CLOSED in said or "so nothing was done" in said, (verb, said)
            assert not any(word in said.replace(verb, "") for word in SECRETS[1:]), (verb, said)
        assert CLOSED in await in_dm(stage, GUEST, "status")
        assert "is read in its channels" in await home_of(stage, GUEST)
        helped = await types(stage, GUEST, "help", channel=LOBBY)
        assert "/gate status" in helped
        assert "Phases here" not in helped
        assert "EXEC" in await types(stage, GUEST, "status")


async def test_a_member_of_the_workspace_reads_unless_the_policy_says_channel(
    tmp_path: Path, mended: Path
) -> None:
    async with world(tmp_path, mended) as stage:
        assert "EXEC" in await types(stage, OUTSIDE, "status", channel=LOBBY)
        assert "EXEC" in await in_dm(stage, OUTSIDE, "status")
        assert "All phases" in await home_of(stage, OUTSIDE)


async def test_with_channel_only_who_is_in_one_reads_elsewhere(
    tmp_path: Path, mended: Path
) -> None:
    async with world(tmp_path, mended, "channel") as stage:
        for who in (OUTSIDE, GUEST):
            assert CLOSED in await types(stage, who, "status", channel=LOBBY)
            assert CLOSED in await in_dm(stage, who, "status")
        assert "is read in its channels" in await home_of(stage, OUTSIDE)
        for who in (INSIDE, INES):
            assert "EXEC" in await in_dm(stage, who, "status")
            assert "All phases" in await home_of(stage, who)


async def test_an_external_person_reads_in_the_projects_channel_only(
    tmp_path: Path, mended: Path
) -> None:
    async with world(tmp_path, mended) as stage:
        person = stage.person(EXTERNAL)
        await person.say("@gatebot status", channel=LOBBY)
        refused = await person.wait_for_message(LOBBY, CLOSED, within=20)
        assert refused.ephemeral
        await stage.person(INES).bring_in(EXTERNAL.slack, channel=CHANNEL)
        await person.say("@gatebot status", channel=CHANNEL)
        assert (await person.wait_for_message(CHANNEL, "EXEC", within=20)).ephemeral


@pytest.mark.parametrize(
    ("without", "inside"),
    [
        (frozenset({"users:read"}), True),
        (frozenset({"users:read", "channels:read", "groups:read"}), False),
    ],
)
async def test_without_the_scope_the_channel_decides(
    tmp_path: Path, mended: Path, *, without: frozenset[str], inside: bool
) -> None:
    async with world(tmp_path, mended, without=without) as stage:
        assert CLOSED in await in_dm(stage, OUTSIDE, "status")
        assert ("EXEC" in await in_dm(stage, INSIDE, "status")) is inside
        assert "EXEC" in await in_dm(stage, INES, "status")
        assert "EXEC" in await types(stage, OUTSIDE, "status", channel=CHANNEL)
