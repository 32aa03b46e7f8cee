"""What there is to say of a drafted write-off: lists that forbid it or are not counted, and consumption that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baoguan.broker.period_lists import FORBIDDING, PLACES, Earlier, PeriodList, Place, state_words
from baoguan.errors import Finding
from baoguan.ledger import Unusable
from baoguan.ledger.write_off import Terms

_SOURCE: Final = "日志与报核规则 / the journal, and the rules of write-offs"


def draft_findings(
    found: Sequence[PeriodList], terms: Terms, unusable: Sequence[Unusable], earlier: Sequence[Earlier]
) -> Iterator[Finding]:
    """Findings of severity error forbid that the write-off be declared."""
    for each in found:
        zh, en = PLACES[each.place]
        state_zh, state_en = state_words(each.state)
        named = each.list_no or each.number
        if each.place in FORBIDDING:
            pending = each.place is Place.PENDING
            yield _finding(
                "write-off.list-pending" if pending else "write-off.list-unnumbered",
                "error",
                named,
                f"清单 {named} {zh}（{state_zh}），不能报核",
                f"list {named}: {en} ({state_en}): the ledger cannot be written off",
                "等待正式核扣（INV211），或把期间截止在它之前" if pending else "用 baoguan record --number list_no=… 记下清单编号",
                "Wait until it is deducted (INV211), or end the period before it"
                if pending
                else "Record its number with `baoguan record --number list_no=…`",
            )
        elif each.place in (Place.BEFORE, Place.UNDECIDED, Place.TWICE):
            yield _finding(
                f"write-off.list-{each.place}",
                "warning",
                named,
                f"清单 {named} {zh}（{state_zh}），未计入",
                f"list {named}: {en} ({state_en}): it is not counted",
                "核对期间与期初" if each.place is Place.BEFORE else "核对清单",
                "Check the period and the opening" if each.place is Place.BEFORE else "Look at the list",
            )
    for product, version in terms.unknown:
        yield _finding(
            "write-off.no-consumption",
            "warning",
            str(product),
            f"成品 {product} 版本 {version} 没有单耗，其耗用未计",
            f"product {product} version {version} has no unit consumption: what it consumed is not counted",
            "补报单耗后重新导入底账",
            "Declare its consumption and import the ledger anew",
        )
    for row in unusable:
        yield _finding(
            "write-off.consumption-unusable",
            "warning",
            str(row.row),
            f"单耗第 {row.row} 行不能用：{row.zh}",
            f"row {row.row} of consumption is not usable: {row.en}",
            "改正底账的单耗",
            "Correct the consumption of the ledger",
        )
    for each_off in earlier:
        if not each_off.approved:
            yield _finding(
                "write-off.open",
                "warning",
                each_off.number,
                f"另一份报核 {each_off.number} 尚未审结（{each_off.state}），其清单未计入",
                f"another write-off, {each_off.number}, is not decided ({each_off.state}): its lists are not counted",
                "等待它审结",
                "Wait until it is decided",
            )


def _finding(rule: str, severity: str, value: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Finding:
    return Finding(
        rule=rule,
        severity="error" if severity == "error" else "warning",
        path="lists",
        value=value,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source=_SOURCE,
        mark="inferred",
    )
