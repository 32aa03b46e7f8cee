"""Record tables of EML121 and EMS121: which attribute stands in which element, in the official order.

Source: the official schemas of 2017, whose element names are those of Customs' own dialect. No real message was seen, and that the import
client takes these names is not proven.
"""

from __future__ import annotations

from typing import Final

import attrs

from baoguan import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
from baoguan.plugin import Element, Record, elements


@attrs.frozen(kw_only=True)
class WriteOffMessage:
    """The records of one message, in the order they are written. `rows` holds rows of materials and of products; where one record serves
    both, `mixed`, its kind tells which."""

    root: str
    head: Record
    lists: Record
    materials: Record
    products: Record
    attachments: Record

    @property
    def mixed(self) -> bool:
        """Whether materials and products stand in records of one name."""
        return self.materials.tag == self.products.tag


def _dashed(*rows: str) -> tuple[Element, ...]:
    """Elements whose days are written as the dialect of Customs has them."""
    return tuple(attrs.evolve(element, date_format="%Y-%m-%d") for element in elements(*rows))


HANDBOOK: Final = WriteOffMessage(
    root="EML121",
    head=Record(
        tag="EmlChgoffBsc",
        model=WriteOff,
        elements=_dashed(
            "emlNo ledger_no",
            "bizopEtpsSccd operating_enterprise.credit_code",
            "bizopEtpsno operating_enterprise.customs_code",
            "bizopEtpsNm operating_enterprise.name",
            "ownerEtpsSccd processing_enterprise.credit_code",
            "ownerEtpsno processing_enterprise.customs_code",
            "ownerEtpsNm processing_enterprise.name",
            "impInvtTotalCnt import_lists",
            "expInvtTotalCnt export_lists",
            "chgoffMtpckTotalCnt material_count",
            "chgoffEndprdTotalCnt product_count",
            "chgoffDclDate declared_on",
            "dclTypeMarkcd source",
            "emapvMarkcd approval_mark",
            "masterCuscd master_customs",
        ),
    ),
    lists=Record(tag="EmlChgoffInvt", model=WriteOffList, elements=elements("emlNo ledger_no", "bondInvtNo list_no")),
    materials=Record(
        tag="EmlChgoffMtpck",
        model=WriteOffRow,
        elements=elements(
            "emlNo ledger_no",
            "typecd kind",
            "seqno item_no",
            "gdecd hs_code",
            "impTotalQty total",
            "dprcsCrdwImpQty transferred",
            "sdinQty sold",
            "reexpQty reexported",
            "mtpckDstryQty destroyed",
            "lfmtQty scrap",
            "remainCrdwQty surplus_out",
            "csmTotalQty consumed",
            "remainMtpckQty remaining",
        ),
    ),
    products=Record(
        tag="EmlChgoffEndprd",
        model=WriteOffRow,
        elements=elements(
            "emlNo ledger_no",
            "typecd kind",
            "seqno item_no",
            "gdecd hs_code",
            "expTotalQty total",
            "dprcsCrdwExpQty transferred",
            "endprdRetnExchImpQty exchanged_in",
            "endprdRetnExchExpQty exchanged_out",
        ),
    ),
    attachments=Record(
        tag="EmlAdjaccAcmpFormDt",
        model=WriteOffAttachment,
        elements=elements(
            "emlNo ledger_no",
            "acmpFormSeqno serial_no",
            "acmpFormTypecd kind",
            "acmpFormNo number",
            "fixdNo fixed_no",
            "acmpFormFileNm file_name",
            "rmk remark",
        ),
    ),
)

_ACCOUNT_ROW: Final = Record(
    tag="EmsChgoffDt",
    model=WriteOffRow,
    elements=elements(
        "emsNo ledger_no",
        "chgoffTmsCnt sequence",
        "typecd kind",
        "seqno item_no",
        "shdRemainQty theoretical",
        "shdRemainTotalAmt theoretical_amount",
        "actlRemainQty remaining",
        "actlRemainTotalAmt remaining_amount",
        "csmTotalQty consumed",
        "csmTotalAmt consumed_amount",
        "impOrExpTotalQty total",
        "sdinQty sold",
        "sdinTotalAmt sold_amount",
        "endprdRetnExchExpQty exchanged_out",
        "endprdRetnExchImpQty exchanged_in",
        "lfmtImprQty scrap",
        "lfmtImprTotalAmt scrap_amount",
        "dprcsCrdwImpexpQty transferred",
        "reexpQty reexported",
        "remainMtpckTrfoutQty surplus_out",
        "mtpckEndprdDstryQty destroyed",
        "lfmtDstryQty scrap_destroyed",
        "vrfaddQty increased",
        "vrfredQty decreased",
        "tgblLossQty tangible_loss",
        "intgbLossQty intangible_loss",
        "dsmlQty difference",
        "dsmlAmt difference_amount",
        "dclcusInvtAvgUprcAmt average_price",
        "dsmlRate difference_rate",
        "vclrPridInitQty opening",
        "fstSpareMarkcd spare_mark",
        "spareAmt spare_amount",
        "spareQty spare_quantity",
        "rmk reason",
    ),
)

ACCOUNT: Final = WriteOffMessage(
    root="EMS121",
    head=Record(
        tag="EmsChgoffBsc",
        model=WriteOff,
        elements=_dashed(
            "emsNo ledger_no",
            "chgoffTmsCnt sequence",
            "chgoffTypecd write_off_type",
            "chgoffBeginTime period_from",
            "chgoffDueTime period_to",
            "bizopEtpsSccd operating_enterprise.credit_code",
            "bizopEtpsno operating_enterprise.customs_code",
            "bizopEtpsNm operating_enterprise.name",
            "rvsngdEtpsSccd processing_enterprise.credit_code",
            "rcvgdEtpsno processing_enterprise.customs_code",
            "rcvgdEtpsNm processing_enterprise.name",
            "impInvtTotalCnt import_lists",
            "expInvtTotalCnt export_lists",
            "chgoffMtpckTotalCnt material_count",
            "chgoffEndprdTotalCnt product_count",
            "chgoffLfmtTotalCnt scrap_count",
            "chgoffImprTotalCnt defective_count",
            "impMtpckTotalAmt import_amount",
            "expEndprdTotalAmt export_amount",
            "inputTime entered_at",
            "inputCusrno customs_officer",
            "chgoffDclTime declared_at",
            "fstSpareMarkcd spare_mark",
            "spareAmt spare_amount",
            "spareQty spare_quantity",
            "rmk remark",
            "chgoffMarkcd write_off_mark",
            "emapvMarkcd approval_mark",
            "emapvTime approved_at",
            "dspsMarkcd handling_mark",
            "dclSourceMarkcd source",
            "masterCuscd master_customs",
        ),
    ),
    lists=Record(
        tag="EmsChgoffInvtLt",
        model=WriteOffList,
        elements=elements("emsNo ledger_no", "chgoffTmsCnt sequence", "bondInvtNo list_no", "dclTypecd declaration_type"),
    ),
    materials=_ACCOUNT_ROW,
    products=_ACCOUNT_ROW,
    attachments=Record(
        tag="EmsAdjaccAcmpFormDt",
        model=WriteOffAttachment,
        elements=elements(
            "emsNo ledger_no",
            "dcrTmsCnt sequence",
            "acmpFormSeqno serial_no",
            "acmpFormTypecd kind",
            "acmpFormNo number",
            "fixdNo fixed_no",
            "acmpFormFileNm file_name",
            "rmk remark",
        ),
    ),
)

MESSAGES: Final = {"handbook": HANDBOOK, "account": ACCOUNT}
"""Family of the ledger -> its message."""
