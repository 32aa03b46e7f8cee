"""The amendment of a customs declaration (修撤单): a request to change or to withdraw it, or the answer to a change that Customs started.

An amendment is a document of its own, with its own numbers. `internal_number` is ours: the message has no place for it, so that answers are
matched by the message they answer, and receipts by the pre-entry number that the first answer brings.
"""

from __future__ import annotations

from datetime import date

import attrs

from baoguan.model import amendment_codes as c
from baoguan.model.declaration_codes import Direction
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.model.fields import Carried, code, day, integer, many, part, text
from baoguan.model.party import Party


@attrs.frozen(kw_only=True)
class AmendedRow:
    """The row that an item speaks of (表体). `number` counts the rows of its part of the declaration from 1."""

    number: str | None = text("表体序号", "number of the row", 11)
    kind: str | None = code("表体类型", "part of the declaration", c.RowKind)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class AmendmentItem:
    """One field that changes (修撤字段). Without a `row` it is a field of the head.

    Values stand as the declaration's message writes them. `old_name` and `new_name` are the words for coded values. `path` is the field of
    our declaration (`goods.quantity`); it is not sent.
    """

    number: int | None = integer("修撤字段序号", "item number", digits=4)
    field_code: str | None = text("修改字段英文名", "field code", 20)
    field_name: str | None = text("修改字段中文名", "field name", 50, free=True)
    old_value: str | None = text("字段原值", "old value", 255)
    new_value: str | None = text("字段新值", "new value", 255)
    old_name: str | None = text("字段原值名称", "words for the old value", 255, free=True)
    new_name: str | None = text("字段新值名称", "words for the new value", 255, free=True)
    row: AmendedRow | None = None
    path: str | None = text("报关单字段", "field of the declaration")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Confirmation:
    """The enterprise's answer to a change or withdrawal that Customs started (企业确认信息)."""

    seq_no: str | None = text("确认书中心统一编号", "pre-entry number of the confirmation", 18)
    form_no: str | None = text("确认书海关编号", "number of the confirmation at Customs", 20)
    entry_no: str | None = text("报关单号", "declaration number", 18)
    result: str | None = code("确认结果", "answer", c.AffirmResult)
    note: str | None = text("不同意理由", "reason of a refusal", 255, free=True)
    contact: str | None = text("确认人联系方式", "telephone of who answers", 11)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Amendment:
    """An amendment of a customs declaration (修撤单).

    `seq_no` is its own pre-entry number; `entry_no` and `declaration_seq_no` are those of the declaration. `operation` is what was read from a
    message: what is sent follows from the act, and from `confirmation`. `asked_on` is the day on which Customs asked for the confirmation.
    """

    seq_no: str | None = text("修撤单统一编号", "pre-entry number of the amendment", 18, system=True)
    internal_number: str | None = text("企业内部编号", "internal number", 40, "内部编号")
    amendment_type: str | None = code("修撤单类型", "kind of amendment", c.AmendmentType)
    entry_no: str | None = text("报关单号", "declaration number", 18)
    customs_office: str | None = code("申报地海关", "customs office of declaration", "customs_office")
    trader: Party | None = part("境内收发货人", "consignee or consignor", "经营单位", lengths={"name": 255})
    declarant: Party | None = part("申报单位", "declarant", lengths={"name": 255})
    reason: str | None = text("修撤单原因", "reason", 1000, free=True)
    review: str | None = code("审查表识", "review mark", c.ReviewMark)
    declaration_seq_no: str | None = text("报关单统一编号", "pre-entry number of the declaration", 18)
    items: tuple[AmendmentItem, ...] = many("修撤字段", "changed fields")
    signature: str | None = text("签名信息", "signature", 201)
    signed_at: str | None = text("签名时间", "time of the signature", 14)
    direction: str | None = code("进出口类型", "import or export", Direction)
    attachments: tuple[DeclarationAttachment, ...] = many("随附单据", "attached documents")
    operation: str | None = code("操作类型", "operation", c.AmendmentOperation)
    card_no: str | None = text("操作员IC卡号", "card number of the operator", 40, secret=True)
    handling_office: str | None = text("拟办海关/科室/岗位", "office, section and post that shall handle it", 255, free=True)
    contact: str | None = text("联系人", "contact", 25, free=True)
    telephone: str | None = text("联系方式", "telephone", 24)
    version: str | None = text("版本", "version", 20)
    confirmation: Confirmation | None = None
    asked_on: date | None = day("海关发起日期", "day on which Customs asked")
    carried: Carried | None = None
