"""A push whose outcome nobody knows: until it is known, verdicts stay as they are."""

from collections.abc import Collection
from typing import Any

import pytest

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.ports.git_host import GitHost, HostUnavailable, Look, OutcomeUnknown, Write
from bot.runtime.wiring import Dressing
from tests.support.acts import (
    REVIEWERS,
    approve,
    ask,
    card,
    direct,
    round_of,
    signed_rows,
    subjects,
    told,
    types,
    until,
)
from tests.support.impatient import IMPATIENT
from tests.support.passing import Passing
from tests.support.stage import Stage


class Line:
    """The line to the host: it may go dead in the middle of a write, and stay dead."""

    def __init__(self, *, written: bool) -> None:
        self.written = written
        self.cut_next = False
        self.dead = False

    def dressing(self) -> Dressing:
        def host(part: GitHost) -> Any:
            return _OverLine(part, self)

        return Dressing(host=host, outbox=IMPATIENT.outbox)


class _OverLine(Passing):
    def __init__(self, part: GitHost, line: Line) -> None:
        super().__init__(part)
        self._line = line

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        if self._line.dead:
            raise HostUnavailable("The line is dead.")
        found: Look = await self._part.look(paths, since)
        return found

    async def write(self, change: Write) -> str:
        if not self._line.cut_next:
            sha: str = await self._part.write(change)
            return sha
        self._line.cut_next, self._line.dead = False, True
        if self._line.written:
            await self._part.write(change)
        raise OutcomeUnknown("The line went dead.")


@pytest.mark.parametrize("written", [True, False])
async def test_verdicts_are_held_until_it_is_known_and_it_lands_once(
    stage: Stage,
    written: bool,  # noqa: FBT001 - both ways
) -> None:
    line = Line(written=written)
    base = await stage.repository.head()
    async with stage.bot(line.dressing()):
        opened = await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        line.cut_next = True
        await approve(stage, KWAME)
        await told(stage, INES, "not done yet", "The line is dead.")
        assert "verdicts can't change" in await types(stage, RAVI, "gaps P4 I was too quick")
        assert "verdicts can't change" in await types(stage, INES, "withdraw P4")
        assert "Approved, landing" in (await card(stage)).shown
        line.dead = False
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        said = [m.shown for m in await direct(stage, INES)]
        assert sum("is Signed Off" in text for text in said) == 1
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_verdicts_may_change_while_it_is_known_that_nothing_was_written(
    stage: Stage,
) -> None:
    line = Line(written=False)
    async with stage.bot(line.dressing()):
        await ask(stage)
        line.dead = True
        for who in REVIEWERS:
            await approve(stage, who)
        await told(stage, INES, "not done yet")

        async def kept() -> bool:  # refused in the moment of an attempt, taken between two
            return "1 gap" in await types(stage, RAVI, "gaps P4 I was too quick")

        await until(stage, kept, "the gap to be taken", RAVI)
        line.dead = False
        await stage.settled()
        assert "Gaps listed" in (await card(stage)).shown


@pytest.mark.parametrize("written", [True, False])
async def test_a_request_whose_push_was_cut_off_opens_one_round(
    stage: Stage,
    written: bool,  # noqa: FBT001 - both ways
) -> None:
    line = Line(written=written)
    base = await stage.repository.head()
    async with stage.bot(line.dressing()):
        line.cut_next = True
        await types(stage, INES, "ready P4")
        await told(stage, INES, "not done yet")
        line.dead = False
        await card(stage, "P4", "round 1", "Open for review")
    assert await subjects(stage, base) == ["P4: ready for sign-off"]
