"""Rows of a ledger are known by their numbers: those without one, and those that come twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.model.fields import Value
from baoguan.sheets.cells import Cell, Problem
from baoguan.sheets.ledger_tables import CONSUMPTIONS
from baoguan.sheets.ledger_values import Cells, Gathered

_KEYS: Final = {"materials": ("item_no",), "products": ("item_no",), "consumptions": ("product_item_no", "material_item_no")}


def keyed(cells: Cells, gathered: Gathered) -> None:
    """Tell rows without a number, which are left out, and rows whose number came before."""
    section = gathered.section
    seen: dict[tuple[Value, ...], Cell] = {}
    whole = []
    for record in gathered.records:
        lacking = [path for path in _KEYS[section.name] if record.values.get(path) is None]
        if lacking:
            zh = "、".join(section.fields[path].zh for path in lacking)
            cells.say(_unnumbered(zh, ", ".join(lacking)), record.place, path=lacking[0])
            continue
        whole.append(record)
        key = _key(section.name, record.values)
        if key in seen:
            cells.say(_twice(key, seen[key]), record.place, path=_KEYS[section.name][0], value=key[0])
        seen.setdefault(key, record.place)
    gathered.records[:] = whole


def _key(section: str, values: Mapping[str, Value]) -> tuple[Value, ...]:
    key = tuple(values.get(path) for path in _KEYS[section])
    return (*key, values.get("version") or "0") if section == CONSUMPTIONS.name else key


def _unnumbered(zh: str, en: str) -> Problem:
    return Problem(
        "no_row_number",
        "error",
        f"这一行没有{zh}，未读",
        f"this row has no {en} and was not read",
        "补上序号；合计行以“合计”开头",
        "Give the number; a row of totals begins with 合计",
    )


def _twice(key: tuple[Value, ...], place: Cell) -> Problem:
    shown = "-".join(map(str, key))
    return Problem(
        "row_twice",
        "error",
        f"序号 {shown} 已在 {place} 出现",
        f"the number {shown} stands in {place} already",
        "改正序号，或删除重复的行",
        "Correct the number, or remove the row that repeats",
    )
