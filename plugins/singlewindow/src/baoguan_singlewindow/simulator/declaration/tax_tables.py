"""The tax sheet (报税单) and the supplementary declarations (补充申报单) of DecMessage, by the schema of 2018."""

from __future__ import annotations

from .fields import table

TAX_HEAD = table("""
FileName 文件名称 C64
SeqNo 与录入号 C18
SddNo 报税单编号 C18
IEFlag 进出口标志 C1
DeclPort 申报口岸 C4
DDate 预计申报日期 C10
TradeCo 经营单位编号 C10
TradeName 经营单位名称 C70
InRatio 内销比率 N21,7
TradeMode 监管方式 C4
CutMode 征免性质分类 C3
TransMode 成交方式 C1
FeeMark 运费标记 C1
FeeCurr 运费币制 C3
FeeRate 运费/率 N21,7
InsurMark 保险费标记 C1
InsurCurr 保险费币制 C3
InsurRate 保险费/率 N21,7
OtherMark 杂费标记 C1
OtherCurr 杂费币制 C3
OtherRate 杂费/率 N21,7
ManualNo 备案号 C12
TradeCoScc 经营单位统一代码 C18
GrossWt 毛重 N21,7
NoteS 备注 C255
LegalLiability 法律责任 C255 save
Sign 数字签名信息 C255 save
MessId 签名消息号 C255
CertSeqNo 签名证书号 C255
Status 状态 C255
F_DATE 料件首次进口日期 C10
TAX_NO 海关计税服务编号 C18 save
""")

TAX_LINE = table("""
GNo 商品序号 C9 save
CodeTs 商品编号 C10
GName 商品名称 C255
OriginCountry 产销国 C3
AgreementId 协定编号 C3
Qty1 第一数量 N19,5
Unit1 第一计量单位 C3
Qty2 第二数量 N19,5
Unit2 第二计量单位 C3
TradeCurr 成交币制 C3
DeclPrice 申报单价 N19,5
DeclTotal 申报总价 N19,5
DutyMode 征减免税方式 C1
Antidumping 反倾销涉案 C1
Antisubsidy 反补贴涉案 C1
DutyValue 特案完税价格 C20
DutyRate 关税从价税率 C20
QtyDutyRate 关税从量税率 C20
RegRate 消费税从价税率 C20
QtyRegRate 消费税从量税率 C20
TaxRate 增值税率 C20
AntidumpingRate 反倾销税率 C20
AntisubsidyRate 反补贴税率 C20
TrashfundRate 废弃基金税率 C20
""")

TAX_AMOUNT = table("""
GNo 商品序号 C9 save
TaxType 税种 C1 save
RealTax 金额 C20 save
""")

SUPPLEMENT = table("""
GNo 补充申报单商品序号 C2
SupType 补充申报单类型 C1
BrandCN 品牌中文 C75
BrandEN 品牌英文 C150
Buyer 买方名称 C225
BuyerContact 买方联系人 C75
BuyerAddr 买方地址 C400
BuyerTel 买方电话 C30
Seller 卖方名称 C225
SellerContact 卖方联系人 C75
SellerAddr 卖方地址 C400
SellerTel 卖方电话 C30
Factory 生产厂商名称 C225
FactoryContact 生产厂商联系人 C75
FactoryAddr 生产厂商地址 C400
FactoryTel 生产厂商电话 C30
ContrNo 合同协议号 C75
ContrDate 签约日期 C10
InvoiceNo 发票编号 C75
InvoiceDate 发票日期 C10
I_BabRel 进口货物申报项 C30
I_PriceEffect 进口货物申报项 C1
I_PriceClose 进口货物申报项 C30
I_OtherLimited 进口货物申报项 C1
I_OtherEffect 进口货物申报项 C1
I_Note1 进口货物申报项 C400
I_IsUsefee 进口货物申报项 C1
I_IsProfit 进口货物申报项 C1
I_Note2 进口货物申报项 C600
Curr 币制 C3
InvoicePrice 发票价格单位金额 N19,4
InvoiceAmount 发票价格总金额 N19,2
InvoiceNote 发票价格备注 C400
GoodsPrice 间接支付/收取的货款单位金额 N19,4
GoodsAmount 间接支付/收取的货款总金额 N19,2
GoodsNote 间接支付/收取的货款备注 C400
I_CommissionPrice 进口货物除购货佣金以外的佣金和经纪费单位金额 N19,4
I_CommissionAmount 进口货物除购货佣金以外的佣金和经纪费总金额 N19,2
I_CommissionNote 进口货物除购货佣金以外的佣金和经纪费备注 C400
I_ContainerPrice 与该进口货物视为一体的容器费用单位金额 N19,4
I_ContainerAmount 与该进口货物视为一体的容器费用总金额 N19,2
I_ContainerNote 与该进口货物视为一体的容器费用备注 C400
I_PackPrice 进口货物包装材料和包装劳务费用单位金额 N19,4
I_PackAmount 进口货物包装材料和包装劳务费用总金额 N19,2
I_PackNote 进口货物包装材料和包装劳务费用备注 C400
I_PartPrice 进口货物包含的材料、部件、零件和类似货物单位 N19,4
I_PartAmount 进口货物包含的材料、部件、零件和类似货物总金 N19,2
I_PartNote 进口货物包含的材料、部件、零件和类似货物备注 C400
I_ToolPrice 在生产进口货物过程中使用的工具、模具和类似货 N19,4
I_ToolAmount 在生产进口货物过程中使用的工具、模具和类似货 N19,2
I_ToolNote 在生产进口货物过程中使用的工具、模具和类似货 C400
I_LossPrice 在生产进口货物过程中消耗的材料单位金额 N19,4
I_LossAmount 在生产进口货物过程中消耗的材料总金额 N19,2
I_LossNote 在生产进口货物过程中消耗的材料备注 C400
I_DesignPrice 进口货物在境外进行的为生产进口货物所需的工程 N19,4
I_DesignAmount 进口货物在境外进行的为生产进口货物所需的工程 N19,2
I_DesignNote 进口货物在境外进行的为生产进口货物所需的工程 C400
I_UsefeePrice 特许权使用费单位金额 N19,4
I_UsefeeAmount 特许权使用费总金额 N19,2
I_UsefeeNote 特许权使用费备注 C400
I_ProfitPrice 卖方直接或间接从买方对货物进口后转售、处置或 N19,4
I_ProfitAmount 卖方直接或间接从买方对货物进口后转售、处置或 N19,2
I_ProfitNote 卖方直接或间接从买方对货物进口后转售、处置或 C400
I_FeePrice 进口货物运输费用单位金额 N19,4
I_FeeAmount 进口货物运输费用总金额 N19,2
I_FeeNote 进口货物运输费用备注 C400
I_OtherPrice 进口货物运输相关费用单位金额 N19,4
I_OtherAmount 进口货物运输相关费用总金额 N19,2
I_OtherNote 进口货物运输相关费用备注 C400
I_InsurPrice 进口货物保险费单位金额 N19,4
I_InsurAmount 进口货物保险费总金额 N19,2
I_InsurNote 进口货物保险费备注 C400
E_IsDutyDel 出口关税是否已经从申报价格中扣除 C1
GNameOther 商品其他名称 C400
CodeTsOther 进/出口国地区海关商品编码 C15
IsClassDecision 归类申报项 C1
DecisionNO 预归类决定书编号 C45
CodeTsDecision 预归类决定书商品编码 C15
DecisionCus 作出预归类决定的直属海关 C4
IsSampleTest 该商品是否曾被海关取样化验 C1
GOptions GOptions C32
TrafMode 运输方式 C1
IsDirectTraf 是否直接运输 C1
TransitCountry 中转国地区 C20
DestPort 到货口岸 C4
DeclPort 申报口岸 C4
BillNo 提单编号 C48
OriginCountry 原产地申报项 C3
OriginMark 原产国地区标记的位置 C5
CertCountry 原产地证书签发机构及所在国家地区 C30
CertNO 原产地证书编号 C45
CertStandard 适用的原产地标准 C1
OtherNote 公共申报项 C1500
IsSecret 对以上申报内容是否需要海关予以保密 C1
AgentType 申报单位类型 C1
DeclAddr 申报人单位地址 C255
DeclPost 申报人邮编 C10
DeclTel 申报人电话 C30
""")
