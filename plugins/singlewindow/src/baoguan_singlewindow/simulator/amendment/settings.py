"""How a simulator deals with amendments, as whoever starts it wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import Attribute, field, frozen

BUSINESS = "DECCUS102"


def _steps(instance: object, attribute: Attribute[int | None], value: int | None) -> None:
    if value is not None and value < 0:
        raise ValueError(f"{attribute.name} = {value}: 步数不能为负 / a number of steps is not negative")


@frozen(kw_only=True)
class Amending:
    """What happens to amendments.

    :raises ValueError: if a number of steps is negative.
    """

    plans: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Results by the ClientSeqNo of the declaration or a pattern (by its 报关单号 where the simulator does not hold it), such as
    ``{"A-*": ("L", "A", "E", "|", "L", "A", "S")}``: exactly these, nothing is added. ``"|"`` begins what follows the next pressing of 申报."""
    press_after: int | None = field(default=None, validator=_steps)
    """So many steps after saving somebody presses 申报; nobody does unless it is given."""
    direct: bool = False
    """OperType C declares at once, and H answers Customs. Whether the real client allows it is not shown by any message."""
    dxp: bool = False
    """Results come in the envelope of the exchange platform."""
    strangers: bool = False
    """Amendments of declarations that the simulator does not hold are taken too: those came by another way."""
    business: str = BUSINESS
    """The business folder; one program names it so."""
