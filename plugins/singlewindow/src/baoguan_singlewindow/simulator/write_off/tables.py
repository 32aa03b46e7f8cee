"""EML121 and EMS121: names, order, lengths and what must be filled by the official schemas of 2017."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from attrs import frozen

_FORM = re.compile(r"(?P<name>\w+)(?P<must>!?):(?P<form>[CNDTQA])(?P<most>\d*)")


@frozen(kw_only=True)
class Element:
    """An element of a record: ``form`` C text, N whole number, Q quantity of 5 decimals, A amount, D day, T moment."""

    name: str
    must: bool
    form: str
    most: int

    def fault(self, value: str) -> str:
        """What is wrong with a value, in Chinese; empty where nothing is."""
        if not value:
            return "不能为空" if self.must or self.form != "C" else ""
        if self.form == "C":
            return f"超过 {self.most} 位" if self.most and len(value) > self.most else ""
        if self.form == "N":
            return "" if value.isascii() and value.isdigit() and len(value) <= _DIGITS else "不是整数"
        if self.form == "D":
            return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "不是日期"
        if self.form == "T":
            return "" if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", value) else "不是日期时间"
        return _number_fault(value)


_DIGITS = 19
_PLACES = 5


def number(text: str) -> Decimal | None:
    """A plain decimal; nothing for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and "e" not in text.lower() else None


def _number_fault(text: str) -> str:
    value = number(text)
    if value is None:
        return "不是数字"
    exponent = value.as_tuple().exponent
    return f"小数超过 {_PLACES} 位" if isinstance(exponent, int) and -exponent > _PLACES else ""


def _table(text: str) -> tuple[Element, ...]:
    found = (_FORM.fullmatch(word) for word in text.split())
    return tuple(
        Element(name=m["name"], must=bool(m["must"]), form=m["form"], most=int(m["most"] or 0)) for m in found if m is not None
    )


@frozen(kw_only=True)
class Form:
    """A message: its records in their order. The first is the head and stands once."""

    root: str
    receipt: str
    folder: str
    ledger: str
    """The element of the ledger's number."""
    records: Mapping[str, tuple[Element, ...]]
    head: str
    lists: str
    materials: str
    products: str
    results: frozenset[str]
    """The codes that its receipt knows."""


_PAPER = "acmpFormSeqno:C19 acmpFormTypecd:C25 acmpFormNo:C64 fixdNo:C64 acmpFormFileNm:C512 rmk:C4000"  # all may be empty

HANDBOOK = Form(
    root="EML121",
    receipt="EML221",
    folder="npts",
    ledger="emlNo",
    head="EmlChgoffBsc",
    lists="EmlChgoffInvt",
    materials="EmlChgoffMtpck",
    products="EmlChgoffEndprd",
    results=frozenset({"Y", "Z", "1", "2", "3"}),
    records={
        "EmlChgoffBsc": _table(
            "emlNo!:C12 bizopEtpsSccd:C18 bizopEtpsno!:C10 bizopEtpsNm:C512 ownerEtpsSccd:C18 ownerEtpsno:C10 ownerEtpsNm:C512"
            " impInvtTotalCnt:N expInvtTotalCnt:N chgoffMtpckTotalCnt:N chgoffEndprdTotalCnt:N chgoffDclDate:C10 dclTypeMarkcd:C1"
            " emapvMarkcd:C4 masterCuscd!:C4"
        ),
        "EmlChgoffInvt": _table("emlNo!:C12 bondInvtNo!:C64"),
        "EmlChgoffMtpck": _table(
            "emlNo!:C12 typecd!:C25 seqno:N gdecd:C10 impTotalQty:Q dprcsCrdwImpQty:Q sdinQty:Q reexpQty:Q mtpckDstryQty:Q"
            " lfmtQty:Q remainCrdwQty:Q csmTotalQty:Q remainMtpckQty:Q"
        ),
        "EmlChgoffEndprd": _table(
            "emlNo!:C12 typecd!:C25 seqno:N gdecd:C10 expTotalQty:Q dprcsCrdwExpQty:Q endprdRetnExchImpQty:Q endprdRetnExchExpQty:Q"
        ),
        "EmlAdjaccAcmpFormDt": _table(f"emlNo:C12 {_PAPER}"),
    },
)

ACCOUNT = Form(
    root="EMS121",
    receipt="EMS221",
    folder="nems",
    ledger="emsNo",
    head="EmsChgoffBsc",
    lists="EmsChgoffInvtLt",
    materials="EmsChgoffDt",
    products="EmsChgoffDt",
    results=frozenset({"Y", "Z", "B", "5", "6", "A", "7", "2", "3"}),
    records={
        "EmsChgoffBsc": _table(
            "emsNo!:C64 chgoffTmsCnt!:N chgoffTypecd!:C25 chgoffBeginTime!:D chgoffDueTime!:D bizopEtpsSccd:C18 bizopEtpsno!:C10"
            " bizopEtpsNm!:C512 rvsngdEtpsSccd:C18 rcvgdEtpsno!:C10 rcvgdEtpsNm!:C512 impInvtTotalCnt:N expInvtTotalCnt:N"
            " chgoffMtpckTotalCnt:N chgoffEndprdTotalCnt:N chgoffLfmtTotalCnt:N chgoffImprTotalCnt:N impMtpckTotalAmt:A"
            " expEndprdTotalAmt:A inputTime:T inputCusrno:C8 chgoffDclTime:C19 fstSpareMarkcd:C4 spareAmt:A spareQty:Q rmk:C4000"
            " chgoffMarkcd:C4 emapvMarkcd:C4 emapvTime:C19 dspsMarkcd:C4 dclSourceMarkcd:C4 masterCuscd!:C4"
        ),
        "EmsChgoffInvtLt": _table("emsNo!:C64 chgoffTmsCnt!:N bondInvtNo!:C18 dclTypecd!:C1"),
        "EmsChgoffDt": _table(
            "emsNo!:C64 chgoffTmsCnt!:N typecd!:C1 seqno:N shdRemainQty:Q shdRemainTotalAmt:A actlRemainQty:Q actlRemainTotalAmt:A"
            " csmTotalQty:Q csmTotalAmt:A impOrExpTotalQty:Q sdinQty:Q sdinTotalAmt:A endprdRetnExchExpQty:Q"
            " endprdRetnExchImpQty:Q lfmtImprQty:Q lfmtImprTotalAmt:A dprcsCrdwImpexpQty:Q reexpQty:Q remainMtpckTrfoutQty:Q"
            " mtpckEndprdDstryQty:Q lfmtDstryQty:Q vrfaddQty:Q vrfredQty:Q tgblLossQty:Q intgbLossQty:Q dsmlQty:Q dsmlAmt:A"
            " dclcusInvtAvgUprcAmt:A dsmlRate:Q vclrPridInitQty:Q fstSpareMarkcd:C4 spareAmt:A spareQty:Q rmk:C4000"
        ),
        "EmsAdjaccAcmpFormDt": _table(f"emsNo:C64 dcrTmsCnt:N {_PAPER}"),
    },
)

FORMS = (HANDBOOK, ACCOUNT)
