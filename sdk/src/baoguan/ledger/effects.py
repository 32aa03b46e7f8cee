"""What a supervision mode does to a ledger, as data: which row it moves, which counter, and its sign on the material balance.

Sources: the filling rules of the declaration (row by case), two open programs of processing trade (signs and counters), the field lists of
the write-off. Rows marked inferred are posted, and shown as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import attrs

from baoguan.errors import ConfigurationError
from baoguan.rules import Mark


class BookRow(StrEnum):
    """Which rows of the ledger a list moves (料件成品标记 I or E)."""

    MATERIAL = "material"
    PRODUCT = "product"
    ANY = "any"


class BookCounter(StrEnum):
    """What a quantity is counted as, in the words of the write-off."""

    DIRECT_IMPORT = "direct_import"
    DIRECT_EXPORT = "direct_export"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    SURPLUS_IN = "surplus_in"
    SURPLUS_OUT = "surplus_out"
    EXCHANGE_IN = "exchange_in"
    EXCHANGE_OUT = "exchange_out"
    PRODUCT_EXCHANGE_IN = "product_exchange_in"
    PRODUCT_EXCHANGE_OUT = "product_exchange_out"
    REEXPORT = "reexport"
    DOMESTIC_SALE = "domestic_sale"
    DESTRUCTION = "destruction"
    REDUCTION_EXPORT = "reduction_export"
    SCRAP_SALE = "scrap_sale"
    SCRAP_REEXPORT = "scrap_reexport"
    SCRAP_DESTRUCTION = "scrap_destruction"
    WAREHOUSE_IN = "warehouse_in"
    WAREHOUSE_OUT = "warehouse_out"
    OPENING = "opening"


TITLES: Final = {
    BookCounter.DIRECT_IMPORT: "直接进口",
    BookCounter.DIRECT_EXPORT: "直接出口",
    BookCounter.TRANSFER_IN: "深加工进口",
    BookCounter.TRANSFER_OUT: "深加工出口",
    BookCounter.SURPLUS_IN: "余料转入",
    BookCounter.SURPLUS_OUT: "余料转出",
    BookCounter.EXCHANGE_IN: "料件退换进",
    BookCounter.EXCHANGE_OUT: "料件退换出",
    BookCounter.PRODUCT_EXCHANGE_IN: "成品退换进",
    BookCounter.PRODUCT_EXCHANGE_OUT: "成品退换出",
    BookCounter.REEXPORT: "料件复出",
    BookCounter.DOMESTIC_SALE: "料件内销",
    BookCounter.DESTRUCTION: "料件销毁",
    BookCounter.REDUCTION_EXPORT: "成品减免",
    BookCounter.SCRAP_SALE: "边角料内销",
    BookCounter.SCRAP_REEXPORT: "边角料复出",
    BookCounter.SCRAP_DESTRUCTION: "边角料销毁",
    BookCounter.WAREHOUSE_IN: "入",
    BookCounter.WAREHOUSE_OUT: "出",
    BookCounter.OPENING: "期初",
}


@attrs.frozen(kw_only=True)
class Effect:
    """What lists of some modes do. `direction` '' stands for both. `on_row` is the sign on the counters of the declared row, `on_material`
    that on the material balance (of a product row: times its unit consumption), `on_scrap` that on the scrap of the material."""

    modes: tuple[str, ...]
    direction: str
    row: BookRow
    counter: BookCounter
    on_row: int
    on_material: int
    on_scrap: int = 0
    mark: Mark
    source: str


@attrs.frozen
class UnknownEffect(Exception):
    """Nothing is known of a mode, direction and row."""

    mode: str
    direction: str
    row: BookRow


_FORM: Final = "填制规范项号规则与两个程序 / filling rules of the item number, and two programs"
_PROGRAM: Final = "一个程序 / one program"
_GUIDE: Final = "填制规范（销毁、边角料） / filling rules of destruction and scrap"
_INFERRED: Final = "按名称推断 / inferred from the name"


def _effect(
    modes: str, direction: str, row: BookRow, counter: BookCounter, signs: tuple[int, int, int], mark: Mark, source: str = _FORM
) -> Effect:
    on_row, on_material, on_scrap = signs
    return Effect(
        modes=tuple(modes.split()),
        direction=direction,
        row=row,
        counter=counter,
        on_row=on_row,
        on_material=on_material,
        on_scrap=on_scrap,
        mark=mark,
        source=source,
    )


_M, _P, _A = BookRow.MATERIAL, BookRow.PRODUCT, BookRow.ANY
_IN, _OUT, _SCRAP, _NOTHING = (1, 1, 0), (-1, -1, 0), (0, 0, -1), (0, 0, 0)

EFFECTS: Final = (
    _effect("0214 0615 0715", "I", _M, BookCounter.DIRECT_IMPORT, _IN, Mark.TWICE),
    _effect("0214 0615 0715", "E", _P, BookCounter.DIRECT_EXPORT, _OUT, Mark.TWICE),
    _effect("0255 0654", "I", _M, BookCounter.TRANSFER_IN, _IN, Mark.TWICE),
    _effect("0255 0654", "E", _P, BookCounter.TRANSFER_OUT, _OUT, Mark.TWICE),
    _effect("0258 0657", "I", _M, BookCounter.SURPLUS_IN, _IN, Mark.TWICE),
    _effect("0258 0657", "E", _M, BookCounter.SURPLUS_OUT, _OUT, Mark.TWICE),
    _effect("0265 0664", "E", _M, BookCounter.REEXPORT, _OUT, Mark.TWICE),
    _effect("0300 0700", "E", _M, BookCounter.EXCHANGE_OUT, _OUT, Mark.TWICE),
    _effect("0300 0700", "I", _M, BookCounter.EXCHANGE_IN, _IN, Mark.ONCE, _PROGRAM),
    _effect("4400 4600", "I", _P, BookCounter.PRODUCT_EXCHANGE_IN, _IN, Mark.TWICE),
    _effect("4400 4600", "E", _P, BookCounter.PRODUCT_EXCHANGE_OUT, _OUT, Mark.TWICE),
    _effect("0245 0644", "I", _M, BookCounter.DOMESTIC_SALE, _OUT, Mark.TWICE),
    _effect("0844 0845", "I", _M, BookCounter.SCRAP_SALE, _SCRAP, Mark.TWICE, _GUIDE),
    _effect("0864 0865", "E", _M, BookCounter.SCRAP_REEXPORT, _SCRAP, Mark.TWICE, _GUIDE),
    _effect("0200", "", _M, BookCounter.DESTRUCTION, _OUT, Mark.TWICE, _GUIDE),
    _effect("0400", "", _M, BookCounter.SCRAP_DESTRUCTION, _SCRAP, Mark.INFERRED, _GUIDE),
    _effect("0345 0744", "E", _P, BookCounter.REDUCTION_EXPORT, _OUT, Mark.INFERRED),
    _effect(
        "0815", "I", _A, BookCounter.WAREHOUSE_IN, _NOTHING, Mark.OFFICIAL, "填制规范：低值辅料无备案 / filling rules: no ledger"
    ),
    _effect("1200 1233 1234 5000 5033 5034 6033", "I", _A, BookCounter.WAREHOUSE_IN, _IN, Mark.INFERRED, _INFERRED),
    _effect("1200 1233 1234 5000 5033 5034 6033", "E", _A, BookCounter.WAREHOUSE_OUT, _OUT, Mark.INFERRED, _INFERRED),
    _effect("5100", "I", _P, BookCounter.PRODUCT_EXCHANGE_IN, _IN, Mark.INFERRED, _INFERRED),
    _effect("5100", "E", _P, BookCounter.DIRECT_EXPORT, _OUT, Mark.INFERRED, _INFERRED),
    _effect("5014 5015", "I", _M, BookCounter.DIRECT_IMPORT, _IN, Mark.INFERRED, _INFERRED),
    _effect("5014 5015", "E", _P, BookCounter.DIRECT_EXPORT, _OUT, Mark.INFERRED, _INFERRED),
    _effect("5200", "E", _M, BookCounter.SCRAP_REEXPORT, _SCRAP, Mark.TWICE, _GUIDE),
)
"""Modes that are not here are not posted unless a plugin or the settings say what they do (0642 以产顶进, for one, is not public enough)."""


def _signs(effect: Effect) -> tuple[int, int, int]:
    return effect.on_row, effect.on_material, effect.on_scrap


_MEANS: Final = {effect.counter: _signs(effect) for effect in EFFECTS if effect.on_row or effect.on_scrap}
"""Counter -> its signs on row, material and scrap."""


class Effects:
    """The table with what plugins add, looked up by mode, direction and row; later rows stand before earlier ones.

    Raises ConfigurationError for an effect that gives a counter of the table other signs.
    """

    def __init__(self, added: Iterable[Effect] = ()) -> None:
        self.rows: dict[tuple[str, str, BookRow], Effect] = {}
        for effect in (*EFFECTS, *added):
            means = _MEANS.get(effect.counter, _signs(effect))
            if effect.on_row and _signs(effect) != means:
                raise ConfigurationError(
                    f"插件给 {'、'.join(effect.modes)} 的 {effect.counter} 正负号 {_signs(effect)}，应为 {means}（序号、料件、边角料）："
                    "记账只记计数项，同一计数项对所有监管方式含义相同",
                    f"a plugin gives {effect.counter} of mode {', '.join(effect.modes)} the signs {_signs(effect)}, not {means} (row, material, "
                    "scrap): postings hold the counter alone, which means the same for every mode",
                    remedy_zh="用含义相同的计数项",
                    remedy_en="Use a counter that means the same",
                )
            for mode in effect.modes:
                for direction in [effect.direction] if effect.direction else ["I", "E"]:
                    for row in [BookRow.MATERIAL, BookRow.PRODUCT] if effect.row is BookRow.ANY else [effect.row]:
                        self.rows[mode, direction, row] = effect

    def of(self, mode: str, direction: str, row: BookRow) -> Effect:
        """The effect of a list. Raises UnknownEffect."""
        found = self.rows.get((mode, direction, row))
        if found is None:
            raise UnknownEffect(mode, direction, row)
        return found
