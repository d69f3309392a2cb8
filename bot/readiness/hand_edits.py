"""What somebody changed by hand that only a review may: locked rows, and the sign-off table."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.readiness.events import Event
from bot.readiness.phase import UnknownStatus
from bot.readiness.status import Status


class Breach(StrEnum):
    """What a hand edit did."""

    SIGNED = "signed"  # the row says Signed Off, and no review stands behind it
    DROPPED = "dropped"  # its sign-off is of a review whose approvals don't count any more
    UNLOCKED = "unlocked"  # the row said Signed Off, and says something else
    GONE = "gone"  # the row said Signed Off, and is not there any more
    REWORDED = "reworded"  # title or owners of a row that says Signed Off
    ROW_ADDED = "row added"  # a row of the sign-off table that no review stands behind
    ROW_REMOVED = "row removed"  # a row of the sign-off table is gone, or reads otherwise


@dataclass(frozen=True, slots=True)
class HandEdit:
    """One breach; `before` and `after` are texts of the tracker, empty where there is none.

    Of a sign-off that was dropped, `after` is the correlation id.
    """

    breach: Breach
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class HandEdited(Event):
    """Somebody changed by hand what only a review may. `author` is empty where it can't be told.

    `merge`: the commit has several parents, so taking it back has to name one.
    """

    phase: str
    title: str
    edits: tuple[HandEdit, ...]
    author: str
    commit: str
    url: str = ""
    merge: bool = False


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row of the sign-off table, as people read it."""

    role: str
    reviewer: str
    date: str
    correlation_id: str
    record: str

    @property
    def text(self) -> str:
        """The row in one line."""
        return f"{self.role} · {self.reviewer} · {self.date} · {self.correlation_id}"


@dataclass(frozen=True, slots=True)
class Stand:
    """What a tracker says of one phase. `status` is None where it has no row.

    `wording` is its title and owners.
    """

    status: Status | UnknownStatus | None
    wording: str
    rows: tuple[SignedRow, ...]

    @property
    def signed_off(self) -> bool:
        """Whether the row says Signed Off."""
        return self.status is Status.SIGNED_OFF

    @property
    def shown(self) -> str:
        """The status as the tracker's readers know it."""
        if isinstance(self.status, UnknownStatus):
            return self.status.text
        return self.status.value if self.status else ""


def edits_between(
    before: Stand, after: Stand, reviewed: Collection[str], dropped: Collection[str] = ()
) -> tuple[HandEdit, ...]:
    """Return the breaches between two readings.

    `reviewed` are the correlation ids of the phase's rounds that were signed off: only what they
    wrote may come. Nothing may go. `dropped` are those of rounds that ended otherwise: what they
    wrote waited for a merge, and was merged when its approvals were void.
    """
    came = [row for row in after.rows if row not in before.rows]
    fallen = dict.fromkeys(r.correlation_id for r in came if r.correlation_id in dropped)
    return (
        *(HandEdit(Breach.DROPPED, before.shown, each) for each in fallen),
        *_of_status(before, after, {*reviewed, *fallen}),
        *(HandEdit(Breach.ROW_REMOVED, row.text) for row in before.rows if row not in after.rows),
        *(
            HandEdit(Breach.ROW_ADDED, "", row.text)
            for row in came
            if row.correlation_id not in {*reviewed, *fallen}
        ),
    )


def _of_status(before: Stand, after: Stand, reviewed: Collection[str]) -> tuple[HandEdit, ...]:
    if after.signed_off and not before.signed_off:
        # A row that was unlocked by hand and is put back has its sign-off still.
        stands = any(row.correlation_id in reviewed for row in after.rows)
        return () if stands else (HandEdit(Breach.SIGNED, before.shown, after.shown),)
    if not before.signed_off:
        return ()
    if after.status is None:
        return (HandEdit(Breach.GONE, before.shown),)
    if not after.signed_off:
        return (HandEdit(Breach.UNLOCKED, before.shown, after.shown),)
    if before.wording != after.wording:
        return (HandEdit(Breach.REWORDED, before.wording, after.wording),)
    return ()
