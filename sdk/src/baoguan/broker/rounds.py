"""One round of work over all accounts, and the schedule: one row an account holds when it is due again."""

from __future__ import annotations

from datetime import timedelta

import attrs

from baoguan.broker.look import public_event
from baoguan.broker.views import Round
from baoguan.clock import now
from baoguan.engine.polling import inquire, poll_due, set_poll
from baoguan.engine.prepare import prepare_waiting
from baoguan.engine.receive import Received, receive
from baoguan.engine.send import resolve_doubts, send_due, take_back
from baoguan.engine.state import Account, Engine
from baoguan.errors import BaoguanError, ChannelError, JournalError, Side
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store.rows import AccountRow
from baoguan.store.turns import leave_alone, left_alone

_LONGEST_REST = timedelta(minutes=5)
"""A next try further away was written before our clock was put back; it no longer says anything."""


def run_once(engine: Engine, *, limit: int, force: bool) -> Round:
    """Receive, settle doubts, take back, encode what was released, send; then tell the plugins what happened.

    `force` looks also at an account that rests after a failure, or is not due to be polled; never at one whose far side asked to
    be left alone.
    """
    total = Round()
    failures: dict[str, str] = {}
    for account in engine.accounts.values():
        with engine.journal.reading() as connection:
            row = docs.account_by_id(connection, account.id)
            pause = left_alone(connection, account.id)
        at = now()
        resting = row.next_try is not None and at < row.next_try <= at + _LONGEST_REST
        if not row.open or pause or (resting and not force):
            continue
        done, error = _account_round(engine, account, limit, polls=force or poll_due(engine, account, row))
        total = total.plus(done)
        if error is not None:
            failures[account.name] = str(error)
        if error is not None or row.failures:
            try:
                _schedule(engine, account, row, error)
            except JournalError as unwritten:
                failures.setdefault(account.name, str(unwritten))
    tell(engine)
    return attrs.evolve(total, failures=failures)


def _schedule(engine: Engine, account: Account, row: AccountRow, error: _Failure | None) -> None:
    """Rest longer with every failure; a far side that says how long to wait is believed and has not failed."""
    rest = min(timedelta(seconds=2 ** min(row.failures, 10)), _LONGEST_REST)
    with engine.journal.writing() as connection:
        if error is not None and error.retry_after is not None:
            leave_alone(connection, account.id, error.retry_after)
            docs.set_schedule(connection, account.id, next_try=None, failures=row.failures, error=str(error))
            return
        docs.set_schedule(
            connection,
            account.id,
            next_try=now() + rest if error else None,
            failures=row.failures + 1 if error else 0,
            error=None if error is None else str(error),
        )


@attrs.frozen
class _Failure:
    """Why a round ended early."""

    told: str
    retry_after: timedelta | None

    def __str__(self) -> str:
        return self.told


def _account_round(engine: Engine, account: Account, limit: int, *, polls: bool) -> tuple[Round, _Failure | None]:
    received, resolved, taken, sent = Received(), 0, 0, 0
    failure: _Failure | None = None
    try:
        if polls:
            received = receive(engine, account, limit)
            for answer in inquire(engine, account, limit):
                received = received.plus(answer)
        resolved = resolve_doubts(engine, account)
        taken = take_back(engine, account)
        prepare_waiting(engine, account, limit)
        sent = send_due(engine, account, limit)
        if polls or sent:
            set_poll(engine, account, more=received.new >= limit)
    except (BaoguanError, OSError) as error:
        failure = _Failure(_told(error), getattr(error, "retry_after", None))
    return (
        Round(
            sent=sent,
            received=received.new,
            applied=received.applied,
            repeats=received.repeats,
            parked=received.parked,
            orphans=received.orphans,
            resolved=resolved,
            taken_back=taken,
        ),
        failure,
    )


def _told(error: BaoguanError | OSError) -> str:
    """What failed, on whose side, and over which message."""
    side = error.side if isinstance(error, BaoguanError) else Side.OURS
    exchange = error.exchange_id if isinstance(error, ChannelError) else ""
    return f"{type(error).__name__} [{' · '.join(filter(None, (side.value, exchange)))}]: {error}"


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
