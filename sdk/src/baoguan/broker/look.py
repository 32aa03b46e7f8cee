"""Looking: status, trace, events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

import attrs

from baoguan.broker.facts import kept_file
from baoguan.broker.kindred import Relations
from baoguan.broker.linking import Links, shown_numbers
from baoguan.broker.unnamed import SILENCE, unnamed, ways_out
from baoguan.broker.views import Exchange, Incoming, Loose, Status, Trace
from baoguan.clock import now
from baoguan.documents.shapes import malformed
from baoguan.engine.polling import is_waiting
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.errors import UnknownReference
from baoguan.lifecycle import Standing
from baoguan.model.capability import ChannelInfo
from baoguan.model.receipt import TECHNICAL, Receipt
from baoguan.plugin import Event
from baoguan.store import Journal, inbox
from baoguan.store import documents as docs
from baoguan.store import parcels as parcel_store
from baoguan.store.batches import Rows
from baoguan.store.rows import DocumentRow, EventRow, InboxRow, ParcelRow, ReceiptRow, SubmissionRow

_MOST_LOOSE: Final = 100_000

_TAKEN_BACK: Final = "cancelled"


@attrs.frozen(kw_only=True)
class Look:
    """Views on the journal."""

    engine: Engine

    def all(self, account: Account | None) -> list[DocumentRow]:
        """Every document of an account, or of all."""
        ids = [account.id] if account else self.engine.account_ids
        with self.engine.journal.reading() as connection:
            return docs.all_documents(connection, ids)

    def find(self, ref: str, accounts: Sequence[int]) -> DocumentRow:
        """The document of a reference. Raises UnknownReference for none, or for several; one that was taken back before it left gives way to
        the same document over another account."""
        with self.engine.journal.reading() as connection:
            found = docs.documents_like(connection, accounts, ref)
        if len({(each.kind, each.owner, each.number) for each in found}) == 1:
            found = [each for each in found if each.state != _TAKEN_BACK] or found
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownReference(
                f"日志中没有 {ref}",
                f"the journal has no document {ref!r}",
                remedy_zh="baoguan status 列出全部",
                remedy_en="`baoguan status` lists them all",
            )
        several = "、".join(f"{d.kind}:{d.owner}/{d.number}" for d in found)
        raise UnknownReference(
            f"{ref} 对应多份单证：{several}",
            f"{ref!r} may mean several documents: {several}",
            remedy_zh="写成 企业编码/编号 或 种类:编号（如 declaration:…），或加 --account",
            remedy_en="Write enterprise/number or kind:number (declaration:…), or add --account",
        )

    def statuses(self, rows: Sequence[DocumentRow], patience: timedelta | None = None) -> list[Status]:
        """Status of documents. `patience` is how long an answer may take; each channel's own unless given."""
        with self.engine.journal.reading() as connection:
            beside = Rows.of(connection, [row.id for row in rows])
            links = Links.among(self.engine, connection, rows, beside.numbers)
            relations = Relations.among(self.engine, connection, rows)
            return [self._status(row, patience, beside, links, relations) for row in rows]

    def _status(self, row: DocumentRow, patience: timedelta | None, beside: Rows, links: Links, relations: Relations) -> Status:
        standing = links.told(row, standing_of(row))
        kind = self.engine.kinds[row.kind]
        state = kind.lifecycle.state(row.state)
        account = self.engine.account_of(row.account_id)
        info = account.calls.info
        parcels, submissions = beside.parcels[row.id], beside.submissions[row.id]
        at = now()
        waiting = tuple(
            f"{s.act.value}:{s.step.value} {s.state} ({s.waits_for})" for s in submissions if s.state in ("waiting", "held")
        ) + tuple(text for s in submissions if (text := _packs(s, [p for p in parcels if p.submission_id == s.id])))
        alerts = [f"{c.zh} / {c.en}" for c in standing.conflicts]
        if kind.alerts is not None:
            alerts += [f"{zh} / {en}" for zh, en in kind.alerts(standing, at - row.updated)]
        alerts += [f"{zh} / {en}" for zh, en in malformed(row.kind, standing)]
        spoken_for = {s.id for s in submissions if spoken_of(s, standing)}
        for parcel in parcels:
            age = at - parcel.sent_at if parcel.sent_at and parcel.submission_id not in spoken_for else timedelta()
            alerts += _alert(parcel, age, info, patience)
        if unnamed(row.kind, row.state) and any(SILENCE in alert for alert in alerts):
            alerts.append(" / ".join(ways_out(f"{row.owner}/{row.number}")))
        if info.polling is not None and at - row.updated > info.polling.deadline and is_waiting(self.engine, row):
            hours = int((at - row.updated).total_seconds() // 3600)
            alerts.append(f"回执逾期，已 {hours} 小时没有消息 / overdue: nothing was heard for {hours} hours")
        return Status(
            environment=self.engine.environment,
            account=account.name,
            kind=row.kind,
            owner=row.owner,
            number=row.number,
            state=row.state,
            state_zh=state.zh,
            state_en=state.en,
            declared=state.declared,
            change_count=row.change_count,
            numbers=shown_numbers(beside.numbers[row.id]),
            standing=standing,
            sending={p.exchange_id: p.state for p in parcels if not p.answered and p.state != "cancelled"},
            waiting=waiting,
            alerts=tuple(alerts),
            unproven=tuple(dict.fromkeys(u for p in parcels for u in p.message.get("unproven", []))),
            related=relations.of(row),
            adopted=row.adopted,
            updated=row.updated,
            age=at - row.updated,
        )

    def inbox_counts(self) -> Mapping[str, int]:
        """Raw receipts of all accounts by state."""
        with self.engine.journal.reading() as connection:
            return inbox.counts(connection, self.engine.account_ids)

    def loose_of(self, number: str, accounts: Sequence[int]) -> list[tuple[str, bytes]]:
        """Raw receipts that belong to no document of ours and name a number: file name and bytes."""
        journal = self.engine.journal
        with journal.reading() as connection:
            rows = [r for i in accounts for r in inbox.loose_receipts(connection, i)]
            named = [r.inbox_id for r in rows if r.inbox_id is not None and number in inbox.value_of(r).numbers.values()]
            raws = [inbox.inbox_by_id(connection, i) for i in named]
        return [(raw.name, journal.blobs.get(raw.digest)) for raw in raws]

    def trace(self, row: DocumentRow) -> Trace:
        """Everything about a document."""
        status = self.statuses([row])[0]
        with self.engine.journal.reading() as connection:
            parcels = parcel_store.parcels_of(connection, row.id)
            submissions = {s.id: s for s in docs.submissions_of(connection, row.id)}
            attempts = parcel_store.exchanges_of(connection, [p.id for p in parcels])
            receipts = inbox.receipts_of(connection, row.id)
            raws = {r.inbox_id: inbox.inbox_by_id(connection, r.inbox_id) for r in receipts if r.inbox_id is not None}
            events = inbox.events_of(connection, row.id)
        kept = {e.data[inbox.KEPT_FILE] for e in events if inbox.KEPT_FILE in e.data}
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
            self._incoming(r, raws[r.inbox_id]) if r.inbox_id is not None else self._recorded(r, kept) for r in receipts
        )
        return Trace(status=status, exchanges=exchanges, incoming=incoming, events=tuple(events))

    def _incoming(self, row: ReceiptRow, raw: InboxRow) -> Incoming:
        content = self.engine.journal.blobs.get(raw.digest)
        return Incoming(name=raw.name, received=raw.received, state=row.state, receipt=inbox.value_of(row), content=content)

    def _recorded(self, row: ReceiptRow, kept: Collection[str]) -> Incoming:
        """What a person said, with the file that was kept as evidence."""
        receipt = inbox.value_of(row)
        name, digest = kept_file(receipt.evidence or "") or ("", "")
        if digest not in kept:
            return Incoming(name=inbox.RECORDED, received=row.at, state=row.state, receipt=receipt)
        content = self.engine.journal.blobs.get(digest)
        return Incoming(name=name, received=row.at, state=row.state, receipt=receipt, content=content)

    def events(self, after: int, limit: int) -> Iterator[Event]:
        """Events behind a cursor."""
        with self.engine.journal.reading() as connection:
            rows = inbox.events_after(connection, after, limit)
            documents = {i: docs.document_by_id(connection, i) for i in {r.document_id for r in rows} if i is not None}
        return (public_event(self.engine, row, documents) for row in rows)


_LOOSE: Final[Mapping[str, str]] = {
    "orphan": "等待应答的报文中还没有它的单证 / none of our documents has its numbers yet; some still wait for theirs",
    "foreign": "不是我们的单证（页面录入或其他软件） / of no document of ours: typed on the page, or other software's",
}


def loose(journal: Journal, accounts: Iterable[Account]) -> list[Loose]:
    """Every receipt that belongs to no document of ours, and everything that could not be read; the oldest first."""
    out = []
    with journal.reading() as connection:
        for account in accounts:
            for raw in inbox.rows_in(connection, account.id, ("parked", *_LOOSE), limit=_MOST_LOOSE):
                base = Loose(account=account.name, file=raw.name, received=raw.received, state=raw.state, reason=raw.error or "")
                found = [r for r in inbox.receipts_in(connection, [raw.id]) if r.state in _LOOSE]
                out += [_of_receipt(base, r.state, inbox.value_of(r)) for r in found] or [base]
    return out


def _of_receipt(base: Loose, state: str, receipt: Receipt) -> Loose:
    return attrs.evolve(
        base,
        state=state,
        kind=receipt.source,
        numbers=dict(receipt.numbers),
        outcome=receipt.outcome.value,
        code=receipt.code,
        texts=receipt.texts,
        reason=_LOOSE[state],
    )


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


def _packs(submission: SubmissionRow, parcels: Sequence[ParcelRow]) -> str:
    """How far a message in several packs has come; empty for one in one piece, answered whole, or not going on."""
    open_packs = [p for p in parcels if not p.answered]
    if len(parcels) < 2 or submission.state == "cancelled" or not open_packs or any(p.state == "cancelled" for p in parcels):
        return ""
    left, answered = sum(p.state != "ready" for p in parcels), len(parcels) - len(open_packs)
    return (
        f"{submission.act.value}:{submission.step.value} 共 {len(parcels)} 包，已发出 {left}，已应答 {answered} / "
        f"{len(parcels)} packs, {left} sent, {answered} answered"
    )


def spoken_of(submission: SubmissionRow, standing: Standing) -> bool:
    """Whether Customs has spoken of an act since, or a person for it: then its messages arrived, and an answer that they lack is of no
    interest any more."""
    act = standing.act(submission.act, submission.change_count)
    return act is not None and act.outcome is not None and act.outcome not in TECHNICAL


def silent(parcel: ParcelRow, age: timedelta, patience: timedelta) -> bool:
    """Whether a message that left so long ago lacks its answer for longer than it may."""
    return parcel.state == "sent" and not parcel.answered and age > patience


def _alert(parcel: ParcelRow, age: timedelta, info: ChannelInfo, patience: timedelta | None) -> list[str]:
    minutes = int(age.total_seconds() // 60)
    name = parcel.exchange_id
    if parcel.packs > 1:
        name += f"（第 {parcel.pack}/{parcel.packs} 包 pack {parcel.pack} of {parcel.packs}）"
    if parcel.state == "needs_person":
        return [f"{name} 结果不明，需人工核实后 baoguan record / in doubt: find out, then `baoguan record`"]
    if parcel.state == "in_doubt":
        return [f"{name} 结果不明：{parcel.error} / in doubt: {parcel.error}"]
    if parcel.cancel_by is not None and parcel.error:
        return [f"{name} 未能取回：{parcel.error} / not taken back: {parcel.error}"]
    if silent(parcel, age, info.patience if patience is None else patience):
        zh, en = (f"：{info.silence_zh}", f": {info.silence_en}") if info.silence_zh else ("", "")
        return [f"{name} 已 {minutes} 分钟没有应答{zh} / no answer for {minutes} minutes{en}"]
    return []
