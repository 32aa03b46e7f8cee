"""What persons add: recorded facts and approvals. Audited, and told apart from receipts for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypedDict

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.documents.shapes import fault, has_shape
from baoguan.engine.settle import MATCHING, refold, settle_own
from baoguan.engine.state import Engine, standing_of
from baoguan.errors import Refused, UnusableInput
from baoguan.lifecycle import Lifecycle
from baoguan.model.message import Act
from baoguan.model.receipt import TECHNICAL, Outcome, Receipt
from baoguan.store import Journal, inbox
from baoguan.store import documents as docs
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
        Outcome.SUBMITTED,
        Outcome.RETURNED,
        Outcome.RECHECK,
        Outcome.SUPPLEMENT,
        Outcome.INSPECTION,
        Outcome.TAX_DUE,
        Outcome.AUDITED,
        Outcome.RELEASED_ON_GUARANTEE,
        Outcome.RELEASED,
        Outcome.CLEARED,
        Outcome.NOT_ARRIVED,
    )
}
"""What a person may record, by the word of the command line; of a document, what its life cycle knows."""


def recordable(lifecycle: Lifecycle) -> Mapping[str, Outcome]:
    """The outcomes that a person may record of a kind of document."""
    return {word: o for word, o in RECORDABLE.items() if o in TECHNICAL or lifecycle.transition(o) is not None}


_NUMBERS: Final = frozenset({"seq_no", "list_no", "entry_no", "related_entry_no"})
"""Numbers that may be recorded of any document as a fact."""
_ELSE: Final = "inventory"
"""The kind whose shapes hold for a number of a kind that has none of its own."""

_KEPT: Final = re.compile(r"(?P<name>.+) sha256:(?P<digest>[0-9a-f]{64})", re.DOTALL)


def keep_file(journal: Journal, path: Path) -> str:
    """Keep a file among the journal's contents; gives the words by which `record` refers to it as evidence."""
    return f"{path.name} sha256:{journal.blobs.put(path.read_bytes())}"


def kept_file(evidence: str) -> tuple[str, str] | None:
    """Name and digest of the kept file that evidence refers to; None for words alone."""
    found = _KEPT.fullmatch(evidence)
    return None if found is None else (found["name"], found["digest"])


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
        """Settle a doubt or a lost receipt. A number takes the place of another that only persons recorded.

        Raises UnusableInput without name or evidence, for saying nothing and for what is no such number, Refused for what cannot be.
        """
        if not by.strip() or not evidence.strip():
            raise UnusableInput(
                "记录事实须写明姓名和依据",
                "a recorded fact needs a name and evidence",
                remedy_zh='--by 姓名 --evidence "页面截图…"',
                remedy_en='--by NAME --evidence "what was seen"',
            )
        kind = self.engine.kinds[row.kind]
        known = recordable(kind.lifecycle)
        if outcome is not None and outcome not in known:
            raise UnusableInput(
                f"{kind.title_zh}没有结果 {outcome}",
                f"a {kind.title_en} has no outcome {outcome!r}",
                remedy_zh="可用：" + "、".join(known),
                remedy_en="One of: " + ", ".join(known),
            )
        numbers = {**numbers, **{k: v for k, v in facts.items() if k in kind.numbers}}
        facts = {k: v for k, v in facts.items() if k not in kind.numbers}
        self._known(row, facts)
        said_numbers = {**numbers, **facts}
        if outcome is None and not said_numbers:
            raise UnusableInput(
                "没有说明任何事实",
                "nothing is recorded: there is neither an outcome nor a number",
                remedy_zh="写 --outcome 结果，或 --seq-no、--list-no、--entry-no 编号",
                remedy_en="Give --outcome, or a number with --seq-no, --list-no or --entry-no",
            )
        for name, value in said_numbers.items():
            _check_number(row.kind, name, value)
        said = RECORDABLE[outcome] if outcome else Outcome.INFORMED
        file = kept_file(evidence)
        kept = {inbox.KEPT_FILE: file[1]} if file and self.engine.journal.blobs.path(file[1]).exists() else {}
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
            self._supersede(connection, row, numbers, by)
            receipt = Receipt(
                kind=row.kind,
                source=inbox.RECORDED,
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
                data={**said_numbers, "outcome": said.value, "evidence": evidence, **kept},
            )
            refold(self.engine, connection, row.id)

    def _supersede(self, connection: Connection, row: DocumentRow, numbers: Mapping[str, str], by: str) -> None:
        """Take back other values that only persons recorded; the event of that time and one of now tell it for ever."""
        parcels = parcel_store.parcels_of(connection, row.id)
        exchanges = {p.exchange_id for p in parcels}
        for kind, value in numbers.items():
            before = inbox.take_back_recorded(connection, row, kind, value, exchanges=exchanges, matching=MATCHING)
            if before and any(p.state == "ready" for p in parcels):
                raise Refused(
                    f"{row.number} 有一份报文已按 {kind} {before[0]} 生成，还未发出",
                    f"a message of {row.number} was made with {kind} {before[0]} and has not left yet",
                    remedy_zh="先 baoguan withdraw 取消它，再记录",
                    remedy_en="Cancel it with `baoguan withdraw`, then record",
                )
            for old in before:
                inbox.add_event(
                    connection,
                    "superseded",
                    at=now(),
                    by=by,
                    account_id=row.account_id,
                    document_id=row.id,
                    data={kind: old, "now": value},
                )

    def _known(self, row: DocumentRow, facts: Mapping[str, str]) -> None:
        """Refuse facts that the kind does not ask for, or values that they cannot have."""
        asked = {fact.name: fact for fact in self.engine.kinds[row.kind].facts}
        for name, value in facts.items():
            if name in _NUMBERS:
                continue
            fact = asked.get(name)
            if fact is None or not fact.takes(value):
                ways = "；".join(f"{f.name.replace('_', '-')}={f.form}（{f.zh} {f.en}）" for f in asked.values()) or "—"
                raise UnusableInput(
                    f"不认识的事实 {name.replace('_', '-')}={value}",
                    f"unknown fact {name.replace('_', '-')}={value}",
                    remedy_zh=f"可用：{ways}",
                    remedy_en=f"One of: {ways}",
                )

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


def _check_number(document: str, name: str, value: str) -> None:
    """Refuse what is no such number, with the position and what should stand there."""
    wrong = fault(document if has_shape(document, name) else _ELSE, name, value)
    if wrong is not None:
        raise UnusableInput(
            f"{name} {value!r}：{wrong.zh}",
            f"{name} {value!r}: {wrong.en}",
            remedy_zh=wrong.remedy_zh or "核对页面上的编号",
            remedy_en=wrong.remedy_en or "Check the number on the page",
        )


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
