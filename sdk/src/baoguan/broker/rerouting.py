"""Taking a document that has not left to another account; there is no automatic fail-over."""

from __future__ import annotations

from baoguan.broker.acts import Acts
from baoguan.broker.views import Submitted
from baoguan.broker.withdrawing import cancel_unsent
from baoguan.clock import now
from baoguan.engine.state import Account
from baoguan.errors import Refused
from baoguan.model.message import Act, Step
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow


def reroute(acts: Acts, row: DocumentRow, account: Account, to: Account) -> Submitted:
    """Cancel a document here and submit it there, with the acts that were asked for. Raises Refused unless it provably never left.

    A crash in between leaves it cancelled here; doing it again goes on.
    """
    engine = acts.engine
    if account.id == to.id:
        raise Refused(
            f"{row.number} 已在账户 {to.name}",
            f"{row.number} is in account {to.name} already",
            remedy_zh="给另一个账户",
            remedy_en="Name another account",
        )
    with engine.journal.reading() as connection:
        known = docs.submissions_of(connection, row.id)
        left = [
            p for p in parcel_store.parcels_of(connection, row.id) if p.state not in {"ready", "cancelled"} or p.sent_at is not None
        ]
        tried = parcel_store.exchanges_of(connection, [p.id for p in parcel_store.parcels_of(connection, row.id)])
    if left or tried or row.adopted or any(s.act is not Act.FILING for s in known):
        raise Refused(
            f"{row.number} 可能已经从账户 {account.name} 发出（{row.state}），改道会重复申报",
            f"{row.number} may have left over account {account.name} ({row.state}): over another one it would be declared twice",
            remedy_zh="等它有结果；已撤回或被拒的，用 baoguan copy 生成新清单再提交",
            remedy_en="Wait for its result; what was taken back or refused goes as a new document (`baoguan copy`)",
        )
    kind = engine.kinds[row.kind]
    document = engine.journal.get_document(kind, row.content, row.content_version)
    declare = any(s.step is Step.DECLARE and s.state != "cancelled" for s in known) or _was_to_declare(acts, row)
    with engine.journal.writing() as connection:
        cancel_unsent(engine, connection, row, account)
        inbox.add_event(
            connection,
            "rerouted",
            at=now(),
            by=engine.by,
            account_id=account.id,
            document_id=row.id,
            data={"to": to.name, "declare": str(declare)},
        )
    return acts.submit(document, to, declare=declare, key=None)


def _was_to_declare(acts: Acts, row: DocumentRow) -> bool:
    """Whether an earlier reroute, cut short, had found that the document was to be declared."""
    with acts.engine.journal.reading() as connection:
        events = [e for e in inbox.events_of(connection, row.id) if e.kind == "rerouted"]
    return bool(events) and events[-1].data.get("declare") == "True"
