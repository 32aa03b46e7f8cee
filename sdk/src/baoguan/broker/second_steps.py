"""Which declarations still need their second step, for which client, until when, and what holds each back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from baoguan.broker.broker import Broker
from baoguan.broker.contents import Contents
from baoguan.broker.views import Status
from baoguan.documents.declaration_receipts import COMPLETED_ON, SUMMARY_ON
from baoguan.lifecycle import ActStanding
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.model.message import Act
from baoguan.twostep import NOT_LATE, VALUE_FACT, Calendar, Due, due, late, rate_day

_DONE: Final = frozenset({"audited", "released_on_guarantee", "released", "cleared", "deleted"})
_OVER: Final = frozenset({"deleted", "cancelled", "not_arrived"})
_ELSEWHERE: Final = "elsewhere"
"""State of a summary that was declared elsewhere: only its complete step is ours."""
_LATEST: Final = date.max


class Urgency(StrEnum):
    """How near the last day is."""

    LATE = "late"
    URGENT = "urgent"
    NEAR = "near"
    CALM = "calm"
    UNKNOWN = "unknown"
    """The day of entry is not known."""


@attrs.frozen(kw_only=True)
class SecondStep:
    """A declaration that still needs its second step."""

    ref: str
    account: str
    client: str
    client_name: str
    number: str
    seq_no: str
    entry_no: str
    bill_of_lading: str
    declared_on: date | None
    """When the summary was declared."""
    rate_day: date | None
    """The day whose duty and exchange rates count; None while it has not come."""
    entered_on: date | None
    last_day: date | None
    days_left: int | None
    urgency: Urgency
    first: str
    second: str
    ready: bool
    """Whether nothing but a person's act is missing, or nothing at all."""
    why_zh: str
    why_en: str
    note_zh: str = ""
    note_en: str = ""
    estimated_duty: Decimal | None = None
    guarantee_no: str = ""
    days_late: int = 0
    late_fee: Decimal | None = Decimal(0)
    """滞报金 in yuan if the second step is done today, or on the day on which it was declared; None where its base is not known."""
    late_note_zh: str = ""
    late_note_en: str = ""


@attrs.frozen(kw_only=True)
class Client:
    """The waiting declarations of one client."""

    client: str
    client_name: str
    waiting: int
    ready: int
    earliest: date | None
    urgency: Urgency
    blocked: Mapping[str, int]
    """What holds the others back -> how many."""


@attrs.frozen(kw_only=True)
class Query:
    """Which of them: by the consignee's 10-digit code, a declaration or record list number, a bill of lading, days of declaring."""

    client: str | None = None
    entry_no: str | None = None
    bill_of_lading: str | None = None
    since: date | None = None
    until: date | None = None

    def fits(self, row: SecondStep) -> bool:
        """Whether a row is asked for. What was not declared yet has no day and fits only where no days are asked for."""
        day = row.declared_on
        return (
            self.client in (None, row.client)
            and self.entry_no in (None, row.entry_no, row.seq_no)
            and self.bill_of_lading in (None, row.bill_of_lading)
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )


def pending(broker: Broker, on: date, query: Query | None = None, *, contents: Contents | None = None) -> list[SecondStep]:
    """Every declaration in two steps whose second is not done, the most urgent first. `contents` are those of a look that was taken already."""
    asked = query or Query()
    calendar = Calendar(broker.config.two_step.holidays)
    known = contents or Contents(broker, broker.status())
    rows = (_row(broker, s, document, on, calendar) for s, document in two_steps(known, without=_OVER) if not _done(s, document))
    return sorted((r for r in rows if asked.fits(r)), key=lambda r: (r.last_day or _LATEST, r.number))


def by_client(rows: Iterable[SecondStep]) -> list[Client]:
    """The rows of each client together, the most urgent client first."""
    groups: dict[str, list[SecondStep]] = {}
    for row in rows:
        groups.setdefault(row.client, []).append(row)
    out = []
    for client, mine in groups.items():
        first = min(mine, key=lambda r: r.last_day or _LATEST)
        blocked: dict[str, int] = {}
        for row in mine:
            if not row.ready:
                blocked[row.why_zh] = blocked.get(row.why_zh, 0) + 1
        out.append(
            Client(
                client=client,
                client_name=mine[0].client_name,
                waiting=len(mine),
                ready=sum(r.ready for r in mine),
                earliest=first.last_day,
                urgency=first.urgency,
                blocked=blocked,
            )
        )
    return sorted(out, key=lambda c: (c.earliest or _LATEST, c.client))


def two_steps(known: Contents, without: Collection[str] = ()) -> Iterator[tuple[Status, CustomsDeclaration]]:
    """Declarations in two steps, but those in states that are not asked for."""
    for status in known.of_kind(DECLARATION.kind):
        document = known.of(status) if status.state not in without else None
        if isinstance(document, CustomsDeclaration) and stage_of(document.document_type) in (Stage.SUMMARY, Stage.COMPLETE):
            yield status, document


def _steps(status: Status, document: CustomsDeclaration) -> tuple[ActStanding | None, ActStanding | None]:
    """The standings of both steps. A document whose only act is a complete step has no summary with us."""
    first, second = status.standing.act(Act.FILING), status.standing.act(Act.COMPLETION)
    if second is None and stage_of(document.document_type) is Stage.COMPLETE:
        return None, first
    return first or _DRAFT, second


def _done(status: Status, document: CustomsDeclaration) -> bool:
    _, second = _steps(status, document)
    return status.state in _OVER or (second is not None and second.state in _DONE)


def _row(broker: Broker, status: Status, document: CustomsDeclaration, on: date, calendar: Calendar) -> SecondStep:
    facts = status.standing.facts
    first, second = _steps(status, document)
    declared = _day(facts.get(SUMMARY_ON)) or (_declared(first) if first is not None else None)
    completed = _day(facts.get(COMPLETED_ON)) or _declared(second)
    entered = _day(facts.get("entered_on")) or _day(facts.get("import_export_date")) or document.import_export_date
    until: Due | None = due(entered, broker.config.two_step, calendar) if entered else None
    ready, zh, en = _why(first, second, status)
    trader = document.trader
    recorded = facts.get(VALUE_FACT)
    done = completed if second is not None and second.state in DECLARATION.taken else None
    cost = late(document, recorded, until.last_day, done or on, broker.config.two_step) if until else NOT_LATE
    left = until.left(on) if until else None
    return SecondStep(
        ref=f"{status.owner}/{status.number}",
        account=status.account,
        client=status.owner,
        client_name=(trader.name or "") if trader else "",
        number=status.number,
        seq_no=status.numbers.get("seq_no", ""),
        entry_no=status.numbers.get("entry_no", ""),
        bill_of_lading=document.bill_of_lading or "",
        declared_on=declared,
        rate_day=rate_day(declared, completed),
        entered_on=entered,
        last_day=until.last_day if until else None,
        days_left=left,
        urgency=Urgency.CALM if done and until and not cost.days else _urgency(left, broker.config.two_step.warn_days),
        first=first.state if first else _ELSEWHERE,
        second=second.state if second else "none",
        ready=ready,
        why_zh=zh,
        why_en=en,
        note_zh=until.note_zh if until else "",
        note_en=until.note_en if until else "",
        estimated_duty=document.estimated_duty,
        guarantee_no=document.guarantee_no or "",
        days_late=cost.days,
        late_fee=cost.fee if until else None,
        late_note_zh=cost.note_zh,
        late_note_en=cost.note_en,
    )


def _urgency(left: int | None, warn_days: tuple[int, ...]) -> Urgency:
    if left is None:
        return Urgency.UNKNOWN
    if left < 0:
        return Urgency.LATE
    if left <= min(warn_days):
        return Urgency.URGENT
    return Urgency.NEAR if left <= max(warn_days) else Urgency.CALM


_WAITS: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("概要未发送", "the summary was not sent"),
    "queued": ("概要待发送：baoguan run", "the summary waits to be sent: `baoguan run`"),
    "sent": ("概要已发出，等待应答", "the summary is sent, without an answer yet"),
    "refused": ("概要暂存失败：改正后 baoguan redeclare", "the summary was not saved: correct it, then `baoguan redeclare`"),
    "saved": (
        "概要已暂存：须有人在页面选取担保（应税的）并按“申报”",
        "the summary is saved: a person chooses the guarantee where there is duty, and declares",
    ),
    "declared": ("概要已申报，等待海关", "the summary is declared: waiting for Customs"),
    "stored": ("概要已入库，等待审结", "the summary is taken: waiting for its audit"),
    "store_failed": ("概要申报失败：改正后重新申报", "declaring the summary failed: correct it and declare again"),
    "manual": ("概要转人工", "the summary is handled by hand"),
    "rejected": ("概要被退单：改正后重新申报", "the summary was rejected: correct it and declare again"),
    "returned": ("概要被退回修改：改正后重新申报", "the summary was returned: correct it and declare again"),
    "recheck": ("概要重审中", "the summary is under audit again"),
    "supplement": ("概要要求补充申报或重传单据", "more is asked for on the summary"),
    "inspection": ("概要查验中", "the summary is under inspection"),
    "tax_due": ("概要待缴税费", "taxes are due on the summary"),
}
"""State of a summary that is not cleared -> what holds the second step back."""

_DRAFT: Final = ActStanding(act=Act.FILING, change_count=0, declaration_no=0, state="draft")
_REFUSED: Final = {
    "refused": (
        "完整申报暂存失败：改正后再次 baoguan two-step complete",
        "the complete step was not saved: correct it and complete again",
    ),
    "rejected": ("完整申报被退", "the complete step was refused"),
    "returned": ("完整申报被退", "the complete step was refused"),
    "store_failed": ("完整申报被退", "the complete step was refused"),
}


def _why(first: ActStanding | None, second: ActStanding | None, status: Status) -> tuple[bool, str, str]:
    """Whether the second step can be done, and what it waits for."""
    if second is not None and (second.state in ("saved", *_REFUSED) or second.state in DECLARATION.taken):
        return _why_second(second)
    kept = any(w.startswith("completion:") for w in status.waiting) or (second is not None and second.state in ("queued", "sent"))
    if first is None:
        return kept, "完整申报待发送或已发出", "the complete step is on its way"
    if first.state in DECLARATION.completable:
        if kept:
            return True, "概要已审结，完整数据将自动发出", "cleared: the whole data leave by themselves"
        return True, "概要已审结，可以完整申报", "cleared: it can be completed"
    state = DECLARATION.state(first.state)
    zh, en = _WAITS.get(first.state, (f"概要{state.zh}", f"the summary is {state.en}"))
    told = "；".join(first.texts) if first.state in DECLARATION.refusals | {"refused"} else ""
    zh, en = (f"{zh}（{told}）", f"{en} ({told})") if told else (zh, en)
    return False, f"{zh}{'（完整数据已备录）' if kept else ''}", f"{en}{' (the whole data are kept)' if kept else ''}"


def _why_second(second: ActStanding) -> tuple[bool, str, str]:
    if second.state == "saved":
        return True, "完整申报已暂存：须有人在页面按“申报”", "the complete step is saved: a person declares it on the page"
    if second.state in _REFUSED:
        zh, en = _REFUSED[second.state]
        told = "；".join(second.texts) or second.code
        return False, f"{zh}：{told}" if told else zh, f"{en}: {told}" if told else en
    state = DECLARATION.state(second.state)
    return False, f"完整申报已在海关（{state.zh}），等待审结", f"the complete step is at Customs ({state.en})"


def _declared(first: ActStanding | None) -> date | None:
    at: datetime | None = first.at if first is not None and first.state in DECLARATION.taken else None
    return at.date() if at else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
