"""单据类型 of a declaration, which is read by position.

Positions 1-2 are the business type (blank: 报关单, ML 备案清单, CL 汇总征税 …), 3 the step of a two-step declaration, 4-6 its old flags
(涉证, 涉检, 涉税), 7 the combined port (Z). Source: the field list of the current interface and messages of two programs; the digits 5 and 6 rest
on one source.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs


class Stage(StrEnum):
    """Which step a declaration is."""

    SINGLE = "single"
    SUMMARY = "summary"
    """概要申报."""
    COMPLETE = "complete"
    """完整申报."""
    WHOLE = "whole"
    """Two-step in one entry: the whole data from the start (digit 3, one program in production)."""


STAGES: Final = {"0": Stage.SINGLE, "1": Stage.SUMMARY, "3": Stage.WHOLE, "5": Stage.SUMMARY, "6": Stage.COMPLETE}
"""Position 3 -> the step. The digit of the old complete step is not known: other digits count as complete."""

NEW_SUMMARY: Final = "5"
NEW_COMPLETE: Final = "6"
OLD_SUMMARY: Final = "1"


@attrs.frozen(kw_only=True)
class DocumentType:
    """The positions. Blank ones are ''."""

    business: str = ""
    digit: str = ""
    restricted: str = ""
    inspected: str = ""
    dutiable: str = ""
    port: str = ""

    @classmethod
    def read(cls, text: str | None) -> DocumentType:
        """The positions of a text; what is missing is blank."""
        whole = (text or "").ljust(7)
        return cls(
            business=whole[:2].strip(),
            digit=whole[2].strip(),
            restricted=whole[3].strip(),
            inspected=whole[4].strip(),
            dutiable=whole[5].strip(),
            port=whole[6].strip(),
        )

    def written(self) -> str:
        """The text with its blanks, no longer than what it says; an ordinary declaration is two blanks."""
        places = (self.digit, self.restricted, self.inspected, self.dutiable, self.port)
        return (self.business.ljust(2) + "".join(p or " " for p in places)).rstrip().ljust(2)

    @property
    def stage(self) -> Stage:
        """The step."""
        return Stage.SINGLE if not self.digit else STAGES.get(self.digit, Stage.COMPLETE)


def stage_of(text: str | None) -> Stage:
    """The step that a 单据类型 names."""
    return DocumentType.read(text).stage
