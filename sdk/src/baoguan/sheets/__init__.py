"""Excel and CSV in and out for bonded inventory lists (保税核注清单) and customs declarations (报关单); ledgers
(手册, 账册) from the pages' exports, and back.

reading = read_workbook(Path("lists.xlsx"), codes=codes)
for number, document in enumerate(reading.documents):
    findings = [(number, f) for f in INVENTORY_RULES.check(document, context)]
annotate(Path("lists.xlsx"), reading, findings, Path("lists-checked.xlsx"))
"""

from __future__ import annotations

from baoguan.sheets.annotate import annotate
from baoguan.sheets.booked import booked_of
from baoguan.sheets.cells import Cell
from baoguan.sheets.ledger_out import write_ledger
from baoguan.sheets.ledgers import LEDGER_FILES, LedgerReading, read_ledger
from baoguan.sheets.lists_out import write_documents, write_lists
from baoguan.sheets.maps import read_map
from baoguan.sheets.names import Names
from baoguan.sheets.reader import iter_csv_documents, read_csv, read_workbook
from baoguan.sheets.result import Cells, Reading
from baoguan.sheets.template import write_template

__all__ = [
    "LEDGER_FILES",
    "Cell",
    "Cells",
    "LedgerReading",
    "Names",
    "Reading",
    "annotate",
    "booked_of",
    "iter_csv_documents",
    "read_csv",
    "read_ledger",
    "read_map",
    "read_workbook",
    "write_documents",
    "write_ledger",
    "write_lists",
    "write_template",
]
