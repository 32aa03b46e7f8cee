"""`[[effects]]` of the settings: what a supervision mode that has no public source does to a ledger, on the word of who writes it.

Signs are not asked for: a counter means the same for every mode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from baoguan.errors import ConfigurationError
from baoguan.ledger.effects import EFFECTS, BookCounter, BookRow, Effect
from baoguan.rules import Mark

_LIKE: Final = {effect.counter: effect for effect in EFFECTS if effect.on_row or effect.on_scrap}
_COUNTERS: Final = "、".join(sorted(_LIKE))
_KEYS: Final[Mapping[str, str]] = {
    "modes": 'modes = ["0642"]',
    "direction": 'direction = "I"（I、E）',
    "row": 'row = "material"（material、product、any）',
    "counter": f'counter = "transfer_in"（{_COUNTERS}）',
    "source": 'source = "主管海关 2026-05-06 答复"',
}
"""Key -> how it is written. All are needed."""


def read_effects(rows: object, where: str) -> tuple[Effect, ...]:
    """The effects of a settings file, marked as recalled. Raises ConfigurationError naming row, key, value and how to write it."""
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise _bad(where, "effects", rows, "[[effects]]")
    return tuple(_effect(row, f"{where} effects[{number}]") for number, row in enumerate(rows, 1))


def _effect(row: object, where: str) -> Effect:
    if not isinstance(row, Mapping):
        raise _bad(where, "effects", row, "[[effects]]")
    for key in row:
        if key not in _KEYS:
            raise _bad(where, str(key), row[key], "、".join(_KEYS))
    modes, direction, kind, counter, source = (row.get(key) for key in _KEYS)
    right = {
        "modes": isinstance(modes, list) and bool(modes) and all(isinstance(m, str) and len(m) == 4 and m.isdigit() for m in modes),
        "direction": direction in ("I", "E"),
        "row": kind in {each.value for each in BookRow},
        "counter": counter in {each.value for each in _LIKE},
        "source": isinstance(source, str) and bool(source.strip()),
    }
    for key, holds in right.items():
        if not holds:
            raise _bad(where, key, row.get(key), _KEYS[key])
    like = _LIKE[BookCounter(str(counter))]
    return Effect(
        modes=tuple(map(str, modes or ())),
        direction=str(direction),
        row=BookRow(str(kind)),
        counter=like.counter,
        on_row=like.on_row,
        on_material=like.on_material,
        on_scrap=like.on_scrap,
        mark=Mark.RECALLED,
        source=str(source),
    )


def _bad(where: str, key: str, value: object, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where} {key}：{value!r} 写法不对",
        f"{where} {key}: {value!r} is not written like that",
        remedy_zh=f"写法：{example}",
        remedy_en=f"Write: {example}",
    )
