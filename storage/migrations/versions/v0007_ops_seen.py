"""Since when the items of the ops tracks are known."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "ops_seen",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("item_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project", "item_key", name="pk_ops_seen"),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("ops_seen")
