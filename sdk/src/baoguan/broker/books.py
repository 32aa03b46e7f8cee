"""What the books of the journal say of a ledger, and why: balances of its rows, and every movement behind one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import attrs

from baoguan.broker.broker import Broker
from baoguan.ledger import BookCounter, BookRow, Effects, Entry, RowBalance, Stage, row_balances, running
from baoguan.ledger.effects import TITLES
from baoguan.store import documents as docs
from baoguan.store import postings
from baoguan.store.rows import PostingRow


@attrs.frozen(kw_only=True)
class Movement:
    """One movement of a row: which document and lines, by which receipt or person, and the balance behind it.

    In the material book `quantity` and `book` are the material's; `product`, `version` and `rate` say through which product it moved, and
    what one unit of it takes.
    """

    at: datetime
    effective: datetime | None
    document: str
    list_no: str
    lines: str
    counter: BookCounter
    counter_zh: str
    stage: Stage
    version: str
    quantity: Decimal
    """Signed as it moves the row."""
    source: str
    cause: str
    by: str
    mark: str
    """How well it is known that such a list moves the row so; `inferred` ones say so."""
    book: Decimal
    available: Decimal | None = None
    """Of the row counters: what may leave."""
    product: int | None = None
    rate: Decimal | None = None
    scrap: Decimal | None = None
    """Of the material book: what became of the scrap, which never moves the balance."""


@attrs.frozen(kw_only=True)
class Explained:
    """A row of a ledger with all its movements."""

    ledger: str
    row: BookRow
    item_no: int
    balance: RowBalance
    movements: tuple[Movement, ...]


def balances(broker: Broker, ledger: str, account: str | None = None) -> dict[tuple[BookRow, int], RowBalance]:
    """The counters of every row that something was posted on."""
    return row_balances(posted_sums(broker, ledger, account))


def ledgers(broker: Broker) -> list[str]:
    """The ledgers that something was posted in."""
    with broker.journal.reading() as connection:
        return postings.ledgers_posted(connection, [a.id for a in broker.accounts.values()])


def explain_item(broker: Broker, ledger: str, row: BookRow, item_no: int, account: str | None = None) -> Explained:
    """Every movement of a row in the order it was posted, with the running balance."""
    rows = posting_rows(broker, ledger, account, row, item_no)
    entries = [postings.entry_of(each) for each in rows]
    tell = Teller(broker, rows)
    balance = RowBalance()
    out = []
    for each, entry, balance in zip(rows, entries, running(entries), strict=True):
        out.append(tell(each, entry, quantity=entry.quantity * entry.sign, book=balance.book, available=balance.available))
    return Explained(ledger=ledger, row=row, item_no=item_no, balance=balance, movements=tuple(out))


class Teller:
    """Tells postings as movements: with the document, its numbers, and how well the effect is known."""

    def __init__(self, broker: Broker, rows: Iterable[PostingRow]) -> None:
        ids = {row.document_id for row in rows if row.document_id is not None}
        with broker.journal.reading() as connection:
            self._named = {i: (docs.document_by_id(connection, i), docs.numbers_of(connection, i)) for i in ids}
        self._marks = marks(broker.effects)

    def __call__(
        self,
        row: PostingRow,
        entry: Entry,
        *,
        quantity: Decimal,
        book: Decimal,
        available: Decimal | None = None,
        product: int | None = None,
        rate: Decimal | None = None,
        scrap: Decimal | None = None,
    ) -> Movement:
        """A posting as a movement."""
        document, numbers = self._named.get(row.document_id or 0, (None, {}))
        return Movement(
            at=row.at,
            effective=row.effective,
            document=f"{document.owner}/{document.number}" if document is not None else "",
            list_no=numbers.get("list_no", ""),
            lines=row.lines,
            counter=entry.counter,
            counter_zh=TITLES[entry.counter],
            stage=entry.stage,
            version=entry.version,
            quantity=quantity,
            source=row.source,
            cause=row.cause,
            by=row.by,
            mark=self._marks.get((entry.counter, entry.row), ""),
            book=book,
            available=available,
            product=product,
            rate=rate,
            scrap=scrap,
        )


def posting_rows(
    broker: Broker, ledger: str, account: str | None, row: BookRow | None = None, item_no: int | None = None
) -> list[PostingRow]:
    """The postings of a ledger, or of one row of it, in the order they were posted."""
    with broker.journal.reading() as connection:
        return postings.postings_in(connection, _ids(broker, account), ledger, row, item_no)


def posted_sums(broker: Broker, ledger: str, account: str | None = None) -> list[Entry]:
    """What was posted in a ledger, equal postings added up."""
    with broker.journal.reading() as connection:
        return postings.sums_in(connection, _ids(broker, account), ledger)


def _ids(broker: Broker, account: str | None) -> list[int]:
    return [broker.account(account).id] if account else [a.id for a in broker.accounts.values()]


def marks(effects: Effects) -> dict[tuple[BookCounter, BookRow], str]:
    """The weakest evidence of a counter on a kind of row."""
    out: dict[tuple[BookCounter, BookRow], str] = {}
    for effect, row in _spread(effects):
        known = out.get((effect[0], row))
        out[effect[0], row] = effect[1] if known in (None, "official", "seen twice") else known
    return out


def _spread(effects: Effects) -> Iterable[tuple[tuple[BookCounter, str], BookRow]]:
    for (_, _, row), effect in effects.rows.items():
        yield (effect.counter, effect.mark.value), row
