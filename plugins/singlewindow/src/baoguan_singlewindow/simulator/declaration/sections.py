"""The sections of DecMessage: which records it holds, inside which wrapper, and how many."""

from __future__ import annotations

from . import goods_tables as goods
from . import head_tables as head
from . import part_tables as part
from . import tax_tables as tax
from .fields import Section

MOST_GOODS = 50
_MANY = 10_000
"""Where no source gives a limit."""

HEAD = Section(name="DecHead", zh="表头", fields=head.HEAD)
SIGN = Section(name="DecSign", zh="签名信息", fields=head.SIGN)
GOODS = Section(
    name="DecList",
    zh="商品",
    wrapper="DecLists",
    most=MOST_GOODS,
    fields=goods.GOODS,
    inside=(
        Section(
            name="DecGoodsLimit",
            zh="产品资质",
            wrapper="DecGoodsLimits",
            most=_MANY,
            fields=goods.LICENCE,
            inside=(Section(name="DecGoodsLimitVin", zh="许可证VIN信息", most=_MANY, fields=goods.VEHICLE),),
        ),
        # No source says what stands around these elements, so both forms are read.
        Section(name="DecControlModel", zh="禁限管制申报要素", most=_MANY, fields=goods.CONTROL, since="5.0"),
        Section(
            name="DecControlModel",
            zh="禁限管制申报要素",
            wrapper="DecControlModels",
            most=_MANY,
            fields=goods.CONTROL,
            since="5.0",
        ),
    ),
)
CONTAINER = Section(name="Container", zh="集装箱", wrapper="DecContainers", most=500, fields=goods.CONTAINER)
DOCUMENT = Section(name="LicenseDocu", zh="随附单证", wrapper="DecLicenseDocus", most=_MANY, fields=goods.DOCUMENT)
ATTACHMENT = Section(name="EdocRealation", zh="随附单据", most=_MANY, fields=part.ATTACHMENT)

_TAX = Section(
    name="SddTax",
    zh="报税单",
    fields=(),
    inside=(
        Section(name="SddTaxHead", zh="报税单表头", fields=tax.TAX_HEAD),
        Section(name="SddTaxList", zh="报税单商品", wrapper="SddTaxLists", most=MOST_GOODS, fields=tax.TAX_LINE),
        Section(name="SddTaxDetail", zh="报税单税额", wrapper="SddTaxDetails", most=500, fields=tax.TAX_AMOUNT),
    ),
)

SECTIONS: tuple[Section, ...] = (
    HEAD,
    GOODS,
    CONTAINER,
    DOCUMENT,
    Section(name="DecRequestCert", zh="申请单证", wrapper="DecRequestCerts", most=_MANY, fields=part.CERTIFICATE),
    Section(name="DecOtherPack", zh="其他包装", wrapper="DecOtherPacks", most=_MANY, fields=part.PACKING),
    Section(name="DecCopLimit", zh="企业资质", wrapper="DecCopLimits", most=_MANY, fields=part.QUALIFICATION),
    Section(name="DecUser", zh="使用人", wrapper="DecUsers", most=_MANY, fields=part.USER),
    Section(name="DecMarkLob", zh="标记唛码附件", wrapper="DecMarkLobs", most=_MANY, fields=part.MARK),
    Section(name="DecFreeTxt", zh="自由文本", fields=head.FREE_TEXT),
    SIGN,
    Section(name="TrnHead", zh="转关单表头", fields=part.TRANSIT),
    Section(name="TrnList", zh="转关单表体", fields=part.TRANSIT_LEG),
    Section(name="TrnContainer", zh="转关集装箱", wrapper="TrnContainers", most=500, fields=part.TRANSIT_CONTAINER),
    Section(name="TrnContaGoods", zh="转关箱货关系", wrapper="TrnContaGoodsList", most=_MANY, fields=part.TRANSIT_GOODS),
    Section(name="DecSupplementList", zh="补充申报单", wrapper="DecSupplementLists", most=60, fields=tax.SUPPLEMENT),
    ATTACHMENT,
    Section(name="EcoRelation", zh="单证对应关系", most=20, fields=part.ORIGIN),
    _TAX,
    Section(name="DecRisk", zh="风险评估", fields=part.RISK),
    Section(name="DecCopPromise", zh="企业承诺", wrapper="DecCopPromises", most=_MANY, fields=part.PROMISE, since="4.5"),
    Section(name="DecTpAccess", zh="两段准入", fields=part.ACCESS, since="4.5"),
    Section(name="DecRoyaltyFee", zh="特许权使用费", most=_MANY, fields=part.ROYALTY, since="4.5"),
)
"""Everything that stands in DecMessage; the receiver asks for no order."""
