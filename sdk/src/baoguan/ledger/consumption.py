"""Unit consumption (单耗): what one unit of a product takes of each material, by version.

单耗 = 净耗 / (1 - (有形损耗率 + 无形损耗率) / 100), shown to nine decimals; what counts for the ledger is its bonded share. Sources: the rules of
unit consumption as two programs and a public page compute it; the bonded share is inferred from its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from baoguan.model.ledger import UnitConsumption
from baoguan.model.ledger_codes import RowModification

PLACES: Final = Decimal("0.000000001")
NO_VERSION: Final = "0"
"""The version of a handbook, which has none, and of a line that names none."""

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_NONE: Final[Mapping[int, Decimal]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Rate:
    """What one unit of a product takes of one material, in the material's declared unit. Rates of loss and share are per cent."""

    product: int
    version: str
    material: int
    net: Decimal
    tangible_loss: Decimal = _ZERO
    intangible_loss: Decimal = _ZERO
    bonded_share: Decimal = _HUNDRED

    @property
    def unit(self) -> Decimal:
        """单耗: losses included, bonded or not; not rounded."""
        return self.net / (1 - (self.tangible_loss + self.intangible_loss) / _HUNDRED)

    @property
    def shown(self) -> Decimal:
        """单耗 as it is shown: to nine decimals."""
        return self.unit.quantize(PLACES, ROUND_HALF_EVEN)

    @property
    def bonded(self) -> Decimal:
        """What one unit takes from the ledger."""
        return self.unit * self.bonded_share / _HUNDRED

    @property
    def exact(self) -> Fraction:
        """The same, not rounded at all."""
        kept = 1 - (Fraction(self.tangible_loss) + Fraction(self.intangible_loss)) / 100
        return Fraction(self.net) / kept * Fraction(self.bonded_share) / 100


@attrs.frozen(kw_only=True)
class Unusable:
    """A row of unit consumption that says nothing that can be computed with; `row` counts from 1."""

    row: int
    zh: str
    en: str


class Consumptions:
    """The unit consumptions of a ledger, by product and version. Called with (product row, version) it gives what one unit takes of each
    material from the ledger; of a product without any it gives nothing, which `knows` tells."""

    def __init__(self, rows: Iterable[UnitConsumption] = ()) -> None:
        self.unusable: list[Unusable] = []
        self._rates: dict[tuple[int, str], dict[int, Rate]] = {}
        for number, row in enumerate(rows, 1):
            if row.modification == RowModification.DELETED.value:
                continue
            try:
                rate = _rate(row)
                mine = self._rates.setdefault((rate.product, rate.version), {})
                if rate.material in mine:
                    raise _UselessError("成品、料件、版本重复", "product, material and version are given twice")
            except _UselessError as useless:
                zh, en = useless.args
                self.unusable.append(Unusable(row=number, zh=zh, en=en))
                continue
            mine[rate.material] = rate
        self._exact: dict[tuple[int, str], Mapping[int, Fraction]] = {}
        self._bonded = {key: {m: rate.bonded for m, rate in mine.items()} for key, mine in self._rates.items()}

    def __call__(self, product: int, version: str) -> Mapping[int, Decimal]:
        """Material row -> what one unit of the product takes from the ledger."""
        return self._bonded.get((product, version or NO_VERSION), _NONE)

    def exact(self, product: int, version: str) -> Mapping[int, Fraction]:
        """The same, not rounded at all."""
        key = (product, version or NO_VERSION)
        if key not in self._exact:
            self._exact[key] = {material: rate.exact for material, rate in self._rates.get(key, {}).items()}
        return self._exact[key]

    def __iter__(self) -> Iterator[Rate]:
        return (rate for mine in self._rates.values() for rate in mine.values())

    def knows(self, product: int, version: str) -> bool:
        """Whether anything is declared of a product in a version."""
        return (product, version or NO_VERSION) in self._rates

    def of(self, product: int, version: str) -> Mapping[int, Rate]:
        """Material row -> the rate of a product in a version."""
        return self._rates.get((product, version or NO_VERSION), {})

    def versions(self, product: int) -> list[str]:
        """The versions in which a product's consumption is declared."""
        return [version for each, version in self._rates if each == product]


class _UselessError(Exception):
    """A row says nothing that can be computed with: the reason in Chinese and English."""


def _rate(row: UnitConsumption) -> Rate:
    """Raises _UselessError."""
    if row.product_item_no is None or row.material_item_no is None:
        raise _UselessError("没有成品序号或料件序号", "product or material row is not given")
    tangible, intangible = row.tangible_loss or _ZERO, row.intangible_loss or _ZERO
    if tangible < 0 or intangible < 0 or tangible + intangible >= _HUNDRED:
        raise _UselessError("损耗率应在 0 到 100 之间", "the rates of loss are not from 0 to below 100")
    net = row.net
    if net is None and row.consumption is not None:
        net = row.consumption * (1 - (tangible + intangible) / _HUNDRED)
    if net is None or net < 0:
        raise _UselessError("没有净耗或单耗", "neither net nor unit consumption is given")
    return Rate(
        product=row.product_item_no,
        version=row.version or NO_VERSION,
        material=row.material_item_no,
        net=net,
        tangible_loss=tangible,
        intangible_loss=intangible,
        bonded_share=_HUNDRED if row.bonded_share is None else row.bonded_share,
    )
