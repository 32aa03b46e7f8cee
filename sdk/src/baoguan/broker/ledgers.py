"""Ledgers (手册, 账册) that were imported: what the journal holds of them, and their opening in the books."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.documents import DocumentKinds
from baoguan.engine.posting import OPENING
from baoguan.engine.state import standing_of
from baoguan.errors import UnknownReference, UnusableInput
from baoguan.ledger import BookCounter, BookRow, Entry, Stage, missing
from baoguan.model.content import dumps, from_stored, to_json
from baoguan.model.ledger import Ledger
from baoguan.model.ledger_export import LedgerExport
from baoguan.store import documents as docs
from baoguan.store import ledgers as stored
from baoguan.store import postings
from baoguan.store.inbox import KEPT_FILE
from baoguan.store.journal import Journal
from baoguan.store.rows import EventRow, PostingRow

if TYPE_CHECKING:
    from baoguan.broker.broker import Broker

_KIND: Final = "ledger"
_IN_FORCE: Final = ("approved", "written_off")
"""States of a filing in which its ledger exists."""


@attrs.frozen(kw_only=True)
class Import:
    """One import of a ledger: the file with its SHA-256, when, by whom, over which account."""

    ledger: str
    file: str
    sha256: str
    at: datetime
    by: str
    account: str
    content: str
    """The content file of what was read."""


@attrs.frozen(kw_only=True)
class Imported:
    """What came of an import. `repeated`: the journal holds this file as the latest already.

    `opened` was posted as opening by this import; `unsaid` are rows with an opening in the books of which this file says none: they stand
    as they were.
    """

    ledger: str
    account: str
    sha256: str
    repeated: bool
    opened: tuple[Entry, ...]
    unsaid: tuple[tuple[BookRow, int], ...]


@attrs.frozen(kw_only=True)
class CurrentLedger:
    """A ledger as it is best known: imported, or filed over this journal and approved, whichever is later."""

    number: str
    at: datetime
    filed: bool
    content: str
    """Its content file."""
    content_version: int = 0
    source_zh: str
    source_en: str


def current_ledgers(connection: Connection, accounts: Sequence[int]) -> dict[str, CurrentLedger]:
    """Every ledger that was imported, or filed and approved, by its number."""
    out: dict[str, CurrentLedger] = {}
    for event in stored.imports(connection, accounts):
        number, file = event.data[stored.LEDGER], event.data[stored.FILE_NAME]
        out[number] = CurrentLedger(
            number=number,
            at=event.at,
            filed=False,
            content=event.data[stored.CONTENT],
            source_zh=f"{event.at:%Y-%m-%d} 导入的 {file}",
            source_en=f"{file}, imported {event.at:%Y-%m-%d}",
        )
    for row in docs.documents_of_kind(connection, accounts, _KIND):
        number = docs.numbers_of(connection, row.id).get("ledger_no", "") if row.state in _IN_FORCE else ""
        at = standing_of(row).latest or row.updated
        if number and (number not in out or out[number].at < at):
            out[number] = CurrentLedger(
                number=number,
                at=at,
                filed=True,
                content=row.content,
                content_version=row.content_version,
                source_zh=f"{at:%Y-%m-%d} 审批的备案 {row.number}",
                source_en=f"filing {row.number}, approved {at:%Y-%m-%d}",
            )
    return out


def ledger_content(journal: Journal, kinds: DocumentKinds, current: CurrentLedger) -> Ledger:
    """The ledger itself."""
    if current.filed:
        ledger = cast("Ledger", journal.get_document(kinds[_KIND], current.content, current.content_version))
        return attrs.evolve(ledger, ledger_no=current.number)
    data = json.loads(journal.blobs.get(current.content))
    return from_stored(data, LedgerExport, where=f"ledger {current.number}").ledger


def import_ledger(broker: Broker, export: LedgerExport, *, file: str, content: bytes, account: str | None = None) -> Imported:
    """Keep a ledger with the file it came from, and post its opening quantities (期初数量) less what was posted as opening before.

    Raises UnusableInput for a ledger without a number.
    """
    ledger = export.ledger.ledger_no
    if not ledger:
        raise UnusableInput(
            "底账没有备案编号", "the ledger has no number", remedy_zh="给出手册或账册编号", remedy_en="Give the ledger number"
        )
    chosen = broker.account(account)
    journal = broker.journal
    digest, kept = journal.blobs.put(content), journal.blobs.put(dumps(to_json(export)))
    wanted = opening_entries(export.ledger)
    at, by = now(), broker.config.by or getpass.getuser()
    with journal.writing() as connection:
        before = stored.imports(connection, _ids(broker), ledger)
        repeated = bool(before) and (before[-1].data[KEPT_FILE], before[-1].data[stored.CONTENT]) == (digest, kept)
        if not repeated:
            stored.add_import(connection, chosen.id, ledger, name=file, digest=digest, content=kept, at=at, by=by)
        known = _openings(connection, broker, ledger)
        said = {(entry.row, entry.item_no) for entry in wanted}
        opened = missing(wanted, [entry for entry in known if (entry.row, entry.item_no) in said])
        common = postings.common_columns(chosen.id, None, ledger, source=OPENING, cause=digest, by=by, at=at, effective=None)
        postings.add_postings(connection, common, opened)
    return Imported(
        ledger=ledger,
        account=chosen.name,
        sha256=digest,
        repeated=repeated,
        opened=tuple(opened),
        unsaid=tuple(sorted({(e.row, e.item_no) for e in missing(known, [])} - said)),
    )


def opening_entries(ledger: Ledger) -> list[Entry]:
    """The opening quantities that a ledger states. A declared quantity (备案数量) allows, it opens nothing."""
    return [
        Entry(
            row=row,
            item_no=item.item_no,
            counter=BookCounter.OPENING,
            stage=Stage.ACTUAL,
            version="",
            sign=1,
            quantity=item.opening_quantity,
        )
        for row, items in ((BookRow.MATERIAL, ledger.materials), (BookRow.PRODUCT, ledger.products))
        for item in items
        if item.item_no is not None and item.opening_quantity is not None
    ]


def imports(broker: Broker, ledger: str | None = None) -> list[Import]:
    """The imports of all ledgers, or of one, the earliest first."""
    names = {account.id: account.name for account in broker.accounts.values()}
    with broker.journal.reading() as connection:
        rows = stored.imports(connection, list(names), ledger)
    return [_import(row, names) for row in rows]


def imported_ledger(broker: Broker, ledger: str) -> LedgerExport:
    """A ledger as it was imported last. Raises UnknownReference for one that never was."""
    found = imports(broker, ledger)
    if not found:
        known = sorted({each.ledger for each in imports(broker)})
        raise UnknownReference(
            f"没有导入过底账 {ledger}",
            f"no ledger {ledger!r} was imported",
            remedy_zh=f"已导入：{'、'.join(known)}" if known else "用 baoguan ledger import 导入",
            remedy_en=f"There are: {', '.join(known)}" if known else "Import it with `baoguan ledger import`",
        )
    data = json.loads(broker.journal.blobs.get(found[-1].content))
    return from_stored(data, LedgerExport, where=f"ledger {ledger}")


def _import(row: EventRow, names: dict[int, str]) -> Import:
    return Import(
        ledger=row.data[stored.LEDGER],
        file=row.data[stored.FILE_NAME],
        sha256=row.data[KEPT_FILE],
        at=row.at,
        by=row.by,
        account=names[row.account_id or 0],
        content=row.data[stored.CONTENT],
    )


def _openings(connection: Connection, broker: Broker, ledger: str) -> list[Entry]:
    """What was posted as opening, over whatever account: a second import over another account must not open twice."""
    rows: Iterable[PostingRow] = postings.postings_in(connection, _ids(broker), ledger)
    return [postings.entry_of(row) for row in rows if row.source == OPENING]


def _ids(broker: Broker) -> list[int]:
    return [account.id for account in broker.accounts.values()]
