"""The tree of commands."""

from __future__ import annotations

from typing import Final

from cyclopts import App

_HELP = """报关：向中国海关申报 · declare to China Customs.

退出码 exit codes: 0 完成 done · 1 有问题 findings · 2 输入或配置不可用 unusable input or configuration · 3 通道或海关拒绝 refused.
"""


_COMMANDS = (
    ("prepare", "check", "检查单证，一次列出全部问题 · check documents"),
    ("prepare", "build", "写出报文文件，不联网 · write the exact message files"),
    ("prepare", "submit", "暂存单证，--declare 接着申报 · save documents"),
    ("acts", "declare", "申报已暂存的单证（法律行为） · declare a saved document: a legal act"),
    ("acts", "redeclare", "退单或拒收后再次申报 · declare again after a refusal"),
    ("acts", "modify", "变更已通过的单证 · change an approved document"),
    ("acts", "withdraw", "按状态撤回 · withdraw by state"),
    ("amending", "amend", "修改、撤销报关单（修撤单） · change or withdraw a declaration"),
    ("acts", "reroute", "未发出的单证改走另一账户 · send what has not left over another account"),
    ("acts", "record", "记录页面上看到的事实 · record what a person read on the page"),
    ("acts", "approve", "批准被暂缓的申报 · release what a gate holds"),
    ("acts", "copy", "以新编号复制 · copy under a new number"),
    ("acts", "adopt", "接管页面录入的清单 · take a list typed on the page under our care"),
    ("look", "run", "发送和接收 · send and receive"),
    ("today", "today", "今天要办的事 · what has to be done today"),
    ("today", "draft", "清单对应的报关单，及页面待填项 · the declaration of a list, and what is still to be filled in"),
    ("look", "status", "单证现状 · where documents stand"),
    ("look", "trace", "一份单证的全部往来 · everything sent and received"),
    ("look", "read", "读任何报文或回执 · read any message or receipt"),
    ("look", "replay", "重新解析搁置的回执 · decode parked receipts again"),
    ("explaining", "explain", "查错误代码或原文 · what a code or text means, and what to do"),
    ("printing", "print", "打印单证为 HTML · print a document"),
    ("look", "doctor", "有什么不对，怎么办 · what is wrong, what to do"),
)
_GROUPS = (
    (
        "template",
        "空白表格 · blank workbooks",
        (("inventory", "核注清单 · bonded inventory lists"), ("declaration", "报关单 · customs declarations")),
    ),
    (
        "codes",
        "代码表 · code lists",
        (("show", "列出或查找 · list or search"), ("import", "导入新表或税则 · import a list or the tariff table")),
    ),
    (
        "plugins",
        "插件 · plugins",
        (
            ("list", "已安装的插件 · installed plugins"),
            ("doctor", "能力、依据、现状 · abilities, evidence, health"),
            ("new", "新建一个通道插件 · begin a channel of your own"),
        ),
    ),
    (
        "two-step",
        "两步申报 · two-step declarations",
        (
            ("eligible", "能否两步申报 · may it be declared in two steps"),
            ("summary", "生成概要申报 · make a summary"),
            ("complete", "完整申报或备录 · the second step"),
            ("pending", "待完整申报 · which need their second step"),
            ("guarantees", "担保额度 · guarantees"),
        ),
    ),
    (
        "ledger",
        "底账 · the books of a ledger",
        (
            ("import", "导入手册、账册 · import a ledger"),
            ("show", "已导入的底账 · the ledgers that were imported"),
            ("export", "导出为原来的版式 · write it back in its layout"),
            ("check", "检查备案或变更 · check a filing or a change"),
            ("diff", "两个版本的不同 · what differs between two versions"),
            ("balance", "各序号的增减 · the counters of every row"),
            ("explain", "每一笔增减及依据 · every movement, and why"),
            ("reconcile", "与海关数据核对，差异及原因 · against Customs' data, and why they differ"),
            ("write-off", "生成报核及报告 · draft its write-off, with a report"),
        ),
    ),
    ("journal", "日志 · the journal", (("backup", "备份 · back up"), ("verify", "核对 · verify"))),
)


UNDER: Final = {
    "doctor": (("missing", "doctor_receipts", "receipts", "该到而未到的回执 · receipts that should have come"),),
}
"""What stands under a command that does something by itself: module, function, name and help."""

_OWN_MODULES = frozenset({"two-step", "ledger", "plugins"})
"""Groups whose commands stand in a module of that name."""
_ELSEWHERE = {("ledger", "reconcile"): "reconciling", ("ledger", "write-off"): "writing_off"}
"""Commands of a group that stand in a module of their own."""


def place_of(group: str, name: str) -> tuple[str, str]:
    """The module of a command of a group, and its function there."""
    words = group.replace("-", "_")
    home = _ELSEWHERE.get((group, name), words if group in _OWN_MODULES else "tools")
    return f"baoguan.cli.{home}", f"{words}_{name.replace('-', '_')}"


def build_app(version: str) -> App:
    """All commands; the module of a command is imported when it runs, so that help stays fast."""
    app = App(name="baoguan", help=_HELP, version=version)
    for module, name, text in _COMMANDS:
        path = f"doctoring:{name.upper()}" if name in UNDER else f"{module}:{name}"
        app.command(f"baoguan.cli.{path}", name=name, help=text)
    for group, title, names in _GROUPS:
        sub = App(name=group, help=title)
        for name, text in names:
            sub.command(":".join(place_of(group, name)), name=name, help=text)
        app.command(sub)
    app.command("baoguan.cli.simulate:simulate", name="simulate", help="模拟对方系统 · simulators of the far side")
    app.command("baoguan.cli.bridge:bridge", name="bridge", help="导入客户端电脑上的代理 · the agent on the import client's PC")
    return app
