"""Texts of the mock server, and of this channel before sending: what they mean and what to do."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.plugin import Side


@attrs.frozen(kw_only=True)
class Said:
    """The words of an explanation, without its place, codes and evidence. `words` are what the far side's own text contains."""

    zh: str
    en: str
    cause_zh: str = ""
    cause_en: str = ""
    remedy_zh: str = "无需处理"
    remedy_en: str = "Nothing to do"
    side: Side = Side.ENTERPRISE
    words: tuple[str, ...] = ()


TROUBLES: Final = (
    Said(
        zh="这是模拟的旧系统，不是真实的 H2010",
        en="this is a mock of the old system, not the real H2010",
        cause_zh="H2010 自 2018 年 5 月起由金关二期取代，已停用；字段宽度等均为本模拟自定",
        cause_en="H2010 gave way to 金关二期 from May 2018 and has been switched off; widths and the like are the mock's own",
        remedy_zh="只用于演练和迁移测试；新账册走单一窗口",
        remedy_en="Rehearse and test migrations with it; newer ledgers go through the Single Window",
        side=Side.CHANNEL,
        words=("模拟的旧系统", "a mock of the old system", "宽度表是本模拟自定的"),
    ),
    Said(
        zh="账册（或其变更副本）所处的状态不允许",
        en="the state of the ledger, or of its change in progress, forbids it",
        cause_zh="备案已申报；变更须从状态 3 发起且没有另一次变更在审；清单须账册在状态 3",
        cause_en="the filing was declared already; a change begins in state 3 with no other in progress; a list needs its ledger in state 3",
        remedy_zh="等待审核的回执；baoguan status 看现状",
        remedy_en="Wait for the receipt of the audit; `baoguan status` shows where it stands",
        words=("不能办理", "does not allow", "不能申报 /", "not possible now"),
    ),
    Said(
        zh="变更次数或账册编号不是下一次变更的",
        en="the count of the change, or the ledger's number, is not that of the next change",
        cause_zh="有一次变更没有经 baoguan，或回执未到",
        cause_en="a change was made elsewhere, or its receipt has not come",
        remedy_zh="查询后 baoguan record 补记，再 baoguan modify",
        remedy_en="Ask, `baoguan record` what happened, then `baoguan modify`",
        words=("次变更", "must be change"),
    ),
    Said(
        zh="没有这本账册，或不是这家企业的",
        en="there is no such ledger, or it is another enterprise's",
        remedy_zh="核对 ledger_no 与经营单位编码；账册须先备案通过",
        remedy_en="Compare ledger_no and the operating enterprise; the ledger must be approved first",
        words=("没有账册", "no ledger"),
    ),
    Said(
        zh="预录入号与对方所存不符",
        en="the number given at the check is not the one that the far side has",
        cause_zh="预录入号由预检给出；单证可能在别处预检过",
        cause_en="the check gives it; the document may have been checked elsewhere",
        remedy_zh="重新 baoguan submit（预检不入库，可重复）",
        remedy_en="`baoguan submit` again: a check books nothing and may be repeated",
        words=("预录入号不符",),
    ),
    Said(
        zh="分批发送的总批数前后不一",
        en="the batches of one declaration disagree in how many they are",
        cause_zh="batch_rows 在各批之间改过",
        cause_en="batch_rows was changed in between",
        remedy_zh="恢复 batch_rows 后 baoguan redeclare",
        remedy_en="Set batch_rows back, then `baoguan redeclare`",
        words=("总批数不符",),
    ),
    Said(
        zh="报文缺少必需的对象或记录，或有不该有的记录",
        en="a message or record that is needed is missing, or one is there that must not be",
        cause_zh="备案须有 EMS211、212、215、213，变更须有 EMS223，清单须有表头和至少一行",
        cause_en="a filing needs EMS211, 212, 215 and 213, a change EMS223, a list its head and at least one row",
        remedy_zh="由 baoguan 生成的报文不会如此；自行用 codec 编写的，按消息表补齐",
        remedy_en="Messages that baoguan made are never so; complete what you wrote with the codec by the table of messages",
        words=("缺少 / missing", "没有此记录", "has no such record", "应有一个表头"),
    ),
    Said(
        zh="行的修改标志与账册所存不符",
        en="the mark of a row does not fit what the ledger has",
        cause_zh="备案的行都是 3 新增；变更中 1 修改、2 删除须已存在，3 新增须不存在",
        cause_en="rows of a filing are 3 (added); in a change 1 (changed) and 2 (deleted) must be there already, 3 must not",
        remedy_zh="改正修改标志；从最近一次通过的账册开始修改",
        remedy_en="Correct the mark; begin a change from the ledger as it was last approved",
        words=("新增的行已存在", "备案的行应为 3", "修改或删除的行不存在", "修改标志不认识"),
    ),
    Said(
        zh="归并关系前后不一致",
        en="rows before and after merging do not agree",
        cause_zh="旧系统以归并后序号记账：同一归并行的商品编码、品名、单位须相同，数量为料号数量之和，单耗引用归并后序号",
        cause_en="the old ledger is kept at merged rows: HS code, name and unit agree, quantities add up, consumption names merged rows",
        remedy_zh="用 baoguan 重新生成归并关系；变更时保留已删除的行（修改标志 2）",
        remedy_en="Let baoguan work the relations out again; keep deleted rows (mark 2) in a change",
        words=(
            "归并后序号不存在",
            "没有归并到任何行",
            "归并前后不一致",
            "没有这个料号",
            "没有料号归并到此行",
            "与料号数量之和不符",
            "merges into no row",
            "no such merged row",
        ),
    ),
    Said(
        zh="料号的商品编码不在经营范围内",
        en="the HS code of a row is outside the scope of business",
        cause_zh="经营范围（EMS211）按商品编码前四位",
        cause_en="the scope (EMS211) holds the first four digits of HS codes",
        remedy_zh="先变更经营范围（同一次变更即可），再加这一行",
        remedy_en="Change the scope first, in the same change, then add the row",
        words=("不在经营范围内", "outside the scope of business"),
    ),
    Said(
        zh="清单的行与账册的归并后行不符",
        en="a row of the list does not fit the merged row of the ledger",
        cause_zh="清单的 ledger_item_no 是归并后序号，编码、品名、单位须与该行相同",
        cause_en="ledger_item_no means the merged row; code, name and unit must be those of that row",
        remedy_zh="用 Relations.of(ledger).numbered(list) 按料号填序号；数量须大于 0",
        remedy_en="Fill the numbers by part number with Relations.of(ledger).numbered(list); quantities are above 0",
        words=("账册没有归并后序号", "与账册第", "不归并到第", "数量应大于 0", "has no merged row", "must be above 0"),
    ),
    Said(
        zh="报核不合要求：预报核列出报关单，通过后正式报核不列",
        en="the write-off report is not as it must be: the first lists the declarations, the second, after its approval, none",
        remedy_zh="先发 DCR_TYPE 1 并列出账册的全部报关单，通过后再发 2",
        remedy_en="Send DCR_TYPE 1 with all declarations of the ledger first, and 2 once it is approved",
        words=("预报核", "正式报核", "账册没有这份报关单"),
    ),
    Said(
        zh="按故障脚本退单",
        en="rejected by the script of faults",
        cause_zh="模拟服务器以 --fault reject:… 启动",
        cause_en="the mock server was started with --fault reject:…",
        remedy_zh="演练退单后的改正；不需要时去掉该参数",
        remedy_en="Rehearse the correction; start it without the fault when you have enough of it",
        side=Side.CHANNEL,
        words=("按脚本退单", "rejected by the script"),
    ),
    Said(
        zh="同一报文标识以不同内容到达，未处理（HTTP 409）",
        en="the same exchange id came with other content and was not taken (HTTP 409)",
        cause_zh="两个日志用了同一个账户名和单证，或文件被改动",
        cause_en="two journals use the same account and document, or the file was altered",
        remedy_zh="确认只有一个日志在用；baoguan trace 比对原文",
        remedy_en="See that one journal alone is in use; compare the bytes with `baoguan trace`",
        words=("内容与先前不同", "came before with other content"),
    ),
    Said(
        zh="报文不可读：版式、控制记录、记录数或摘要不对（HTTP 422）",
        en="the message cannot be read: form, control records, counts or digest are wrong (HTTP 422)",
        cause_zh="途中被截断、转码（不再是 GBK、CRLF）或改动",
        cause_en="it was cut, recoded (no longer GBK with CRLF) or altered on its way",
        remedy_zh="由 baoguan 发出的报文不会如此：检查代理；自行编写的用 codec.encode",
        remedy_en="What baoguan sends is never so: look for a proxy. Write your own with codec.encode",
        side=Side.CHANNEL,
        words=(
            "HASH_SIGN",
            "CRLF",
            "的标签不认识",
            "has no known tag",
            "应为 字节",
            "must have",
            "不是 GBK",
            "不是数字",
            "摘要不符",
            "报文应以一个 KEY 开头",
            "记录数不符",
            "控制头不",
            "报文标识不符",
            "缺少 TRADE_CODE",
            "报文类型不认识",
        ),
    ),
    Said(
        zh="收到的不是完整的回执",
        en="what came is no whole receipt",
        remedy_zh="原文已保存；取得完整的回执后 baoguan replay",
        remedy_en="The bytes are kept; get the whole receipt, then `baoguan replay`",
        side=Side.CHANNEL,
        words=("缺少 EMS_EDI_RESULT", "lacks EMS_EDI_RESULT", "不以记录标签开头", "does not begin with a record tag"),
    ),
    Said(
        zh="模拟服务器的令牌不对，报文未收",
        en="the token of the mock server is wrong; nothing was taken",
        remedy_zh='账户写 token = { env = "H2010_TOKEN" }，服务器用 --token-env H2010_TOKEN',
        remedy_en='Write token = { env = "H2010_TOKEN" } in the account, and start the server with --token-env H2010_TOKEN',
        words=("令牌不对 / wrong token", "wrong token"),
    ),
    Said(
        zh="模拟服务器维护中（HTTP 503）",
        en="the mock server is being maintained (HTTP 503)",
        remedy_zh="到时自动再发；baoguan simulate h2010 --maintenance 0 结束维护",
        remedy_en="It is sent again when the time has come; `baoguan simulate h2010 --maintenance 0` ends it",
        side=Side.CHANNEL,
        words=("系统维护", "maintenance", "维护中"),
    ),
    Said(
        zh="应答丢失（HTTP 504 或断线），是否收到不明",
        en="the answer was lost (HTTP 504 or a broken line): it is not known whether it was taken",
        remedy_zh="不要重发：baoguan run 会先按企业内部编号查询",
        remedy_en="Do not send it again: `baoguan run` asks by the internal number first",
        side=Side.CHANNEL,
        words=("504 Gateway", "是否收到不明"),
    ),
    Said(
        zh="清单不能申报报关单：尚未通过，或已有报关单（一份清单一份报关单）",
        en="no declaration can be made of the list: it is not approved, or has one (one list, one declaration)",
        remedy_zh="等待 EMS317 审核标志 2 后再 --declare-entry",
        remedy_en="Wait for check mark 2 in EMS317, then --declare-entry",
        words=("清单未通过", "一份清单一份报关单"),
    ),
    Said(
        zh="报关单已核扣账册",
        en="the declaration has moved the ledger",
        words=("已核扣账册", "已核扣 / deducted", "the declaration moved the ledger"),
    ),
    Said(
        zh="有定长文本写不下的字符或长度，尚未发送",
        en="a character or a length that the fixed-width text cannot hold; nothing was sent",
        cause_zh="字符不在 GBK 中，或按 GBK 字节计超过宽度（汉字算 2；宽度为本模拟自定）",
        cause_en="a character outside GBK, or more bytes than the width (a Chinese character is 2; widths are the mock's own)",
        remedy_zh="改写或缩短该值",
        remedy_en="Write the value otherwise, or shorter",
        words=("不在 GBK 中", "is no character of GBK", "字节,上限", "bytes of GBK, at most", "含换行或控制字符"),
    ),
    Said(
        zh="旧系统没有这种报文或这种账册：手册、清单变更、撤回均不承载",
        en="the old system has no such message or ledger: handbooks, changes of lists and withdrawal are not carried",
        cause_zh="只承载电子账册（E 开头，第 8 位为数字）的备案、变更和报关清单",
        cause_en="it carries accounts alone (E first, a digit at the 8th place): filing, change, and lists for the declaration",
        remedy_zh="金关二期账册（第 8 位为字母）走单一窗口账户",
        remedy_en="Ledgers of 金关二期 (a letter at the 8th place) go through a Single Window account",
        words=(
            "旧系统没有",
            "旧系统的电子账册编号",
            "旧系统只有",
            "旧系统的报关清单没有",
            "the old system has no",
            "no account of the old system",
        ),
    ),
)
"""Explanations that are found by the words of a text."""
