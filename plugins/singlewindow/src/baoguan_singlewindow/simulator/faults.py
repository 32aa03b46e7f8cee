"""What can go wrong at the far side, and the dice that decide when.

A roll depends on the seed and on what it is rolled for, not on how many rolls came before: a simulator that is killed
and started again therefore decides as it would have decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from attrs import Attribute, field, frozen


def _rate(instance: object, attribute: Attribute[float], value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{attribute.name} = {value}: 概率应在 0 与 1 之间 / a rate lies between 0 and 1")


def _count(instance: object, attribute: Attribute[int], value: int) -> None:
    if value < 1:
        raise ValueError(f"{attribute.name} = {value}: 步数至少为 1 / a number of steps is at least 1")


def _off() -> float:
    rate: float = field(default=0.0, validator=_rate, converter=float)
    return rate


@frozen(kw_only=True)
class Faults:
    """Faults of the client, of the line and of Customs; every rate is 0..1 and off unless given.

    :raises ValueError: if a rate is not within 0..1 or a number of steps is below 1.
    """

    lost: float = _off()
    """A business receipt is held back until :meth:`Simulator.resend_lost`."""
    lost_answer: float = _off()
    """The Successed_/Failed_ file never comes."""
    late: float = _off()
    """A business receipt comes 1..``late_steps`` steps later."""
    repeat: float = _off()
    """A business receipt is written again, under another file name."""
    reorder: float = _off()
    """A business receipt is overtaken by the ones that follow it."""
    truncated: float = _off()
    """A file first appears cut in the middle under its final name, and is completed ``truncated_steps`` later."""
    gbk: float = _off()
    """A file is written in GBK, declared as gb2312 or not declared at all."""
    ns2: float = _off()
    """The business element of a receipt carries a namespace prefix (``<ns2:INV201>``, seen in one program)."""
    lowercase: float = _off()
    """The extension of a receipt's file name is in lower case."""
    crlf: float = _off()
    """A file has CRLF line ends and a line break inside its empty elements (seen in real receipts)."""
    hang: float = _off()
    """Per step with work waiting: the client stops picking up for ``hang_steps`` steps (a restart cures it)."""
    foreign: float = _off()
    """Per declaration: receipts arrive for a list that somebody typed on the page with the same card."""
    manual_rate: float = _off()
    """A declaration goes through 转人工 (2) first."""
    reject_rate: float = _off()
    """A declaration ends in 退单 (3)."""
    store_failed_rate: float = _off()
    """A declaration ends in 入库失败 (Z)."""
    late_steps: int = field(default=5, validator=_count)
    truncated_steps: int = field(default=3, validator=_count)
    hang_steps: int = field(default=20, validator=_count)
    clean_sent: bool = False
    """Sent files are removed instead of being kept in SentBox, as the real client does in time."""
    typecd_echo: bool = True
    """HdeApprResult/typecd repeats DclTypecd; off: always 1, as in the real samples held."""


@frozen
class Dice:
    """Seeded decisions that do not depend on order."""

    seed: int

    def roll(self, rate: float, *what: object) -> bool:
        """Whether the event named by ``what`` happens, at the given rate."""
        return rate > 0 and self._unit(what) < rate

    def choose(self, options: Sequence[int], *what: object) -> int:
        """One of the options, for the event named by ``what``."""
        return options[min(int(self._unit(what) * len(options)), len(options) - 1)]

    def _unit(self, what: tuple[object, ...]) -> float:
        text = "\x1f".join((str(self.seed), *(str(part) for part in what)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / float(1 << 56)
