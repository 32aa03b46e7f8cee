"""The ledger as Customs writes it in receipts (lowerCamel dialect): head, rows and consumptions as record tables.

Names of the official schemas of 2017. Customs sends the pre-entry number in the result beside them; the records themselves have none.
"""

from __future__ import annotations

import re
from typing import Final

import attrs
from lxml import etree

from baoguan.plugin import Codes, Ledger, LedgerItem, Record, RecordDecoder, UnitConsumption, child_text, children, elements, find
from baoguan_singlewindow.described import unreadable_only
from baoguan_singlewindow.ledger.tables import PRODUCT, WrittenItem
from baoguan_singlewindow.parties import party

_PARTIES: Final = (
    *party("operating_enterprise", "bizopEtpsno", "bizopEtpsSccd", "bizopEtpsNm"),
    *party("processing_enterprise", "rcvgdEtpsno", "rvsngdEtpsSccd", "rcvgdEtpsNm"),
    *party("declarant", "dclEtpsno", "dclEtpsSccd", "dclEtpsNm"),
    "dclEtpsTypecd declarant_kind",
)
_BOTH_HEADS: Final = (
    "chgTmsCnt change_count",
    "etpsPreentNo internal_number",
    "masterCuscd master_customs",
    *_PARTIES,
    "dclTypecd act",
    "apcretNo approval_no",
    "dclTime declared_on",
    "ucnsDclSegcd consumption_stage",
    "pauseImpexpMarkcd pause_mark",
    "pauseChgMarkcd change_pause_mark",
    "putrecApprTime filed_on",
    "chgApprTime changed_on",
    "etpsPosesSadjaQuaFlag self_accounting",
    "rmk remark",
)
_ITEM: Final = (
    "gdsSeqno item_no",
    "mtpckEndprdTypecd goods_kind",
    "gdsMtno part_no",
    "gdecd hs_code",
    "gdsNm goods_name",
    "endprdGdsSpcfModelDesc specification",
    "dclUnitcd unit",
    "lawfUnitcd statutory_unit",
    "secdLawfUnitcd second_unit",
    "dclUprcAmt unit_price",
    "dclCurrcd currency legacy=currency",
    "dclQty quantity",
    "lvyrlfModecd exemption",
    "adjmtrMarkcd material_rank",
    "modfMarkcd modification",
    "cusmExeMarkcd customs_mark",
    "ucnsTqsnFlag consumption_doubted",
    "csttnFlag consumption_negotiated",
    "rmk remark",
)
_CONSUMPTION: Final = (
    "endprdSeqno product_item_no",
    "mtpckSeqno material_item_no",
    "ucnsVerno version",
    "ucnsQty consumption",
    "netUseupQty net",
    "tgblLossRate tangible_loss",
    "intgbLossRate intangible_loss",
    "ucnsDclStucd state",
    "modfMarkcd modification",
    "bondMtpckPrpr bonded_share",
    "etpsExeMarkcd enterprise_mark",
    "rmk remark",
)


@attrs.frozen(kw_only=True)
class Described:
    """The sections in which a receipt describes one kind of ledger; the rows of one section say themselves whether they are materials."""

    family: str
    head: Record
    item: Record
    consumption: Record
    number: str
    """The element of the head that holds the ledger's number."""


HANDBOOK: Final = Described(
    family="handbook",
    head=Record(
        tag="EmlPutrecBsc",
        model=Ledger,
        elements=elements(
            "emlNo ledger_no",
            "emlType ledger_type",
            *_BOTH_HEADS,
            "rcvgdEtpsDtcd region",
            "supvModecd supervision_mode",
            "impCtrtNo import_contract",
            "expCtrtNo export_contract",
            "validDate valid_until",
            "reduNatrcd levy_nature",
            "produceTypecd processing_kind",
            "impexpPortcd port",
            "stndbkBankcd use",
            "productRatio capacity",
            "impCurrcd import_currency legacy=currency",
            "expCurrcd export_currency legacy=currency",
            "dclTypeMarkcd declaration_source",
            "vclrDate written_off_on",
        ),
    ),
    item=Record(
        tag="EmlPutrecDt",
        model=WrittenItem,
        elements=elements(*_ITEM, "dclTotalAmt total_price", "natcd country legacy=country", "gdsAtrcd goods_attribute"),
    ),
    consumption=Record(tag="EmlPutrecUcnsDt", model=UnitConsumption, elements=elements(*_CONSUMPTION)),
    number="emlNo",
)
ACCOUNT: Final = Described(
    family="account",
    head=Record(
        tag="EmsPutrecBsc",
        model=Ledger,
        elements=elements(
            "emsNo ledger_no",
            "emsTypecd ledger_type",
            *_BOTH_HEADS,
            "finishValidDate valid_until",
            "netwkEtpsArcrpNo archive_no",
            "maxTovrAmt max_turnover",
            "rcntVclrTime written_off_on",
            "vclrPridVal write_off_cycle",
            "ucnsVernoCntrFlag version_control",
        ),
    ),
    item=Record(
        tag="EmsPutrecDt",
        model=WrittenItem,
        elements=elements(
            *_ITEM,
            "qtyCntrMarkcd quantity_control",
            "etpsExeMarkcd enterprise_mark",
            "apprMaxSurpQty approved_remainder",
            "vclrPridInitQty opening_quantity",
        ),
    ),
    consumption=Record(
        tag="EmsPutrecUcnsDt", model=UnitConsumption, elements=elements(*_CONSUMPTION, "finishValidDate valid_until")
    ),
    number="emsNo",
)
DESCRIBED: Final = (HANDBOOK, ACCOUNT)

_PRE_ENTRY: Final = re.compile(r"[0-9]{18}", re.ASCII)
_FIELDS: Final = tuple(a.name for a in attrs.fields(LedgerItem))


def read_described(body: etree._Element, codes: Codes) -> Ledger | None:
    """The ledger that a receipt describes: its head, and what of its rows the receipt carries. None for a receipt without a head.

    What Customs says beyond our fields stays behind, and a number of 18 digits where the enterprise's own belongs is the pre-entry number.
    """
    found = next(((d, head) for d in DESCRIBED if (head := find(body, d.head.tag)) is not None), None)
    if found is None:
        return None
    described, head = found
    values = RecordDecoder(described.head, codes).values(head)
    items, consumed = RecordDecoder(described.item, codes), RecordDecoder(described.consumption, codes)
    rows = [items.decode(node, WrittenItem) for node in children(body, described.item.tag)]
    uses = [consumed.decode(node, UnitConsumption) for node in children(body, described.consumption.tag)]
    values["family"] = described.family
    values["materials"] = tuple(_plain(row) for row in rows if row.goods_kind != PRODUCT)
    values["products"] = tuple(_plain(row) for row in rows if row.goods_kind == PRODUCT)
    values["consumptions"] = tuple(unreadable_only(use) for use in uses)
    result = find(body, "HdeApprResult")
    said = [str(values.get("internal_number") or ""), child_text(result, "etpsPreentNo") if result is not None else ""]
    values["seq_no"] = next((text for text in said if _PRE_ENTRY.fullmatch(text)), None)
    if values["seq_no"] == values.get("internal_number"):
        values["internal_number"] = None
    return unreadable_only(Ledger(**values))  # type: ignore[arg-type]


def _plain(row: WrittenItem) -> LedgerItem:
    return unreadable_only(LedgerItem(**{name: getattr(row, name) for name in _FIELDS}))
