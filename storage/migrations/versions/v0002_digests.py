"""When channels hear their digest, and which days were claimed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "digests",
        *_texts("channel", "project", "at", "zone", "days", "set_by"),
        sa.Column("set_at", _TIME, nullable=False),
        sa.Column("always", sa.Boolean(), nullable=False),
        *_texts("stopped"),
        sa.PrimaryKeyConstraint("channel", name="pk_digests"),
    )
    op.create_table(
        "firings",
        *_texts("channel", "day"),
        sa.Column("claimed_at", _TIME, nullable=False),
        *_texts("head"),
        sa.PrimaryKeyConstraint("channel", "day", name="pk_firings"),
    )
    op.create_index("ix_firings_claimed_at", "firings", ["claimed_at"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("firings")
    op.drop_table("digests")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
