"""Looking things up, typing wrong, and asking in threads and direct messages."""

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from tests.support.acts import (
    REVIEWERS,
    answer,
    approve,
    ask,
    card,
    list_gaps,
    told,
    types,
)
from tests.support.stage import CHANNEL, Stage


async def test_the_board_shows_every_phase_with_its_review_and_gaps(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        await approve(stage, ANOUK)
        board = await types(stage, JONAS, "status")
        lines = {line.split()[1]: line for line in board.splitlines() if line.startswith("• ")}
        assert list(lines)[:5] == ["P1", "P2", "P3", "P4", "EXEC"]
        assert "Completed (Doc Baseline); Mei Tanaka" in lines["P1"]
        waits = "round 1 open, awaits security and ops; 1 open gap"
        assert f"Ready for Signoff; Ines Duarte; {waits}" in lines["P4"]
        assert (await stage.repository.head())[:10] in board


async def test_one_phase_says_what_blocks_it_or_who_is_awaited(stage: Stage) -> None:
    async with stage.bot():
        blocked = await types(stage, JONAS, "status exec")
        assert "In the way of sign-off" in blocked
        assert "P4 is In Progress" in blocked
        assert "/gate ready EXEC" not in blocked
        assert "/gate ready P4" in await types(stage, JONAS, "status P4")
        await ask(stage)
        await approve(stage, ANOUK)
        waiting = await types(stage, JONAS, "status P4")
        assert "security: Ravi Menon" in waiting
        assert "ops: Kwame Asante" in waiting
        assert "architecture:" not in waiting
        assert "/gate ready" not in waiting


async def test_after_gaps_asking_again_is_offered_once_they_are_addressed(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        listed = await types(stage, INES, "status P4")
        assert "Open gap P4-G1" in listed
        assert "/gate ready" not in listed
        await types(stage, INES, "address P4-G1 It is there.")
        assert "/gate ready P4" in await types(stage, INES, "status P4")


async def test_what_waits_on_me(stage: Stage) -> None:
    async with stage.bot():
        assert "No review waits for you" in await types(stage, RAVI, "")
        await ask(stage)
        mine = await types(stage, RAVI, "")
        assert "1 review waits for you" in mine
        assert "as security: /gate approve P4" in mine
        await list_gaps(stage, RAVI, "No threat model.")
        assert "No review waits for you" in await types(stage, RAVI, "")
        owned = await types(stage, INES, "")
        assert "You own:" in owned
        assert "open: P4-G1" in owned
        assert "Architecture, Trust Boundaries" in await types(stage, MEI, "")
        assert "You own" not in await types(stage, JONAS, "")


async def test_the_history_has_every_round_and_the_trackers_rows(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        await types(stage, INES, "address P4-G1 It is there.")
        await ask(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
        history = await types(stage, JONAS, "history p4")
        assert "2 rounds so far" in history
        assert "Round 2, signed off" in history
        assert "Round 1, replaced by a newer round" in history
        assert "Ravi Menon ✖ listed gaps as security" in history
        assert "security: Ravi Menon (ravi)" in history


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("help", "/gate ready"),
        ("help ready", "/gate ready"),
        ("redy P4", "ready"),
        ("lgtm P4", "approve"),
        ("P4", "help"),
        ("ready", "needs a phase"),
        ("approve P4 security", "has no open review"),
        ("evidence P4 attach x.md", "only add and remove"),
        ("evidence P4 add dok x.md", "doc"),
        ("evidence P4 remove all", "not the number"),
        ("address P4-G1", "Say what was done"),
        ("status P44", "Did you mean P4?"),
        ("history nope", "has no phase nope"),
        ("gaps P9", "has no phase P9"),
        ("approve P9", "has no phase P9"),
        ("withdraw EXEC", "EXEC has no open review"),
    ],
)
async def test_a_line_gone_wrong_is_answered_with_what_works(
    stage: Stage, typed: str, said: str
) -> None:
    async with stage.bot():
        assert said in await types(stage, JONAS, typed)


async def test_a_phase_that_is_not_there_is_told_by_verbs_that_look_first(stage: Stage) -> None:
    async with stage.bot():
        for typed in ("ready P44", "start P44", "evidence P44", "evidence P44 add doc x.md"):
            assert "has no phase P44" in await answer(stage, INES, typed)


async def test_a_mention_is_answered_for_its_writer_alone(stage: Stage) -> None:
    async with stage.bot():
        anouk = stage.person(ANOUK)
        said = await anouk.say("@gatebot status P4", channel=CHANNEL)
        shown = await anouk.wait_for_message(CHANNEL, "In Progress", after=said.ts)
        assert shown.ephemeral
        assert not [m for m in await stage.person(RAVI).see(CHANNEL) if m.is_bot]


async def test_in_a_cards_thread_the_phase_need_not_be_named(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await stage.settled()  # the bot knows which message the card is
        kwame = stage.person(KWAME)
        await kwame.say("@gatebot approve", channel=CHANNEL, thread=opened.ts)
        await card(stage, "P4", "Kwame Asante approved")
        ravi = stage.person(RAVI)
        await ravi.say("@gatebot gaps P4 no threat model", channel=CHANNEL, thread=opened.ts)
        await card(stage, "P4", "P4-G1 no threat model")


async def test_in_a_thread_that_is_no_cards_a_phase_is_needed(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        kwame = stage.person(KWAME)
        head = await kwame.say("What about P4?", channel=CHANNEL)
        await kwame.say("@gatebot approve", channel=CHANNEL, thread=head.ts)

        async def whispered() -> bool:
            return any("needs a phase" in m.shown for m in await kwame.thread(head))

        await kwame.wait_for(whispered)
        assert "approved" not in (await card(stage)).shown


async def test_a_direct_message_is_a_command_too(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        ravi = stage.person(RAVI)
        dm = (await ravi.dm()).id
        await ravi.say("approve P4", channel=dm)
        await told(stage, RAVI, "Your approval of P4")
        await card(stage, "P4", "Ravi Menon approved")
        await ravi.say("evidence P4", channel=dm)
        await told(stage, RAVI, "Evidence of P4", "4 pass")
