"""What people do on a stage and what they see there, in their own words."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message, Modal, Submission
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.support.stage import CHANNEL, Stage, read

TRACKER: Final = "doc/Phase_Readiness_Tracker.md"
REVIEWERS: Final = (ANOUK, RAVI, KWAME)
T = TypeVar("T")
_PATIENCE: Final = 20.0  # seconds until what should be seen has to be there


# --- typing ---


async def types(stage: Stage, who: Who, text: str, *, channel: str = CHANNEL) -> str:
    """Type `/gate text`; return what is shown for it at once."""
    return read(await stage.person(who).command("/gate", text, channel=channel))


async def answer(stage: Stage, who: Who, text: str) -> str:
    """Type a verb that looks at the repository first; return the answer that comes later."""
    person = stage.person(who)
    at_once = await person.command("/gate", text, channel=CHANNEL)
    assert at_once is not None
    assert at_once.shown.startswith(("Checking ", "Writing that ")), at_once.shown
    ts = at_once.ts

    async def look() -> Message | None:
        seen = await person.see(CHANNEL)
        return next((m for m in seen if m.ephemeral and m.ts > ts), None)

    return (await until(stage, look, f"the answer to {text}", who)).shown


async def sees(stage: Stage, who: Who, *parts: str) -> str:
    """Wait until somebody is shown, for their eyes only, what holds all of these; return it."""
    person = stage.person(who)

    async def look() -> Message | None:
        seen = [m for m in await person.see(CHANNEL) if m.ephemeral]
        return next((m for m in seen if all(part in m.shown for part in parts)), None)

    return (await until(stage, look, lambda: f"{parts}", who)).shown


async def ask(stage: Stage, phase: str = "P4", who: Who = INES) -> Message:
    """Ask for a phase's sign-off; return the card of the round that opens."""
    said = await answer(stage, who, f"ready {phase}")
    assert "is open for review" in said, said
    number = re.search(r"\(round (\d+)\)", said)
    assert number is not None
    return await card(stage, phase, f"round {number[1]}")


# --- the card ---


async def cards(stage: Stage, phase: str) -> list[Message]:
    """Return the review cards of a phase, the oldest first."""
    seen = await stage.person(INES).see(CHANNEL)
    return [m for m in seen if m.is_bot and m.shown.startswith(f"{phase} · ") and not m.ephemeral]


async def card(stage: Stage, phase: str = "P4", *parts: str) -> Message:
    """Wait until the newest card of a phase shows all of these; return it."""

    newest: list[Message] = []

    async def look() -> Message | None:
        newest[:] = (await cards(stage, phase))[-1:]
        return next((m for m in newest if all(part in m.shown for part in parts)), None)

    return await until(stage, look, lambda: f"{parts} on {[m.shown for m in newest]}")


def round_of(found: Message) -> str:
    """Return the id of a card's round."""
    return found.shown.rpartition("Correlation id ")[2].split()[0]


async def thread(stage: Stage, of: Message) -> list[str]:
    """Return the lines under a card."""
    return [m.shown for m in (await stage.person(INES).thread(of))[1:]]


# --- forms ---


async def opens(stage: Stage, who: Who, on: Message | Modal, button: str, **how: Any) -> Modal:
    """Press a button; return the form, or the notice, that opens on an empty screen."""
    person = stage.person(who)
    for left in (await person.modals())[-1:]:
        await person.close(left, everything=True)
    await person.click(on, button, **how)
    return await person.wait_for_modal(within=_PATIENCE)


async def approve(stage: Stage, who: Who, phase: str = "P4", **values: str) -> Submission:
    """Approve by the card's button and the form it opens."""
    form = await opens(stage, who, await card(stage, phase), actions.APPROVE)
    return await stage.person(who).submit(form, values)


async def list_gaps(stage: Stage, who: Who, *texts: str, phase: str = "P4") -> Submission:
    """List gaps by the card's button, a row for each."""
    person = stage.person(who)
    form = await opens(stage, who, await card(stage, phase), actions.LIST_GAPS)
    for row in range(1, len(texts)):
        form = await row_more(stage, who, form, row)
    return await person.submit(form, {fields.text(n): text for n, text in enumerate(texts)})


async def row_more(stage: Stage, who: Who, form: Modal, row: int) -> Modal:
    """Add a row to the List gaps form; return the form with it."""
    person = stage.person(who)
    await person.click(form, actions.ADD_GAP_ROW)

    async def look() -> Modal | None:
        found = (await person.modals())[-1]
        return found if any(b.get("block_id") == fields.text(row) for b in found.blocks) else None

    return await until(stage, look, f"row {row} of the form", who)


# --- direct messages ---


async def direct(stage: Stage, who: Who) -> list[Message]:
    """Return what the bot has written to somebody."""
    person = stage.person(who)
    return [m for m in await person.see((await person.dm()).id) if m.is_bot]


async def told(stage: Stage, who: Who, *parts: str) -> Message:
    """Wait for a direct message that names all of these; return it."""

    found: list[Message] = []

    async def look() -> Message | None:
        found[:] = await direct(stage, who)
        return next((m for m in found if all(part in m.shown for part in parts)), None)

    return await until(stage, look, lambda: f"{parts} in {[m.shown for m in found]}", who)


# --- waiting ---


async def until(
    stage: Stage,
    look: Callable[[], Awaitable[T | None]],
    what: str | Callable[[], str],
    who: Who = INES,
) -> T:
    """Wait until `look` returns something true, and return that; else say what was waited for."""
    try:
        return await stage.person(who).wait_for(look, _PATIENCE)
    except TimeoutError:
        wanted = what if isinstance(what, str) else what()
        raise AssertionError(f"waited in vain for {wanted}") from None


# --- the repository ---


async def tracker(stage: Stage) -> str:
    """Return the tracker at the end of the branch."""
    return await stage.repository.text(TRACKER) or ""


async def subjects(stage: Stage, since: str) -> list[str]:
    """Return the first lines of the commits after `since`, oldest first."""
    return [commit.subject for commit in await stage.repository.commits(since)]


async def signed_rows(stage: Stage, round_id: str) -> list[str]:
    """Return the tracker's sign-off rows of a round."""
    return [line for line in (await tracker(stage)).splitlines() if round_id in line]
