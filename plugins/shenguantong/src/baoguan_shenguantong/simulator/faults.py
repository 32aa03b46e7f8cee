"""What can go wrong at the far side, and the dice that decide when.

A roll depends on the seed and on what it is rolled for, not on how many rolls came before: a simulator that is killed and started again
decides as it would have decided.
"""

from __future__ import annotations

import hashlib

from attrs import Attribute, field, frozen


def _rate(instance: object, attribute: Attribute[float], value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} = {value}: 概率应在 0 与 1 之间 / a rate lies between 0 and 1")


def _off() -> float:
    rate: float = field(default=0.0, validator=_rate, converter=float)
    return rate


@frozen(kw_only=True)
class Faults:
    """Faults of the line and of Customs; every rate is 0..1 and off unless given.

    :raises ValueError: if a rate is not within 0..1.
    """

    lost: float = _off()
    """A receipt of Customs is held back until it is resent; a query by number tells it."""
    lost_answer: float = _off()
    """The transport's answer is held back likewise."""
    late: float = _off()
    """A receipt comes 1 to 5 steps later."""
    repeat: float = _off()
    """A receipt comes twice, under two names."""
    reorder: float = _off()
    """A receipt is overtaken by the ones that follow it."""
    foreign: float = _off()
    """Per declaration: a receipt of somebody else's document comes too."""
    duplicate: float = _off()
    """A first sending is taken and answered "duplicate", as when an earlier copy had arrived unnoticed."""
    reject: float = _off()
    """A declaration ends in 退单 (3)."""
    manual_rate: float = _off()
    """A declaration goes through 转人工 (2) first."""
    store_failed: float = _off()
    """A declaration ends in 入库失败 (Z)."""


@frozen
class Dice:
    """Seeded decisions that do not depend on order."""

    seed: int

    def roll(self, rate: float, *what: object) -> bool:
        """Whether the event named by ``what`` happens, at the given rate."""
        return rate > 0 and self._unit(what) < rate

    def number(self, most: int, *what: object) -> int:
        """A number from 1 to ``most``, for the event named by ``what``."""
        return 1 + min(int(self._unit(what) * most), most - 1)

    def _unit(self, what: tuple[object, ...]) -> float:
        text = "\x1f".join((str(self.seed), *(str(part) for part in what)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / float(1 << 56)
