"""What the import client and Customs say through it: answers, results, and the troubles that the client's manual lists."""

from __future__ import annotations

from typing import Final

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Side
from baoguan_singlewindow.amendment.explanations import EXPLANATIONS as OF_AMENDMENTS
from baoguan_singlewindow.declaration.explanations import CLIENT_EN, CLIENT_ZH
from baoguan_singlewindow.declaration.explanations import EXPLANATIONS as OF_DECLARATIONS
from baoguan_singlewindow.ledger.explanations import EXPLANATIONS as OF_LEDGERS
from baoguan_singlewindow.write_off.explanations import EXPLANATIONS as OF_WRITE_OFFS

_MANUAL: Final = "自动导入客户端操作手册常见问题 13-19 / import client manual, FAQ 13-19"
_RECEIPTS: Final = "真实回执与三个以上程序 / real receipts and three programs or more"
_DXP: Final = "海关外网数据交换平台应答码，两个程序 / response codes of the exchange platform (DXP), two programs"


def _trouble(
    words: tuple[str, ...],
    zh: str,
    en: str,
    cause_zh: str,
    cause_en: str,
    remedy_zh: str,
    remedy_en: str,
    *,
    codes: tuple[str, ...] = (),
    side: Side = Side.ENTERPRISE,
) -> Explanation:
    return Explanation(
        where="singlewindow",
        codes=codes,
        words=words,
        zh=zh,
        en=en,
        cause_zh=cause_zh,
        cause_en=cause_en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        ask_zh=CLIENT_ZH,
        ask_en=CLIENT_EN,
        side=side,
        source=_MANUAL,
        mark="official",
    )


def _result(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, *, where: str = "INV201") -> Explanation:
    return Explanation(
        where=where,
        codes=(code,),
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=Side.CUSTOMS,
        source=_RECEIPTS,
        mark="seen twice",
    )


def _platform(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str, *, side: Side = Side.ENTERPRISE) -> Explanation:
    return Explanation(
        where="DXP",
        codes=(code,),
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=side,
        source=_DXP,
        mark="seen twice",
    )


_NOTHING_ZH, _NOTHING_EN = "无需处理", "Nothing to do"

EXPLANATIONS: Final = (
    _trouble(
        ("系统异常", "系统错误", "system error"),
        "导入回执为“系统异常”",
        "the import answers “system error”",
        "变更时表头、表体没有填预录入统一编号；账册编号有误；商品序号重复；报关单商品序号重复或归并不当；规格型号没有放在 CDATA 里",
        "a change without the pre-entry number in head and lines; a wrong ledger number; a line number given twice; declaration line numbers "
        "given twice or merged wrongly; 规格型号 outside CDATA",
        "baoguan check 会逐项检查这些；按所列改正后 baoguan redeclare",
        "`baoguan check` looks for each of these; correct what it lists, then `baoguan redeclare`",
    ),
    _trouble(
        ("10位编码", "十位编码", "会话", "session"),
        "卡的 10 位编码与会话不一致",
        "the card's 10-digit code differs from that of the session",
        "录入单位或 OperCusRegCode 不是卡所属企业",
        "the input enterprise or OperCusRegCode is not the card's enterprise",
        "检查账户的 [[operator]] customs_code 与申报单位",
        "Check customs_code of the account's [[operator]] against the declarant",
    ),
    _trouble(
        ("没有统一编号", "无SeqNo", "without SeqNo"),
        "导入成功但没有统一编号",
        "the import succeeds but gives no pre-entry number",
        "报文外层结构不对",
        "the outer structure of the message is wrong",
        "由 baoguan 生成的报文不会如此；手工报文用 baoguan read 检查",
        "It does not happen with messages that baoguan made; look at others with `baoguan read`",
    ),
    _trouble(
        ("已存在", "重复申报", "already exists"),
        "回执 -1：同一企业内部编号已存在，或清单走错了通道",
        "the answer -1: the internal number exists already, or the list went through the wrong channel",
        "该编号已导入过（已到达，baoguan 不再重发）；或清单放进了 Nems、Npts 目录而不是 Sas",
        "the number was imported before (it has arrived, and baoguan does not send it again); or the list "
        "was put into Nems or Npts instead of Sas",
        "先 baoguan status 看是否已暂存；通道用 routes 设置改正",
        "See with `baoguan status` whether it is saved; correct the folder with the setting routes",
        codes=("-1",),
    ),
    _trouble(
        ("导入异常", "导入数据异常", "exception while importing"),
        "导入过程中异常",
        "an exception while importing",
        "某个字段的内容不合法",
        "the content of some field is not valid",
        "看回执原文（baoguan trace），改正字段后 baoguan redeclare",
        "Read the raw answer (`baoguan trace`), correct the field, then `baoguan redeclare`",
    ),
    _trouble(
        ("白名单", "IC卡不合法", "卡不合法", "white list"),
        "不在白名单或 IC 卡不合法",
        "not on the white list, or the IC card is not legal",
        "卡过期或锁定，或报文中的卡号不是插着的卡",
        "the card has expired or is locked, or the message names another card",
        "检查卡与账户的 card_no；到制卡中心办理",
        "Check the card and the account's card_no; renew it at the card centre",
    ),
    _trouble(
        ("查不到", "没有找到该清单", "not found in the target system"),
        "导入后在目标系统查不到",
        "it is later not found in the target system",
        "没有成功回执；录入、申报单位不是卡所属企业；查询条件不对；SysId 不对",
        "no success receipt; input or declaring enterprise is not the card's; a wrong query; a wrong SysId",
        "baoguan status 与 baoguan doctor；确认页面所见后 baoguan record",
        "`baoguan status` and `baoguan doctor`; `baoguan record` what the page shows",
        side=Side.CHANNEL,
    ),
    _trouble(
        ("等待响应超时", "卡控件通讯等待握手超时", "RabbitMQ", "握手超时", "timeout"),
        "等待响应超时、卡控件握手超时、消息队列发送失败",
        "time-outs of the response, of the card control, or of the message queue",
        "客户端与卡控件或链路暂时不通",
        "the client's link or the card control is down for a moment",
        "重启卡控件和客户端；文件仍在 OutBox 时不需要重发",
        "Restart the card control and the client; while the file is in the OutBox nothing is to be sent again",
        side=Side.CHANNEL,
    ),
    Explanation(
        where="singlewindow",
        codes=("INV141",),
        words=("补发", "回执补发", "send receipts again", "resend"),
        zh="INV141 回执补发送申请：请对方再发一次清单的回执，不申报任何内容",
        en="INV141 asks the far side to send the receipts of a list again; it declares nothing",
        cause_zh="对它的拒收：导入客户端不认识这种报文，或目录、编号不对；清单不受影响",
        cause_en="If it is refused: the client does not know this message, or its folder or a number is wrong; the list is untouched",
        remedy_zh="baoguan doctor receipts --request REF，每份每天一次；不行则在页面查询后 baoguan record",
        remedy_en="`baoguan doctor receipts --request REF`, once for a list and a day; where that fails, look on the page and `baoguan record`",
        ask_zh=CLIENT_ZH,
        ask_en=CLIENT_EN,
        side=Side.CHANNEL,
        source="2017 年官方报文结构；导入客户端是否接收未见证实 / official schema of 2017; that the client takes it was seen nowhere",
        mark="inferred",
    ),
    _result(
        "Y",
        "入库成功",
        "stored by Customs",
        _NOTHING_ZH,
        _NOTHING_EN,
    ),
    _result(
        "Z",
        "入库失败",
        "Customs could not store it",
        "按回执说明改正后 baoguan redeclare",
        "Correct what the receipt says, then `baoguan redeclare`",
    ),
    _result(
        "1",
        "通过（已核扣）",
        "approved and deducted",
        _NOTHING_ZH,
        _NOTHING_EN,
    ),
    _result(
        "2",
        "转人工",
        "in manual review",
        "等待；急需时联系主管海关",
        "Wait; if it is urgent ask the customs office",
    ),
    _result(
        "3", "退单", "returned", "按回执说明改正后 baoguan redeclare", "Correct what the receipt says, then `baoguan redeclare`"
    ),
    _result(
        "4",
        "通过（预核扣）",
        "approved, pre-deducted",
        "办理报关单放行，区域货物过卡后正式核扣",
        "Have the declaration released and, in areas, pass the gate: then it is deducted",
    ),
    _result(
        "5",
        "通过（未核扣）",
        "approved, not deducted",
        "等待核扣回执",
        "Wait for the receipt of the deduction",
    ),
    _result(
        "1",
        "报关单草稿生成成功",
        "a draft of the declaration was made",
        "补全报关单后申报",
        "Complete the declaration and declare it",
        where="INV202",
    ),
    _result(
        "2",
        "报关单草稿生成失败",
        "no draft of the declaration could be made",
        "看失败原因；在页面手工生成",
        "Read the reason; make it on the page",
        where="INV202",
    ),
    _result(
        "1",
        "包入库成功",
        "the pack was stored",
        _NOTHING_ZH,
        _NOTHING_EN,
        where="INV200",
    ),
    _result(
        "2",
        "包入库失败",
        "the pack could not be stored",
        "改正后重新申报",
        "Correct it and declare anew",
        where="INV200",
    ),
    _platform(
        "0",
        "已交给业务系统",
        "handed to the business system",
        "这不是受理结果，等待业务回执",
        "It is no result yet: wait for the receipt of the business system",
        side=Side.CUSTOMS,
    ),
    _platform("-1201001", "报文无效", "the message is invalid", "按 dxpClient.xsd 检查信封", "Check the envelope by dxpClient.xsd"),
    _platform(
        "-1201002",
        "验签失败",
        "the signature is wrong",
        "检查证书是否有效、签名算法是否为平台所用",
        "Check that the certificate is valid, and that the algorithm is the platform's",
    ),
    _platform(
        "-1201003",
        "注册信息已变更，需重发",
        "the registration has changed: it is to be sent again",
        "先核对是否已受理，再由发送方重发",
        "See first whether it was taken; then the sender sends it again",
    ),
    _platform("-1201004", "接收方不存在", "the receiver is unknown", "检查接收方编号", "Check the receiver's id"),
    _platform(
        "-1201005",
        "服务不可用",
        "the service is unavailable",
        "稍后再试；先核对是否已受理",
        "Try later; see first whether it was taken",
        side=Side.CUSTOMS,
    ),
    _platform(
        "-1201006", "找不到节点", "there is no such node", "核对注册的节点，联系平台", "Check the registered node; ask the platform"
    ),
    _platform(
        "-1201007",
        "部分接收方失败",
        "some receivers failed",
        "看 Results 中各接收方的代码，只补发失败的",
        "Read each receiver's code in Results; only the failed ones get it again",
    ),
    _platform(
        "-1201008", "接收方数据有误", "the receiver's data are wrong", "检查接收方编号与权限", "Check the receiver's id and rights"
    ),
    *OF_DECLARATIONS,
    *OF_AMENDMENTS,
    *OF_LEDGERS,
    *OF_WRITE_OFFS,
)
