"""Looking: status, trace, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import attrs
from sqlalchemy import Connection

from baoguan.broker.carry import standing_of
from baoguan.broker.views import Exchange, Incoming, Status, Trace
from baoguan.clock import now
from baoguan.engine.state import Account, Engine
from baoguan.plugin import Event
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, EventRow, ParcelRow

_ASLEEP = (
    "客户端未运行、IC 卡锁定、PIN 未输入、未勾选技术回执；重发无济于事",
    "client not running, card locked, PIN not entered, technical receipts off; sending again is no remedy",
)


@attrs.frozen(kw_only=True)
class Look:
    """Views on the journal."""

    engine: Engine

    def all(self, account: Account | None) -> list[DocumentRow]:
        """Every document of an account, or of all."""
        ids = [account.id] if account else self.engine.account_ids
        with self.engine.journal.reading() as connection:
            return docs.all_documents(connection, ids)

    def statuses(self, rows: Sequence[DocumentRow], patience: timedelta) -> list[Status]:
        """Status of documents."""
        with self.engine.journal.reading() as connection:
            return [self._status(connection, row, patience) for row in rows]

    def _status(self, connection: Connection, row: DocumentRow, patience: timedelta) -> Status:
        standing = standing_of(row)
        state = self.engine.kinds[row.kind].lifecycle.state(row.state)
        parcels = parcel_store.parcels_of(connection, row.id)
        at = now()
        waiting = tuple(
            f"{s.act.value}:{s.step.value} {s.state} ({s.waits_for})"
            for s in docs.submissions_of(connection, row.id)
            if s.state in ("waiting", "held")
        )
        alerts = [f"{c.zh} / {c.en}" for c in standing.conflicts]
        for parcel in parcels:
            alerts += _alert(parcel, at - parcel.sent_at if parcel.sent_at else timedelta(), patience)
        return Status(
            environment=self.engine.environment,
            account=self.engine.account_of(row.account_id).name,
            kind=row.kind,
            owner=row.owner,
            number=row.number,
            state=row.state,
            state_zh=state.zh,
            state_en=state.en,
            declared=state.declared,
            change_count=row.change_count,
            numbers=docs.numbers_of(connection, row.id),
            standing=standing,
            sending={p.exchange_id: p.state for p in parcels if not p.answered and p.state != "cancelled"},
            waiting=waiting,
            alerts=tuple(alerts),
            unproven=tuple(dict.fromkeys(u for p in parcels for u in p.message.get("unproven", []))),
            adopted=row.adopted,
            updated=row.updated,
            age=at - row.updated,
        )

    def trace(self, row: DocumentRow) -> Trace:
        """Everything about a document."""
        status = self.statuses([row], timedelta(minutes=15))[0]
        with self.engine.journal.reading() as connection:
            parcels = parcel_store.parcels_of(connection, row.id)
            submissions = {s.id: s for s in docs.submissions_of(connection, row.id)}
            attempts = parcel_store.exchanges_of(connection, [p.id for p in parcels])
            receipts = inbox.receipts_of(connection, row.id)
            raws = {r.inbox_id: inbox.inbox_by_id(connection, r.inbox_id) for r in receipts if r.inbox_id is not None}
            events = inbox.events_of(connection, row.id)
        exchanges = tuple(
            Exchange(
                exchange_id=p.exchange_id,
                act=submissions[p.submission_id].act.value,
                step=submissions[p.submission_id].step.value,
                state=p.state,
                attempts=tuple((a.started, a.result, a.detail or "") for a in attempts if a.parcel_id == p.id),
                files={
                    part.name: part.content
                    for part in self.engine.journal.get_message(p.exchange_id, p.pack, p.packs, dict(p.message)).parts
                },
            )
            for p in parcels
        )
        incoming = tuple(
            Incoming(
                name=raws[r.inbox_id].name if r.inbox_id is not None else "record",
                received=raws[r.inbox_id].received if r.inbox_id is not None else r.at,
                state=r.state,
                receipt=inbox.value_of(r),
                content=self.engine.journal.blobs.get(raws[r.inbox_id].digest) if r.inbox_id is not None else None,
            )
            for r in receipts
        )
        return Trace(status=status, exchanges=exchanges, incoming=incoming, events=tuple(events))

    def events(self, after: int, limit: int) -> Iterator[Event]:
        """Events behind a cursor."""
        with self.engine.journal.reading() as connection:
            rows = inbox.events_after(connection, after, limit)
            documents = {i: docs.document_by_id(connection, i) for i in {r.document_id for r in rows} if i is not None}
        return (public_event(self.engine, row, documents) for row in rows)


def public_event(engine: Engine, row: EventRow, documents: dict[int, DocumentRow]) -> Event:
    """An event row as readers see it."""
    document = documents.get(row.document_id or 0)
    account = next((a.name for a in engine.accounts.values() if a.id == row.account_id), None)
    return Event(
        id=row.id,
        at=row.at,
        kind=row.kind,
        account=account,
        document=document.kind if document else None,
        number=document.number if document else None,
        by=row.by,
        data=row.data,
    )


def _alert(parcel: ParcelRow, age: timedelta, patience: timedelta) -> list[str]:
    minutes = int(age.total_seconds() // 60)
    if parcel.state == "needs_person":
        return [f"{parcel.exchange_id} 结果不明，需人工核实后 baoguan record / in doubt: find out, then `baoguan record`"]
    if parcel.state == "in_doubt":
        return [f"{parcel.exchange_id} 结果不明：{parcel.error} / in doubt: {parcel.error}"]
    if parcel.state == "sent" and not parcel.answered and age > patience:
        return [f"{parcel.exchange_id} 已 {minutes} 分钟没有应答：{_ASLEEP[0]} / no answer for {minutes} minutes: {_ASLEEP[1]}"]
    return []
