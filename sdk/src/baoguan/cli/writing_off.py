"""ledger write-off: the draft of a write-off from the journal, its differences, and the report."""

from __future__ import annotations

import json as jsons
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from baoguan.cli.common import Account, Config, Json, open_broker
from baoguan.cli.inputs import as_json
from baoguan.cli.output import DONE, FINDINGS, Out, Told, command
from baoguan.ledger.write_off import MaterialTerms, ScrapBasis

if TYPE_CHECKING:
    from baoguan.broker import Broker
    from baoguan.broker.writing_off import Counted, WriteOffDraft

_REPORT: Final = ".xlsx"


@command
def ledger_write_off(
    ledger: str,
    /,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="把报核写成 JSON · the document as JSON")] = None,
    xlsx: Annotated[Path | None, Parameter(name="--xlsx", help="报告工作簿（含图表） · the report, with charts")] = None,
    actual: Annotated[
        Path | None, Parameter(name="--actual", help="盘点表 .xlsx .csv：备案序号或料号、实际剩余数量、差异原因 · what was counted")
    ] = None,
    begin: Annotated[date | None, Parameter(name="--from", help="本期第一天（账册） · first day of the period")] = None,
    end: Annotated[
        date | None, Parameter(name="--to", help="本期最后一天，缺省昨天（账册） · last day, by default yesterday")
    ] = None,
    number: Annotated[str | None, Parameter(name="--number", help="企业内部编号 · own number of the write-off")] = None,
    sequence: Annotated[int | None, Parameter(name="--sequence", help="报核次数 · which write-off of the account it is")] = None,
    scrap: Annotated[
        Literal["tangible", "whole"], Parameter(name="--scrap", help="边角料按有形损耗或全部损耗 · which loss leaves scrap")
    ] = "tangible",
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """由日志生成报核（清单各一次、各料件全部项目、差异及原因） · The write-off of a ledger, drafted from the journal; nothing is sent."""
    from baoguan.broker.writing_off import WriteOffRequest, draft_write_off

    out = Out(json)
    with open_broker(config) as broker:
        counted = _counted(out, broker, actual) if actual is not None else ()
        if counted is None:
            return out.end(FINDINGS)
        request = WriteOffRequest(begin=begin, end=end, number=number, sequence=sequence, counted=counted, scrap=ScrapBasis(scrap))
        draft = draft_write_off(broker, ledger, request, account)
        found = [*draft.findings, *broker.check(draft.document, account)]
        _show(out, draft)
        out.findings(Told(finding=f, document=draft.document.internal_number) for f in found)
        if xlsx is not None:
            _write_report(draft, xlsx)
            out.say(f"报告 report: {xlsx}")
        if output is not None and draft.ready:
            text = jsons.dumps(as_json(draft.document, broker.kinds), ensure_ascii=False, indent=1)
            output.write_text(text, encoding="utf-8")
            out.say(f"报核 write-off: {output}\n  baoguan check {output} · baoguan submit {output} --declare")
        elif output is not None:
            out.note(f"没有写 {output}：有清单不能报核 it was not written: lists forbid the write-off")
        out.put(
            ledger=ledger,
            ready=draft.ready,
            file=output if draft.ready else None,
            report=xlsx,
            write_off=as_json(draft.document, broker.kinds),
        )
    return out.end(FINDINGS if any(f.severity == "error" for f in found) else DONE)


def _counted(out: Out, broker: Broker, path: Path) -> tuple[Counted, ...] | None:
    """The count of a file; None where some of it could not be read."""
    from baoguan.broker.writing_off import Counted
    from baoguan.sheets.stock import read_stock

    reading = read_stock(path, codes=broker.codes)
    out.findings(Told(finding=e.finding, cell=None if e.cell is None else str(e.cell)) for e in reading.located)
    if reading.errors:
        return None
    return tuple(
        Counted(item_no=row.item_no, part_no=row.part_no, quantity=row.quantity, reason=row.reason or "")
        for row in reading.rows
        if row.quantity is not None
    )


def _write_report(draft: WriteOffDraft, path: Path) -> None:
    from baoguan.errors import UnusableInput
    from baoguan.sheets.write_off_report import write_report

    if path.suffix.lower() != _REPORT:
        raise UnusableInput(
            f"{path} 不是 .xlsx", f"{path} is no .xlsx", remedy_zh="报告写成 .xlsx", remedy_en="The report is an .xlsx"
        )
    write_report(draft, path)


def _show(out: Out, draft: WriteOffDraft) -> None:
    from baoguan.broker.period_lists import PLACES

    document = draft.document
    period = f"{document.period_from or '…'} – {document.period_to}" if document.period_to is not None else "整本 whole"
    out.say(
        f"{document.ledger_no}  {document.internal_number}  {period} · 单耗 consumption: {draft.source_zh} · 期初: {draft.opening_zh}"
    )
    out.say(
        f"  清单 lists 进 {document.import_lists} 出 {document.export_lists} · "
        f"料件 materials {document.material_count} · 成品 products {document.product_count}"
    )
    for m in draft.terms.materials.values():
        counted = f" · 实际 counted {m.count.quantity:f} · 差异 {m.difference:+f}" if m.count is not None else ""
        scrap = f" · 边角料 scrap {m.scrap_made:f} 剩 left {m.scrap_left:f}" if m.scrap_made else ""
        out.say(f"{m.item_no:6}  期初 {m.opening:f} · 耗用 {m.consumed:f} · 应剩余 {m.theoretical:f}{counted}{scrap}")
    for each in draft.differences:
        for reason in each.reasons:
            out.say(f"  料件 {each.item_no}：{reason.zh} {reason.en}")
    out.put(
        period={"from": document.period_from, "to": document.period_to},
        source=draft.source_en,
        opening=draft.opening_en,
        materials=[_told(m) for m in draft.terms.materials.values()],
        differences=[
            {
                "item_no": each.item_no,
                "difference": each.terms.difference,
                "rate": each.terms.difference_rate,
                "reason": each.terms.count.reason if each.terms.count is not None else "",
                "possible": each.reasons,
            }
            for each in draft.differences
        ],
        lists=[
            {
                "list_no": each.list_no,
                "number": each.number,
                "direction": each.direction,
                "day": each.day,
                "state": each.state,
                "place": each.place,
                "place_zh": PLACES[each.place][0],
            }
            for each in draft.lists
        ],
    )


def _told(m: MaterialTerms) -> dict[str, object]:
    return {
        "item_no": m.item_no,
        "opening": m.opening,
        "counters": dict(m.counters),
        "uses": [
            {"product": u.product, "version": u.version, "units": u.units, "unit": f"{u.rate.shown:f}", "consumed": u.consumed}
            for u in m.uses
        ],
        "consumed": m.consumed,
        "theoretical": m.theoretical,
        "tangible_loss": m.tangible_loss,
        "intangible_loss": m.intangible_loss,
        "scrap_made": m.scrap_made,
        "scrap_left": m.scrap_left,
        "counted": m.count.quantity if m.count is not None else None,
        "difference": m.difference,
    }
