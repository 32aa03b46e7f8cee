"""Merging (归并) of list lines into declaration lines, and dividing lists that are too large.

consolidation = consolidate(document)          # declaration lines, numbers, findings
document = numbered(document, consolidation)   # the numbers written into the lines
for part in split(document):                   # or: as few lists as the limits allow
    part.document, part.consolidation
"""

from __future__ import annotations

from baoguan.consolidation.consolidate import consolidate
from baoguan.consolidation.planning import LineBytes, Part, Plan, Summary, plan
from baoguan.consolidation.renumber import numbered, without_lines
from baoguan.consolidation.result import Consolidation, DeclarationLine
from baoguan.consolidation.settings import (
    MOST_DECLARATION_LINES,
    STRICTEST_KEY,
    Settings,
    generates_declaration,
)
from baoguan.consolidation.splitting import Split, split, split_all
from baoguan.parcels import Limits

__all__ = [
    "MOST_DECLARATION_LINES",
    "STRICTEST_KEY",
    "Consolidation",
    "DeclarationLine",
    "Limits",
    "LineBytes",
    "Part",
    "Plan",
    "Settings",
    "Split",
    "Summary",
    "consolidate",
    "generates_declaration",
    "numbered",
    "plan",
    "split",
    "split_all",
    "without_lines",
]
