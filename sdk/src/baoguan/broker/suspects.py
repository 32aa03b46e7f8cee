"""The documents of the journal that may be behind a difference of the books, and what each would have moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final

import attrs

from baoguan.broker.books import marks
from baoguan.broker.broker import Broker
from baoguan.clock import SHANGHAI
from baoguan.documents.kind import Moves
from baoguan.engine.posting import OPENING, UNPOSTED
from baoguan.engine.state import standing_of
from baoguan.ledger import BookRow, Entry, row_balances
from baoguan.ledger.causes import Cause, Hypothesis
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Act
from baoguan.store import documents as docs
from baoguan.store import inbox, postings
from baoguan.store.rows import DocumentRow, PostingRow, SubmissionRow

IN_FLIGHT: Final = ("sent", "saved", "declared", "stored", "manual", "approved")
"""States in which a document has left and was not booked: Customs may have done it since."""
ENDED: Final = ("rejected", "refused", "store_failed", "not_arrived", "deleted")
"""States in which a document counts for nothing here."""
_BOOKED: Final = "deducted"
_MOST_DAYS: Final = 60
"""So many days are tried as the day on which a source was made (the latest) or a period began (the first)."""
_MOST_WORK: Final = 500_000
"""Postings that are added up over all those days."""

Key = tuple[BookRow, int]
Sides = dict[str, Decimal]
Vector = dict[Key, Sides]


@attrs.frozen(kw_only=True)
class Suspects:
    """The hypotheses that the journal suggests for the differing rows of a ledger.

    `rows` are the postings of the ledger that count, `keys` its differing rows; `dated` tells that the source says of which moment it is.
    """

    broker: Broker
    ledger: str
    account_ids: Sequence[int]
    rows: Sequence[PostingRow]
    keys: frozenset[Key]
    dated: bool

    def hypotheses(self) -> Iterator[Hypothesis]:
        """Everything that may have happened."""
        with self.broker.journal.reading() as connection:
            seen = {i: docs.document_by_id(connection, i) for i in self._posted if self._posted[i].keys() & self.keys}
            loose = inbox.documents_told_of(connection, self.account_ids, UNPOSTED) - seen.keys()
            others = [
                row
                for row in (
                    *docs.all_documents(connection, self.account_ids, (*IN_FLIGHT, *ENDED)),
                    *(docs.document_by_id(connection, i) for i in sorted(loose)),
                )
                if row.id not in seen and self.broker.kinds[row.kind].moves is not None
            ]
            told = {
                row.id: (docs.numbers_of(connection, row.id), docs.submissions_of(connection, row.id))
                for row in (*seen.values(), *others)
            }
        for row in (*seen.values(), *others):
            numbers, submissions = told[row.id]
            suspect = Suspect(self, row, numbers.get("list_no", ""), submissions, self._posted.get(row.id, {}))
            yield from suspect.hypotheses()
        if not self.dated:
            yield from self._by_day(Cause.OLDER)
        yield from self._by_day(Cause.PERIOD)

    def moved(self, key: Key) -> Iterator[tuple[str, str, Mapping[str, Decimal]]]:
        """What each document moved of a row, with its reference and list number."""
        with self.broker.journal.reading() as connection:
            for document_id, vector in self._posted.items():
                if key in vector:
                    row = docs.document_by_id(connection, document_id)
                    yield _reference(row), docs.numbers_of(connection, document_id).get("list_no", ""), vector[key]

    @cached_property
    def _posted(self) -> dict[int, Vector]:
        entries: dict[int, list[Entry]] = defaultdict(list)
        for row in self.rows:
            if row.document_id is not None:
                entries[row.document_id].append(postings.entry_of(row))
        return {i: vector(each) for i, each in entries.items()}

    def _by_day(self, cause: Cause) -> Iterator[Hypothesis]:
        """What was booked from a day on is not in the source; or only that is, and what came before stands in its opening."""
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for row in self.rows:
            if row.source != OPENING:
                by_day[(row.effective or row.at).astimezone(SHANGHAI).date()].append(postings.entry_of(row))
        # From the latest day back, or from the first day on, as far as the work stays bounded.
        days = sorted(by_day, reverse=cause is Cause.OLDER)[:_MOST_DAYS]
        gone: list[Entry] = []
        work = 0
        for place, day in enumerate(days):
            gone += by_day[day]
            work += len(gone)
            if work > _MOST_WORK:
                return
            moves = negative(vector(gone))
            if cause is Cause.PERIOD:
                if place + 1 == len(days):
                    return
                day = days[place + 1]  # noqa: PLW2901  the period begins with the next booking
                moves = {key: {**sides, "opening": _net(sides)} for key, sides in moves.items()}
            if moves.keys() & self.keys:
                yield Hypothesis(cause=cause, moves=moves, words={"day": day.isoformat()})


def _net(taken_back: Sides) -> Decimal:
    """What a row that begins anew holds of what was taken back from its counters."""
    gone = {side: -quantity for side, quantity in taken_back.items()}
    return sum((q if side.endswith("increased") else -q for side, q in gone.items()), Decimal(0))


@attrs.frozen
class Suspect:
    """One document, and what it moved so far."""

    among: Suspects
    row: DocumentRow
    list_no: str
    submissions: Sequence[SubmissionRow]
    posted: Vector

    def hypotheses(self) -> Iterator[Hypothesis]:
        """What may have become of it at Customs and not here, or here and not there."""
        yield from self._as_a_whole()
        yield from self._changes()
        yield from self._without_row()

    def _as_a_whole(self) -> Iterator[Hypothesis]:
        state, standing = self.row.state, standing_of(self.row)
        if any(any(sides.values()) for sides in self.posted.values()):
            pending = standing.pending
            deleting = pending is not None and pending.act is Act.DELETION
            yield self._of(Cause.DELETION_NOT_BOOKED if deleting else Cause.DELETED_ON_PAGE, negative(self.posted))
            yield self._of(Cause.BOOKED_TWICE, self.posted)
            yield self._of(Cause.OTHER_SIGN, _turned(self.posted), mark=self._mark())
            if state == "pre_deducted":
                yield self._of(Cause.RECEIPT_LOST, difference(self._moves(_BOOKED), self.posted))
        elif state in IN_FLIGHT:
            for booked in (_BOOKED, "pre_deducted"):
                yield self._of(Cause.RECEIPT_LOST, self._moves(booked))
        elif state in ENDED:
            yield self._of(Cause.STILL_COUNTED if state == "deleted" else Cause.REFUSED_HERE, self._moves(_BOOKED))

    def _changes(self) -> Iterator[Hypothesis]:
        """Each change, as if it had been booked twice or never; the one under way, as if it had been approved."""
        standing = standing_of(self.row)
        contents = self._contents
        state = self.row.state if self.posted else _BOOKED
        for count in sorted(contents):
            if count == 0 or count - 1 not in contents:
                continue
            moved = difference(self._moves(state, contents[count]), self._moves(state, contents[count - 1]))
            if not moved:
                continue
            if count <= standing.change_count:
                yield self._of(Cause.CHANGE_TWICE, moved, count=str(count))
                yield self._of(Cause.CHANGE_NOT_MADE, negative(moved), count=str(count))
            elif (act := standing.act(Act.CHANGE, count)) is not None and act.open:
                yield self._of(Cause.CHANGE_RECEIPT_LOST, moved, count=str(count))

    def _without_row(self) -> Iterator[Hypothesis]:
        """Lines without ledger row, as if Customs had booked them on one of the differing rows."""
        document = self._document(self.row.content, self.row.content_version)
        if not isinstance(document, BondedInventoryList):
            return
        loose = {line.part_no for line in document.lines if line.ledger_item_no is None and line.quantity is not None}
        for part in loose:
            for _, item in self.among.keys:
                lines = tuple(
                    attrs.evolve(line, ledger_item_no=item) if line.ledger_item_no is None and line.part_no == part else line
                    for line in document.lines
                )
                booked = self._moved(attrs.evolve(document, lines=lines), _BOOKED)
                moves = difference(booked, self._moved(document, _BOOKED))
                if moves.keys() & self.among.keys:
                    yield self._of(Cause.WITHOUT_ROW, moves)

    @cached_property
    def _contents(self) -> dict[int, tuple[str, int]]:
        """Content files by the number of the change; 0 is what was filed first."""
        filed = [s for s in self.submissions if s.act is Act.FILING and s.state != "cancelled"]
        out = {0: (filed[-1].content, filed[-1].content_version)} if filed else {0: (self.row.content, self.row.content_version)}
        for each in self.submissions:
            if each.act is Act.CHANGE and each.state != "cancelled":
                out[each.change_count] = (each.content, each.content_version)
        return out

    def _document(self, content: str, version: int) -> object:
        broker = self.among.broker
        return broker.journal.get_document(broker.kinds[self.row.kind], content, version)

    def _moves(self, state: str, content: tuple[str, int] | None = None) -> Vector:
        return self._moved(self._document(*(content or (self.row.content, self.row.content_version))), state)

    def _moved(self, document: object, state: str) -> Vector:
        broker = self.among.broker
        moves: Callable[..., Moves] | None = broker.kinds[self.row.kind].moves
        if moves is None:
            return {}
        told = moves(document, state, broker.effects, standing_of(self.row).facts.get("deduction_mode"))
        return vector(told.entries) if told.ledger == self.among.ledger else {}

    def _mark(self) -> str:
        known = marks(self.among.broker.effects)
        mine = [postings.entry_of(row) for row in self.among.rows if row.document_id == self.row.id]
        return "、".join(sorted({known.get((e.counter, e.row), "—") for e in mine}))

    def _of(self, cause: Cause, moves: Mapping[Key, Mapping[str, Decimal]], **words: str) -> Hypothesis:
        state = self.among.broker.kinds[self.row.kind].lifecycle.state(self.row.state)
        return Hypothesis(
            cause=cause,
            moves=moves,
            subject=_reference(self.row),
            list_no=self.list_no,
            words={"state": state.zh, **words},
            words_en={"state": state.en},
        )


def _reference(row: DocumentRow) -> str:
    return f"{row.owner}/{row.number}"


def at_of(row: PostingRow) -> datetime:
    """When a posting counts from: Customs' own time, else that of the person who said it."""
    return row.effective or row.at


def vector(entries: Sequence[Entry]) -> Vector:
    """What entries move of every row, by counter; counters that come to nothing are left out."""
    return {
        key: sides
        for key, balance in row_balances(entries).items()
        if (sides := {name: quantity for name, quantity in attrs.asdict(balance).items() if quantity})
    }


def negative(moves: Vector) -> Vector:
    """The same, taken back."""
    return {key: {side: -quantity for side, quantity in sides.items()} for key, sides in moves.items()}


def difference(after: Vector, before: Vector) -> Vector:
    """What has to be moved to come from one to the other."""
    out: Vector = {}
    for key in {**after, **before}:
        one, other = after.get(key, {}), before.get(key, {})
        sides = {s: one.get(s, Decimal(0)) - other.get(s, Decimal(0)) for s in {**one, **other}}
        if moved := {side: quantity for side, quantity in sides.items() if quantity}:
            out[key] = moved
    return out


_TURNED: Final = {
    "increased": "decreased",
    "decreased": "increased",
    "pre_increased": "pre_decreased",
    "pre_decreased": "pre_increased",
}


def _turned(moves: Vector) -> Vector:
    """What would have to be moved if everything had gone the other way."""
    return difference({key: {_TURNED[side]: quantity for side, quantity in sides.items()} for key, sides in moves.items()}, moves)
