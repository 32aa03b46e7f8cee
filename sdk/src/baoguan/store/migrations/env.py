"""Alembic environment: runs on the connection that the store hands over, never on an address of its own."""

from __future__ import annotations

from alembic import context

from baoguan.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
