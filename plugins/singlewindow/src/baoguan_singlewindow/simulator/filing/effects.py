"""The simulator's own idea of what a list does to a 手册 or 账册, by supervision mode, direction and kind of its goods.

Written from the filling rules of the declaration (which row), the field lists of the write-off (which columns there are) and the names of
the modes, apart from the books of the journal: where the two tables differ, one of them has misread something.
"""

from __future__ import annotations

from attrs import frozen

from .values import MATERIAL, PRODUCT

_TABLE = """
0214 0615 0715           I 料件 进口       + +
0214 0615 0715           E 成品 出口       - -
0255 0654                I 料件 深加工转入 + +
0255 0654                E 成品 深加工转出 - -
0258 0657                I 料件 余料转入   + +
0258 0657                E 料件 余料转出   - -
0265 0664                E 料件 复出       - -
0300 0700                I 料件 退换进     + +
0300 0700                E 料件 退换出     - -
4400 4600                I 成品 退换进     + +
4400 4600                E 成品 退换出     - -
0245 0644                I 料件 内销       - -
0200                     I 料件 销毁       - -
0200                     E 料件 销毁       - -
0345 0744                E 成品 减免       - -
0844 0845                I 料件 边角料内销 0 0
0864 0865 5200           E 料件 边角料复出 0 0
0400                     I 料件 边角料销毁 0 0
0400                     E 料件 边角料销毁 0 0
5014 5015                I 料件 进口       + +
5014 5015                E 成品 出口       - -
"""
"""Modes, direction, row, what it is called in the write-off, sign on the row, sign on the materials (of a product: through 单耗)."""

_SIGNS = {"+": 1, "-": -1, "0": 0}
_KINDS = {"料件": MATERIAL, "成品": PRODUCT}


@frozen
class Effect:
    """What a list of a mode does: ``sign`` on the row that it names, ``material`` on what is left of the materials."""

    column: str
    sign: int
    material: int


def _read() -> dict[tuple[str, str, str], Effect]:
    found = {}
    for line in _TABLE.strip().splitlines():
        *modes, direction, row, column, sign, material = line.split()
        for mode in modes:
            found[mode, direction, _KINDS[row]] = Effect(column, _SIGNS[sign], _SIGNS[material])
    return found


EFFECTS = _read()
"""(mode, I or E, kind of row) -> effect; a mode that is not here moves no row book."""


def deduction_mode(mode: str, direction: str, kind: str) -> str:
    """核扣方式 as Customs writes it: D where a list moves its row the way its direction says, F where the other way round, N where not at
    all; D for a mode that is not known."""
    effect = EFFECTS.get((mode, direction, kind))
    if effect is None:
        return "D"
    if not effect.sign:
        return "N"
    return "D" if (effect.sign > 0) == (direction == "I") else "F"
