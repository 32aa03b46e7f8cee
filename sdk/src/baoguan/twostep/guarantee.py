"""A guarantee filed with Customs (税收担保备案) and until when it covers duty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

WARN_DAYS: Final = 30
"""Days before the last one from which a guarantee is said to end soon, where the settings do not say otherwise."""


class Validity(StrEnum):
    """Whether a guarantee covers duty on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The settings name no last day, or not the guarantee."""

    @property
    def zh(self) -> str:
        """As a person reads it."""
        return _ZH[self]


_ZH: Final = {
    Validity.VALID: "有效",
    Validity.EXPIRING: "即将到期",
    Validity.EXPIRED: "已过期",
    Validity.UNKNOWN: "有效期不明",
}


@attrs.frozen(kw_only=True)
class Guarantee:
    """Its quota in yuan, which revolves, and the last day on which it holds."""

    amount: Decimal
    valid_until: date | None = None

    def left(self, on: date) -> int | None:
        """Days left on a day; below 0 it has ended. None where no last day is known."""
        return None if self.valid_until is None else (self.valid_until - on).days

    def validity(self, on: date, warn_days: int = WARN_DAYS) -> Validity:
        """Whether it covers duty on a day; its last day is one of them."""
        left = self.left(on)
        if left is None:
            return Validity.UNKNOWN
        if left < 0:
            return Validity.EXPIRED
        return Validity.EXPIRING if left <= warn_days else Validity.VALID
