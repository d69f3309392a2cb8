"""Pictures in messages, over real HTTP into a local workspace."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.progress import LandedEntry
from bot.readiness.status import Status
from bot.slack.message import Message, Picture
from bot.slack.outbound.pictures import KEPT
from bot.slack.views.digest import digest
from bot.slack.views.progress import progress
from tests.pictures.reading import opened
from tests.slack import people as p
from tests.slack.catalogue import PROGRESS
from tests.slack.checks import sendable, words
from tests.slack.gallery import ADA, CHANNEL, Gallery, gallery
from tests.slack.hostile import QUICK, texts
from tests.slack.ops_catalogue import FULL

BOARD = "◔ P2"  # as drawn in text


@pytest.fixture
async def there() -> AsyncIterator[Gallery]:
    async with gallery() as opened_one:
        yield opened_one


async def test_a_digest_shows_the_phases_with_their_states_in_words_for_those_who_cannot_see(
    there: Gallery,
) -> None:
    await there.post(FULL)
    (message,) = await there.seen()
    kinds = [block["type"] for block in message.blocks]
    assert kinds.index("image") == 1, "after the headline"
    (image,) = await there.images()
    for said in (
        "P1 Not Started",
        "P4 Signed Off, drifted",
        "P9 with the unknown status “Aproved”",
    ):
        assert said in image["alt_text"]
    assert BOARD not in message.shown, "nothing is shown twice"
    assert "1 ⚠ Signed Off, drifted" in message.shown
    file = there.server.workspace.files.picture(image["slack_file"]["id"])
    assert file is not None
    assert (file.name, file.alt) == ("state-of-the-phases.png", image["alt_text"])
    assert opened(file.data).size == (image["image_width"], image["image_height"])


async def test_a_message_says_the_same_with_and_without_its_picture(there: Gallery) -> None:
    drawn = digest(FULL)
    assert drawn.picture is not None
    text = words(sendable(drawn).blocks)
    assert BOARD in text
    await there.post(FULL)
    (message,) = await there.seen()
    assert message.text == drawn.text
    assert len(message.blocks) == len(drawn.blocks)


async def test_of_one_phase_words_say_enough_and_of_none_there_is_nothing_to_show() -> None:
    one = replace(FULL, board=FULL.board[:1])
    assert digest(one).picture is None
    assert digest(replace(FULL, board=())).picture is None
    assert (
        digest(replace(FULL, board=(Phase("認", "x", Status.READY, (), p.PLACE),) * 2)).picture
        is None
    )


async def test_alt_text_fits_however_many_phases_there_are_and_whatever_they_are_called() -> None:
    long = tuple(Phase(f"P{n}" + "x&" * 400, "t", Status.COMPLETED, (), p.PLACE) for n in range(90))
    found = digest(replace(FULL, board=long))
    assert found.picture is not None
    assert "and 66 more" in found.picture.alt
    sendable(found.with_file("F0123"))


@given(texts(), texts(), st.sampled_from((2, 30)))
@settings(max_examples=30, deadline=None, phases=QUICK)
def test_whatever_people_write_it_can_be_drawn_and_sent(text: str, day: str, count: int) -> None:
    odd = UnknownStatus(text, Status.READY, p.PLACE)
    board = tuple(
        Phase(f"P{n} {text[:9]}", text, Status.READY if n % 2 else odd, (), p.PLACE)
        for n in range(count)
    )
    landed = tuple(
        LandedEntry(day[:10], "abcdef1", f"{text[:30]}{n % 9}", text, recorded=bool(n % 2))
        for n in range(count)
    )
    for message in (
        sendable(digest(replace(FULL, board=board))),
        sendable(progress(replace(PROGRESS, entries=landed))),
    ):
        if message.picture is not None:
            assert opened(message.picture.drawing.png()).width == 1280


async def test_behind_a_proxy_the_local_workspace_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with gallery() as there:
        await there.post(FULL)
        assert len(await there.images()) == 1


async def test_five_hundred_channels_at_once_upload_one_picture() -> None:
    async with gallery(channels=500) as there:
        channels = [f"C0MANY{n:03}" for n in range(500)]
        await asyncio.gather(*(there.post(FULL, channel) for channel in channels))
        assert there.uploads == 1
        assert len(await there.images(channels[0])) == len(await there.images(channels[499])) == 1
        await there.post(replace(FULL, board=FULL.board[:3]))
        assert there.uploads == 2


@dataclass(frozen=True)
class Dot:
    """A drawing of one number."""

    number: int

    def png(self) -> bytes:
        return b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + self.number.to_bytes(4) + (1).to_bytes(4)


def dotted(number: int) -> Message:
    block = {"type": "divider"}
    return Message("a dot", (block,), Picture(Dot(number), "Dot", "a dot", 0, 1))


async def test_only_so_many_pictures_are_remembered(there: Gallery) -> None:
    for number in range(KEPT + 1):
        await there.voice.tell(CHANNEL, dotted(number))
    await there.voice.tell(CHANNEL, dotted(KEPT))
    assert there.uploads == KEPT + 1, "the newest is known"
    await there.voice.tell(CHANNEL, dotted(0))
    assert there.uploads == KEPT + 2, "the oldest is not"


async def test_one_who_gives_up_waiting_takes_nobody_elses_picture_away(there: Gallery) -> None:
    await there.controls.fault("upload_url", "delay", seconds=0.05)
    first = asyncio.create_task(there.post(FULL))
    second = asyncio.create_task(there.post(replace(FULL, asleep=2)))
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert len(await there.images()) == 1


async def test_an_ack_says_it_in_words_and_the_picture_follows(there: Gallery) -> None:
    hook, answer = there.hook(), progress(PROGRESS)
    at_once, after = there.voice.at_once(hook, answer)
    assert "█" not in words(at_once.blocks)
    assert "Outbox + relays\n (2 commits)" in words(sendable(at_once).blocks)
    assert after is not None
    await there.voice.follow(hook, after)
    (message,) = await there.seen()
    assert message.ephemeral
    assert [block["type"] for block in message.blocks] == ["image"]
    assert message.shown.startswith("Timeline of landed commits: Outbox + relays, 2 commits from")
    assert there.waits == [0.5], "once the words have arrived"


async def test_a_picture_that_follows_is_drawn_in_text_where_it_is_refused(there: Gallery) -> None:
    hook = there.hook()
    _, after = there.voice.at_once(hook, progress(PROGRESS))
    assert after is not None
    await there.controls.fault("slack_file", "fail", times=3)
    await there.voice.follow(hook, after)
    (message,) = await there.seen()
    assert "█" in message.shown
    assert there.waits == [0.5, 1.0, 2.0]


async def test_where_pictures_are_known_to_be_off_the_ack_draws_in_text() -> None:
    async with gallery(without=("files:write",)) as there:
        hook, answer = there.hook(), progress(PROGRESS)
        await there.post(FULL)
        assert there.voice.at_once(hook, answer) == (answer, None)
        plain = Message("nothing", ({"type": "divider"},))
        assert there.voice.at_once(hook, plain) == (plain, None)


async def test_a_mention_is_answered_with_its_picture_in_place(there: Gallery) -> None:
    await there.voice.whisper(ADA.id, CHANNEL, progress(PROGRESS))
    (message,) = await there.seen()
    assert message.ephemeral
    kinds = [block["type"] for block in message.blocks]
    assert kinds[:2] == ["rich_text", "image"]
    assert "NATS publisher" in message.shown
