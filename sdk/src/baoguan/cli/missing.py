"""doctor receipts: what should have come and has not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import attrs
from cyclopts import Parameter

from baoguan.cli.common import Account, Config, Json, open_broker, refs_of
from baoguan.cli.output import DONE, FINDINGS, Out, age, command, error_data
from baoguan.errors import BaoguanError

if TYPE_CHECKING:
    from baoguan.broker import Broker
    from baoguan.broker.missing import Missing, MissingReceipts

_HEADINGS: Final = (
    "事项", "客户", "编号", "种类", "状态", "已等（小时）", "时限（小时）", "说明", "下一步", "命令", "上次请求", "对方答复", "账户",
)  # fmt: skip
_HOUR: Final = 3600
_COLOURS: Final = {"error": "error", "warning": "warning"}


@command
def doctor_receipts(
    *,
    account: Account = None,
    client: Annotated[str | None, Parameter(name="--client", help="只看一家企业 · one client only")] = None,
    request: Annotated[
        list[str] | None,
        Parameter(
            name="--request",
            consume_multiple=True,
            negative="",
            help="请对方补发这些单证的回执：每份每天一次，不申报任何内容 · ask for the receipts of these documents again, once a day each; "
            "it declares nothing",
        ),
    ] = None,
    xlsx: Annotated[Path | None, Parameter(name="--xlsx", help="写入工作簿 · write a workbook")] = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """该到而未到的回执：等了多久、缺哪一包、怎么办 · Receipts that should have come: how long, which packs, what to do."""
    from baoguan.broker.missing import missing_receipts

    out = Out(json)
    with open_broker(config) as broker:
        if request is not None:
            return _ask(out, broker, request, account)
        found = missing_receipts(broker, account, client)
    _show(out, found)
    out.put(documents=found.documents, strays=found.strays, places=found.places, aside=found.aside)
    if xlsx is not None:
        _write(xlsx, found)
        out.say(f"→ {xlsx}")
        out.put(file=xlsx)
    return out.end(FINDINGS if found.red else DONE)


def _ask(out: Out, broker: Broker, refs: list[str], account: str | None) -> int:
    """Send a question for each document; one that may not be asked about is told with what to do instead, and the others are asked about all
    the same. Gives the exit code of the first that was not."""
    from baoguan.broker.missing import Advice, otherwise

    asked, refused = [], []
    code = DONE
    for ref in (each for given in refs for each in refs_of(broker, given, account)):
        out.announce(f"环境 environment: {broker.environment} · {ref} · 请求补发回执 asking for receipts again")
        try:
            done = broker.request_receipts(ref, account)
        except BaoguanError as error:
            instead: Advice = otherwise(broker, ref, account)
            out.note(f"错误 error: {ref}: {error}")
            out.say(f"{ref}  未发出 not sent")
            _steps(out, instead.zh, instead.en, instead.commands)
            refused.append({"ref": ref, "error": error_data(error), **attrs.asdict(instead)})
            code = code or error.exit_code
            continue
        asked.append(done)
        when = f"{done.asked:%Y-%m-%d %H:%M}"
        if done.repeated:
            out.say(
                f"{done.number}  今天已请求过，未再发出 asked for on this day already, nothing was sent: {when} {done.exchange_id}"
            )
        else:
            out.say(
                f"{done.number}  已请求补发 asked: {done.exchange_id} · 收到 received {done.received} · 归入 applied {done.applied}"
            )
        for note in done.unproven:
            out.say(f"    未经证实 unproven: {note}")
    if asked:
        out.say("baoguan run 接收补发的回执 · `baoguan run` receives what comes")
    out.put(requested=asked, not_requested=refused)
    return out.end(code)


def _show(out: Out, found: MissingReceipts) -> None:
    for each in found.documents:
        waits = f"{age(each.age)}" + (f"（时限 patience {age(each.patience)}）" if each.patience else "")
        where = f"[{each.client} · {each.account}]"
        out.say(f"{each.what_zh} {each.what}  {each.kind}:{each.number}  {each.state_zh} · {waits}  {where}", colour="error")
        out.say(f"    {each.why_zh} · {each.why_en}")
        if each.asked is not None:
            answered = f"，对方答复 answered: {each.answered}" if each.answered else ""
            out.say(f"    已请求补发 asked for again: {each.asked:%Y-%m-%d %H:%M}{answered}")
        _steps(out, each.next_zh, each.next_en, each.commands)
    for stray in found.strays:
        may_be = "、".join(stray.may_be) or "?"
        named = " ".join(f"{k}={v}" for k, v in stray.numbers.items())
        out.say(
            f"旁落的回执 stray  {stray.file}  {stray.kind or '—'} {named} {stray.state}  可能属于 may be of: {may_be}  [{stray.account}]",
            colour="error",
        )
        out.say(f"    {stray.why_zh} · {stray.why_en}")
        _steps(out, stray.next_zh, stray.next_en, stray.commands)
    for place in found.places:
        out.say(f"通道 channel {place.level}  {place.account}: {place.zh} / {place.en}", colour=_COLOURS.get(place.level, ""))
        for cause in place.causes:
            out.say(f"    - {cause}")
    if not found.red:
        out.say("没有缺失的回执 no receipt is missing")
    if found.aside:
        counts = " · ".join(f"{state} {count}" for state, count in found.aside.items())
        out.say(f"未归入单证的回执 of no document: {counts}（baoguan status --inbox）")


def _steps(out: Out, zh: str, en: str, commands: tuple[str, ...]) -> None:
    out.say(f"    → {zh} / {en}")
    for each in commands:
        out.say(f"      $ {each}")


def _write(path: Path, found: MissingReceipts) -> None:
    from baoguan.sheets.table_out import write_table

    write_table(path, "缺失的回执", _HEADINGS, ((_cells(each), "error") for each in found.documents))


def _cells(each: Missing) -> tuple[object, ...]:
    return (
        *(each.what_zh, each.client, each.number, each.kind, each.state_zh),
        *(int(each.age.total_seconds() // _HOUR), round(each.patience.total_seconds() / _HOUR, 2)),
        *(each.why_zh, each.next_zh, "\n".join(each.commands)),
        *(f"{each.asked:%Y-%m-%d %H:%M}" if each.asked else "", each.answered, each.account),
    )
