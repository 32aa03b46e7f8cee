"""What persons do on the page of the Single Window: declare drafts, delete them, have what was approved deleted or withdrawn."""

from __future__ import annotations

from attrs import evolve, frozen

from .amendment.office import AmendmentOffice
from .customs import Customs
from .declaration.office import DeclarationOffice
from .filing.office import LedgerOffice
from .records import StoredList
from .store import Store
from .values import ListStage

_REDECLARABLE = frozenset({ListStage.SAVED, ListStage.REJECTED, ListStage.STORE_FAILED})


@frozen
class Page:
    """Runs inside the caller's transaction; a SeqNo names a list, a declaration, an amendment or a ledger."""

    store: Store
    customs: Customs
    declarations: DeclarationOffice
    amendments: AmendmentOffice
    ledgers: LedgerOffice

    def declare(self, seq_no: str, step: int) -> None:
        """Press 申报.

        :raises KeyError: if there is nothing of that number.
        :raises ValueError: if it cannot be declared as it stands.
        """
        if (declaration := self.declarations.find(seq_no)) is not None:
            self.declarations.press(declaration, step)
        elif (amendment := self.amendments.find(seq_no)) is not None:
            self.amendments.press(amendment, step)
        elif (ledger := self.ledgers.records.by_seq_no(seq_no)) is not None:
            self.ledgers.press(ledger, step)
        else:
            entry = self._list(seq_no)
            if entry.stage not in _REDECLARABLE:
                raise ValueError(f"{seq_no}: 该清单不能申报 / cannot be declared: {entry.stage}")
            self.customs.declare(entry, "filing", self.store.content(seq_no), count=0, step=step)

    def delete(self, seq_no: str, step: int) -> None:
        """Delete a draft at once, or ask Customs to delete an approved list or a declaration.

        :raises KeyError: if there is nothing of that number.
        :raises ValueError: if it cannot be deleted as it stands.
        """
        if (declaration := self.declarations.find(seq_no)) is not None:
            self.declarations.delete(declaration, step)
            return
        if (amendment := self.amendments.find(seq_no)) is not None:
            self.amendments.delete(amendment)
            return
        entry = self._list(seq_no)
        if entry.stage in _REDECLARABLE or entry.stage is ListStage.UNSEEN:
            self.store.drop_events(seq_no)
            self.store.forget(entry.enterprise, entry.number)
            self.store.save_list(evolve(entry, stage=ListStage.DELETED, gone=True))
        elif entry.list_no and not entry.act:
            self.customs.declare(entry, "deletion", self.store.content(seq_no), count=entry.change_count, step=step)
        else:
            raise ValueError(f"{seq_no}: 该清单不能删除 / cannot be deleted: {entry.stage}")

    def _list(self, seq_no: str) -> StoredList:
        entry = self.store.by_seq_no(seq_no)
        if entry is None:
            raise KeyError(seq_no)
        return entry
