"""Silence means that there is nothing: whatever kept a digest from being told is told itself."""

from datetime import timedelta
from typing import Any

from bot.demo.people import INES, KWAME
from bot.ports.errors import Fault
from bot.ports.git_host import HostError, HostUnavailable, Rejected
from bot.readiness.schedule import DAYS, Schedule
from bot.runtime.wiring import Dressing
from storage.engine import open_engine
from storage.store import SqlStore
from tests.support.acts import TRACKER, direct, told, types
from tests.support.clocks import ShiftedClock
from tests.support.passing import Passing
from tests.support.stage import CHANNEL, Stage, read

NINE = "digest here 09:00 Europe/Berlin mon-fri"
MONDAY_AT_NINE = "2026-11-30T08:00:01"  # in Berlin
TUESDAY_AT_NINE = "2026-12-01T08:00:01"


async def heard(stage: Stage) -> list[str]:
    """Return what stands in the channel for all to see."""
    seen = await stage.person(KWAME).see(CHANNEL)
    return [read(m) for m in seen if not m.ephemeral and m.is_bot]


async def nothing_open(stage: Stage) -> None:
    text = await stage.repository.text(TRACKER) or ""
    await stage.repository.human_commit(INES, "All done", {TRACKER: text.replace("- [ ]", "- [x]")})


class Troubled(Passing):
    """A host that fails from the moment it is told to."""

    error: HostError | None = None
    refused = 0

    async def look(self, *asked: Any, **more: Any) -> Any:
        if self.error is not None:
            self.refused += 1
            raise self.error
        return await self._part.look(*asked, **more)


def on(hosts: list[Troubled]) -> Dressing:
    def dressed(host: Any) -> Any:
        hosts.append(Troubled(host))
        return hosts[-1]

    return Dressing(host=dressed)


async def test_a_host_that_is_down_is_waited_for_and_then_told(
    fresh: Stage, clock: ShiftedClock
) -> None:
    await nothing_open(fresh)
    hosts: list[Troubled] = []
    async with fresh.bot(on(hosts), clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        hosts[0].error = HostUnavailable("The host is down.")
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await until_put_off(fresh)
        assert not await heard(fresh), "it may come back any moment"
        clock.set("2026-11-30T08:31")
        gatebot.clock_moved()
        await fresh.settled(within=20)
        (said,) = await heard(fresh)
    assert "nothing is open" in said
    assert "can't be read at the moment. This is as of" in said
    assert "2026-11-27 12:00 UTC" in said, "as of when it is"


async def test_a_host_that_comes_back_is_read_before_anything_is_said(
    fresh: Stage, clock: ShiftedClock
) -> None:
    hosts: list[Troubled] = []
    async with fresh.bot(on(hosts), clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        hosts[0].error = HostUnavailable("The host is down.")
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await until_put_off(fresh)
        await nothing_open(fresh)
        hosts[0].error = None
        clock.set("2026-11-30T08:15")
        gatebot.clock_moved()
        await fresh.settled(within=20)
        assert not await heard(fresh)


async def test_a_host_that_is_down_is_not_asked_by_each_channel(
    fresh: Stage, clock: ShiftedClock
) -> None:
    hosts: list[Troubled] = []
    async with fresh.bot(on(hosts), clock=clock) as gatebot:
        set_at = clock.now() - timedelta(days=1)
        for n in range(40):
            nine = ("09:00", "Europe/Berlin", DAYS)
            await keep(fresh, Schedule(f"C0{n}", "demo", *nine, KWAME.slack, set_at))
        hosts[0].error = HostUnavailable("The host asks for a pause.", 600.0)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await until_put_off(fresh)
        assert hosts[0].refused <= 10, "as many as work side by side, and the look around"


async def test_a_host_that_was_never_read_is_told_too(fresh: Stage, clock: ShiftedClock) -> None:
    async with fresh.bot(clock=clock):
        await types(fresh, KWAME, NINE)
    hosts: list[Troubled] = []
    clock.set("2026-11-30T08:31")
    away = fresh.repository.path.rename(fresh.folder / "away.git")
    async with fresh.bot(on(hosts), clock=clock):
        await fresh.settled(within=20)
        (said,) = await heard(fresh)
    away.rename(fresh.repository.path)
    assert "There is no digest of demo today" in said


async def test_a_token_that_was_revoked_is_told_at_once(fresh: Stage, clock: ShiftedClock) -> None:
    hosts: list[Troubled] = []
    async with fresh.bot(on(hosts), clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        hosts[0].error = Rejected("The token was revoked.", "Make a new one.")
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        (said,) = await heard(fresh)
    assert "There is no digest of demo today: The token was revoked." in said
    assert "Make a new one." in said
    assert (await fresh.waiting()).parked == 0


class Refusing(Passing):
    """A workspace that lets nothing be posted."""

    async def post_digest(self, *_args: Any) -> None:
        raise Fault("Slack refuses: restricted_action.", "Ask an admin.")


def refusing(chat: Any) -> Any:
    return Refusing(chat)


async def test_a_post_that_slack_refuses_is_told_to_whoever_set_it(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(Dressing(chat=refusing), clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await told(fresh, KWAME, "I could not post", "restricted_action", "Ask an admin.")
        await fresh.settled()
    assert (await fresh.waiting()).parked == 0


async def test_days_that_were_left_out_are_named_by_the_next_digest(
    fresh: Stage, clock: ShiftedClock
) -> None:
    await nothing_open(fresh)
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        clock.set("2026-11-30T15:00")  # seven hours late
        await gatebot.tick()
        await fresh.settled()
        assert not await heard(fresh)
        clock.set(TUESDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        (said,) = await heard(fresh)
        assert "No digest came on Mon 30 Nov." in said
        clock.set("2026-12-02T08:00:01")
        await gatebot.tick()
        await fresh.settled()
        assert len(await heard(fresh)) == 1, "the day before had one, though a quiet one"


async def test_a_day_whose_documents_were_broken_was_told(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        text = await fresh.repository.text(TRACKER) or ""
        await fresh.repository.human_commit(INES, "Break it", {TRACKER: "# Nothing\n"})
        clock.set(TUESDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        await fresh.repository.human_commit(INES, "Mend it", {TRACKER: text})
        clock.set("2026-12-02T08:00:01")
        await gatebot.tick()
        await fresh.settled()
        said = await heard(fresh)
    assert len(said) == 3
    assert "No digest came" not in said[-1]


async def test_a_schedule_whose_project_is_gone_is_told_once(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await keep(
            fresh,
            Schedule(
                *(CHANNEL, "gone", "09:00", "Europe/Berlin", DAYS, KWAME.slack),
                set_at=clock.now() - timedelta(days=1),
            ),
        )
        for at in (MONDAY_AT_NINE, "2026-11-30T08:15", TUESDAY_AT_NINE, "2026-12-01T09:00"):
            clock.set(at)
            await gatebot.tick()
            await fresh.settled()
        messages = await direct(fresh, KWAME)
        said = await types(fresh, KWAME, "digest")
    assert len([m for m in messages if "gone from gatebot.toml" in m.shown]) == 1
    assert "The project gone is gone from gatebot.toml." in said
    assert "The next one" not in said


async def test_a_day_that_is_no_longer_of_the_schedule_is_left_out(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        await fresh.controls.fault("chat.postMessage", "rate_limit", retry_after=600)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await until_put_off(fresh)
        await types(fresh, KWAME, "digest here 09:00 Europe/Berlin fri")
        clock.set("2026-11-30T08:11")
        gatebot.clock_moved()
        await fresh.settled(within=20)
        assert not await heard(fresh)


async def until_put_off(stage: Stage) -> None:
    """Wait until what was tried is put off: nothing is in hand, something waits."""
    while True:
        tick = stage.ticks.next
        waiting = await stage.waiting()
        if waiting.pending and not waiting.running:
            return
        await tick.wait()


async def keep(stage: Stage, schedule: Schedule) -> None:
    engine = open_engine(stage.settings().database_url)
    async with SqlStore(engine, ShiftedClock()).transaction() as tx:
        await tx.save_schedule(schedule)
    await engine.dispose()
