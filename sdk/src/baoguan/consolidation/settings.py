"""What the merging of lines can be set to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from baoguan.codes import TariffTable
from baoguan.errors import ConfigurationError
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import CustomsDeclared, DeclarationType, GenerateDeclaration
from baoguan.rules import Severity

STRICTEST_KEY = (
    "hs_code",
    "goods_name",
    "unit",
    "currency",
    "origin_country",
    "destination_country",
    "exemption",
)
"""Union of two sources: the Single Window page compares code, name, unit, currency, origin and destination; one program
compares code, unit, origin, currency and exemption mode. Lines that agree in all seven merge under either."""

MOST_DECLARATION_LINES = 50
"""商品项 of one 报关单 (Single Window page and two programs)."""

_NAMES = frozenset(a.name for a in attrs.fields(InventoryLine)) - {"declaration_line_no", "no_merge", "carried"}


@attrs.frozen(kw_only=True)
class Settings:
    """How lines merge (归并). Raises ConfigurationError for a key that is empty, repeats itself or names no field.

    ``key``: the fields of a line that must agree. ``max_lines``: declaration lines of one declaration.
    ``export_dutiable`` answers whether a commodity code is subject to export duty where no tariff table does: the
    longest of its prefixes counts, so ``{"": False}`` says that no code is, and ``{"": False, "8104": True}`` makes
    an exception. ``arithmetic`` is the severity of the checks without which a sum would mean nothing (inferred, no
    source states them).
    """

    key: tuple[str, ...] = STRICTEST_KEY
    max_lines: int = MOST_DECLARATION_LINES
    export_dutiable: Mapping[str, bool] = attrs.field(factory=dict)
    arithmetic: Severity = "error"

    def __attrs_post_init__(self) -> None:
        unknown = [name for name in self.key if name not in _NAMES]
        if unknown or not self.key or len(set(self.key)) != len(self.key) or self.max_lines < 1:
            wrong = f"（{', '.join(unknown)}）" if unknown else ""
            raise ConfigurationError(
                f"归并设置无效：归并字段 {', '.join(self.key)}，最多 {self.max_lines} 项",
                f"unusable settings for merging: key {', '.join(self.key)}, at most {self.max_lines} declaration lines",
                remedy_zh=f"归并字段须为清单表体的字段{wrong}，不能重复或为空；项数至少为 1",
                remedy_en=f"The key needs different fields of a list line{wrong} and the limit at least 1",
            )

    def dutiable(self, hs_code: str, tariff: TariffTable | None, on: date | None) -> bool | None:
        """Whether a code is subject to export duty; None when neither the tariff table nor the settings say.

        Raises ValueError when a tariff table is given without the day.
        """
        if tariff is not None:
            if on is None:
                raise ValueError("a tariff table needs the day on which it is read")
            entry = tariff.get(hs_code, on)
            if entry is not None and entry.export_dutiable is not None:
                return entry.export_dutiable
        prefixes = (hs_code[:length] for length in range(len(hs_code), -1, -1))
        return next((self.export_dutiable[p] for p in prefixes if p in self.export_dutiable), None)


def generates_declaration(head: BondedInventoryList) -> bool:
    """Whether Customs drafts a declaration from the list: 报关标志 1 and 是否生成报关单 1."""
    return head.customs_declared == CustomsDeclared.YES and head.generate_declaration == GenerateDeclaration.YES


def keeps_numbers(head: BondedInventoryList) -> bool:
    """Whether the numbers of the lines stand as Customs has them: in a change or a deletion (申报类型 2, 3)."""
    return head.declaration_type in (DeclarationType.CHANGE, DeclarationType.DELETION)
