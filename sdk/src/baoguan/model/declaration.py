"""The customs declaration (报关单): head, goods, containers and every further section of the message DecMessage.

`internal_number` (客户端报关单编号) is the declarant's own key: it comes back in the first answer, and with the consignee or consignor
(境内收发货人) it is the identity in the journal. Fields are those of every edition of the interface, 3.1 to 5.0; which of them an edition
carries, and how long they may be, is a table of the channel.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from baoguan.model import declaration_codes as c
from baoguan.model.declaration_goods import MEASURE, Container, DeclarationGoods, LicenceDocument
from baoguan.model.declaration_parts import (
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
    UserContact,
)
from baoguan.model.declaration_tax import Supplement, TaxSheet
from baoguan.model.declaration_transit import Transit, TransitContainer, TransitGoods, TransitLeg
from baoguan.model.fields import Carried, code, day, decimal, integer, many, part, text
from baoguan.model.party import Party


@attrs.frozen(kw_only=True)
class CustomsDeclaration:
    """A customs declaration or entry record list (报关单、备案清单).

    `document_type` is the wire's 单据类型 with its blanks: positions 1-2 the business type, 3 the step of a two-step declaration, 4-6 its old
    flags, 7 the combined port; nothing means an ordinary declaration. `promises` are the price declarations by position, 1 yes, 0 no, 9 not
    filled in.
    """

    seq_no: str | None = text("统一编号", "pre-entry number", 18, "数据中心统一编号", "中心统一编号", "预录入统一编号", system=True)
    internal_number: str | None = text("客户端报关单编号", "internal number", 21, "企业内部编号", "内部编号", "客户端编号")
    entry_no: str | None = text("海关编号", "declaration number", 18, "报关单号", "报关单编号", system=True)
    pre_entry_no: str | None = text("预录入编号", "old pre-entry number", 9, system=True)
    direction: str | None = code("进出口标志", "import or export", c.Direction, "进出口")
    document_type: str | None = text("单据类型", "type of document, by position", 7)
    trader: Party | None = part(
        "境内收发货人", "consignee or consignor", "收发货人", "境内收货人", "境内发货人", "经营单位", lengths={"name": 100}
    )
    owner: Party | None = part(
        "消费使用/生产销售单位", "consuming or producing enterprise", "消费使用单位", "生产销售单位", lengths={"name": 100}
    )
    declarant: Party | None = part("申报单位", "declarant", "申报企业", lengths={"name": 100})
    data_entry: Party | None = part("录入单位", "data entry unit", "录入企业", lengths={"name": 70})
    approval_no: str | None = text("批准文号", "approval number", 32)
    bill_of_lading: str | None = text("提运单号", "bill of lading", 32, "提单号", "提运单")
    contract_no: str | None = text("合同协议号", "contract number", 32, "合同号")
    customs_office: str | None = code("申报地海关", "customs office of declaration", "customs_office", "主管海关", "申报口岸")
    levy_nature: str | None = code("征免性质", "nature of levy", "levy_nature")
    destination_port: str | None = code("经停港/指运港", "port of stop or destination", "port", "经停港", "指运港")
    freight_currency: str | None = code("运费币制", "freight currency", "currency")
    freight_mark: str | None = code("运费标记", "freight mark", c.ChargeMark)
    freight_rate: Decimal | None = decimal("运费", "freight or its rate", MEASURE, "运费率", "运费/率")
    gross_weight: Decimal | None = decimal("毛重", "gross weight, kg", MEASURE, "毛重(千克)", "毛重(KG)")
    import_export_date: date | None = day("进出口日期", "date of import or export", "进口日期", "出口日期")
    port: str | None = code("进出境关别", "customs office of entry or exit", "customs_office", "进境关别", "出境关别")
    insurance_currency: str | None = code("保险费币制", "insurance currency", "currency", "保费币制")
    insurance_mark: str | None = code("保险费标记", "insurance mark", c.ChargeMark, "保费标记")
    insurance_rate: Decimal | None = decimal("保险费", "insurance or its rate", MEASURE, "保费", "保险费率", "保险费/率")
    licence_no: str | None = text("许可证号", "licence number", 20, "许可证编号")
    ledger_no: str | None = text("备案号", "ledger number", 12, "手册编号", "账册编号", "备案编号")
    net_weight: Decimal | None = decimal("净重", "net weight, kg", MEASURE, "净重(千克)", "净重(KG)")
    remark: str | None = text("备注", "remark", 255, "标记唛码及备注", free=True)
    other_currency: str | None = code("杂费币制", "other charges currency", "currency")
    other_mark: str | None = code("杂费标记", "other charges mark", c.ChargeMark, "杂费标志")
    other_rate: Decimal | None = decimal("杂费", "other charges or their rate", MEASURE, "杂费率", "杂费/率")
    packages: int | None = integer("件数", "number of packages", digits=9)
    counterpart_country: str | None = code(
        "启运国/运抵国", "country of departure or arrival", "country", "启运国", "运抵国", "启运国(地区)", "运抵国(地区)"
    )
    supervision_mode: str | None = code("监管方式", "supervision mode", "supervision_mode", "贸易方式")
    transport_mode: str | None = code("运输方式", "transport mode", "transport_mode")
    conveyance: str | None = text("运输工具名称", "conveyance", 50, "运输工具代码及名称", "船名")
    terms: str | None = code("成交方式", "terms of delivery", "transaction_mode")
    packaging: str | None = code("包装种类", "packaging", "packaging")
    transit_kind: str | None = code("报关标志", "declaration mark", c.TransitKind)
    risk_parameter: str | None = text("风险评估参数", "risk parameter", 10)
    entry_type: str | None = code("报关单类型", "kind of declaration", c.EntryType)
    printed_on: date | None = day("打印日期", "date of printing")
    typist_card_no: str | None = text("录入员IC卡号", "card number of the typist", 30, secret=True)
    typist_name: str | None = text("录入员名称", "name of the typist", 32, "录入员", free=True)
    declarer_mark: str | None = text("申报人标识", "mark of the declarer", 20)
    related_document_no: str | None = text("关联单据号", "related document number", 18)
    extension: str | None = text("扩展字段", "extension field, by position", 5)
    transit_relation: str | None = code("报关/转关关系标志", "declaration and transit", c.TransitRelation, "转关标志")
    surety: str | None = code("担保验放标志", "released on guarantee", c.YesNo, "担保验放")
    record_list_kind: str | None = code("备案清单类型", "kind of entry record list", c.RecordListKind)
    promises: str | None = text("价格说明", "price declarations, by position", 32, "承诺事项")
    trading_country: str | None = code("贸易国", "trading country", "country", "贸易国别", "贸易国别(地区)", "贸易国(地区)")
    inspection_routing: str | None = code("查验分流", "inspection routing", c.YesNo)
    tax_collection_mark: str | None = code("税收征管标记", "tax collection mark", c.YesNo)
    marks: str | None = text("标记唛码", "marks and numbers", 400, "唛头", free=True)
    departure_port: str | None = code("启运港", "port of departure", "port", "启运港代码")
    entry_port: str | None = text("入境口岸/离境口岸", "port of entry or exit", 8, "入境口岸", "离境口岸", "入境口岸代码")
    goods_place: str | None = text("货物存放地点", "place of the goods", 100, "存放地点", "货物存放地", free=True)
    bl_no: str | None = text("B/L号", "bill of lading, for quarantine", 50)
    port_inspection_office: str | None = text("口岸检验检疫机关", "inspection office at the port", 10)
    special_business: str | None = text("特种业务标识", "special business, by position", 10)
    destination_office: str | None = text("目的地海关", "customs office of destination", 4, "目的地检验检疫机关")
    departed_on: date | None = day("启运日期", "date of departure")
    unloaded_on: date | None = day("卸毕日期", "date of unloading")
    correlation_reason: str | None = text("关联理由", "reason of correlation", 2)
    certificate_office: str | None = text("领证机关", "office that issues certificates", 10)
    original_container: str | None = code("原集装箱标识", "in its original container", c.YesNo, "原箱运输")
    declarer_name: str | None = text("申报人员姓名", "name of the declarer", 50, "申报人员", free=True)
    no_other_packing: str | None = code("无其他包装", "no other packing", c.YesNo)
    accepting_office: str | None = text("检验检疫受理机关", "inspection office that accepts", 10)
    foreign_consignor_code: str | None = text("境外发货人代码", "foreign consignor code", 50)
    foreign_consignor_name: str | None = text("境外发货人名称", "foreign consignor name", 150, "境外收发货人名称", free=True)
    foreign_consignor_name_en: str | None = text(
        "境外发货人名称(外文)", "foreign consignor name in English", 100, "境外发货人", free=True
    )
    foreign_consignor_address: str | None = text("境外发货人地址", "foreign consignor address", 100, "境外收发货人地址", free=True)
    foreign_consignee_code: str | None = text("境外收货人代码", "foreign consignee code", 50, "境外收货人编码")
    foreign_consignee_name_en: str | None = text(
        "境外收货人名称(外文)", "foreign consignee name in English", 400, "境外收货人", free=True
    )
    trader_name_en: str | None = text("境内收发货人名称(外文)", "consignee or consignor name in English", 400, free=True)
    correlation_no: str | None = text("关联号码", "correlation number", 500)
    edi_remark_2: str | None = text("EDI申报备注2", "EDI remark 2", 128, free=True)
    edi_remark: str | None = text("EDI申报备注", "EDI remark", 128, free=True)
    trader_inspection_code: str | None = text("境内收发货人检验检疫编码", "trader's inspection code", 10)
    owner_inspection_code: str | None = text("消费使用/生产销售单位检验检疫编码", "owner's inspection code", 10)
    declarant_inspection_code: str | None = text("申报单位检验检疫编码", "declarant's inspection code", 10)
    related_entry_no: str | None = text("关联报关单号", "related declaration number", 18)
    related_ledger_no: str | None = text("关联备案号", "related ledger number", 12)
    bonded_warehouse_no: str | None = text("监管仓号", "bonded warehouse number", 32, "保税/监管场所")
    voyage_no: str | None = text("航次号", "voyage number", 32, "航次")
    declarer_phone: str | None = text("报关员联系方式", "declarer's telephone", 32)
    yard_code: str | None = text("货场代码", "yard code", 8, "场地代码")
    declarer_id: str | None = text("申报人员证号", "declarer's number", 13)
    guarantee_no: str | None = text("担保备案编号", "guarantee number", 64, "担保编号")
    """No element carries it: it is chosen on the page. It is kept for the books of the guarantee."""
    estimated_duty: Decimal | None = decimal("预估税款", "estimated duty, yuan", (15, 2))
    goods: tuple[DeclarationGoods, ...] = many("表体", "goods lines")
    containers: tuple[Container, ...] = many("集装箱", "containers")
    licence_documents: tuple[LicenceDocument, ...] = many("随附单证", "documents Customs asks for")
    certificate_requests: tuple[CertificateRequest, ...] = many("申请单证", "certificates applied for")
    other_packings: tuple[OtherPacking, ...] = many("其他包装", "other packing")
    qualifications: tuple[Qualification, ...] = many("企业资质", "qualifications of the enterprise")
    user_contacts: tuple[UserContact, ...] = many("使用人", "contacts of the user")
    mark_attachments: tuple[MarkAttachment, ...] = many("标记唛码附件", "marks and numbers, attached")
    signature: Signature | None = None
    transit: Transit | None = None
    transit_leg: TransitLeg | None = None
    transit_containers: tuple[TransitContainer, ...] = many("转关集装箱", "containers in transit")
    transit_goods: tuple[TransitGoods, ...] = many("转关箱货关系", "goods in transit containers")
    supplements: tuple[Supplement, ...] = many("补充申报单", "supplementary declarations")
    attachments: tuple[DeclarationAttachment, ...] = many("随附单据", "attached documents")
    origin_relations: tuple[OriginRelation, ...] = many("单证对应关系", "goods covered by documents")
    tax_sheet: TaxSheet | None = None
    risk: RiskAssessment | None = None
    promises_made: tuple[Promise, ...] = many("企业承诺", "promises of the enterprise")
    access: AccessRequest | None = None
    royalties: tuple[RoyaltyFee, ...] = many("特许权使用费", "royalties")
    carried: Carried | None = None
