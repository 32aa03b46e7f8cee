"""What has to be done today: one table over all documents and clients, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from baoguan.broker.broker import Broker
from baoguan.broker.contents import Contents
from baoguan.broker.guarantees import guarantees
from baoguan.broker.looks import LOOKS, Told
from baoguan.broker.second_steps import SecondStep, Urgency, pending
from baoguan.broker.views import Status
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.amendment import Amendment
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.rules.amendment.confirmation import ANSWER_WITHIN, ANSWERED_FACT, ASKED_FACT, answer_by
from baoguan.rules.declaration.summary import chooses_guarantee
from baoguan.twostep import Calendar, Validity, due

_ORDER: Final = {Urgency.LATE: 0, Urgency.URGENT: 1, Urgency.NEAR: 2, Urgency.UNKNOWN: 3, Urgency.CALM: 4}
_OVER: Final = frozenset({"cancelled", "deleted"})
_CHOOSE: Final = (
    "在页面选取担保，再按“申报”：报文没有担保备案编号的元素",
    "Choose the guarantee on the page, then press 申报: no element of the message carries it",
)
_LAST_DAYS: Final = 1
"""Days before the last one of an answer to Customs from which it is urgent."""


@attrs.frozen(kw_only=True)
class Task:
    """One thing that somebody has to do."""

    what: str
    what_zh: str
    urgency: Urgency
    account: str
    client: str
    number: str
    kind: str
    ref: str
    state: str
    state_zh: str
    age: timedelta
    last_day: date | None = None
    why_zh: str
    why_en: str
    next_zh: str
    next_en: str


def tasks(broker: Broker, on: date) -> list[Task]:
    """Everything to do, the most urgent first; within one urgency the earliest last day, then the oldest."""
    contents = Contents(broker, broker.status())
    found = [
        *_looked(broker, contents),
        *_second_steps(broker, contents, on),
        *_entries(broker, contents, on),
        *_answers(contents, on),
        *_asked(contents, on),
        *_guarantees(broker, contents, on),
    ]
    return sorted(found, key=lambda t: (_ORDER[t.urgency], t.last_day or date.max, -t.age, t.client, t.number, t.what))


def _looked(broker: Broker, contents: Contents) -> Iterator[Task]:
    for status in contents.statuses:
        for look in LOOKS:
            told = look.finds(status, broker)
            if told is not None:
                if look.what == "undeclared" and not told.next_zh and _needs_guarantee(contents, status):
                    told = attrs.evolve(told, next_zh=_CHOOSE[0], next_en=_CHOOSE[1])
                told = told if told.next_zh else attrs.evolve(told, next_zh=look.next_zh, next_en=look.next_en)
                yield _task(status, look.what, look.zh, look.urgency, told)


def _needs_guarantee(contents: Contents, status: Status) -> bool:
    """Whether it is a dutiable summary: no element of its message carries the guarantee."""
    document = contents.of(status) if status.kind == DECLARATION.kind else None
    return isinstance(document, CustomsDeclaration) and chooses_guarantee(document)


def _second_steps(broker: Broker, contents: Contents, on: date) -> Iterator[Task]:
    by_ref: dict[tuple[str, str], SecondStep] = {(r.account, r.ref): r for r in pending(broker, on, contents=contents)}
    for status in contents.of_kind(DECLARATION.kind):
        row = by_ref.get((status.account, f"{status.owner}/{status.number}"))
        if row is not None and row.urgency is not Urgency.CALM:
            zh, en = _with_fee(row)
            told = Told(
                zh=zh,
                en=en,
                next_zh="baoguan two-step complete，或在页面申报",
                next_en="`baoguan two-step complete`, or declare it on the page",
            )
            yield _task(status, "second_step", "两步申报待完整申报", row.urgency, told, row.last_day)


def _with_fee(row: SecondStep) -> tuple[str, str]:
    """What a row waits for, and what being late costs by now."""
    if not row.days_late:
        return row.why_zh, row.why_en
    if row.late_fee is None:
        return (
            f"{row.why_zh}；滞报 {row.days_late} 天，{row.late_note_zh}",
            f"{row.why_en}; {row.days_late} day(s) late, {row.late_note_en}",
        )
    return (
        f"{row.why_zh}；滞报 {row.days_late} 天，滞报金 {row.late_fee} 元",
        f"{row.why_en}; {row.days_late} day(s) late, a fee of {row.late_fee} yuan",
    )


def _guarantees(broker: Broker, contents: Contents, on: date) -> Iterator[Task]:
    """Guarantees that have ended or end soon: one task for each account and client whose summaries rely on it, one where there is none."""
    for book in guarantees(broker, on, contents=contents):
        if book.validity not in (Validity.EXPIRING, Validity.EXPIRED) or book.days_left is None:
            continue
        ended = book.validity is Validity.EXPIRED
        relying: dict[tuple[str, str], list[str]] = {}
        for use in book.live:
            relying.setdefault((use.account, use.client), []).append(use.ref.rpartition("/")[2])
        for (account, client), numbers in (relying or {("", ""): []}).items():
            covers = "、".join(numbers) or "—"
            yield Task(
                what="guarantee",
                what_zh="担保到期",
                urgency=_urgency(book.days_left, min(broker.config.two_step.warn_days)),
                account=account,
                client=client,
                number=book.number,
                kind="guarantee",
                ref=book.number,
                state=book.validity,
                state_zh=book.validity.zh,
                age=timedelta(0),
                last_day=book.valid_until,
                why_zh=f"担保 {book.number} {'已到期，不能再担保税款' if ended else '即将到期'}；依赖它的概要：{covers}",
                why_en=f"guarantee {book.number} {'has ended and covers no more' if ended else 'ends soon'}; summaries under it: {covers}",
                next_zh="向主管海关续期或换用其他担保，然后更新设置 two_step.guarantees",
                next_en="Have it renewed or take another, then correct two_step.guarantees in the settings",
            )


def _entries(broker: Broker, contents: Contents, on: date) -> Iterator[Task]:
    """Import declarations in one step that Customs does not have and whose fourteenth day after entry is near."""
    settings = broker.config.two_step
    calendar = Calendar(settings.holidays)
    for status in contents.of_kind(DECLARATION.kind):
        if status.state in DECLARATION.taken | _OVER:
            continue
        document = contents.of(status)
        if not isinstance(document, CustomsDeclaration) or document.direction != "I":
            continue
        facts = status.standing.facts
        entered = _day(facts.get("entered_on")) or _day(facts.get("import_export_date")) or document.import_export_date
        if entered is None or stage_of(document.document_type) in (Stage.SUMMARY, Stage.COMPLETE):
            continue
        last = due(entered, settings, calendar).last_day
        left = (last - on).days
        if left <= max(settings.warn_days):
            told = Told(
                zh=f"{entered} 进境，{last} 后有滞报金",
                en=f"entered on {entered}: a fee for late declaring after {last}",
                next_zh="尽快申报",
                next_en="Declare it",
            )
            yield _task(status, "entry", "进口未申报，近第 14 日", _urgency(left, min(settings.warn_days)), told, last)


def _answers(contents: Contents, on: date) -> Iterator[Task]:
    """Answers to amendments that Customs started, which it does not have yet: five days are given for them."""
    for status in contents.of_kind(AMENDMENT.kind):
        if status.state in AMENDMENT.taken | _OVER:
            continue
        document = contents.of(status)
        if not isinstance(document, Amendment) or document.confirmation is None:
            continue
        last = answer_by(document)
        told = Told(
            zh=f"海关发起的修撤须在 5 日内确认：{last or '未填海关发起日期'}",
            en=f"an amendment that Customs started is answered within five days: {last or 'nobody said when Customs asked'}",
            next_zh="baoguan amend --confirm，或在页面确认",
            next_en="`baoguan amend --confirm`, or answer on the page",
        )
        urgency = Urgency.UNKNOWN if last is None else _urgency((last - on).days, _LAST_DAYS)
        yield _task(status, "answer", "海关发起修撤待确认", urgency, told, last)


def _asked(contents: Contents, on: date) -> Iterator[Task]:
    """Declarations whose amendment Customs asked for, as a person recorded, and to which nobody has made an answer since."""
    for status in contents.of_kind(DECLARATION.kind):
        facts = status.standing.facts
        asked, answered = _day(facts.get(ASKED_FACT)), _day(facts.get(ANSWERED_FACT))
        if asked is None or (answered is not None and answered >= asked) or status.state in _OVER:
            continue
        if any(_answers_it(contents, each, status, asked) for each in contents.of_kind(AMENDMENT.kind)):
            continue
        last = asked + ANSWER_WITHIN
        told = Told(
            zh=f"海关 {asked} 发起修撤，须在 5 日内确认：{last}",
            en=f"Customs asked for an amendment on {asked}: answer within five days, by {last}",
            next_zh="baoguan amend --confirm；在页面确认的，baoguan record --fact amendment-answered-on=日期",
            next_en="`baoguan amend --confirm`; if it was answered on the page, `baoguan record --fact amendment-answered-on=DAY`",
        )
        yield _task(status, "answer", "海关发起修撤待确认", _urgency((last - on).days, _LAST_DAYS), told, last)


def _answers_it(contents: Contents, status: Status, declaration: Status, asked: date) -> bool:
    """Whether an amendment is the answer to what Customs asked for on that day; it is watched by itself until Customs has it."""
    document = contents.of(status) if status.state not in _OVER else None
    if not isinstance(document, Amendment) or document.confirmation is None or (document.asked_on or asked) < asked:
        return False
    named = {"entry_no": document.entry_no, "seq_no": document.declaration_seq_no}
    return any(value and declaration.numbers.get(name) == value for name, value in named.items())


def _urgency(left: int, urgent: int) -> Urgency:
    return Urgency.LATE if left < 0 else Urgency.URGENT if left <= urgent else Urgency.NEAR


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _task(status: Status, what: str, zh: str, urgency: Urgency, told: Told, last_day: date | None = None) -> Task:
    return Task(
        what=what,
        what_zh=zh,
        urgency=urgency,
        account=status.account,
        client=status.owner,
        number=status.number,
        kind=status.kind,
        ref=f"{status.owner}/{status.number}",
        state=status.state,
        state_zh=status.state_zh,
        age=status.age,
        last_day=last_day,
        why_zh=told.zh,
        why_en=told.en,
        next_zh=told.next_zh,
        next_en=told.next_en,
    )
