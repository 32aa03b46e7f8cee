"""The texts of what merging and dividing can find, one row each."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.rules import Finding, Mark, Severity

PAGE: Final = "单一窗口核注清单页面 / Single Window page of the list"
_SUM: Final = "合计的前提 / what a sum presupposes"


@attrs.frozen
class _Text:
    severity: Severity
    mark: Mark
    source: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


_TEXTS: Final = {
    "consolidation.number-key": _Text(
        "error", Mark.OFFICIAL, PAGE,
        "报关单序号 {number} 已用于第 {first} 行，但归并要素不同：{fields}",
        "declaration line number {number} is taken by line {first}, which differs in {fields}",
        "改用另一个报关单序号，或清空由系统归并", "Use another number, or leave it empty to have it assigned",
    ),
    "consolidation.number-gap": _Text(
        "error", Mark.OFFICIAL, PAGE,
        "报关单序号应从 1 起连续，缺 {missing}",
        "declaration line numbers must run from 1 without gaps; missing: {missing}",
        "重新编号，或清空由系统归并", "Number them anew, or leave them empty to have them assigned",
    ),
    "consolidation.number-alone": _Text(
        "error", Mark.OFFICIAL, PAGE,
        "报关单序号 {number} 有 {count} 行共用，但其中第 {row} 行{why_zh}，须单独成项",
        "declaration line number {number} is shared by {count} lines, yet line {row} {why_en} and must stand alone",
        "给该行单独的报关单序号", "Give that line a number of its own",
    ),
    "consolidation.export-duty-unknown": _Text(
        "warning", Mark.OFFICIAL, PAGE,
        "成品已归并，但不知是否涉出口关税（涉税成品不得归并）：{codes}",
        "products were merged without knowing whether they bear export duty (those must never be merged): {codes}",
        "导入税则表，或在归并设置 export_dutiable 中说明",
        "Import a tariff table, or answer in the setting export_dutiable",
    ),
    "consolidation.second-quantity": _Text(
        "error", Mark.INFERRED, _SUM,
        "归并为第 {number} 项的 {count} 行中有 {missing} 行缺少第二法定数量",
        "of the {count} lines of declaration line {number}, {missing} have no second statutory quantity",
        "补全第二法定数量，或各行都不填", "Complete it in every line, or in none",
    ),
    "consolidation.missing-value": _Text(
        "error", Mark.INFERRED, _SUM,
        "归并为第 {number} 项的 {count} 行中有 {missing} 行缺少{field}，无法合计",
        "of the {count} lines of declaration line {number}, {missing} have no {field}: no sum can be made",
        "补全该栏", "Complete it in every line",
    ),
    "consolidation.zero-quantity": _Text(
        "error", Mark.INFERRED, _SUM,
        "第 {number} 项申报数量合计为 0，无法计算单价",
        "the quantities of declaration line {number} sum to 0: there is no unit price",
        "改正申报数量", "Correct the quantities",
    ),
    "consolidation.units": _Text(
        "error", Mark.INFERRED, _SUM,
        "归并为第 {number} 项的各行{field}不同（{value}，首行 {first}），数量或金额不能相加",
        "the lines of declaration line {number} differ in {field} ({value}, first line: {first}) and cannot be added",
        "统一后再归并，或分开编号", "Make them agree, or number them apart",
    ),
    "consolidation.specification": _Text(
        "warning", Mark.INFERRED, PAGE,
        "归并为第 {number} 项的各行规格型号不同，报关单只取首行：{first}",
        "the lines of declaration line {number} differ in specification; the first one's is declared: {first}",
        "确认首行规格型号能代表全部，或设为不归并",
        "See that the first stands for all, or keep the line apart with no_merge",
    ),
    "consolidation.countries": _Text(
        "warning", Mark.OFFICIAL, PAGE,
        "归并为第 {number} 项的各行{field}不同（{value}），报关单只取首行：{first}",
        "the lines of declaration line {number} differ in {field} ({value}); the first one's is declared: {first}",
        "确认首行能代表全部，或补填最终目的国", "See that the first stands for all, or fill in the destination",
    ),
    "consolidation.too-many": _Text(
        "error", Mark.TWICE, PAGE,
        "归并后有 {count} 项，报关单最多 {most} 项",
        "{count} declaration lines after merging, but a declaration holds {most}",
        "把清单拆成多份", "Divide the list into several",
    ),
    "consolidation.change-number": _Text(
        "warning", Mark.INFERRED, PAGE,
        "变更或删除的清单应沿用原报关单序号，{count} 行没有，已按归并编号",
        "a change or deletion keeps the declaration line numbers; {count} lines have none and were numbered by merging",
        "与海关的清单核对", "Compare with the list at Customs",
    ),
    "parcels.above-bound": _Text(
        "warning", Mark.INFERRED, _SUM,
        "拆成 {count} 份，理论下限为 {bound} 份",
        "divided into {count} lists; the lower bound is {bound}",
        "归并组不能拆开，通常无需处理；可放宽上限",
        "Groups stay whole, so this is usually in order; or raise the limits",
    ),
    "parcels.group-divided": _Text(
        "warning", Mark.INFERRED, _SUM,
        "第 {number} 归并组有 {lines} 行，超过一份清单的上限，已分到 {count} 份",
        "group {number} of {lines} lines exceeds what one list holds and was divided into {count} parts",
        "各份分别申报", "Each part is declared for itself",
    ),
}  # fmt: skip


def finding(rule: str, *, path: str, value: object = "", severity: Severity | None = None, **values: object) -> Finding:
    """A finding of the table, its texts filled in; `severity` overrides the table's."""
    text = _TEXTS[rule]
    shown = {name: _shown(v) for name, v in values.items()} | {"value": _shown(value)}
    return Finding(
        rule=rule,
        severity=severity or text.severity,
        path=path,
        value=shown["value"],
        zh=text.zh.format_map(shown),
        en=text.en.format_map(shown),
        remedy_zh=text.remedy_zh,
        remedy_en=text.remedy_en,
        source=text.source,
        mark=text.mark.value,
    )


def line_path(row: int, field: str) -> str:
    """Where a field of the line at a position (from 0) stands, as findings name it."""
    return f"lines[{row + 1}].{field}"


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 120 else text[:117] + "..."
