"""declare, redeclare, modify, withdraw, record, approve, copy, adopt."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, cast

from cyclopts import Parameter

from baoguan.broker import Broker
from baoguan.broker.facts import keep_file
from baoguan.cli.common import Account, By, Config, Json, Override, account_of, act, announce, open_broker, ref_of
from baoguan.cli.inputs import SHEETS, as_json, load, read_any
from baoguan.cli.output import Out, command
from baoguan.errors import Refused, UnknownReference, UnusableInput
from baoguan.model.message import Document

Ref = Annotated[
    str, Parameter(help="单证编号、企业编码/编号，或海关给的编号 · number, enterprise/number, or a number Customs gave")
]

_LONGEST_PATH = 240
"""Longer evidence is a text: the system refuses to look for a file of such a name."""


def _one(path: Path, documents: tuple[Document, ...]) -> Document:
    if len(documents) != 1:
        raise UnusableInput(
            f"{path} 有 {len(documents)} 份单证，需要恰好一份",
            f"{path} holds {len(documents)} documents, exactly one is needed",
            remedy_zh="每份单证一个文件",
            remedy_en="Give one document a file",
        )
    return documents[0]


@command
def declare(ref: Ref, /, *, account: Account = None, override: Override = None, config: Config = None, json: Json = False) -> int:
    """申报已暂存的单证或变更（法律行为） · Declare a saved document or change: a legal act."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        announce(out, broker, broker.account_name(ref, account), f"{ref} · 申报 DECLARE")
        return act(out, broker.find(ref, account).number, lambda: broker.declare(ref, account, override=override))


@command
def redeclare(
    ref: Ref,
    path: Path | None = None,
    /,
    *,
    declare: Annotated[bool, Parameter(name="--declare", negative="", help="暂存后接着申报 · declare after saving")] = False,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """退单或拒收后，用改正的单证再次申报 · After a refusal, declare again with the corrected document."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        kind = broker.find(ref, account).kind
        document = _one(path, load(path, broker.codes, broker.kinds, kind=kind).documents) if path else None
        announce(out, broker, broker.account_name(ref, account), f"{ref} · 重新申报 REDECLARE")
        return act(out, broker.find(ref, account).number, lambda: broker.redeclare(ref, document, account, declare=declare))


@command
def modify(
    ref: Ref,
    path: Path,
    /,
    *,
    declare: Annotated[
        bool, Parameter(name="--declare", negative="", help="暂存后接着申报变更 · declare the change after saving")
    ] = False,
    account: Account = None,
    override: Override = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """变更已通过的单证 · Change an approved document."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        kind = broker.find(ref, account).kind
        document = _one(path, load(path, broker.codes, broker.kinds, kind=kind).documents)
        what = "变更并申报 CHANGE AND DECLARE" if declare else "变更暂存 save a change"
        announce(out, broker, broker.account_name(ref, account), f"{ref} · {what}")
        return act(
            out,
            broker.find(ref, account).number,
            lambda: broker.modify(ref, document, account, declare=declare, override=override),
        )


@command
def withdraw(ref: Ref, /, *, account: Account = None, override: Override = None, config: Config = None, json: Json = False) -> int:
    """按状态撤回：本地取消、取回文件，或向海关申报删除 · Withdraw by state: cancel, take back, or delete at Customs."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        announce(out, broker, broker.account_name(ref, account), f"{ref} · 撤回 WITHDRAW")
        return act(out, broker.find(ref, account).number, lambda: broker.withdraw(ref, account, override=override))


@command
def record(
    ref: Ref,
    /,
    *,
    by: By,
    evidence: Annotated[str, Parameter(name="--evidence", help="依据：文字或文件 · what was seen: text or a file")],
    seq_no: Annotated[str | None, Parameter(name="--seq-no", help="预录入统一编号 · pre-entry number")] = None,
    list_no: Annotated[str | None, Parameter(name="--list-no", help="清单编号 QD… · list number")] = None,
    entry_no: Annotated[str | None, Parameter(name="--entry-no", help="报关单号 · declaration number")] = None,
    outcome: Annotated[
        str | None, Parameter(name="--outcome", help="页面所见结果，如 deducted、not-arrived · what the page says")
    ] = None,
    fact: Annotated[
        list[str] | None,
        Parameter(name="--fact", negative="", help="只有人知道的事，如 inspection=open · what only a person can know"),
    ] = None,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """记录某人在页面上看到的事实，永远与回执分开 · Record what a person read on the page; kept apart from receipts."""
    out = Out(json)
    numbers = {k: v for k, v in {"seq_no": seq_no, "list_no": list_no}.items() if v}
    facts = {"entry_no": entry_no} if entry_no else {}
    facts |= {name.replace("-", "_"): value for name, _, value in (each.partition("=") for each in fact or [])}
    source = Path(evidence)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        if len(evidence) < _LONGEST_PATH and source.is_file():
            evidence = keep_file(broker.journal, source)
        status = broker.record(ref, account, by=by, evidence=evidence, outcome=outcome, numbers=numbers, facts=facts)
        out.say(f"{status.number}  {status.state_zh} {status.state_en}")
        for alert in status.alerts:
            out.say(f"    ! {alert}")
        out.put(number=status.number, state=status.state, alerts=status.alerts, evidence=evidence)
    return out.end()


@command
def reroute(
    ref: Ref,
    /,
    *,
    to: Annotated[str, Parameter(name="--to", help="改走的账户 · account to go through instead")],
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """尚未发出的单证改走另一账户 · Send a document that has not left over another account."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        announce(out, broker, to, f"{ref} · 改道 reroute")
        return act(out, broker.find(ref, account).number, lambda: broker.reroute(ref, to, account))


@command
def approve(ref: Ref, /, *, by: By, account: Account = None, config: Config = None, json: Json = False) -> int:
    """批准被暂缓的申报 · Release what a gate holds."""
    out = Out(json)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        released = broker.approve(ref, account, by=by)
        out.say("已批准 released: " + "；".join(released))
        out.put(released=released)
    return out.end()


@command
def copy(
    ref: Ref,
    number: Annotated[str, Parameter(help="新的企业内部编号 · new internal number")],
    /,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="写入文件，缺省打印 · file, printed by default")] = None,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """以新编号复制内容，去掉海关给的编号 · Copy the content under a new number, without what Customs gave."""
    out = Out(json)
    with open_broker(config) as broker:
        data = as_json(broker.copy(ref_of(broker, ref, account), number, account), broker.kinds)
    text = json_module.dumps(data, ensure_ascii=False, indent=1)
    if output is None:
        out.say(text)
        out.put(document=data)
    else:
        output.write_text(text, encoding="utf-8")
        out.put(file=output)
    return out.end()


@command
def adopt(
    source: Annotated[
        str,
        Parameter(help="清单或回执文件，或收到过其回执的编号 · file of the list or of a receipt, or a number that a receipt named"),
    ],
    /,
    *,
    by: By,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """接管在页面上录入的清单，其回执从此归入 · Take a list typed on the page under our care."""
    out = Out(json)
    with open_broker(config) as broker:
        document = _of_file(broker, Path(source)) if _is_path(source) else _described(broker, source, account)
        account = account_of(broker, account)
        return act(out, str(getattr(document, "internal_number", None) or source), lambda: broker.adopt(document, account, by=by))


def _is_path(source: str) -> bool:
    """Whether a file is meant: numbers have neither folder nor suffix."""
    path = Path(source)
    return path.is_file() or path.suffix != "" or path.name != source


def _of_file(broker: Broker, path: Path) -> Document:
    """The list of a file, or the one that a receipt's file describes."""
    if path.is_file() and path.suffix.lower() not in (*SHEETS, ".json"):
        read = read_any(path.name, path.read_bytes(), broker.codes)
        if read is not None and read.document is None:
            if read.described is None:
                raise UnusableInput(
                    f"{path.name}（{read.kind}）没有描述清单",
                    f"{path.name} ({read.kind}) describes no list",
                    remedy_zh="给出清单文件、INV201 或 INV211 回执，或其编号",
                    remedy_en="Give the list's file, a receipt INV201 or INV211, or its number",
                )
            return cast("Document", read.described)
    return _one(path, load(path, broker.codes, broker.kinds).documents)


def _described(broker: Broker, number: str, account: str | None) -> Document:
    """The fullest description of a list among the receipts that belong to no document of ours; of equals the latest change."""
    found: list[tuple[int, int, Document]] = []
    for name, content in broker.loose_receipts(number, account):
        read = read_any(name, content, broker.codes)
        if read is not None and read.described is not None:
            lines, count = getattr(read.described, "lines", ()), getattr(read.described, "change_count", None)
            found.append((len(lines), count or 0, cast("Document", read.described)))
    if found:
        return max(found, key=lambda f: f[:2])[2]
    try:
        ours = broker.find(number, account)
    except UnknownReference:
        raise UnusableInput(
            f"没有描述 {number} 的回执",
            f"no receipt describes {number}",
            remedy_zh="等待海关回执，或给出清单文件",
            remedy_en="Wait for a receipt of Customs, or give the list's file",
        ) from None
    raise Refused(
        f"{number} 已在日志中：{ours.number}",
        f"{number} is in the journal already: {ours.number}",
        remedy_zh=f"无需接管；baoguan status {ours.number} 查看",
        remedy_en=f"There is nothing to adopt; see `baoguan status {ours.number}`",
    )
