"""What a person does about something that has not come: what to ask for, where to read it on the page, and what to record then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from baoguan.broker.facts import recordable
from baoguan.broker.missing.cases import Case
from baoguan.broker.missing.finds import Found
from baoguan.broker.resending import opt_in
from baoguan.documents.shapes import NAMES
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.model.message import Step
from baoguan.model.receipt import TECHNICAL

_SOUGHT_BY: Final = ("entry_no", "list_no", "ledger_no", "seq_no")
"""Numbers by which a page finds a document, the best first; without any it is our own number."""
_OPTIONS: Final[Mapping[str, str]] = {
    "seq_no": "--seq-no NUMBER",
    "list_no": "--list-no NUMBER",
    "entry_no": "--entry-no NUMBER",
    "entry_seq_no": "--entry-no NUMBER",
    "ledger_no": "--fact ledger-no=NUMBER",
}
"""How a missing number is recorded. That of a draft cannot be; the one of the declaration that was made of it says as much."""


@attrs.frozen(kw_only=True)
class Advice:
    """Words and commands; NAME, NUMBER and RESULT stand for what the person knows."""

    zh: str
    en: str
    commands: tuple[str, ...] = ()


def record(case: Case, rest: str) -> str:
    """A command that records something of a document."""
    return f'baoguan record {case.ref}{of_account(case)} --by NAME --evidence "…" {rest}'


def of_account(case: Case) -> str:
    """The option that names its account, where there are several."""
    return f" --account {case.status.account}" if len(case.broker.accounts) > 1 else ""


def place(case: Case) -> tuple[str, str]:
    """Where on the page it is found."""
    kind, numbers = case.broker.kinds[case.status.kind], case.status.numbers
    if kind.name == AMENDMENT.kind:
        return "在页面按报关单号查修撤单", "Look its declaration's amendments up on the page"
    name = next((n for n in _SOUGHT_BY if numbers.get(n)), "")
    if not name:
        return (
            f"在页面按企业内部编号 {case.status.number} 查{kind.title_zh}",
            f"Look the {kind.title_en} up on the page by our own number {case.status.number}",
        )
    zh, en = NAMES[name]
    return (
        f"在页面按{zh} {numbers[name]} 查{kind.title_zh}",
        f"Look the {kind.title_en} up on the page by its {en} {numbers[name]}",
    )


def _arrival(case: Case, found: Found) -> Advice:
    """Whether a message arrived, nobody knows: the page does."""
    shown = "--outcome accepted"
    if found.step is Step.SAVE:
        shown = "--outcome saved" if case.status.numbers.get("seq_no") else _OPTIONS["seq_no"]
    return Advice(
        zh="不要重发。查得到的记录所见；查不到的记录 not-arrived，然后 baoguan redeclare 或再次 modify、withdraw",
        en="Do not send it again. If it is there, record what you see; if not, record not-arrived, then `baoguan redeclare`, or `modify` or "
        "`withdraw` again",
        commands=(record(case, shown), record(case, "--outcome not-arrived")),
    )


def _result(case: Case, found: Found | None = None) -> Advice:
    del found
    results = [w for w, o in recordable(case.broker.kinds[case.status.kind].lifecycle).items() if o not in TECHNICAL]
    return Advice(
        zh=f"把页面所见的结果记录下来（RESULT：{'、'.join(results)}）",
        en=f"Record the result that it shows (RESULT: {', '.join(results)})",
        commands=(record(case, "--outcome RESULT"),),
    )


def _deduction(case: Case, found: Found) -> Advice:
    del found
    return Advice(
        zh="页面显示已核扣的，记录下来；未核扣的，向主管海关询问，卡口未能结关的申请人工结关",
        en="If it is deducted there, record it; if not, ask the customs office: where the gate did not close the declaration, it is cleared by "
        "hand on request",
        commands=(record(case, "--outcome deducted"),),
    )


def _number(case: Case, found: Found) -> Advice:
    option = _OPTIONS.get(found.lacks)
    if option is not None:
        zh, en = NAMES.get("entry_no" if found.lacks == "entry_seq_no" else found.lacks, (found.lacks, found.lacks))
        return Advice(zh=f"把{zh}记录下来", en=f"Record the {en}", commands=(record(case, option),))
    adopt = (f"baoguan adopt FILE{of_account(case)} --by NAME",) if case.status.adopted else ()
    return Advice(
        zh="页面表体列出备案序号：填入清单文件，接管的清单再次 adopt，其他的在下次变更（modify）时带上",
        en="The lines there show their ledger rows: fill them into the list's file; adopt it again if it was adopted, else they go with its next "
        "change (`modify`)",
        commands=adopt,
    )


_ADVICE: Final[Mapping[str, Callable[[Case, Found], Advice]]] = {
    "answer": _arrival,
    "doubt": _arrival,
    "packs": _arrival,
    "receipt": _result,
    "receipt_packs": _result,
    "undeducted": _deduction,
    "number": _number,
}


def _asking(case: Case) -> Iterator[Advice]:
    """Whether the receipts can be asked for again, and what is in the way."""
    account, kind = case.status.account, case.status.kind
    if not case.asks:
        return
    if case.asked_today:
        yield Advice(zh="今天已请求补发，先等回执", en="Its receipts were asked for today: wait for what comes")
    elif case.may_ask:
        yield Advice(
            zh="可请对方补发",
            en="Its receipts may be asked for again",
            commands=(f"baoguan doctor receipts --request {case.ref}{of_account(case)}",),
        )
    elif not case.known:
        yield Advice(zh="记录统一编号后才能请求补发", en="Its receipts can be asked for again once its unified number is recorded")
    else:
        yield Advice(
            zh=f'请求补发未经证实，生产环境默认关闭：账户 {account} 写 allow_unproven = ["{opt_in(kind)}"] 后可用',
            en="Asking for its receipts is unproven and off in production: "
            f'put allow_unproven = ["{opt_in(kind)}"] into the account {account} if you accept that',
        )


def advise(case: Case, found: Found) -> Advice:
    """What to do about one thing that has not come."""
    return _joined([*_asking(case), Advice(zh=place(case)[0], en=place(case)[1]), _ADVICE[found.what](case, found)])


def read_instead(case: Case, found: Found | None) -> Advice:
    """What to do about a document whose receipts may not be asked for again."""
    told = _result(case) if found is None else _ADVICE[found.what](case, found)
    return _joined([Advice(zh=place(case)[0], en=place(case)[1]), told])


def _joined(parts: Sequence[Advice]) -> Advice:
    return Advice(
        zh="；".join(p.zh for p in parts),
        en="; ".join(p.en if k == 0 else p.en[:1].lower() + p.en[1:] for k, p in enumerate(parts)),
        commands=tuple(c for p in parts for c in p.commands),
    )
