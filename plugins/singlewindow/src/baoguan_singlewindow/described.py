"""What a receipt describes: of what stands beside its fields only what no field could hold is kept, the client would refuse the rest."""

from __future__ import annotations

from typing import TypeVar

import attrs

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Carried, Ledger, LedgerItem, UnitConsumption

T = TypeVar("T", BondedInventoryList, InventoryLine, Ledger, LedgerItem, UnitConsumption)


def unreadable_only(record: T) -> T:
    """Of what a record carries beside its fields, the texts that no field could hold: the rules name them."""
    if record.carried is None:
        return record
    kept = {path: text for path, text in record.carried.originals.items() if _at(record, path) is None}
    return attrs.evolve(record, carried=Carried(originals=kept) if kept else None)


def _at(record: object, path: str) -> object:
    for name in path.split("."):
        record = getattr(record, name, None)
    return record
