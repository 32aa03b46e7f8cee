"""Parameters that many commands share, and opening the Broker."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from baoguan.broker import Broker, Submitted, load_config
from baoguan.cli.output import Out

Json = Annotated[bool, Parameter(name="--json", negative="", help="输出 JSON · print JSON")]
Config = Annotated[Path | None, Parameter(name="--config", help="配置文件，缺省 baoguan.toml · settings file")]
Account = Annotated[str | None, Parameter(name=["--account", "-a"], help="账户名 · account")]
Override = Annotated[
    str | None, Parameter(name="--override", help="越过二手资料规则的原因，记入日志 · reason to override a weak rule")
]
By = Annotated[str, Parameter(name="--by", help="姓名 · who")]


def open_broker(config: Path | None) -> Broker:
    """The Broker of --config, of BAOGUAN_CONFIG, or of ./baoguan.toml."""
    return Broker(load_config(config or Path(os.environ.get("BAOGUAN_CONFIG", "baoguan.toml"))))


def announce(out: Out, broker: Broker, account: str, what: str) -> None:
    """Say what is about to be journalled for sending, where, and whether it is a save or a declaration."""
    out.note(f"环境 environment: {broker.environment} · 账户 account: {account} · {what}")


def submitted(out: Out, results: list[Submitted]) -> None:
    """Show what acts did."""
    words = {
        "filing:save": "暂存 save",
        "filing:declare": "申报 declare",
        "change:save": "变更暂存 save change",
        "change:declare": "变更申报 declare change",
        "deletion:declare": "删除申报 declare deletion",
        "cancelled": "已在本地取消 cancelled locally",
        "taking back": "正在取回文件 taking the file back",
        "adopted": "已接管 adopted",
    }
    for each in results:
        steps = "已提交过，无变化 nothing new" if each.repeated else " → ".join(words.get(s, s) for s in each.steps)
        out.say(f"{each.number}  {steps}")
        for note in each.unproven:
            out.say(f"    未经证实 unproven: {note}")
    out.put(
        documents=[
            {
                "ref": r.ref,
                "number": r.number,
                "owner": r.owner,
                "account": r.account,
                "kind": r.kind,
                "repeated": r.repeated,
                "steps": r.steps,
                "unproven": r.unproven,
                "warnings": r.warnings,
            }
            for r in results
        ]
    )
