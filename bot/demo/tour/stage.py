"""The stage: people at the workspace and at git, and what they find there. Nothing from inside."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import aiohttp

from bot.demo.people import EVERYONE, Person
from bot.demo.repository import CommitLine, DemoRepository
from bot.demo.team import PROJECT_CHANNEL, team
from bot.demo.tour.telling import Teller
from bot.sandbox.controls import Controls
from bot.sandbox.people import Person as Client
from bot.sandbox.plain_text import plain_text
from bot.sandbox.seen import Message, Modal

PATIENCE: Final = 15.0  # seconds until what should be seen has to be there
TRACKER: Final = "doc/Phase_Readiness_Tracker.md"
_BOT: Final = team().app.bot_user
T = TypeVar("T")


class StepFailed(Exception):
    """A step differs from what it should be."""

    def __init__(self, step: int, expected: str, seen: object) -> None:
        super().__init__(f"Step {step}: expected {expected}; seen: {seen}")
        self.step = step
        self.expected = expected
        self.seen = seen


@dataclass(frozen=True, slots=True)
class Card:
    """A review card as it stands, and the id of its round."""

    message: Message
    round_id: str

    @property
    def shown(self) -> str:
        """Return what it displays."""
        return self.message.shown


class Stage:
    """Where the story is played. Every act is told, every look may end in StepFailed."""

    channel: Final = PROJECT_CHANNEL.id

    def __init__(
        self,
        session: aiohttp.ClientSession,
        workspace_link: str,
        repository: DemoRepository,
        teller: Teller,
    ) -> None:
        self.repository = repository
        self.tell = teller
        self._knows_checking = False  # what is shown at once is told the first time
        self._controls = Controls(session, workspace_link)
        self._clients = {p.slack: Client(session, workspace_link, p.slack) for p in EVERYONE}

    def at(self, person: Person) -> Client:
        """Return a person at their Slack client."""
        return self._clients[person.slack]

    # --- claims ---

    def check(self, claim: str, holds: object, seen: object) -> None:
        """Say that a claim holds. Raises StepFailed, with what was seen, where it doesn't."""
        self.check_quietly(claim, holds, seen)
        self.tell.checked(claim)

    def check_quietly(self, claim: str, holds: object, seen: object) -> None:
        """Raise StepFailed where a claim doesn't hold."""
        if not holds:
            raise StepFailed(self.tell.number, claim, seen)

    def require(self, facts: tuple[str, ...], text: str) -> None:
        """Require that a text names all of these; raises StepFailed."""
        missing = [fact for fact in facts if fact not in text]
        if missing:
            raise StepFailed(self.tell.number, f"a message that names {missing}", text)

    # --- Slack ---

    def shows(self, text: str, aside: str) -> None:
        """Tell what the bot shows, with people's names where it mentions them."""
        for person in EVERYONE:
            text = text.replace(f"@{person.slack}", f"@{person.display}")
        self.tell.speech("gatebot", text, aside)

    async def types(
        self, who: Person, words: str, *facts: str, lines: int | None = None
    ) -> Message:
        """Type `/gate words` in the project's channel; return what is shown for it at once.

        `lines`: how many of a long answer's first lines are told.
        """
        shown = await self._command(who, words)
        told = shown.shown if lines is None else head_of(shown.shown, lines)
        self.shows(told, f"only {who.first_name} sees this")
        self.require(facts, shown.shown)
        return shown

    async def asks(self, who: Person, words: str, *facts: str) -> Message:
        """Type a command that has to look at the repository first; return the later answer."""
        at_once = await self._command(who, words)
        if not self._knows_checking:
            self.tell.speech(
                "gatebot", at_once.shown, f"at once, and only {who.first_name} sees it"
            )
            self._knows_checking = True
        return await self.hears(who, self.channel, at_once.ts, *facts)

    async def hears(self, who: Person, channel: str, after: str, *facts: str) -> Message:
        """Wait for a message of the bot's to somebody, later than `after`, naming all facts."""

        async def look() -> Message | None:
            seen = await self.at(who).see(channel)
            new = (m for m in seen if m.ts > after and m.is_bot)
            return next((m for m in new if all(fact in m.shown for fact in facts)), None)

        seen = await self.until(who, look, f"a message to {who.first_name} that names {facts}")
        alone = "only {} sees this" if seen.ephemeral else "direct message to {}"
        self.shows(seen.shown, alone.format(who.first_name))
        return seen

    async def are_told(self, people: tuple[Person, ...], after: str, *facts: str) -> None:
        """Wait for a direct message to each of these people; one is shown, and is like the rest."""
        first, *others = people
        told = await self.is_told(first, after, *facts)
        for person in others:
            dm = (await self.at(person).dm()).id

            async def look(dm: str = dm, person: Person = person) -> bool:
                seen = await self.at(person).see(dm)
                return any(m.ts > after and m.shown == told.shown for m in seen)

            await self.until(person, look, f"{told.shown!r}, told to {person.first_name}")
        names = [person.first_name for person in others]
        self.tell.checked(f"{', '.join(names[:-1])} and {names[-1]} are told the same")

    async def is_told(self, who: Person, after: str, *facts: str) -> Message:
        """Wait for a direct message to somebody."""
        return await self.hears(who, (await self.at(who).dm()).id, after, *facts)

    async def card(self, phase: str, *facts: str, without: str = "", number: int = 1) -> Card:
        """Wait until the phase's card of this round shows all facts; it isn't told.

        `without`: the id of a button that must be gone.
        """

        async def look() -> Card | None:
            cards = [m for m in await self.at(EVERYONE[0]).see(self.channel) if _is_card(m, phase)]
            if len(cards) < number:
                return None
            found = cards[number - 1]
            holds = all(fact in found.shown for fact in facts) and without not in found.buttons
            return Card(found, _round_id(found)) if holds else None

        return await self.until(
            EVERYONE[0], look, f"card {number} of {phase} with {facts}, without {without!r}"
        )

    async def opens(self, who: Person, card: Card, button: str) -> Modal:
        """Press a button of a card; return the form, or the notice, that opens."""
        await self.at(who).click(card.message, button)
        return await self.at(who).wait_for_modal(within=PATIENCE)

    async def presses(self, who: Person, button: str, about: str) -> Modal:
        """Press the button about something in somebody's direct messages; return the form."""
        dm = (await self.at(who).dm()).id

        async def look() -> tuple[Message, str] | None:
            for message in reversed(await self.at(who).see(dm)):
                for value in _values(message.blocks, button):
                    if value.endswith(about):
                        return message, value
            return None

        message, value = await self.until(who, look, f"a button about {about}")
        await self.at(who).click(message, button, value=value)
        return await self.at(who).wait_for_modal(within=PATIENCE)

    async def submits(
        self, who: Person, form: Modal, values: dict[str, Any], *facts: str
    ) -> Modal | None:
        """Fill a form in and send it; return the notice it turns into, if it does, read and closed.

        Raises StepFailed where the form comes back with errors, or the notice lacks a fact.
        """
        done = await self.at(who).submit(form, values)
        if done.outcome == "closed":
            return None
        self.check_quietly("a form that is taken", done.outcome == "updated", done)
        self.shows(done.view.shown, f"only {who.first_name} sees this")
        self.require(facts, done.view.shown)
        await self.closes(who, done.view)
        return done.view

    async def closes(self, who: Person, form: Modal) -> None:
        """Close a form without sending it."""
        await self.at(who).close(form, everything=True)

    async def forges(self, payload: dict[str, Any]) -> str:
        """Post a form of one's own making straight to the bot; return what it answers, as text."""
        raw = await self._controls.forge(payload)
        view = raw.get("answer", {}).get("view")
        if not view:
            raise StepFailed(self.tell.number, "an answer to the forged form", raw)
        shown = plain_text(view["blocks"])
        self.shows(shown, "in answer to the forged form")
        return shown

    async def last_submission(self, who: Person) -> dict[str, Any]:
        """Return the payload of the last form that somebody sent, as Slack delivered it."""
        for delivery in reversed(await self._controls.deliveries()):
            payload: dict[str, Any] = delivery["payload"]
            if payload.get("type") == "view_submission" and payload["user"]["id"] == who.slack:
                return payload
        raise StepFailed(self.tell.number, f"a form sent by {who.first_name}", "none")

    async def clock(self) -> datetime:
        """Return the time in the workspace, aware, in UTC."""
        return datetime.fromtimestamp(await self._controls.now(), UTC)

    async def forward(self, by: timedelta) -> None:
        """Set the workspace's clock forward, which the bot goes by, too."""
        await self._controls.forward(by.total_seconds())

    async def _command(self, who: Person, words: str) -> Message:
        """Type a command; return what the bot answers at once."""
        self.tell.speech(who.first_name, f"/gate {words}")
        shown = await self.at(who).command("/gate", words, channel=self.channel)
        if shown is None or shown.user != _BOT:
            seen = shown.shown if shown else "nothing"
            raise StepFailed(self.tell.number, f"the bot's answer to /gate {words}", seen)
        return shown

    async def until(self, who: Person, look: Callable[[], Awaitable[T | None]], what: str) -> T:
        """Wait until somebody sees something; raises StepFailed with what they see instead."""
        try:
            return await self.at(who).wait_for(look, PATIENCE)
        except TimeoutError:
            seen = [m.shown for m in (await self.at(who).see(self.channel))[-3:]]
            raise StepFailed(self.tell.number, what, seen) from None

    # --- git ---

    async def commits(self, since: str) -> tuple[CommitLine, ...]:
        """Return and show the commits after `since`."""
        made = await self.repository.commits(since)
        for commit in made:
            self.tell.git(f"{commit.sha[:10]} {commit.author}: {commit.subject}")
        return made

    async def tracker(self) -> str:
        """Return the tracker at the end of the branch."""
        text = await self.repository.text(TRACKER)
        if text is None:
            raise StepFailed(self.tell.number, f"{TRACKER} in the repository", "nothing")
        return text


def head_of(shown: str, lines: int) -> str:
    """Return the first lines of what is shown."""
    return "\n".join([*shown.splitlines()[:lines], "…"])


def _is_card(message: Message, phase: str) -> bool:
    return not message.ephemeral and message.is_bot and message.shown.startswith(f"{phase} · ")


def _round_id(message: Message) -> str:
    """Return the round's id, which the small print of its card names."""
    _, _, tail = message.shown.rpartition("Correlation id ")
    return tail.split()[0] if tail else ""


def _values(blocks: Any, action_id: str) -> Iterator[str]:
    """Yield the values of all buttons with this id, wherever they stand."""
    if isinstance(blocks, list):
        for block in blocks:
            yield from _values(block, action_id)
    elif isinstance(blocks, dict):
        if blocks.get("action_id") == action_id:
            yield str(blocks.get("value", ""))
        for part in blocks.values():
            yield from _values(part, action_id)
