"""The XML of answers and receipts: CommonResponeMessage (sic), INV201, INV202, INV211.

Receipts are in Customs' own dialect (lower camel, official schema order), with the elements added since 2019.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from attrs import frozen

from .message import Row
from .tables import COLUMN

NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LIST_HEAD: tuple[str, ...] = _names(
    "bondInvtNo chgTmsCnt invtPreentNo putrecNo etpsInnerInvtNo bizopEtpsSccd bizopEtpsno bizopEtpsNm rvsngdEtpsSccd "
    "rcvgdEtpsno rcvgdEtpsNm dclEtpsSccd dclEtpsno dclEtpsNm invtDclTime entryDclTime entryNo rltInvtNo rltPutrecNo "
    "rltEntryNo rltEntryBizopEtpsSccd rltEntryBizopEtpsno rltEntryBizopEtpsNm impexpPortcd dclPlcCuscd impexpMarkcd "
    "mtpckEndprdMarkcd supvModecd trspModecd stshipTrsarvNatcd applyNo dclcusFlag dclcusTypecd prevdTime "
    "formalVrfdedTime invtIochkptStucd vrfdedMarkcd invtStucd vrfdedModecd duCode rmk bondInvtTypecd entryStucd "
    "passportUsedTypecd param1 param2 param3 param4 needEntryModified levyBlAmt dclTypecd"
)
"""BondInvtBsc: 48 elements of the schema and three that came with changes and deletions in 2019."""

LIST_ROW: tuple[str, ...] = _names(
    "bondInvtNo chgTmsCnt gdsSeqno putrecSeqno gdsMtno gdecd gdsNm gdsSpcfModelDesc dclUnitcd lawfUnitcd "
    "secdLawfUnitcd natcd dclUprcAmt dclTotalAmt usdStatTotalAmt dclCurrcd lawfQty secdLawfQty wtSfVal fstSfVal "
    "secdSfVal dclQty grossWt netWt useCd lvyrlfModecd ucnsVerno entryGdsSeqno applyTbSeqno clyMarkcd rmk actlPassQty "
    "passportUsedQty param1 param2 param3 param4 destinationNatcd modfMarkcd"
)
"""BondInvtDt: 37 elements of the schema and two seen since."""

PROCESSING_ROW: tuple[str, ...] = _names(
    "emsNo chgTmsCnt gdsSeqno mtpckEndprdTypecd gdsMtno gdecd gdsNm endprdGdsSpcfModelDesc dclUnitcd lawfUnitcd "
    "secdLawfUnitcd dclUprcAmt dclCurrcd dclQty lvyrlfModecd qtyCntrMarkcd adjmtrMarkcd modfMarkcd etpsExeMarkcd "
    "cusmExeMarkcd apprMaxSurpQty vclrPridInitQty ucnsTqsnFlag csttnFlag rmk invtNo invtGNo"
)
"""EmsPutrecDt, a row of a 手册 or 账册: it carries no counters."""

LOGISTICS_ROW: tuple[str, ...] = _names(
    "bwsNo chgTmsCnt gdsSeqno inDate gdsMtno gdecd gdsNm gdsSpcfModelDesc natcd dclUnitcd lawfUnitcd secdLawfUnitcd "
    "dclUprcAmt dclCurrcd avgPrice totalAmt inQty inLawfQty inSecdLawfQty actlIncQty actlRedcQty prevdIncQty "
    "prevdRedcQty outDate limitDate inType invtNo invtGNo cusmExeMarkcd rmk modfMarkcd"
)
"""BwsDt, a row of a 物流账册, with its four counters."""

_ROW_SOURCE = tuple(COLUMN.get(f"{name[0].upper()}{name[1:]}", -1) for name in LIST_ROW)
"""Where the cell of a row comes from; -1 is an empty cell that :func:`list_rows` appends."""
_ROW_TEMPLATE = "<BondInvtDt>" + "".join(f"<{name}>%s</{name}>" for name in LIST_ROW) + "</BondInvtDt>\n"


@frozen(kw_only=True)
class Envelope:
    """Who sends a receipt, under which message number and about which document."""

    message_id: str
    file_name: str
    message_type: str
    sender: str
    receiver: str
    business_id: str
    pocket_id: str
    time: datetime


def date_time(moment: datetime) -> str:
    """A moment as receipts write it: ``yyyy-MM-dd HH:mm:ss``."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def answer(*, seq_no: str, number: str, check_info: str, accepted: bool) -> str:
    """The client's answer to one file. A refusal has no SeqNo element at all (real samples)."""
    found = f"  <SeqNo>{escape(seq_no)}</SeqNo>\n" if accepted else ""
    return (
        f"{_DECLARATION}<CommonResponeMessage>\n{found}  <EtpsPreentNo>{escape(number)}</EtpsPreentNo>\n"
        f"  <CheckInfo>{escape(check_info)}</CheckInfo>\n  <DealFlag>{'0' if accepted else '-1'}</DealFlag>\n"
        "</CommonResponeMessage>\n"
    )


def package(envelope: Envelope, body: str) -> str:
    """A receipt: envelope and body under Package, in the default namespace of all INV receipts."""
    head = {
        "version": "1.0",
        "business_id": envelope.business_id,
        "message_id": envelope.message_id,
        "file_name": envelope.file_name,
        "message_type": envelope.message_type,
        "sender_id": envelope.sender,
        "receiver_id": envelope.receiver,
        "send_time": envelope.time.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    pocket = {"pocket_id": envelope.pocket_id, "total_pocket_qty": "1", "cur_pocket_no": "1", "is_unstructured": ""}
    name = envelope.message_type
    return (
        f'{_DECLARATION}<Package xmlns="{NAMESPACE}">\n{record("EnvelopInfo", head)}<DataInfo>\n'
        f"{record('PocketInfo', pocket)}<BussinessData>\n<{name}>\n{body}</{name}>\n</BussinessData>\n</DataInfo>\n"
        "</Package>\n"
    )


def record(name: str, values: Mapping[str, str]) -> str:
    """One element with one child a value, in the order of the mapping."""
    inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in values.items())
    return f"<{name}>{inner}</{name}>\n"


def result(
    *,
    seq_no: str,
    list_no: str,
    count: int,
    kind: str,
    outcome: str,
    moment: datetime,
    remark: str,
    notes: Sequence[str],
) -> str:
    """HdeApprResult and its notes. etpsPreentNo carries the SeqNo (real samples), businessId the QD number."""
    values = {
        "etpsPreentNo": seq_no,
        "businessId": list_no,
        "tmsCnt": str(count),
        "typecd": kind,
        "manageResult": outcome,
        "manageDate": date_time(moment),
        "rmk": remark,
    }
    return record("HdeApprResult", values) + "".join(record("CheckInfo", {"note": note}) for note in notes)


def list_head(head: Mapping[str, str], known: Mapping[str, str]) -> str:
    """BondInvtBsc from the head as declared; ``known`` is what Customs adds or overrides."""
    values = {name: known.get(name, head.get(f"{name[0].upper()}{name[1:]}", "")) for name in LIST_HEAD}
    return record("BondInvtBsc", values)


def list_rows(rows: Iterable[Row], *, list_no: str, count: int) -> str:
    """BondInvtDt elements from the rows as declared. Built from a template: there may be 30,000."""
    first = (escape(list_no), str(count))
    places = _ROW_SOURCE[2:]
    parts: list[str] = []
    for row in rows:
        cells = (*_escaped(row), "")
        parts.append(_ROW_TEMPLATE % (*first, *[cells[place] for place in places]))
    return "".join(parts)


def entry_draft(*, seq_no: str, list_no: str, entry_no: str, outcome: str, moment: datetime, reason: str) -> str:
    """InvApprResult: the 报关单统一编号 of the draft made from a list, or why none was made."""
    values = {
        "invPreentNo": seq_no,
        "businessId": list_no,
        "entrySeqNo": entry_no,
        "manageResult": outcome,
        "createDate": date_time(moment),
        "reason": reason,
    }
    return record("InvApprResult", values)


def book_row(name: str, order: Sequence[str], values: Mapping[str, str]) -> str:
    """EmsPutrecDt or BwsDt in schema order; what is not given stays empty."""
    cells = _escaped([values.get(key, "") for key in order])
    return f"<{name}>{''.join([f'<{key}>{cell}</{key}>' for key, cell in zip(order, cells, strict=True)])}</{name}>\n"


def _escaped(cells: Iterable[str]) -> list[str]:
    """All cells of a row escaped at once: most rows need nothing, and U+0000 is in no XML value."""
    text = "\x00".join(cells)
    return (escape(text) if "&" in text or "<" in text or ">" in text else text).split("\x00")
