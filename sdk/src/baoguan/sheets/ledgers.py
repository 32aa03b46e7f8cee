"""Ledgers (手册, 账册) from the workbooks that the Single Window's pages export, from CSV and from JSON.

Sheets, columns and labels are found by what they are called, never by where they stand. The head may stand as labels with their values
beside them, as a table of one row, or above and beside another table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from baoguan.clock import today as today_in_shanghai
from baoguan.codes import Codes
from baoguan.errors import Finding, UnusableInput
from baoguan.ledger import family_of
from baoguan.model.content import from_json
from baoguan.model.fields import Value
from baoguan.model.ledger import Ledger
from baoguan.model.ledger_export import LedgerExport
from baoguan.model.party import Party
from baoguan.sheets.cells import Cell, Problem
from baoguan.sheets.grids import csv_encoding, csv_grid, is_text, workbook_grids
from baoguan.sheets.ledger_sheets import Collector
from baoguan.sheets.ledger_tables import CONSUMPTIONS, HEAD, MATERIALS, PRODUCTS, SECTIONS
from baoguan.sheets.ledger_values import Gathered
from baoguan.sheets.reader import OWN_SHEETS, csv_delimiter
from baoguan.sheets.result import Located

LEDGER_FILES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".json"})
"""Endings of files that `read_ledger` reads."""
_KIND: Final = "kind"


@attrs.frozen(kw_only=True)
class LedgerReading:
    """The ledger of a file. Findings of severity error mean that something was not read; `unmatched` are columns and labels that hold
    values and stand for no field (sheet, heading, column from 1): their values are kept in the export."""

    export: LedgerExport
    located: tuple[Located, ...] = ()
    unmatched: tuple[tuple[str, str, int], ...] = ()

    @property
    def ledger(self) -> Ledger:
        """The ledger itself."""
        return self.export.ledger

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything there is to say, without the cells."""
        return tuple(each.finding for each in self.located)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return tuple(found for found in self.findings if found.severity == "error")


def read_ledger(
    path: Path, *, codes: Codes | None = None, today: date | None = None, ledger_no: str | None = None
) -> LedgerReading:
    """The ledger of an .xlsx, .xlsm, .xls, .csv or .json file. `ledger_no` names it where the file does not.

    Raises UnusableInput for a file that cannot be read at all or that holds nothing of a ledger.
    """
    path = Path(path)
    if not path.is_file():
        raise UnusableInput(f"没有文件 {path}", f"no file {path}", remedy_zh="检查路径", remedy_en="Check the path")
    if path.suffix.lower() == ".json":
        return _from_json(path, ledger_no)
    collector = Collector(codes or Codes.builtin(), today or today_in_shanghai())
    if is_text(path):
        encoding = csv_encoding(path)
        collector.sheet(csv_grid(path, encoding, csv_delimiter(path, encoding)))
    else:
        for grid in workbook_grids(path):
            if grid.name not in OWN_SHEETS:
                collector.sheet(grid)
    understood = any(collector.gathered[section.name].headings for section in SECTIONS)
    if not understood and all(found.severity != "error" for found in collector.cells.findings):
        raise UnusableInput(
            f"{path.name} 里没有底账（手册、账册）的列名",
            f"{path.name} has no headings of a ledger",
            remedy_zh="用单一窗口页面导出的工作簿；列名用 料件、成品、单损耗、表头 各表的中文名称",
            remedy_en="Give the workbook that the page exports; headings are the Chinese terms of the fields",
        )
    return _finished(collector, path, ledger_no)


def _finished(collector: Collector, path: Path, ledger_no: str | None) -> LedgerReading:
    gathered = collector.gathered
    head = dict(gathered["head"].records[0].values) if gathered["head"].records else {}
    if ledger_no is not None and head.setdefault("ledger_no", ledger_no) != ledger_no:
        problem = Problem(
            "other_ledger",
            "error",
            f"文件写的是 {head['ledger_no']}，不是 {ledger_no}",
            f"the file is of ledger {head['ledger_no']}, not of {ledger_no}",
            "核对文件，或不写编号",
            "Check the file, or leave the number out",
        )
        collector.cells.say(problem, None, path="ledger_no", value=head["ledger_no"])
    if not head.get("ledger_no"):
        problem = Problem(
            "no_ledger_number",
            "error",
            f"{path.name} 没有手册或账册编号",
            f"{path.name} names no ledger number",
            "在表头写 手册编号 或 账册编号，或用 --ledger 给出",
            "Give 手册编号 or 账册编号 in the head, or --ledger",
        )
        collector.cells.say(problem, None, path="ledger_no")
    if head.get("family") is None:
        family = family_of(str(head.get("ledger_no") or ""))
        head["family"] = family.value if family is not None else None
    rows = {section.name: _rows(gathered[section.name]) for section in (MATERIALS, PRODUCTS, CONSUMPTIONS)}
    ledger: Ledger = _record(Ledger, {**head, **rows})
    _counted(collector, ledger)
    export = LedgerExport(
        ledger=ledger,
        kept=tuple(kept for section in SECTIONS for kept in gathered[section.name].kept()),
        sheets=tuple(gathered[section.name].laid() for section in SECTIONS if gathered[section.name].headings),
    )
    return LedgerReading(export=export, located=tuple(collector.cells.located), unmatched=tuple(collector.unmatched))


def _rows(gathered: Gathered) -> tuple[object, ...]:
    return tuple(_record(gathered.section.model, record.values) for record in gathered.records)


def _record(model: type[Any], values: Mapping[str, Value | tuple[object, ...]]) -> Any:  # noqa: ANN401  the model is data
    """A record of values by path; parts of a party make it."""
    flat: dict[str, object] = {}
    parties: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        party, _, part = path.partition(".")
        if part:
            if value is not None:
                parties.setdefault(party, {})[part] = value
        else:
            flat[path] = value
    made: dict[str, Any] = {**flat, **{name: Party(**parts) for name, parts in parties.items()}}  # type: ignore[arg-type]
    return model(**made)


def _counted(collector: Collector, ledger: Ledger) -> None:
    """Warn where the head counts other rows than were read."""
    for said, rows, section in (
        (ledger.material_count, ledger.materials, MATERIALS),
        (ledger.product_count, ledger.products, PRODUCTS),
    ):
        if said is not None and said != len(rows):
            problem = Problem(
                "count",
                "warning",
                f"表头说有 {said} 项{section.zh}，读到 {len(rows)} 项",
                f"the head counts {said} {section.name}, {len(rows)} were read",
                "核对导出是否完整",
                "Check that the export is complete",
            )
            head: Cell | None = collector.gathered[HEAD.name].records[0].place
            collector.cells.say(problem, head, path=f"{section.name[:-1]}_count", value=said)


def _from_json(path: Path, ledger_no: str | None) -> LedgerReading:
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnusableInput(
            f"{path.name} 不是 JSON：{error}",
            f"{path.name} is no JSON: {error}",
            remedy_zh="UTF-8 编码的 JSON",
            remedy_en="Give JSON in UTF-8",
        ) from None
    if not isinstance(data, dict) or data.pop(_KIND, "ledger") != "ledger":
        raise UnusableInput(
            f"{path.name} 不是一本底账",
            f"{path.name} is not one ledger",
            remedy_zh="一个对象，字段见底账的字段表",
            remedy_en="Give one object with the fields of a ledger",
        )
    return whole(from_json(data, Ledger, where=path.name), path.name, ledger_no)


def whole(ledger: Ledger, name: str, ledger_no: str | None = None) -> LedgerReading:
    """A ledger that a file holds as it is, not as a table; `ledger_no` names it where the file does not. Raises UnusableInput without a
    number, and where the file is of another ledger."""
    if ledger.ledger_no is None and ledger_no is not None:
        ledger = attrs.evolve(ledger, ledger_no=ledger_no)
    if not ledger.ledger_no or (ledger_no is not None and ledger.ledger_no != ledger_no):
        raise UnusableInput(
            f"{name} 的备案编号是 {ledger.ledger_no or '空的'}",
            f"the ledger number of {name} is {ledger.ledger_no or 'empty'}",
            remedy_zh="填写 ledger_no，或核对 --ledger",
            remedy_en="Give ledger_no, or check --ledger",
        )
    return LedgerReading(export=LedgerExport(ledger=ledger))
