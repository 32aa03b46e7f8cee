"""What INV211 says of the rows that a list has moved: their four counters (logistics accounts), or only that they were booked.

Official schema of 2017: `BwsDt` carries 实增, 实减, 预增, 预减; `EmsPutrecDt` (processing accounts) has no balance. Both name the list line that
was booked last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from baoguan.plugin import Booked, BookRow, DecodeError, Figure, LedgerItem, child_text, children, descend

_LOGISTICS: Final = "BwsDt"
_PROCESSING: Final = "EmsPutrecDt"
_NUMBER: Final = {_LOGISTICS: "bwsNo", _PROCESSING: "emsNo"}
_FIGURES: Final[Mapping[str, Figure]] = {
    "actlIncQty": Figure.INCREASED,
    "actlRedcQty": Figure.DECREASED,
    "prevdIncQty": Figure.PRE_INCREASED,
    "prevdRedcQty": Figure.PRE_DECREASED,
}
_GOODS: Final = (("part_no", "gdsMtno"), ("hs_code", "gdecd"), ("goods_name", "gdsNm"), ("unit", "dclUnitcd"))
_PRODUCT: Final = "E"


def booked_rows(root: etree._Element, at: datetime | None) -> tuple[Booked, ...]:
    """The rows of an INV211, each with the list line booked last; `at` is Customs' time of the receipt. Raises DecodeError for a quantity or
    row number that is no number."""
    body = descend(root, "INV211")
    return () if body is None else tuple(_rows(body, at))


def _rows(body: etree._Element, at: datetime | None) -> Iterator[Booked]:
    for name in (_LOGISTICS, _PROCESSING):
        for number, node in enumerate(children(body, name), 1):
            place = f"{name}[{number}]"
            item_no = _digits(node, "gdsSeqno", place)
            if item_no is None:
                continue
            figures = {f: q for element, f in _FIGURES.items() if (q := _quantity(node, element, place)) is not None}
            yield Booked(
                ledger=child_text(node, _NUMBER[name]),
                item_no=item_no,
                row=BookRow.PRODUCT if child_text(node, "mtpckEndprdTypecd") == _PRODUCT else BookRow.MATERIAL,
                figures=figures if name == _LOGISTICS else {},
                list_no=child_text(node, "invtNo"),
                list_line=_digits(node, "invtGNo", place),
                at=at,
                item=LedgerItem(item_no=item_no, **{field: child_text(node, theirs) or None for field, theirs in _GOODS}),  # type: ignore[arg-type]
                place=place,
            )


def _digits(node: etree._Element, name: str, place: str) -> int | None:
    text = child_text(node, name)
    if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _no_number(place, name, text)
    return int(text) if text else None


def _quantity(node: etree._Element, name: str, place: str) -> Decimal | None:
    text = child_text(node, name)
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        raise _no_number(place, name, text) from None
    if value is not None and not value.is_finite():
        raise _no_number(place, name, text)
    return value


def _no_number(place: str, name: str, text: str) -> DecodeError:
    return DecodeError(
        f"{place}/{name}：{text!r} 不是数字",
        f"{place}/{name}: {text!r} is no number",
        remedy_zh="回执已损坏，重新取得该文件",
        remedy_en="The receipt is damaged: get the file again",
    )
