"""What stands behind a phase that reads Signed Off: the record of its sign-off, or what is wrong.

A status can be typed by anybody who may push. Only a record says who approved what.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.readiness.days import iso_day
from bot.readiness.events import Change
from bot.readiness.phase import Phase
from bot.readiness.policy import Gate
from bot.readiness.round import Waived, WaiverScope


class Backing(StrEnum):
    """What stands behind a status Signed Off."""

    RECORDED = "recorded"  # every sign-off row has its record, and says the same
    BEFORE_GATEBOT = "before gatebot"  # it was so when the project's policy came
    NO_RECORD = "no record"  # somebody wrote the status
    RECORD_MISSING = "record missing"  # a row names a file that is not there
    RECORD_INVALID = "record invalid"  # a record can't be read, or is not what the rows say
    UNKNOWN = "unknown"  # it could not be looked at


@dataclass(frozen=True, slots=True)
class SetBy:
    """The commit in which a status became Signed Off."""

    commit: str
    author: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SignoffCheck:
    """How the sign-off of one phase stands now.

    `why`: what is wrong with a record; `record`: its path. `set_by`: who wrote a status without a
    record, None where that can't be told. `changes`: evidence that is another one than at the
    commit `since`, `url` shows the difference. `ended`: waivers the sign-off rests on that ran out.
    """

    phase: str
    title: str
    backing: Backing
    why: str = ""
    record: str = ""
    set_by: SetBy | None = None
    changes: tuple[Change, ...] = ()
    since: str = ""
    url: str | None = None
    ended: tuple[Waived, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the sign-off can be relied on. What is not known can't."""
        backed = self.backing in {Backing.RECORDED, Backing.BEFORE_GATEBOT}
        return backed and not self.changes and not self.ended

    @property
    def known(self) -> bool:
        """Whether it could be looked at."""
        return self.backing is not Backing.UNKNOWN


Signoffs = Mapping[str, SignoffCheck]  # by the id of each phase that reads Signed Off


def not_looked_at(phase: Phase) -> SignoffCheck:
    """Return what is known of a sign-off that could not be looked at: nothing."""
    return SignoffCheck(phase.id, phase.title, Backing.UNKNOWN)


def broken(checks: Iterable[SignoffCheck]) -> tuple[SignoffCheck, ...]:
    """Return the sign-offs that can't be relied on."""
    return tuple(check for check in checks if not check.holds)


def ended_waivers(
    recorded: Iterable[Waived], in_force: Iterable[Waived], gate: Gate, today: date
) -> tuple[Waived, ...]:
    """Return the waivers that a sign-off rests on and that ran out before a day (UTC).

    One that was renewed has not, and one of what the gate no longer asks for is not needed.
    """
    renewed = {_waives(each) for each in in_force}
    asked = {(WaiverScope.ROLE, role.casefold()) for role in gate.requires}
    asked |= {(WaiverScope.EVIDENCE, kind.value) for kind in gate.kinds}
    return tuple(
        each
        for each in recorded
        if _waives(each) in asked - renewed and not _lasts(each.until, today)
    )


def _waives(waived: Waived) -> tuple[WaiverScope, str]:
    return waived.scope, waived.name.casefold()


def _lasts(until: str, today: date) -> bool:
    day = iso_day(until)
    return day is not None and day >= today
