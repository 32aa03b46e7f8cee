"""What every write-off must say: which ledger, whose, and of an account which period and the how-manieth time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from baoguan.model.ledger_codes import LedgerFamily
from baoguan.model.write_off import WriteOff
from baoguan.numbers import BadNumber, parse_ledger
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.write_off._pack import INFERRED, SCHEMA, TABLES, WRITE_OFF_RULES, account, of_head, required, write_off_of

_ALWAYS: Final = (
    "family",
    "internal_number",
    "ledger_no",
    "operating_enterprise.customs_code",
    "operating_enterprise.name",
    "processing_enterprise.customs_code",
    "processing_enterprise.name",
)

for _path in _ALWAYS:
    required(_path, "", WriteOff, mark=Mark.TWICE, source=TABLES)

required("master_customs", "", WriteOff, mark=Mark.OFFICIAL, source=SCHEMA)

for _path in ("sequence", "period_from", "period_to"):
    required(_path, "", WriteOff, mark=Mark.OFFICIAL, source=SCHEMA, when=account)


def _misshapen(document: WriteOff) -> bool:
    if not document.ledger_no:
        return False
    try:
        parse_ledger(document.ledger_no)
    except BadNumber:
        return True
    return False


WRITE_OFF_RULES.rule(
    "write_off.ledger-number",
    fields=("ledger_no",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="备案编号 {value} 的写法不对",
    en="{value} is no ledger number",
    remedy_zh="填写 12 位手册或账册编号",
    remedy_en="Give the 12 characters of the ledger",
    accepted=({},),
    refused=({"ledger_no": "E5301"},),
)(of_head(_misshapen))

WRITE_OFF_RULES.rule(
    "write_off.family",
    fields=("family",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="物流账册没有报核报文",
    en="no message writes off a logistics account",
    remedy_zh="报核只用于手册和账册",
    remedy_en="Only handbooks and accounts are written off by message",
    accepted=({}, {"family": "handbook"}),
    refused=({"family": "logistics"},),
)(of_head(lambda row: row.family == LedgerFamily.LOGISTICS))

WRITE_OFF_RULES.rule(
    "write_off.period",
    fields=("period_from",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="报核开始日期 {value} 晚于截止日期",
    en="the period begins on {value}, after its end",
    remedy_zh="改正起止日期",
    remedy_en="Correct the days",
    accepted=({},),
    refused=({"period_from": date(2025, 6, 3)},),
)(of_head(lambda row: row.period_from is not None and row.period_to is not None and row.period_from > row.period_to))


def _not_over(block: Block[WriteOff], context: Context) -> Iterator[Hit]:
    document = write_off_of(block)
    if document.period_to is not None and document.period_to >= context.on:
        yield Hit(0)


WRITE_OFF_RULES.rule(
    "write_off.period-open",
    fields=("period_to",),
    source=INFERRED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="报核截止日期 {value} 尚未过去，其后的清单不在内",
    en="the period ends on {value}, which is not past: lists may still be added to it",
    remedy_zh="截止日期过后再报核",
    remedy_en="Write off when the last day is past",
    declare_only=True,
    accepted=({},),
    refused=({"period_to": date(2025, 6, 3)},),
)(_not_over)
