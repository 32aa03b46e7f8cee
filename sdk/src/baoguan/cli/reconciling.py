"""ledger reconcile: our books beside what Customs says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from baoguan.cli.common import Account, Config, Json, open_broker
from baoguan.cli.inputs import read_by
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.errors import UnusableInput
from baoguan.ledger import FIGURES, Booked, Figure

if TYPE_CHECKING:
    from baoguan.broker import Broker
    from baoguan.broker.reconciling import LikelyCause, Reconciled

Columns = Annotated[
    tuple[str, ...],
    Parameter(name=["--column"], help="哪一列是什么，如 实增=increased · what a column holds, HEADING=FIGURE"),
]
AsOf = Annotated[date | None, Parameter(name="--as-of", help="来源的日期 yyyy-MM-dd · the day that the source is of")]
Received = Annotated[bool, Parameter(name="--received", negative="", help="用已收到的回执核对 · with the receipts that came")]


@command
def ledger_reconcile(
    ledger: str,
    /,
    *sources: Path,
    column: Columns = (),
    as_of: AsOf = None,
    received: Received = False,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """与海关数据核对：INV211 回执，或带数量列的工作簿；每处差异列出可能的原因 · Our books beside INV211 receipts or a workbook with quantities;
    every difference with its likely causes."""
    from baoguan.broker.reconciling import reconcile

    out = Out(json)
    if not sources and not received:
        raise UnusableInput(
            "没有核对来源",
            "there is nothing to reconcile with",
            remedy_zh="给出文件（INV211 回执，或导出的工作簿），或写 --received",
            remedy_en="Give files (INV211 receipts, or an exported workbook), or --received",
        )
    figures = dict(_column(each) for each in column)
    with open_broker(config) as broker:
        booked: list[Booked] = []
        whole = False
        for source in sources:
            rows, table = _read(source, broker.codes, figures, ledger)
            booked += rows
            whole = whole or table
        if received:
            booked += _received(broker, ledger, account)
        at = None if as_of is None else datetime.combine(as_of, time.max, SHANGHAI)
        told = reconcile(broker, ledger, booked, whole=whole, at=at, account=account)
    _say(out, told)
    out.put(ledger=told.ledger, compared=told.compared, agreeing=told.agreeing, differences=told.differences, lines=told.lines)
    return out.end(DONE if told.agrees else FINDINGS)


def _column(text: str) -> tuple[str, Figure]:
    heading, sign, figure = text.rpartition("=")
    found = next((f for f, term in FIGURES.items() if figure in (f.value, term.zh)), None)
    if not sign or not heading or found is None:
        raise UnusableInput(
            f"--column {text}：应为 列名=figure",
            f"--column {text}: should be HEADING=FIGURE",
            remedy_zh="figure 为：" + "、".join(f"{f.value}（{t.zh}）" for f, t in FIGURES.items()),
            remedy_en="FIGURE is one of " + ", ".join(FIGURES),
        )
    return heading, found


def _read(source: Path, codes: Codes, figures: dict[str, Figure], ledger: str) -> tuple[Sequence[Booked], bool]:
    """What a file says, and whether it holds the whole ledger."""
    from baoguan.sheets import LEDGER_FILES, booked_of, read_ledger

    if source.suffix.lower() in LEDGER_FILES:
        reading = read_ledger(source, codes=codes, ledger_no=ledger)
        if reading.errors:
            first = reading.errors[0]
            raise UnusableInput(first.zh, first.en, remedy_zh=first.remedy_zh, remedy_en=first.remedy_en)
        return booked_of(reading.export, figures), True
    if not source.is_file():
        raise UnusableInput(f"没有文件 {source}", f"no file {source}", remedy_zh="检查路径", remedy_en="Check the path")
    found = read_by(source.name, source.read_bytes(), codes)
    if found is None or not found[1].booked:
        kind = "—" if found is None else found[1].kind
        raise UnusableInput(
            f"{source.name}（{kind}）没有底账行",
            f"{source.name} ({kind}) says nothing of the rows of a ledger",
            remedy_zh="用 INV211 回执，或带数量列的工作簿",
            remedy_en="Use INV211 receipts, or a workbook with columns of quantities",
        )
    return [attrs.evolve(row, place=f"{source.name} {row.place}") for row in found[1].booked], False


def _received(broker: Broker, ledger: str, account: str | None) -> list[Booked]:
    from baoguan.broker.reconciling import raw_receipts

    out: list[Booked] = []
    for name, content in raw_receipts(broker, ledger, account):
        found = read_by(name, content, broker.codes)
        out += [attrs.evolve(row, place=f"{name} {row.place}") for row in found[1].booked] if found is not None else []
    if not out:
        raise UnusableInput(
            f"已收到的回执里没有底账 {ledger} 的行",
            f"no receipt that came says anything of the rows of ledger {ledger}",
            remedy_zh="给出文件：导出的工作簿，或 INV211 回执",
            remedy_en="Give a file: an exported workbook, or INV211 receipts",
        )
    return out


def _say(out: Out, told: Reconciled) -> None:
    if told.compared:
        out.say(f"{told.ledger}  核对 {told.compared} 行，一致 {told.agreeing} 行 · {told.compared} rows, {told.agreeing} agree")
    for each in told.differences:
        figures = " · ".join(f"{FIGURES[f].zh} {p.ours:f} → {p.theirs:f}" for f, p in each.figures.items())
        place = each.place or "来源没有此行 not in the source"
        out.say(f"{each.row.value:8} {each.item_no:6}  {each.goods_name}  {figures}  [{place}]", "error")
        for number, cause in enumerate(each.causes, 1):
            _say_cause(out, number, cause)
    if told.lines:
        out.say("来源没有余额，只核对记了哪一行 · the source has no balances: only what was booked is looked up")
    for line in told.lines:
        name = f"{line.list_no or '—'} 第 {line.list_line or '—'} 行 → {line.row.value} {line.item_no}"
        out.say(f"  {name}  {line.zh} · {line.en}", "" if line.agrees else "error")
        for title, ours, theirs in line.data:
            out.say(f"      {title}: {ours} → {theirs}", "error")


def _say_cause(out: Out, number: int, cause: LikelyCause) -> None:
    rows = f"（解释 {cause.rows} 行 explains {cause.rows} rows）" if cause.rows > 1 else ""
    against = f"（有 {cause.against} 行不符 {cause.against} rows speak against it）" if cause.against else ""
    out.say(f"    {number}. {cause.zh} · {cause.en}{rows}{against}")
    if cause.beside is not None:
        out.say(f"       并且 and {cause.beside.zh} · {cause.beside.en}")
    out.say(f"       {cause.remedy_zh} · {cause.remedy_en}")
