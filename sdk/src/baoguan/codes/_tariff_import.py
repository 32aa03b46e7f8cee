"""Reading the user's tariff table from CSV or a workbook, whatever its columns are called."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

import attrs

from baoguan.codes._code import CodeList, Remark
from baoguan.codes._codes import builtin_list
from baoguan.codes._table import Cell, Faults, read_table, text_of
from baoguan.codes._tariff import TariffEntry, TariffTable

_HEADERS = {
    "hs": ("商品编码", "HS编码", "税号", "商品编号", "税则号列", "hs", "hs_code", "hs code"),
    "name": ("商品名称", "名称", "品名", "name"),
    "unit_1": (
        "法定第一单位",
        "第一计量单位",
        "法定单位",
        "第一法定单位",
        "法定计量单位",
        "法定第一计量单位",
        "计量单位",
        "unit_1",
    ),
    "unit_2": ("法定第二单位", "第二计量单位", "第二法定单位", "法定第二计量单位", "第二单位", "unit_2"),
    "supervision_conditions": ("监管条件", "海关监管条件", "监管证件代码", "supervision_conditions"),
    "inspection": ("检验检疫类别", "检疫类别", "检验检疫", "inspection"),
    "elements": ("申报要素", "规范申报要素", "elements"),
    "export_dutiable": ("出口税率", "出口关税", "出口关税率", "出口关税税率", "export_dutiable"),
    "valid_from": ("有效期起", "生效日期", "启用日期", "开始日期", "valid_from"),
    "valid_to": ("有效期止", "失效日期", "截止日期", "结束日期", "valid_to"),
}
_NOTHING = frozenset({"", "无", "-", "—", "--", "/", "none", "n/a"})
_ELEMENT_NUMBER = re.compile(r"^\s*\d{1,2}\s*[:：.、]\s*")
_CHINA = dt.timezone(dt.timedelta(hours=8))
_NAMED_AT_MOST = 20


def read_tariff(path: Path, *, units: CodeList | None = None, source: str = "", date: str = "") -> TariffTable:
    """Read a tariff table with at least a column 商品编码 (or HS编码, 税号); the other columns are used when present.

    Codes are 10 digits, or 13 = 10 + 3 of inspection, perhaps with dots; a zero that a number cell lost at the front
    is put back and said in ``remarks``. Rows of chapters and headings (2, 4, 6 or 8 digits) are left out and counted.
    Units may be names or codes of ``units`` (the built-in list by default); one that is neither becomes None with a
    remark, never a guess. Rows of the same 10-digit code and period become one entry that keeps their inspection
    digits. Raises UnusableInput naming every wrong code or date. ``date`` defaults to the day the file was last
    changed.
    """
    table = read_table(path, _HEADERS, ("hs",))
    reader = _Reader(path, table.headers, units if units is not None else builtin_list("unit"))
    keys = list(table.columns.items())
    for number, row in table:
        width = len(row)
        reader.take(number, {key: row[index] if index < width else "" for key, index in keys})
    entries, remarks = reader.result()
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=_CHINA).date().isoformat()
    return TariffTable(entries=entries, source=source or f"imported from {path.name}", date=date or changed, remarks=remarks)


class _Reader:
    """Turns rows into entries, merging those of one code and period, and keeps account of what it had to change."""

    def __init__(self, path: Path, headers: Mapping[str, str], units: CodeList) -> None:
        self._faults = Faults(path)
        self._headers = headers
        self._units = units
        self._unit_seen: dict[str, tuple[str | None, str | None]] = {}
        self._unit_unknown: dict[str, int] = {}
        self._duty_unknown: dict[str, int] = {}
        self._restored: list[str] = []
        self._headings = 0
        self._differing: dict[str, int] = {}
        self._entries: dict[tuple[str, dt.date | None, dt.date | None], TariffEntry] = {}

    def take(self, number: int, cells: dict[str, Cell]) -> None:
        """Read one row."""
        code = self._code(number, cells["hs"])
        if code is None:
            return
        valid_from = self._date(number, "valid_from", cells.get("valid_from", ""))
        valid_to = self._date(number, "valid_to", cells.get("valid_to", ""))
        if valid_from and valid_to and valid_to < valid_from:
            self._fault(number, "valid_to", cells["valid_to"], "有效期止早于有效期起", "the period ends before it begins")
        unit_1, split_off = self._unit(number, cells.get("unit_1", ""))
        unit_2, _ = self._unit(number, cells.get("unit_2", ""))
        entry = TariffEntry(
            hs=code[:10],
            name=text_of(cells.get("name")),
            unit_1=unit_1,
            unit_2=unit_2 or split_off,
            supervision_conditions=_letters(cells.get("supervision_conditions")),
            inspection=_letters(cells.get("inspection")),
            elements=_elements(cells.get("elements")),
            export_dutiable=self._dutiable(number, cells.get("export_dutiable", "")),
            valid_from=valid_from,
            valid_to=valid_to,
            ciq_codes=(code[10:],) if len(code) == 13 else (),
        )
        self._add(number, entry)

    def result(self) -> tuple[tuple[TariffEntry, ...], tuple[Remark, ...]]:
        """Return entries and remarks; raise when a row was wrong or none was usable."""
        if not self._entries and not self._faults:
            self._fault(1, "hs", "", "没有 10 位或 13 位的商品编码", "there is no code of 10 or 13 digits")
        self._faults.finish()
        return tuple(self._entries.values()), tuple(self._remarks())

    def _add(self, number: int, entry: TariffEntry) -> None:
        key = (entry.hs, entry.valid_from, entry.valid_to)
        earlier = self._entries.get(key)
        if earlier is None:
            self._entries[key] = entry
            return
        ciq = earlier.ciq_codes + tuple(c for c in entry.ciq_codes if c not in earlier.ciq_codes)
        # The names of 13-digit rows describe the inspection group, so only what belongs to the 10 digits must agree.
        if attrs.evolve(entry, name=earlier.name, ciq_codes=earlier.ciq_codes) != earlier:
            self._differing.setdefault(entry.hs, number)
        self._entries[key] = attrs.evolve(earlier, ciq_codes=ciq)

    def _code(self, number: int, cell: Cell) -> str | None:
        code = text_of(cell).replace(".", "").replace(" ", "").strip("'")
        if code.isascii() and code.isdigit():
            if len(code) in {9, 12}:
                # Chapters run from 01, so at most one zero can be missing.
                self._restored.append(f"{number}: {code}")
                code = "0" + code
            if len(code) in {10, 13} and not code.startswith("00"):
                return code
            if len(code) in {1, 2, 3, 4, 5, 6, 7, 8}:
                self._headings += 1
                return None
        elif not code:
            self._headings += 1
            return None
        self._fault(number, "hs", cell, "应为 10 位或 13 位数字", "10 or 13 digits are expected")
        return None

    def _unit(self, number: int, cell: Cell) -> tuple[str | None, str | None]:
        text = text_of(cell)
        known = self._unit_seen.get(text)
        if known is None:
            known = self._unit_seen[text] = self._resolve_unit(text)
            if known == (None, None) and text.casefold() not in _NOTHING:
                self._unit_unknown[text] = number
        return known

    def _resolve_unit(self, text: str) -> tuple[str | None, str | None]:
        row = self._units.resolve(text) if text.casefold() not in _NOTHING else None
        if row is not None:
            return row.code, None
        first, slash, second = text.partition("/")
        if slash:
            # Some tables write both statutory units into one column: 台/千克.
            one, two = self._units.resolve(first), self._units.resolve(second)
            if one is not None and (two is not None or second.strip() in _NOTHING):
                return one.code, two.code if two is not None else None
        return None, None

    def _dutiable(self, number: int, cell: Cell) -> bool | None:
        if isinstance(cell, bool):
            return cell
        text = text_of(cell).rstrip("%").strip()
        if text == "":
            return None
        if text in _NOTHING or text == "否":
            return False
        if text == "是":
            return True
        try:
            return Decimal(text) > 0
        except InvalidOperation:
            self._duty_unknown.setdefault(text, number)
            return None

    def _date(self, number: int, key: str, cell: Cell) -> dt.date | None:
        if isinstance(cell, dt.datetime):
            return cell.date()
        if isinstance(cell, dt.date):
            return cell
        text = text_of(cell)
        if text in _NOTHING:
            return None
        match = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]00:00(?::00)?)?", text)
        try:
            if match:
                return dt.date(*map(int, match.groups()))
        except ValueError:
            # Said below with the row, as any other text that is no date.
            match = None
        self._fault(number, key, cell, "不是日期，应如 2024-01-31", "no date; write 2024-01-31")
        return None

    def _fault(self, number: int, key: str, cell: Cell, zh: str, en: str) -> None:
        self._faults.add(number, self._headers.get(key, key), cell, zh, en)

    def _remarks(self) -> list[Remark]:
        counted: list[tuple[list[str], Callable[[int, str], Remark]]] = [
            (
                self._restored,
                lambda n, which: Remark(
                    zh=f"{n} 个编码丢失了开头的 0，已补上（行: 值）：{which}",
                    en=f"{n} code(s) had lost a leading zero, which was put back (row: value): {which}",
                ),
            ),
            (
                [f"{number}: {text}" for text, number in self._unit_unknown.items()],
                lambda n, which: Remark(
                    zh=f"{n} 种单位不在计量单位表中，已留空（首见行: 值）：{which}",
                    en=f"{n} unit(s) are not in the unit list and were left empty (first row: value): {which}",
                ),
            ),
            (
                [f"{number}: {text}" for text, number in self._duty_unknown.items()],
                lambda n, which: Remark(
                    zh=f"{n} 种出口税率无法判断是否征税，已留空（首见行: 值）：{which}",
                    en=f"{n} export rate(s) do not say if duty is due and were left empty (first row: value): {which}",
                ),
            ),
            (
                [f"{number}: {hs}" for hs, number in self._differing.items()],
                lambda n, which: Remark(
                    zh=f"{n} 个编码的多行内容不一致，以首行为准（行: 编码）：{which}",
                    en=f"the rows of {n} code(s) disagree; the first was kept (row: code): {which}",
                ),
            ),
        ]
        remarks = [make(len(found), _shown(found)) for found, make in counted if found]
        if self._headings:
            zh = f"跳过 {self._headings} 行没有 10 位编码的章、品目行"
            remarks.append(Remark(zh=zh, en=f"{self._headings} row(s) of chapters and headings without 10 digits were left out"))
        return remarks


def _shown(found: list[str]) -> str:
    more = f" (+{len(found) - _NAMED_AT_MOST})" if len(found) > _NAMED_AT_MOST else ""
    return ", ".join(found[:_NAMED_AT_MOST]) + more


def _letters(cell: Cell | None) -> str:
    text = "".join(text_of(cell).split())
    return "" if text.casefold() in _NOTHING else text


def _elements(cell: Cell | None) -> tuple[str, ...]:
    """Split ``1:品名;2:品牌类型`` or ``1.品名|2.品牌类型`` into the names, without their numbers."""
    parts = re.split(r"[;；|\n]", text_of(cell))
    return tuple(name for part in parts if (name := _ELEMENT_NUMBER.sub("", part).strip()))
