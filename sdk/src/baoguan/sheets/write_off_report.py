"""The report of a drafted write-off as a workbook: every term of the balance, unit consumption to nine decimals, scrap, differences with
their reasons, and charts of the balance over the period and of the differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from baoguan.ledger import BookCounter
from baoguan.ledger.consumption import PLACES
from baoguan.ledger.effects import TITLES
from baoguan.ledger.write_off import INTO, OUT, SCRAP_OUT, MaterialTerms
from baoguan.sheets.workbook_out import Formats, open_workbook, put

if TYPE_CHECKING:
    from baoguan.broker.writing_off import WriteOffDraft

SUMMARY: Final = "概况"
BALANCE: Final = "料件平衡"
PRODUCTS: Final = "成品"
CONSUMPTION: Final = "产品耗用"
SCRAP: Final = "边角料"
DIFFERENCES: Final = "差异"
COURSE: Final = "结余走势"
LISTS: Final = "清单"
MOST_SERIES: Final = 12
"""So many materials have a line of their own in the chart: those that moved most. All stand in the table."""

_WIDTH: Final = 15
_WIDE: Final = 48
_QUANTITY: Final = "0.#####"
_RATE: Final = "0.000000000"
_CHART: Final = {"width": 900, "height": 420}
_MATERIAL_COUNTERS: Final = (*INTO, *OUT)
_PRODUCT_COUNTERS: Final = (
    BookCounter.DIRECT_EXPORT,
    BookCounter.TRANSFER_OUT,
    BookCounter.REDUCTION_EXPORT,
    BookCounter.PRODUCT_EXCHANGE_OUT,
    BookCounter.PRODUCT_EXCHANGE_IN,
)

Cell = object
Rows = Iterable[Sequence[Cell]]


class _Report:
    """The workbook while it is written."""

    def __init__(self, book: Workbook, draft: WriteOffDraft) -> None:
        self.book = book
        self.draft = draft
        self.formats = Formats(book)
        self._quantity = book.add_format({"num_format": _QUANTITY})
        self._rate = book.add_format({"num_format": _RATE})

    def table(self, name: str, headings: Sequence[str], rows: Rows, wide: Sequence[int] = ()) -> tuple[Worksheet, int]:
        """A sheet with headings and rows; gives how many rows there are. Columns `wide` hold sentences."""
        sheet = self.book.add_worksheet(name)
        for column, heading in enumerate(headings):
            put(sheet, 0, column, heading, self.formats, "optional")
            sheet.set_column(column, column, _WIDE if column in wide else _WIDTH)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self.put(sheet, count, column, value)
        return sheet, count

    def put(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        """A value; quantities have the form of quantities, and a unit consumption all its nine decimals."""
        if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= 15:
            form = self._rate if value.as_tuple().exponent == PLACES.as_tuple().exponent else self._quantity
            sheet.write_number(row, column, float(value), form)
        else:
            put(sheet, row, column, value, self.formats)

    def named(self, item_no: int) -> tuple[int, str, str, str]:
        """How a material is named in every table: row, part number, name, unit."""
        found = next((row for row in self.draft.document.materials if row.item_no == item_no), None)
        return (
            (item_no, found.part_no or "", found.goods_name or "", found.unit or "") if found is not None else (item_no, "", "", "")
        )

    @property
    def materials(self) -> list[MaterialTerms]:
        """The terms of every material."""
        return list(self.draft.terms.materials.values())


_NAMED: Final = ("备案序号", "料号", "商品名称", "单位")


def write_report(draft: WriteOffDraft, path: Path) -> None:
    """Write the workbook. Raises UnusableInput when it cannot be written."""
    with open_workbook(path) as book:
        report = _Report(book, draft)
        for write in _SHEETS:
            write(report)


def _summary(report: _Report) -> None:
    draft, document = report.draft, report.draft.document
    enterprise = document.operating_enterprise
    facts: list[tuple[str, Cell]] = [
        ("备案编号", document.ledger_no),
        ("经营单位", enterprise.name if enterprise is not None else ""),
        ("企业内部编号", document.internal_number),
        ("报核次数", document.sequence),
        ("报核开始日期", document.period_from),
        ("报核截止日期", document.period_to),
        ("进口清单总数", document.import_lists),
        ("出口清单总数", document.export_lists),
        ("报核料件总数", document.material_count),
        ("报核成品总数", document.product_count),
        ("进口料件总金额", document.import_amount),
        ("出口成品总金额", document.export_amount),
        ("币制", draft.amounts.currency or "、".join(draft.amounts.currencies)),
        ("底账及单耗来源", draft.source_zh),
        ("期初来源", draft.opening_zh),
        ("有差异的料件", len(draft.differences)),
        ("可否申报", "可以" if draft.ready else "不可以：见下"),
    ]
    sheet, count = report.table(SUMMARY, ("项目", "内容"), facts, wide=(1,))
    sheet.set_column(0, 0, 18)
    for number, finding in enumerate(draft.findings, count + 2):
        put(sheet, number, 0, "错误" if finding.severity == "error" else "警告", report.formats, finding.severity)
        put(sheet, number, 1, f"{finding.zh}。{finding.remedy_zh}", report.formats)


def _balance(report: _Report) -> None:
    headings = (*_NAMED, "期初", *(TITLES[c] for c in _MATERIAL_COUNTERS), "产品耗用", "应剩余", "实际剩余", "差异", "差异率%")
    report.table(
        BALANCE,
        headings,
        (
            (
                *report.named(m.item_no),
                m.opening,
                *(m.of(c) for c in _MATERIAL_COUNTERS),
                m.consumed,
                m.theoretical,
                m.count.quantity if m.count is not None else None,
                m.difference,
                m.difference_rate,
            )
            for m in report.materials
        ),
    )


def _products(report: _Report) -> None:
    named = {row.item_no: row for row in report.draft.document.products}
    report.table(
        PRODUCTS,
        (*_NAMED, *(TITLES[c] for c in _PRODUCT_COUNTERS)),
        (
            (
                item,
                named[item].part_no if item in named else "",
                named[item].goods_name if item in named else "",
                named[item].unit if item in named else "",
                *(told.of(c) for c in _PRODUCT_COUNTERS),
            )
            for item, told in report.draft.terms.products.items()
        ),
    )


def _consumption(report: _Report) -> None:
    headings = (
        *_NAMED,
        "成品序号",
        "单耗版本号",
        "成品数量",
        "净耗",
        "有形损耗率%",
        "无形损耗率%",
        "单耗",
        "保税料件比例%",
        "耗用",
    )
    report.table(
        CONSUMPTION,
        headings,
        (
            (
                *report.named(m.item_no),
                use.product,
                use.version,
                use.units,
                _nine(use.rate.net),
                use.rate.tangible_loss,
                use.rate.intangible_loss,
                use.rate.shown,
                use.rate.bonded_share,
                use.consumed,
            )
            for m in report.materials
            for use in m.uses
        ),
    )


def _nine(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_EVEN)


def _scrap(report: _Report) -> None:
    headings = (*_NAMED, "有形损耗", "无形损耗", "产生边角料", *(TITLES[c] for c in SCRAP_OUT), "剩余边角料")
    report.table(
        SCRAP,
        headings,
        (
            (
                *report.named(m.item_no),
                m.tangible_loss,
                m.intangible_loss,
                m.scrap_made,
                *(m.of(c) for c in SCRAP_OUT),
                m.scrap_left,
            )
            for m in report.materials
            if m.scrap_made or m.of(*SCRAP_OUT)
        ),
    )


def _differences(report: _Report) -> None:
    headings = (*_NAMED, "应剩余", "实际剩余", "差异", "差异率%", "差异金额", "差异原因", "可能的原因")
    sheet, count = report.table(
        DIFFERENCES,
        headings,
        (
            (
                *report.named(each.item_no),
                each.terms.theoretical,
                each.terms.count.quantity if each.terms.count is not None else None,
                each.terms.difference,
                each.terms.difference_rate,
                each.terms.amount(each.terms.difference),
                each.terms.count.reason if each.terms.count is not None else "",
                "；".join(reason.zh for reason in each.reasons),
            )
            for each in report.draft.differences
        ),
        wide=(9, 10),
    )
    if not count:
        return
    chart = report.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "差异数量",
            "categories": [DIFFERENCES, 1, 0, count, 1],
            "values": [DIFFERENCES, 1, 6, count, 6],
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": "差异：实际剩余 - 应剩余"})
    chart.set_x_axis({"name": "备案序号、料号", "label_position": "low"})
    chart.set_y_axis({"name": "数量"})
    chart.set_legend({"none": True})
    chart.set_size(_CHART)
    sheet.insert_chart(count + 2, 0, chart)


def _course(report: _Report) -> None:
    course = report.draft.course
    materials = sorted({item for _, standing in course for item in standing})
    sheet, count = report.table(
        COURSE,
        ("日期", *(f"料件 {item}" for item in materials)),
        ((datetime.combine(day, time()), *(standing.get(item) for item in materials)) for day, standing in course),
    )
    for row, (day, _) in enumerate(course, 1):
        put(sheet, row, 0, day, report.formats)
    if not count or not materials:
        return
    chart = report.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    for item in _most_moved(report, materials):
        column = 1 + materials.index(item)
        chart.add_series(
            {
                "name": [COURSE, 0, column],
                "categories": [COURSE, 1, 0, count, 0],
                "values": [COURSE, 1, column, count, column],
            }
        )
    chart.set_title({"name": "应剩余（理论结余）走势"})
    chart.set_x_axis({"name": "日期", "num_format": "yyyy-mm-dd", "label_position": "low"})
    chart.set_y_axis({"name": "数量"})
    chart.set_size(_CHART)
    sheet.insert_chart(1, len(materials) + 2, chart)


def _most_moved(report: _Report, materials: Sequence[int]) -> list[int]:
    """The materials that the chart shows, in the order of the table."""
    moved = {m.item_no: abs(m.consumed) + sum((abs(q) for q in m.counters.values()), Decimal(0)) for m in report.materials}
    shown = sorted(materials, key=lambda item: (-moved.get(item, Decimal(0)), item))[:MOST_SERIES]
    return sorted(shown)


def _lists(report: _Report) -> None:
    from baoguan.broker.period_lists import PLACES as WORDS
    from baoguan.broker.period_lists import state_words

    report.table(
        LISTS,
        ("清单编号", "企业内部编号", "进出口", "日期", "状态", "报核"),
        (
            (each.list_no, each.number, each.direction, each.day, state_words(each.state)[0], WORDS[each.place][0])
            for each in report.draft.lists
        ),
    )


_SHEETS: Final[tuple[Callable[[_Report], None], ...]] = (
    _summary,
    _balance,
    _products,
    _consumption,
    _scrap,
    _differences,
    _course,
    _lists,
)
