"""A list as EMS217 报关清单, and back.

`ledger_item_no` means the merged row (归并后序号), as everywhere in the old system; `Relations.numbered` fills it in by part number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Codes, DecodeError, UnusableInput
from baoguan_h2010.binding import Binding, carried, filled
from baoguan_h2010.codec import Record, Writer
from baoguan_h2010.ledger import Outgoing, attributes

KIND: Final = "inventory"
MESSAGE_TYPE: Final = "EMS217"
ORDINARY: Final = "0"

_HEAD: Final = carried("CL_HEAD") | {"change_count", "declaration_type"}
_LINE: Final = carried("CL_LIST") | {"seq_no", "modification"}
_SECTIONS: Final = ("materials", "warehouse_documents", "ecommerce_bills", "attachments", "draft_goods")


class InventoryMessages:
    """Writes and reads EMS217."""

    def __init__(self, codes: Codes) -> None:
        self._binding = Binding(codes)

    def objects(self, document: BondedInventoryList, writer: Writer) -> list[Outgoing]:
        """The one message of a list. Raises UnusableInput for a list that the old system does not know."""
        ledger = document.ledger_no or ""
        if not (len(ledger) == 12 and ledger[0] == "E" and ledger[7].isdigit()):
            raise UnusableInput(
                f"ledger_no：{ledger!r} 不是旧系统的电子账册编号（12 位，E 开头，第 8 位是数字）",
                f"ledger_no: {ledger!r} is no account of the old system (12 characters, E first, a digit at the 8th place)",
                remedy_zh="金关二期账册（第 8 位是字母）的清单走单一窗口；手册不在本模拟范围",
                remedy_en="Lists of a newer ledger (a letter at the 8th place) go through the Single Window; handbooks are not mocked",
            )
        if document.inventory_type not in (None, ORDINARY):
            raise UnusableInput(
                f"inventory_type：旧系统只有普通报关清单，没有清单类型 {document.inventory_type}",
                f"inventory_type: the old system has ordinary lists only, no type {document.inventory_type}",
                remedy_zh="清单类型填 0",
                remedy_en="Use list type 0",
            )
        given = [name for name in _SECTIONS if getattr(document, name)]
        if given or document.draft_declaration is not None:
            raise UnusableInput(
                f"旧系统的报关清单没有 {'、'.join(given) or 'draft_declaration'}",
                f"a list of the old system has no {', '.join(given) or 'draft_declaration'}",
                remedy_zh="去掉这些部分",
                remedy_en="Leave them out",
            )
        head = self._binding.line(writer, "CL_HEAD", document)
        rows = (self._binding.line(writer, "CL_LIST", line, f"lines[{n}]") for n, line in enumerate(document.lines, 1))
        return [Outgoing(type=MESSAGE_TYPE, head=(head,), rows=tuple(rows))]

    def read(self, records: Sequence[Record]) -> BondedInventoryList:
        """The list of a text. Raises DecodeError without head."""
        head = next((r for r in records if r.tag == "CL_HEAD"), None)
        if head is None:
            raise DecodeError(
                "EMS217 缺少 CL_HEAD", "EMS217 lacks CL_HEAD", remedy_zh="取得完整的报文", remedy_en="Get the whole message"
            )
        lines = (attributes(self._binding, r, InventoryLine) for r in records if r.tag == "CL_LIST")
        return BondedInventoryList(
            lines=tuple(InventoryLine(**values) for values in lines),  # type: ignore[arg-type]
            **attributes(self._binding, head, BondedInventoryList),  # type: ignore[arg-type]
        )


def not_carried(document: BondedInventoryList) -> list[str]:
    """Filled attributes of head and lines that no record of this mock carries."""
    lines = {f"lines.{path}" for line in document.lines for path in filled(line, InventoryLine) - _LINE}
    return [*sorted(filled(document, BondedInventoryList) - _HEAD), *sorted(lines)]
