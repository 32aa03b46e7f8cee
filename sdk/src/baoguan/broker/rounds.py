"""One round of work over all accounts, and the schedule: one row an account holds when it is due again."""

from __future__ import annotations

from datetime import timedelta

from baoguan.broker.look import public_event
from baoguan.broker.views import Round
from baoguan.clock import now
from baoguan.engine.prepare import prepare_waiting
from baoguan.engine.receive import Received, receive
from baoguan.engine.send import resolve_doubts, send_due, take_back
from baoguan.engine.state import Account, Engine
from baoguan.errors import BaoguanError, JournalError
from baoguan.store import documents as docs
from baoguan.store import inbox

_LONGEST_REST = timedelta(minutes=5)
"""A next try further away was written before our clock was put back; it no longer says anything."""


def run_once(engine: Engine, *, limit: int, force: bool) -> Round:
    """Receive, settle doubts, take back, encode what was released, send; then tell the plugins what happened."""
    total = Round()
    failures: dict[str, str] = {}
    for account in engine.accounts.values():
        with engine.journal.reading() as connection:
            row = docs.account_by_id(connection, account.id)
        at = now()
        resting = row.next_try is not None and at < row.next_try <= at + _LONGEST_REST
        if not row.open or (resting and not force):
            continue
        done, error = _account_round(engine, account, limit)
        total = Round(
            sent=total.sent + done.sent,
            received=total.received + done.received,
            applied=total.applied + done.applied,
            repeats=total.repeats + done.repeats,
            parked=total.parked + done.parked,
            orphans=total.orphans + done.orphans,
            resolved=total.resolved + done.resolved,
            taken_back=total.taken_back + done.taken_back,
        )
        if error is not None:
            failures[account.name] = error
        if error is not None or row.failures:
            rest = min(timedelta(seconds=2 ** min(row.failures, 10)), _LONGEST_REST)
            try:
                with engine.journal.writing() as connection:
                    docs.set_schedule(
                        connection,
                        account.id,
                        next_try=now() + rest if error else None,
                        failures=row.failures + 1 if error else 0,
                        error=error,
                    )
            except JournalError as unwritten:
                failures.setdefault(account.name, str(unwritten))
    tell(engine)
    return Round(
        sent=total.sent,
        received=total.received,
        applied=total.applied,
        repeats=total.repeats,
        parked=total.parked,
        orphans=total.orphans,
        resolved=total.resolved,
        taken_back=total.taken_back,
        failures=failures,
    )


def _account_round(engine: Engine, account: Account, limit: int) -> tuple[Round, str | None]:
    received, resolved, taken, sent = Received(), 0, 0, 0
    try:
        received = receive(engine, account, limit)
        resolved = resolve_doubts(engine, account)
        taken = take_back(engine, account)
        prepare_waiting(engine, account, limit)
        sent = send_due(engine, account, limit)
    except (BaoguanError, OSError) as error:
        return _round(received, resolved, taken, sent), f"{type(error).__name__}: {error}"
    return _round(received, resolved, taken, sent), None


def _round(received: Received, resolved: int, taken: int, sent: int) -> Round:
    return Round(
        sent=sent,
        received=received.new,
        applied=received.applied,
        repeats=received.repeats,
        parked=received.parked,
        orphans=received.orphans,
        resolved=resolved,
        taken_back=taken,
    )


def tell(engine: Engine) -> None:
    """Tell plugins of committed events, at least once and in order; a plugin that fails is told again next time."""
    for name, plugin in engine.plugins.loaded.items():
        listen = getattr(plugin, "baoguan_event", None)
        if listen is None:
            continue
        reader = f"plugin:{name}"
        with engine.journal.reading() as connection:
            after = inbox.cursor_of(connection, reader)
            rows = inbox.events_after(connection, after, 1000)
            documents = {i: docs.document_by_id(connection, i) for i in {r.document_id for r in rows} if i is not None}
        told = after
        for row in rows:
            try:
                listen(event=public_event(engine, row, documents))
            except Exception as error:  # noqa: BLE001  a listener's failure undoes nothing; it is shown and told again
                engine.plugins.failing[name] = repr(error)
                break
            told = row.id
            engine.plugins.failing.pop(name, None)
        if told != after:
            with engine.journal.writing() as connection:
                inbox.set_cursor(connection, reader, told)
