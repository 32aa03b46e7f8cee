"""Transfers (结转), moves that cross no border, and the ledger row that each supervision mode moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from baoguan.model.inventory import BondedInventoryList
from baoguan.model.inventory_codes import (
    DeclarationKind,
    DeclarationRelation,
    Direction,
    GoodsKind,
    InventoryType,
    TransferType,
)
from baoguan.numbers import BadNumber, LedgerSystem, parse_ledger
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import FIELDS, GUIDE, INVENTORY_RULES, PAGE, deleting, generates, once, present

Head = Block[BondedInventoryList]

OTHER_TRANSPORT: Final = "9"
CHINA: Final = "CHN"

_DEEP = frozenset({TransferType.DEEP_PROCESSING, TransferType.AREA_DEEP_PROCESSING})
_SURPLUS = frozenset({TransferType.SURPLUS, TransferType.AREA_MATERIAL})
TRANSFER_OF_MODE: Final[dict[str, frozenset[TransferType]]] = {
    "0255": _DEEP,
    "0654": _DEEP,
    "0258": _SURPLUS,
    "0657": _SURPLUS,
    "0456": frozenset({TransferType.EQUIPMENT}),
}
"""Transfer types that go with a supervision mode, by their names."""

_BETWEEN_LEDGERS = frozenset(TransferType) - {TransferType.GENERAL_TAXPAYER}
_MODES_OF_TRANSFER: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(mode for mode, kinds in TRANSFER_OF_MODE.items() if kind in kinds)
    for kind in (TransferType.DEEP_PROCESSING, TransferType.SURPLUS)
}
NO_BORDER: Final = frozenset({"0245", "0255", "0258", "0644", "0654", "0657", "0844", "0845"})
"""Supervision modes whose goods do not cross the border: transfers and domestic sales outside special areas."""

_TRANSFER = {
    "supervision_mode": "0654",
    "transfer_type": "A",
    "transport_mode": "9",
    "counterpart_country": "CHN",
    "related_ledger_no": "C530124A0002",
}


@INVENTORY_RULES.rule(
    "transfer.type",
    fields=("transfer_type",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="监管方式 {mode} 与流转类型“{value}”不一致，一般应为 {expected}",
    en="supervision mode {mode} usually has transfer type {expected}, not {value!r}",
    remedy_zh="核对流转类型；不是结转的清单应为空",
    remedy_en="Check transfer_type; it is empty unless the list is a transfer",
    accepted=({}, _TRANSFER),
    refused=({**_TRANSFER, "transfer_type": None}, {**_TRANSFER, "transfer_type": "B"}, {"transfer_type": "A"}),
)
def _type(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    mode, kind = document.supervision_mode or "", document.transfer_type
    if deleting(document):
        return
    expected = TRANSFER_OF_MODE.get(mode)
    if expected is not None:
        if kind not in expected:
            yield Hit(0, {"mode": mode, "expected": "、".join(sorted(expected))})
    elif kind is not None and kind in _MODES_OF_TRANSFER:
        modes = _MODES_OF_TRANSFER[kind]
        yield Hit(0, {"mode": mode, "expected": f"（监管方式 {'、'.join(modes)}）"})


INVENTORY_RULES.rule(
    "transfer.general_taxpayer",
    fields=("transfer_type",),
    source=PAGE,
    mark=Mark.INFERRED,
    severity="warning",
    zh="流转类型 {value} 一纳企业只用于清单类型 9 一纳成品内销",
    en="transfer type {value} belongs to lists of type 9 only",
    remedy_zh="清空流转类型，或清单类型改为 9",
    remedy_en="Clear transfer_type, or set inventory_type to 9",
    accepted=({}, {"inventory_type": "9", "transfer_type": "Y"}),
    refused=({"transfer_type": "Y"},),
)(
    once(
        lambda document, _: (
            document.transfer_type == TransferType.GENERAL_TAXPAYER
            and document.inventory_type != InventoryType.GENERAL_TAXPAYER_SALE
        )
    )
)

INVENTORY_RULES.rule(
    # The filling rules ask for it in the declaration; that the list must have it too is a conclusion.
    "transfer.related_ledger",
    fields=("related_ledger_no",),
    source=GUIDE,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="结转清单应填对方的手册、账册编号（关联备案编号）",
    en="a transfer names the other side's ledger in related_ledger_no",
    remedy_zh="填写关联备案编号",
    remedy_en="Fill in related_ledger_no",
    accepted=({}, _TRANSFER),
    refused=({**_TRANSFER, "related_ledger_no": None},),
)(
    once(
        lambda document, _: (
            document.transfer_type in _BETWEEN_LEDGERS and not present(document.related_ledger_no) and not deleting(document)
        )
    )
)

INVENTORY_RULES.rule(
    "transfer.import_first",
    fields=("related_list_no", "related_entry_no"),
    source=GUIDE,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="结转先报进口、后报出口：出口清单应填对方进口的关联清单编号",
    en="in a transfer the import goes first: the export list names the other side's import in related_list_no",
    remedy_zh="对方进口清单通过后，填写关联清单编号",
    remedy_en="Fill in related_list_no once the other side's import list has passed",
    accepted=({}, _TRANSFER, {**_TRANSFER, "direction": "E", "related_list_no": "QD530125I000000001"}),
    refused=({**_TRANSFER, "direction": "E"},),
)(
    once(
        lambda document, _: (
            document.transfer_type in _BETWEEN_LEDGERS
            and document.direction == Direction.EXPORT
            and not present(document.related_list_no)
            and not present(document.related_entry_no)
            and not deleting(document)
        )
    )
)


@INVENTORY_RULES.rule(
    # Official for the declaration; for the list it is a conclusion, since the declaration is drafted from it.
    "transfer.no_border",
    fields=("transport_mode", "counterpart_country"),
    source=GUIDE,
    mark=Mark.INFERRED,
    severity="warning",
    zh="监管方式 {mode} 的货物不实际进出境，应为 {expected}，现为 {value}",
    en="goods of supervision mode {mode} do not cross the border: {expected} expected, not {value}",
    remedy_zh="运输方式填 9，启运/运抵国填 CHN；特殊区域与区外之间另有代码",
    remedy_en="Transport mode 9 and country CHN; other codes between a special area and the outside",
    accepted=({}, _TRANSFER),
    refused=({**_TRANSFER, "transport_mode": "4"}, {**_TRANSFER, "counterpart_country": "JPN"}),
)
def _no_border(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    if document.supervision_mode not in NO_BORDER:
        return
    for field, expected in (("transport_mode", OTHER_TRANSPORT), ("counterpart_country", CHINA)):
        value = getattr(document, field)
        if present(value) and value != expected:
            yield Hit(0, {"mode": document.supervision_mode, "expected": expected}, field)


AREA_MODES: Final = frozenset({"1200", "1300", "1371", "5000", "5100", "5300"})
_JOINT = frozenset({DeclarationKind.ENTRY_RECORD_JOINT, DeclarationKind.EXIT_RECORD_JOINT})
_AREA = {
    "ledger_no": "H530124A0001",
    "supervision_mode": "5000",
    "transport_mode": "9",
    "counterpart_country": "CHN",
    "related_ledger_no": "C530124A0002",
}


@INVENTORY_RULES.rule(
    "area.related_ledger",
    fields=("related_ledger_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="H、T、L 账册以监管方式 {mode} 对应报关、运输方式 9、启运/运抵国为中国时，关联备案编号必填",
    en="an own declaration of an H, T or L ledger with mode {mode}, transport 9 and country China needs related_ledger_no",
    remedy_zh="填写对方的手册或账册编号；没有的填 NULL00000000",
    remedy_en="Fill in the other side's ledger; NULL00000000 when it has none",
    accepted=({}, _AREA, {**_AREA, "related_ledger_no": None, "transport_mode": "4"}),
    refused=({**_AREA, "related_ledger_no": None},),
)
def _area_ledger(block: Head, _: Context) -> list[Hit]:
    document = block.rows[0]
    missing = _area_flow(document) and not present(document.related_ledger_no)
    return [Hit(0, {"mode": document.supervision_mode})] if missing else []


@INVENTORY_RULES.rule(
    "area.joint_record",
    fields=("declaration_kind",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="关联备案编号 {ledger} 是 H2010 底账或没有底账，报关单类型应为 5 或 6（两单一审），现为 {value}",
    en="the related ledger {ledger} is a legacy one or none: the declaration kind is 5 or 6 (joint record), not {value}",
    remedy_zh="报关单类型改为 5 或 6",
    remedy_en="Set declaration_kind to 5 or 6",
    accepted=(
        {},
        _AREA,
        {**_AREA, "related_ledger_no": "C53012410001", "declaration_kind": "5"},
        {**_AREA, "related_ledger_no": "null00000000", "declaration_kind": "6"},
    ),
    refused=({**_AREA, "related_ledger_no": "C53012410001"}, {**_AREA, "related_ledger_no": "null00000000"}),
)
def _joint_record(block: Head, _: Context) -> list[Hit]:
    document = block.rows[0]
    ledger = document.related_ledger_no or ""
    wrong = _area_flow(document) and _legacy_or_none(ledger) and document.declaration_kind not in _JOINT
    return [Hit(0, {"ledger": ledger})] if wrong else []


def _area_flow(document: BondedInventoryList) -> bool:
    return (
        generates(document)
        and not deleting(document)
        and document.transport_mode == OTHER_TRANSPORT
        and document.counterpart_country == CHINA
        and document.declaration_relation == DeclarationRelation.OWN
        and (document.ledger_no or "")[:1] in {"H", "T", "L"}
        and document.supervision_mode in AREA_MODES
    )


def _legacy_or_none(ledger: str) -> bool:
    if ledger.upper().startswith("NULL"):
        return True
    try:
        return parse_ledger(ledger).system is LedgerSystem.LEGACY
    except BadNumber:
        # A number of another shape is a finding of its own, so nothing is concluded from it here.
        return False


class Moves(NamedTuple):
    """What a supervision mode moves: the kind of ledger row by direction of the list."""

    by_import: GoodsKind | None
    by_export: GoodsKind | None


_IN_MATERIAL_OUT_PRODUCT = Moves(GoodsKind.MATERIAL, GoodsKind.PRODUCT)
_MATERIAL = Moves(GoodsKind.MATERIAL, GoodsKind.MATERIAL)
_PRODUCT = Moves(GoodsKind.PRODUCT, GoodsKind.PRODUCT)
_MATERIAL_IN = Moves(GoodsKind.MATERIAL, None)
_MATERIAL_OUT = Moves(None, GoodsKind.MATERIAL)
ROW_OF_MODE: Final[dict[str, Moves]] = {
    **dict.fromkeys(("0214", "0615", "0715", "0255", "0654"), _IN_MATERIAL_OUT_PRODUCT),
    **dict.fromkeys(("0258", "0657", "0300", "0700"), _MATERIAL),
    **dict.fromkeys(("4400", "4600"), _PRODUCT),
    **dict.fromkeys(("0245", "0644", "0844", "0845"), _MATERIAL_IN),
    **dict.fromkeys(("0265", "0664", "0864", "0865"), _MATERIAL_OUT),
}
"""By-products that leave as products are an exception that the code does not tell, so this only ever warns."""


@INVENTORY_RULES.rule(
    "transfer.ledger_row",
    fields=("goods_kind", "direction"),
    source=GUIDE,
    mark=Mark.TWICE,
    severity="warning",
    zh="监管方式 {mode}、进出口标记 {direction} 的清单一般用{expected}，现为 {value}",
    en="a list of supervision mode {mode} and direction {direction} usually has {expected_en}, not {value}",
    remedy_zh="核对监管方式、进出口标记和料件成品标记：它们决定哪一项底账被核扣",
    remedy_en="Check the three of them: they decide which row of the ledger is moved",
    accepted=({}, {"direction": "E", "goods_kind": "E"}, {"supervision_mode": "0644"}),
    refused=({"goods_kind": "E"}, {"direction": "E"}, {"supervision_mode": "0664"}),
)
def _ledger_row(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    mode, direction, goods_kind = document.supervision_mode or "", document.direction, document.goods_kind
    moves = ROW_OF_MODE.get(mode)
    if moves is None or direction not in set(Direction) or goods_kind not in set(GoodsKind):
        return
    expected = moves.by_import if direction == Direction.IMPORT else moves.by_export
    values = {"mode": mode, "direction": direction}
    if expected is None:
        other = Direction.EXPORT if direction == Direction.IMPORT else Direction.IMPORT
        yield Hit(0, {**values, "expected": f"进出口标记 {other}", "expected_en": f"direction {other}"}, "direction")
    elif goods_kind != expected:
        yield Hit(0, {**values, "expected": f"{expected} {expected.zh}", "expected_en": f"goods kind {expected}"})
