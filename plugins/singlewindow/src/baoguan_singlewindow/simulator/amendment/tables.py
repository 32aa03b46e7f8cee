"""DecModMessage: names, order, lengths and what must be filled by the schema of 2017-18; and five elements that one program adds.

A length that the schema gives as exact for texts of any length (contact, telephone, name of a file) is taken as the longest.
"""

from __future__ import annotations

from ..declaration.fields import Section, table

_MANY = 10_000
"""Where no source gives a limit."""

ITEM = Section(
    name="Item",
    zh="修改项",
    wrapper="Items",
    most=_MANY,
    fields=table("""
No 修撤字段序号 N4 save
FieldCode 修改字段英文名 C20 save
FieldName 修改字段中文名 C50 save
OldValue 字段原值 C255
OldName 字段原值名称 C255
NewValue 字段新值 C255
NewName 字段新值名称 C255
"""),
    inside=(
        Section(
            name="List",
            zh="表体",
            fields=table("""
GNo 表体序号 N11 save
ListType 表体类型 [123] save
"""),
        ),
    ),
)

ATTACHMENT = Section(
    name="EdocsRealation",
    zh="随附单据",
    most=_MANY,
    fields=table("""
EdocID 随附单据编号 C36 save
EdocCode 随附单证类别 [0-9]{8} save
EdocFomatType 随附单据格式类型 US|S save
OpNote 操作说明 C255
EdocCopId 随附单据文件企业名 C64 save
SignTime 签名时间 [0-9]{14} save
SignUnit 签名单位代码 C10 save
EdocOwnerCode 所属单位海关编号 [0-9A-Z]{10}
EdocOwnerName 所属单位名称 C100
EdocSize 随附单据文件大小 C12 save
"""),
)

CONFIRMATION = Section(
    name="CopAffirmData",
    zh="企业确认信息",
    fields=table("""
SeqNo 确认书中心统一编号 C18 save
FormCode 确认书海关编号 C20 save
EntryId 报关单号 C18 save
AffirmResult 确认结果 [01] save
Note 备注 C255
Contact 确认人联系方式 C11 save
"""),
)

MESSAGE = Section(
    name="DecModMessage",
    zh="修撤单",
    fields=table("""
DecModSeqNo 修撤单统一编号 [0-9A-Z]{18}
DecModType 修撤单类型 [12] save
EntryId 报关单号 [0-9A-Z]{18} save
CustomsCode 申报地海关 CUSTOMS save
TradeCode 经营单位海关编码 [0-9A-Z]{10} save
TradeCreditCode 经营单位统一编码 CREDIT
TradeName 经营单位名称 C255 save
AgentCode 申报单位海关编码 [0-9A-Z]{10} save
AgentCreditCode 申报单位统一编码 CREDIT
AgentName 申报单位名称 C255 save
DecModNote 修撤单原因 C1000 save
CheckMark 审查标识 [12] save
DecSeqNo 报关单统一编号 [0-9A-Z]{18} save
Sign 签名信息 C201
SignTime 签名时间 [0-9]{14} save
IeFlag 进出口类型 [IE] save
OperType 操作类型 [GCH] save
IcCode 操作员IC卡号 C13 save
FeedDept 拟办海关 C255
EntOpName 联系人 C25
EntOpTele 联系方式 C24
Version 版本 C10
"""),
    inside=(ITEM, ATTACHMENT, CONFIRMATION),
)

ORDER = (
    *("DecModSeqNo", "DecModType", "EntryId", "CustomsCode", "TradeCode", "TradeName", "AgentCode", "AgentName"),
    *("DecModNote", "CheckMark", "DecSeqNo", "Items", "Sign", "SignTime", "IeFlag", "EdocsRealation", "OperType", "IcCode"),
    *("FeedDept", "EntOpName", "EntOpTele", "CopAffirmData"),
)
"""The sequence of the schema; where the elements stand that it lacks, nothing says."""
