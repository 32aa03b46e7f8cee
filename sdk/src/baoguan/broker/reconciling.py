"""The books of the journal beside a source of Customs: where they differ, and why, the likeliest cause first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

import attrs

from baoguan.broker.books import posting_rows
from baoguan.broker.broker import Broker
from baoguan.broker.ledgers import current_ledgers, ledger_content
from baoguan.broker.suspects import Suspects, at_of
from baoguan.engine.posting import OPENING
from baoguan.errors import UnusableInput
from baoguan.ledger import BookRow, RowBalance, row_balances
from baoguan.ledger.booked import Booked, Figure
from baoguan.ledger.causes import CAUSES, Cause
from baoguan.ledger.discrepancies import Compared, Likely, compare, explanations
from baoguan.ledger.row_causes import of_rows, swapped
from baoguan.model.fields import terms
from baoguan.model.ledger import LedgerItem
from baoguan.store import documents as docs
from baoguan.store import inbox, postings
from baoguan.store.rows import PostingRow

Key = tuple[BookRow, int]
_SHOWN: Final = 5
"""So many causes are told of one difference."""
_DATA: Final = ("part_no", "hs_code", "goods_name", "unit")
"""What of a row's data is compared."""


@attrs.frozen(kw_only=True)
class LikelyCause:
    """Why a row may differ. `rows` is how many differing rows it explains, `against` how many rows speak against it; `beside` is a second
    cause without which it does not."""

    cause: Cause
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    document: str
    list_no: str
    rows: int
    against: int
    beside: LikelyCause | None = None


@attrs.frozen(kw_only=True)
class Pair:
    """A figure here and in the source."""

    ours: Decimal
    theirs: Decimal


@attrs.frozen(kw_only=True)
class RowDifference:
    """A row whose figures differ, with its causes, the likeliest first. `place` is '' where the source does not have the row."""

    row: BookRow
    item_no: int
    goods_name: str
    place: str
    figures: Mapping[Figure, Pair]
    causes: tuple[LikelyCause, ...]


@attrs.frozen(kw_only=True)
class BookedLine:
    """A list line that a source without balances says was booked. `document` is ours, '' for none; `posted` tells whether it is in our books;
    `data` are fields of the row that differ from the ledger as it is known here: (name, ours, theirs)."""

    list_no: str
    list_line: int | None
    row: BookRow
    item_no: int
    place: str
    document: str
    posted: bool
    data: tuple[tuple[str, str, str], ...]
    zh: str
    en: str

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to do."""
        return self.posted and not self.data


@attrs.frozen(kw_only=True)
class Reconciled:
    """What came of it. `compared` rows had balances, `agreeing` of them agree; `lines` come of sources without balances."""

    ledger: str
    compared: int
    agreeing: int
    differences: tuple[RowDifference, ...]
    lines: tuple[BookedLine, ...]

    @property
    def agrees(self) -> bool:
        """Whether the books agree, as far as the source goes."""
        return not self.differences and all(line.agrees for line in self.lines)


def reconcile(
    broker: Broker,
    ledger: str,
    booked: Sequence[Booked],
    *,
    whole: bool = False,
    at: datetime | None = None,
    account: str | None = None,
) -> Reconciled:
    """Our books of a ledger beside what a source says of it.

    Of a row that comes several times the latest counts. `at` says of which moment a source is that does not say it itself; `whole`, that it
    has every row, so that one it lacks is empty. Raises UnusableInput for a source that has nothing of this ledger.
    """
    mine = [each for each in booked if each.ledger in (ledger, "")]
    if not mine:
        known = "、".join(sorted({each.ledger for each in booked})) or "—"
        raise UnusableInput(
            f"来源里没有底账 {ledger} 的数据（有：{known}）",
            f"the source has nothing of ledger {ledger} (it has: {known})",
            remedy_zh="核对底账编号和文件",
            remedy_en="Check the ledger number and the file",
        )
    ids = [broker.account(account).id] if account else [a.id for a in broker.accounts.values()]
    books = _Books(posting_rows(broker, ledger, account), at)
    stating = _latest(each for each in mine if each.figures)
    if whole and stating:
        stating = {**stating, **books.lacking(ledger, stating)}
    rows = [compare(each, books.of(each)) for each in stating.values()]
    differing = frozenset(row.booked.key for row in rows if row.differs)
    dated = at is not None or any(each.at is not None for each in stating.values())
    suspects = Suspects(broker=broker, ledger=ledger, account_ids=ids, rows=books.counted(stating), keys=differing, dated=dated)
    causes: Mapping[Key, Sequence[Likely]] = {}
    if differing:
        found = [*suspects.hypotheses(), *of_rows(rows, partial(_ours, broker, ids)), *swapped(rows, suspects.moved)]
        causes = explanations(rows, found)
    goods = _goods(broker, ledger)
    return Reconciled(
        ledger=ledger,
        compared=len(rows),
        agreeing=len(rows) - len(differing),
        differences=tuple(_difference(row, causes[row.booked.key], goods) for row in rows if row.differs),
        lines=tuple(_line(broker, ids, each, goods) for each in mine if not each.figures),
    )


def raw_receipts(broker: Broker, ledger: str, account: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and content of every raw receipt of a document that moved a ledger, the earliest first."""
    ids = {row.document_id for row in posting_rows(broker, ledger, account) if row.document_id is not None}
    with broker.journal.reading() as connection:
        wanted = sorted({r.inbox_id for i in ids for r in inbox.receipts_of(connection, i) if r.inbox_id is not None})
        rows = [inbox.inbox_by_id(connection, each) for each in wanted]
    for row in rows:
        yield row.name, broker.journal.blobs.get(row.digest)


class _Books:
    """Our postings, as they stood at the moment that a row of a source is of."""

    def __init__(self, rows: Iterable[PostingRow], at: datetime | None) -> None:
        self._by_key: dict[Key, list[PostingRow]] = defaultdict(list)
        self._at = at
        for row in rows:
            self._by_key[BookRow(row.row), row.item_no].append(row)

    def of(self, booked: Booked) -> RowBalance:
        """Our counters of a row, of the moment that the source is of."""
        entries = map(postings.entry_of, self._counted(booked.key, booked.at or self._at))
        return row_balances(entries).get(booked.key, RowBalance())

    def counted(self, stating: Mapping[Key, Booked]) -> list[PostingRow]:
        """Every posting that counts for what the source states, in the order of posting."""
        rows = [
            row for key in self._by_key for row in self._counted(key, (stating[key].at if key in stating else None) or self._at)
        ]
        return sorted(rows, key=lambda row: row.id)

    def lacking(self, ledger: str, stating: Mapping[Key, Booked]) -> dict[Key, Booked]:
        """Rows of ours that the source does not have, as if it had them empty."""
        figures = dict.fromkeys({f for each in stating.values() for f in each.figures}, Decimal(0))
        return {
            key: Booked(ledger=ledger, row=key[0], item_no=key[1], figures=figures) for key in self._by_key if key not in stating
        }

    def _counted(self, key: Key, at: datetime | None) -> list[PostingRow]:
        # An opening is posted when it is imported, and counts from the beginning.
        return [row for row in self._by_key.get(key, ()) if at is None or row.source == OPENING or at_of(row) <= at]


def _latest(booked: Iterable[Booked]) -> dict[Key, Booked]:
    out: dict[Key, Booked] = {}
    for each in booked:
        known = out.get(each.key)
        if known is None or known.at is None or (each.at is not None and each.at >= known.at):
            out[each.key] = each
    return out


def _ours(broker: Broker, ids: Sequence[int], list_no: str) -> bool:
    with broker.journal.reading() as connection:
        return bool(docs.documents_of_number(connection, ids, "list_no", list_no))


def _goods(broker: Broker, ledger: str) -> dict[Key, LedgerItem]:
    """The rows of the ledger as it is best known; none where nothing is."""
    with broker.journal.reading() as connection:
        current = current_ledgers(connection, [account.id for account in broker.accounts.values()]).get(ledger)
    if current is None:
        return {}
    known = ledger_content(broker.journal, broker.kinds, current)
    return {
        (row, item.item_no): item
        for row, items in ((BookRow.MATERIAL, known.materials), (BookRow.PRODUCT, known.products))
        for item in items
        if item.item_no is not None
    }


def _difference(row: Compared, likely: Sequence[Likely], goods: Mapping[Key, LedgerItem]) -> RowDifference:
    item = row.booked.item or goods.get(row.booked.key)
    return RowDifference(
        row=row.booked.row,
        item_no=row.booked.item_no,
        goods_name=(item.goods_name or "") if item is not None else "",
        place=row.booked.place,
        figures={f: Pair(ours=getattr(row.ours, f.value), theirs=theirs) for f, theirs in row.booked.figures.items() if row.off[f]},
        causes=tuple(_told(each) for each in likely[:_SHOWN]),
    )


def _told(likely: Likely) -> LikelyCause:
    hypothesis, term = likely.hypothesis, CAUSES[likely.cause]
    second = None if likely.beside is None else _told(attrs.evolve(likely, hypothesis=likely.beside, beside=None))
    return LikelyCause(
        cause=likely.cause,
        zh=hypothesis.told(term.zh),
        en=hypothesis.told(term.en, english=True),
        remedy_zh=hypothesis.told(term.remedy_zh),
        remedy_en=hypothesis.told(term.remedy_en, english=True),
        document=hypothesis.subject,
        list_no=hypothesis.list_no,
        rows=likely.rows,
        against=likely.against,
        beside=second,
    )


def _line(broker: Broker, ids: Sequence[int], booked: Booked, goods: Mapping[Key, LedgerItem]) -> BookedLine:
    with broker.journal.reading() as connection:
        found = docs.documents_of_number(connection, ids, "list_no", booked.list_no) if booked.list_no else []
        moved = [postings.entry_of(p) for row in found for p in postings.postings_of(connection, row.id)]
    posted = any(entry.quantity for entry in moved if (entry.row, entry.item_no) == booked.key)
    document = f"{found[0].owner}/{found[0].number}" if found else ""
    data = _data(booked.item, goods.get(booked.key))
    if not found:
        zh, en = "本系统没有这份清单：在网页或别的系统申报的", "this list is not in the journal: declared on the page or elsewhere"
    elif not posted:
        zh, en = (
            f"{document} 海关已记账，本系统未记（{found[0].state}）",
            f"{document} is booked at Customs, not here ({found[0].state})",
        )
    elif data:
        zh, en = f"{document} 已记账；底账该行数据不同", f"{document} is booked here too; the row's data differ"
    else:
        zh, en = f"{document} 已记账", f"{document} is booked here too"
    return BookedLine(
        list_no=booked.list_no,
        list_line=booked.list_line,
        row=booked.row,
        item_no=booked.item_no,
        place=booked.place,
        document=document,
        posted=posted,
        data=data,
        zh=zh,
        en=en,
    )


def _data(theirs: LedgerItem | None, ours: LedgerItem | None) -> tuple[tuple[str, str, str], ...]:
    """Fields of the row's data that both state and that differ."""
    if theirs is None or ours is None:
        return ()
    titles = terms(LedgerItem)
    pairs = [(titles[name].zh, getattr(ours, name), getattr(theirs, name)) for name in _DATA]
    return tuple((zh, str(one), str(other)) for zh, one, other in pairs if one and other and one != other)
