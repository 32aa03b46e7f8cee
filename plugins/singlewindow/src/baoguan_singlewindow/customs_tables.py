"""The list as Customs writes it in receipts (lowerCamel dialect): head and lines as record tables.

Official schemas of 2017, checked element by element against receipts of 2019 and 2024; the elements that came later stand at the end.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Codes, Ledger, Record, RecordDecoder, children, elements, find, paths
from baoguan_singlewindow.described import unreadable_only
from baoguan_singlewindow.ledger.customs_tables import read_described

BASIC: Final = Record(
    tag="BondInvtBsc",
    model=BondedInventoryList,
    elements=elements(
        "bondInvtNo list_no",
        "chgTmsCnt change_count",
        "invtPreentNo seq_no",
        "putrecNo ledger_no",
        "etpsInnerInvtNo internal_number",
        "bizopEtpsSccd operating_enterprise.credit_code",
        "bizopEtpsno operating_enterprise.customs_code",
        "bizopEtpsNm operating_enterprise.name",
        "rvsngdEtpsSccd processing_enterprise.credit_code",
        "rcvgdEtpsno processing_enterprise.customs_code",
        "rcvgdEtpsNm processing_enterprise.name",
        "dclEtpsSccd declarant.credit_code",
        "dclEtpsno declarant.customs_code",
        "dclEtpsNm declarant.name",
        "invtDclTime declared_on",
        "entryDclTime entry_declared_at",
        "entryNo entry_no",
        "rltInvtNo related_list_no",
        "rltPutrecNo related_ledger_no",
        "rltEntryNo related_entry_no",
        "rltEntryBizopEtpsSccd related_consignee.credit_code",
        "rltEntryBizopEtpsno related_consignee.customs_code",
        "rltEntryBizopEtpsNm related_consignee.name",
        "impexpPortcd port",
        "dclPlcCuscd customs_office",
        "impexpMarkcd direction",
        "mtpckEndprdMarkcd goods_kind",
        "supvModecd supervision_mode",
        "trspModecd transport_mode",
        "stshipTrsarvNatcd counterpart_country legacy=country",
        "applyNo application_no",
        "dclcusFlag customs_declared",
        "dclcusTypecd declaration_relation",
        "prevdTime pre_deducted_at",
        "formalVrfdedTime deducted_at",
        "invtIochkptStucd gate_status",
        "vrfdedMarkcd deduction_mark",
        "invtStucd list_status",
        "rmk remark",
        "bondInvtTypecd inventory_type",
        "entryStucd entry_status",
        "passportUsedTypecd pass_use",
        "param1 spare_1",
        "param2 spare_2",
        "param3 spare_3",
        "param4 spare_4",
        "needEntryModified entry_to_be_modified",
        "levyBlAmt levy_amount",
        "dclTypecd declaration_type",
    ),
)
"""核扣方式 and 核算代码 (vrfdedModecd, duCode) are said by Customs alone and have no field."""

DETAIL: Final = Record(
    tag="BondInvtDt",
    model=InventoryLine,
    elements=elements(
        "gdsSeqno line_no",
        "putrecSeqno ledger_item_no",
        "gdsMtno part_no",
        "gdecd hs_code",
        "gdsNm goods_name",
        "gdsSpcfModelDesc specification",
        "dclUnitcd unit",
        "lawfUnitcd statutory_unit",
        "secdLawfUnitcd second_unit",
        "natcd origin_country legacy=country",
        "dclUprcAmt unit_price",
        "dclTotalAmt total_price",
        "usdStatTotalAmt usd_total",
        "dclCurrcd currency legacy=currency",
        "lawfQty statutory_quantity",
        "secdLawfQty second_quantity",
        "wtSfVal weight_factor",
        "fstSfVal first_factor",
        "secdSfVal second_factor",
        "dclQty quantity",
        "grossWt gross_weight",
        "netWt net_weight",
        "useCd key_goods",
        "lvyrlfModecd exemption",
        "ucnsVerno consumption_version",
        "entryGdsSeqno declaration_line_no",
        "applyTbSeqno application_item_no",
        "clyMarkcd dangerous_goods",
        "rmk remark",
        "param1 origin_mark",
        "param2 spare_2",
        "param3 spare_3",
        "param4 spare_4",
        "destinationNatcd destination_country legacy=country",
        "modfMarkcd modification",
    ),
)


FILLED_BY_CUSTOMS: Final = frozenset({n for n, term in paths(BondedInventoryList).items() if term.system} | {"levy_amount"})
"""Fields of the head that a message leaves empty; what they say is among the facts of the receipt."""


def read_basic(body: etree._Element, codes: Codes) -> BondedInventoryList | Ledger | None:
    """The list or ledger that a receipt describes: its head, and its rows where the receipt carries them. None for a receipt without a head.

    What Customs alone fills in, says beyond our fields, or writes in its own form stays behind: the client would refuse it in a message.
    """
    head = find(body, BASIC.tag)
    if head is None:
        return read_described(body, codes)
    values = {k: v for k, v in RecordDecoder(BASIC, codes).values(head).items() if k not in FILLED_BY_CUSTOMS}
    rows = RecordDecoder(DETAIL, codes)
    nodes = children(body, DETAIL.tag)
    values["lines"] = tuple(unreadable_only(InventoryLine(**rows.values(n))) for n in nodes)  # type: ignore[arg-type]
    return unreadable_only(BondedInventoryList(**values))  # type: ignore[arg-type]
