"""The kinds of thing that do not come: what each looks for in a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from baoguan.broker.look import silent, spoken_of
from baoguan.broker.missing.cases import Case
from baoguan.consolidation.declaration import needs_own
from baoguan.documents import standing_alerts as alerts
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Step
from baoguan.model.receipt import DRAFT_FAILED, Receipt
from baoguan.store.rows import ParcelRow, SubmissionRow

APPROVED: Final = frozenset({"approved", "pre_deducted", "deducted", "written_off"})
"""States of a list that Customs has numbered."""
UNDEDUCTED: Final = frozenset({"approved", "pre_deducted"})
RELEASED: Final = frozenset({"released", "released_on_guarantee", "cleared"})
_FILED: Final = "approved"
"""The state of a ledger that Customs has numbered."""
_UNSAVED: Final = frozenset({"draft", "queued", "sent", "refused"})
_DOUBTED: Final = frozenset({"in_doubt", "needs_person"})
_DRAFT_AGE: Final = timedelta(days=1)
"""INV202 may come before the approval or after it; a day later it is lost."""


@attrs.frozen(kw_only=True)
class Found:
    """One thing that has not come. `lacks` is the number that is missing, `step` that of the message without an answer."""

    what: str
    what_zh: str
    zh: str
    en: str
    age: timedelta
    patience: timedelta
    lacks: str = ""
    step: Step = Step.SAVE


def _waiting(case: Case, submission: SubmissionRow, parcels: Sequence[ParcelRow]) -> list[ParcelRow]:
    if spoken_of(submission, case.status.standing):
        return []
    return [p for p in parcels if p.sent_at is not None and silent(p, case.at - p.sent_at, case.patience)]


def _since(parcels: Sequence[ParcelRow], at: datetime) -> timedelta:
    return max((at - p.sent_at for p in parcels if p.sent_at is not None), default=timedelta())


def _numbered(parcels: Sequence[ParcelRow]) -> str:
    return "、".join(str(p.pack) for p in parcels)


def answers(case: Case) -> Iterator[Found]:
    """Messages in one piece without their technical answer, and those of which nobody knows whether they arrived."""
    for submission in case.submissions:
        mine = [p for p in case.parcels if p.submission_id == submission.id and p.packs == 1]
        name = f"{submission.act}:{submission.step}"
        for parcel in _waiting(case, submission, mine):
            yield Found(
                what="answer",
                what_zh="没有应答",
                zh=f"{name} 已发出，没有应答（{parcel.exchange_id}）",
                en=f"{name} has left and is not answered ({parcel.exchange_id})",
                age=_since([parcel], case.at),
                patience=case.patience,
                step=submission.step,
            )
        for parcel in mine:
            if parcel.state in _DOUBTED:
                yield Found(
                    what="doubt",
                    what_zh="是否到达不明",
                    zh=f"{name} 是否到达不明：{parcel.error or '—'}（{parcel.exchange_id}）",
                    en=f"nobody knows whether {name} arrived: {parcel.error or '—'} ({parcel.exchange_id})",
                    age=_since([parcel], case.at) or case.status.age,
                    patience=case.patience,
                    step=submission.step,
                )


def packs(case: Case) -> Iterator[Found]:
    """Packs of a message that were not answered, did not leave, or are in doubt, once one of them waits too long."""
    for submission in case.submissions:
        mine = [p for p in case.parcels if p.submission_id == submission.id]
        if len(mine) < 2 or submission.state == "cancelled" or any(p.state == "cancelled" for p in mine):
            continue
        late = _waiting(case, submission, mine)
        doubted = [p for p in mine if p.state in _DOUBTED]
        if not late and not doubted:
            continue
        unsent = [p for p in mine if p.state == "ready"]
        parts = (
            ("已发出无应答", "sent without answer", late),
            ("是否到达不明", "in doubt", doubted),
            ("未发出", "not sent", unsent),
        )
        yield Found(
            what="packs",
            what_zh="分包不全",
            zh=f"{submission.act}:{submission.step} 共 {len(mine)} 包："
            + "；".join(f"第 {_numbered(some)} 包{zh}" for zh, _, some in parts if some),
            en=f"{submission.act}:{submission.step} in {len(mine)} packs: "
            + "; ".join(f"pack {_numbered(some)} {en}" for _, en, some in parts if some),
            age=_since(late or mine, case.at),
            patience=case.patience,
            step=submission.step,
        )


def decisions(case: Case) -> Iterator[Found]:
    """Customs, or the far side, has it and has said nothing for too long."""
    if not case.waits or case.status.state == "sent" or case.status.age <= case.decision_patience:
        return
    pending = case.status.standing.pending
    state = f"{pending.act}:{pending.state}" if pending is not None else case.status.state
    yield Found(
        what="receipt",
        what_zh="没有回执",
        zh=f"{case.status.state_zh}（{state}）之后没有新回执",
        en=f"nothing came after {state} ({case.status.state_en})",
        age=case.status.age,
        patience=case.decision_patience,
    )


def receipt_packs(case: Case) -> Iterator[Found]:
    """Receipts in several packs of which some have not come."""
    if case.final and not case.waits:
        return
    groups: dict[tuple[str, str, str, int, int], dict[int, datetime]] = {}
    for came, receipt in case.receipts:
        if receipt.packs is not None and receipt.packs > 1 and receipt.pack is not None and not _overtaken(case, receipt):
            key = (receipt.source, receipt.code, receipt.act or "", receipt.change_count or 0, receipt.packs)
            groups.setdefault(key, {})[receipt.pack] = came
    for (source, code, _, count, total), got in groups.items():
        age = case.at - max(got.values())
        lost = [k for k in range(1, total + 1) if k not in got]
        if not lost or age <= case.patience:
            continue
        name = f"{source} {code}" + (f" n={count}" if count else "")
        shown = "、".join(map(str, lost))
        yield Found(
            what="receipt_packs",
            what_zh="回执分包不全",
            zh=f"{name} 共 {total} 包，缺第 {shown} 包",
            en=f"{name} in {total} packs: pack {shown} has not come",
            age=age,
            patience=case.patience,
        )


def _overtaken(case: Case, receipt: Receipt) -> bool:
    """Whether Customs has gone on since, so that what it said then matters no more."""
    table = case.broker.kinds[case.status.kind].lifecycle
    said = table.transition(receipt.outcome)
    present = max((t.rank for t in table.transitions if t.state == case.status.state), default=0)
    return not case.waits and said is not None and said.rank < present


def undeducted(case: Case) -> Iterator[Found]:
    """Lists whose declaration is released or cleared and that nobody deducted."""
    status = case.status
    if status.kind != INVENTORY.kind or status.state not in UNDEDUCTED:
        return
    after = timedelta(days=case.broker.config.clearing_days)
    declared = next((s for n in ("list_no", "entry_seq_no") if (s := case.releases.get(status.numbers.get(n, "")))), None)
    by_receipt = status.standing.facts.get("entry_status") == "1"
    if declared is not None and declared.state in RELEASED:
        age, state = min(status.age, declared.age), f"{declared.state_zh} {declared.number}"
    elif declared is None and by_receipt:
        age, state = status.age, f"已放行 {alerts.entry_number(status.standing)}".strip()
    else:
        return
    if age < after:
        return
    yield Found(
        what="undeducted",
        what_zh="放行未核扣",
        zh=f"报关单{state}，清单{status.state_zh}，没有核扣回执",
        en=f"its declaration is {declared.state if declared else 'released'}, the list {status.state}: no receipt of its deduction came",
        age=age,
        patience=after,
    )


def numbers(case: Case) -> Iterator[Found]:
    """Numbers that Customs must have given and that nobody has told us."""
    status, known = case.status, case.status.numbers
    kind = case.broker.kinds[status.kind]
    if "seq_no" in kind.numbers and not known.get("seq_no") and status.state not in _UNSAVED:
        yield _number(case, "seq_no", "预录入统一编号", "pre-entry number")
    if status.kind == INVENTORY.kind and status.state in APPROVED:
        yield from _of_list(case)
    if "ledger_no" in kind.numbers and status.state == _FILED and not known.get("ledger_no"):
        yield _number(case, "ledger_no", "手册（账册）号", "ledger number")
    if status.kind == DECLARATION.kind and status.state in RELEASED and not known.get("entry_no"):
        yield _number(case, "entry_no", "报关单号", "declaration number")


def _of_list(case: Case) -> Iterator[Found]:
    status, known = case.status, case.status.numbers
    if not known.get("list_no"):
        yield _number(case, "list_no", "清单编号", "list number")
    drafted = known.get("entry_seq_no") or alerts.entry_number(status.standing) or alerts.ENTRY_STATE in status.standing.facts
    told = drafted or DRAFT_FAILED in status.standing.facts
    if not told and status.age > _DRAFT_AGE and isinstance(case.document, BondedInventoryList) and _generates(case.document):
        yield _number(case, "entry_seq_no", "报关单草稿的统一编号（INV202）", "number of the declaration's draft (INV202)")
    if case.unposted and isinstance(case.document, BondedInventoryList):
        lines = [str(n.line_no or k) for k, n in enumerate(case.document.lines, 1) if n.ledger_item_no is None]
        if lines:
            shown = "、".join(lines[:10]) + ("…" if len(lines) > 10 else "")
            yield attrs.evolve(
                _number(case, "ledger_row", "备案序号", "ledger row"),
                zh=f"缺备案序号，{len(lines)} 行未记入底账：第 {shown} 行",
                en=f"the ledger row of {len(lines)} line(s) is missing, which were not posted: {shown}",
            )


def _generates(document: BondedInventoryList) -> bool:
    """Whether Customs makes a declaration of the list."""
    return document.customs_declared == "1" and not needs_own(document)


def _number(case: Case, lacks: str, zh: str, en: str) -> Found:
    return Found(
        what="number",
        what_zh="缺编号",
        zh=f"缺{zh}：{case.status.state_zh}而没有收到",
        en=f"the {en} is missing: it is {case.status.state} and none came",
        age=case.status.age,
        patience=timedelta(),
        lacks=lacks,
    )


FINDS: Final[tuple[Callable[[Case], Iterator[Found]], ...]] = (answers, packs, decisions, receipt_packs, undeducted, numbers)
