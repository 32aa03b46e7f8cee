"""What belongs to a filing, a change and a deletion: numbers, change count, modification marks, lines added or missing.

What a list's standing allows (approved, declaration filed) is not judged here: those are guards of the
document kind. Absent marks and counts of a filing are filled in when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import LineModification
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import (
    CLIENT,
    FIELDS,
    HEAD_TERMS,
    INVENTORY_RULES,
    PAGE,
    changing,
    filing,
    labels,
    list_of,
    present,
)
from baoguan.rules.inventory._versions import CHANGE, DELETION, FILED, SEQ_NO, before_of

Head = Block[BondedInventoryList]
Lines = Block[InventoryLine]


@INVENTORY_RULES.rule(
    "change.numbers",
    fields=("seq_no", "list_no"),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="变更或删除时{field_zh}必填",
    en="a change or deletion needs {field_en}",
    remedy_zh="填写海关已给出的{field_zh}",
    remedy_en="Fill in {path}, which Customs gave",
    accepted=({}, CHANGE, DELETION),
    refused=({**CHANGE, "seq_no": None}, {**DELETION, "list_no": None}),
)
def _numbers(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    if not filing(document):
        for path in ("seq_no", "list_no"):
            if not present(getattr(document, path)):
                yield Hit(0, {**labels(HEAD_TERMS[path]), "path": path}, path)


@INVENTORY_RULES.rule(
    "change.count",
    fields=("change_count",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="变更次数“{value}”应为 {expected}",
    en="change count {value!r} must be {expected}",
    remedy_zh="备案为 0，第 n 次变更为 n",
    remedy_en="0 for a filing, n for the nth change",
    accepted=(
        {},
        {"change_count": None},
        CHANGE,
        {**CHANGE, "change_count": 3, "@before": {**FILED, "change_count": 2}},
    ),
    refused=(
        {"change_count": 1},
        {**CHANGE, "change_count": 0},
        {**CHANGE, "change_count": None},
        {**CHANGE, "change_count": 2},
    ),
)
def _count(block: Head, context: Context) -> Iterator[Hit]:
    document = block.rows[0]
    count = document.change_count
    if filing(document):
        if count:
            yield Hit(0, {"expected": 0})
    elif changing(document):
        expected = context.before.change_count + 1 if context.before is not None else None
        if expected is not None and count != expected:
            yield Hit(0, {"expected": expected})
        elif not count or count < 1:
            yield Hit(0, {"expected": "1、2、3…"})


@INVENTORY_RULES.rule(
    "change.line_seq_no",
    over="lines",
    fields=("seq_no",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="表体的预录入统一编号“{value}”应与表头的“{expected}”一致，否则变更时报系统异常",
    en="the pre-entry number of the line, {value!r}, must be that of the head, {expected!r}, or a change ends in a system error",
    remedy_zh="表体各行填写表头的预录入统一编号",
    remedy_en="Write the head's seq_no into every line",
    accepted=({}, CHANGE, FILED),
    refused=({**CHANGE, "lines[1].seq_no": None}, {"lines[0].seq_no": SEQ_NO}),
)
def _line_seq_no(block: Lines, _: Context) -> Iterator[Hit]:
    document = list_of(block)
    head = document.seq_no
    # The lines of a filing may leave it blank: the message is matched by its head.
    allowed = {head} if changing(document) else {head, None, ""}
    column = block.column("seq_no")
    if not set(column) <= allowed:
        yield from (Hit(i, {"expected": head}) for i, value in enumerate(column) if value not in allowed)


@INVENTORY_RULES.rule(
    "filing.modification",
    over="lines",
    fields=("modification",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="备案时各行的修改标志应为 3 增加，现为 {value}",
    en="the lines of a filing carry modification mark 3 (added), not {value}",
    remedy_zh="修改标志改为 3，或清空由程序填写",
    remedy_en="Set modification to 3, or leave it blank to be filled in",
    accepted=({}, {"lines[].modification": None}),
    refused=({"lines[1].modification": "0"},),
)
def _filing_marks(block: Lines, _: Context) -> Iterator[Hit]:
    if filing(list_of(block)):
        column = block.column("modification")
        if not set(column) <= {LineModification.ADDED, None, ""}:
            yield from (Hit(i) for i, mark in enumerate(column) if present(mark) and mark != LineModification.ADDED)


@INVENTORY_RULES.rule(
    "change.no_line_added",
    over="lines",
    fields=("line_no", "modification"),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="变更时不能增加、删除商品（第 {line} 项）",
    en="a change adds and deletes no lines (line {line})",
    remedy_zh="删除清单后重新备案；或用另一张清单",
    remedy_en="Delete the list and file anew, or file another list",
    accepted=({}, CHANGE),
    refused=(
        {**CHANGE, "lines[0].modification": "3"},
        {**CHANGE, "lines[0].modification": "2"},
        {**CHANGE, "@before": {**FILED, "lines[2].line_no": 4}},
    ),
)
def _no_line_added(block: Lines, context: Context) -> Iterator[Hit]:
    document = list_of(block)
    if not changing(document):
        return
    before = before_of(context)
    known = None if before is None else {line.line_no for line in before.lines}
    forbidden = (LineModification.ADDED, LineModification.DELETED)
    for i, line in enumerate(block.rows):
        if known is not None and line.line_no not in known:
            yield Hit(i, {"line": line.line_no})
        elif line.modification in forbidden:
            yield Hit(i, {"line": line.line_no}, "modification")


@INVENTORY_RULES.rule(
    "change.no_line_missing",
    fields=("lines",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="变更时不能删除商品，缺少商品序号 {missing}",
    en="a change deletes no lines: {missing} are missing",
    remedy_zh="保留全部商品，未改的修改标志为 0；要删除商品须删除清单后重新备案",
    remedy_en="Keep all lines, unchanged ones with modification 0; to drop goods delete the list and file anew",
    accepted=({}, CHANGE),
    refused=({**CHANGE, "lines": ()}, {**CHANGE, "@before": {**FILED, "lines[2].line_no": 4}}),
)
def _no_line_missing(block: Head, context: Context) -> list[Hit]:
    document, before = block.rows[0], before_of(context)
    if before is None or not changing(document):
        return []
    missing = {line.line_no for line in before.lines} - {line.line_no for line in document.lines}
    shown = "、".join(str(number) for number in sorted(missing, key=str)[:10])
    return [Hit(0, {"value": len(document.lines), "missing": shown})] if missing else []
