"""The smaller sections of DecMessage: which attribute stands in which element, in which editions, and how long it was in the first.

Source: the official schema of 2018, the field list of the current interface (a transcription), messages of three programs. Options of a
row: `rare` elements are left out when empty, `since` and `until` name the editions that have the element (until: the first without it),
`old` is its length in edition 3.1, `blanks` keep the blanks of a text that is read by position.
"""

from __future__ import annotations

from typing import Final

import attrs

from baoguan import (
    AccessRequest,
    CertificateRequest,
    DeclarationAttachment,
    MarkAttachment,
    OriginRelation,
    OtherPacking,
    Promise,
    Qualification,
    RiskAssessment,
    RoyaltyFee,
    Signature,
    Transit,
    TransitContainer,
    TransitGoods,
    TransitLeg,
    UserContact,
)
from baoguan.plugin import text
from baoguan_singlewindow.declaration.editions import Table, rows


@attrs.frozen(kw_only=True)
class SignedBy(Signature):
    """DecSign as it stands on the wire: with the declarant's own number."""

    client_no: str | None = text("客户端报关单编号", "internal number", 21)


CERTIFICATE: Final = Table(
    tag="DecRequestCert",
    model=CertificateRequest,
    rows=rows(
        "AppCertCode kind",
        "ApplOri originals",
        "ApplCopyQuan copies",
    ),
)

PACKING: Final = Table(
    tag="DecOtherPack",
    model=OtherPacking,
    rows=rows(
        "PackQty quantity",
        "PackType kind",
    ),
)

QUALIFICATION: Final = Table(
    tag="DecCopLimit",
    model=Qualification,
    rows=rows(
        "EntQualifNo number rare",
        "EntQualifTypeCode kind",
    ),
)

USER: Final = Table(
    tag="DecUser",
    model=UserContact,
    rows=rows(
        "UseOrgPersonCode contact rare",
        "UseOrgPersonTel telephone rare",
    ),
)

MARK_ATTACHMENT: Final = Table(
    tag="DecMarkLob",
    model=MarkAttachment,
    rows=rows(
        "AttachName name",
        "AttachType kind rare old=2",
        "Attachment content",
    ),
)

SIGN: Final = Table(
    tag="DecSign",
    model=SignedBy,
    rows=rows(
        "OperType operation",
        "ICCode card_no rare",
        "CopCode enterprise rare",
        "OperName operator rare",
        "ClientSeqNo client_no",
        "Sign signature",
        "SignDate signed_at",
        "Certificate certificate rare",
        "HostId host until=4.9.6",
        "BillSeqNo list_seq_no rare",
        "DomainId domain rare",
        "Note note rare",
    ),
)

TRANSIT: Final = Table(
    tag="TrnHead",
    model=Transit,
    rows=rows(
        "TrnPreId seq_no rare",
        "TransNo manifest_no rare",
        "TurnNo declaration_no rare",
        "NativeTrafMode transport_mode rare",
        "TrafCustomsNo conveyance_no rare",
        "NativeShipName conveyance rare",
        "NativeVoyageNo voyage_no rare",
        "ContractorName carrier_name rare",
        "ContractorCode carrier_code rare",
        "TransFlag kind rare",
        "ValidTime arrives_on rare",
        "ESealFlag electronic_seal rare",
        "Notes remark rare",
        "TrnType form rare",
        "ApplCodeScc declarant_credit_code rare",
    ),
)

TRANSIT_LEG: Final = Table(
    tag="TrnList",
    model=TransitLeg,
    rows=rows(
        "TrafMode transport_mode rare",
        "ShipId conveyance_no rare",
        "ShipNameEn conveyance rare",
        "VoyageNo voyage_no rare",
        "BillNo bill_of_lading rare",
        "IEDate crossed_on rare",
    ),
)

TRANSIT_CONTAINER: Final = Table(
    tag="TrnContainer",
    model=TransitContainer,
    rows=rows(
        "ContaNo number",
        "ContaSn sequence rare",
        "ContaModel size rare",
        "SealNo seal_no rare",
        "TransName conveyance rare",
        "TransWeight conveyance_weight rare",
        "SealQty seals rare since=4.5",
    ),
)

TRANSIT_GOODS: Final = Table(
    tag="TrnContaGoods",
    model=TransitGoods,
    rows=rows(
        "ContaNo container",
        "GNo line_no",
        "ContaGoodsCount packages",
        "ContaGoodsWeight weight",
    ),
)

ATTACHMENT: Final = Table(
    tag="EdocRealation",
    model=DeclarationAttachment,
    rows=rows(
        "EdocID number",
        "EdocCode kind",
        "EdocFomatType format",
        "OpNote note",
        "EdocCopId file_name",
        "EdocOwnerCode owner_code",
        "SignUnit signer",
        "SignTime signed_at old=14",
        "EdocOwnerName owner_name rare",
        "EdocSize size rare",
        "GNoStr goods_lines rare since=5.0",
    ),
)

RELATION: Final = Table(
    tag="EcoRelation",
    model=OriginRelation,
    rows=rows(
        "CertType kind",
        "EcoCertNo number",
        "DecGNo line_no",
        "EcoGNo document_line_no",
        "ExtendFiled extension rare",
    ),
)

RISK: Final = Table(
    tag="DecRisk",
    model=RiskAssessment,
    rows=rows(
        "Risk result",
        "Sign signature old=201",
        "SignDate handled_at",
        "Note note",
    ),
)

PROMISE: Final = Table(
    tag="DecCopPromise",
    model=Promise,
    rows=rows(
        "DeclaratioMaterialCode kind rare since=4.5",
    ),
)

ROYALTY: Final = Table(
    tag="DecRoyaltyFee",
    model=RoyaltyFee,
    rows=rows(
        "PricePreDeterminNo ruling_no rare since=4.5",
        "TaxRoyaltyDeclType declaration_case rare since=4.5",
        "ContractNo contract_no rare since=4.5",
        "Authorizer licensor rare since=4.5",
        "AuthorizedPerson licensee rare since=4.5",
        "PayType payment_kind rare since=4.5",
        "PayTime paid_on rare since=4.5",
        "PayPeriod period rare since=4.5",
        "EffectiveDateTime effective_from rare since=4.5",
        "ExpirationDateTime effective_until rare since=4.5",
        "RoyaltyAmount amount rare since=4.5",
        "Curr currency rare since=4.5",
        "RoyaltyFeeType kind rare since=4.5",
        "EdocType documents rare since=4.5",
        "Statment statement rare since=4.5",
        "IsSecret confidential rare since=4.5",
        "IsCusAudit audited rare since=4.5",
        "IsCusPricePreDetermin ruled rare since=4.5",
        "IssueDateTime signed_on rare since=4.5",
        "PeriodStartDate period_from rare since=4.5",
        "PeriodEndDate period_until rare since=4.5",
    ),
)

ACCESS: Final = Table(
    tag="DecTpAccess",
    model=AccessRequest,
    rows=rows(
        "TransitionApply transfer rare since=4.5",
        "TransitionSite site rare since=4.5",
        "ConditionalLiftoffApply conditional_release rare since=4.5",
        "PortDestMergeCheckApply joint_inspection rare since=4.5",
    ),
)
