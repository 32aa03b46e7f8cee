"""Print views: documents as self-contained HTML pages in the layout of the paper form.

page = print_view([document], codes=codes, standing=Standing(mark=DRAFT))
"""

from __future__ import annotations

from baoguan.printing.marks import DELETED, DRAFT, Mark, mark_of
from baoguan.printing.view import Sheet, print_view

__all__ = ["DELETED", "DRAFT", "Mark", "Sheet", "mark_of", "print_view"]
