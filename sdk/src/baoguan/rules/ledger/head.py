"""What a ledger must say in its head, by the kind of book and by what the message asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from baoguan.model.ledger import Ledger
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.numbers import BadNumber, parse_ledger
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.ledger._pack import CLIENT, FIELDS, LEDGER_RULES, changing, each, filing, required


def handbook(ledger: Ledger) -> bool:
    """Whether a handbook is filed."""
    return ledger.family == LedgerFamily.HANDBOOK and filing(ledger)


def account(ledger: Ledger) -> bool:
    """Whether an account is filed."""
    return ledger.family == LedgerFamily.ACCOUNT and filing(ledger)


def processing(ledger: Ledger) -> bool:
    """Whether a book of processing trade is filed."""
    return handbook(ledger) or account(ledger)


REQUIRED: Final[tuple[tuple[str, Mark, bool, Callable[[Ledger], bool]], ...]] = (
    ("family", Mark.TWICE, False, lambda _: True),
    ("internal_number", Mark.TWICE, False, lambda _: True),
    ("operating_enterprise.customs_code", Mark.TWICE, False, lambda _: True),
    ("ledger_type", Mark.TWICE, False, filing),
    ("master_customs", Mark.TWICE, False, filing),
    ("operating_enterprise.name", Mark.TWICE, True, filing),
    ("processing_enterprise.customs_code", Mark.TWICE, True, processing),
    ("processing_enterprise.name", Mark.TWICE, True, processing),
    ("declarant.customs_code", Mark.TWICE, True, filing),
    ("declarant.name", Mark.TWICE, True, filing),
    ("declarant_kind", Mark.TWICE, True, filing),
    ("valid_until", Mark.TWICE, True, processing),
    ("consumption_stage", Mark.TWICE, True, processing),
    ("supervision_mode", Mark.TWICE, True, handbook),
    ("levy_nature", Mark.TWICE, True, handbook),
    ("processing_kind", Mark.TWICE, True, handbook),
    ("port", Mark.TWICE, True, handbook),
    ("import_contract", Mark.TWICE, True, handbook),
    ("export_contract", Mark.TWICE, True, handbook),
    ("import_currency", Mark.TWICE, True, handbook),
    ("export_currency", Mark.TWICE, True, handbook),
    ("contact", Mark.TWICE, True, handbook),
    ("contact_phone", Mark.TWICE, True, handbook),
    ("use", Mark.ONCE, True, handbook),
    ("region", Mark.ONCE, True, handbook),
    ("archive_no", Mark.ONCE, True, account),
    ("max_turnover", Mark.ONCE, True, account),
    ("write_off_cycle", Mark.ONCE, True, account),
)
"""Field, how well it is known to be required, whether only to declare, and of which ledgers."""


for _path, _mark, _declare, _when in REQUIRED:
    _example = {"family": LedgerFamily.ACCOUNT.value} if _when is account else None
    required(_path, "", Ledger, mark=_mark, declare_only=_declare, when=_when, example=_example)


def _unnumbered(ledger: Ledger, _: Ledger) -> bool:
    if filing(ledger):
        return False
    try:
        parse_ledger(ledger.ledger_no or "")
    except BadNumber:
        return True
    return False


def _miscounted(ledger: Ledger, _: Ledger) -> bool:
    count = ledger.change_count or 0
    return (filing(ledger) and count != 0) or (changing(ledger) and count < 1)


LEDGER_RULES.rule(
    "ledger.number",
    fields=("ledger_no",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="变更或注销必须写明 12 位备案编号，现为“{value}”",
    en="a change or closing names the ledger by its 12-character number, not '{value}'",
    remedy_zh="填写海关返回的手册或账册编号",
    remedy_en="Give the ledger number that Customs returned",
    accepted=({}, {"act": "2", "change_count": 1, "ledger_no": "C530124A0001"}),
    refused=({"act": "2", "change_count": 1, "ledger_no": None}, {"act": "2", "change_count": 1, "ledger_no": "X"}),
)(each(_unnumbered))

LEDGER_RULES.rule(
    "ledger.change_count",
    fields=("change_count",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="变更次数与申报类型不符，现为 {value}",
    en="the count of changes, {value}, does not go with the act",
    remedy_zh="备案填 0，第 n 次变更填 n",
    remedy_en="0 for a filing, n for the nth change",
    accepted=({}, {"act": "2", "change_count": 3}),
    refused=({"change_count": 2}, {"act": "2", "change_count": 0}),
)(each(_miscounted))


_PROFILE = {"card_no": "DEMOCARD00001", "customs_code": "4403DEM0B2"}


@LEDGER_RULES.rule(
    "ledger.operator",
    fields=("input_enterprise.customs_code",),
    source=CLIENT,
    mark=Mark.INFERRED,
    severity="warning",
    zh="录入单位 {value} 与操作员卡所属企业 {expected} 不一致：导入会被拒绝",
    en="the enterprise that typed it, {value}, is not that of the operator's card, {expected}: the import is refused",
    remedy_zh="清空录入单位（由账户的卡填写），或改用该企业的卡（账户）",
    remedy_en="Clear input_enterprise, the account fills it in; or use the account of that card",
    accepted=({}, {"@profile": _PROFILE}),
    refused=({"@profile": {**_PROFILE, "customs_code": "4403DEM0C3"}},),
)
def _operator(block: Block[Ledger], context: Context) -> Iterator[Hit]:
    expected = context.profile.customs_code if context.profile is not None else ""
    for index, ledger in enumerate(block.rows):
        entered = ledger.input_enterprise.customs_code if ledger.input_enterprise is not None else None
        if expected and entered and entered != expected:
            yield Hit(index, {"expected": expected})
