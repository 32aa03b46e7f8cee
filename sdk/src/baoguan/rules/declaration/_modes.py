"""Supervision modes (监管方式) by what they do with the goods, as the filling rules of 2018 and the processing programs use them."""

from __future__ import annotations

from typing import Final

from baoguan.model.declaration import CustomsDeclaration

DEEP_PROCESSING: Final = frozenset({"0255", "0654"})
"""深加工结转."""
CARRY_OVER: Final = DEEP_PROCESSING | {"0258", "0657"}
"""结转: also 余料结转."""
DOMESTIC_SALE: Final = frozenset({"0245", "0644", "0844", "0845"})
"""内销 of materials and scrap."""
DESTRUCTION: Final = frozenset({"0200", "0400"})
EXCHANGE_OF_MATERIALS: Final = frozenset({"0300", "0700"})
EXCHANGE_OF_PRODUCTS: Final = frozenset({"4400", "4600"})
PROCESSING: Final = (
    CARRY_OVER
    | DOMESTIC_SALE
    | EXCHANGE_OF_MATERIALS
    | EXCHANGE_OF_PRODUCTS
    | {"0214", "0615", "0715", "0265", "0664", "0864", "0865"}
)
"""Goods of a processing ledger (手册、账册) that are declared."""
BONDED: Final = frozenset({"1200", "1233", "1234", "5000", "5014", "5015", "5033", "5034", "5100", "5200", "6033"})
"""Bonded stores, special areas and logistics."""
BETWEEN_BONDED: Final = frozenset({"1200"})
"""保税间流转."""
NOT_CROSSING: Final = CARRY_OVER | DOMESTIC_SALE
"""Modes under which goods never cross the border."""

OTHER_TRANSPORT: Final = "9"
DOMESTIC_TRANSPORT: Final = frozenset("90718WXYZTH")
"""Transport modes of goods that do not cross the border: 9, and the letters for moves between areas and the rest of the country."""
CHINA: Final = "CHN"
CHINESE_PORT: Final = "CHN000"


def mode_in(document: CustomsDeclaration, modes: frozenset[str]) -> bool:
    """Whether the supervision mode of a declaration is one of these."""
    return document.supervision_mode in modes
