"""What EML211 and EMS211 carry beside the result: the ledger in Customs' own dialect, elements in the order of the schema of 2017."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ..receipts import book_row, date_time, record
from .message import Filed, Row
from .records import StoredLedger
from .tables import HANDBOOK, Form
from .values import MATERIAL, PRODUCT


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HANDBOOK_HEAD = _names(
    "emlNo chgTmsCnt emlType etpsPreentNo dclTypecd masterCuscd bizopEtpsSccd bizopEtpsno bizopEtpsNm rvsngdEtpsSccd rcvgdEtpsno "
    "rcvgdEtpsNm rcvgdEtpsDtcd dclEtpsTypecd dclEtpsSccd dclEtpsno dclEtpsNm dclTime putrecApprTime chgApprTime supvModecd apcretNo "
    "impCtrtNo expCtrtNo validDate reduNatrcd produceTypecd impexpPortcd ucnsDclSegcd stndbkBankcd productRatio impCurrcd expCurrcd "
    "dclTypeMarkcd emapvStucd stndbkMarkcd pauseImpexpMarkcd pauseChgMarkcd vclrApplyTime vclrDate etpsPosesSadjaQuaFlag adtaccMarkcd "
    "clcaseMarkcd clcaseDate rcaseMarkcd rcaseDate rcaseNote sceneUrdf rmk"
)
_HANDBOOK_ROW = _names(
    "emlNo gdsSeqno mtpckEndprdTypecd chgTmsCnt gdsMtno gdecd gdsNm endprdGdsSpcfModelDesc dclUnitcd lawfUnitcd secdLawfUnitcd dclUprcAmt "
    "dclCurrcd dclQty dclTotalAmt natcd lvyrlfModecd adjmtrMarkcd modfMarkcd gdsAtrcd cusmExeMarkcd gdsSceneUrdf ucnsTqsnFlag csttnFlag "
    "rmk invtNo invtGNo"
)
_HANDBOOK_USE = _names(
    "emlNo endprdSeqno mtpckSeqno ucnsVerno chgTmsCnt ucnsQty netUseupQty tgblLossRate intgbLossRate ucnsDclStucd modfMarkcd "
    "bondMtpckPrpr etpsExeMarkcd rmk"
)
_ACCOUNT_HEAD = _names(
    "emsNo chgTmsCnt etpsPreentNo masterCuscd bizopEtpsSccd bizopEtpsno bizopEtpsNm rvsngdEtpsSccd rcvgdEtpsno rcvgdEtpsNm dclEtpsSccd "
    "dclEtpsno dclEtpsNm dclEtpsTypecd emsTypecd dclTypecd finishValidDate apcretNo netwkEtpsArcrpNo maxTovrAmt dclTime ucnsDclSegcd "
    "dclMarkcd emapvStucd pauseImpexpMarkcd pauseChgMarkcd putrecApprTime chgApprTime rcntVclrTime vclrApplyTime vclrPridVal adjaccMarkcd "
    "adjaccTmsCnt ucnsVernoCntrFlag rcaseMarkcd etpsPosesSadjaQuaFlag rmk"
)
_ACCOUNT_ROW = _names(
    "emsNo chgTmsCnt gdsSeqno mtpckEndprdTypecd gdsMtno gdecd gdsNm endprdGdsSpcfModelDesc dclUnitcd lawfUnitcd secdLawfUnitcd dclUprcAmt "
    "dclCurrcd dclQty lvyrlfModecd qtyCntrMarkcd adjmtrMarkcd modfMarkcd etpsExeMarkcd cusmExeMarkcd apprMaxSurpQty vclrPridInitQty "
    "ucnsTqsnFlag csttnFlag rmk invtNo invtGNo"
)
_ACCOUNT_USE = _names(
    "emsNo chgTmsCnt endprdSeqno mtpckSeqno ucnsVerno ucnsQty netUseupQty tgblLossRate intgbLossRate ucnsDclStucd modfMarkcd "
    "bondMtpckPrpr etpsExeMarkcd finishValidDate rmk"
)

SECTIONS: Mapping[str, tuple[tuple[str, Sequence[str]], ...]] = {
    "handbook": (("EmlPutrecBsc", _HANDBOOK_HEAD), ("EmlPutrecDt", _HANDBOOK_ROW), ("EmlPutrecUcnsDt", _HANDBOOK_USE)),
    "account": (("EmsPutrecBsc", _ACCOUNT_HEAD), ("EmsPutrecDt", _ACCOUNT_ROW), ("EmsPutrecUcnsDt", _ACCOUNT_USE)),
}
"""Family -> head, rows and unit consumptions with their elements."""


def described(form: Form, entry: StoredLedger, filed: Filed, *, act: str) -> str:
    """The ledger as Customs has it now."""
    (head, names), (row, row_names), (use, use_names) = SECTIONS[form.family]
    number = "emlNo" if form is HANDBOOK else "emsNo"
    common = {number: entry.ledger_no, "chgTmsCnt": str(entry.change_count)}
    known = {
        **common,
        "etpsPreentNo": entry.seq_no,
        "dclTypecd": act,
        "putrecApprTime": _time(entry.approved_at),
        "chgApprTime": _time(entry.managed_at) if entry.change_count else "",
        "dclTime": _time(entry.declared_at),
        "emapvStucd": "1",
        "pauseImpexpMarkcd": "1",
        "pauseChgMarkcd": "1",
    }
    values = {**_lower(filed.head), **known}
    parts = [record(head, {name: _day(name, values.get(name, "")) for name in names})]
    for section, kind in (("materials", MATERIAL), ("products", PRODUCT)):
        given = {**common, "mtpckEndprdTypecd": kind, "cusmExeMarkcd": "1"}
        parts += [book_row(row, row_names, {**_lower(each), **given}) for each in filed.rows[section]]
    for each in filed.rows["consumptions"]:
        values = {**_lower(each), **common}
        values["finishValidDate"] = _day("finishValidDate", each.get("ValidDate", ""))
        parts.append(book_row(use, use_names, values))
    return "".join(parts)


def _lower(row: Row) -> dict[str, str]:
    return {f"{name[0].lower()}{name[1:]}": value for name, value in row.items()}


def _time(text: str) -> str:
    return date_time(datetime.fromisoformat(text)) if text else ""


def _day(name: str, text: str) -> str:
    """Days stand with hyphens in receipts."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if name in {"validDate", "finishValidDate"} and text.isdigit() else text
