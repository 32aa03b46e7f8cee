"""Customs behind the far side: the course of a declaration, and what each decision does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import evolve

from .faults import Dice, Faults
from .plans import Plans, planned
from .post import Post
from .store import Event, Store, Stored
from .values import Stage

FILING, CHANGE, DELETION = "1", "2", "3"

_LEVELS: Final[Mapping[str, str]] = {"Y": "STORED", "Z": "STORE_FAILED", "2": "MANUAL", "3": "REJECTED"}
_STAGES: Final[Mapping[tuple[str, str], Stage]] = {
    ("inventory", "1"): Stage.DEDUCTED,
    ("inventory", "4"): Stage.PRE_DEDUCTED,
    ("inventory", "5"): Stage.APPROVED,
    **{("ledger", code): Stage.APPROVED for code in "145"},
    **{
        (kind, code): stage
        for kind in ("inventory", "ledger")
        for code, stage in (("Y", Stage.STORED), ("Z", Stage.STORE_FAILED), ("2", Stage.MANUAL), ("3", Stage.REJECTED))
    },
}
_REFUSALS: Final = frozenset({"Z", "3"})
_APPROVALS: Final = frozenset({"1", "4", "5"})
_STRANGER: Final = "4403DEMO99"


class Customs:
    """Takes declarations and decides them, one code a step."""

    def __init__(self, store: Store, post: Post, faults: Faults, dice: Dice, now: Callable[[], datetime], plans: Plans) -> None:
        self._store, self._post, self._faults, self._dice, self._now, self._plans = store, post, faults, dice, now, plans

    def declare(self, document: Stored, act: str, count: int, step: int, errors: Sequence[Mapping[str, object]]) -> Stored:
        """An act on a document is declared; its decisions are scheduled."""
        declaration = document.declarations + 1
        document = evolve(document, act=act, count=count, declarations=declaration)
        if act == FILING:
            document = evolve(document, stage=Stage.DECLARED)
        script = planned(self._plans, document.number, declaration)
        codes = ("Z",) if errors else script if script is not None else self._usual(document, declaration)
        self._store.schedule(document, codes, step + 1, errors)
        if self._dice.roll(self._faults.foreign, "foreign", document.seq_no, declaration):
            key = (document.kind, _STRANGER, f"OTHER-{document.number}")
            serial = self._store.next_number("stranger")
            seq = f"9999{self._store.number('base'):03d}{serial:011d}"
            self._post.say(key, "STORED", "Y", step=step + 1, theirs=True, more={"act": FILING, "change_count": 0, "seq_no": seq})
        return document

    def _usual(self, document: Stored, declaration: int) -> Sequence[str]:
        what = (document.seq_no, declaration)
        if self._dice.roll(self._faults.store_failed, "store_failed", *what):
            return ("Z",)
        manual = ("2",) if self._dice.roll(self._faults.manual_rate, "manual", *what) else ()
        if self._dice.roll(self._faults.reject, "reject", *what):
            return ("Y", *manual, "3")
        if document.kind == "inventory" and document.act == FILING:
            return ("Y", *manual, "4", "1")
        return ("Y", *manual, "1")

    def decide(self, event: Event, step: int) -> None:
        """One decision: what it does to the document, and the receipt that says so."""
        document = self._store.by_seq_no(event.seq_no)
        if document is None:
            return
        document = self._after(document, event)
        self._store.save(document)
        if event.code in _REFUSALS or document.gone:
            self._store.forget(document.key, None if document.gone else event.act, None if document.gone else event.count)
        numbers = {"seq_no": document.seq_no}
        if document.customs_no:
            numbers["list_no" if document.kind == "inventory" else "ledger_no"] = document.customs_no
        self._post.say(
            document.key,
            _LEVELS.get(event.code, "APPROVED"),
            event.code,
            step=step,
            text={"Z": "入库失败", "2": "转人工审核", "3": "退单"}.get(event.code, ""),
            errors=event.errors if event.code in _REFUSALS else (),
            more={"act": event.act, "change_count": event.count, **numbers},
        )

    def _after(self, document: Stored, event: Event) -> Stored:
        if event.code in _APPROVALS and not document.customs_no:
            document = evolve(document, customs_no=self._customs_no(document))
        if event.act == FILING:
            document = evolve(document, stage=_STAGES[document.kind, event.code])
        elif event.code in _APPROVALS:
            gone = event.act == DELETION
            count = event.count if event.act == CHANGE else document.change_count
            stage = Stage.DELETED if gone else document.stage
            document = evolve(document, change_count=count, stage=stage, gone=gone)
        if event.code in _APPROVALS | _REFUSALS:
            document = evolve(document, act="", count=0)
        return document

    def _customs_no(self, document: Stored) -> str:
        serial, year = self._store.next_number("customs_no"), self._now().year % 100
        base = self._store.number("base")
        if document.kind == "inventory":
            return f"QD5300{year:02d}I{base:03d}{serial:06d}"
        return f"C5300{year:02d}{chr(65 + base % 26)}{serial:04d}"
