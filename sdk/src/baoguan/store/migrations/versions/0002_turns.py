"""Turns: how often, and how many at once, an account's far side is asked; when it is polled next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Give the account its new columns and make the table of turns."""
    for gone in ("tokens", "tokens_at"):
        op.drop_column("account", gone)
    for new in ("turn_at", "not_before", "next_poll"):
        op.add_column("account", sa.Column(new, sa.String(length=32), nullable=True))
    op.create_table(
        "turn",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_turn_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index(op.f("ix_turn_account_id"), "turn", ["account_id"])
