"""What persons add: recorded facts and approvals. Audited, and told apart from receipts for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypedDict

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.engine.settle import refold, settle_own
from baoguan.engine.state import Engine, standing_of
from baoguan.errors import Refused, UnusableInput
from baoguan.model.message import Act
from baoguan.model.receipt import Outcome, Receipt
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, ParcelRow

RECORDABLE: Final[Mapping[str, Outcome]] = {
    o.value.replace("_", "-"): o
    for o in (
        Outcome.SAVED,
        Outcome.ACCEPTED,
        Outcome.STORED,
        Outcome.MANUAL,
        Outcome.REJECTED,
        Outcome.APPROVED,
        Outcome.PRE_DEDUCTED,
        Outcome.DEDUCTED,
        Outcome.DELETED,
        Outcome.WRITTEN_OFF,
        Outcome.NOT_ARRIVED,
    )
}
"""What a person may record, by the word of the command line."""


@attrs.frozen(kw_only=True)
class Facts:
    """Acts of persons on the journal."""

    engine: Engine

    def record(
        self,
        row: DocumentRow,
        *,
        by: str,
        evidence: str,
        outcome: str | None,
        numbers: Mapping[str, str],
        facts: Mapping[str, str],
    ) -> None:
        """Settle a doubt or a lost receipt. Raises UnusableInput without name or evidence, Refused for what cannot be."""
        if not by.strip() or not evidence.strip():
            raise UnusableInput(
                "记录事实须写明姓名和依据",
                "a recorded fact needs a name and evidence",
                remedy_zh='--by 姓名 --evidence "页面截图…"',
                remedy_en='--by NAME --evidence "what was seen"',
            )
        if outcome is not None and outcome not in RECORDABLE:
            raise UnusableInput(
                f"不认识的结果 {outcome}",
                f"unknown outcome {outcome!r}",
                remedy_zh="可用：" + "、".join(RECORDABLE),
                remedy_en="One of: " + ", ".join(RECORDABLE),
            )
        said = RECORDABLE[outcome] if outcome else Outcome.INFORMED
        at = now()
        with self.engine.journal.writing() as connection:
            self._free(connection, row, numbers)
            doubtful = [
                p
                for p in parcel_store.parcels_of(connection, row.id)
                if p.state in ("sending", "in_doubt", "needs_person") or (p.state == "sent" and not p.answered)
            ]
            if said is Outcome.INFORMED and numbers.get("seq_no") and doubtful:
                said = Outcome.ARRIVED
            if said is Outcome.NOT_ARRIVED:
                self._not_arrived(row, doubtful)
            receipt = Receipt(
                kind=row.kind,
                source="record",
                outcome=said,
                code="",
                texts=(evidence,),
                numbers=dict(numbers),
                customs_time=None if said in _ANSWERS else at,
                facts=dict(facts),
                **_spoken_of(row, said),
                by=by,
                evidence=evidence,
            )
            exchanges = _spoken_of_exchanges(doubtful) if said in _ANSWERS else [None]
            spoken = [attrs.evolve(receipt, exchange_id=x) for x in exchanges]
            settled = [settle_own(self.engine, connection, row.id, each) for each in spoken]
            if not any(settled):
                raise Refused("同样的事实已记录", "the same fact is recorded already")
            if said is Outcome.NOT_ARRIVED:
                for parcel in doubtful:
                    present = parcel_store.parcel_by_id(connection, parcel.id)
                    parcel_store.move(connection, present, "cancelled")
            inbox.add_event(
                connection,
                "recorded",
                at=at,
                by=by,
                account_id=row.account_id,
                document_id=row.id,
                data={"outcome": said.value, "evidence": evidence, **dict(numbers)},
            )
            refold(self.engine, connection, row.id)

    def _free(self, connection: Connection, row: DocumentRow, numbers: Mapping[str, str]) -> None:
        """Refuse numbers that another document has."""
        for kind, value in numbers.items():
            owner = docs.document_of_number(connection, row.account_id, kind, value)
            if owner is not None and owner != row.id:
                other = docs.document_by_id(connection, owner).number
                raise Refused(
                    f"{kind} {value} 已属于 {other}，不能记给 {row.number}",
                    f"{kind} {value} belongs to {other} and cannot be recorded for {row.number}",
                    remedy_zh="核对页面上的编号",
                    remedy_en="Check the number on the page",
                )

    def _not_arrived(self, row: DocumentRow, doubtful: list[ParcelRow]) -> None:
        if not doubtful:
            raise Refused(
                f"{row.number} 没有未得到应答的报文",
                f"{row.number} has no message without an answer",
                remedy_zh="not-arrived 只用于结果不明的发送",
                remedy_en="not-arrived settles a send in doubt only",
            )
        if any(p.state == "sending" and p.owner is not None for p in doubtful):
            raise Refused(
                f"{row.number} 正在发送",
                f"{row.number} is being sent this moment",
                remedy_zh="稍后再试",
                remedy_en="Try again later",
            )

    def approve(self, row: DocumentRow, by: str) -> tuple[str, ...]:
        """Release held submissions. Raises Refused when nothing is held, or when the releaser is the submitter."""
        released = []
        with self.engine.journal.writing() as connection:
            for submission in docs.submissions_of(connection, row.id):
                if submission.state != "held":
                    continue
                if submission.by == by:
                    raise Refused(
                        f"{by} 不能批准自己提交的申报",
                        f"{by} cannot approve what {by} submitted",
                        remedy_zh="请另一人批准",
                        remedy_en="A second person approves",
                    )
                if docs.set_submission(connection, submission.id, "held", "ready", "approved"):
                    released.append(submission.waits_for or "")
                    inbox.add_event(
                        connection,
                        "approved",
                        at=now(),
                        by=by,
                        account_id=row.account_id,
                        document_id=row.id,
                        data={"reason": submission.waits_for or ""},
                    )
            refold(self.engine, connection, row.id)
        if not released:
            raise Refused(
                f"{row.number} 没有待批准的申报",
                f"nothing of {row.number} is held",
                remedy_zh="baoguan status 查看",
                remedy_en="See `baoguan status`",
            )
        return tuple(released)


_ANSWERS = frozenset({Outcome.SAVED, Outcome.ACCEPTED, Outcome.ARRIVED, Outcome.NOT_ARRIVED})


def _spoken_of_exchanges(doubtful: list[ParcelRow]) -> list[str | None]:
    """The exchanges that a recorded answer settles: every pack of the last message that is open; none when all have their answers."""
    return [p.exchange_id for p in doubtful if p.submission_id == doubtful[-1].submission_id] or [None]


class _SpokenOf(TypedDict, total=False):
    act: Act
    change_count: int
    declaration_no: int


def _spoken_of(row: DocumentRow, said: Outcome) -> _SpokenOf:
    """The act and declaration that a person speaks of: the change or deletion that is undecided, else the filing."""
    if said in _ANSWERS or said is Outcome.INFORMED:
        return {}
    standing = standing_of(row)
    spoken = standing.pending or standing.act(Act.FILING)
    if spoken is None:
        return {}
    return {"act": spoken.act, "change_count": spoken.change_count, "declaration_no": spoken.declaration_no}
