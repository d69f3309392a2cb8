"""The head of each project that was looked through for hand edits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "heads",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project", name="pk_heads"),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("heads")
