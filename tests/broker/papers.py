"""Answers of the import client and receipts of Customs, written by hand: no table or code of the channel is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from baoguan.clock import SHANGHAI

LIST_NO = "QD530026I000000001"
ENTRY_NO = "I20260000000000001"
_BEGUN = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
_PACKAGE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://www.w3.org/2000/09/xmldsig#"><EnvelopInfo>'
    "<message_type>{name}</message_type><send_time>{sent}</send_time></EnvelopInfo><DataInfo><BussinessData><{name}>{body}</{name}>"
    "</BussinessData></DataInfo></Package>"
)


def minute(number: int) -> datetime:
    """The n-th minute of Customs' day."""
    return _BEGUN + timedelta(minutes=number)


def _record(name: str, values: Mapping[str, str]) -> str:
    return f"<{name}>{''.join(f'<{k}>{v}</{k}>' for k, v in values.items())}</{name}>"


def _package(name: str, body: str, at: datetime) -> bytes:
    return _PACKAGE.format(name=name, sent=at.strftime("%Y-%m-%dT%H:%M:%S"), body=body).encode()


def saved(seq_no: str, number: str = "") -> bytes:
    """The client took the message: the answer carries the pre-entry number."""
    values = {"SeqNo": seq_no, "EtpsPreentNo": number, "CheckInfo": "操作成功", "DealFlag": "0"}
    return _record("CommonResponeMessage", values).encode()


def refused(text: str, number: str = "") -> bytes:
    """The client refused it; there is no SeqNo then."""
    return _record("CommonResponeMessage", {"EtpsPreentNo": number, "CheckInfo": text, "DealFlag": "-1"}).encode()


def inv201(
    seq_no: str,
    code: str,
    at: int,
    *,
    list_no: str = "",
    count: int = 0,
    typecd: str = "1",
    head: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> bytes:
    """A decision of Customs."""
    when = minute(at)
    result = {
        "etpsPreentNo": seq_no,
        "businessId": list_no,
        "tmsCnt": str(count),
        "typecd": typecd,
        "manageResult": code,
        "manageDate": when.strftime("%Y-%m-%d %H:%M:%S"),
        "rmk": "",
    }
    body = _record("HdeApprResult", result) + "".join(_record("CheckInfo", {"note": n}) for n in notes)
    return _package("INV201", body + (_record("BondInvtBsc", head) if head else ""), when)


def inv202(seq_no: str, at: int, *, code: str = "1", entry: str = ENTRY_NO, reason: str = "") -> bytes:
    """The draft of a declaration was made, or not."""
    when = minute(at)
    result = {
        "invPreentNo": seq_no,
        "businessId": LIST_NO,
        "entrySeqNo": entry if code == "1" else "",
        "manageResult": code,
        "createDate": when.strftime("%Y-%m-%d %H:%M:%S"),
        "reason": reason,
    }
    return _package("INV202", _record("InvApprResult", result), when)


def inv211(seq_no: str, at: int, *, list_no: str = LIST_NO, count: int = 0, mark: str = "2", **head: str) -> bytes:
    """The list was deducted."""
    when = minute(at)
    values = {
        "bondInvtNo": list_no,
        "chgTmsCnt": str(count),
        "invtPreentNo": seq_no,
        "vrfdedMarkcd": mark,
        "formalVrfdedTime": when.strftime("%Y-%m-%d %H:%M:%S"),
        **head,
    }
    return _package("INV211", _record("BondInvtBsc", values), when)


def booking(seq_no: str, at: int, name: str, *rows: Mapping[str, str], list_no: str = LIST_NO) -> bytes:
    """An INV211 with the rows of the ledger that the list has moved: `BwsDt` with counters, `EmsPutrecDt` without."""
    when = minute(at)
    head = {
        "bondInvtNo": list_no,
        "invtPreentNo": seq_no,
        "vrfdedMarkcd": "2",
        "formalVrfdedTime": when.strftime("%Y-%m-%d %H:%M:%S"),
    }
    return _package("INV211", _record("BondInvtBsc", head) + "".join(_record(name, row) for row in rows), when)


def inv200(seq_no: str, code: str, at: int, *, pack: int = 1, packs: int = 1) -> bytes:
    """A pack was stored by Customs, or not."""
    when = minute(at)
    result = {
        "etpsPreentNo": seq_no,
        "manageResult": code,
        "manageDate": when.strftime("%Y-%m-%d %H:%M:%S"),
        "totalPocketQty": str(packs),
        "curPocketNo": str(pack),
    }
    return _package("INV200", _record("MsgReceResult", result), when)
