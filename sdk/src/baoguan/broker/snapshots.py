"""The ledger that a document moves, as it stands when the document is checked: what was imported or filed, posted, and is in flight.

Made anew for every check, so that it is never older than the journal. Contents are read once: they never change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection

from baoguan.broker.ledgers import CurrentLedger, current_ledgers, ledger_content
from baoguan.documents import DocumentKind
from baoguan.documents.kind import Moves
from baoguan.engine.state import Engine
from baoguan.ledger import BookRow, Consumptions, Entry, Known, allowances, family_of, needs_all, row_balances, turnover
from baoguan.model.ledger import Ledger
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.rules.book import Book
from baoguan.store import documents as docs
from baoguan.store import postings
from baoguan.store.rows import DocumentRow

IN_FLIGHT: Final = ("draft", "queued", "sent", "saved", "declared", "stored", "manual", "approved")
"""States of a document that Customs may still book: what it will move is counted before it is posted."""

_KEPT: Final = 512
_FEW: Final = 400
"""Up to so many rows are asked for by number; beyond it, the whole ledger is read at once."""


class Snapshots:
    """Gives each document the book of its ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._moves: OrderedDict[tuple[str, str], Moves] = OrderedDict()
        self._read: tuple[str, Ledger, Consumptions] | None = None
        self._beside: dict[tuple[str, str, str], Moves] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Within it, what a document would move counts for those that are asked for after it: they will be declared one after the other."""
        self._beside = {}
        try:
            yield
        finally:
            self._beside = None

    def of(self, kind: DocumentKind[object], document: object) -> Book | None:
        """The book of the ledger that a document moves, or is; None for one that moves none, or whose ledger is not known here."""
        if isinstance(document, Ledger):
            return self._itself(document)
        if kind.moves is None:
            return None
        engine = self._engine
        with engine.journal.reading() as connection:
            known = current_ledgers(connection, engine.account_ids)
            if not known:
                return None
            moved = kind.moves(document, "pre_deducted", engine.effects, None)
            current = known.get(moved.ledger)
            if current is None:
                return None
            identity = kind.identity(document)
            own = {
                row.id
                for account in engine.account_ids
                if (row := docs.find_document(connection, account, kind.name, identity.owner, identity.number)) is not None
            }
            beside = self._counted_before((kind.name, identity.owner, identity.number), moved, known=bool(own))
            return self._book(connection, current, moved, own, beside)

    def _counted_before(self, key: tuple[str, str, str], moved: Moves, *, known: bool) -> list[Entry]:
        """What documents asked for before this one would move of its ledger; the journal counts those that it has."""
        if self._beside is None:
            return []
        entries = [
            e for other, moves in self._beside.items() if other != key and moves.ledger == moved.ledger for e in moves.entries
        ]
        if not known:
            self._beside[key] = moved
        return entries

    def _itself(self, document: Ledger) -> Book | None:
        """What lists have booked of a ledger by now; None where nothing is."""
        engine = self._engine
        if not document.ledger_no:
            return None
        with engine.journal.reading() as connection:
            balances = row_balances(postings.sums_in(connection, engine.account_ids, document.ledger_no))
        if not balances:
            return None
        return Book(
            number=document.ledger_no,
            source_zh="已记账",
            source_en="what is posted",
            ledger=document,
            booked={
                ("materials", item) if row is BookRow.MATERIAL else ("products", item): (
                    b.increased + b.pre_increased if row is BookRow.MATERIAL else b.decreased + b.pre_decreased
                )
                for (row, item), b in balances.items()
            },
        )

    def _book(self, connection: Connection, current: CurrentLedger, moved: Moves, own: set[int], beside: Sequence[Entry]) -> Book:
        ledger, consumptions = self._ledger(current)
        family = next((each for each in LedgerFamily if each == ledger.family), None) or family_of(moved.ledger)
        wanted = moved.entries
        known = None
        if family is not None and wanted:
            whole = needs_all(family, wanted) or (family is LedgerFamily.ACCOUNT and bool(ledger.max_turnover))
            known = Known(
                family=family,
                ledger=ledger,
                posted=self._posted(connection, moved, own, whole=whole),
                flying=[*self._flying(connection, moved.ledger, own), *beside],
                consumption=consumptions,
            )
        through = any(entry.row is BookRow.PRODUCT for entry in wanted) and family is not LedgerFamily.LOGISTICS
        return Book(
            number=moved.ledger,
            source_zh=current.source_zh,
            source_en=current.source_en,
            ledger=ledger,
            posts=bool(wanted) or not moved.notes,
            allowances=allowances(known, wanted) if known is not None else {},
            versions={e.item_no: consumptions.versions(e.item_no) for e in wanted} if through else None,
            turnover=turnover(known, wanted) if known is not None else None,
        )

    def _posted(self, connection: Connection, moved: Moves, own: set[int], *, whole: bool) -> list[Entry]:
        items = {(entry.row, entry.item_no) for entry in moved.entries}
        engine = self._engine
        if whole or len(items) > _FEW:
            rows = postings.postings_in(connection, engine.account_ids, moved.ledger)
        else:
            rows = [
                row
                for book, item in items
                for row in postings.postings_in(connection, engine.account_ids, moved.ledger, book, item)
            ]
        return [postings.entry_of(row) for row in rows if row.document_id not in own]

    def _flying(self, connection: Connection, ledger: str, own: set[int]) -> list[Entry]:
        """What documents that Customs may still book will move; a change of a booked list that is under way is not counted."""
        engine = self._engine
        moving = {kind.name for kind in engine.kinds if kind.moves is not None}
        out: list[Entry] = []
        for row in docs.all_documents(connection, engine.account_ids, IN_FLIGHT):
            if row.kind in moving and row.id not in own:
                moved = self._moved(row)
                if moved.ledger == ledger:
                    out += moved.entries
        return out

    def _moved(self, row: DocumentRow) -> Moves:
        key = (row.kind, row.content)
        found = self._moves.get(key)
        if found is None:
            engine = self._engine
            kind = engine.kinds[row.kind]
            document = engine.journal.get_document(kind, row.content, row.content_version)
            found = (
                kind.moves(document, "pre_deducted", engine.effects, None)
                if kind.moves is not None
                else Moves(ledger="", entries=())
            )
            self._moves[key] = found
            if len(self._moves) > _KEPT:
                self._moves.popitem(last=False)
        else:
            self._moves.move_to_end(key)
        return found

    def _ledger(self, current: CurrentLedger) -> tuple[Ledger, Consumptions]:
        if self._read is None or self._read[0] != current.content:
            ledger = ledger_content(self._engine.journal, self._engine.kinds, current)
            self._read = (current.content, ledger, Consumptions(ledger.consumptions))
        return self._read[1], self._read[2]
