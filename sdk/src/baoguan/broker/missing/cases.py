"""A document with everything beside it that tells what has not come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import attrs

from baoguan.broker.broker import Broker
from baoguan.broker.contents import Contents
from baoguan.broker.resending import NEVER_SENT, asks, may_ask
from baoguan.broker.views import Status
from baoguan.clock import shanghai, today
from baoguan.engine.questions import EXCHANGE, INQUIRED, REQUESTED, is_question
from baoguan.engine.state import Account
from baoguan.model.message import Document
from baoguan.model.receipt import Receipt
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store.batches import Rows
from baoguan.store.rows import ParcelRow, SubmissionRow

OVER: Final = frozenset({"cancelled", "deleted", "not_arrived"})
"""States in which nothing is expected any more."""

Key = tuple[str, str, str, str]


def key_of(status: Status) -> Key:
    """What tells documents of one look apart."""
    return status.account, status.kind, status.owner, status.number


@attrs.define(kw_only=True, slots=False)
class Case:
    """One document at the moment of the look."""

    broker: Broker
    status: Status
    account: Account
    document_id: int
    ref: str
    submissions: Sequence[SubmissionRow]
    parcels: Sequence[ParcelRow]
    contents: Contents
    releases: Mapping[str, Status]
    """Declarations of the journal by the numbers under which a list knows them."""
    unposted: bool
    """Whether lines of it were not posted in the books."""

    @property
    def at(self) -> datetime:
        """The moment of the look."""
        return self.status.updated + self.status.age

    @property
    def patience(self) -> timedelta:
        """How long a technical answer may take on this account."""
        return self.account.calls.info.patience

    @property
    def decision_patience(self) -> timedelta:
        """How long Customs may take: the channel's own deadline, or the days of a review."""
        polling = self.account.calls.info.polling
        return polling.deadline if polling is not None else timedelta(days=self.broker.config.review_days)

    @property
    def final(self) -> bool:
        """Whether nothing more comes of it."""
        return self.broker.kinds[self.status.kind].lifecycle.state(self.status.state).final

    @property
    def waits(self) -> bool:
        """Whether something of it is at the far side and undecided."""
        state = self.broker.kinds[self.status.kind].lifecycle.state(self.status.state)
        return state.waiting or self.status.standing.pending is not None

    @property
    def first_sent(self) -> datetime | None:
        """When something of it first left."""
        return min((p.sent_at for p in self.parcels if p.sent_at), default=None)

    @cached_property
    def document(self) -> Document:
        """Its content."""
        return self.contents.of(self.status)

    @cached_property
    def receipts(self) -> Sequence[tuple[datetime, Receipt]]:
        """Every receipt that was found to be of it, repeats too, with the moment when it came."""
        with self.broker.journal.reading() as connection:
            return [(row.at, inbox.value_of(row)) for row in inbox.receipts_of(connection, self.document_id)]

    @cached_property
    def question(self) -> tuple[datetime | None, str]:
        """When its receipts were last asked for, and what was said to that."""
        with self.broker.journal.reading() as connection:
            asked = inbox.last_event(connection, self.document_id, REQUESTED)
        said = [r for _, r in self.receipts if is_question(r.exchange_id)]
        return asked, " ".join(t for t in (said[-1].code, *said[-1].texts) if t) if said else ""

    @cached_property
    def asked_today(self) -> bool:
        """Whether the question of the day has left already; another one would not."""
        with self.broker.journal.reading() as connection:
            events = inbox.events_of(connection, self.document_id)
        day = today()
        return any(e.kind == INQUIRED and EXCHANGE in e.data and shanghai(e.at).date() == day for e in events)

    @property
    def known(self) -> bool:
        """Whether the far side can be asked about it by a number that it gave; one that polls is asked by our own."""
        return self.account.calls.info.polling is not None or bool(self.status.numbers)

    @property
    def asks(self) -> bool:
        """Whether the channel has a question for it."""
        return asks(self.account, self.status.kind)

    @property
    def may_ask(self) -> bool:
        """Whether it may be asked as the account is set."""
        settings = self.broker.config.accounts[self.status.account]
        allowed = frozenset(settings.allow_unproven)
        left = self.known and self.status.state not in NEVER_SENT
        return left and may_ask(self.broker.environment, self.account, self.status.kind, allowed)


def cases(broker: Broker, account: str | None) -> Iterator[Case]:
    """Every document of an account, or of all, that is not over."""
    contents = Contents(broker, broker.status(None, account))
    chosen = [a for name, a in broker.accounts.items() if account in (None, name)]
    names = {a.id: a for a in chosen}
    with broker.journal.reading() as connection:
        rows = docs.all_documents(connection, list(names))
        beside = Rows.of(connection, [row.id for row in rows])
        unposted = inbox.documents_told_of(connection, list(names), "unposted")
    by_key = {(names[r.account_id].name, r.kind, r.owner, r.number): r for r in rows}
    times = Counter((s.account, s.owner, s.number) for s in contents.statuses)
    releases = _releases(contents)
    for status in contents.statuses:
        row = by_key.get(key_of(status))
        if row is None or status.state in OVER:
            continue
        alone = times[status.account, status.owner, status.number] == 1
        yield Case(
            broker=broker,
            status=status,
            account=names[row.account_id],
            document_id=row.id,
            ref=f"{status.owner}/{status.number}" if alone else f"{status.kind}:{status.owner}/{status.number}",
            submissions=beside.submissions[row.id],
            parcels=beside.parcels[row.id],
            contents=contents,
            releases=releases,
            unposted=row.id in unposted,
        )


def _releases(contents: Contents) -> dict[str, Status]:
    """Declarations by the number of their list and by their own pre-entry number: the numbers that a list knows."""
    found: dict[str, Status] = {}
    for status in contents.of_kind("declaration"):
        if status.state in OVER:
            continue
        for name in ("of_list", "seq_no"):
            if status.numbers.get(name):
                found[status.numbers[name]] = status
    return found
