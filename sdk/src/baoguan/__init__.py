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
    from baoguan.broker import (
        AccountConfig,
        AmendmentRequest,
        Arranged,
        Broker,
        Config,
        Round,
        Status,
        Submitted,
        Trace,
        load_config,
        read_config,
    )
    from baoguan.documents.amending import amendment_of, confirmation_of, withdrawal_of
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
    from baoguan.model.amendment import AmendedRow, Amendment, AmendmentItem, Confirmation
    from baoguan.model.attachment import Attachment
    from baoguan.model.content import from_json, to_json
    from baoguan.model.declaration import CustomsDeclaration
    from baoguan.model.declaration_goods import Container, ControlElement, DeclarationGoods, GoodsLicence, LicenceDocument, Vehicle
    from baoguan.model.declaration_parts import (
        AccessRequest,
        CertificateRequest,
        DeclarationAttachment,
        MarkAttachment,
        OriginRelation,
        OtherPacking,
        Promise,
        Qualification,
        RiskAssessment,
        RoyaltyFee,
        Signature,
        UserContact,
    )
    from baoguan.model.declaration_tax import Supplement, TaxAmount, TaxLine, TaxSheet
    from baoguan.model.declaration_transit import Transit, TransitContainer, TransitGoods, TransitLeg
    from baoguan.model.inventory import BondedInventoryList, EcommerceBill, InventoryLine, WarehouseDocument
    from baoguan.model.inventory_draft import DraftDeclaration, DraftGoods
    from baoguan.model.message import Act, Step, Verb
    from baoguan.model.party import Party
    from baoguan.model.receipt import Outcome, Receipt
    from baoguan.model.write_off import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
    from baoguan.sheets import Names, Reading, annotate, read_map, read_workbook, write_lists, write_template

_HOME = {
    "baoguan.broker": (
        "AccountConfig",
        "AmendmentRequest",
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
    "baoguan.documents.amending": ("amendment_of", "confirmation_of", "withdrawal_of"),
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
    "baoguan.model.amendment": ("AmendedRow", "Amendment", "AmendmentItem", "Confirmation"),
    "baoguan.model.attachment": ("Attachment",),
    "baoguan.model.content": ("from_json", "to_json"),
    "baoguan.model.declaration": ("CustomsDeclaration",),
    "baoguan.model.declaration_goods": (
        "Container",
        "ControlElement",
        "DeclarationGoods",
        "GoodsLicence",
        "LicenceDocument",
        "Vehicle",
    ),
    "baoguan.model.declaration_parts": (
        "AccessRequest",
        "CertificateRequest",
        "DeclarationAttachment",
        "MarkAttachment",
        "OriginRelation",
        "OtherPacking",
        "Promise",
        "Qualification",
        "RiskAssessment",
        "RoyaltyFee",
        "Signature",
        "UserContact",
    ),
    "baoguan.model.declaration_tax": (
        "Supplement",
        "TaxAmount",
        "TaxLine",
        "TaxSheet",
    ),
    "baoguan.model.declaration_transit": (
        "Transit",
        "TransitContainer",
        "TransitGoods",
        "TransitLeg",
    ),
    "baoguan.model.inventory": ("BondedInventoryList", "EcommerceBill", "InventoryLine", "WarehouseDocument"),
    "baoguan.model.inventory_draft": ("DraftDeclaration", "DraftGoods"),
    "baoguan.model.message": ("Act", "Step", "Verb"),
    "baoguan.model.party": ("Party",),
    "baoguan.model.receipt": ("Outcome", "Receipt"),
    "baoguan.model.write_off": ("WriteOff", "WriteOffAttachment", "WriteOffList", "WriteOffRow"),
    "baoguan.sheets": ("Names", "Reading", "annotate", "read_map", "read_workbook", "write_lists", "write_template"),
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "AccessRequest",
    "AccountConfig",
    "Act",
    "AmendedRow",
    "Amendment",
    "AmendmentItem",
    "AmendmentRequest",
    "Arranged",
    "Attachment",
    "BaoguanError",
    "BondedInventoryList",
    "Broker",
    "CertificateRequest",
    "ChannelError",
    "Config",
    "ConfigurationError",
    "Confirmation",
    "Container",
    "ControlElement",
    "CustomsDeclaration",
    "DeclarationAttachment",
    "DeclarationGoods",
    "DecodeError",
    "DraftDeclaration",
    "DraftGoods",
    "EcommerceBill",
    "Finding",
    "GoodsLicence",
    "IdempotencyConflict",
    "InDoubt",
    "InvalidDocument",
    "InventoryLine",
    "JournalError",
    "LicenceDocument",
    "MarkAttachment",
    "Names",
    "NotSent",
    "OriginRelation",
    "OtherPacking",
    "Outcome",
    "Party",
    "Promise",
    "Qualification",
    "Reading",
    "Receipt",
    "Refused",
    "Rejected",
    "RiskAssessment",
    "Round",
    "RoyaltyFee",
    "Side",
    "Signature",
    "Status",
    "Step",
    "Submitted",
    "Supplement",
    "TaxAmount",
    "TaxLine",
    "TaxSheet",
    "TooLarge",
    "Trace",
    "Transit",
    "TransitContainer",
    "TransitGoods",
    "TransitLeg",
    "UnknownReference",
    "Unproven",
    "Unsupported",
    "UnusableInput",
    "UserContact",
    "Vehicle",
    "Verb",
    "WarehouseDocument",
    "WriteOff",
    "WriteOffAttachment",
    "WriteOffList",
    "WriteOffRow",
    "amendment_of",
    "annotate",
    "confirmation_of",
    "from_json",
    "load_config",
    "read_config",
    "read_map",
    "read_workbook",
    "to_json",
    "withdrawal_of",
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
