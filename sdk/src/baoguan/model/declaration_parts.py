"""The smaller sections of a customs declaration: certificates, packing, qualifications, attachments, signature, promises, royalties."""

from __future__ import annotations

from decimal import Decimal

import attrs

from baoguan.model import declaration_codes as c
from baoguan.model.fields import Carried, code, decimal, text

MEASURE = (14, 5)
AMOUNT = (17, 2)


@attrs.frozen(kw_only=True)
class CertificateRequest:
    """A certificate that inspection shall issue (申请单证)."""

    kind: str | None = text("申请单证代码", "certificate applied for", 50)
    originals: str | None = text("申请单证正本数", "number of originals", 50)
    copies: str | None = text("申请单证副本数", "number of copies", 50)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class OtherPacking:
    """A further kind of packing (其他包装)."""

    quantity: Decimal | None = decimal("包装件数", "number of packages", MEASURE)
    kind: str | None = code("包装材料种类", "kind of packing", "packaging")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Qualification:
    """A qualification of the enterprise (企业资质)."""

    number: str | None = text("企业资质编号", "number of the qualification", 40)
    kind: str | None = text("企业资质类别代码", "kind of the qualification", 5)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class UserContact:
    """Whom to ask at the enterprise that uses the goods (使用人)."""

    contact: str | None = text("使用单位联系人", "contact", 20, free=True)
    telephone: str | None = text("使用单位联系电话", "telephone", 20)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class MarkAttachment:
    """A picture of marks or another small attachment inside the message (标记唛码附件); at most 1 MB."""

    name: str | None = text("附件名称", "name of the attachment", 80, free=True)
    kind: str | None = text("附件类型", "kind of the attachment", 20)
    content: str | None = text("附件", "content, base64", None)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Signature:
    """Who sends the declaration (DecSign). Left out, the channel fills it in from the card of the account."""

    operation: str | None = code("操作类型", "operation", c.Operation)
    card_no: str | None = text("操作员IC卡号", "card number of the operator", 13, secret=True)
    enterprise: str | None = text("操作企业组织机构代码", "enterprise of the operator", 18)
    operator: str | None = text("操作员姓名", "name of the operator", 30, free=True)
    signature: str | None = text("数字签名信息", "signature", 200)
    signed_at: str | None = text("签名日期", "time of the signature", 16)
    certificate: str | None = text("操作员卡的证书号", "certificate of the card", 20)
    host: str | None = text("客户端邮箱的HostId", "mailbox of the client", 10)
    list_seq_no: str | None = text("对应清单统一编号", "pre-entry number of the list", 18)
    domain: str | None = text("签名人分类", "who signs", 1)
    note: str | None = text("备注", "note", 100, free=True)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class DeclarationAttachment:
    """An attached document (随附单据): a PDF that travels in the zip of the message, or a document known by its number."""

    number: str | None = text("随附单据编号", "number or file name", 64)
    kind: str | None = code("随附单据类别", "document kind", "attachment_kind")
    format: str | None = text("随附单据格式类型", "format", 2)
    note: str | None = text("操作说明", "reason of sending again", 255, free=True)
    file_name: str | None = text("随附单据文件企业名", "enterprise's file name", 64)
    owner_code: str | None = text("所属单位海关编号", "code of its owner", 10)
    signer: str | None = text("签名单位代码", "code of the signer", 10)
    signed_at: str | None = text("签名时间", "time of the signature", 17)
    owner_name: str | None = text("所属单位名称", "name of its owner", 100, free=True)
    size: str | None = text("随附单据文件大小", "size, bytes", 12)
    goods_lines: str | None = text("商品项号关系", "lines it belongs to", 150)
    path: str | None = text("文件", "path of the file")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class OriginRelation:
    """Which goods line a certificate of origin or another document covers (单证对应关系)."""

    kind: str | None = text("单证代码", "document kind", 3)
    number: str | None = text("单证编号", "document number", 64)
    line_no: str | None = text("报关单商品项号", "line of the declaration", 9)
    document_line_no: str | None = text("对应随附单证商品项号", "line of the document", 9)
    extension: str | None = text("扩展字段", "extension field", 255)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class RiskAssessment:
    """The result of a risk assessment (DecRisk)."""

    result: str | None = text("风险评估结果", "result of the risk assessment", 10)
    signature: str | None = text("数字签名信息", "signature", 255)
    handled_at: str | None = text("处理日期", "time of handling", 16)
    note: str | None = text("备注", "note", 100, free=True)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Promise:
    """A promise of the enterprise (企业承诺)."""

    kind: str | None = text("证明/声明材料代码", "kind of the promise", 10)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class RoyaltyFee:
    """A declaration of taxable royalties (特许权使用费)."""

    ruling_no: str | None = text("价格预裁定编号", "number of the price ruling", 20)
    declaration_case: str | None = text("应税特许权使用费申报情形", "case of the declaration", 1)
    contract_no: str | None = text("合同/协议号", "contract number", 500, free=True)
    licensor: str | None = text("授权方", "licensor", 500, free=True)
    licensee: str | None = text("被授权方", "licensee", 500, free=True)
    payment_kind: str | None = text("支付方式", "kind of payment", 20)
    paid_on: str | None = text("支付时间", "time of payment", 10)
    period: str | None = text("支付计提周期", "period of payment", 2)
    effective_from: str | None = text("合同/协议起始执行时间", "contract in force from", 10)
    effective_until: str | None = text("合同协议终止时间", "contract in force until", 10)
    amount: Decimal | None = decimal("特许权使用费金额", "royalty", AMOUNT)
    currency: str | None = code("币制", "currency", "currency")
    kind: str | None = text("特许权使用费类型", "kind of royalty", 5)
    documents: str | None = text("随附材料清单类型", "documents attached", 8)
    statement: str | None = text("说明", "statement", 2500, free=True)
    confidential: str | None = text("是否保密", "confidential", 1)
    audited: str | None = text("是否经过海关审核认定", "found by Customs' audit", 1)
    ruled: str | None = text("是否经过海关价格预裁定", "ruled by Customs", 1)
    signed_on: str | None = text("合同/协议签约时间", "contract signed on", 10)
    period_from: str | None = text("本次支付对应的计提周期起始时间", "period from", 10)
    period_until: str | None = text("本次支付对应的计提周期终止时间", "period until", 10)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class AccessRequest:
    """What is asked for under two-stage access (两段准入)."""

    transfer: str | None = text("转场申请", "inspection at another site wanted", 1)
    site: str | None = text("转入场所场地", "site", 11)
    conditional_release: str | None = text("附条件提离申请", "conditional release wanted", 1)
    joint_inspection: str | None = text("口岸与目的地合并检查申请", "joint inspection wanted", 1)
    carried: Carried | None = None
