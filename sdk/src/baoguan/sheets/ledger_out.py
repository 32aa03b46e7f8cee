"""A ledger back into a workbook: in the layout of the file that it came from, or in one of our own. Every cell is text, so that numbers
stay exact and codes keep their zeros; reading the workbook gives the same ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from xlsxwriter.worksheet import Worksheet

from baoguan.clock import today
from baoguan.codes import Codes
from baoguan.model.fields import CodeEnum, Value, value_at
from baoguan.model.ledger_export import Heading, Laid, LedgerExport
from baoguan.sheets.cells import Cell
from baoguan.sheets.ledger_tables import HEAD, SECTIONS, WORDS
from baoguan.sheets.ledger_values import Cells
from baoguan.sheets.tables import Section
from baoguan.sheets.workbook_out import Formats, open_workbook, put, sheet_name

_PAIRS: Final = 3
"""Labels with their values in a row of the head."""


def write_ledger(export: LedgerExport, path: Path, codes: Codes | None = None) -> None:
    """Write the workbook. Raises UnusableInput when it cannot be written."""
    wording = _Wording(codes or Codes.builtin())
    with open_workbook(path) as book:
        formats, used = Formats(book), set[str]()
        for section in SECTIONS:
            laid = _complete(export, section)
            if laid is None:
                continue
            sheet = book.add_worksheet(sheet_name(laid.sheet, used))
            put(sheet, 0, 0, section.zh, formats)
            rows = list(_rows(export, section, laid, wording))
            if laid.paired:
                _paired(sheet, laid, rows[0], formats)
                continue
            for number, row in enumerate([[heading.text for heading in laid.headings], *rows], 1):
                for column, text in enumerate(row):
                    put(sheet, number, column, text, formats)
            sheet.freeze_panes(2, 0)


def _paired(sheet: Worksheet, laid: Laid, values: Sequence[str], formats: Formats) -> None:
    for place, (heading, text) in enumerate(zip(laid.headings, values, strict=True)):
        row, pair = divmod(place, _PAIRS)
        put(sheet, row + 1, 2 * pair, heading.text, formats)
        put(sheet, row + 1, 2 * pair + 1, text, formats)


def _complete(export: LedgerExport, section: Section) -> Laid | None:
    """The layout of a section with a column for everything that it holds; None for one that the ledger has nothing of."""
    records = _records(export, section)
    laid = export.laid(section.name)
    if laid is None and not records:
        return None
    laid = laid or Laid(section=section.name, sheet=section.zh, paired=section is HEAD)
    shared = any(other.sheet == laid.sheet for other in export.sheets if other.section != laid.section)
    there = {heading.path for heading in laid.headings}
    texts = {heading.text for heading in laid.headings}
    more = [
        Heading(text=term.zh, path=path)
        for path, term in section.fields.items()
        if path not in there and path != "family" and any(value_at(record, path) is not None for record in records)
    ]
    kept = dict.fromkeys(k.heading for k in export.kept if k.section == section.name and k.heading not in texts)
    return Laid(
        section=laid.section,
        sheet=section.zh if section is HEAD and shared else laid.sheet,
        paired=laid.paired,
        headings=(*laid.headings, *more, *(Heading(text=text, path="") for text in kept)),
    )


def _records(export: LedgerExport, section: Section) -> Sequence[object]:
    return (export.ledger,) if section is HEAD else getattr(export.ledger, section.path)


def _rows(export: LedgerExport, section: Section, laid: Laid, wording: _Wording) -> Iterator[list[str]]:
    kept = {(k.row or 0, k.heading): k.value for k in export.kept if k.section == section.name}
    for number, record in enumerate(_records(export, section)):
        row = []
        for heading in laid.headings:
            value = value_at(record, heading.path) if heading.path else None
            text = wording.of(section, heading.path, value) if value is not None else ""
            row.append(text or kept.get((number, heading.text), ""))
        yield row


class _Wording:
    """Values as the page shows them, wherever reading that gives the value back."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._cells = Cells(codes, today())
        self._known: dict[tuple[str, str, str], str] = {}

    def of(self, section: Section, path: str, value: Value) -> str:
        """A value as text."""
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date | datetime):
            return value.isoformat()
        text = str(value)
        key = (section.name, path, text)
        if key not in self._known:
            self._known[key] = next((w for w in self._words(section, path, text) if self._means(section, path, w, text)), text)
        return self._known[key]

    def _words(self, section: Section, path: str, code: str) -> Iterator[str]:
        yield from (word for word, meant in WORDS.get(path, {}).items() if meant == code)
        codes = section.fields[path].codes
        if isinstance(codes, str):
            row = self._codes[codes].get(code)
            if row is not None:
                yield row.name_zh
        elif codes is not None and issubclass(codes, CodeEnum):
            yield from (member.zh for member in codes if member.value == code)

    def _means(self, section: Section, path: str, word: str, code: str) -> bool:
        return self._cells.value(section, path, word, Cell("", 1)) == (code, "")
