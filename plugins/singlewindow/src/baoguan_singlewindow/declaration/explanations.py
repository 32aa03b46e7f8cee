"""What the codes and texts of a declaration's answers and receipts mean, what to do, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Outcome, Side
from baoguan_singlewindow.declaration.channels import ALIASES, CHANNELS, SUMMARY, Code
from baoguan_singlewindow.declaration.receipts import IMPORT_RESPONSE, RESULT, SUPPLEMENT_RESPONSE

CLIENT_ZH: Final = "单一窗口客服"
CLIENT_EN: Final = "the Single Window's service desk"

_SOURCES: Final = {
    "O": ("2018 年官方接口说明与培训材料", "the official description of 2018 and its slides"),
    "H": ("一个在用程序的状态表", "the state table of a program in production"),
    "S": ("另两个程序的状态表", "the state tables of two other programs"),
    "E": ("一个地方电子口岸的页面", "the pages of an electronic port"),
    "R": ("真实回执", "a real receipt"),
}
_REAL: Final = "真实回执与两个以上程序 / real answers and two programs or more"
_MANUAL: Final = "自动导入客户端操作手册常见问题 / import client manual, FAQ"

_Advice = tuple[str, str, Side]
_NOTHING: Final = ("无需处理，等待后续回执", "Nothing to do: later receipts follow by themselves", Side.CUSTOMS)
_AGAIN: Final = (
    "看说明原文（baoguan trace），改正后 baoguan redeclare，再在页面按“申报”",
    "Read the note (`baoguan trace`), correct it and `baoguan redeclare`; then press 申报 on the page",
    Side.ENTERPRISE,
)
_BY_HAND: Final = (
    "按说明联系主管海关；不要重复申报",
    "Ask the competent customs office as the note says; do not declare it again",
    Side.CUSTOMS,
)

_ADVICE: Final[dict[Outcome, _Advice]] = {
    Outcome.INFORMED: _NOTHING,
    Outcome.SUBMITTED: (
        "等待海关入库；此后不能再用同一统一编号暂存",
        "Wait for Customs to take it; nothing is saved under its number any more",
        Side.CUSTOMS,
    ),
    Outcome.STORED: ("海关编号和日期已记下，等待审核", "Its number and dates are noted; wait for the audit", Side.CUSTOMS),
    Outcome.AUDITED: (
        "等待放行；需交单的，到现场交单",
        "Wait for release; hand the papers in where they are asked for",
        Side.CUSTOMS,
    ),
    Outcome.RELEASED: ("可提货或装运；等待结关", "The goods may be picked up or loaded; wait for the clearance", Side.CUSTOMS),
    Outcome.RELEASED_ON_GUARANTEE: (
        "可提货；按担保的要求补齐手续",
        "The goods may be picked up; complete what the guarantee stands for",
        Side.ENTERPRISE,
    ),
    Outcome.CLEARED: (
        "已办结；要修改或撤销的，办理修撤单",
        "It is closed; a change or withdrawal is an amendment (修撤单)",
        Side.CUSTOMS,
    ),
    Outcome.INSPECTION: (
        "配合查验；查验完成前不能修改或撤销",
        "Attend the inspection; nothing can be amended until it is done",
        Side.ENTERPRISE,
    ),
    Outcome.TAX_DUE: ("缴纳税费或凭担保放行", "Pay the taxes, or have it released on a guarantee", Side.ENTERPRISE),
    Outcome.SUPPLEMENT: (
        "按说明补充申报或重传单据，在单一窗口页面办理",
        "Give what the note asks for, on the Single Window's page",
        Side.ENTERPRISE,
    ),
    Outcome.MANUAL: _BY_HAND,
    Outcome.RECHECK: ("等待重新审核的结果", "Wait for the result of the new audit", Side.CUSTOMS),
    Outcome.RETURNED: _AGAIN,
    Outcome.REJECTED: _AGAIN,
    Outcome.STORE_FAILED: _AGAIN,
    Outcome.DELETED: (
        "此单已作废；仍要申报的，baoguan copy 成新编号",
        "It is void; to declare the goods nevertheless, `baoguan copy` it to a new number",
        Side.ENTERPRISE,
    ),
}
_OWN: Final[dict[str, _Advice]] = {
    "8": (
        "卡没有申报权：换有申报权的卡在页面申报，或办理授权",
        "The card has no right to declare: use one that has, on the page, or have the right granted",
        Side.ENTERPRISE,
    ),
    "N": (
        "按说明中的单据类别，在页面重传该随附单据",
        "Upload the attachment again whose kind the note names, on the page",
        Side.ENTERPRISE,
    ),
}
"""Codes whose advice is not that of their outcome."""


def _mark(source: str) -> str:
    named = source.split(",")
    return "official" if "O" in named else "seen twice" if len(named) > 1 else "seen once"


def _channel(code: str, said: Code) -> Explanation:
    zh, en, side = _OWN.get(code) or _ADVICE[said.outcome]
    named = [_SOURCES[letter] for letter in said.source.split(",")]
    longer = [word for word, short in ALIASES.items() if short == code]
    return Explanation(
        where=f"{RESULT}/CHANNEL",
        codes=(code, *longer, *(f"{SUMMARY}{each}" for each in (code, *longer))),
        zh=said.zh,
        en=said.en,
        remedy_zh=zh,
        remedy_en=en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=side,
        source=f"{'、'.join(zh for zh, _ in named)} / {'; '.join(en for _, en in named)}",
        mark=_mark(said.source),
    )


def _answer(
    codes: tuple[str, ...],
    words: tuple[str, ...],
    zh: str,
    en: str,
    remedy_zh: str,
    remedy_en: str,
    *,
    where: str = IMPORT_RESPONSE,
    side: Side = Side.ENTERPRISE,
    source: str = _REAL,
    mark: str = "seen twice",
) -> Explanation:
    return Explanation(
        where=where,
        codes=codes,
        words=words,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        ask_zh=CLIENT_ZH,
        ask_en=CLIENT_EN,
        side=side,
        source=source,
        mark=mark,
    )


def _trouble(words: tuple[str, ...], zh: str, en: str, remedy_zh: str, remedy_en: str, *codes: str) -> Explanation:
    return _answer(codes, words, zh, en, remedy_zh, remedy_en, where="singlewindow/Root", source=_MANUAL, mark="official")


def _all() -> Iterator[Explanation]:
    for code, said in CHANNELS.items():
        yield _channel(code, said)
    yield _answer(
        (),
        ("缺少B证", "缺少A证", "缺少证"),
        "提示：商品缺少监管证件",
        "a warning: a document that Customs asks for is missing for a goods line",
        "核对商品编号的监管条件，补上随附单证后重新暂存",
        "Check what the HS code asks for, add the document and save it again",
    )
    yield _answer(
        ("0",),
        ("暂存成功",),
        "报关单已暂存：还没有申报，可能带有提示",
        "the declaration is saved, not declared; it may carry warnings",
        "看提示（baoguan trace）；由有权的人在单一窗口页面按“申报”",
        "Read the warnings (`baoguan trace`); a person with the right presses 申报 on the Single Window's page",
    )
    yield _answer(
        ("1",),
        ("暂存失败", "导入失败"),
        "报关单没有暂存，没有统一编号",
        "the declaration was not saved and has no number",
        "看全部原因（baoguan trace，以分号或换行隔开），改正后 baoguan redeclare，沿用同一编号",
        "Read every reason (`baoguan trace`; semicolons or lines divide them), correct it and `baoguan redeclare` under the same number",
    )
    yield _answer(
        (),
        ("直接申报成功",),
        "报关单已直接申报，不只是暂存",
        "the declaration was declared at once, not saved alone",
        "不要再在页面按“申报”，等待 CHANNEL 回执；检查账户的 declaration_operation",
        "Do not press 申报 on the page; wait for the receipts, and check the account's declaration_operation",
    )
    yield _answer(
        ("-900520",),
        (),
        "补充申报单没有导入",
        "the supplementary declaration was not imported",
        "看原文改正补充申报单，在页面补录",
        "Read the text, correct the supplementary declaration and enter it on the page",
        where=SUPPLEMENT_RESPONSE,
        source="官方结构与一个程序 / official schema and one program",
        mark="seen once",
    )
    yield _trouble(
        ("暂存的业务报文格式数据不正确", "报文格式数据不正确"),
        "报文格式不正确，导入客户端没有转发",
        "the form of the message is wrong: the client did not hand it on",
        "由 baoguan 生成的报文不会如此；检查目录与报文类型是否对应（routes），手工报文用 baoguan read 检查",
        "It does not happen with messages that baoguan made; check that folder and type of message belong together (routes), look at others "
        "with `baoguan read`",
        "01",
    )
    yield _trouble(
        ("卡密码不能为空", "密码不能为空"),
        "导入客户端没有填卡密码",
        "no card password was entered in the client",
        "在导入客户端设置中填写 IC 卡密码并启动",
        "Enter the IC card's password in the client's settings and start it",
    )
    yield _trouble(
        ("口令错误", "密码错误", "51571"),
        "卡密码错误；连续错误会锁卡",
        "the card's password is wrong; repeated mistakes lock the card",
        "先停止客户端，核对密码后再启动；卡已锁的到制卡中心解锁",
        "Stop the client first, check the password, then start it; a locked card is unlocked at the card centre",
        "51571",
    )
    yield _trouble(
        ("读卡器", "没有插卡", "未插卡"),
        "客户端读不到卡",
        "the client cannot read the card",
        "检查读卡器和卡，重启卡控件和客户端，然后 baoguan redeclare",
        "Check reader and card, restart the card control and the client, then `baoguan redeclare`",
        "50200",
    )


EXPLANATIONS: Final = tuple(_all())
