"""The quantities of a workbook's rows, to be reconciled with the books: a ledger's sheets with columns of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from baoguan.errors import UnusableInput
from baoguan.ledger import FIGURES, Booked, BookRow, Figure
from baoguan.model.ledger import LedgerItem
from baoguan.model.ledger_export import LedgerExport

_SECTIONS: Final = (("materials", BookRow.MATERIAL), ("products", BookRow.PRODUCT))
_SIGNS: Final = str.maketrans({",": None, "，": None, " ": None})


def booked_of(export: LedgerExport, columns: Mapping[str, Figure] | None = None) -> list[Booked]:
    """The rows of a ledger's file with the figures that it states. `columns` says what headings mean, beside those that mean nothing else
    (实增数量, 可用数量 …). Raises UnusableInput where no column holds figures, where a heading is not in the file, and for what is no number."""
    named = {name: figure for figure, term in FIGURES.items() for name in term.names}
    wanted = {**named, **(columns or {})}
    headings = {h.text: h.path for section, _ in _SECTIONS if (laid := export.laid(section)) is not None for h in laid.headings}
    lacking = [heading for heading in columns or {} if heading not in headings and not _kept_as(export, heading)]
    if lacking:
        raise UnusableInput(
            f"文件里没有列“{lacking[0]}”（有：{'、'.join(headings) or '—'}）",
            f"the file has no column {lacking[0]!r} (it has: {', '.join(headings) or '—'})",
            remedy_zh="--column 列名=figure，列名照抄表头",
            remedy_en="--column HEADING=FIGURE with the heading as it stands in the file",
        )
    paths = {path: wanted[text] for text, path in headings.items() if path and text in wanted}
    out = [each for section, row in _SECTIONS for each in _rows(export, section, row, wanted, paths)]
    if not any(each.figures for each in out):
        raise UnusableInput(
            "文件里没有数量列",
            "no column of the file holds figures",
            remedy_zh="用 --column 列名=figure 说明哪一列是什么：" + "、".join(f"{f.value}（{t.zh}）" for f, t in FIGURES.items()),
            remedy_en="Say which column is what by --column HEADING=FIGURE: " + ", ".join(f.value for f in FIGURES),
        )
    return out


def _kept_as(export: LedgerExport, heading: str) -> bool:
    return any(each.heading == heading for each in export.kept)


def _rows(
    export: LedgerExport, section: str, row: BookRow, wanted: Mapping[str, Figure], paths: Mapping[str, Figure]
) -> Iterator[Booked]:
    kept: dict[int, dict[Figure, Decimal]] = {}
    for each in export.kept:
        if each.section == section and each.row is not None and each.heading in wanted:
            kept.setdefault(each.row, {})[wanted[each.heading]] = _number(each.value, section, each.row, each.heading)
    items: tuple[LedgerItem, ...] = getattr(export.ledger, section)
    for number, item in enumerate(items):
        if item.item_no is None:
            continue
        known = {figure: value for path, figure in paths.items() if isinstance(value := getattr(item, path, None), Decimal)}
        yield Booked(
            ledger=export.ledger.ledger_no or "",
            row=row,
            item_no=item.item_no,
            figures={**known, **kept.get(number, {})},
            item=item,
            place=f"{section}[{number + 1}]",
        )


def _number(text: str, section: str, row: int, heading: str) -> Decimal:
    try:
        value = Decimal(text.translate(_SIGNS))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise UnusableInput(
            f"{section}[{row + 1}] {heading}：{text!r} 不是数字",
            f"{section}[{row + 1}] {heading}: {text!r} is no number",
            remedy_zh="改正该单元格后重试",
            remedy_en="Correct the cell and try again",
        )
    return value
