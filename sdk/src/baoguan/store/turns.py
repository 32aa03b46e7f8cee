"""Turns: one place where all workers see how often, and how many at once, an account's far side may be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs
from sqlalchemy import Connection, delete, func, insert, select, update

from baoguan.clock import LONGEST_PAUSE
from baoguan.store.parcels import database_now
from baoguan.store.tables import account, turn

LEASE: Final = timedelta(minutes=5)
"""After this long a request is taken to be over, also when its worker is not known to be gone."""

CROWDED: Final = timedelta(milliseconds=20)
"""How soon to look again while as many requests are under way as may be."""


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
    spacing: timedelta | None,
    at_once: int | None,
    is_gone: Callable[[str], bool],
) -> int | Wait:
    """The id of a turn to be given back, or how long to wait before asking again."""
    at = database_now(connection)
    pause = _asked_until(connection, account_id, at)
    if pause:
        return Wait(delay=pause, asked=True)
    turn_at = connection.execute(select(account.c.turn_at).where(account.c.id == account_id)).scalar_one()
    if spacing is not None and turn_at is not None and at < turn_at <= at + spacing:
        return Wait(delay=turn_at - at)
    if at_once is not None and _under_way(connection, account_id, at, is_gone) >= at_once:
        return Wait(delay=CROWDED)
    if spacing is not None:
        connection.execute(update(account).where(account.c.id == account_id).values(turn_at=at + spacing))
    made = connection.execute(insert(turn).values(account_id=account_id, owner=owner, lease=at + LEASE).returning(turn.c.id))
    return int(made.scalar_one())


def _under_way(connection: Connection, account_id: int, at: datetime, is_gone: Callable[[str], bool]) -> int:
    connection.execute(delete(turn).where(turn.c.account_id == account_id, turn.c.lease < at))
    owners = connection.execute(select(turn.c.owner).where(turn.c.account_id == account_id).distinct()).scalars().all()
    gone = [owner for owner in owners if is_gone(owner)]
    if gone:
        connection.execute(delete(turn).where(turn.c.account_id == account_id, turn.c.owner.in_(gone)))
    return int(connection.execute(select(func.count()).select_from(turn).where(turn.c.account_id == account_id)).scalar_one())


def give_back(connection: Connection, turn_id: int) -> None:
    """The request is over."""
    connection.execute(delete(turn).where(turn.c.id == turn_id))


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
