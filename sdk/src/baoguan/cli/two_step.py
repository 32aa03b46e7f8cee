"""two-step: eligible, summary, complete, pending, guarantees."""

from __future__ import annotations

import json as json_module
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from baoguan.broker import load_config
from baoguan.cli.common import Account, Config, Json, Override, act, announce, open_broker, ref_of, settings_file
from baoguan.cli.inputs import as_json, load
from baoguan.cli.output import DONE, FINDINGS, Out, Told, command
from baoguan.clock import today
from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.errors import InvalidDocument, UnusableInput
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import DocumentType
from baoguan.twostep import Answer, Preview, Situation, TwoStep, eligible, preview, summary_of

File = Annotated[Path, Parameter(help="报关单 JSON、XML 或工作簿 · a declaration as JSON, XML or workbook")]
On = Annotated[str | None, Parameter(name="--on", help="按哪一天的规定，缺省今天 · by the rules of which day, by default today")]
_HOLDS: Final = {True: "是 yes", False: "否 NO", None: "？ not known"}
COLOURS: Final = {"late": "error", "urgent": "error", "near": "warning", "calm": "", "unknown": ""}
_VALIDITY: Final = {"expired": "error", "expiring": "warning"}


@command
def two_step_eligible(
    file: File,
    /,
    *,
    on: On = None,
    credit: Annotated[
        Literal["certified", "registered", "general", "dishonest"] | None,
        Parameter(name="--credit", help="境内收发货人信用等级 · credit of the consignee"),
    ] = None,
    entered_on: Annotated[
        str | None, Parameter(name="--entered-on", help="运输工具申报进境日期 · day on which the conveyance declared its entry")
    ] = None,
    manifest: Annotated[bool | None, Parameter(name="--manifest", help="舱单已在舱单系统 · the manifest is in the system")] = None,
    paper: Annotated[bool | None, Parameter(name="--paper", help="有纸或特殊通道 · on paper or through a special channel")] = None,
    guarantee: Annotated[str | None, Parameter(name="--guarantee", help="担保备案编号 · number of the guarantee")] = None,
    dutiable: Annotated[bool | None, Parameter(name="--dutiable", help="是否涉税 · whether duty is due")] = None,
    negative_list: Annotated[
        bool | None,
        Parameter(name="--negative-list", help="商品在负面清单内（2025 年改革后） · the goods are on the negative list of 2025"),
    ] = None,
    json: Json = False,
) -> int:
    """能否两步申报：逐条回答 · May it be declared in two steps: every condition answered."""
    out = Out(json)
    situation = Situation(
        credit=credit,
        entered_on=_day(entered_on, "--entered-on"),
        manifest=manifest,
        paper=paper,
        guarantee=guarantee,
        dutiable=dutiable,
        negative_list=negative_list,
    )
    answers = eligible(_one(file), situation, _day(on, "--on") or today())
    for answer in answers:
        condition = answer.condition
        out.say(f"{_HOLDS[answer.holds]:14} {condition.zh} · {condition.en}")
        out.say(f"    {answer.why_zh} · {answer.why_en}  [{condition.mark} · {condition.source}]")
    against = [a for a in answers if a.holds is False and not a.condition.warns]
    unsure = [a for a in answers if a.holds is not True]
    verdict = False if against else None if unsure else True
    out.say(f"可以两步申报 eligible: {_HOLDS[verdict]}")
    out.put(eligible=verdict, conditions=[_told(a) for a in answers])
    return out.end(DONE if verdict else FINDINGS)


def _told(answer: Answer) -> dict[str, object]:
    condition = answer.condition
    return {
        "name": condition.name,
        "holds": answer.holds,
        "zh": condition.zh,
        "en": condition.en,
        "why_zh": answer.why_zh,
        "why_en": answer.why_en,
        "source": condition.source,
        "mark": condition.mark,
        "since": condition.since,
        "until": condition.until,
    }


@command
def two_step_summary(
    file: File,
    /,
    *,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], help="写入文件，缺省只预览 · file; without it a preview")
    ] = None,
    on: On = None,
    business: Annotated[str, Parameter(name="--business", help="业务类型，如 ML、CL · business type, such as ML, CL")] = "",
    restricted: Annotated[bool, Parameter(name="--restricted", negative="", help="属于禁限管制 · restricted goods")] = False,
    inspected: Annotated[bool, Parameter(name="--inspected", negative="", help="依法需检验检疫 · goods to be inspected")] = False,
    dutiable: Annotated[bool, Parameter(name="--dutiable", negative="", help="涉税 · duty is due")] = False,
    config: Config = None,
    json: Json = False,
) -> int:
    """从完整报关单生成概要申报：附件 1 的项目与报文另需的字段分开列出 · Make the summary of a declaration, its items apart from the rest."""
    out = Out(json)
    path = settings_file(config)
    settings = load_config(path).two_step if path is not None else TwoStep()
    day = _day(on, "--on") or today()
    made = summary_of(_one(file), settings, day, business=business, restricted=restricted, inspected=inspected, dutiable=dutiable)
    shown = preview(made, restricted=restricted, inspected=inspected, only=settings.items(new=settings.new_mode(day)))
    _show(out, shown)
    if dutiable and not made.guarantee_no:
        out.say(
            "涉税：报文没有担保备案编号的元素；填写 guarantee_no 和 estimated_duty 以记担保账，暂存后在页面选取担保，再申报"
            " · dutiable: no element carries the guarantee; give guarantee_no and estimated_duty for the books, and choose it on the page"
            " before declaring",
            colour="warning",
        )
    data = as_json(made, DocumentKinds(core_kinds()))
    if output is not None:
        output.write_text(json_module.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        out.say(f"→ {output}")
    kind = DocumentType.read(made.document_type)
    out.put(
        document=data,
        file=output,
        document_type=made.document_type,
        digit=kind.digit,
        given={item.name: dict(values) for item, values in shown.given},
        profile=dict(shown.profile),
        missing=[item.name for item in shown.missing],
    )
    return out.end(FINDINGS if shown.missing else DONE)


def _show(out: Out, shown: Preview) -> None:
    out.say("申报项目（由您填写）· items that you give")
    for item, values in shown.given:
        out.say(f"  {item.zh}: {' · '.join(str(v) for _, v in values)}")
    out.say("报文另需（由账户和设置填写）· what the message needs beside them")
    for name, value in shown.profile:
        out.say(f"  {name}: {value}")
    for item in shown.missing:
        out.say(f"缺 missing: {item.zh} ({', '.join(item.paths)})")


@command
def two_step_complete(
    ref: str,
    file: File,
    /,
    *,
    account: Account = None,
    override: Override = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """完整申报：概要审结后自动暂存；概要之前给出即为备录 · The second step: saved as soon as the summary is cleared."""
    from baoguan.broker.completing import as_complete, first_step, warnings_of
    from baoguan.twostep import differences

    out = Out(json)
    whole = _one(file)
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        row, name = broker.find(ref, account), broker.account_name(ref, account)
        summary = first_step(broker.journal, broker.kinds, row)
        if isinstance(summary, CustomsDeclaration):
            found = differences(summary, whole)
            for each in found:
                out.say(f"与概要不同 differs: {each.path}（{each.zh}） {each.summary} → {each.complete}")
            out.put(differences=found)
            checked = broker.check(as_complete(whole, summary, broker.config.two_step, today()), name)
            checked += warnings_of(summary, whole)
            if any(f.severity == "error" for f in checked):
                return out.fail(InvalidDocument(checked), document=row.number)
            out.findings(Told(finding=f, document=row.number) for f in checked)
        announce(out, broker, name, f"{ref} · 完整申报暂存 save the complete step")
        return act(out, row.number, lambda: broker.complete(ref, whole, account, override=override))


@command
def two_step_pending(
    *,
    by: Annotated[Literal["client"] | None, Parameter(name="--by", help="按客户汇总 · by client")] = None,
    client: Annotated[str | None, Parameter(name="--client", help="收发货人 10 位编码 · the consignee's 10-digit code")] = None,
    entry_no: Annotated[
        str | None, Parameter(name="--entry-no", help="报关单号、备案清单号或统一编号 · number of the declaration")
    ] = None,
    bill: Annotated[str | None, Parameter(name="--bill", help="提运单号 · bill of lading")] = None,
    since: Annotated[str | None, Parameter(name="--since", help="申报日期自 · declared from")] = None,
    until: Annotated[str | None, Parameter(name="--until", help="申报日期至 · declared until")] = None,
    xlsx: Annotated[Path | None, Parameter(name="--xlsx", help="写入工作簿 · write a workbook")] = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """待完整申报的报关单，按紧急程度着色 · Declarations whose second step is due, by urgency."""
    from baoguan.broker.second_steps import Query, by_client, pending

    out = Out(json)
    query = Query(
        client=client,
        entry_no=entry_no,
        bill_of_lading=bill,
        since=_day(since, "--since"),
        until=_day(until, "--until"),
    )
    with open_broker(config) as broker:
        rows = pending(broker, today(), query)
    if by == "client":
        groups = by_client(rows)
        for group in groups:
            blocked = "；".join(f"{why} ×{count}" for why, count in group.blocked.items())
            text = f"{group.client} {group.client_name}  待办 waiting {group.waiting} · 可办 ready {group.ready} · 最早 {group.earliest or '—'}"
            out.say(f"{text}{'  受阻 blocked: ' + blocked if blocked else ''}", colour=COLOURS[group.urgency])
        out.put(clients=groups)
        _write(out, xlsx, "按客户", _CLIENT_HEADINGS, [(_client_cells(g), COLOURS[g.urgency]) for g in groups])
        return out.end()
    for row in rows:
        left = "—" if row.days_left is None else f"{row.days_left} 天 days"
        out.say(
            f"{row.number}  {row.entry_no or row.seq_no or '—'}  {row.client} {row.client_name}  期限 until {row.last_day or '—'} · {left}",
            colour=COLOURS[row.urgency],
        )
        out.say(f"    {row.why_zh} · {row.why_en}")
        out.say(f"    税率、汇率适用日期 rates of the day: {row.rate_day or '—'}")
        if row.days_late:
            fee = "—" if row.late_fee is None else f"{row.late_fee} 元 yuan"
            out.say(f"    滞报 late {row.days_late} 天 days · 滞报金 fee {fee}  {row.late_note_zh} · {row.late_note_en}")
        if row.note_zh:
            out.say(f"    {row.note_zh} · {row.note_en}")
    if not rows:
        out.say("没有待完整申报的报关单 nothing waits for its second step")
    out.put(declarations=rows)
    _write(out, xlsx, "待完整申报", _HEADINGS, [(_cells(r), COLOURS[r.urgency]) for r in rows])
    return out.end()


@command
def two_step_guarantees(*, config: Config = None, json: Json = False) -> int:
    """担保额度：总额、已占用、待占用、可用、是否到期 · Guarantees: quota, used, reserved, free, and whether they have ended."""
    from baoguan.broker.guarantees import guarantees

    out = Out(json)
    with open_broker(config) as broker:
        books = guarantees(broker, today())
    for book in books:
        over = book.free is not None and book.free < 0
        out.say(
            f"{book.number}  总额 total {book.total if book.total is not None else '—'} · 已占用 used {book.used} · "
            f"待占用 reserved {book.reserved} · 可用 free {book.free if book.free is not None else '—'}"
            f"{f' · 有效期 until {book.valid_until}（{book.validity.zh} {book.validity}）' if book.valid_until else ''}",
            colour="error" if over else _VALIDITY.get(book.validity, ""),
        )
        for use in book.uses:
            out.say(f"    {use.ref}  {use.amount}  {use.state_zh} {use.state}")
    if not books:
        out.say("没有担保 no guarantees: [two_step.guarantees]")
    out.put(guarantees=books)
    return out.end()


_HEADINGS: Final = (
    "客户端编号", "收发货人编码", "收发货人", "统一编号", "报关单号", "提运单号", "申报日期", "税率汇率日期",
    "进境日期", "最后期限", "剩余天数", "紧急程度", "滞报天数", "滞报金（元）", "滞报金说明",
    "概要状态", "完整申报状态", "可办", "说明", "预估税款", "担保编号",
)  # fmt: skip
_CLIENT_HEADINGS: Final = ("收发货人编码", "收发货人", "待办", "可办", "最早期限", "紧急程度", "受阻原因")


def _cells(row: object) -> tuple[object, ...]:
    names = (
        "number", "client", "client_name", "seq_no", "entry_no", "bill_of_lading", "declared_on", "rate_day",
        "entered_on", "last_day", "days_left",
        "urgency", "days_late", "late_fee", "late_note_zh", "first", "second", "ready", "why_zh", "estimated_duty", "guarantee_no",
    )  # fmt: skip
    return tuple(getattr(row, name) for name in names)


def _client_cells(group: object) -> tuple[object, ...]:
    blocked: dict[str, int] = getattr(group, "blocked")  # noqa: B009
    values = (getattr(group, n) for n in ("client", "client_name", "waiting", "ready", "earliest", "urgency"))
    return (*values, "；".join(f"{why} ×{count}" for why, count in blocked.items()))


def _write(out: Out, path: Path | None, title: str, headings: Sequence[str], rows: list[tuple[tuple[object, ...], str]]) -> None:
    if path is None:
        return
    from baoguan.sheets.table_out import write_table

    write_table(path, title, headings, rows)
    out.say(f"→ {path}")
    out.put(file=path)


def _one(file: Path) -> CustomsDeclaration:
    """The one declaration of a file."""
    documents = load(file, Codes.builtin(), DocumentKinds(core_kinds())).documents
    if len(documents) != 1 or not isinstance(documents[0], CustomsDeclaration):
        raise UnusableInput(
            f"{file.name} 应恰有一份报关单，实有 {len(documents)} 份单证",
            f"{file.name} must hold exactly one declaration, holds {len(documents)} document(s)",
            remedy_zh='JSON 中写 "kind": "declaration"',
            remedy_en='In JSON write "kind": "declaration"',
        )
    return documents[0]


def _day(text: str | None, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnusableInput(
            f"{name} 不是日期：{text}", f"{name} is no date: {text}", remedy_zh="写作 2026-06-03", remedy_en="Write it 2026-06-03"
        ) from None
