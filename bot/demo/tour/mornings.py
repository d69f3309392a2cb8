"""The fifth act: what the channel hears the next morning, and what comes of it."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI, Person
from bot.demo.tour.stage import Stage
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions

_AT: Final = time(10)  # by day for every reviewer, in summer and in winter
_SATURDAY: Final = 5
_ADDED: Final = "Rehearse the rollback"
_DONE: Final = "Runbooks / on-call drills"
_FIRST_LINES: Final = 4  # of what has landed: the picture that follows shows all of it
_IN_WORDS: Final = "State of the phases: P1 Completed (Doc Baseline), "  # the picture


async def sets_a_digest(stage: Stage) -> None:
    """Ines has the channel hear a digest, and asks again for EXEC as it is now."""
    at = f"{_AT:%H:%M} {INES.tz}"
    await stage.types(INES, f"digest here {at} mon-fri", at, "mon-fri")
    await stage.asks(INES, "ready EXEC", "EXEC", "round 2")
    await stage.card("EXEC", "Ready for Signoff", number=2)


async def the_ops_track_changes(stage: Stage) -> None:
    """Jonas adds an item and Kwame has done another: each is a commit on the tracker."""
    before = await stage.repository.head()
    await stage.asks(JONAS, f"ops add {_ADDED} @{KWAME.name} due 2 weeks", _ADDED)
    await stage.asks(KWAME, "ops done 2", _DONE)
    made = await stage.commits(before)
    authors = [stage.repository.author_of_commits_for(person) for person in (JONAS, KWAME)]
    stage.check_quietly("a commit of each", [commit.author for commit in made] == authors, made)
    tracker = await stage.tracker()
    lines = [line for line in tracker.splitlines() if _ADDED in line or _DONE in line]
    for line in lines:
        stage.tell.git(line)
    boxes = [line[:5] for line in lines]
    stage.check("one is ticked off and one is new", boxes == ["- [x]", "- [ ]"], lines)


async def the_digest_comes(stage: Stage) -> None:
    """The clock is set forward to ten o'clock; the channel hears what is open, and only that."""
    now = await stage.clock()
    at = _next_working_day(now)
    await stage.forward(at - now)
    stage.tell.speech("clock", f"{at.astimezone(ZoneInfo(INES.tz)):%A, %H:%M} in Lisbon")
    digest = await _digest(stage)
    stage.shows(digest.shown, "in #p4-release, for all")
    stage.require((_ADDED, "EXEC", "1 review waits", "6 ops items open"), digest.shown)
    stage.check("what is done is not among it", _DONE not in digest.shown, digest.shown)
    pictures = [block for block in digest.blocks if block["type"] == "image"]
    sizes = [(block.get("image_width", 0), block.get("image_height", 0)) for block in pictures]
    drawn = len(sizes) == 1 and all(all(size) for size in sizes) and _IN_WORDS in digest.shown
    stage.check("it has a picture of the phases, which is said in words too", drawn, pictures)


async def its_buttons_answer(stage: Stage) -> None:
    """Mei has the reviewers reminded, and Kwame ticks an item off, each by a button of it."""
    digest = await _digest(stage)
    stage.tell.speech("Mei", "presses Remind beside EXEC")
    await stage.at(MEI).click(digest, actions.REMIND)
    await stage.hears(MEI, stage.channel, digest.ts, "EXEC", ANOUK.display)
    await stage.is_told(ANOUK, digest.ts, "EXEC", MEI.display, "architecture")
    for who, role in ((RAVI, "security"), (KWAME, "ops")):
        await _is_reminded(stage, who, role, digest.ts)
    stage.tell.checked("Ravi is reminded for security, and Kwame for ops")
    await stage.types(INES, "remind EXEC", "EXEC", "today")
    stage.tell.speech("Kwame", f"presses Done beside {_ADDED}")
    await stage.at(KWAME).click(digest, actions.OPS_DONE)  # the first: no other one is due
    await stage.hears(KWAME, stage.channel, digest.ts, _ADDED)
    tracker = await stage.tracker()
    stage.check("it is ticked off in the tracker", f"- [x] {_ADDED}" in tracker, tracker)


async def what_is_left(stage: Stage) -> None:
    """An hour later. Ines asks what keeps the release, and what has landed."""
    await stage.forward(timedelta(hours=1))
    await stage.types(INES, "release", "No-go", "EXEC", "Backup / restore DR")
    said = await stage.types(INES, "progress", "14 landings in the ledger", lines=_FIRST_LINES)
    await stage.hears(INES, stage.channel, said.ts, "Timeline of landed commits", "in the ledger")
    await _digest(stage)
    stage.tell.checked("the channel has heard one digest, and no more")


def _next_working_day(now: datetime) -> datetime:
    """Return when the digest is due on the next working day after this one, in UTC."""
    day = now.astimezone(ZoneInfo(INES.tz)).date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _AT, ZoneInfo(INES.tz)).astimezone(UTC)


async def _digest(stage: Stage) -> Message:
    """Wait for the digest in the channel; raises StepFailed where there are two."""

    async def look() -> list[Message] | None:
        seen = await stage.at(INES).see(stage.channel)
        return [m for m in seen if not m.ephemeral and actions.REMIND in m.buttons] or None

    found = await stage.until(INES, look, "a digest")
    stage.check_quietly("one digest", len(found) == 1, [m.shown for m in found])
    return found[0]


async def _is_reminded(stage: Stage, who: Person, role: str, after: str) -> None:
    """Wait for a direct message that reminds somebody of EXEC, as the role they fill."""
    dm = (await stage.at(who).dm()).id

    async def look() -> bool:
        seen = [m.shown for m in await stage.at(who).see(dm) if m.ts > after]
        return any("reminds you: EXEC" in shown and f"as {role}." in shown for shown in seen)

    await stage.until(who, look, f"a reminder to {who.first_name} as {role}")
