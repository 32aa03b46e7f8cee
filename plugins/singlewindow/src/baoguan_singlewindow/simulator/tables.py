"""The simulator's own tables of INV101 in the import client's dialect (PascalCase), and of the envelope around it.

Names and lengths follow what several public programs and samples agree on; digits follow the official page (quantities
13+5, unit price 14+4, total 15+2). They are written here a second time on purpose: a simulator that shared its tables
with the encoder could not notice that the encoder is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Format:
    """How a value must look: a pattern, and its description for the sender."""

    pattern: re.Pattern[str]
    zh: str

    def matches(self, value: str) -> bool:
        """Whether a non-empty value has this form."""
        return self.pattern.fullmatch(value) is not None


@frozen
class Element:
    """One element of a record: name, Chinese name, form, whether it must be filled."""

    name: str
    zh: str
    format: Format
    required: bool = field(default=False, kw_only=True)


def _format(pattern: str, zh: str) -> Format:
    return Format(re.compile(pattern, re.DOTALL | re.ASCII), zh)


def text(longest: int) -> Format:
    """Free text of at most so many characters (the schema counts characters, a Chinese one as one)."""
    return _format(rf".{{0,{longest}}}", f"长度不超过 {longest}")


def digits(longest: int = 19) -> Format:
    """A whole number without sign or leading zeros."""
    return _format(rf"0|[1-9][0-9]{{0,{longest - 1}}}", f"整数，不超过 {longest} 位")


def number(whole: int, decimals: int) -> Format:
    """A plain decimal: no sign, no exponent, no leading zeros, no thousands separators."""
    return _format(rf"(0|[1-9][0-9]{{0,{whole - 1}}})(\.[0-9]{{1,{decimals}}})?", f"整数部分 {whole} 位、小数 {decimals} 位以内")


def code(pattern: str, zh: str) -> Format:
    """A code of a closed form or list."""
    return _format(pattern, zh)


SEQ_NO = code(r"[0-9]{18}", "18 位数字")
ENTERPRISE = code(r"[0-9A-Za-z]{10}", "10 位海关编码")
ENTERPRISE_OR_NO = code(r"[0-9A-Za-z]{10}|NO", "10 位海关编码或 NO")
CREDIT = code(r"[0-9A-Z]{18}", "18 位社会信用代码")
CREDIT_OR_NO = code(r"[0-9A-Z]{18}|NO", "18 位社会信用代码或 NO")
LEDGER = code(r"[A-Z][0-9A-Z]{11}", "12 位手/账册号")
CUSTOMS = code(r"[0-9]{4}", "4 位关区代码")
COUNTRY = code(r"[0-9]{3}|[A-Z]{3}", "3 位国别（地区）代码")
CURRENCY = code(r"[0-9]{3}|[A-Z]{3}", "3 位币制代码")
UNIT = code(r"[0-9]{3}", "3 位计量单位代码")
DATE = code(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])", "日期 yyyyMMdd")
QUANTITY = number(14, 5)
PRICE = number(14, 4)
TOTAL = number(15, 2)
AMOUNT = number(20, 5)

HEAD: tuple[Element, ...] = (
    Element("SeqNo", "预录入统一编号", SEQ_NO),
    Element("BondInvtNo", "清单编号", text(64)),
    Element("ChgTmsCnt", "变更次数", digits(), required=True),
    Element("PutrecNo", "备案编号", LEDGER),
    Element("InvtType", "清单类型", code(r"[013456789]", "0、1、3-9"), required=True),
    Element("EtpsInnerInvtNo", "企业内部清单编号", text(64), required=True),
    Element("BizopEtpsno", "经营企业编号", ENTERPRISE, required=True),
    Element("BizopEtpsSccd", "经营企业社会信用代码", CREDIT),
    Element("BizopEtpsNm", "经营企业名称", text(512), required=True),
    Element("RcvgdEtpsno", "加工企业编号", ENTERPRISE, required=True),
    Element("RvsngdEtpsSccd", "加工企业社会信用代码", CREDIT),
    Element("RcvgdEtpsNm", "加工企业名称", text(512), required=True),
    Element("DclEtpsno", "申报企业编号", ENTERPRISE, required=True),
    Element("DclEtpsSccd", "申报企业社会信用代码", CREDIT),
    Element("DclEtpsNm", "申报企业名称", text(512), required=True),
    Element("InputCode", "录入单位代码", ENTERPRISE, required=True),
    Element("InputCreditCode", "录入单位社会信用代码", CREDIT),
    Element("InputName", "录入单位名称", text(255), required=True),
    Element("InputTime", "录入日期", DATE, required=True),
    Element("InvtDclTime", "清单申报时间", DATE),
    Element("EntryDclTime", "报关单申报时间", text(18)),
    Element("EntryNo", "对应报关单编号", text(64)),
    Element("CorrEntryDclEtpsNo", "对应报关单申报单位代码", ENTERPRISE_OR_NO),
    Element("CorrEntryDclEtpsSccd", "对应报关单申报单位社会信用代码", CREDIT_OR_NO),
    Element("CorrEntryDclEtpsNm", "对应报关单申报单位名称", text(512)),
    Element("RltInvtNo", "关联清单编号", text(64)),
    Element("RltPutrecNo", "关联备案编号", text(64)),
    Element("RltEntryNo", "关联报关单编号", text(64)),
    Element("RltEntryBizopEtpsno", "关联报关单境内收发货人编号", ENTERPRISE_OR_NO),
    Element("RltEntryBizopEtpsSccd", "关联报关单境内收发货人社会信用代码", CREDIT_OR_NO),
    Element("RltEntryBizopEtpsNm", "关联报关单境内收发货人名称", text(512)),
    Element("RltEntryRcvgdEtpsno", "关联报关单消费使用单位编号", ENTERPRISE_OR_NO),
    Element("RltEntryRvsngdEtpsSccd", "关联报关单消费使用单位社会信用代码", CREDIT_OR_NO),
    Element("RltEntryRcvgdEtpsNm", "关联报关单消费使用单位名称", text(512)),
    Element("RltEntryDclEtpsno", "关联报关单申报单位编号", ENTERPRISE_OR_NO),
    Element("RltEntryDclEtpsSccd", "关联报关单申报单位社会信用代码", CREDIT_OR_NO),
    Element("RltEntryDclEtpsNm", "关联报关单申报单位名称", text(512)),
    Element("ImpexpPortcd", "进出境关别", CUSTOMS, required=True),
    Element("DclPlcCuscd", "主管海关", CUSTOMS, required=True),
    Element("ImpexpMarkcd", "进出口标记", code(r"[IE]", "I 或 E"), required=True),
    Element("MtpckEndprdMarkcd", "料件成品标记", code(r"[IE]", "I 或 E"), required=True),
    Element("SupvModecd", "监管方式", code(r"[0-9]{4}", "4 位监管方式代码"), required=True),
    Element("TrspModecd", "运输方式", code(r"[0-9A-Z]", "1 位运输方式代码"), required=True),
    Element("StshipTrsarvNatcd", "启运/运抵国（地区）", COUNTRY, required=True),
    Element("ApplyNo", "申报表编号", text(64)),
    Element("ListType", "流转类型", code(r"[A-EY]", "A-E、Y")),
    Element("DclcusFlag", "报关标志", code(r"[12]", "1 或 2"), required=True),
    Element("DclcusTypecd", "报关类型", code(r"[12]", "1 或 2")),
    Element("GenDecFlag", "是否生成报关单", code(r"[12]", "1 或 2"), required=True),
    Element("DecType", "报关单类型", code(r"[1-6BCF-VXY]", "1-6、B、C、F-V、X、Y")),
    Element("IcCardNo", "申报人IC卡号", text(20)),
    Element("DclTypecd", "申报类型", code(r"[123]", "1、2 或 3"), required=True),
    Element("VrfdedMarkcd", "核扣标记", code(r"[0-3]", "0-3")),
    Element("InvtIochkptStucd", "清单进出卡口状态", code(r"[0-3]", "0-3")),
    Element("PrevdTime", "预核扣时间", text(18)),
    Element("FormalVrfdedTime", "正式核扣时间", text(18)),
    Element("EntryStucd", "报关状态", code(r"[01]", "0 或 1")),
    Element("PassportUsedTypeCd", "核放单生成标志", code(r"[123]", "1-3")),
    Element("NeedEntryModified", "报关单同步修改标志", code(r"[01]", "0 或 1")),
    Element("LevyBlAmt", "计征金额", AMOUNT),
    Element("ListStat", "清单状态", text(1)),
    Element("Rmk", "备注", text(4000)),
    Element("Param1", "备用1", text(64)),
    Element("Param2", "备用2", text(64)),
    Element("Param3", "备用3", QUANTITY),
    Element("Param4", "备用4", text(19)),
    Element("AddTime", "入库时间", text(32)),
)

GOODS: tuple[Element, ...] = (
    Element("SeqNo", "预录入统一编号", SEQ_NO),
    Element("GdsSeqno", "商品序号", digits(), required=True),
    Element("PutrecSeqno", "备案序号", code(r"[1-9][0-9]{0,18}", "正整数，不超过 19 位")),
    Element("GdsMtno", "商品料号", text(32), required=True),
    Element("Gdecd", "商品编码", code(r"[0-9]{10}", "10 位数字"), required=True),
    Element("GdsNm", "商品名称", text(512), required=True),
    Element("GdsSpcfModelDesc", "商品规格型号", text(512), required=True),
    Element("DclUnitcd", "申报计量单位", UNIT, required=True),
    Element("LawfUnitcd", "法定计量单位", UNIT, required=True),
    Element("SecdLawfUnitcd", "法定第二计量单位", UNIT),
    Element("Natcd", "原产国（地区）", COUNTRY, required=True),
    Element("DclUprcAmt", "企业申报单价", PRICE, required=True),
    Element("DclTotalAmt", "企业申报总价", TOTAL, required=True),
    Element("UsdStatTotalAmt", "美元统计总金额", AMOUNT),
    Element("DclCurrcd", "币制", CURRENCY, required=True),
    Element("LawfQty", "法定数量", QUANTITY, required=True),
    Element("SecdLawfQty", "第二法定数量", QUANTITY),
    Element("WtSfVal", "重量比例因子", QUANTITY),
    Element("FstSfVal", "第一比例因子", QUANTITY),
    Element("SecdSfVal", "第二比例因子", QUANTITY),
    Element("DclQty", "申报数量", QUANTITY, required=True),
    Element("GrossWt", "毛重", QUANTITY),
    Element("NetWt", "净重", QUANTITY),
    Element("UseCd", "重点商品标识", text(4)),
    Element("LvyrlfModecd", "征减免方式", code(r"[1-9]", "1-9"), required=True),
    Element("UcnsVerno", "单耗版本号", text(8)),
    Element("ClyMarkcd", "危化品标志", code(r"[01]", "0 或 1")),
    Element("EntryGdsSeqno", "报关单商品序号", code(r"[1-9][0-9]{0,18}", "正整数，不超过 19 位")),
    Element("ApplyTbSeqno", "流转申报表序号", digits()),
    Element("DestinationNatcd", "最终目的国（地区）", COUNTRY, required=True),
    Element("ModfMarkcd", "修改标志", code(r"[0-3]", "0-3"), required=True),
    Element("Rmk", "备注", text(4000)),
)
"""The elements common to InvtListType and InvtGoodsType (简单加工料件)."""

ROW: tuple[Element, ...] = (
    *GOODS,
    Element("Param1", "来源标识", code(r"[1-4]", "1-4")),
    Element("AddTime", "入库时间", text(32)),
)
"""InvtListType."""


def _loose(names: str, longest: int = 512) -> tuple[Element, ...]:
    return tuple(Element(name, name, text(longest)) for name in names.split())


DECLARATION_HEAD = _loose(
    "SeqNo DecSeqNo PutrecNo BizopEtpsSccd BizopEtpsno BizopEtpsNm RvsngdEtpsSccd RcvgdEtpsno RcvgdEtpsNm DclEtpsSccd "
    "DclEtpsno DclEtpsNm InputCode InputCreditCode InputName ImpexpPortcd DclPlcCuscd ImpexpMarkcd SupvModecd "
    "TrspModecd TradeCountry DecType Rmk CreateFlag BillNo ContrNo CutMode DistinatePort FeeMark FeeRate FeeCurr "
    "InsurMark InsurRate InsurCurr OtherMark OtherRate OtherCurr GrossWet NetWt LicenseNo PackNo WrapType TrafName "
    "TransMode Type PromiseItems TradeAreaCode DespPortCode EntryPortCode GoodsPlace OverseasConsignorCode "
    "OverseasConsignorCname OverseasConsignorEname OverseasConsignorAddr OverseasConsigneeCode OverseasConsigneeEname",
    4000,
)
DECLARATION_ROW = _loose(
    "SeqNo DecSeqNo EntryGdsSeqno PutrecSeqno Gdecd GdsNm GdsSpcfModelDesc DclUnitcd LawfUnitcd SecdLawfUnitcd "
    "DclUprcAmt DclTotalAmt DclCurrCd NatCd DestinationNatcd LawfQty SecdLawfQty DclQty UseCd Rmk LvyrlfModecd CiqCode "
    "CiqName DeclGoodsEname OrigPlaceCode Purpose ProdValidDt ProdQgp GoodsAttr Stuff UnCode DangName DangPackType "
    "DangPackSpec NoDangFlag EngManEntCnm DestCode DistrictCode GoodsSpec GoodsModel GoodsBrand ProduceDate "
    "ProdBatchNo MnufctrRegno MnufctrRegName",
    4000,
)

RECORDS: Mapping[str, tuple[Element, ...]] = {
    "InvtHeadType": HEAD,
    "InvtListType": ROW,
    "InvtDecHeadType": DECLARATION_HEAD,
    "InvtDecListType": DECLARATION_ROW,
    "InvtGoodsType": GOODS,
    "InvtWarehouseType": _loose("seqNo gNo bondInvtNo sasStockNo", 64),
    "InvtCbecBill": _loose("SeqNo BondInvtNo CbecBillNo", 64),
}
"""The records InvtMessage may hold."""

REPEATED = frozenset(RECORDS) - {"InvtHeadType", "InvtDecHeadType"}
SCALARS: Mapping[str, Element] = {
    "OperCusRegCode": Element("OperCusRegCode", "操作卡海关编码", ENTERPRISE, required=True),
    "SysId": Element("SysId", "子系统", code(r"95|B[123]|Z[78]", "95、B1、B2、B3、Z7、Z8"), required=True),
}

ENVELOPE: tuple[Element, ...] = (
    Element("version", "版本", code(r".{3,11}", "长度 3-11")),
    Element("business_id", "业务编号", text(128)),
    Element("message_id", "报文编号", text(128)),
    Element("file_name", "文件名", code(r".{4,128}", "长度 4-128")),
    Element("message_type", "报文类型", text(16), required=True),
    Element("sender_id", "发送方", code(r".{4,16}", "长度 4-16")),
    Element("receiver_id", "接收方", code(r".{4,16}", "长度 4-16")),
    Element(
        "send_time",
        "发送时间",
        code(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?|[0-9]{14}",
            "yyyy-MM-ddTHH:mm:ss",
        ),
    ),
    Element("Ic_Card", "IC卡号", text(20)),
)
"""EnvelopInfo. Only message_type is required: one sender in production fills nothing else."""

POCKET: tuple[Element, ...] = (
    Element("pocket_id", "分包编号", text(128)),
    Element("total_pocket_qty", "总包数", digits()),
    Element("cur_pocket_no", "当前包序号", digits()),
    Element("is_unstructured", "非结构化标志", text(1)),
)

ROW_NAMES: tuple[str, ...] = tuple(element.name for element in ROW)
COLUMN: Mapping[str, int] = {name: place for place, name in enumerate(ROW_NAMES)}
"""Where an element stands in a row of the simulator."""
