"""amend: the amendment (修撤单) of a declaration, shown before it is submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from baoguan.broker import AmendmentRequest, Broker
from baoguan.cli.common import (
    Account,
    Config,
    DeclareToo,
    Json,
    Key,
    Override,
    Timeout,
    Wait,
    announce,
    open_broker,
    ref_of,
    submitted,
)
from baoguan.cli.inputs import as_json, load
from baoguan.cli.output import FINDINGS, Out, Told, command
from baoguan.errors import InvalidDocument, UnusableInput
from baoguan.model.amendment import Amendment, AmendmentItem, Confirmation
from baoguan.model.amendment_codes import AffirmResult, RowKind
from baoguan.model.amendment_fields import FIELD_CODES, Known
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.rules.amendment.confirmation import answer_by

_ANSWERS: Final = {"agree": AffirmResult.AGREED.value, "disagree": AffirmResult.DISAGREED.value}
_PARTS: Final[Mapping[str, str]] = {
    RowKind.GOODS.value: "商品 goods",
    RowKind.CONTAINER.value: "集装箱 container",
    RowKind.DOCUMENT.value: "随附单证 document",
}
_KNOWN: Final = {f.code: f.known for f in reversed(FIELD_CODES)}


@command
def amend(
    ref: Annotated[str, Parameter(help="报关单的编号 · number of the declaration")],
    path: Annotated[
        Path | None, Parameter(help="修改后的完整报关单，与日志比较 · the declaration as it shall be, compared with the journal")
    ] = None,
    /,
    *,
    reason: Annotated[str, Parameter(name="--reason", help="修撤原因 · reason")],
    withdraw: Annotated[bool, Parameter(name="--withdraw", negative="", help="撤销报关单 · withdraw the declaration")] = False,
    confirm: Annotated[
        Literal["agree", "disagree"] | None, Parameter(name="--confirm", help="答复海关发起的修撤 · answer what Customs started")
    ] = None,
    confirmation_no: Annotated[
        str | None, Parameter(name="--confirmation-no", help="确认书中心统一编号 · pre-entry number of the confirmation")
    ] = None,
    form_no: Annotated[str | None, Parameter(name="--form-no", help="确认书海关编号 · its number at Customs")] = None,
    note: Annotated[str | None, Parameter(name="--note", help="不同意的理由 · why you disagree")] = None,
    asked_on: Annotated[
        date | None, Parameter(name="--asked-on", help="海关发起日期 yyyy-MM-dd · day on which Customs asked")
    ] = None,
    contact: Annotated[str | None, Parameter(name="--contact", help="联系人 · contact")] = None,
    telephone: Annotated[str | None, Parameter(name="--telephone", help="联系电话 · telephone")] = None,
    review: Annotated[
        Literal["1", "2"], Parameter(name="--review", help="审查表识：1 需按审查程序办理，2 其他 · review mark")
    ] = "2",
    field_code: Annotated[
        list[str] | None,
        Parameter(name="--field-code", negative="", help="字段=修改字段英文名，如 goods.brand=… · field codes that you know"),
    ] = None,
    attach: Annotated[
        list[str] | None,
        Parameter(name="--attach", negative="", help="单据类别=文件.pdf · an attached document: KIND=FILE.pdf"),
    ] = None,
    number: Annotated[
        str | None, Parameter(name="--number", help="修撤单内部编号，缺省由报关单编号生成 · own number of the amendment")
    ] = None,
    preview: Annotated[bool, Parameter(name="--preview", negative="", help="只显示，不提交 · show it only")] = False,
    declare: DeclareToo = False,
    key: Key = None,
    wait: Wait = False,
    timeout: Timeout = 600,
    account: Account = None,
    override: Override = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """修改或撤销报关单（修撤单），或答复海关发起的修撤 · Change or withdraw a declaration, or answer what Customs started."""
    out = Out(json)
    answer = (
        Confirmation(seq_no=confirmation_no, form_no=form_no, result=_ANSWERS[confirm], note=note, contact=telephone)
        if confirm is not None
        else None
    )
    with open_broker(config) as broker:
        ref = ref_of(broker, ref, account)
        request = AmendmentRequest(
            reason=reason,
            after=_after(broker, path) if path is not None else None,
            withdrawal=withdraw,
            confirmation=answer,
            review=review,
            number=number,
            field_codes=dict(_pairs(field_code or (), "--field-code", "goods.brand=GOODS_BRAND")),
            attachments=tuple(
                DeclarationAttachment(kind=kind, path=file) for kind, file in _pairs(attach or (), "--attach", "00000001=a.pdf")
            ),
            contact=contact,
            telephone=telephone,
            asked_on=asked_on,
        )
        try:
            made = broker.amendment(ref, request, account)
        except InvalidDocument as error:
            return out.fail(error, document=broker.find(ref, account).number)
        _show(out, made)
        account = account or broker.account_name(ref, None)
        last = answer_by(made)
        out.put(items=[_as_row(item) for item in made.items], amendment=as_json(made, broker.kinds), answer_by=last)
        found = broker.check(made, account, declare=declare)
        out.findings(Told(finding=f, document=made.internal_number) for f in found)
        if any(f.severity == "error" for f in found):
            out.note("没有提交任何单证 nothing was submitted")
            return out.end(FINDINGS)
        if preview:
            return out.end()
        what = (
            "暂存并申报 SAVE AND DECLARE"
            if declare and answer is None
            else "答复海关 ANSWER TO CUSTOMS"
            if declare
            else "只暂存 save only"
        )
        announce(out, broker, account, f"{made.internal_number} · 修撤单 amendment · {what}")
        result = broker.submit(made, account, declare=declare, key=key, override=override)
        submitted(out, [result])
        if wait:
            from baoguan.cli.look import wait_for

            return wait_for(out, broker, [result.ref], account, declare, timeout)
        out.note("已记入日志；baoguan run 发送 · journalled; `baoguan run` sends")
    return out.end()


def _after(broker: Broker, path: Path) -> CustomsDeclaration:
    documents = load(path, broker.codes, broker.kinds).documents
    if len(documents) != 1 or not isinstance(documents[0], CustomsDeclaration):
        raise UnusableInput(
            f"{path.name} 应恰有一份修改后的报关单",
            f"{path.name} must hold exactly one declaration, as it shall be",
            remedy_zh='JSON 中写明 "kind": "declaration"',
            remedy_en='In JSON write "kind": "declaration"',
        )
    return documents[0]


def _pairs(texts: Sequence[str], option: str, example: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise UnusableInput(
                f"{option} {text!r}：应为 名=值",
                f"{option} {text!r}: must be NAME=VALUE",
                remedy_zh=f"例如 {option} {example}",
                remedy_en=f"For example {option} {example}",
            )
        yield name, value


def _show(out: Out, made: Amendment) -> None:
    """The amendment in words, item by item."""
    kind = {"1": "修改 change", "2": "撤销 withdrawal"}.get(made.amendment_type or "", "")
    out.say(f"{made.internal_number}  修撤单 amendment · {kind} · {made.entry_no or ''} · {made.reason}")
    for item in made.items:
        row = _as_row(item)
        where = f"{row['part']} {row['row']} · " if row["part"] else ""
        known = "" if row["known"] == Known.SEEN.value else f"  [{row['known']}]"
        old, new = (
            f"{v or '—'}{f'（{n}）' if n else ''}" for v, n in ((item.old_value, item.old_name), (item.new_value, item.new_name))
        )
        out.say(f"    {item.number}  {where}{item.field_name} {item.field_code}: {old} → {new}{known}")
    answer = made.confirmation
    if answer is not None:
        said = {v: k for k, v in _ANSWERS.items()}.get(answer.result or "", "")
        last = answer_by(made)
        due = f" · 最迟 by {last:%Y-%m-%d}" if last is not None else ""
        out.say(f"    答复海关 answer to Customs: {said}{due}")


def _as_row(item: AmendmentItem) -> Mapping[str, object]:
    row = item.row
    return {
        "number": item.number,
        "field_code": item.field_code,
        "field_name": item.field_name,
        "path": item.path,
        "part": _PARTS.get(row.kind or "", "") if row is not None else "",
        "row": row.number if row is not None else "",
        "old_value": item.old_value,
        "new_value": item.new_value,
        "old_name": item.old_name,
        "new_name": item.new_name,
        "known": _KNOWN.get(item.field_code or "", Known.GIVEN).value,
    }
