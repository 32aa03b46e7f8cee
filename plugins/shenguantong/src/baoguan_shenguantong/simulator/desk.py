"""The desk: whether a document may do what a batch asks, before and when it does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from .batch import Batch, Row, row_errors
from .customs import CHANGE, DELETION, FILING, Customs
from .store import Store, Stored
from .values import Stage

_OPEN: Final = frozenset({Stage.SAVED, Stage.REJECTED, Stage.STORE_FAILED})
_IN_FORCE: Final = frozenset({Stage.APPROVED, Stage.PRE_DEDUCTED, Stage.DEDUCTED})


@frozen(kw_only=True)
class Verdict:
    """What a batch is answered. ``fresh``: it rewrote a draft on purpose, which is no second sending."""

    level: str = "ACCEPTED"
    text: str = ""
    seq_no: str = ""
    fresh: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it was taken as new."""
        return self.level == "ACCEPTED"


class Desk:
    """Judges batches and does what they ask."""

    def __init__(self, store: Store, customs: Customs, *, list_changes: bool) -> None:
        self._store, self._customs, self._list_changes = store, customs, list_changes

    def judge(self, batch: Batch) -> Verdict:
        """Whether it may be taken; changes nothing."""
        document = self._store.by_key((batch.kind, batch.owner, batch.number))
        return self._filing(batch, document) if batch.act == FILING else self._later(batch, document)

    def _filing(self, batch: Batch, document: Stored | None) -> Verdict:
        if document is None:
            return _refused("预录入统一编号不存在") if batch.seq_no else Verdict()
        if not batch.seq_no:
            return Verdict(level="DUPLICATE", text=f"企业内部编号 {batch.number} 已存在，请勿重复导入", seq_no=document.seq_no)
        if batch.seq_no != document.seq_no:
            return _refused("预录入统一编号与企业内部编号不符")
        if document.stage not in _OPEN:
            return _refused(f"单证已申报（{document.stage}），不能再次申报")
        return Verdict(seq_no=document.seq_no, fresh=batch.declare == 0)

    def _later(self, batch: Batch, document: Stored | None) -> Verdict:
        if batch.kind == "inventory" and not self._list_changes:
            return _refused("企业端不能提起核注清单修改、撤销")
        if batch.kind == "ledger" and batch.act == DELETION:
            return _refused("不承载底账注销")
        if document is None or document.seq_no != batch.seq_no:
            return _refused("预录入统一编号不存在，或与企业内部编号不符")
        if document.stage not in _IN_FORCE or document.act:
            return _refused(f"单证未审结（{document.stage}），不能变更或撤销")
        if batch.act == CHANGE and batch.change_count != document.change_count + 1:
            return _refused(f"变更次数应为 {document.change_count + 1}")
        return Verdict(seq_no=document.seq_no, fresh=batch.declare == 0)

    def carry_out(
        self, batch: Batch, verdict: Verdict, rows: Mapping[str, Sequence[tuple[int, Row]]], seq_no: str, step: int
    ) -> None:
        """Do what a whole document asks. ``seq_no`` is the number that a new one was given."""
        document = self._store.by_seq_no(verdict.seq_no) if verdict.seq_no else None
        count = sum(map(len, rows.values()))
        if document is None:
            document = Stored(seq_no=seq_no, kind=batch.kind, owner=batch.owner, number=batch.number, stage=Stage.SAVED, rows=count)
        elif batch.act != DELETION:
            document = evolve(document, rows=count)
        if batch.declare:
            errors = row_errors(rows) if batch.act != DELETION else []
            document = self._customs.declare(document, batch.act, batch.change_count, step, errors)
        self._store.save(document)


def _refused(text: str) -> Verdict:
    return Verdict(level="REFUSED", text=text)
