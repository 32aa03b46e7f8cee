"""The lists of a ledger as a write-off sees them: which are deducted and counted, which forbid it, which belong to another period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

import attrs

from baoguan.clock import SHANGHAI
from baoguan.engine.posting import OPENING
from baoguan.ledger import Entry, Stage
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.inventory_codes import DeductionMark
from baoguan.model.write_off import WriteOff
from baoguan.store import documents as docs
from baoguan.store import postings
from baoguan.store.rows import DocumentRow, PostingRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from baoguan.broker.broker import Broker

_LISTS: Final = "inventory"
_WRITE_OFFS: Final = "write_off"
_UNDECIDED: Final = frozenset({"declared", "stored", "manual"})
_APPROVED: Final = "approved"
_WRITTEN_OFF: Final = "written_off"


class Place(StrEnum):
    """How a list stands to a write-off."""

    COUNTED = "counted"
    """正式核扣，计入."""
    PENDING = "pending"
    """预核扣或审核通过未核扣: it forbids the write-off of its period."""
    UNNUMBERED = "unnumbered"
    """Deducted, and its number is not known: it cannot be named, so it forbids the write-off."""
    UNDECIDED = "undecided"
    """Declared, and Customs has not decided."""
    BEFORE = "before"
    AFTER = "after"
    EARLIER = "earlier"
    """In another write-off, or written off by Customs."""
    TWICE = "twice"
    """The same number under another account: counted once."""


PLACES: Final[Mapping[Place, tuple[str, str]]] = {
    Place.COUNTED: ("正式核扣，计入", "deducted, counted"),
    Place.PENDING: ("未正式核扣", "not deducted for good"),
    Place.UNNUMBERED: ("没有清单编号", "without a list number"),
    Place.UNDECIDED: ("海关未审结", "not decided by Customs"),
    Place.BEFORE: ("核扣在本期之前", "deducted before the period"),
    Place.AFTER: ("核扣在本期之后", "deducted after the period"),
    Place.EARLIER: ("已在另一份报核中或已核销", "in another write-off, or written off"),
    Place.TWICE: ("同一编号已计入一次", "the same number is counted already"),
}
FORBIDDING: Final = frozenset({Place.PENDING, Place.UNNUMBERED})


@attrs.frozen(kw_only=True)
class PeriodList:
    """A list of the ledger. `day` is when it was deducted, or pre-deducted where it is that only, in Shanghai; `entries` what it moved."""

    place: Place
    document_id: int
    number: str
    list_no: str
    direction: str
    state: str
    day: date | None
    moment: datetime | None
    entries: tuple[Entry, ...] = attrs.field(default=(), repr=False)

    @property
    def mark(self) -> str:
        """核扣标记."""
        return (DeductionMark.PRE if self.state == "pre_deducted" else DeductionMark.NONE).value if self.place in _NOT else _DONE


_NOT: Final = frozenset({Place.PENDING, Place.UNDECIDED})
_DONE: Final = DeductionMark.DONE.value


@attrs.frozen(kw_only=True)
class Earlier:
    """A write-off of the ledger that Customs has or has approved."""

    number: str
    state: str
    document: WriteOff

    @property
    def approved(self) -> bool:
        """Whether it is written off."""
        return self.state == _APPROVED


def earlier_write_offs(broker: Broker, ledger: str, own: str = "") -> list[Earlier]:
    """The write-offs of a ledger that Customs has, the earliest first; not that of the internal number `own`."""
    from baoguan.lifecycle.write_off import WRITE_OFF

    with broker.journal.reading() as connection:
        rows = docs.documents_of_kind(connection, [a.id for a in broker.accounts.values()], _WRITE_OFFS)
    out = []
    for row in rows:
        if row.state in WRITE_OFF.taken and row.number != own:
            document = cast("WriteOff", broker.journal.get_document(broker.kinds[_WRITE_OFFS], row.content, row.content_version))
            if document.ledger_no == ledger:
                out.append(Earlier(number=row.number, state=row.state, document=document))
    return sorted(out, key=lambda each: (each.document.period_to or date.min, each.document.sequence or 0))


def period_lists(
    broker: Broker,
    ledger: str,
    *,
    begin: date | None,
    end: date | None,
    written: frozenset[str],
    account: str | None = None,
) -> list[PeriodList]:
    """Every list that moved the ledger, or that Customs has for it, in the order of deduction. `written` are numbers in other write-offs."""
    ids = [broker.account(account).id] if account else [a.id for a in broker.accounts.values()]
    with broker.journal.reading() as connection:
        posted = _by_document(postings.postings_in(connection, ids, ledger))
        rows = {row.id: row for row in docs.documents_of_kind(connection, ids, _LISTS)}
        found = [_posted(connection, rows[i], moved, begin, end, written) for i, moved in posted.items() if i in rows]
        found += [
            _bare(connection, row)
            for row in rows.values()
            if row.id not in posted and row.state in {*_UNDECIDED, _APPROVED} and _ledger_of(broker, row) == ledger
        ]
    return _once(sorted((each for each in found if each is not None), key=_order))


def _order(each: PeriodList) -> tuple[bool, str, str, int]:
    return each.moment is None, each.moment.isoformat() if each.moment else "", each.list_no, each.document_id


def _by_document(rows: Sequence[PostingRow]) -> dict[int, list[PostingRow]]:
    out: dict[int, list[PostingRow]] = {}
    for row in rows:
        if row.document_id is not None and row.source != OPENING:
            out.setdefault(row.document_id, []).append(row)
    return out


def _posted(
    connection: Connection,
    row: DocumentRow,
    moved: Sequence[PostingRow],
    begin: date | None,
    end: date | None,
    written: frozenset[str],
) -> PeriodList | None:
    """A list with postings; None for one of which nothing is left in the books and that Customs has not for deciding."""
    entries = _net([postings.entry_of(each) for each in moved])
    actual = tuple(entry for entry in entries if entry.stage is Stage.ACTUAL)
    pending = tuple(entry for entry in entries if entry.stage is Stage.PRE)
    if not actual and not pending and row.state not in {*_UNDECIDED, _APPROVED}:
        return None
    list_no = docs.numbers_of(connection, row.id).get("list_no", "")
    stage = Stage.ACTUAL if actual else Stage.PRE
    moments = [(each.effective or each.at).astimezone(SHANGHAI) for each in moved if each.stage == stage]
    moment = min(moments) if moments else None
    day = moment.date() if moment is not None else None
    return PeriodList(
        place=_place(row.state, list_no, day, begin, end, written, actual=bool(actual), pending=bool(pending)),
        document_id=row.id,
        number=row.number,
        list_no=list_no,
        direction=list_no[8:9] or "",
        state=row.state,
        day=day,
        moment=moment,
        entries=(*actual, *pending),
    )


def _place(
    state: str,
    list_no: str,
    day: date | None,
    begin: date | None,
    end: date | None,
    written: frozenset[str],
    *,
    actual: bool,
    pending: bool,
) -> Place:
    if state == _WRITTEN_OFF or (list_no and list_no in written):
        return Place.EARLIER
    if end is not None and day is not None and day > end:
        return Place.AFTER
    if pending or not actual:
        return Place.UNDECIDED if state in _UNDECIDED and not pending else Place.PENDING
    if begin is not None and day is not None and day < begin:
        return Place.BEFORE
    return Place.COUNTED if list_no else Place.UNNUMBERED


def _bare(connection: Connection, row: DocumentRow) -> PeriodList:
    """A list that Customs has and that moved nothing yet."""
    list_no = docs.numbers_of(connection, row.id).get("list_no", "")
    return PeriodList(
        place=Place.PENDING if row.state == _APPROVED else Place.UNDECIDED,
        document_id=row.id,
        number=row.number,
        list_no=list_no,
        direction=list_no[8:9] or "",
        state=row.state,
        day=None,
        moment=None,
    )


def _net(entries: Sequence[Entry]) -> list[Entry]:
    """What is left of entries that take one another back."""
    out: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        before = out.get(entry.key)
        out[entry.key] = entry if before is None else attrs.evolve(entry, quantity=before.quantity + entry.quantity)
    return [entry for entry in out.values() if entry.quantity]


def _ledger_of(broker: Broker, row: DocumentRow) -> str | None:
    return list_of(broker, row).ledger_no


def list_of(broker: Broker, row: DocumentRow) -> BondedInventoryList:
    """What a list says."""
    return cast("BondedInventoryList", broker.journal.get_document(broker.kinds[_LISTS], row.content, row.content_version))


def _once(found: Sequence[PeriodList]) -> list[PeriodList]:
    """Each number counts once, whatever account it came over."""
    seen: set[str] = set()
    out = []
    for each in found:
        if each.place is Place.COUNTED and each.list_no in seen:
            out.append(attrs.evolve(each, place=Place.TWICE))
            continue
        if each.place is Place.COUNTED:
            seen.add(each.list_no)
        out.append(each)
    return out


def state_words(state: str) -> tuple[str, str]:
    """A state of a list in Chinese and English."""
    known = INVENTORY.state(state)
    return known.zh, known.en


def of_place(found: Sequence[PeriodList], *places: Place) -> Iterator[PeriodList]:
    """Those that stand in one of some places."""
    return (each for each in found if each.place in places)
