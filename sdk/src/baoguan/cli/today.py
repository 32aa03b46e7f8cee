"""today, draft."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from baoguan.cli.common import Account, Config, Json, known, open_broker, ref_of
from baoguan.cli.inputs import as_json, load
from baoguan.cli.output import DONE, FINDINGS, Out, age, command
from baoguan.cli.two_step import COLOURS
from baoguan.clock import today as current_day
from baoguan.codes import Codes
from baoguan.consolidation.declaration import Drafted, draft_of, needs_own
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.errors import UnusableInput
from baoguan.model.inventory import BondedInventoryList

INVENTORY: Final = "inventory"
"""What a draft is made of; its declaration may have the same number."""

_HEADINGS: Final = (
    "事项", "紧急程度", "最后期限", "客户", "编号", "种类", "状态", "天数", "说明", "下一步", "账户",
)  # fmt: skip


@command
def today(
    *,
    xlsx: Annotated[Path | None, Parameter(name="--xlsx", help="写入工作簿 · write a workbook")] = None,
    client: Annotated[str | None, Parameter(name="--client", help="只看一家企业 · one client only")] = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """今天要办的事：所有单证、所有客户一张表 · What has to be done today, over all documents and clients."""
    from baoguan.broker.today import tasks

    out = Out(json)
    with open_broker(config) as broker:
        found = [t for t in tasks(broker, current_day()) if client in (None, t.client)]
    for task in found:
        until = f"  期限 until {task.last_day}" if task.last_day else ""
        text = (
            f"{task.what_zh} {task.what}  {task.number}  {task.state_zh} · {age(task.age)}{until}  [{task.client} · {task.account}]"
        )
        out.say(text, colour=COLOURS[task.urgency])
        out.say(f"    {task.why_zh}" + (f" · {task.why_en}" if task.why_en != task.why_zh else ""))
        out.say(f"    → {task.next_zh} / {task.next_en}")
    if not found:
        out.say("今天没有待办 nothing to do")
    out.put(tasks=found)
    if xlsx is not None:
        from baoguan.sheets.table_out import write_table

        rows = (
            (
                (
                    *(t.what_zh, t.urgency.value, t.last_day, t.client, t.number, t.kind, t.state_zh),
                    *(t.age.days, t.why_zh, t.next_zh, t.account),
                ),
                COLOURS[t.urgency],
            )
            for t in found
        )
        write_table(xlsx, "今日待办", _HEADINGS, rows)
        out.say(f"→ {xlsx}")
        out.put(file=xlsx)
    return out.end(FINDINGS if found else DONE)


@command
def draft(
    ref: Annotated[str, Parameter(help="清单的编号，或清单文件 · a list of the journal, or a file")],
    /,
    *,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], help="把报关单写成 JSON · write the declaration as JSON")
    ] = None,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """清单对应的报关单：清单已给出的，和在页面还要填的 · The declaration of a list, and what is still to be filled in on the page."""
    out = Out(json)
    path = Path(ref)
    numbers: dict[str, str] = {}
    if path.is_file():
        document: object = _one(path)
    else:
        with open_broker(config) as broker:
            listed = f"{INVENTORY}:{ref}"
            found = listed if known(broker, listed, account) else ref_of(broker, ref, account)
            document = broker.document(found, account)
            numbers = dict(broker.status(found, account)[0].numbers)
    if not isinstance(document, BondedInventoryList):
        raise UnusableInput(
            f"{ref} 不是核注清单", f"{ref} is no bonded inventory list", remedy_zh="给出清单的编号或文件", remedy_en="Give a list"
        )
    drafted = draft_of(document, list_no=numbers.get("list_no"), seq_no=numbers.get("entry_seq_no"))
    own = needs_own(document)
    _show(out, drafted, numbers.get("entry_seq_no"), own)
    data = as_json(drafted.document, DocumentKinds(core_kinds()))
    if output is not None:
        output.write_text(json_module.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        out.say(f"→ {output}")
    out.put(document=data, missing=drafted.missing, entry_seq_no=numbers.get("entry_seq_no"), own=own, file=output)
    return out.end()


def _show(out: Out, drafted: Drafted, seq_no: str | None, own: bool) -> None:
    if own:
        out.say("是否生成报关单 = 2：由企业自己申报报关单 · the enterprise makes this declaration itself")
    elif seq_no:
        out.say(
            f"海关已生成草稿 {seq_no}：在单一窗口页面补全并申报 · Customs made draft {seq_no}: complete and declare it on the page"
        )
    else:
        out.say("报关单由海关生成，统一编号（INV202）未到：只供查看 · Customs makes it, its number has not come: to look at only")
    out.say(f"待填 still to be filled in: {len(drafted.missing)}")
    for each in drafted.missing:
        why = f"  （{each.why_zh} · {each.why_en}）" if each.why_zh else ""
        out.say(f"  {each.zh} · {each.path}{why}")


def _one(path: Path) -> object:
    documents = load(path, Codes.builtin(), DocumentKinds(core_kinds())).documents
    if len(documents) != 1:
        raise UnusableInput(
            f"{path.name} 应恰有一份清单，实有 {len(documents)} 份",
            f"{path.name} must hold exactly one list, holds {len(documents)}",
            remedy_zh="分成单独的文件",
            remedy_en="Divide it",
        )
    return documents[0]
