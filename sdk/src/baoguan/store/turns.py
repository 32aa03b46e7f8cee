"""Turns: one place where all workers see how often, and how many at once, an account's far side may be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from baoguan.clock import LONGEST_PAUSE
from baoguan.store.parcels import database_now
from baoguan.store.tables import account, turn

LEASE: Final = timedelta(minutes=5)
"""After this long a request is taken to be over, also when its worker is not known to be gone."""

CROWDED: Final = timedelta(milliseconds=20)
"""How soon to look again while as many requests are under way as may be."""


ON_THE_WAY: Final = timedelta(seconds=1)
"""How long after its turn a request may still reach the far side."""

_OVER: Final = ""
"""In place of the owner: the request is over, and counts until its lease ends because it may have arrived just now."""


@attrs.frozen(kw_only=True)
class Rate:
    """At most so many requests within a time, wherever that begins, and `spacing` between two turns."""

    most: int
    within: timedelta
    spacing: timedelta


@attrs.frozen(kw_only=True)
class Wait:
    """No turn yet: for how long, and whether because the far side asked for it."""

    delay: timedelta
    asked: bool = False


def _asked_until(connection: Connection, account_id: int, at: datetime) -> timedelta:
    """How much longer the far side wants to be left alone. What lies past the longest pause was written before the clock was put back."""
    until = connection.execute(select(account.c.not_before).where(account.c.id == account_id)).scalar_one()
    return until - at if until is not None and at < until <= at + LONGEST_PAUSE else timedelta(0)


def take_turn(
    connection: Connection,
    account_id: int,
    owner: str,
    *,
    rate: Rate | None,
    at_once: int | None,
    is_gone: Callable[[str], bool],
) -> int | Wait:
    """The id of a turn to be given back, or how long to wait before asking again."""
    at = database_now(connection)
    pause = _asked_until(connection, account_id, at)
    if pause:
        return Wait(delay=pause, asked=True)
    turn_at = connection.execute(select(account.c.turn_at).where(account.c.id == account_id)).scalar_one()
    if rate is not None and turn_at is not None and at < turn_at <= at + rate.spacing:
        return Wait(delay=turn_at - at)
    _tidy(connection, account_id, at, rate, is_gone)
    if at_once is not None and _under_way(connection, account_id) >= at_once:
        return Wait(delay=CROWDED)
    if rate is not None:
        until = _counted_until(connection, account_id, at, rate)
        if len(until) >= rate.most:
            return Wait(delay=max(until[-rate.most] - at, CROWDED))
        connection.execute(update(account).where(account.c.id == account_id).values(turn_at=at + rate.spacing))
    made = connection.execute(insert(turn).values(account_id=account_id, owner=owner, lease=at + LEASE).returning(turn.c.id))
    return int(made.scalar_one())


def _tidy(connection: Connection, account_id: int, at: datetime, rate: Rate | None, is_gone: Callable[[str], bool]) -> None:
    """Leave only turns that still count. What ends long after any lease was written before the clock was put back."""
    mine = turn.c.account_id == account_id
    connection.execute(delete(turn).where(mine, (turn.c.lease < at) | (turn.c.lease > at + 2 * LEASE)))
    owners = connection.execute(select(turn.c.owner).where(mine, turn.c.owner != _OVER).distinct()).scalars().all()
    for owner in owners:
        if is_gone(owner):
            _end(connection, mine & (turn.c.owner == owner), at, rate)


def _under_way(connection: Connection, account_id: int) -> int:
    counted = select(func.count()).select_from(turn).where(turn.c.account_id == account_id, turn.c.owner != _OVER)
    return int(connection.execute(counted).scalar_one())


def _counted_until(connection: Connection, account_id: int, at: datetime, rate: Rate) -> list[datetime]:
    """When each of the requests that may have arrived just now stops counting, in order; not what the clock was put back before."""
    rows = connection.execute(select(turn.c.owner, turn.c.lease).where(turn.c.account_id == account_id)).all()
    ends = (r.lease if r.owner == _OVER else r.lease - LEASE + ON_THE_WAY + rate.within for r in rows)
    return sorted(end for end in ends if at < end <= at + 2 * (ON_THE_WAY + rate.within))


def _end(connection: Connection, which: ColumnElement[bool], at: datetime, rate: Rate | None) -> None:
    if rate is None:
        connection.execute(delete(turn).where(which))
        return
    for row in connection.execute(select(turn.c.id, turn.c.lease).where(which)).all():
        arrived = min(at, row.lease - LEASE + ON_THE_WAY)
        connection.execute(update(turn).where(turn.c.id == row.id).values(owner=_OVER, lease=arrived + rate.within))


def give_back(connection: Connection, turn_id: int, rate: Rate | None) -> None:
    """The request is over; how often the far side may be asked is counted from now, for it may have arrived only now."""
    _end(connection, turn.c.id == turn_id, database_now(connection), rate)


def leave_alone(connection: Connection, account_id: int, delay: timedelta) -> None:
    """The far side asked for a pause, of `LONGEST_PAUSE` at most; a longer one that it asked for before stays."""
    at = database_now(connection)
    until = at + min(delay, LONGEST_PAUSE)
    connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .where(account.c.not_before.is_(None) | (account.c.not_before < until) | (account.c.not_before > at + LONGEST_PAUSE))
        .values(not_before=until)
    )


def left_alone(connection: Connection, account_id: int) -> timedelta:
    """How much longer the far side wants to be left alone; nothing when it does not."""
    return _asked_until(connection, account_id, database_now(connection))


def set_next_poll(connection: Connection, account_id: int, at: datetime | None) -> None:
    """Write when the far side is asked for receipts again."""
    connection.execute(update(account).where(account.c.id == account_id).values(next_poll=at))
