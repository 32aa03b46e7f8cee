"""Excel and CSV in and out for bonded inventory lists (保税核注清单).

reading = read_workbook(Path("lists.xlsx"), codes=codes)
for number, document in enumerate(reading.documents):
    findings = [(number, f) for f in INVENTORY_RULES.check(document, context)]
annotate(Path("lists.xlsx"), reading, findings, Path("lists-checked.xlsx"))
"""

from __future__ import annotations

from baoguan.sheets.annotate import annotate
from baoguan.sheets.cells import Cell
from baoguan.sheets.lists_out import write_lists
from baoguan.sheets.maps import read_map
from baoguan.sheets.names import Names
from baoguan.sheets.reader import iter_csv_documents, read_csv, read_workbook
from baoguan.sheets.result import Cells, Reading
from baoguan.sheets.template import write_template

__all__ = [
    "Cell",
    "Cells",
    "Names",
    "Reading",
    "annotate",
    "iter_csv_documents",
    "read_csv",
    "read_map",
    "read_workbook",
    "write_lists",
    "write_template",
]
