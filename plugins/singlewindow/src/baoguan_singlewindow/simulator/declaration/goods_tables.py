"""Goods of DecMessage with what hangs on a line, containers and documents, by the field list of the current interface and the schema of 2018."""

from __future__ import annotations

from .fields import table

GOODS = table("""
ClassMark 归类标志 C1
CodeTS 商品编号 [0-9]{10}|[0-9]{6} save declare
ContrItem 备案序号 N19
DeclPrice 申报单价 N19,4 declare
DutyMode 征免方式 [1-9] declare
Factor 申报计量单位与法定单位比例因子 N11,3
GModel 规格型号 C255
GName 商品名称 C255 declare
GNo 商品序号 N19 save declare
OriginCountry 原产国 COUNTRY declare
TradeCurr 成交币制 CURRENCY declare
DeclTotal 申报总价 N19,4 declare
GQty 成交数量 N19,5 declare
FirstQty 第一法定数量 N19,5 declare
SecondQty 第二法定数量 N19,5
GUnit 成交计量单位 UNIT declare
FirstUnit 第一计量单位 UNIT declare
SecondUnit 第二计量单位 UNIT
UseTo 用途 C2
WorkUsd 工缴费 N19,4
ExgNo 货号 C30
ExgVersion 版本号 N8
DestinationCountry 最终目的国 COUNTRY save declare
CiqCode 监管类别名称 [0-9]{3} old=C20@4.9.6
DeclGoodsEname 商品英文名称 C100
OrigPlaceCode 原产地区代码 C50
Purpose 用途代码 [0-9]{2}
ProdValidDt 产品有效期 C20
ProdQgp 产品保质期 C20
GoodsAttr 货物属性代码 [0-9]{2}(,[0-9]{2})*
Stuff 成份/原料/组份 C400
Uncode UN编码 C20
DangName 危险货物名称 C80
DangPackType 危包类别 C4
DangPackSpec 危包规格 C24
EngManEntCnm 境外生产企业名称 C100
NoDangFlag 非危险化学品 [01]
DestCode 目的地代码 [0-9]{6}
GoodsSpec 检验检疫货物规格 C2000
GoodsModel 货物型号 C2000
GoodsBrand 货物品牌 C2000
ProduceDate 生产日期 C2000
ProdBatchNo 生产批号 C2000
DistrictCode 境内目的地/境内货源地 [0-9]{5} declare
CiqName 检验检疫名称 C50 until=4.9.6
MnufctrRegNo 生产单位注册号 C20
MnufctrRegName 生产单位名称 C150
RcepOrigPlaceCode 优惠贸易协定项下原产地 COUNTRY since=5.0
ControlExplainCode 禁限管制识别码 C4 since=5.0
""")
"""In an export OriginCountry is the country of destination, and DestinationCountry that of origin."""

LICENCE = table("""
GoodsNo 商品序号 N9 save declare
LicTypeCode 许可证类别代码 C5 declare
LicenceNo 许可证编号 C40 declare
LicWrtofDetailNo 许可证核销明细序号 C4 old=C2
LicWrtofQty 许可证核销数量 C20
LicWrtofQtyUnit 许可证核销数量单位 UNIT since=4.0
""")

VEHICLE = table("""
LicenceNo 许可证编号 C40 save declare old=C20
LicTypeCode 许可证类别代码 C5 save declare
VinNo VIN序号 C100 old=C5
BillLadDate 提/运单日期 D8
QualityQgp 质量保质期 C100
MotorNo 发动机号或电机号 C100
VinCode 车辆识别代码 C20
ChassisNo 底盘号 C10
InvoiceNum 发票所列数量 N19,5
ProdCnnm 品名 C500
ProdEnnm 品名 C500
ModelEn 型号 C500
PricePerUnit 单价 C20 old=C14
InvoiceNo 发票号 C30 since=4.5
""")

CONTROL = table("""
ElementNo 要素序号 C19 save declare since=5.0
ElementValue 要素值 C512 since=5.0
DeclarationCategoryCode 禁限管制规范申报类别 C4 save declare since=5.0
""")

CONTAINER = table("""
ContainerId 集装箱号 C32 save old=C11
ContainerMd 集装箱规格 C32 save
GoodsNo 商品项号 [0-9]+(,[0-9]+)* save
LclFlag 拼箱标识 [01]
GoodsContaWt 箱货重量 N19,5
ContainerWt 自重 N18,5 since=4.5
""")

DOCUMENT = table("""
DocuCode 单证代码 C1 save
CertCode 单证编号 C32 save
""")
