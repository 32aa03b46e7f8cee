"""The ledger (备案号) and its items: when a declaration needs one, which rows name which item, how the bonded list is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods, LicenceDocument
from baoguan.numbers import BadNumber, LedgerSystem, parse_inventory_list, parse_ledger
from baoguan.rules.declaration._modes import PROCESSING, mode_in
from baoguan.rules.declaration._pack import (
    DECLARATION_RULES,
    GUIDE,
    GUIDE_AND_WIRE,
    GUIDE_SINCE,
    TERMS,
    each,
    head,
    present,
    rows_of,
    summarised,
)
from baoguan.rules.declaration.sample import CARRIED_OVER
from baoguan.rules.engine import Block, Context, Hit, Mark

LIST_DOCUMENT: Final = "a"
"""保税核注清单 among the documents Customs asks for."""
_LIST_NOTE: Final = "核注清单流程说明与监管证件代码表 / notes on the flow of bonded lists, and the code list of documents"
_DRAFTED: Final = "核注清单生成报关单的回执 INV202 / receipt INV202, by which a list's declaration is drafted"

FREE_OF_CHARGE: Final = "0815"
"""低值辅料: the one processing mode without a ledger."""
_DEPOSIT: Final = frozenset("67")
"""保证金、保函."""

DECLARATION_RULES.rule(
    "ledger.missing",
    fields=("ledger_no",),
    source=GUIDE_AND_WIRE,
    mark=Mark.TWICE,
    declare_only=True,
    since=GUIDE_SINCE,
    zh="加工贸易货物必须填写备案号（手册或账册编号）",
    en="goods of processing trade name their handbook or account",
    remedy_zh="填写 ledger_no；低值辅料（监管方式 0815）和后续补税除外",
    remedy_en="Fill in ledger_no; low-value accessories (mode 0815) and later duty payment have none",
    accepted=({}, CARRIED_OVER, {"supervision_mode": FREE_OF_CHARGE}, {"supervision_mode": "0615", "document_type": "  5"}),
    refused=({**CARRIED_OVER, "ledger_no": None}, {"supervision_mode": "0615"}),
)(head(lambda d: mode_in(d, PROCESSING) and not summarised(d) and not present(d.ledger_no)))


def _itemless(row: DeclarationGoods, document: CustomsDeclaration) -> bool:
    return present(document.ledger_no) and row.ledger_item_no is None and not summarised(document)


DECLARATION_RULES.rule(
    "ledger.item",
    over="goods",
    fields=("ledger_item_no",),
    source=GUIDE_AND_WIRE,
    mark=Mark.TWICE,
    declare_only=True,
    since=GUIDE_SINCE,
    zh="填了备案号的加工贸易报关单，每行须有备案序号（手册或账册中的项号）",
    en="each goods line of processing trade names its item in the ledger",
    remedy_zh="填写 ledger_item_no",
    remedy_en="Fill in ledger_item_no",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "goods[0].ledger_item_no": None},),
)(rows_of(DeclarationGoods, lambda row, d: mode_in(d, PROCESSING) and _itemless(row, d)))

DECLARATION_RULES.rule(
    "ledger.item_expected",
    over="goods",
    fields=("ledger_item_no",),
    source=GUIDE,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    since=GUIDE_SINCE,
    zh="报关单填了备案号，这一行却没有备案序号",
    en="the declaration names a ledger, but this line no item of it",
    remedy_zh="填写 ledger_item_no；物流账册进口新货物可以不填",
    remedy_en="Fill in ledger_item_no; new goods of a logistics account have none yet",
    accepted=({}, CARRIED_OVER),
    refused=({"ledger_no": "Z53010000001"},),
)(rows_of(DeclarationGoods, lambda row, d: not mode_in(d, PROCESSING) and _itemless(row, d)))

DECLARATION_RULES.rule(
    "ledger.item_without_ledger",
    over="goods",
    fields=("ledger_item_no",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="这一行填了备案序号 {value}，报关单却没有备案号",
    en="this line names item {value} of a ledger, but the declaration names no ledger",
    remedy_zh="填写 ledger_no，或清空备案序号",
    remedy_en="Fill in ledger_no, or clear ledger_item_no",
    accepted=({}, CARRIED_OVER),
    refused=({"goods[0].ledger_item_no": 3},),
)(rows_of(DeclarationGoods, lambda row, d: row.ledger_item_no is not None and not present(d.ledger_no)))

DECLARATION_RULES.rule(
    "ledger.deposit",
    over="goods",
    fields=("exemption",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="手册中的保证金、保函，报关单征免方式应为 3（全免），现为 {value}",
    en="where the handbook says deposit or guarantee the declaration says 3 (exempt), not {value}",
    remedy_zh="改为 3",
    remedy_en="Make it 3",
    accepted=({}, CARRIED_OVER, {"goods[0].exemption": "6"}),
    refused=({**CARRIED_OVER, "goods[0].exemption": "7"},),
)(rows_of(DeclarationGoods, lambda row, d: mode_in(d, PROCESSING) and present(d.ledger_no) and row.exemption in _DEPOSIT))


def _of_golden_gate_2(number: str | None) -> bool:
    try:
        return parse_ledger(number or "").system is LedgerSystem.GOLDEN_GATE_2
    except BadNumber:
        # Its shape is a finding of its own.
        return False


def _quotes_a_list(document: CustomsDeclaration) -> bool:
    return any(x.kind == LIST_DOCUMENT for x in document.licence_documents)


@DECLARATION_RULES.rule(
    "list.document",
    fields=("licence_documents",),
    source=_LIST_NOTE,
    mark=Mark.ONCE,
    severity="warning",
    declare_only=True,
    zh="金关二期手册、账册的报关单由核注清单生成，应有随附单证 a 和清单编号，现有 {value} 项随附单证中没有",
    en="a declaration of a 金关二期 ledger is made from a bonded list: document a with its number; none of {value} is it",
    remedy_zh="先申报核注清单，取得清单编号后填入随附单证 a",
    remedy_en="Declare the bonded list first, and give its number as document a",
    accepted=({}, CARRIED_OVER, {**CARRIED_OVER, "document_type": "  5", "licence_documents": ()}),
    refused=({**CARRIED_OVER, "licence_documents": ()},),
)
def _list_document(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    for i, d in enumerate(block.rows):
        bonded = mode_in(d, PROCESSING) and _of_golden_gate_2(d.ledger_no) and not summarised(d)
        if bonded and not _quotes_a_list(d):
            yield Hit(i, {"value": len(d.licence_documents)})


def _no_list_number(row: LicenceDocument, _: CustomsDeclaration) -> bool:
    if row.kind != LIST_DOCUMENT or not row.number:
        return False
    try:
        parse_inventory_list(row.number)
    except BadNumber:
        return True
    return False


DECLARATION_RULES.rule(
    "list.number",
    over="licence_documents",
    fields=("number",),
    source=_LIST_NOTE,
    mark=Mark.ONCE,
    severity="warning",
    zh="随附单证 a 的编号 {value} 不是核注清单编号（QD 开头 18 位）",
    en="the number of document a, {value}, is no number of a bonded list (QD…, 18 characters)",
    remedy_zh="填写海关返回的清单编号",
    remedy_en="Give the list number that Customs returned",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "licence_documents[0].number": "202500000000000001"},),
)(each(_no_list_number))

DECLARATION_RULES.rule(
    "list.drafted",
    fields=("seq_no",),
    source=_DRAFTED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="报关单引用了核注清单而没有统一编号：清单“是否生成报关单”为 1 的，海关已生成草稿，另发一份就是重复申报",
    en="the declaration quotes a bonded list and has no pre-entry number: a list that generates its declaration has a draft already, "
    "and another message declares the same goods twice",
    remedy_zh="填写清单回执中的报关单统一编号 seq_no；清单不生成报关单的不用填",
    remedy_en="Give seq_no, the draft's number in the list's receipt; a list that generates none needs nothing",
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "seq_no": None},),
)(head(lambda d: _quotes_a_list(d) and not present(d.seq_no)))
