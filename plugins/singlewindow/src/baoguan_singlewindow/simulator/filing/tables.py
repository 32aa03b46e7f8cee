"""EML111 and EMS111 in the import client's dialect: names, lengths, and what must be filled to save or to declare.

Names follow the field lists of the two sub-systems (手册 NPTS, 账册 NEMS), lengths what their schemas of 2017 say of the same values.
"""

from __future__ import annotations

from attrs import frozen

from ..declaration.fields import Field
from ..declaration.fields import table as _table

_PARTIES = """
BizopEtpsno 经营企业编号 [0-9A-Za-z]{10} save
BizopEtpsSccd 经营企业社会信用代码 CREDIT
BizopEtpsNm 经营企业名称 C512 save
RcvgdEtpsno 加工企业编号 [0-9A-Za-z]{10} declare
RvsngdEtpsSccd 加工企业社会信用代码 CREDIT
RcvgdEtpsNm 加工企业名称 C512 declare
DclEtpsno 申报企业编号 [0-9A-Za-z]{10} declare
DclEtpsSccd 申报企业社会信用代码 CREDIT
DclEtpsNm 申报企业名称 C512 declare
DclEtpsTypecd 申报企业类型 [123] declare
InputEtpsTypecd 录入单位代码 [0-9A-Za-z]{10} save
InputEtpsSccd 录入单位社会信用代码 CREDIT
InputEtpsNm 录入单位名称 C255
InputTime 录入时间 D8 save
DclTime 申报时间 D8 declare
"""
_BOTH = """
SeqNo 预录入统一编号 [0-9]{18}
EtpsPreentNo 企业内部编号 C64 save
DclTypecd 申报类型 [12] save
ChgTmsCnt 变更次数 N9
MasterCuscd 主管海关 CUSTOMS save
ApcretNo 批准证编号 C64
UcnsDclSegcd 单耗申报环节 [12] declare
PauseImpexpMarkcd 暂停进出口标记 C4
PauseChgMarkcd 暂停变更标记 C4
EtpsPosesSadjaQuaFlag 自核资格标记 C1
Rmk 备注 C4000
"""
_HANDBOOK_HEAD = """
EmlNo 手册编号 [A-Z][0-9A-Z]{11}
EmlType 手册类型 [BCD] save
RcvgdEtpsDtcd 收货企业地区代码 C6 declare
SupvModecd 监管方式 [0-9]{4} declare
ImpCtrtNo 进口合同号 C64 declare
ExpCtrtNo 出口合同号 C64 declare
ValidDate 有效期 D8 declare
ReduNatrcd 征免性质 [0-9]{3} declare
ProduceTypecd 加工种类 C25 declare
ImpexpPortcd 进出口岸 CUSTOMS declare
StndbkBankcd 手册用途 C1 declare
ProductRatio 加工生产能力 N25,5
ImpCurrcd 进口币制 [0-9]{3} declare
ExpCurrcd 出口币制 [0-9]{3} declare
DclTypeMarkcd 申报来源标志 C1 declare
FtimeExp 首次出口日期 D8
LinkMan 联系人 C255 declare
LinkManTel 联系电话 C64 declare
"""
_ACCOUNT_HEAD = """
EmsNo 账册编号 [A-Z][0-9A-Z]{11}
EmsTypecd 账册类型 C1 save
NetwkEtpsArcrpNo 联网企业档案库编号 C64 declare
ActlImpTotalAmt 实际进口总金额 N25,5
ActlExpTotalAmt 实际出口总金额 N25,5
MtpckItemCnt 料件项数 N19
EndprdItemCnt 成品项数 N19
MaxTovrAmt 最大周转金额 N25,5 declare
ImpMaxAccount 最大进口金额 N25,5
PutrecApprTime 备案批准时间 D8
ChgApprTime 变更批准时间 D8
RcntVclrTime 最近核销时间 D8
VclrPridVal 核销周期 N19 declare
FinishValidDate 结束有效期 D8 declare
UcnsVernoCntrFlag 单耗版本号控制标志 C1
"""
_ITEM = """
SeqNo 预录入统一编号 [0-9]{18}
GdsSeqno 商品序号 [1-9][0-9]{0,18} save
MtpckEndprdTypecd 料件成品类型 [IE]
GdsMtno 商品料号 C32 save
Gdecd 商品编码 [0-9]{10} save
GdsNm 商品名称 C512 save
EndprdGdsSpcfModelDesc 规格型号 C512 declare
DclUnitcd 申报计量单位 [0-9]{3} save
LawfUnitcd 法定计量单位 [0-9]{3} save
SecdLawfUnitcd 法定第二计量单位 [0-9]{3}
DclUprcAmt 单价 N25,5 declare
DclCurrcd 币制 [0-9]{3} declare
DclQty 申报数量 N19,5 declare
LvyrlfModecd 征免方式 [1-9] declare
ModfMarkcd 修改标志 [0123] save
CusmExeMarkcd 海关执行标志 C4
Rmk 备注 C4000
"""
_HANDBOOK_ITEM = """
DclTotalAmt 总价 N25,5 declare
Natcd 产销国 [0-9]{3} declare
GdsAtrcd 商品属性 C4
"""
_ACCOUNT_ITEM = """
QtyCntrMarkcd 数量控制标记 C4
EtpsExeMarkcd 企业执行标记 [12]
"""
_MATERIAL = "AdjmtrMarkcd 主辅料标记 [12]"
_OPENING = "VclrPridInitQty 期初数量 N19,5\nApprMaxSurpQty 批准最大余数量 N19,5"
_DOUBTED = "UcnsTqsnFlag 单耗质疑标志 C1\nCsttnFlag 磋商标志 C1"
_CONSUMPTION = """
SeqNo 预录入统一编号 [0-9]{18}
GseqNo 序号 N19 save
EndprdSeqno 成品序号 [1-9][0-9]{0,18} save
EndprdGdsMtno 成品料号 C32 save
EndprdGdecd 成品商品编码 [0-9]{10} save
EndprdGdsNm 成品名称 C512 save
MtpckSeqno 料件序号 [1-9][0-9]{0,18} save
MtpckGdsMtno 料件料号 C32 save
MtpckGdecd 料件商品编码 [0-9]{10} save
MtpckGdsNm 料件名称 C512 save
UcnsVerno 单耗版本号 C8 save
UcnsQty 单耗数量 N19,9
NetUseupQty 净耗数量 N19,9 save
TgblLossRate 有形损耗率 N19,9 save
IntgbLossRate 无形损耗率 N19,9 save
UcnsDclStucd 单耗申报状态 [123] save
BondMtpckPrpr 保税料件比例 N19,9 save
ModfMarkcd 修改标志 [0123] save
EtpsExeMarkcd 企业执行标记 [12]
Rmk 备注 C4000
"""


def table(*parts: str) -> tuple[Field, ...]:
    """The elements of a record from the lines of some tables."""
    return tuple(field for part in parts for field in _table(part))


@frozen(kw_only=True)
class Form:
    """The message of one kind of ledger."""

    family: str
    message: str
    receipt: str
    business: str
    root: str
    zh: str
    head: str
    number: str
    """The element of the head that holds the ledger's number."""
    kind: str
    """The element of the head that holds its type."""
    fields: tuple[Field, ...]
    sections: dict[str, tuple[str, tuple[Field, ...]]]
    """``materials``, ``products``, ``consumptions`` -> record and its elements."""


HANDBOOK = Form(
    family="handbook",
    message="EML111",
    receipt="EML211",
    business="Npts",
    root="EmlMessage",
    zh="手册",
    head="NptsEmlHead",
    number="EmlNo",
    kind="EmlType",
    fields=table(_BOTH, _PARTIES, _HANDBOOK_HEAD),
    sections={
        "materials": ("NptsEmlImg", table(_ITEM, _HANDBOOK_ITEM, _MATERIAL)),
        "products": ("NptsEmlExg", table(_ITEM, _HANDBOOK_ITEM, _DOUBTED)),
        "consumptions": ("NptsEmlConsume", table(_CONSUMPTION)),
    },
)
ACCOUNT = Form(
    family="account",
    message="EMS111",
    receipt="EMS211",
    business="Nems",
    root="EmsMessage",
    zh="账册",
    head="NemsHead",
    number="EmsNo",
    kind="EmsTypecd",
    fields=table(_BOTH, _PARTIES, _ACCOUNT_HEAD),
    sections={
        "materials": ("NemsImgList", table(_ITEM, _ACCOUNT_ITEM, _MATERIAL, _OPENING)),
        "products": ("NemsExgList", table(_ITEM, _ACCOUNT_ITEM, _DOUBTED)),
        "consumptions": ("NemsCmList", table(_CONSUMPTION, "ValidDate 单耗有效期 D8")),
    },
)
FORMS = (HANDBOOK, ACCOUNT)
TITLES = {"materials": "料件", "products": "成品", "consumptions": "单损耗"}
