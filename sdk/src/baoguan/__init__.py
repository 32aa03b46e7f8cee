"""baoguan (报关): declare goods to China Customs over any channel.

    from baoguan import Broker
    with Broker.open("baoguan.toml") as broker:
        broker.submit(document, "card-a")
        broker.run_once()

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baoguan.broker import AccountConfig, Arranged, Broker, Config, Round, Status, Submitted, Trace, load_config, read_config
    from baoguan.errors import (
        BaoguanError,
        ChannelError,
        ConfigurationError,
        DecodeError,
        Finding,
        IdempotencyConflict,
        InDoubt,
        InvalidDocument,
        JournalError,
        NotSent,
        Refused,
        Rejected,
        Side,
        TooLarge,
        UnknownReference,
        Unproven,
        Unsupported,
        UnusableInput,
    )
    from baoguan.model.attachment import Attachment
    from baoguan.model.content import from_json, to_json
    from baoguan.model.inventory import BondedInventoryList, EcommerceBill, InventoryLine, WarehouseDocument
    from baoguan.model.inventory_draft import DraftDeclaration, DraftGoods
    from baoguan.model.message import Act, Step, Verb
    from baoguan.model.party import Party
    from baoguan.model.receipt import Outcome, Receipt
    from baoguan.sheets import Names, Reading, annotate, read_map, read_workbook, write_lists, write_template

_HOME = {
    "baoguan.broker": (
        "AccountConfig",
        "Arranged",
        "Arranged",
        "Broker",
        "Config",
        "Round",
        "Status",
        "Submitted",
        "Trace",
        "load_config",
        "read_config",
    ),
    "baoguan.errors": (
        "BaoguanError",
        "ChannelError",
        "ConfigurationError",
        "DecodeError",
        "Finding",
        "IdempotencyConflict",
        "InDoubt",
        "InvalidDocument",
        "JournalError",
        "NotSent",
        "Refused",
        "Rejected",
        "Side",
        "TooLarge",
        "UnknownReference",
        "Unproven",
        "Unsupported",
        "UnusableInput",
    ),
    "baoguan.model.attachment": ("Attachment",),
    "baoguan.model.content": ("from_json", "to_json"),
    "baoguan.model.inventory": ("BondedInventoryList", "EcommerceBill", "InventoryLine", "WarehouseDocument"),
    "baoguan.model.inventory_draft": ("DraftDeclaration", "DraftGoods"),
    "baoguan.model.message": ("Act", "Step", "Verb"),
    "baoguan.model.party": ("Party",),
    "baoguan.model.receipt": ("Outcome", "Receipt"),
    "baoguan.sheets": ("Names", "Reading", "annotate", "read_map", "read_workbook", "write_lists", "write_template"),
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "AccountConfig",
    "Act",
    "Arranged",
    "Attachment",
    "BaoguanError",
    "BondedInventoryList",
    "Broker",
    "ChannelError",
    "Config",
    "ConfigurationError",
    "DecodeError",
    "DraftDeclaration",
    "DraftGoods",
    "EcommerceBill",
    "Finding",
    "IdempotencyConflict",
    "InDoubt",
    "InvalidDocument",
    "InventoryLine",
    "JournalError",
    "Names",
    "NotSent",
    "Outcome",
    "Party",
    "Reading",
    "Receipt",
    "Refused",
    "Rejected",
    "Round",
    "Side",
    "Status",
    "Step",
    "Submitted",
    "TooLarge",
    "Trace",
    "UnknownReference",
    "Unproven",
    "Unsupported",
    "UnusableInput",
    "Verb",
    "WarehouseDocument",
    "annotate",
    "from_json",
    "load_config",
    "read_config",
    "read_map",
    "read_workbook",
    "to_json",
    "write_lists",
    "write_template",
]


def __getattr__(name: str) -> object:
    module = _WHERE.get(name)
    if module is None:
        raise AttributeError(f"module 'baoguan' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
