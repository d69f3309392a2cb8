"""Whether a release may go: what stands in its way, and what will soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.readiness.days import iso_day
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Place, Problem
from bot.readiness.round import Round, Waived
from bot.readiness.signoffs import Backing, SignoffCheck, broken
from bot.readiness.status import Status
from bot.readiness.work import OpsItem

# A waiver that ends within this time is named, since what it waived will be asked for again.
SOON: Final = timedelta(days=14)


class Call(StrEnum):
    """What a line of the release readiness document says; UNCLEAR is never taken for a go."""

    GO = "go"
    NO_GO = "no-go"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the release readiness document. `said`: its own word, "" where it has none."""

    text: str
    call: Call
    said: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReadinessDocument:
    """The release readiness document: its criteria, and the decision where it states one.

    Of several decisions the strictest is *the* one; `others` are the rest. `problems`: lines that
    can't be read.
    """

    criteria: tuple[Criterion, ...]
    decision: Criterion | None = None
    others: tuple[Criterion, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def against(self) -> tuple[Criterion, ...]:
        """The lines that don't say go: the decisions last, as they follow from the others."""
        every = (*self.criteria, *self.decisions)
        return tuple(c for c in every if c.call is not Call.GO)

    @property
    def decisions(self) -> tuple[Criterion, ...]:
        """Every decision that is stated, the strictest first."""
        return (self.decision, *self.others) if self.decision else ()


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A phase that is not Signed Off, and its review where one is under way."""

    phase: Phase
    review: Round | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A waiver of a phase that ends soon; `days` are left, 0 on its last day."""

    phase: str
    waived: Waived
    days: int


@dataclass(frozen=True, slots=True)
class Release:
    """What a release is judged by.

    `planned`: (id, title) of phases that the roadmap has and the tracker lacks. `blocking`: ops
    items with their number in the list. `signoffs`: of each phase that reads Signed Off.
    `document`: None where there is none, or it can't be read (then `problems` say why). `unread`:
    the repository can't be read, so all this is of an earlier look.
    """

    unsigned: tuple[Unsigned, ...] = ()
    planned: tuple[tuple[str, str], ...] = ()
    blocking: tuple[tuple[int, OpsItem], ...] = ()
    signoffs: tuple[SignoffCheck, ...] = ()
    document: ReadinessDocument | None = None
    problems: tuple[Problem, ...] = ()
    ending: tuple[Ending, ...] = ()
    unread: bool = False

    @property
    def go(self) -> bool:
        """Whether nothing stands in the way. What is not known stands in it."""
        against = self.document.against if self.document else ()
        phases = self.unsigned or self.planned or self.broken
        return not (phases or self.blocking or self.problems or against or self.unread)

    @property
    def broken(self) -> tuple[SignoffCheck, ...]:
        """The sign-offs that can't be relied on."""
        return broken(self.signoffs)

    @property
    def before_gatebot(self) -> tuple[SignoffCheck, ...]:
        """The phases that were signed off before gatebot was at work, which is no obstacle."""
        return tuple(c for c in self.signoffs if c.backing is Backing.BEFORE_GATEBOT)


def unsigned(phases: Iterable[Phase], live: Iterable[Round]) -> tuple[Unsigned, ...]:
    """Return the phases that are not Signed Off, each with its review among those under way."""
    reviews = {phase_key(review.phase): review for review in live}
    return tuple(
        Unsigned(phase, reviews.get(phase_key(phase.id)))
        for phase in phases
        if phase.status is not Status.SIGNED_OFF
    )


def blocking(items: Iterable[OpsItem]) -> tuple[tuple[int, OpsItem], ...]:
    """Return the open items that hold a release back, with their numbers; asleep or not.

    One that is done by a request which is not merged yet still does.
    """
    return tuple(
        (number, item)
        for number, item in enumerate(items, start=1)
        if item.blocking and (not item.done or item.waits is not None)
    )


def ending(phase_id: str, waived: Iterable[Waived], today: date) -> tuple[Ending, ...]:
    """Return the waivers in force that end soon, the first to end first."""
    ends = [(iso_day(each.until), each) for each in waived]
    found = [Ending(phase_id, each, (day - today).days) for day, each in ends if day is not None]
    soon = (each for each in found if each.days <= SOON.days)
    return tuple(sorted(soon, key=lambda each: each.days))
