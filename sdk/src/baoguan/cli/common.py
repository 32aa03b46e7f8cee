"""Parameters that many commands share, opening the Broker, and what commands do alike."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from baoguan.broker import Broker, Submitted, load_config
from baoguan.cli.output import Out
from baoguan.codes import CodeStore
from baoguan.documents import DocumentKind, DocumentKinds, core_kinds
from baoguan.errors import ConfigurationError, InvalidDocument, UnknownReference
from baoguan.plugin import Plugins

Json = Annotated[bool, Parameter(name="--json", negative="", help="输出 JSON · print JSON")]
Config = Annotated[Path | None, Parameter(name="--config", help="配置文件，缺省 baoguan.toml · settings file")]
Account = Annotated[str | None, Parameter(name=["--account", "-a"], help="账户名 · account")]
Override = Annotated[
    str | None, Parameter(name="--override", help="越过二手资料规则的原因，记入日志 · reason to override a weak rule")
]
DeclareToo = Annotated[
    bool, Parameter(name="--declare", negative="", help="暂存后接着申报（法律行为） · declare after saving: a legal act")
]
Key = Annotated[str | None, Parameter(name="--key", help="幂等键，缺省为单证编号 · idempotency key")]
Wait = Annotated[bool, Parameter(name="--wait", negative="", help="运行到有结果为止 · run until there is a result")]
Timeout = Annotated[float, Parameter(name="--timeout", help="--wait 的秒数上限 · seconds at most")]
By = Annotated[str, Parameter(name="--by", help="姓名 · who")]

ENTRY_FACTS: Final = ("entry_no",)
"""Numbers that Customs gave and that name no document alone: the 报关单号 of a list."""

_STEPS: Final = {"save": "暂存 save", "declare": "申报 DECLARE"}


def settings_file(config: Path | None) -> Path | None:
    """The settings of --config, of BAOGUAN_CONFIG, or ./baoguan.toml where there is one; for commands that can do without."""
    named = config or (Path(os.environ["BAOGUAN_CONFIG"]) if "BAOGUAN_CONFIG" in os.environ else None)
    usual = Path("baoguan.toml")
    return named or (usual if usual.is_file() else None)


def open_broker(config: Path | None) -> Broker:
    """The Broker of --config, of BAOGUAN_CONFIG, or of ./baoguan.toml."""
    return Broker(load_config(settings_file(config) or Path("baoguan.toml")))


def code_store(config: Path | None, folder: Path | None = None) -> CodeStore | None:
    """Where the user's code lists are kept: a folder, or what the settings say; None without either."""
    if folder is not None:
        return CodeStore(folder)
    path = settings_file(config)
    settings = load_config(path) if path is not None else None
    return CodeStore(settings.codes) if settings is not None and settings.codes is not None else None


def kinds_of(config: Path | None) -> DocumentKinds:
    """The kinds of document, those of plugins too, without opening the journal."""
    path = settings_file(config)
    plugins = Plugins({}, disabled=load_config(path).disabled_plugins if path is not None else ())
    return DocumentKinds([*core_kinds(), *plugins.gather("baoguan_documents", DocumentKind)])


def account_of(broker: Broker, name: str | None) -> str:
    """The account that is named, or the only one. Raises ConfigurationError naming those there are."""
    if name is None and len(broker.accounts) > 1:
        raise ConfigurationError(
            f"有多个账户：{'、'.join(broker.accounts)}",
            f"several accounts: {', '.join(broker.accounts)}",
            remedy_zh="用 --account 指定",
            remedy_en="Name one with --account",
        )
    return broker.account(name).name


def refs_of(broker: Broker, ref: str, account: str | None) -> list[str]:
    """What a reference means: itself, or the documents of a 报关单号 (of which one may be made of several lists)."""
    if known(broker, ref, account):
        return [ref]
    named = [s for s in broker.status(None, account) if ref in (s.standing.facts.get(f) for f in ENTRY_FACTS)]
    if not named:
        several = [name for name in broker.accounts if account is None and known(broker, ref, name)]
        if len(several) > 1:
            raise UnknownReference(
                f"{ref} 在多个账户中：{'、'.join(several)}",
                f"{ref!r} stands in several accounts: {', '.join(several)}",
                remedy_zh="用 --account 指定",
                remedy_en="Name one with --account",
            )
        # It says how: none at all, or several of one account.
        broker.find(ref, account)
    return [f"{s.owner}/{s.number}" for s in named]


def known(broker: Broker, ref: str, account: str | None) -> bool:
    """Whether a reference means one document of the journal."""
    try:
        broker.find(ref, account)
    except UnknownReference:
        return False
    return True


def ref_of(broker: Broker, ref: str, account: str | None) -> str:
    """The one document that a reference means. Raises UnknownReference for none, and for a 报关单号 of several."""
    found = refs_of(broker, ref, account)
    if len(found) > 1:
        raise UnknownReference(
            f"报关单 {ref} 由多份单证生成：{'、'.join(found)}",
            f"declaration {ref} was made of several documents: {', '.join(found)}",
            remedy_zh="写其中一份的编号",
            remedy_en="Give the number of one of them",
        )
    return found[0]


def announce(out: Out, broker: Broker, account: str, what: str) -> None:
    """Say what is about to be journalled for sending, where, and whether it is a save or a declaration."""
    out.announce(f"环境 environment: {broker.environment} · 账户 account: {account} · {what}")


def leaving(out: Out, broker: Broker) -> None:
    """Say what the next round is about to send, of whatever lists and accounts."""
    for account, step, count in broker.outgoing():
        out.announce(f"将发出 about to leave: {account} · {count} × {_STEPS[step]}")


def act(out: Out, number: str, do: Callable[[], Submitted]) -> int:
    """Do one act on a document and show what came of it."""
    try:
        submitted(out, [do()])
    except InvalidDocument as error:
        return out.fail(error, document=number)
    return out.end()


_SHOWN: Final = 10
"""Warnings of a document that are shown where it is submitted; `check` shows all."""


def submitted(out: Out, results: list[Submitted], *, warnings: bool = False) -> None:
    """Show what acts did; with `warnings` those of the documents too, where nothing showed them before."""
    words = {
        "filing:save": "暂存 save",
        "filing:declare": "申报 declare",
        "change:save": "变更暂存 save change",
        "change:declare": "变更申报 declare change",
        "completion:save": "完整申报暂存 save the complete step",
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
        for text in each.warnings[:_SHOWN] if warnings else ():
            out.say(f"    警告 warning: {text}", colour="warning")
        if warnings and len(each.warnings) > _SHOWN:
            out.say(f"    另有 {len(each.warnings) - _SHOWN} 项警告：baoguan check · and more: `baoguan check`")
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
