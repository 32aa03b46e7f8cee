"""The text as the mock server understands it: its own table, read strictly.

`NAME:width` is text, `NAME:widthD` digits, `NAME:widthZd` a number padded with zeros, with d decimals. The widths are the mock's own, but for
RESULT up to CHK_MARK, CM up to IMG_NO, and the place of UNIFIED_NO in CHK_INFO.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from attrs import frozen

TAG = 22
_TABLE = {
    "KEY": (
        "MSG_TYPE:6 TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 DECLARE_TYPE:1 MODIFY_TIMES:3Z STEP:1 BATCH_NO:5Z "
        "BATCH_TOTAL:5Z FILE_NAME:64 CREATE_TIME:14D"
    ),
    "ELEMENT": "TAG:20 RECORDS:9Z",
    "HASH_SIGN": "METHOD:8 DIGEST:64",
    "TR_HEAD": "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 MODIFY_TIMES:3Z MASTER_CUSTOMS:4",
    "TR_IMG": "G_NO:9Z CODE_4:4 G_NAME:255 MODIFY_MARK:1",
    "TR_EXG": "=TR_IMG",
    "HEAD": (
        "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 DECLARE_TYPE:1 MODIFY_TIMES:3Z EMS_TYPE:25 MASTER_CUSTOMS:4 "
        "TRADE_SCCD:18 TRADE_NAME:255 OWNER_CODE:10 OWNER_SCCD:18 OWNER_NAME:255 DECLARE_CODE:10 DECLARE_SCCD:18 "
        "DECLARE_NAME:255 DECLARE_KIND:1 INPUT_CODE:10 INPUT_SCCD:18 INPUT_NAME:255 REGION:6 TRADE_MODE:4 CUT_MODE:3 "
        "PROCESS_KIND:25 I_E_PORT:4 APPR_NO:64 ARCHIVE_NO:64 CONTR_IN:64 CONTR_OUT:64 CURR_IN:3D CURR_OUT:3D END_DATE:8D "
        "DECLARE_STAGE:1 EMS_USE:1 CAPACITY:26Z5 MAX_TURNOVER:26Z5 MAX_IMPORT:26Z5 CYCLE_DAYS:9Z CONTACT:255 PHONE:64 "
        "DECLARE_DATE:8D INPUT_DATE:8D NOTE:255"
    ),
    "HEAD_H2K": "=HEAD",
    "ORG_IMG": (
        "G_NO:9Z COP_G_NO:32 CODE_TS:10 G_NAME:255 G_MODEL:255 UNIT:3 UNIT_1:3 UNIT_2:3 QTY:20Z5 DEC_PRICE:26Z5 "
        "DEC_TOTAL:26Z5 CURR:3D COUNTRY:3D DUTY_MODE:6 MAIN_MARK:1 G_ATTR:4 QTY_CTRL:1 OPEN_QTY:20Z5 MAX_REMAIN:20Z5 "
        "MODIFY_MARK:1 RUN_MARK:1 NOTE:255"
    ),
    "ORG_EXG": "=ORG_IMG",
    "ORG_BOM": (
        "SERIAL_NO:9Z EXG_NO:9Z IMG_NO:9Z VERSION:9 DEC_CM:20Z9 NET:20Z9 LOSS_T:20Z9 LOSS_I:20Z9 BONDED:20Z9 STATE:1 "
        "MODIFY_MARK:1 RUN_MARK:1 END_DATE:8D NOTE:255"
    ),
    "IMG": (
        "G_NO:9Z CODE_TS:10 G_NAME:255 G_MODEL:255 UNIT:3 UNIT_1:3 UNIT_2:3 QTY:20Z5 DEC_TOTAL:26Z5 CURR:3D COUNTRY:3D "
        "DUTY_MODE:6 MODIFY_MARK:1"
    ),
    "EXG": "=IMG",
    "CM": ("EMS_NO:12 GAP_1:9 EXG_NO:9Z GAP_2:21 VERSION:9 IMG_NO:9Z NET:20Z9 LOSS_T:20Z9 LOSS_I:20Z9 BONDED:20Z9 MODIFY_MARK:1"),
    "IMG_DICT": "ORG_G_NO:9Z COP_G_NO:32 G_NO:9Z CODE_TS:10 G_NAME:255 UNIT:3 MODIFY_MARK:1",
    "EXG_DICT": "=IMG_DICT",
    "FAS_HEAD": "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 MODIFY_TIMES:3Z I_E_PORT:4 END_DATE:8D",
    "FAS_IMG": "G_NO:9Z CODE_TS:10 G_NAME:255 UNIT:3 QTY:20Z5 MODIFY_MARK:1",
    "FAS_EXG": "=FAS_IMG",
    "CL_HEAD": (
        "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 LIST_NO:18 LIST_TYPE:1 TRADE_SCCD:18 TRADE_NAME:255 "
        "OWNER_CODE:10 OWNER_SCCD:18 OWNER_NAME:255 DECLARE_CODE:10 DECLARE_SCCD:18 DECLARE_NAME:255 INPUT_CODE:10 "
        "INPUT_SCCD:18 INPUT_NAME:255 I_E_FLAG:1 G_FLAG:1 TRADE_MODE:4 TRAF_MODE:1 I_E_PORT:4 MASTER_CUSTOMS:4 "
        "TRADE_COUNTRY:3D INPUT_DATE:8D DECLARE_DATE:8D APPL_NO:64 RLT_EMS_NO:12 RLT_ENT_NO:18 NOTE:255"
    ),
    "CL_LIST": (
        "LIST_G_NO:9Z G_NO:9Z COP_G_NO:32 CODE_TS:10 G_NAME:255 G_MODEL:255 UNIT:3 UNIT_1:3 UNIT_2:3 ORIGIN:3D "
        "DESTINATION:3D DEC_PRICE:19Z4 DEC_TOTAL:18Z2 CURR:3D QTY:19Z5 QTY_1:19Z5 QTY_2:19Z5 GROSS:19Z5 NET:19Z5 "
        "DUTY_MODE:6 VERSION:9 ENT_G_NO:9Z NOTE:255"
    ),
    "ENT_HEAD": "TRADE_CODE:10 COP_EMS_NO:20 EMS_NO:12 ENTRY_NO:18 I_E_FLAG:1 DECLARE_DATE:8D",
    "ENT_LIST": "ENT_G_NO:9Z G_NO:9Z CODE_TS:10 QTY:19Z5 UNIT:3",
    "DCR_HEAD": ("TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 DCR_TIMES:3Z DCR_TYPE:1 BEGIN_DATE:8D END_DATE:8D NOTE:255"),
    "DCR_IMG": "G_NO:9Z OPEN_QTY:20Z5 IN_QTY:20Z5 USE_QTY:20Z5 SALE_QTY:20Z5 SHOULD_QTY:20Z5 REAL_QTY:20Z5 NOTE:255",
    "DCR_EXG": "G_NO:9Z OUT_QTY:20Z5 DEEP_QTY:20Z5 BACK_QTY:20Z5 NOTE:255",
    "DCR_ENT": "ENTRY_NO:18 I_E_FLAG:1 DECLARE_DATE:8D",
    "DCR_EXR": "G_NO:9Z QTY:20Z5 NOTE:255",
    "DCR_IMR": "=DCR_EXR",
    "CLR_IMG": "G_NO:9Z QTY:20Z5 AMOUNT:26Z5",
    "CLR_EXG": "=CLR_IMG",
    "ORG_CLR_IMG": "G_NO:9Z COP_G_NO:32 QTY:20Z5 AMOUNT:26Z5",
    "ORG_CLR_EXG": "=ORG_CLR_IMG",
    "COL_HEAD": "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 COL_TIMES:3Z COL_DATE:8D NOTE:255",
    "COL_IMG": "G_NO:9Z STOCK_QTY:20Z5 WIP_QTY:20Z5 NOTE:255",
    "COL_EXG": "=COL_IMG",
    "RESULT": (
        "TRADE_CODE:10 COP_EMS_NO:20 SEQ_NO:18 EMS_NO:12 DATA_TYPE:1 DECLARE_TYPE:1 CHK_MARK:1 MODIFY_TIMES:3Z "
        "NOTICE_DATE:8D NOTICE_TIME:6D SEND_FILE:64 HELD_FILE:64 NOTE:255"
    ),
    "CHK_MSG": "MSG:255",
    "G_CHK_MSG": "RECORD:20 G_NO:9Z FIELD:20 MSG:255",
    "CM_CHK_MSG": "EXG_NO:9Z IMG_NO:9Z VERSION:9 MSG:255",
    "ENT_CHK_MSG": "ENTRY_NO:18 MSG:255",
    "CHK_INFO": "COP_EMS_NO:20 EMS_NO:12 GAP_1:5 UNIFIED_NO:18",
}
_FIELD = re.compile(r"(?P<name>\w+):(?P<width>\d+)(?P<kind>[DZ]?)(?P<decimals>\d*)")


class UnreadableError(ValueError):
    """The text is no message of this system; the message names the line."""


@frozen
class Cell:
    """One field: name, first byte, width, kind and decimals."""

    name: str
    start: int
    width: int
    kind: str
    decimals: int


@frozen
class Line:
    """One record of a message."""

    tag: str
    values: Mapping[str, str]
    number: int


@frozen(kw_only=True)
class Message:
    """One message: its control values and its records."""

    type: str
    key: Mapping[str, str]
    lines: tuple[Line, ...]

    def of(self, tag: str) -> list[Line]:
        """Its records of one kind."""
        return [line for line in self.lines if line.tag == tag]


def _cells(tag: str) -> tuple[Cell, ...]:
    text = _TABLE[tag]
    if text.startswith("="):
        return _cells(text[1:])
    out, start = [], TAG
    for match in map(_FIELD.fullmatch, text.split()):
        assert match is not None, tag
        width = int(match["width"])
        out.append(Cell(match["name"], start, width, match["kind"] or "X", int(match["decimals"] or 0)))
        start += width
    return tuple(out)


LAYOUT = {tag: _cells(tag) for tag in _TABLE}


def read(content: bytes) -> list[Message]:
    """The messages of a text.

    :raises UnreadableError: if anything is not exactly as the table says.
    """
    messages: list[Message] = []
    lines: list[Line] = []
    start = position = 0
    for number, raw in enumerate(content.splitlines(keepends=True), 1):
        line = _line(raw, number)
        if line.tag == "HASH_SIGN":
            _check_digest(content[start:position], line)
            messages.append(_message(lines))
            lines, start = [], position + len(raw)
        else:
            lines.append(line)
        position += len(raw)
    if lines or not messages:
        raise UnreadableError("报文不完整：缺少 HASH_SIGN / the message is cut: no HASH_SIGN")
    return messages


def _line(raw: bytes, number: int) -> Line:
    if not raw.endswith(b"\r\n"):
        raise UnreadableError(f"第 {number} 行没有以 CRLF 结束 / line {number} does not end with CRLF")
    line = raw[:-2]
    match = re.fullmatch(rb"<EMS_EDI_([A-Z0-9_]+)> *", line[:TAG])
    tag = match[1].decode("ascii") if match else ""
    if len(line[:TAG]) != TAG or tag not in LAYOUT:
        raise UnreadableError(f"第 {number} 行的标签不认识 / line {number} has no known tag: {line[:TAG]!r}")
    cells = LAYOUT[tag]
    size = cells[-1].start + cells[-1].width
    if len(line) != size:
        raise UnreadableError(f"第 {number} 行 {tag} 应为 {size} 字节，实为 {len(line)} / line {number} must have {size} bytes")
    return Line(tag, {c.name: value for c in cells if (value := _value(c, line, f"{number} {tag}"))}, number)


def _value(cell: Cell, line: bytes, where: str) -> str:
    raw = line[cell.start : cell.start + cell.width]
    try:
        text = raw.decode("gbk").rstrip(" ")
    except UnicodeDecodeError:
        raise UnreadableError(f"{where}.{cell.name}: 不是 GBK / no GBK: {raw!r}") from None
    if not text or cell.kind == "X":
        return text
    whole = cell.width - cell.decimals - 1 if cell.decimals else cell.width
    form = rf"\d{{{whole}}}\.\d{{{cell.decimals}}}" if cell.decimals else rf"\d{{{whole}}}"
    if re.fullmatch(form, text, re.ASCII) is None:
        raise UnreadableError(f"{where}.{cell.name}: 不是数字 / no number: {text!r}")
    if cell.kind == "D":
        return text
    digits = text.lstrip("0") or "0"
    if cell.decimals:
        digits = digits.rstrip("0").rstrip(".")
    return f"0{digits}" if digits[:1] in {"", "."} else digits


def _check_digest(body: bytes, line: Line) -> None:
    if line.values.get("DIGEST") != hashlib.sha256(body).hexdigest():
        raise UnreadableError(f"第 {line.number} 行：摘要不符，报文被改动或截断 / line {line.number}: the digest does not match")


def _message(lines: Sequence[Line]) -> Message:
    if not lines or lines[0].tag != "KEY" or any(line.tag == "KEY" for line in lines[1:]):
        raise UnreadableError("报文应以一个 KEY 开头 / a message begins with one KEY")
    said = {line.values["TAG"]: int(line.values["RECORDS"]) for line in lines if line.tag == "ELEMENT"}
    body = [line for line in lines if line.tag != "ELEMENT"]
    counted: dict[str, int] = {}
    for line in body:
        counted[line.tag] = counted.get(line.tag, 0) + 1
    if said != counted:
        raise UnreadableError(f"记录数不符 / the counts do not match: {said} {counted}")
    key = lines[0].values
    return Message(type=key.get("MSG_TYPE", ""), key=key, lines=tuple(body[1:]))


def write(tag: str, **values: str | int) -> bytes:
    """One line. Text that is too long is cut at a whole character, as the old system did."""
    out = f"<EMS_EDI_{tag}>".ljust(TAG).encode("ascii")
    for cell in LAYOUT[tag]:
        text = str(values.pop(cell.name, ""))
        if text and cell.kind != "X":
            raw = text.zfill(cell.width).encode("ascii")
        else:
            raw = text.encode("gbk", "replace")[: cell.width].decode("gbk", "ignore").encode("gbk")
        out += raw.ljust(cell.width)
    assert not values, values
    return out + b"\r\n"
