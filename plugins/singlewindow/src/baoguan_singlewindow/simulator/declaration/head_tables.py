"""The head of DecMessage, its free text and its signature, by the field list of the current interface and the schema of 2018."""

from __future__ import annotations

from .fields import table

HEAD = table("""
SeqNo 统一编号 [IE][0-9]{17}
IEFlag 进出口标志 [IE] save declare
Type 单据类型 C7 old=C2
AgentCode 申报单位代码 [0-9A-Z]{10} save declare
AgentName 申报单位名称 C100 save declare old=C70
ApprNo 批准文号 C32
BillNo 提单号 C32
ContrNo 合同号 C32
CustomMaster 申报地海关 CUSTOMS save declare
CutMode 征免性质 [0-9]{3}
DistinatePort 经停港/指运港 PORT declare
FeeCurr 运费币制 CURRENCY
FeeMark 运费标记 [1-3]
FeeRate 运费/率 N19,5
GrossWet 毛重 N19,5 declare
IEDate 进出口日期 D8
IEPort 进出境关别 CUSTOMS declare
InsurCurr 保险费币制 CURRENCY
InsurMark 保险费标记 [13]
InsurRate 保险费/率 N19,5
LicenseNo 许可证编号 C20
ManualNo 备案号 [A-Z][0-9A-Z]{11}
NetWt 净重 N19,5 declare
NoteS 备注 C255 old=C70
OtherCurr 杂费币制 CURRENCY
OtherMark 杂费标志 [1-3]
OtherRate 杂费/率 N19,5
OwnerCode 消费使用/生产销售单位代码 C18
OwnerName 消费使用/生产销售单位名称 C100 declare old=C70
PackNo 件数 N9 declare
TradeCode 境内收发货人编号 C18 declare
TradeCountry 启运国/运抵国 COUNTRY declare
TradeMode 监管方式 [0-9]{4} declare
TradeName 境内收发货人名称 C100 declare old=C70
TrafMode 运输方式代码 [0-9A-Z] declare
TrafName 运输工具代码及名称 C50 old=C26
TransMode 成交方式 [1-7] declare
WrapType 包装种类 [0-9]{2} declare
EntryId 海关编号 C18
PreEntryId 预录入编号 C9
EdiId 报关标志 [01356] declare
Risk 风险评估参数 C10
CopName 录入单位名称 C70 save declare
CopCode 录入单位代码 C10 save declare
EntryType 报关单类型 [0LWDM] declare
PDate 打印日期 D8
TypistNo 录入员IC卡号 C30 save declare
InputerName 录入员名称 C32 save declare
PartenerID 申报人标识 C20
TgdNo 关联单据号 C18
DataSource 扩展字段 C5
DeclTrnRel 报关/转关关系标志 [01] save declare
ChkSurety 担保验放标志 [01]
BillType 备案清单类型 [1-4]
CopCodeScc 录入单位统一编码 CREDIT
OwnerCodeScc 消费使用/生产销售单位单位统一编码 CREDIT declare
AgentCodeScc 申报代码统一编码 CREDIT declare
TradeCoScc 收发货人统一编码 CREDIT declare
PromiseItmes 价格说明 [019_]{3,32} save declare
TradeAreaCode 贸易国别 COUNTRY save declare
CheckFlow 查验分流 [01]
TaxAaminMark 税收征管标记 [01]
MarkNo 标记唛码 C400
DespPortCode 启运港代码 PORT declare
EntyPortCode 入境口岸代码 [0-9]{6} declare
GoodsPlace 存放地点 C100 declare
BLNo B/L号 C50
InspOrgCode 口岸检验检疫机关 C10 until=4.9.6
SpecDeclFlag 特种业务标识 [01_]{1,10}
PurpOrgCode 目的地海关 CUSTOMS old=C10@4.9.6
DespDate 启运日期 D8
CmplDschrgDt 卸毕日期 D8
CorrelationReasonFlag 关联理由 C2
VsaOrgCode 领证机关 C10 until=4.9.6
OrigBoxFlag 原集装箱标识 [01]
DeclareName 申报人员姓名 C50 save declare
NoOtherPack 无其他包装 [01]
OrgCode 检验检疫受理机关 C10 until=4.9.6
OverseasConsignorCode 境外发货人代码 C50 old=C20
OverseasConsignorCname 境外收发货人名称 C150
OverseasConsignorEname 境外发货人名称 C100
OverseasConsignorAddr 境外收发货人地址 C100
OverseasConsigneeCode 境外收货人编码 C50 old=C20
OverseasConsigneeEname 境外收货人名称 C400
DomesticConsigneeEname 境内收发货人名称 C400
CorrelationNo 关联号码 C500
EdiRemark2 EDI申报备注2 C128
EdiRemark EDI申报备注 C128
TradeCiqCode 境内收发货人检验检疫编码 C10 since=4.5
OwnerCiqCode 消费使用/生产销售单位检验检疫编码 C10 since=4.5
DeclCiqCode 申报单位检验检疫编码 C10 since=4.5
""")

FREE_TEXT = table("""
RelId 关联报关单号 C18
RelManNo 关联备案号 [A-Z][0-9A-Z]{11}
BonNo 监管仓号 C32
VoyNo 航次号 C32
DecBpNo 报关员联系方式 C32
CusFie 货场代码 C8
DecNo 申报人员证号 C13
""")

SIGN = table("""
OperType 操作类型 [A-EG] save declare
ICCode 操作员IC卡号 C13
CopCode 操作企业组织机构代码 C18
OperName 操作员姓名 C30
ClientSeqNo 客户端报关单编号 C21 save declare
Sign 数字签名信息 C200
SignDate 签名日期 [0-9]{16}
Certificate 操作员卡的证书号 C20
HostId 客户端邮箱的HostId C10 until=4.9.6
BillSeqNo 对应清单统一编号 C18
DomainId 签名人分类 [12]
Note 备注 C100
""")
"""ClientSeqNo has 18 characters by the field list; real receipts repeat one of 21."""
