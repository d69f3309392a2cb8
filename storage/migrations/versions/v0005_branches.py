"""The branches on which the changes of phases wait for their pull requests."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "branches",
        *_texts("project", "phase_key", "phase", "name", "base", "round_id"),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("url"),
        sa.Column("auto_merge", sa.Boolean(), nullable=True),
        sa.Column("carrying", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project", "phase_key", name="pk_branches"),
    )


def downgrade() -> None:
    """Take the step back."""
    op.drop_table("branches")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
