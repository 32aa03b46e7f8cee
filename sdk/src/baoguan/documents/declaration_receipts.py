"""Of which step of a two-step declaration a receipt speaks.

Both steps have one 统一编号 and one 报关单号, and no receipt names its step (a prefix in one program apart): the customs times tell. The same set
of receipts says the same in whatever order it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import attrs

from baoguan.clock import SHANGHAI
from baoguan.lifecycle.declaration import DECLARATION as LIFECYCLE
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.model.message import Act
from baoguan.model.receipt import TECHNICAL, Outcome, Receipt

_CLEARED: Final = frozenset({Outcome.AUDITED, Outcome.RELEASED, Outcome.RELEASED_ON_GUARANTEE, Outcome.CLEARED})
_BEGINS: Final = frozenset({Outcome.SUBMITTED, Outcome.STORED})
_REFUSALS: Final = frozenset(t.outcome for t in LIFECYCLE.transitions if t.refusal)

SUMMARY_ON: Final = "summary_declared_on"
COMPLETED_ON: Final = "completed_on"
"""Facts: the days on which the two steps were declared."""


def received(document: CustomsDeclaration, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Receipts as they count: those of a summary from the second declaring on speak of the complete step, and what was taken of a summary names
    no final number. They tell the days on which the steps were declared."""
    if stage_of(document.document_type) is not Stage.SUMMARY:
        return list(receipts)
    receipts = [_unspoken(r) for r in receipts]
    second = _second_begins(receipts)
    placed = [_placed(receipt, second, _audited_from(receipts, second)) for receipt in receipts]
    days = {}
    for act, name in ((Act.FILING, SUMMARY_ON), (Act.COMPLETION, COMPLETED_ON)):
        mine = [r for r in placed if r.act is act]
        day = (_told(mine) if act is Act.FILING else None) or _begun(mine)
        if day is not None:
            days[act] = {name: day}
    return [attrs.evolve(r, facts={**r.facts, **days[r.act]}) if r.act in days else r for r in placed]


def _unspoken(receipt: Receipt) -> Receipt:
    """What a person recorded of "the declaration" is placed by its time as a receipt is: `submitted` after the clearance begins the second
    step."""
    moves = receipt.outcome not in TECHNICAL and receipt.outcome is not Outcome.DELETED
    return attrs.evolve(receipt, act=None) if receipt.by is not None and receipt.act is Act.FILING and moves else receipt


def _second_begins(receipts: Iterable[Receipt]) -> datetime | None:
    """The first declaring after the summary was cleared."""
    cleared = min((r.customs_time for r in receipts if r.outcome in _CLEARED and r.customs_time), default=None)
    begins = (
        r.customs_time
        for r in receipts
        if r.outcome in _BEGINS and r.customs_time and cleared and r.customs_time > cleared and not _of_summary(r)
    )
    return min(begins, default=None)


def _audited_from(receipts: Iterable[Receipt], second: datetime | None) -> datetime | None:
    """When the complete step was audited."""
    audits = (r.customs_time for r in receipts if r.outcome is Outcome.AUDITED and r.customs_time and not _of_summary(r))
    return min((at for at in audits if second is not None and at >= second), default=None)


def _of_summary(receipt: Receipt) -> bool:
    return receipt.facts.get("stage") == "summary"


def _placed(receipt: Receipt, second: datetime | None, audited: datetime | None) -> Receipt:
    if receipt.act is not None or receipt.outcome in TECHNICAL or receipt.outcome is Outcome.DELETED:
        return receipt
    at = receipt.customs_time
    # The goods of a summary are released for pick-up, which the second step need not wait for.
    since = audited if receipt.outcome is Outcome.RELEASED_ON_GUARANTEE else second
    if since is not None and at is not None and at >= since and not _of_summary(receipt):
        return attrs.evolve(receipt, act=Act.COMPLETION)
    if receipt.outcome is not Outcome.STORED:
        return attrs.evolve(receipt, act=Act.FILING)
    numbers = {k: v for k, v in receipt.numbers.items() if k != "entry_no"}
    facts = {k: v for k, v in receipt.facts.items() if k == "stage"}
    return attrs.evolve(receipt, act=Act.FILING, numbers=numbers, facts=facts)


def _told(receipts: Iterable[Receipt]) -> str | None:
    """The day of declaring (申报日期) that the latest receipt names."""
    told = [(r.customs_time, day) for r in receipts if r.customs_time and (day := r.facts.get("declared_on"))]
    return max(told)[1] if told else None


def _begun(receipts: Sequence[Receipt]) -> str | None:
    """The day of the first declaring since the last refusal that something followed."""
    begins = [r.customs_time for r in receipts if r.outcome in _BEGINS and r.customs_time]
    refused = [r.customs_time for r in receipts if r.outcome in _REFUSALS and r.customs_time]
    ended = max((t for t in refused if any(b > t for b in begins)), default=None)
    first = min((b for b in begins if ended is None or b > ended), default=None)
    return first.astimezone(SHANGHAI).date().isoformat() if first is not None else None
