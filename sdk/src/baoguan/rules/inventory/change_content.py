"""What a change may touch, and how its lines are marked, against the version that Customs knows; silent without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.model.fields import terms
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import Direction, InventoryType, LineModification
from baoguan.numbers import BadNumber, parse_ledger
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import (
    FIELDS,
    HEAD_TERMS,
    INVENTORY_RULES,
    LINE_TERMS,
    PAGE,
    changing,
    filing,
    labels,
    list_of,
    once,
)
from baoguan.rules.inventory._versions import (
    CHANGE,
    FILED,
    FOLLOWS_HS,
    HEAD_CHANGEABLE,
    HEAD_FIXED,
    LINE_CHANGEABLE,
    LINE_FIXED,
    before_of,
    differences,
    earlier_rows,
    same,
    shown,
)

Head = Block[BondedInventoryList]
Lines = Block[InventoryLine]


@INVENTORY_RULES.rule(
    "change.head_fixed",
    fields=HEAD_FIXED,
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="变更时不能修改{field_zh}（原为 {was}，现为 {value}）；表头只能改监管方式、运输方式、进出境关别、启运/运抵国、备注",
    en="a change cannot touch {field_en} (was {was}, is {value}): "
    "in the head only supervision mode, transport mode, port, country and remark may change",
    remedy_zh="恢复原值；必须修改时删除清单后重新备案",
    remedy_en="Restore it; if it has to change, delete the list and file anew",
    accepted=(
        {},
        CHANGE,
        {**CHANGE, "transport_mode": "2", "remark": "更正"},
        {**CHANGE, "data_entry.name": "虚构录入（示例）"},
    ),
    refused=({**CHANGE, "internal_number": "DEMO-2"}, {**CHANGE, "declarant.name": "另一虚构公司"}),
)
def _head_fixed(block: Head, context: Context) -> Iterator[Hit]:
    document, before = block.rows[0], before_of(context)
    if before is not None and changing(document):
        for name in HEAD_FIXED:
            now, was = getattr(document, name), getattr(before, name)
            if not same(now, was):
                yield Hit(0, {**labels(terms(BondedInventoryList)[name]), "was": shown(was), "value": shown(now)}, name)


@INVENTORY_RULES.rule(
    "change.line_fixed",
    over="lines",
    fields=LINE_FIXED,
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="变更时不能修改{field_zh}（原为 {was}，现为 {value}）",
    en="a change cannot touch {field_en} (was {was}, is {value})",
    remedy_zh="恢复原值；必须修改时删除清单后重新备案",
    remedy_en="Restore it; if it has to change, delete the list and file anew",
    accepted=(
        {},
        {**CHANGE, "lines[0].goods_name": "电容器", "lines[0].modification": "1"},
        {**CHANGE, "lines[0].declaration_line_no": 1},
        {**CHANGE, "ledger_no": "T5301W00A001", "lines[0].ledger_item_no": None, "lines[0].unit": "007"},
    ),
    refused=({**CHANGE, "lines[1].part_no": "DEMO-SCR-08"}, {**CHANGE, "lines[1].unit": "054"}),
)
def _line_fixed(block: Lines, context: Context) -> Iterator[Hit]:
    document = list_of(block)
    earlier = earlier_rows(block, context)
    if earlier is None:
        return
    for name in LINE_FIXED:
        for i, now, was in differences(block, earlier, name):
            line, before = block.rows[i], earlier[i]
            if name == "unit" and _new_logistics_row(document, line):
                continue
            if name in FOLLOWS_HS and before is not None and line.hs_code != before.hs_code:
                continue
            yield Hit(i, {**labels(LINE_TERMS[name]), "was": was, "value": now}, name)


@INVENTORY_RULES.rule(
    "change.marks",
    over="lines",
    fields=("modification",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="变更时，改过的行修改标志为 1，未改的行为 0；这一行应为 {expected}，现为“{value}”",
    en="in a change the lines that differ carry modification 1 and the others 0: this one {expected}, not {value!r}",
    remedy_zh="修改标志改为 {expected}",
    remedy_en="Set modification to {expected}",
    accepted=({}, CHANGE, {**CHANGE, "lines[2].remark": "更正", "lines[2].modification": "1"}),
    refused=({**CHANGE, "lines[2].remark": "更正"}, {**CHANGE, "lines[1].modification": "1"}),
)
def _marks(block: Lines, context: Context) -> Iterator[Hit]:
    earlier = earlier_rows(block, context)
    if earlier is None:
        return
    touched = {i for name in (*LINE_CHANGEABLE, *LINE_FIXED) for i, _, _ in differences(block, earlier, name)}
    for i, line in enumerate(block.rows):
        if earlier[i] is None or line.modification in {LineModification.ADDED, LineModification.DELETED}:
            # Added and deleted lines are findings of their own.
            continue
        expected = LineModification.CHANGED if i in touched else LineModification.NONE
        if (line.modification or LineModification.NONE) != expected:
            yield Hit(i, {"expected": expected})


FROZEN: Final = ("inventory_type", "ledger_no", "goods_kind", "customs_declared")


@INVENTORY_RULES.rule(
    "filing.frozen",
    fields=FROZEN,
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="清单暂存后不能修改{field_zh}（原为 {was}，现为 {value}）",
    en="{field_en} cannot change once the list is saved (was {was}, is {value})",
    remedy_zh="恢复原值；必须修改时在页面删除草稿，用新的企业内部编号重新备案",
    remedy_en="Restore it; if it has to change, delete the draft on the page and file anew under another internal number",
    accepted=(
        {},
        {**FILED, "@before": FILED},
        {**FILED, "customs_declared": "2", "inventory_type": "1", "@before": {**FILED, "inventory_type": "1"}},
    ),
    refused=({**FILED, "@before": FILED, "goods_kind": "E"}, {**FILED, "@before": FILED, "customs_declared": "2"}),
)
def _frozen(block: Head, context: Context) -> Iterator[Hit]:
    document, before = block.rows[0], before_of(context)
    if before is None or not filing(document) or not document.seq_no or document.seq_no != before.seq_no:
        return
    for name in FROZEN:
        if name == "customs_declared" and document.inventory_type == InventoryType.CONSOLIDATED:
            continue
        now, was = getattr(document, name), getattr(before, name)
        if now != was:
            yield Hit(0, {**labels(HEAD_TERMS[name]), "was": was}, name)


def _nothing_changed(document: BondedInventoryList, context: Context) -> bool:
    before = before_of(context)
    if before is None or not changing(document):
        return False
    if any(not same(getattr(document, n), getattr(before, n)) for n in (*HEAD_CHANGEABLE, *HEAD_FIXED)):
        return False
    block = Block(document.lines, 0, "lines", document)
    earlier = earlier_rows(block, context) or []
    same_lines = len(document.lines) == len(before.lines) and None not in earlier
    return same_lines and not any(True for n in (*LINE_CHANGEABLE, *LINE_FIXED) for _ in differences(block, earlier, n))


INVENTORY_RULES.rule(
    "change.nothing",
    source=PAGE,
    mark=Mark.INFERRED,
    severity="warning",
    zh="与海关已有的版本相比，表头和表体都没有修改",
    en="neither the head nor the lines differ from the version that Customs has",
    remedy_zh="核对要变更的内容",
    remedy_en="Check what was to be changed",
    accepted=({}, {**CHANGE, "remark": "更正"}, {**CHANGE, "lines[0].remark": "更正"}),
    refused=(CHANGE,),
)(once(_nothing_changed))


def _new_logistics_row(document: BondedInventoryList, line: InventoryLine) -> bool:
    """An import to a logistics ledger that opens a new row: the only line whose declared unit may change (page)."""
    if document.direction != Direction.IMPORT or line.ledger_item_no is not None:
        return False
    try:
        return parse_ledger(document.ledger_no or "").is_logistics
    except BadNumber:
        # Its shape is a finding of its own.
        return False
