"""The smaller sections of DecMessage, by the field list of the current interface and the schema of 2018."""

from __future__ import annotations

from .fields import table

CERTIFICATE = table("""
AppCertCode 申请单证代码 C50 save
ApplOri 申请单证正本数 C50
ApplCopyQuan 申请单证副本数 C50
""")

PACKING = table("""
PackQty 包装件数 N19,5 declare
PackType 包装材料种类 [0-9]{2} declare
""")

QUALIFICATION = table("""
EntQualifNo 企业资质编号 C40
EntQualifTypeCode 企业资质类别代码 C5 declare
""")

USER = table("""
UseOrgPersonCode 使用单位联系人 C20
UseOrgPersonTel 使用单位联系电话 C20
""")

MARK = table("""
AttachName 附件名称 C80 save declare
AttachType 附件类型 C20 old=C2
Attachment 附件 B save declare
""")

TRANSIT = table("""
TrnPreId 转关单统一编号 C18
TransNo 载货清单号 C16
TurnNo 转关申报单号 C16
NativeTrafMode 境内运输方式 C1
TrafCustomsNo 境内运输工具编号 C13
NativeShipName 境内运输工具名称 C30
NativeVoyageNo 境内运输工具航次 C32
ContractorName 承运单位名称 C70
ContractorCode 承运单位组织机构代码 C10
TransFlag 转关类型 C2
ValidTime 预计运抵指运地时间 D8
ESealFlag 是否启用电子关锁标志 [YN]
Notes 备注 C200
TrnType 转关单类型 [01]
ApplCodeScc 转关申报单位统一代码 CREDIT
""")

TRANSIT_LEG = table("""
TrafMode 进出境运输方式 C1
ShipId 进出境运输工具编号 C32
ShipNameEn 进出境运输工具名称 C255
VoyageNo 进出境运输工具航次 C32
BillNo 提单号 C32
IEDate 实际进出境日期 D8
""")

TRANSIT_CONTAINER = table("""
ContaNo 集装箱号 C11 save
ContaSn 集装箱序号 N3
ContaModel 集装箱规格 C4
SealNo 电子关锁号 C128
TransName 境内运输工具名称 C32
TransWeight 工具实际重量 N19,5
SealQty 关锁个数 C4 since=4.5
""")

TRANSIT_GOODS = table("""
ContaNo 集装箱号 C11 save declare
GNo 商品序号 N9 save declare
ContaGoodsCount 商品件数 N9 declare
ContaGoodsWeight 商品重量 N19,5 declare
""")

ATTACHMENT = table("""
EdocID 随附单据编号 C64 save
EdocCode 随附单证类别 [0-9]{8} save
EdocFomatType 随附单据格式类型 US|S save
OpNote 操作说明 C255
EdocCopId 随附单据文件企业名 C64
EdocOwnerCode 所属单位海关编号 C10
SignUnit 签名单位代码 C10
SignTime 签名时间 C17 old=C14
EdocOwnerName 所属单位名称 C100
EdocSize 随附单据文件大小 C12
GNoStr 商品项号关系 C150 since=5.0
""")

ORIGIN = table("""
CertType 单证代码 C3 save
EcoCertNo 单证编号 C64 save
DecGNo 报关单商品项号 C9 save
EcoGNo 对应随附单证商品项号 C9 save
ExtendFiled 扩展字段 C255
""")

RISK = table("""
Risk 风险评估结果 C10
Sign 数字签名信息 C255 old=C201
SignDate 处理日期 C16
Note 备注 C100
""")

PROMISE = table("""
DeclaratioMaterialCode 证明/声明材料代码 C10 declare since=4.5
""")

ROYALTY = table("""
PricePreDeterminNo 价格预裁定编号 C20 since=4.5
TaxRoyaltyDeclType 应税特许权使用费申报情形 [01] since=4.5
ContractNo 合同/协议号 C500 save declare since=4.5
Authorizer 授权方 C500 save declare since=4.5
AuthorizedPerson 被授权方 C500 save declare since=4.5
PayType 支付方式 [012] save declare since=4.5
PayTime 支付时间 C10 save declare since=4.5
PayPeriod 支付计提周期 N2 since=4.5
EffectiveDateTime 合同/协议起始执行时间 C10 save declare since=4.5
ExpirationDateTime 合同协议终止时间 C10 save declare since=4.5
RoyaltyAmount 特许权使用费金额 N19,2 save declare since=4.5
Curr 币制 CURRENCY save declare since=4.5
RoyaltyFeeType 特许权使用费类型 C5 save declare since=4.5
EdocType 随附材料清单类型 C8 save declare since=4.5
Statment 说明 C2500 save declare since=4.5
IsSecret 是否保密 C1 save declare since=4.5
IsCusAudit 是否经过海关审核认定 C1 since=4.5
IsCusPricePreDetermin 是否经过海关价格预裁定 C1 since=4.5
IssueDateTime 合同/协议签约时间 C10 save declare since=4.5
PeriodStartDate 本次支付对应的计提周期起始时间 C10 since=4.5
PeriodEndDate 本次支付对应的计提周期终止时间 C10 since=4.5
""")

ACCESS = table("""
TransitionApply 转场申请 [01] since=4.5
TransitionSite 转入场所场地 C11 since=4.5
ConditionalLiftoffApply 附条件提离申请 [01] since=4.5
PortDestMergeCheckApply 口岸与目的地合并检查申请 [01] since=4.5
""")
