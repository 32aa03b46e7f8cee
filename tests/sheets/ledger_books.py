"""Invented ledgers as the pages export them: a handbook with labels and values, an account with a head of one row, columns in any order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from baoguan.model.ledger import Ledger
from baoguan.sheets import LedgerReading, read_ledger
from tests.sheets.books import TODAY, Rows, write_book

HANDBOOK: Mapping[str, Rows] = {
    "表头": (
        ("表头", "", "", "", "", ""),
        ("加工贸易手册编号", "C530126A0001", "企业内部编号", "DEMO-HB-1", "手册类型", "进料加工"),
        ("经营单位编码", "4403DEM0A1", "经营单位名称", "示例电子（深圳）有限公司", "主管海关", "5301"),
        ("延期次数", "2", "企业联系人", "", "联系人手机号", "000-0000"),
    ),
    "料件": (
        ("料件", "", "", "", "", "", ""),
        ("商品名称", "序号", "备用标志", "申报数量", "申报计量单位", "商品编码", "主料标志"),
        ("电容", "1", "甲", "1000.5", "千克", "8532241000", "非主料"),
        ("", "", "", "", "", "", ""),
        ("螺丝", "2", "", "1.9536E+5", "千克", "7318159090", "主料"),
        ("合计", "", "", "196360.5", "", "", ""),
    ),
    "成品": (
        ("序号", "料号", "商品名称", "商品编码", "申报计量单位", "申报数量", "单耗质疑标志"),
        ("1", "FG-1", "电源板", "8504409999", "个", "50", "不质疑"),
    ),
    "单损耗": (
        ("净耗", "成品序号", "料件序号", "有形损耗率", "无形损耗率", "单耗版本号", "企业执行标志"),
        ("0.123456789", "1", "1", "3", "0.5", "0", "运行"),
        ("0.2", "1", "2", "0", "0", "0", "停用"),
    ),
}

ACCOUNT: Mapping[str, Rows] = {
    "成品表": (("备案序号", "商品编码", "商品名称", "单位"), ("1", "8504409999", "电源板", "个")),
    "账册表头": (
        ("账册编号", "经营企业编码", "经营企业名称", "核销周期", "最大周转金额(万美元)", "记账方式", "料件项数"),
        ("E530126A0002", "4403DEM0A1", "示例电子（深圳）有限公司", 180.0, "500.25", "可编辑", 2.0),
    ),
    "料件表": (
        ("序号", "备案序号", "料号", "期初数量", "商品编码", "商品名称", "计量单位"),
        ("1", "10", "M-1", "100.5", "8532241000", "电容", "千克"),
        ("2", "20", "M-2", 20.25, "7318159090", "螺丝", "千克"),
    ),
    "单耗": (("成品序号", "料件序号", "版本号", "单耗", "净耗"), ("1", "10", "2", "", "0.5")),
}


def read(folder: Path, sheets: Mapping[str, Rows], ledger_no: str | None = None) -> LedgerReading:
    """What reading a workbook of these sheets gives."""
    return read_ledger(write_book(folder / "ledger.xlsx", sheets), today=TODAY, ledger_no=ledger_no)


def openings(ledger: Ledger) -> dict[int | None, Decimal | None]:
    """Opening quantities of the materials by item number."""
    return {row.item_no: row.opening_quantity for row in ledger.materials}
