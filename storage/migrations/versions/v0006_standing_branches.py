"""Whose changes wait on a branch that belongs to no phase."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    people = sa.Column("people", sa.Text(), nullable=False, server_default="[]")
    op.add_column("branches", people)


def downgrade() -> None:
    """Take the step back."""
    op.drop_column("branches", "people")
