"""How lists and declarations of the journal belong together: which list a declaration is made of, and what its declarations say of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.consolidation.declaration import LIST_DOCUMENT, needs_own
from baoguan.documents import Identity
from baoguan.documents.standing_alerts import ENTRY_LIVE, ENTRY_STATE
from baoguan.engine.state import Engine, standing_of
from baoguan.errors import Refused
from baoguan.lifecycle import Standing
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.model.inventory import BondedInventoryList
from baoguan.store import batches
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow

OF_LIST: Final = "of_list"
"""The number under which a declaration knows its list. One list may be named by several declarations, one after the other, and a number names
one document: each has the list's number with its own place behind it."""

_PLACE: Final = "#"
_ENTRY_NUMBERS: Final = ("entry_no", "related_entry_no")
_GONE: Final = frozenset({"deleted", "cancelled", "not_arrived"})


def list_number(document: CustomsDeclaration) -> str | None:
    """The number of the list that a declaration names."""
    return next((d.number for d in document.licence_documents if d.kind == LIST_DOCUMENT and d.number), None)


def fits_list(engine: Engine, document: CustomsDeclaration, *, overwrite: bool) -> None:
    """Refuse a declaration beside the one that Customs makes of the same list: that would declare the goods twice.

    Its list is the one that it names, the one whose draft has its number, and, where it names none, one of its own number and ledger: what
    was drafted of a list before Customs gave that a number (a summary belongs to no list). `overwrite` allows a declaration that carries the
    number of Customs' draft, and so takes its place (inferred).
    """
    with engine.journal.reading() as connection:
        for row in _lists_of(engine, connection, document):
            listed = engine.journal.get_document(engine.kinds[row.kind], row.content, row.content_version)
            if not isinstance(listed, BondedInventoryList) or needs_own(listed):
                continue
            if list_number(document) is None and document.seq_no is None and listed.ledger_no != document.ledger_no:
                continue
            numbers = docs.numbers_of(connection, row.id)
            _fits(numbers.get("list_no") or row.number, numbers.get("entry_seq_no"), document, overwrite=overwrite)
            _only_one(engine, connection, document)


def _fits(number: str, draft: str | None, document: CustomsDeclaration, *, overwrite: bool) -> None:
    if draft is None:
        raise Refused(
            f"清单 {number} 的报关单由海关生成，尚未收到其统一编号（INV202）",
            f"Customs makes the declaration of list {number}, and its number (INV202) has not come yet",
            remedy_zh="等待 INV202；在此之前可用 baoguan draft 查看",
            remedy_en="Wait for INV202; until then look at it with `baoguan draft`",
        )
    if not overwrite or document.seq_no != draft:
        raise Refused(
            f"清单 {number} 的报关单由海关生成（统一编号 {draft}），再报一份就是重复申报",
            f"Customs made the declaration of list {number} ({draft}): another one declares the same goods twice",
            remedy_zh="在页面补全该草稿（baoguan draft 列出待填项）；要以报文覆盖它，设 [declarations] overwrite_drafts = true，"
            "并填 seq_no（推断，未经证实）",
            remedy_en="Complete that draft on the page (`baoguan draft` lists what to fill in); to overwrite it by a message, set "
            "[declarations] overwrite_drafts = true and give its seq_no (inferred, unproven)",
        )


def _only_one(engine: Engine, connection: Connection, document: CustomsDeclaration) -> None:
    """A draft is overwritten by one declaration of ours alone."""
    kind = engine.kinds.of(document)
    identity = kind.identity(document)
    for each in docs.documents_of_number(connection, engine.account_ids, "seq_no", document.seq_no or ""):
        if each.kind == kind.name and (each.owner, each.number) != (identity.owner, identity.number) and each.state not in _GONE:
            raise Refused(
                f"统一编号 {document.seq_no} 已属于报关单 {each.number}",
                f"{document.seq_no} belongs to declaration {each.number} already",
                remedy_zh=f"改正它用 baoguan redeclare {each.number}",
                remedy_en=f"Correct that one with `baoguan redeclare {each.number}`",
            )


def _lists_of(engine: Engine, connection: Connection, document: CustomsDeclaration) -> list[DocumentRow]:
    accounts = engine.account_ids
    number = list_number(document)
    found: list[DocumentRow] = []
    for kind, value in (("list_no", number), ("entry_seq_no", document.seq_no)):
        if value:
            found += docs.documents_of_number(connection, accounts, kind, value)
    if number is None and stage_of(document.document_type) is not Stage.SUMMARY:
        identity: Identity = engine.kinds.of(document).identity(document)
        for account in accounts:
            row = docs.find_document(connection, account, INVENTORY.kind, identity.owner, identity.number)
            found += [row] if row is not None else []
    lists = (row for row in found if row.kind == INVENTORY.kind and row.state not in _GONE)
    return list({row.id: row for row in lists}.values())


def remember_list(document: object) -> Callable[[Connection, DocumentRow], None]:
    """Keeps the number of a declaration's list with it, so that the list finds it; nothing for other documents."""
    number = list_number(document) if isinstance(document, CustomsDeclaration) else None

    def remember(connection: Connection, row: DocumentRow) -> None:
        if number is not None and list_of(docs.numbers_of(connection, row.id)) != number:
            next(n for n in count(1) if docs.add_number(connection, row.account_id, row.id, OF_LIST, f"{number}{_PLACE}{n}"))

    return remember


def list_of(numbers: Mapping[str, str]) -> str | None:
    """The number of a declaration's list among its numbers."""
    return numbers[OF_LIST].rpartition(_PLACE)[0] if OF_LIST in numbers else None


def shown_numbers(numbers: Mapping[str, str]) -> dict[str, str]:
    """Numbers as users see them: that of a list without its place."""
    number = list_of(numbers)
    return {**numbers, OF_LIST: number} if number is not None else dict(numbers)


def with_declarations(engine: Engine, connection: Connection, row: DocumentRow, standing: Standing) -> Standing:
    """The standing of a list with what its declarations of the journal say: their state, and their number while Customs has one of them."""
    numbers = {row.id: dict(standing.numbers)}
    return Links.among(engine, connection, [row], numbers).told(row, standing)


@attrs.frozen(kw_only=True)
class Links:
    """The declarations of each of several lists, by age: those that name it, and the one that has the number of its draft."""

    engine: Engine
    declarations: Mapping[int, Sequence[DocumentRow]]

    @classmethod
    def among(
        cls, engine: Engine, connection: Connection, rows: Sequence[DocumentRow], numbers: Mapping[int, Mapping[str, str]]
    ) -> Links:
        """For some documents with their numbers; those that are no lists have none."""
        accounts = engine.account_ids
        lists = {row.id: numbers[row.id] for row in rows if row.kind == INVENTORY.kind}
        found: dict[int, dict[int, DocumentRow]] = {}

        def put(ids: Sequence[int], each: DocumentRow) -> None:
            for i in ids if each.kind == DECLARATION.kind else ():
                found.setdefault(i, {})[each.id] = each

        by_draft = _by_number(lists, "entry_seq_no")
        for value, each in batches.documents_of_numbers(connection, accounts, "seq_no", by_draft):
            put(by_draft[value], each)
        wanted = _by_number(lists, "list_no")
        for place in count(1) if wanted else ():
            asked = {f"{value}{_PLACE}{place}": value for value in wanted}
            named = [(asked[v], each) for v, each in batches.documents_of_numbers(connection, accounts, OF_LIST, asked)]
            if not named:
                break
            present = batches.numbers_among(connection, {each.id for _, each in named})
            for value, each in named:
                # A declaration that was corrected to name another list is that list's.
                if list_of(present[each.id]) == value:
                    put(wanted[value], each)
            wanted = {value: wanted[value] for value in dict(named)}
        return cls(engine=engine, declarations={i: [mine[k] for k in sorted(mine)] for i, mine in found.items()})

    def told(self, row: DocumentRow, standing: Standing) -> Standing:
        """The standing of a list with what its declarations say. Where several were made one after the other, one that Customs has speaks
        for the list, else the latest."""
        declared = self.declarations.get(row.id, ())
        if not declared:
            return standing
        facts: dict[str, str] = {**standing.facts}
        known = [standing_of(each) for each in declared]
        taken = self.engine.kinds[declared[0].kind].lifecycle.taken - {"deleted"}
        live = [each for each in known if each.state in taken]
        if not live:
            # What a receipt of the list named before is withdrawn, if it is one of these.
            gone = {each.numbers.get("entry_no") for each in known if each.state == "deleted"}
            for name in _ENTRY_NUMBERS:
                if facts.get(name) in gone:
                    facts.pop(name, None)
        speaking = (live or known)[-1]
        facts[ENTRY_STATE] = speaking.state
        facts[ENTRY_LIVE] = "yes" if live else "no"
        number = speaking.numbers.get("entry_no")
        if live and number and not any(facts.get(name) for name in _ENTRY_NUMBERS):
            facts["entry_no"] = number
        return attrs.evolve(standing, facts=facts)


def _by_number(numbers: Mapping[int, Mapping[str, str]], kind: str) -> dict[str, list[int]]:
    """A number -> the documents that have it: one in each account."""
    found: dict[str, list[int]] = {}
    for document, known in numbers.items():
        if known.get(kind):
            found.setdefault(known[kind], []).append(document)
    return found
