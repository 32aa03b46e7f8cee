"""Record tables of EML111 and EMS111 in the dialect that the import client takes: which attribute stands in which element.

Handbook: element names of one program, which those of two pages' own data confirm. Account: the keys of the page's data and the record
names of one program; how they are capitalised is inferred. What only Customs fills in is written where a document says it, and not else.
"""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.plugin import Ledger, LedgerItem, Record, UnitConsumption, elements, text
from baoguan_singlewindow.parties import party


@attrs.frozen(kw_only=True)
class WrittenItem(LedgerItem):
    """A row of materials or products as it stands on the wire, where each says which of the two it is."""

    goods_kind: str | None = text("料件成品类型", "material or product", 1)


MATERIAL: Final = "I"
PRODUCT: Final = "E"

_INPUT = party("input_enterprise", "InputEtpsTypecd", "InputEtpsSccd", "InputEtpsNm")
"""The element called …Typecd carries the code of ten digits."""

HANDBOOK_HEAD: Final = Record(
    tag="NptsEmlHead",
    model=Ledger,
    elements=elements(
        "SeqNo seq_no",
        "EmlNo ledger_no",
        "EmlType ledger_type",
        "EtpsPreentNo internal_number",
        "DclTypecd act",
        "ChgTmsCnt change_count",
        "MasterCuscd master_customs",
        *party("operating_enterprise", "BizopEtpsno", "BizopEtpsSccd", "BizopEtpsNm"),
        *party("processing_enterprise", "RcvgdEtpsno", "RvsngdEtpsSccd", "RcvgdEtpsNm"),
        "RcvgdEtpsDtcd region",
        "DclEtpsTypecd declarant_kind",
        *party("declarant", "DclEtpsno", "DclEtpsSccd", "DclEtpsNm"),
        "DclTime declared_on",
        "SupvModecd supervision_mode",
        "ApcretNo approval_no",
        "ImpCtrtNo import_contract",
        "ExpCtrtNo export_contract",
        "ValidDate valid_until",
        "ReduNatrcd levy_nature",
        "ProduceTypecd processing_kind",
        "ImpexpPortcd port",
        "UcnsDclSegcd consumption_stage",
        "StndbkBankcd use",
        "ProductRatio capacity",
        "ImpCurrcd import_currency legacy=currency",
        "ExpCurrcd export_currency legacy=currency",
        "DclTypeMarkcd declaration_source",
        "PauseImpexpMarkcd pause_mark rare",
        "PauseChgMarkcd change_pause_mark rare",
        "EtpsPosesSadjaQuaFlag self_accounting rare",
        "FtimeExp first_export_on rare",
        *_INPUT,
        "InputTime entered_on",
        "LinkMan contact",
        "LinkManTel contact_phone",
        "Rmk remark",
    ),
)

_NAMED: Final = (
    "SeqNo seq_no",
    "GdsSeqno item_no",
    "GdsMtno part_no",
    "Gdecd hs_code",
    "GdsNm goods_name",
    "EndprdGdsSpcfModelDesc specification cdata",
    "DclUnitcd unit",
    "LawfUnitcd statutory_unit",
    "SecdLawfUnitcd second_unit",
)

_HANDBOOK_ITEM: Final = (
    *_NAMED[:2],
    "MtpckEndprdTypecd goods_kind",
    *_NAMED[2:],
    "DclQty quantity",
    "DclUprcAmt unit_price",
    "DclTotalAmt total_price",
    "DclCurrcd currency legacy=currency",
    "Natcd country legacy=country",
    "LvyrlfModecd exemption",
)
_HANDBOOK_END: Final = ("GdsAtrcd goods_attribute", "ModfMarkcd modification", "CusmExeMarkcd customs_mark rare")
_DOUBTED: Final = ("UcnsTqsnFlag consumption_doubted rare", "CsttnFlag consumption_negotiated rare")

HANDBOOK_MATERIAL: Final = Record(
    tag="NptsEmlImg",
    model=WrittenItem,
    elements=elements(*_HANDBOOK_ITEM, "AdjmtrMarkcd material_rank", *_HANDBOOK_END, "Rmk remark"),
)
HANDBOOK_PRODUCT: Final = Record(
    tag="NptsEmlExg", model=WrittenItem, elements=elements(*_HANDBOOK_ITEM, *_HANDBOOK_END, *_DOUBTED, "Rmk remark")
)

_CONSUMPTION: Final = (
    "SeqNo seq_no",
    "GseqNo serial_no",
    "EndprdSeqno product_item_no",
    "EndprdGdsMtno product_part_no",
    "EndprdGdecd product_hs_code",
    "EndprdGdsNm product_name",
    "MtpckSeqno material_item_no",
    "MtpckGdsMtno material_part_no",
    "MtpckGdecd material_hs_code",
    "MtpckGdsNm material_name",
    "UcnsVerno version",
    "UcnsQty consumption rare",
    "NetUseupQty net",
    "TgblLossRate tangible_loss",
    "IntgbLossRate intangible_loss",
    "UcnsDclStucd state",
    "BondMtpckPrpr bonded_share",
    "ModfMarkcd modification",
)

HANDBOOK_CONSUMPTION: Final = Record(
    tag="NptsEmlConsume",
    model=UnitConsumption,
    elements=elements(*_CONSUMPTION, "EtpsExeMarkcd enterprise_mark", "Rmk remark"),
)

ACCOUNT_HEAD: Final = Record(
    tag="NemsHead",
    model=Ledger,
    elements=elements(
        "SeqNo seq_no",
        "EmsNo ledger_no",
        "EtpsPreentNo internal_number",
        *party("operating_enterprise", "BizopEtpsno", "BizopEtpsSccd", "BizopEtpsNm"),
        *party("processing_enterprise", "RcvgdEtpsno", "RvsngdEtpsSccd", "RcvgdEtpsNm"),
        *party("declarant", "DclEtpsno", "DclEtpsSccd", "DclEtpsNm"),
        "DclEtpsTypecd declarant_kind",
        "DclTypecd act",
        "EmsTypecd ledger_type",
        "ApcretNo approval_no",
        "NetwkEtpsArcrpNo archive_no",
        "ActlImpTotalAmt actual_import rare",
        "ActlExpTotalAmt actual_export rare",
        "MtpckItemCnt material_count rare",
        "EndprdItemCnt product_count rare",
        "MaxTovrAmt max_turnover",
        "ImpMaxAccount max_import rare",
        "MasterCuscd master_customs",
        "DclTime declared_on",
        "InputTime entered_on",
        *_INPUT,
        "PutrecApprTime filed_on rare",
        "ChgApprTime changed_on rare",
        "RcntVclrTime written_off_on rare",
        "UcnsDclSegcd consumption_stage",
        "VclrPridVal write_off_cycle",
        "ChgTmsCnt change_count",
        "FinishValidDate valid_until",
        "PauseImpexpMarkcd pause_mark rare",
        "PauseChgMarkcd change_pause_mark rare",
        "UcnsVernoCntrFlag version_control rare",
        "EtpsPosesSadjaQuaFlag self_accounting rare",
        "Rmk remark",
    ),
)

_ACCOUNT_ITEM: Final = (
    *_NAMED,
    "DclUprcAmt unit_price",
    "DclCurrcd currency legacy=currency",
    "DclQty quantity",
    "LvyrlfModecd exemption",
    "QtyCntrMarkcd quantity_control",
    "EtpsExeMarkcd enterprise_mark",
    "ModfMarkcd modification",
    "CusmExeMarkcd customs_mark rare",
)

ACCOUNT_MATERIAL: Final = Record(
    tag="NemsImgList",
    model=WrittenItem,
    elements=elements(
        *_ACCOUNT_ITEM,
        "AdjmtrMarkcd material_rank",
        "VclrPridInitQty opening_quantity",
        "ApprMaxSurpQty approved_remainder",
        "Rmk remark rare",
        "MtpckEndprdTypecd goods_kind rare",
    ),
)
ACCOUNT_PRODUCT: Final = Record(
    tag="NemsExgList",
    model=WrittenItem,
    elements=elements(*_ACCOUNT_ITEM, *_DOUBTED, "Rmk remark rare", "MtpckEndprdTypecd goods_kind rare"),
)
ACCOUNT_CONSUMPTION: Final = Record(
    tag="NemsCmList",
    model=UnitConsumption,
    elements=elements(*_CONSUMPTION, "ValidDate valid_until", "EtpsExeMarkcd enterprise_mark rare", "Rmk remark rare"),
)


@attrs.frozen(kw_only=True)
class Book:
    """The message of one kind of ledger. `family` is that of the model; `sections` are the records behind the head with the attribute
    that holds them; `kinds` says of which sections the rows name materials or products, and how."""

    family: str
    message: str
    root: str
    head: Record
    sections: tuple[tuple[Record, str], ...]
    kinds: dict[str, str]
    zh: str
    en: str
    evidence_zh: str
    evidence_en: str


HANDBOOK: Final = Book(
    family="handbook",
    message="EML111",
    root="EmlMessage",
    head=HANDBOOK_HEAD,
    sections=((HANDBOOK_MATERIAL, "materials"), (HANDBOOK_PRODUCT, "products"), (HANDBOOK_CONSUMPTION, "consumptions")),
    kinds={"materials": MATERIAL, "products": PRODUCT},
    zh="手册",
    en="handbook",
    evidence_zh="元素名见于一个程序",
    evidence_en="element names from one program",
)
ACCOUNT: Final = Book(
    family="account",
    message="EMS111",
    root="EmsMessage",
    head=ACCOUNT_HEAD,
    sections=((ACCOUNT_MATERIAL, "materials"), (ACCOUNT_PRODUCT, "products"), (ACCOUNT_CONSUMPTION, "consumptions")),
    kinds={},
    zh="账册",
    en="account",
    evidence_zh="元素名由网页数据和官方小写表推断",
    evidence_en="element names inferred from the page's data and the official lower-case tables",
)
BOOKS: Final = (HANDBOOK, ACCOUNT)
