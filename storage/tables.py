"""The tables. Rules that must hold whoever writes are constraints here, not only code.

`phase_key` is the phase's id, case-folded; its other spellings are found by `phase_keys`. Nested
values are typed JSON.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bot.ports.card import Brief
from bot.readiness.round import GapState, GapTarget, Reviewer, RoundState, Ruling, Terms
from bot.readiness.status import Status
from storage.columns import Typed, UtcDateTime, Word


class IntentState(StrEnum):
    """Where an intent stands. UNREADABLE: parked by the outbox, its work can't be decoded."""

    PENDING = "pending"
    RUNNING = "running"
    PARKED = "parked"
    UNREADABLE = "unreadable"
    DONE = "done"


class Stored(SQLModel):
    """The base of all tables, with metadata of its own and constraint names that never change."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _column(kind: Any, *constraints: Any, nullable: bool = False, **options: Any) -> Any:
    return Field(sa_column=Column(kind, *constraints, nullable=nullable, **options))


class RoundRow(Stored, table=True):
    """A round, what its reviewers are shown (the brief), and its version for compare-and-swap."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("project", "phase_key", "number"),
        Index(
            "uq_rounds_one_live",
            "project",
            "phase_key",
            unique=True,
            sqlite_where=text("state IN ('open', 'approved')"),
            postgresql_where=text("state IN ('open', 'approved')"),
        ),
    )

    id: str = _column(Text, primary_key=True)
    project: str = _column(Text)
    phase: str = _column(Text)
    phase_key: str = _column(Text)
    title: str = _column(Text)
    number: int = _column(Integer)
    requester: Reviewer = _column(Typed(Reviewer))
    requested_at: datetime = _column(UtcDateTime)
    pinned_commit: str = _column(Text)
    digest: str = _column(Text)
    policy_oid: str = _column(Text)
    terms: Terms = _column(Typed(Terms))
    owners: tuple[Reviewer, ...] = _column(Typed(tuple[Reviewer, ...]))
    state: RoundState = _column(Word(RoundState))
    landing: bool = _column(Boolean)
    landed_commit: str = _column(Text)
    version: int = _column(Integer)
    brief: Brief = _column(Typed(Brief))


class DecisionRow(Stored, table=True):
    """One verdict. `position` is its place in the round's history, from 0."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: str = _column(Text, primary_key=True)
    round_id: str = _column(Text, ForeignKey("rounds.id"))
    position: int = _column(Integer)
    role: str = _column(Text)
    reviewer: Reviewer = _column(Typed(Reviewer))
    ruling: Ruling = _column(Word(Ruling))
    at: datetime = _column(UtcDateTime)
    digest: str = _column(Text)
    note: str = _column(Text)
    in_force: bool = _column(Boolean)


class GapRow(Stored, table=True):
    """A gap, numbered within its phase."""

    __tablename__ = "gaps"

    project: str = _column(Text, primary_key=True)
    phase_key: str = _column(Text, primary_key=True)
    number: int = _column(Integer, primary_key=True, autoincrement=False)
    phase: str = _column(Text)
    round_id: str = _column(Text, ForeignKey("rounds.id"))
    role: str = _column(Text)
    reviewer: Reviewer = _column(Typed(Reviewer))
    text: str = _column(Text)
    target: GapTarget = _column(Word(GapTarget))
    about: str = _column(Text)
    state: GapState = _column(Word(GapState))
    listed_at: datetime = _column(UtcDateTime)
    note: str = _column(Text)


class CardRow(Stored, table=True):
    """Where a round's card stands in Slack."""

    __tablename__ = "cards"

    round_id: str = _column(Text, ForeignKey("rounds.id"), primary_key=True)
    channel: str = _column(Text)
    ts: str = _column(Text)


class DeliveryRow(Stored, table=True):
    """A delivery of Slack that was taken in, so that its repetition is known."""

    __tablename__ = "deliveries"

    key: str = _column(Text, primary_key=True)
    seen_at: datetime = _column(UtcDateTime, index=True)


class IntentRow(Stored, table=True):
    """What must still happen outside the database. `sequence` is the order of commits."""

    __tablename__ = "intents"
    __table_args__ = (
        Index(None, "state", "sequence"),
        Index(None, "lane", "state", "sequence"),
        Index(None, "correlation_id", "state"),
        # A number is never used twice, even after the last rows were pruned.
        {"sqlite_autoincrement": True},
    )

    # Only INTEGER numbers its rows by itself on SQLite; it has 64 bits there.
    sequence: int = _column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    id: str = _column(Text, unique=True)
    key: str = _column(Text, unique=True)
    kind: str = _column(Text)
    work: str = _column(Text)
    lane: str = _column(Text)
    correlation_id: str = _column(Text)
    created_at: datetime = _column(UtcDateTime)
    state: IntentState = _column(Word(IntentState))
    due: datetime = _column(UtcDateTime)
    attempt: int = _column(Integer)
    token: str | None = _column(Text, nullable=True)
    lease_until: datetime | None = _column(UtcDateTime, nullable=True)
    base: str | None = _column(Text, nullable=True)
    why: str = _column(Text)
    mend: str = _column(Text)
    done_at: datetime | None = _column(UtcDateTime, nullable=True)


class DigestRow(Stored, table=True):
    """When a channel hears its digest. `days` are those of a week, in its order."""

    __tablename__ = "digests"

    channel: str = _column(Text, primary_key=True)
    project: str = _column(Text)
    at: str = _column(Text)
    zone: str = _column(Text)
    days: tuple[str, ...] = _column(Typed(tuple[str, ...]))
    set_by: str = _column(Text)
    set_at: datetime = _column(UtcDateTime)
    always: bool = _column(Boolean)
    stopped: str = _column(Text)


class FiringRow(Stored, table=True):
    """A day on which a channel's digest was claimed: the key is what makes it one post a day.

    It outlives the schedule, so that turning a digest off and on does not post it again.
    """

    __tablename__ = "firings"

    channel: str = _column(Text, primary_key=True)
    day: str = _column(Text, primary_key=True)
    claimed_at: datetime = _column(UtcDateTime, index=True)
    head: str = _column(Text)


class HomeRow(Stored, table=True):
    """Somebody who has opened their Home. `waiting`: a drawing of it is in the outbox."""

    __tablename__ = "homes"

    person: str = _column(Text, primary_key=True)
    opened_at: datetime = _column(UtcDateTime)
    waiting: bool = _column(Boolean)
    mark: str = _column(Text)
    view_hash: str = _column(Text)


class BranchRow(Stored, table=True):
    """The one branch on which a phase's changes wait for their pull request."""

    __tablename__ = "branches"

    project: str = _column(Text, primary_key=True)
    phase_key: str = _column(Text, primary_key=True)
    phase: str = _column(Text)
    name: str = _column(Text)
    base: str = _column(Text)
    round_id: str = _column(Text)
    before: Status | None = _column(Word(Status), nullable=True)
    number: int = _column(Integer)
    url: str = _column(Text)
    auto_merge: bool | None = _column(Boolean, nullable=True)
    carrying: bool = _column(Boolean)
    version: int = _column(Integer)
    people: tuple[str, ...] = _column(Typed(tuple[str, ...]))


class HeadRow(Stored, table=True):
    """The head of a project that was looked through for hand edits last."""

    __tablename__ = "heads"

    project: str = _column(Text, primary_key=True)
    head: str = _column(Text)


class OpsSeenRow(Stored, table=True):
    """The day (ISO, in UTC) on which an item of a project's ops track was seen first."""

    __tablename__ = "ops_seen"

    project: str = _column(Text, primary_key=True)
    item_key: str = _column(Text, primary_key=True)
    day: str = _column(Text)


METADATA: Final = Stored.metadata
ROUNDS: Final[Table] = METADATA.tables["rounds"]
DECISIONS: Final[Table] = METADATA.tables["decisions"]
GAPS: Final[Table] = METADATA.tables["gaps"]
CARDS: Final[Table] = METADATA.tables["cards"]
DELIVERIES: Final[Table] = METADATA.tables["deliveries"]
INTENTS: Final[Table] = METADATA.tables["intents"]
DIGESTS: Final[Table] = METADATA.tables["digests"]
FIRINGS: Final[Table] = METADATA.tables["firings"]
HOMES: Final[Table] = METADATA.tables["homes"]
BRANCHES: Final[Table] = METADATA.tables["branches"]
HEADS: Final[Table] = METADATA.tables["heads"]
OPS_SEEN: Final[Table] = METADATA.tables["ops_seen"]
