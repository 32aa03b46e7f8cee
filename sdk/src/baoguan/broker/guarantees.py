"""The books of guarantees: what summaries take of each, and whether it still covers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from baoguan.broker.broker import Broker
from baoguan.broker.contents import Contents
from baoguan.broker.second_steps import two_steps
from baoguan.broker.views import Status
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.message import Act
from baoguan.twostep import Validity


@attrs.frozen(kw_only=True)
class Use:
    """What one summary takes of a guarantee: reserved while it is a draft, used once declared, restored when the duty is paid."""

    ref: str
    amount: Decimal
    state: str
    state_zh: str
    account: str
    client: str


@attrs.frozen(kw_only=True)
class GuaranteeBook:
    """A guarantee with what its summaries take of it; amounts in yuan. `total` is None for one that the settings do not name."""

    number: str
    total: Decimal | None
    valid_until: date | None
    validity: Validity
    days_left: int | None
    used: Decimal
    reserved: Decimal
    free: Decimal | None
    """What it still covers: nothing once it has ended."""
    uses: tuple[Use, ...]

    @property
    def live(self) -> tuple[Use, ...]:
        """The uses that still rely on it."""
        return tuple(use for use in self.uses if use.state != _RESTORED)


_RESTORED: Final = "restored"
_USES: Final = {"reserved": "待申报（未占用）", "used": "已占用", _RESTORED: "已恢复"}


def guarantees(broker: Broker, on: date, *, contents: Contents | None = None) -> list[GuaranteeBook]:
    """The books of every guarantee: those of the settings, and those that summaries name. Quota is used when Customs takes the summary, and
    restored by the record that the duty is paid (`record --fact duty-paid=yes`), by clearance, or when the summary is deleted or refused.
    """
    uses: dict[str, list[Use]] = {}
    for status, document in two_steps(contents or Contents(broker, broker.status())):
        if document.guarantee_no:
            uses.setdefault(document.guarantee_no, []).append(_use(status, document.estimated_duty or Decimal(0)))
    settings = broker.config.two_step
    return [_book(broker, number, tuple(uses.get(number, ())), on) for number in dict.fromkeys((*settings.guarantees, *uses))]


def _book(broker: Broker, number: str, uses: tuple[Use, ...], on: date) -> GuaranteeBook:
    settings = broker.config.two_step
    given = settings.guarantees.get(number)
    validity = given.validity(on, settings.guarantee_warn_days) if given else Validity.UNKNOWN
    taken = {s: sum((u.amount for u in uses if u.state == s), Decimal(0)) for s in _USES}
    free = given.amount - taken["used"] if given else None
    if free is not None and validity is Validity.EXPIRED:
        free = min(free, Decimal(0))
    return GuaranteeBook(
        number=number,
        total=given.amount if given else None,
        valid_until=given.valid_until if given else None,
        validity=validity,
        days_left=given.left(on) if given else None,
        used=taken["used"],
        reserved=taken["reserved"],
        free=free,
        uses=uses,
    )


def _use(status: Status, amount: Decimal) -> Use:
    state = _state(status)
    return Use(
        ref=f"{status.owner}/{status.number}",
        amount=amount,
        state=state,
        state_zh=_USES[state],
        account=status.account,
        client=status.owner,
    )


def _state(status: Status) -> str:
    first = status.standing.act(Act.FILING)
    state = first.state if first else "draft"
    paid = status.standing.facts.get("duty_paid") == "yes"
    if paid or status.state in {"cleared", "deleted", "cancelled"} or state in DECLARATION.refusals | {"deleted"}:
        return _RESTORED
    return "used" if state in DECLARATION.taken else "reserved"
