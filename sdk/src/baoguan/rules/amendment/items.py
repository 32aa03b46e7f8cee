"""The changed fields: for a change only, each once, with a code, another value, and a row that can be found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from baoguan.model.amendment_codes import RowKind
from baoguan.model.amendment_fields import FIELD_CODES, Known
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.rules.amendment._pack import (
    AMENDMENT_RULES,
    PROGRAM,
    SCHEMA,
    AmendedRow,
    Amendment,
    AmendmentItem,
    AmendmentType,
    amendment_of,
    changing,
    each,
)
from baoguan.rules.engine import Block, Context, Hit, Mark

_SEEN = frozenset(f.code for f in FIELD_CODES if f.known is Known.SEEN)

AMENDMENT_RULES.rule(
    "amendment.items-missing",
    fields=("items",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="修改申请没有修撤字段",
    en="a change without changed fields",
    remedy_zh="用 baoguan amend 从修改后的报关单生成",
    remedy_en="Make it with `baoguan amend` from the declaration as it shall be",
    accepted=({}, {"amendment_type": "2", "items": ()}),
    refused=({"items": ()},),
)(each(lambda row, document: changing(document) and not document.items))

AMENDMENT_RULES.rule(
    "amendment.items-of-withdrawal",
    fields=("items",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="撤销申请不带修撤字段",
    en="a withdrawal carries no changed fields",
    remedy_zh="删除修撤字段，或改为修改申请",
    remedy_en="Remove the items, or make it a change",
    accepted=({}, {"amendment_type": "2", "items": ()}),
    refused=({"amendment_type": "2"},),
)(each(lambda row, document: document.amendment_type == AmendmentType.WITHDRAWAL and bool(document.items)))

for _path, _zh, _en in (("field_code", "字段英文名", "field code"), ("field_name", "字段中文名", "field name")):
    AMENDMENT_RULES.rule(
        f"amendment.item-required:{_path}",
        over="items",
        fields=(_path,),
        source=SCHEMA,
        mark=Mark.OFFICIAL,
        zh=f"修撤字段缺少{_zh}",
        en=f"an item has no {_en}",
        remedy_zh=f"填写{_zh}",
        remedy_en=f"Fill in {_path}",
        accepted=({},),
        refused=({f"items[0].{_path}": None},),
    )(each(lambda row, document, path=_path: not getattr(row, path)))  # type: ignore[misc]


def _same(row: AmendmentItem, _: Amendment) -> bool:
    return (row.old_value or "") == (row.new_value or "")


AMENDMENT_RULES.rule(
    "amendment.item-unchanged",
    over="items",
    fields=("new_value",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="原值与新值相同：{value}",
    en="old and new value are the same: {value}",
    remedy_zh="删除这一项",
    remedy_en="Remove the item",
    accepted=({}, {"items[0].old_value": None}, {"items[0].new_value": None}),
    refused=({"items[0].new_value": "40"},),
)(each(_same))


def _unplaced(row: AmendmentItem, _: Amendment) -> bool:
    place = row.row
    return place is not None and not (place.number and place.kind)


AMENDMENT_RULES.rule(
    "amendment.item-row",
    over="items",
    fields=("row",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="表体字段须同时有表体序号和表体类型",
    en="a field of a row needs both the row's number and its part",
    remedy_zh="填写 row.number 和 row.kind；表头字段不填 row",
    remedy_en="Fill in row.number and row.kind; leave row out for a field of the head",
    accepted=({}, {"items[1].row": None}),
    refused=({"items[1].row": AmendedRow(number="1")}, {"items[1].row": AmendedRow(kind="1")}),
)(each(_unplaced))


def _unknown_part(row: AmendmentItem, _: Amendment) -> bool:
    return row.row is not None and bool(row.row.kind) and row.row.kind not in {m.value for m in RowKind}


AMENDMENT_RULES.rule(
    "amendment.item-part",
    over="items",
    fields=("row.kind",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="表体类型 {value} 不是 1 商品、2 集装箱、3 随附单证",
    en="the part {value} is none of 1 goods, 2 containers, 3 documents",
    remedy_zh="改正表体类型",
    remedy_en="Correct row.kind",
    accepted=({},),
    refused=({"items[1].row": AmendedRow(number="1", kind="4")},),
)(each(_unknown_part))


def _key(item: AmendmentItem) -> tuple[str, str, str]:
    row = item.row
    return (row.kind or "", row.number or "", item.field_code or "") if row is not None else ("", "", item.field_code or "")


def _twice(block: Block[AmendmentItem], _: Context) -> Iterator[Hit]:
    document = amendment_of(block)
    counts = Counter(_key(item) for item in document.items)
    yield from (Hit(n, {"value": item.field_code}) for n, item in enumerate(block.rows) if counts[_key(item)] > 1)


AMENDMENT_RULES.rule(
    "amendment.item-twice",
    over="items",
    fields=("field_code",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="同一行的字段 {value} 修改了两次",
    en="the field {value} of one row is changed twice",
    remedy_zh="同一字段只留一项",
    remedy_en="Keep one item for a field",
    accepted=({},),
    refused=({"items[0].field_code": "G_QTY", "items[0].row": AmendedRow(number="1", kind="1")},),
)(_twice)


def _unseen(row: AmendmentItem, _: Amendment) -> bool:
    return bool(row.field_code) and row.field_code not in _SEEN


AMENDMENT_RULES.rule(
    "amendment.item-code-unseen",
    over="items",
    fields=("field_code",),
    source=PROGRAM,
    mark=Mark.INFERRED,
    severity="warning",
    zh="字段英文名 {value} 是推断的，没有在说明中见到",
    en="the field code {value} is inferred: it was not seen in a description",
    remedy_zh="先在测试环境核对；知道正确字段名的用 --field-code 给出",
    remedy_en="Try it in the test environment first; if you know the right one, give it with --field-code",
    accepted=({"items[0].field_code": "G_NAME"},),
    refused=({},),
)(each(_unseen))

_FILES = tuple(DeclarationAttachment(number=f"DEMO-{n}.pdf", kind="00000001") for n in (1, 2))


def _many_files(block: Block[Amendment], _: Context) -> Iterator[Hit]:
    count = len(amendment_of(block).attachments)
    if count > 1:
        yield Hit(0, {"value": count})


AMENDMENT_RULES.rule(
    "amendment.one-attachment",
    fields=("attachments",),
    source=SCHEMA,
    mark=Mark.ONCE,
    severity="warning",
    zh="报文结构只列一个随附单据，这里有 {value} 个",
    en="the schema has room for one attached document, here are {value}",
    remedy_zh="合并为一个 PDF",
    remedy_en="Put them into one PDF",
    accepted=({}, {"attachments": _FILES[:1]}),
    refused=({"attachments": _FILES},),
)(_many_files)
