"""What the parts of the engine share: the journal, the opened accounts, the kinds, this worker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from baoguan.documents import DocumentKinds
from baoguan.engine.worker import Worker
from baoguan.ledger import Effects
from baoguan.lifecycle import Standing
from baoguan.model.content import from_stored
from baoguan.plugin import ChannelCalls, Plugins
from baoguan.store.journal import Journal
from baoguan.store.rows import DocumentRow


@attrs.frozen(kw_only=True)
class Account:
    """An opened account: its row's id and its channel."""

    id: int
    name: str
    calls: ChannelCalls


@attrs.frozen(kw_only=True)
class Engine:
    """The parts in one place."""

    environment: str
    journal: Journal
    kinds: DocumentKinds
    plugins: Plugins
    accounts: Mapping[str, Account]
    worker: Worker
    by: str
    effects: Effects
    """What lists do to ledgers, plugins' rows too."""
    base: Path
    """The folder that relative paths of documents and settings start from."""

    def account_of(self, account_id: int) -> Account:
        """The opened account of a row id."""
        return next(a for a in self.accounts.values() if a.id == account_id)

    @property
    def account_ids(self) -> list[int]:
        """Row ids of the opened accounts."""
        return [a.id for a in self.accounts.values()]


def standing_of(row: DocumentRow | None) -> Standing:
    """The stored standing of a document; that of a draft for none."""
    return from_stored(row.standing, Standing, where="standing") if row is not None and row.standing else Standing(state="draft")
