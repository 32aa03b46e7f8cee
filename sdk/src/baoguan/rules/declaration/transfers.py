"""Carry-overs and moves between bonded places: the import comes first, the export names it, both name the other ledger.

Also what else the filling rules say of particular kinds of declarations: collective ones, domestic sale, destruction, levy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import LicenceDocument
from baoguan.numbers import BadNumber, parse_declaration
from baoguan.rules.declaration._modes import (
    BETWEEN_BONDED,
    CARRY_OVER,
    DESTRUCTION,
    DOMESTIC_SALE,
    EXCHANGE_OF_MATERIALS,
    EXCHANGE_OF_PRODUCTS,
    mode_in,
)
from baoguan.rules.declaration._pack import (
    DECLARATION_RULES,
    GUIDE,
    GUIDE_AND_WIRE,
    GUIDE_SINCE,
    exporting,
    head,
    importing,
    present,
)
from baoguan.rules.declaration.crossing import COLLECTIVE
from baoguan.rules.declaration.sample import CARRIED_OVER
from baoguan.rules.engine import Block, Context, Hit, Mark

DOMESTIC_SALE_DOCUMENT: Final = "c"
"""内销征税联系单."""
OTHER_STATUTORY: Final = "299"
"""征免性质 其他法定."""

_TAKER: Final = {**CARRIED_OVER, "direction": "I", "terms": "1", "related_entry_no": None}
_BETWEEN: Final = {**CARRIED_OVER, "supervision_mode": "1200"}

DECLARATION_RULES.rule(
    "transfer.related_entry",
    fields=("related_entry_no",),
    source=GUIDE_AND_WIRE,
    mark=Mark.TWICE,
    declare_only=True,
    since=GUIDE_SINCE,
    zh="结转出口报关单必须填写对应进口报关单号：先进口、后出口",
    en="the export of a carry-over names the declaration of the import, which is filed first",
    remedy_zh="取得转入方进口报关单号后，填写 related_entry_no 再申报",
    remedy_en="Declare when the taker's import has its number, and give it in related_entry_no",
    accepted=({}, CARRIED_OVER, _TAKER),
    refused=({**CARRIED_OVER, "related_entry_no": None},),
)(head(lambda d: mode_in(d, CARRY_OVER) and exporting(d) and not present(d.related_entry_no)))

DECLARATION_RULES.rule(
    "transfer.related_ledger",
    fields=("related_ledger_no",),
    source=GUIDE_AND_WIRE,
    mark=Mark.TWICE,
    declare_only=True,
    since=GUIDE_SINCE,
    zh="结转报关单必须填写对方的手册或账册编号（关联备案号）",
    en="both declarations of a carry-over name the other side's ledger",
    remedy_zh="填写 related_ledger_no",
    remedy_en="Fill in related_ledger_no",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "related_ledger_no": None}, {**_TAKER, "related_ledger_no": None}),
)(head(lambda d: mode_in(d, CARRY_OVER) and not present(d.related_ledger_no)))

DECLARATION_RULES.rule(
    "transfer.between_bonded",
    fields=("related_entry_no", "related_ledger_no"),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    since=GUIDE_SINCE,
    zh="保税间流转：先办进口报关，出口报关单填写其报关单号，双方填写对方的备案号",
    en="between bonded places the import is filed first: the export names it, and both name the other side's ledger",
    remedy_zh="填写 related_ledger_no，出口的还要填写 related_entry_no",
    remedy_en="Fill in related_ledger_no, and related_entry_no in an export",
    accepted=({}, _BETWEEN),
    refused=({**_BETWEEN, "related_ledger_no": None}, {**_BETWEEN, "related_entry_no": None}),
)(
    head(
        lambda d: (
            mode_in(d, BETWEEN_BONDED) and (not present(d.related_ledger_no) or (exporting(d) and not present(d.related_entry_no)))
        )
    )
)


def _names_an_export(document: CustomsDeclaration) -> bool:
    if not exporting(document) or not mode_in(document, CARRY_OVER | BETWEEN_BONDED):
        return False
    try:
        return not parse_declaration(document.related_entry_no or "").is_import
    except BadNumber:
        # Its shape is a finding of its own.
        return False


DECLARATION_RULES.rule(
    "transfer.related_direction",
    fields=("related_entry_no",),
    source=GUIDE,
    mark=Mark.INFERRED,
    severity="warning",
    since=GUIDE_SINCE,
    zh="关联报关单号 {value} 第 9 位表示出口：结转出口应关联进口报关单",
    en="position 9 of related declaration {value} says export: the export of a transfer names the import",
    remedy_zh="填写转入方的进口报关单号",
    remedy_en="Give the number of the taker's import",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "related_entry_no": "530120250000000011"},),
)(head(_names_an_export))

DECLARATION_RULES.rule(
    "levy.carry_over",
    fields=("levy_nature",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="结转货物的征免性质应为空，现为 {value}",
    en="a carry-over has no nature of levy, {value} is given",
    remedy_zh="清空征免性质",
    remedy_en="Clear levy_nature",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "levy_nature": "503"},),
)(head(lambda d: mode_in(d, CARRY_OVER) and present(d.levy_nature)))

DECLARATION_RULES.rule(
    "levy.exchange",
    fields=("levy_nature",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="料件退换出口、成品退换进口的征免性质应为 299（其他法定），现为“{value}”",
    en="materials that go back and products that come back have levy 299, not '{value}'",
    remedy_zh="改为 299",
    remedy_en="Make it 299",
    accepted=({}, {"supervision_mode": "0700", "direction": "E", "levy_nature": "299"}, {"supervision_mode": "0700"}),
    refused=({"supervision_mode": "0700", "direction": "E"}, {"supervision_mode": "4600", "levy_nature": None}),
)(
    head(
        lambda d: (
            d.levy_nature != OTHER_STATUTORY
            and ((exporting(d) and mode_in(d, EXCHANGE_OF_MATERIALS)) or (importing(d) and mode_in(d, EXCHANGE_OF_PRODUCTS)))
        )
    )
)


@DECLARATION_RULES.rule(
    "domestic_sale.document",
    fields=("licence_documents",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    since=GUIDE_SINCE,
    zh="内销征税应有随附单证 c（内销征税联系单）及其编号，现有 {value} 项随附单证中没有",
    en="domestic sale comes with document c (内销征税联系单) and its number; none of the {value} documents is it",
    remedy_zh="加入单证 c；当地海关不再要求的可以不填",
    remedy_en="Add document c; leave it out where your office no longer asks for it",
    accepted=(
        {},
        {"supervision_mode": "0644", "licence_documents": (LicenceDocument(kind="c", number="DEMO-C-1"),)},
    ),
    refused=({"supervision_mode": "0644"},),
)
def _no_sale_document(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    for i, document in enumerate(block.rows):
        given = {x.kind for x in document.licence_documents}
        if mode_in(document, DOMESTIC_SALE) and DOMESTIC_SALE_DOCUMENT not in given:
            yield Hit(i, {"value": len(document.licence_documents)})


DECLARATION_RULES.rule(
    "destruction.remark",
    fields=("remark",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    since=GUIDE_SINCE,
    zh="销毁货物应在备注中写明销毁处置申报表编号",
    en="the remark of goods that are destroyed names the number of their disposal form (销毁处置申报表)",
    remedy_zh="在 remark 中填写编号",
    remedy_en="Give the number in remark",
    accepted=({}, {"supervision_mode": "0200", "remark": "DEMO-XH-1"}),
    refused=({"supervision_mode": "0200"}, {"supervision_mode": "0400", "remark": ""}),
)(head(lambda d: mode_in(d, DESTRUCTION) and not present(d.remark)))


def _no_period(document: CustomsDeclaration) -> bool:
    if document.conveyance != COLLECTIVE:
        return False
    text = document.bill_of_lading or ""
    if len(text) != 16 or not (text.isascii() and text.isdigit()):
        return True
    try:
        first, last = (date(int(t[:4]), int(t[4:6]), int(t[6:])) for t in (text[:8], text[8:]))
    except ValueError:
        return True
    return last < first


DECLARATION_RULES.rule(
    "collective.period",
    fields=("bill_of_lading", "conveyance"),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="集中申报的提运单号应为清单首末日期共 16 位数字（yyyyMMddyyyyMMdd），现为“{value}”",
    en="a collective declaration's bill of lading is the first and last day of its lists in 16 digits, not '{value}'",
    remedy_zh="填写归并清单的首末日期，例如 2025050120250531",
    remedy_en="Give the days of the merged lists, for example 2025050120250531",
    accepted=({}, {"conveyance": "集中申报", "bill_of_lading": "2025050120250531"}),
    refused=(
        {"conveyance": "集中申报"},
        {"conveyance": "集中申报", "bill_of_lading": "2025053120250501"},
        {"conveyance": "集中申报", "bill_of_lading": "2025053220250601"},
    ),
)(head(_no_period))
