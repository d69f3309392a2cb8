"""What goes wrong on every host alike: one commit or none, the mend told, the token nowhere."""

import pytest

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.repository import DemoRepository
from tests.scenarios.every_host import HOSTS, Host, Placing
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
)
from tests.support.impatient import IMPATIENT
from tests.support.repository import ANA, acting_as, git
from tests.support.stage import CHANNEL, Stage


def set_back(repository: DemoRepository, to: str) -> None:
    """Push by force what the branch was."""
    git(repository.path, "update-ref", "refs/heads/main", to)


def reword_head(repository: DemoRepository) -> None:
    """Push by force the newest commit with another message."""
    tree, parent = (git(repository.path, "rev-parse", f"main{of}") for of in ("^{tree}", "^"))
    made = ("commit-tree", tree, "-p", parent, "-m", "P4: ready, reworded")
    sha = git(repository.path, *made, env=acting_as(ANA))
    set_back(repository, sha)


async def two_approve(stage: Stage) -> str:
    """Have P4 asked for and approved by all but the last; return the round's id."""
    opened = await ask(stage)
    for who in (ANOUK, RAVI):
        await approve(stage, who)
    await stage.settled()
    return round_of(opened)


async def assert_secret(stage: Stage, host: Host, printed: str) -> None:
    """Require that the token is in no log, no message and not in the database."""
    said = [m.shown for m in await stage.person(INES).see(CHANNEL)]
    said += [m.shown for m in await direct(stage, INES)]
    assert not any(host.token in text for text in (printed, *said))
    kept = [path.read_bytes() for path in stage.folder.glob("gatebot.db*")]
    assert kept
    assert not any(host.token.encode() in data for data in kept)
    assert host.wrong == []


@HOSTS
async def test_a_branch_forced_back_under_the_review_voids_it(
    stage: Stage, placed: Placing
) -> None:
    async with placed(stage), stage.bot(IMPATIENT):
        base = await stage.repository.head()
        round_id = await two_approve(stage)
        set_back(stage.repository, base)
        await approve(stage, KWAME)
        await card(stage, "P4", "Void")
        for who in (INES, *REVIEWERS):
            await told(stage, who, "are void", "In Progress")
        await stage.settled()
    assert await stage.repository.head() == base
    assert await signed_rows(stage, round_id) == []


@HOSTS
async def test_a_branch_rewritten_to_the_same_content_takes_the_sign_off_once(
    stage: Stage, placed: Placing
) -> None:
    async with placed(stage), stage.bot(IMPATIENT):
        base = await stage.repository.head()
        round_id = await two_approve(stage)
        reword_head(stage.repository)
        await approve(stage, KWAME)
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert await subjects(stage, base) == ["P4: ready, reworded", "P4: signed off"]
    assert len(await signed_rows(stage, round_id)) == 3


@HOSTS
async def test_what_landed_unheard_and_was_forced_away_lands_again(
    stage: Stage, placed: Placing
) -> None:
    async with placed(stage) as host, stage.bot(IMPATIENT):
        base = await stage.repository.head()
        round_id = await two_approve(stage)
        ready = await stage.repository.head()
        host.fail(after=True, before_it=lambda: set_back(stage.repository, ready))
        await approve(stage, KWAME)
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_id)) == 3


@HOSTS
@pytest.mark.parametrize("status", [429, 502])
@pytest.mark.parametrize("after", [False, True], ids=["not done", "done"])
async def test_three_failures_in_a_row_end_in_one_commit(
    stage: Stage, placed: Placing, capfd: pytest.CaptureFixture[str], status: int, *, after: bool
) -> None:
    async with placed(stage) as host, stage.bot(IMPATIENT):
        base = await stage.repository.head()
        round_id = await two_approve(stage)
        host.fail(status, times=1, after=after, headers={"Retry-After": "1"})
        host.fail(status, times=2, headers={"Retry-After": "1"})
        await approve(stage, KWAME)
        await card(stage, "P4", "Signed off")
        await stage.settled()
        await assert_secret(stage, host, "".join(capfd.readouterr()))
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_id)) == 3


@HOSTS
async def test_an_ended_token_is_told_with_its_mend_and_never_shown(
    stage: Stage, placed: Placing, capfd: pytest.CaptureFixture[str]
) -> None:
    async with placed(stage) as host, stage.bot(IMPATIENT):
        base = await stage.repository.head()
        await two_approve(stage)
        host.expire()
        await approve(stage, KWAME)
        said = await told(stage, INES, "does not take the token", "start gatebot again")
        assert "Try again" in said.shown
        await stage.settled()
        await assert_secret(stage, host, "".join(capfd.readouterr()))
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


@HOSTS
async def test_who_lost_access_waits_and_goes_on_by_itself(
    stage: Stage, placed: Placing, capfd: pytest.CaptureFixture[str]
) -> None:
    async with placed(stage) as host, stage.bot(IMPATIENT):
        base = await stage.repository.head()
        round_id = await two_approve(stage)
        host.hide()
        await approve(stage, KWAME)
        await told(stage, INES, "does not find", "check `repo`", "try again")
        host.let_in()
        await card(stage, "P4", "Signed off")
        await stage.settled()
        await assert_secret(stage, host, "".join(capfd.readouterr()))
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_id)) == 3
