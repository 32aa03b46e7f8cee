"""Values of an INV101, element by element against the tables. Rules between elements are in :mod:`.rules`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from .message import Inv101
from .problems import Findings
from .tables import DATE, ENVELOPE, HEAD, POCKET, RECORDS, ROW, SCALARS, Element

_SHOWN_ROWS = 3
_DELETION = "3"


def check_values(message: Inv101, found: Findings, *, packs: bool = False) -> None:
    """Add everything that is missing or has a wrong form; several packs unless they are allowed."""
    check_record("EnvelopInfo", message.envelope, ENVELOPE, found)
    if message.envelope.get("message_type", "INV101") != "INV101":
        found.add("message_type", "EnvelopInfo/message_type", "报文类型应为 INV101")
    check_record("PocketInfo", message.pocket, POCKET, found)
    for name in ("total_pocket_qty", "cur_pocket_no"):
        # Split packs are in the schema, but every message ever seen was pack 1 of 1.
        if not packs and message.pocket.get(name, "") not in {"", "1"}:
            found.add("pocket", f"PocketInfo/{name}", "不支持分包报文")
    check_record("InvtHeadType", message.head, HEAD, found)
    scalars = {"OperCusRegCode": message.operator, "SysId": message.sys_id}
    check_record("InvtMessage", scalars, tuple(SCALARS.values()), found)
    if message.declare_flag not in {"0", "1"}:
        found.add("DelcareFlag", "BussinessData/DelcareFlag", "暂存/申报标志应为 0 或 1")
    if not message.rows and message.head.get("DclTypecd") != _DELETION:
        found.add("no rows", "InvtListType", "清单表体不能为空")
    _check_columns(message.rows, found)
    for name, records in message.others.items():
        for number, record in enumerate(records, 1):
            check_record(f"{name}[{number}]", record, RECORDS[name], found)


def check_record(place: str, record: Mapping[str, str], table: Sequence[Element], found: Findings) -> None:
    """Add what is missing or malformed in one record."""
    for element in table:
        value = record.get(element.name, "")
        if not value:
            if element.required:
                found.add("missing", f"{place}/{element.name}", f"{element.zh}不能为空")
        elif not _good(element, value):
            _malformed(f"{place}/{element.name}", element, value, found)


def _check_columns(rows: Sequence[Sequence[str]], found: Findings) -> None:
    """By column: most columns hold few different values, so each is judged once."""
    for element, column in zip(ROW, zip(*rows, strict=True), strict=False):
        values = set(column)
        if element.required and "" in values:
            for number in [n for n, value in enumerate(column, 1) if not value][:_SHOWN_ROWS]:
                found.add("missing", f"InvtListType[{number}]/{element.name}", f"{element.zh}不能为空")
        bad = {value for value in values if value and not _good(element, value)}
        if bad:
            for number, value in [(n, value) for n, value in enumerate(column, 1) if value in bad][:_SHOWN_ROWS]:
                _malformed(f"InvtListType[{number}]/{element.name}", element, value, found)


def _good(element: Element, value: str) -> bool:
    if not element.format.matches(value):
        return False
    return element.format is not DATE or is_date(value)


def is_date(value: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return False
    return True


def _malformed(place: str, element: Element, value: str, found: Findings) -> None:
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    found.add("malformed", place, f"{element.zh} {shown!r} 不合要求：{element.format.zh}")
