"""What receipts and answers of the assumed format say, and the troubles of the channel: meaning, cause, remedy, whom to ask.

Levels and codes are taken from the tables that the decoder reads; only the words stand here. The format is our own, so every entry that
rests on it says so; what Shenzhen Customs answered in 2018 is marked as official.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Outcome, Side
from baoguan_shenguantong.protocol import APPROVALS, CODES, KINDS, LEVELS, NOTICE_EN, NOTICE_ZH, PROTOCOL

PLACE: Final = "shenguantong"
_OWN: Final = f"{PROTOCOL}，baoguan 自拟，真实接口未公开 / {PROTOCOL}, baoguan's own: the real interface is not public"
_GOLDEN: Final = (
    "金关二期回执代码（两三个程序），用于深关通为推断 / receipt codes of 金关二期 (two to three programs), inferred for 深关通"
)
_ANSWERS: Final = "深圳海关 2018 年答复，问题 {} / answers of Shenzhen Customs, 2018, question {}"
_PROVIDER_ZH: Final = "深关通的服务方（未公开）；演练时为模拟器，见 baoguan doctor"
_PROVIDER_EN: Final = "the provider of 深关通 (not public); when you rehearse, it is the simulator: see `baoguan doctor`"


@attrs.frozen(kw_only=True)
class _Said:
    """The words of an entry, without its place, codes and evidence."""

    zh: str
    en: str
    cause_zh: str = ""
    cause_en: str = ""
    remedy_zh: str = "无需处理"
    remedy_en: str = "Nothing to do"
    side: Side
    words: tuple[str, ...] = ()


def _entry(
    said: _Said, *, where: str = PLACE, codes: tuple[str, ...] = (), source: str = _OWN, mark: str = "inferred"
) -> Explanation:
    customs = said.side is Side.CUSTOMS
    return Explanation(
        where=where,
        codes=codes,
        words=said.words,
        zh=said.zh,
        en=said.en,
        cause_zh=said.cause_zh,
        cause_en=said.cause_en,
        remedy_zh=said.remedy_zh,
        remedy_en=said.remedy_en,
        ask_zh=CUSTOMS_ZH if customs else _PROVIDER_ZH,
        ask_en=CUSTOMS_EN if customs else _PROVIDER_EN,
        side=said.side,
        source=source,
        mark=mark,
    )


_LEVELS: Final[Mapping[Outcome, _Said]] = {
    Outcome.ACCEPTED: _Said(
        zh="传输应答：对方已收下（只暂存的为已暂存，申报的为已申报），不是海关的结果",
        en="the answer to the transport: taken (saved, or declared where that was asked); no result of Customs yet",
        remedy_zh="等待海关回执；超过 deadline_hours 会自动按企业内部编号查询",
        remedy_en="Wait for the receipts of Customs; beyond deadline_hours the far side is asked by the internal number",
        side=Side.CHANNEL,
    ),
    Outcome.ARRIVED: _Said(
        zh="重复：对方已存在同一企业内部编号的单证，先前的发送已到达",
        en="duplicate: the far side has a document of this internal number, what was sent before has arrived",
        cause_zh="应答丢失后同一单证又发了一次，或别的系统用了这个编号",
        cause_en="the answer was lost and the document came again, or another system used this number",
        remedy_zh="不要换编号重发：那样会申报两次。baoguan 视为已到达；若不是您的单证，改用未用过的内部编号",
        remedy_en="Do not send it under another number, which would declare twice. It counts as arrived; if it is not your document, take a "
        "number that was never used",
        side=Side.ENTERPRISE,
        words=("请勿重复导入", "次发送已存在"),
    ),
    Outcome.REFUSED: _Said(
        zh="对方拒收：没有进入海关，原因见回执文字",
        en="refused by the far side before Customs saw it; the text of the receipt says why",
        remedy_zh="用回执文字再查（baoguan explain “文字”），改正后 baoguan redeclare",
        remedy_en="Look its text up (`baoguan explain TEXT`), correct it, then `baoguan redeclare`",
        side=Side.ENTERPRISE,
    ),
    Outcome.STORED: _Said(
        zh="海关入库成功；分次发送的，其中一次入库不是整份入库",
        en="stored by Customs; of a document in several submissions, one that is stored is not yet the whole",
        side=Side.CUSTOMS,
    ),
    Outcome.STORE_FAILED: _Said(
        zh="海关入库失败；行级错误写明分段、行号、字段",
        en="Customs could not store it; errors of rows name section, row and field",
        remedy_zh="按所列行改正后 baoguan redeclare",
        remedy_en="Correct the rows that it names, then `baoguan redeclare`",
        side=Side.CUSTOMS,
        words=("入库失败",),
    ),
    Outcome.MANUAL: _Said(
        zh="转人工审核",
        en="in manual review",
        remedy_zh="等待；急需时联系主管海关",
        remedy_en="Wait; if it is urgent ask the customs office",
        side=Side.CUSTOMS,
        words=("转人工审核",),
    ),
    Outcome.REJECTED: _Said(
        zh="退单",
        en="returned by Customs",
        remedy_zh="按回执说明改正后 baoguan redeclare",
        remedy_en="Correct what the receipt says, then `baoguan redeclare`",
        side=Side.CUSTOMS,
    ),
}
"""Words for every outcome of a level but approval, which its code divides further."""

_KIND: Final[Mapping[str, tuple[str, str]]] = {"inventory": ("核注清单", "a list"), "ledger": ("手册、账册", "a ledger")}
_APPROVED: Final[Mapping[Outcome, tuple[str, str, str, str]]] = {
    Outcome.DEDUCTED: ("已核扣", "deducted", "无需处理", "Nothing to do"),
    Outcome.PRE_DEDUCTED: (
        "预核扣",
        "pre-deducted",
        "办理报关单放行，区域货物过卡后正式核扣",
        "Have the declaration released and, in areas, pass the gate: then it is deducted",
    ),
    Outcome.APPROVED: (
        "通过",
        "approved",
        "清单等待核扣回执；底账无需处理",
        "A list waits for its deduction; a ledger is in force",
    ),
}


def _levels() -> Iterator[Explanation]:
    for level, outcome in LEVELS.items():
        where = f"{PLACE}/{level}"
        if outcome is not Outcome.APPROVED:
            own = outcome in {Outcome.ACCEPTED, Outcome.ARRIVED, Outcome.REFUSED}
            yield _entry(_LEVELS[outcome], where=where, codes=(*CODES[level], level), source=_OWN if own else _GOLDEN)
            continue
        for place, code in enumerate(CODES[level]):
            yield _entry(_approval(code), where=where, codes=(code, level) if place == 0 else (code,), source=_GOLDEN)


def _approval(code: str) -> _Said:
    """What a code of an approval does to each kind, by the decoder's own table."""
    found = {kind: APPROVALS.get((kind, code), Outcome.APPROVED) for kind in KINDS}
    remedy = _APPROVED[found["inventory"]]
    return _Said(
        zh="审核通过：" + "；".join(f"{_KIND[kind][0]}{_APPROVED[outcome][0]}" for kind, outcome in found.items()),
        en="approved: " + "; ".join(f"{_KIND[kind][1]} is {_APPROVED[outcome][1]}" for kind, outcome in found.items()),
        remedy_zh=remedy[2],
        remedy_en=remedy[3],
        side=Side.CUSTOMS,
    )


_ANSWERED: Final = (
    (
        "10",
        _Said(
            zh="深关通回执丢失、迟到或没有回执",
            en="receipts of 深关通 are lost, late or missing",
            cause_zh="海关 2018 年答复承认回执异常，建议单次发送不超过 3 万条",
            cause_en="Customs admitted it in 2018 and advised at most 30,000 rows a submission",
            remedy_zh="不要重发：baoguan status 显示已等多久，逾期自动按企业内部编号查询；减小 max_rows。人工确认后 baoguan record",
            remedy_en="Do not send again: `baoguan status` shows the age, and the far side is asked by number when it is overdue; lower "
            "max_rows. `baoguan record` what a person found out",
            side=Side.CHANNEL,
            words=("深关通回执", "深关通没有回执", "回执逾期", "awaiting receipt", "receipts get lost"),
        ),
    ),
    (
        "11",
        _Said(
            zh="企业端不能经深关通提起核注清单修改、撤销（2018 年）",
            en="the enterprise cannot start a change or withdrawal of a list through 深关通 (2018)",
            cause_zh="当时系统没有这项功能；深关通后来是否开通未见公开资料",
            cause_en="the system lacked it then; whether 深关通 has it since is not public",
            remedy_zh="经单一窗口账户 baoguan modify、baoguan withdraw，或向海关窗口申请；确知已开通时设置 list_changes_from = 日期",
            remedy_en="`baoguan modify` or `baoguan withdraw` through a Single Window account, or apply at the counter; if you know that it "
            "can be done now, set list_changes_from = DATE",
            side=Side.CUSTOMS,
            words=("不能提起核注清单修改", "核注清单修改、撤销", "cannot start a change or withdrawal", "list_changes_from"),
        ),
    ),
    (
        "10、13",
        _Said(
            zh="单次发送的行数超过上限",
            en="more rows than one submission may have",
            cause_zh="海关建议单次不超过 30,000 条；各分段合计（合计的算法为推断）",
            cause_en="Customs advises at most 30,000 rows; all sections count together (that they do is inferred)",
            remedy_zh="拆成多份单证，或设置 auto_split = true（未经证实）",
            remedy_en="Divide it into several documents, or set auto_split = true (unproven)",
            side=Side.ENTERPRISE,
            words=("单次发送", "of one submission", "max_rows"),
        ),
    ),
)
"""What rests on an answer of Customs: the question's number, and the words."""

_TROUBLES: Final = (
    _Said(
        zh=NOTICE_ZH,
        en=NOTICE_EN,
        remedy_zh="只用于演练；生产环境须在账户写明 allow_unproven，并先取得真实接口",
        remedy_en="Rehearse with it; production needs allow_unproven of the account, and the real interface first",
        side=Side.CHANNEL,
        words=("假定格式", "assumed format"),
    ),
    _Said(
        zh="单证编号对不上：预录入统一编号与对方所存不符，或不存在",
        en="the numbers do not fit: the pre-entry number is unknown, or belongs to another internal number",
        cause_zh="单证是在别处暂存的，或预录入号写错",
        cause_en="the document was saved elsewhere, or the number is wrong",
        remedy_zh="核对 baoguan status 的预录入统一编号；在别处暂存的先 baoguan adopt",
        remedy_en="Compare the pre-entry number with `baoguan status`; `baoguan adopt` what was saved elsewhere",
        side=Side.ENTERPRISE,
        words=("预录入统一编号不存在", "预录入统一编号与企业内部编号不符", "与企业内部编号不符"),
    ),
    _Said(
        zh="单证所处的状态不允许：已申报的不能再次申报，未审结的不能变更或撤销",
        en="the state forbids it: what is declared is not declared again, what is undecided is not changed or withdrawn",
        remedy_zh="等待审结的回执；baoguan status 看现状",
        remedy_en="Wait for the decision; `baoguan status` shows where it stands",
        side=Side.ENTERPRISE,
        words=("不能再次申报", "不能变更或撤销", "单证已申报", "单证未审结"),
    ),
    _Said(
        zh="变更次数不对",
        en="the number of the change is not the next one",
        cause_zh="有一次变更没有经 baoguan，或回执未到",
        cause_en="a change was made elsewhere, or its receipt has not come",
        remedy_zh="查询后 baoguan record 补记，再 baoguan modify",
        remedy_en="Ask, `baoguan record` what happened, then `baoguan modify`",
        side=Side.ENTERPRISE,
        words=("变更次数应为",),
    ),
    _Said(
        zh="深关通不承载这种单证、分段或底账注销",
        en="深关通 does not carry this kind of document, this section, or the closing of a ledger",
        cause_zh="公开资料只提到手册、账册和核注清单的批量导入",
        cause_en="what is public speaks of ledgers and lists in bulk only",
        remedy_zh="改用单一窗口账户（baoguan reroute），或在页面、海关窗口办理",
        remedy_en="Use a Single Window account (`baoguan reroute`), the page, or the customs counter",
        side=Side.CHANNEL,
        words=(
            "不承载",
            "没有承载",
            "底账注销",
            "has no section for",
            "channel does not carry",
            "closing of a ledger",
        ),
    ),
    _Said(
        zh="分次发送的各次不齐或对不上",
        en="the submissions of one document are not complete or do not fit together",
        cause_zh="max_rows 在各次之间改过，或其中一次被拒收",
        cause_en="max_rows was changed in between, or one of them was refused",
        remedy_zh="改正后整份 baoguan redeclare；能不分次就不分次",
        remedy_en="`baoguan redeclare` the whole document; avoid several submissions where you can",
        side=Side.ENTERPRISE,
        words=("各次发送的行数之和", "分次序号不对"),
    ),
    _Said(
        zh="批次文件不完整或被改动（ZIP、清单文件、分件、sha256、行数、编码）",
        en="the batch is damaged or was altered (zip, manifest, parts, sha256, rows, encoding)",
        cause_zh="传输途中被截断、被别的程序改写，或不是 baoguan 写出的",
        cause_en="it was cut or rewritten on its way, or baoguan did not write it",
        remedy_zh="由 baoguan 写出的文件不会如此：检查途中的程序，用 baoguan read 看原文，再 baoguan redeclare",
        remedy_en="What baoguan writes is never so: look for what altered it, read it with `baoguan read`, then `baoguan redeclare`",
        side=Side.CHANNEL,
        words=(
            "不是完整的 ZIP",
            "manifest.json",
            "分件",
            "sha256",
            "报文编号不符",
            "申报类型或申报标志不对",
            "表头应恰有",
            "行数不符",
            "行号不连续",
            "的编码",
            "压缩炸弹",
            "无法解压",
            "不是 XML",
            "' 不认识",
        ),
    ),
    _Said(
        zh="行级错误：商品编码、名称、数量或序号不合要求",
        en="errors of rows: code, name, quantity or number of goods",
        remedy_zh="按分段和行号在工作簿里改正（LIST 清单表体，IMG 料件，EXG 成品，CONSUME 单耗），baoguan check 后 baoguan redeclare",
        remedy_en="Correct them by section and row (LIST lines, IMG materials, EXG products, CONSUME consumption), `baoguan check`, then "
        "`baoguan redeclare`",
        side=Side.ENTERPRISE,
        words=("商品编码应为", "商品名称为空", "申报数量应大于", "商品序号"),
    ),
    _Said(
        zh="有分件写不下的字符，尚未发送",
        en="a character that a part cannot hold; nothing was sent",
        cause_zh='encoding = "gbk" 时生僻字、符号不在 GBK 中，或含控制字符',
        cause_en='rare characters are not in GBK when encoding = "gbk", or a control character was pasted',
        remedy_zh='改写该字符，或设置 encoding = "utf-8-sig"、format = "xml"',
        remedy_en='Write it otherwise, or set encoding = "utf-8-sig" or format = "xml"',
        side=Side.ENTERPRISE,
        words=("GBK 不能表示", "which GBK cannot say", "不允许的控制字符", "holds the control character"),
    ),
    _Said(
        zh="国别、币制代码没有三位数字代码，尚未发送",
        en="a country or currency without its 3-digit number; nothing was sent",
        remedy_zh="改用有数字代码的代码，或 baoguan codes import 导入带旧代码的代码表",
        remedy_en="Use a code that has a number, or import a list with its numbers (`baoguan codes import`)",
        side=Side.ENTERPRISE,
        words=("没有对应的三位数字代码", "which has no 3-digit number"),
    ),
    _Said(
        zh="令牌不对或没有权限，尚未发送",
        en="the token is wrong or has no right; nothing was sent",
        remedy_zh='检查账户的 token = { env = "…" }；模拟器的令牌在环境变量 SGT_SIMULATOR_TOKEN',
        remedy_en='Check token = { env = "..." } of the account; the simulator takes its own from SGT_SIMULATOR_TOKEN',
        side=Side.ENTERPRISE,
        words=("令牌不对", "对方不认可凭据", "does not accept the credentials"),
    ),
    _Said(
        zh=f"收到的不是 {PROTOCOL} 的回执或应答",
        en=f"what came is no receipt or answer in {PROTOCOL}",
        cause_zh="代理或门户的页面、真实系统的格式，或文件损坏",
        cause_en="the page of a proxy or portal, the format of a real system, or a damaged file",
        remedy_zh="原文已保存（baoguan trace、baoguan read）；确认 url 与 root 后 baoguan replay",
        remedy_en="The bytes are kept (`baoguan trace`, `baoguan read`); check url and root, then `baoguan replay`",
        side=Side.CHANNEL,
        words=(f"不是 {PROTOCOL}", f"is no receipt in {PROTOCOL}", f"not in {PROTOCOL}", "缺少 level"),
    ),
    _Said(
        zh="目录方式：文件在 OutBox 超时未被取走，或落入 FailBox",
        en="over folders: files lie in OutBox beyond the time, or in FailBox",
        cause_zh="对方程序（或模拟器）未运行，或服务的是另一个目录",
        cause_en="the far side's program (or the simulator) is not running, or serves another folder",
        remedy_zh="启动它；文件仍在 OutBox 时不需要重发。FailBox 中的看对应的拒收回执",
        remedy_en="Start it; while a file is in OutBox nothing is to be sent again. For FailBox read the refusing receipt",
        side=Side.CHANNEL,
        words=("超时未被取走", "beyond the time", "FailBox"),
    ),
)
"""What no receipt code says: texts of the far side of this format, and of this channel before and after sending."""


def _all() -> Iterator[Explanation]:
    yield from _levels()
    for question, said in _ANSWERED:
        yield _entry(said, source=_ANSWERS.format(question, question.replace("、", ", ")), mark="official")
    for place, said in enumerate(_TROUBLES):
        yield _entry(said, codes=() if place else (PROTOCOL,))


EXPLANATIONS: Final = tuple(_all())
