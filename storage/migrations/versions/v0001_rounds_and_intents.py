"""Rounds, decisions, gaps, cards, deliveries, intents.

Types are written out: what this step does must not change with storage.tables.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Take the step."""
    _rounds()
    _decisions()
    _gaps()
    _cards()
    _deliveries()
    _intents()


def downgrade() -> None:
    """Take the step back."""
    for table in ("intents", "deliveries", "cards", "gaps", "decisions", "rounds"):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _rounds() -> None:
    op.create_table(
        "rounds",
        *_texts("id", "project", "phase", "phase_key", "title"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("requester"),
        sa.Column("requested_at", _TIME, nullable=False),
        *_texts("pinned_commit", "digest", "policy_oid", "terms", "owners", "state"),
        sa.Column("landing", sa.Boolean(), nullable=False),
        *_texts("landed_commit"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("brief"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint(
            "project", "phase_key", "number", name="uq_rounds_project_phase_key_number"
        ),
    )
    live = sa.text("state IN ('open', 'approved')")
    op.create_index(
        "uq_rounds_one_live",
        "rounds",
        ["project", "phase_key"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        *_texts("id", "round_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("role", "reviewer", "ruling"),
        sa.Column("at", _TIME, nullable=False),
        *_texts("digest", "note"),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("round_id", "position", name="uq_decisions_round_id_position"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_decisions_round_id_rounds"),
    )


def _gaps() -> None:
    op.create_table(
        "gaps",
        *_texts("project", "phase_key"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("phase", "round_id", "role", "reviewer", "text", "target", "about", "state"),
        sa.Column("listed_at", _TIME, nullable=False),
        *_texts("note"),
        sa.PrimaryKeyConstraint("project", "phase_key", "number", name="pk_gaps"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_gaps_round_id_rounds"),
    )


def _cards() -> None:
    op.create_table(
        "cards",
        *_texts("round_id", "channel", "ts"),
        sa.PrimaryKeyConstraint("round_id", name="pk_cards"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_cards_round_id_rounds"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        *_texts("key"),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_seen_at", "deliveries", ["seen_at"])


def _intents() -> None:
    op.create_table(
        "intents",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_texts("id", "key", "kind", "work", "lane", "correlation_id"),
        sa.Column("created_at", _TIME, nullable=False),
        *_texts("state"),
        sa.Column("due", _TIME, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        *_texts("why", "mend"),
        sa.Column("done_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_intents"),
        sa.UniqueConstraint("id", name="uq_intents_id"),
        sa.UniqueConstraint("key", name="uq_intents_key"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["state", "sequence"],
        ["lane", "state", "sequence"],
        ["correlation_id", "state"],
    ):
        op.create_index("_".join(["ix_intents", *columns]), "intents", columns)
