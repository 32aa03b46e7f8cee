"""What a declaration holds under the field codes of an amendment, and an agreed change put into its message.

A field code is a column of Customs' database: mostly the element's name with underscores (G_QTY for GQty, PACK_NO for PackNo). What this rule
does not give stands in a table, by the description of the message. Under a code of neither nothing is held, compared or changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from attrs import frozen
from lxml import etree

from ..declaration.fields import Section
from ..declaration.message import DecMessage, Record
from ..declaration.sections import CONTAINER, DOCUMENT, GOODS, HEAD
from ..message import local_name

_SECTIONS: Mapping[str, Section] = {"": HEAD, "1": GOODS, "2": CONTAINER, "3": DOCUMENT}
"""表体类型 (ListType); a field of the head has no List."""
_NAMES: Mapping[str, str] = {
    "QTY_1": "FirstQty",
    "QTY_2": "SecondQty",
    "UNIT_1": "FirstUnit",
    "UNIT_2": "SecondUnit",
    "GROSS_WT": "GrossWet",
    "CODE_T": "CodeTS",
    "CODE_S": "CodeTS",
}
_PIECES: Mapping[str, slice] = {"CODE_T": slice(0, 8), "CODE_S": slice(8, None)}
"""税号 and 附加号 are the two parts of 商品编号."""


@frozen(kw_only=True)
class Place:
    """Where the value of an item stands."""

    section: Section
    row: int
    """From 1; 0 in the head."""
    element: str
    piece: slice

    def of(self, whole: str) -> str:
        """The piece of a value that the code names."""
        return whole[self.piece]

    def with_piece(self, whole: str, piece: str) -> str:
        """The value with its piece replaced."""
        start, stop = self.piece.start or 0, self.piece.stop
        return whole[:start] + piece + (whole[stop:] if stop is not None else "")


def place_of(item: Record) -> Place | None:
    """Where an item's value stands, nothing for a code that is not known."""
    rows = item.inside
    kind = rows[0].get("ListType") if rows else ""
    section = _SECTIONS.get(kind)
    if section is None:
        return None
    code = item.get("FieldCode")
    plain = {name.upper(): name for name in section.known}
    element = _NAMES.get(code) or plain.get(code.replace("_", "").upper())
    if element is None or element not in section.known:
        return None
    row = int(rows[0].get("GNo")) if rows else 0
    return Place(section=section, row=row, element=element, piece=_PIECES.get(code, slice(None)))


def held(declaration: DecMessage, place: Place) -> str | None:
    """The value that a declaration has there; nothing where it has no such row."""
    record = declaration.head if not place.row else _row(declaration.of(place.section), place.row)
    return None if record is None else place.of(record.get(place.element))


def same(ours: str, theirs: str) -> bool:
    """Whether two values say the same: equal texts, or equal numbers."""
    if ours == theirs:
        return True
    try:
        return Decimal(ours) == Decimal(theirs)
    except InvalidOperation:
        return False


def with_changes(content: bytes, items: Sequence[Record]) -> bytes:
    """The message of a declaration with the new values of an amendment; its number and signature stay."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for item in items:
        place = place_of(item)
        if place is not None:
            _put(root, place, item.get("NewValue"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(root: etree._Element, place: Place, value: str) -> None:
    records = [e for e in root.iter() if local_name(e.tag) == place.section.name]
    if place.section is GOODS:
        by_number = [e for e in records if _text(e, "GNo") == str(place.row)]
        records = by_number or records[place.row - 1 : place.row]
    elif place.row:
        records = records[place.row - 1 : place.row]
    for record in records[:1]:
        cell = next((c for c in record if local_name(c.tag) == place.element), None)
        if cell is None:
            cell = etree.SubElement(record, str(record.tag).replace(place.section.name, place.element))
        cell.text = place.with_piece(cell.text or "", value)


def _row(records: Sequence[Record], number: int) -> Record | None:
    by_number = (record for record in records if record.get("GNo") == str(number))
    return next(by_number, records[number - 1] if 0 < number <= len(records) else None)


def _text(element: etree._Element, name: str) -> str:
    return next((c.text or "" for c in element if local_name(c.tag) == name), "")
