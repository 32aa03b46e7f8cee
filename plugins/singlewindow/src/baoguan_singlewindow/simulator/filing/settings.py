"""How a simulator deals with ledgers, as whoever starts it wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import frozen


@frozen(kw_only=True)
class Filing:
    """What becomes of handbooks and accounts that are filed or changed."""

    plans: Mapping[str, Sequence[str]] = MappingProxyType({})
    """Results by internal number or pattern, such as ``{"L-*": ("Y", "3", "|", "Y", "1")}``: exactly these, nothing is added. ``"|"`` begins
    what follows the next declaration (redeclaration or change); without a script, or after the last, the usual course is taken."""
    described: bool = True
    """An approval carries the ledger with its rows, as the schema allows; what real ones carry was not seen."""
