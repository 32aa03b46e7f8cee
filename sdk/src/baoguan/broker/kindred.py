"""How declarations and their amendments of the journal belong together: by the declaration's numbers, looked up anew each time.

Nothing is written for it: an amendment's own content names the declaration, and what became of each is its own standing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.broker.linking import list_number
from baoguan.broker.permit import refuse
from baoguan.broker.views import Related
from baoguan.documents import DocumentKind
from baoguan.documents.amendment_guards import Around, Kin, amendment_guards
from baoguan.engine.prepare import Plan
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.model.amendment import Amendment
from baoguan.model.amendment_codes import AmendmentType
from baoguan.model.declaration import CustomsDeclaration
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow

AMENDMENT: Final = "amendment"
DECLARATION: Final = "declaration"

_NAMED_BY: Final[Mapping[str, str]] = {"entry_no": "entry_no", "seq_no": "declaration_seq_no"}
"""Number of a declaration -> the field by which an amendment names it."""
_TITLES: Final = {
    AmendmentType.CHANGE.value: ("修改申请", "request to change it"),
    AmendmentType.WITHDRAWAL.value: ("撤销申请", "request to withdraw it"),
}
_ANSWER: Final = ("对海关修撤的答复", "answer to Customs")


@attrs.frozen(kw_only=True)
class Known:
    """An amendment of the journal with its content."""

    row: DocumentRow
    document: Amendment


def amendments(engine: Engine, connection: Connection) -> list[Known]:
    """Every amendment of the opened accounts, by age."""
    rows = docs.documents_of_kind(connection, engine.account_ids, AMENDMENT)
    found = [(row, engine.journal.get_document(engine.kinds[AMENDMENT], row.content, row.content_version)) for row in rows]
    return [Known(row=row, document=document) for row, document in found if isinstance(document, Amendment)]


def amendments_of(engine: Engine, connection: Connection, row: DocumentRow) -> list[Known]:
    """The amendments of a declaration, by age."""
    return _of(amendments(engine, connection), docs.numbers_of(connection, row.id))


def _of(known: Sequence[Known], numbers: Mapping[str, str]) -> list[Known]:
    return [k for k in known if any(numbers.get(n) and numbers[n] == getattr(k.document, field) for n, field in _NAMED_BY.items())]


def declaration_of(engine: Engine, connection: Connection, amendment: Amendment) -> DocumentRow | None:
    """The declaration that an amendment names, where the journal has it."""
    for number, field in _NAMED_BY.items():
        value = getattr(amendment, field)
        for account in engine.account_ids if value else ():
            found = docs.document_of_number(connection, account, number, value)
            row = docs.document_by_id(connection, found) if found is not None else None
            if row is not None and row.kind == DECLARATION:
                return row
    return None


def guard_amendment(
    engine: Engine, connection: Connection, account: Account, kind: DocumentKind[object], plans: Sequence[Plan]
) -> None:
    """Refuse an amendment that what the journal knows around it forbids; in the transaction that journals it, which holds its declaration
    so that no other amendment of it comes between."""
    document = plans[0].document
    if not isinstance(document, Amendment):
        return
    identity = kind.identity(document)
    row = declaration_of(engine, connection, document)
    if row is not None:
        docs.hold_document(connection, row.id)
        known = amendments_of(engine, connection, row)
    else:
        known = [k for k in amendments(engine, connection) if k.document.entry_no == document.entry_no]
    mine = (account.id, identity.owner, identity.number)
    others = [k for k in known if (k.row.account_id, k.row.owner, k.row.number) != mine]
    around = Around(
        declaration=_kin(engine, row) if row is not None else None,
        others=tuple(_kin(engine, k.row) for k in others),
        lists=tuple(_kin(engine, each) for each in _lists(engine, connection, row)) if row is not None else (),
    )
    refuse(amendment_guards(document, around), plans[0].note)


def _kin(engine: Engine, row: DocumentRow) -> Kin:
    document = engine.journal.get_document(engine.kinds[row.kind], row.content, row.content_version)
    return Kin(number=row.number, standing=standing_of(row), document=document)


def _lists(engine: Engine, connection: Connection, row: DocumentRow) -> Iterator[DocumentRow]:
    """The lists of the journal that a declaration was made of."""
    document = engine.journal.get_document(engine.kinds[row.kind], row.content, row.content_version)
    named = list_number(document) if isinstance(document, CustomsDeclaration) else None
    asked = (("list_no", named), ("entry_seq_no", docs.numbers_of(connection, row.id).get("seq_no")))
    found = (docs.document_of_number(connection, row.account_id, kind, value) for kind, value in asked if value)
    for each in dict.fromkeys(f for f in found if f is not None and f != row.id):
        yield docs.document_by_id(connection, each)


@attrs.frozen(kw_only=True)
class Relations:
    """What belongs to each of several documents, with every amendment read once."""

    engine: Engine
    connection: Connection
    known: Sequence[Known]

    @classmethod
    def among(cls, engine: Engine, connection: Connection, rows: Sequence[DocumentRow]) -> Relations:
        """For some documents; amendments are read only where one of them is a declaration."""
        asked = any(row.kind == DECLARATION for row in rows)
        return cls(engine=engine, connection=connection, known=amendments(engine, connection) if asked else ())

    def of(self, row: DocumentRow) -> tuple[Related, ...]:
        """The amendments of a declaration, or the declaration of an amendment."""
        if row.kind == DECLARATION:
            mine = _of(self.known, docs.numbers_of(self.connection, row.id))
            return tuple(self._related(k.row, *_title(k.document)) for k in mine)
        if row.kind == AMENDMENT:
            document = self.engine.journal.get_document(self.engine.kinds[row.kind], row.content, row.content_version)
            named = declaration_of(self.engine, self.connection, document) if isinstance(document, Amendment) else None
            return (self._related(named, "报关单", "declaration"),) if named is not None else ()
        return ()

    def _related(self, row: DocumentRow, zh: str, en: str) -> Related:
        state = self.engine.kinds[row.kind].lifecycle.state(row.state)
        return Related(
            kind=row.kind,
            ref=f"{row.owner}/{row.number}",
            number=row.number,
            account=self.engine.account_of(row.account_id).name,
            title_zh=zh,
            title_en=en,
            state=row.state,
            state_zh=state.zh,
            state_en=state.en,
        )


def _title(amendment: Amendment) -> tuple[str, str]:
    return _ANSWER if amendment.confirmation is not None else _TITLES.get(amendment.amendment_type or "", ("修撤单", "amendment"))
