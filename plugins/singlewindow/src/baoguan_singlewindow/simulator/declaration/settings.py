"""How a simulator deals with declarations, as whoever starts it wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import Attribute, field, frozen


def _steps(instance: object, attribute: Attribute[int | None], value: int | None) -> None:
    if value is not None and value < 0:
        raise ValueError(f"{attribute.name} = {value}: 步数不能为负 / a number of steps is not negative")


@frozen(kw_only=True)
class Declaring:
    """What happens to declarations.

    :raises ValueError: if a number of steps is negative.
    """

    plans: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Receipts by ClientSeqNo or pattern, such as ``{"A-*": ("7", "Z", "|", "7", "L", "P")}``: exactly these codes of CHANNEL, nothing is
    added. ``"|"`` begins what follows the next pressing of 申报; without a script, or after the last, the usual course is taken."""
    press_after: int | None = field(default=None, validator=_steps)
    """So many steps after saving somebody presses 申报; nobody does unless it is given."""
    direct: bool = False
    """OperType C and D declare at once. Whether the real client allows it is not shown by any message."""
    summary_prefix: bool = False
    """The codes of a summary (概要申报) are written with Sp before them."""
    old_receipts: bool = False
    """Receipts come as DEC_DATA of 2018, in GB2312."""
    dxp: bool = False
    """Receipts come in the envelope of the exchange platform."""
    complete_digit: str = "2"
    """Position 3 of Type of a complete declaration before the new mode, whose digit is 6; no source tells the old one."""
    wanted: Mapping[str, str] = MappingProxyType({})
    """Documents that goods need, by the beginning of their commodity code, such as ``{"8542": "A"}``; without them, saving warns."""
