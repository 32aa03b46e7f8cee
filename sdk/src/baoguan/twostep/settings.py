"""What of the two-step rules is a setting: dates and digits from single sources, how days are counted, how the late fee is rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, TypeGuard

import attrs

from baoguan.errors import ConfigurationError, UnusableInput
from baoguan.model.declaration_type import NEW_COMPLETE, NEW_SUMMARY, OLD_SUMMARY, STAGES, DocumentType, Stage
from baoguan.twostep.annex import NAMES
from baoguan.twostep.guarantee import WARN_DAYS, Guarantee

NEW_MODE: Final = date(2025, 6, 16)
"""The reform in all offices (公告 2025 年第 115 号; number and date in one text only)."""

PROFILE_FIELDS: Final = (
    "direction",
    "customs_office",
    "port",
    "transit_relation",
    "transit_kind",
    "entry_type",
    "trading_country",
    "promises",
    "typist_card_no",
    "typist_name",
    "declarer_name",
    "no_other_packing",
)
"""Head fields that the profile may fill in: texts and codes that are the same for every summary."""

ROUNDINGS: Final = {"down": ROUND_DOWN, "half_up": ROUND_HALF_UP, "up": ROUND_UP}
"""How the late fee comes to whole yuan."""

_LONGEST: Final = 366
_BUSINESS: Final = 2


@attrs.frozen(kw_only=True)
class TwoStep:
    """`[two_step]` of the settings.

    `new_mode_from`: from this day on position 3 is 5 and 6, without flags (one source). `new_items`: names of the
    items of a summary from that day on, as the notice has them (they were not seen); without it those of annex 1.
    `old_complete_digit`: position 3 of the complete step before that day, which no source shows; without it an old-mode
    complete step is refused. `days` after the conveyance's declared entry are the time for the second step; with `count_entry_day` that day
    is the first of them. `roll_over`: a last day that is no working day moves to the next one. `late_rate` of the dutiable value a day, at
    least `late_minimum` yuan, less is not levied; `late_rounding` of fractions of a yuan: `down` drops them.
    `holidays`: a file of days beside the built-in calendar. `profile`: values of head fields that every summary gets where its declaration
    says nothing.
    """

    new_mode_from: date = NEW_MODE
    new_items: tuple[str, ...] | None = None
    old_complete_digit: str | None = None
    days: int = 14
    count_entry_day: bool = False
    roll_over: bool = True
    late_rate: Decimal = Decimal("0.0005")
    late_minimum: Decimal = Decimal(50)
    late_rounding: str = "down"
    warn_days: tuple[int, ...] = (7, 3)
    holidays: Path | None = None
    profile: Mapping[str, str] = attrs.field(factory=dict)
    guarantees: Mapping[str, Guarantee] = attrs.field(factory=dict)
    """Number -> the guarantee, from `[two_step.guarantees."NUMBER"]`."""
    guarantee_warn_days: int = WARN_DAYS
    """Days before a guarantee's last one from which it is said to end soon."""

    def new_mode(self, on: date) -> bool:
        """Whether a day falls under the reform."""
        return on >= self.new_mode_from

    def items(self, *, new: bool) -> tuple[str, ...] | None:
        """The items that are given for a summary of the new mode or the old; None for those of annex 1."""
        return self.new_items if new else None


def _is_day(value: object) -> TypeGuard[date]:
    """Whether it is a day, without a time: the two cannot be compared."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_complete(digit: str) -> bool:
    """Whether it is one digit, and none of those that are known to mean another step."""
    return len(digit) == 1 and digit in "0123456789" and STAGES.get(digit, Stage.COMPLETE) is Stage.COMPLETE


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _guarantee(given: Mapping[str, object]) -> Guarantee | None:
    amount, until = _decimal(given.get("amount")), given.get("valid_until")
    if amount is None or set(given) - {"amount", "valid_until"} or not (until is None or _is_day(until)):
        return None
    return Guarantee(amount=amount, valid_until=until)


_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "new_mode_from": (_is_day, "new_mode_from = 2025-06-16"),
    "new_items": (
        lambda v: isinstance(v, list) and bool(v) and all(isinstance(x, str) for x in v) and set(v) <= NAMES,
        f'new_items = ["trader", "goods_name"]（{"、".join(sorted(NAMES))}）',
    ),
    "old_complete_digit": (lambda v: isinstance(v, str) and _is_complete(v), 'old_complete_digit = "2"'),
    "days": (lambda v: _whole(v) and 0 < v <= _LONGEST, "days = 14"),
    "count_entry_day": (lambda v: isinstance(v, bool), "count_entry_day = false"),
    "roll_over": (lambda v: isinstance(v, bool), "roll_over = true"),
    "late_rate": (lambda v: _decimal(v) is not None, 'late_rate = "0.0005"'),
    "late_minimum": (lambda v: _decimal(v) is not None, "late_minimum = 50"),
    "late_rounding": (lambda v: isinstance(v, str) and v in ROUNDINGS, f'late_rounding = "down"（{"、".join(ROUNDINGS)}）'),
    "warn_days": (lambda v: isinstance(v, list) and bool(v) and all(_whole(d) and d >= 0 for d in v), "warn_days = [7, 3]"),
    "holidays": (lambda v: isinstance(v, str), 'holidays = "holidays.txt"'),
    "profile": (
        lambda v: isinstance(v, dict) and set(v) <= {*PROFILE_FIELDS} and all(isinstance(x, str) for x in v.values()),
        f'profile = {{ customs_office = "5301" }}（{"、".join(PROFILE_FIELDS)}）',
    ),
    "guarantees": (
        lambda v: isinstance(v, dict) and all(isinstance(x, dict) and _guarantee(x) is not None for x in v.values()),
        'guarantees."NUMBER" = { amount = 1000000, valid_until = 2027-01-01 }',
    ),
    "guarantee_warn_days": (lambda v: _whole(v) and v >= 0, "guarantee_warn_days = 30"),
}
"""Key -> what it must be, and how to write it."""


def read_two_step(table: Mapping[str, object], base: Path, where: str) -> TwoStep:
    """`[two_step]` of a settings file. Raises ConfigurationError naming the key at fault."""
    for key, value in table.items():
        right, example = _CHECKS.get(key, (None, "、".join(_CHECKS)))
        if right is None or not right(value):
            zh, en = ("没有这个设置", "there is no such setting") if right is None else ("写法不对", "is not written like that")
            raise ConfigurationError(
                f"{where} two_step.{key}：{zh}：{value!r}",
                f"{where} two_step.{key}: {en}: {value!r}",
                remedy_zh=f"写法：{example}",
                remedy_en=f"Write: {example}",
            )
    values: dict[str, Any] = dict(table)
    for key in ("late_rate", "late_minimum"):
        if key in values:
            values[key] = _decimal(values[key])
    if "new_items" in values:
        values["new_items"] = tuple(values["new_items"])
    if "warn_days" in values:
        values["warn_days"] = tuple(sorted(values["warn_days"], reverse=True))
    if "holidays" in values:
        values["holidays"] = base / values["holidays"]
    if "guarantees" in values:
        values["guarantees"] = {number: _guarantee(given) for number, given in values["guarantees"].items()}
    return TwoStep(**values)


def type_of(
    settings: TwoStep,
    on: date,
    stage: Stage,
    *,
    business: str = "",
    port: str = "",
    restricted: bool = False,
    inspected: bool = False,
    dutiable: bool = False,
) -> str:
    """单据类型 of a summary or complete step on a day, with its blanks. Raises UnusableInput for the complete step of the old mode while its
    digit is not set, and for a business type that its two positions cannot hold."""
    if len(business.strip()) > _BUSINESS:
        raise UnusableInput(
            f"业务类型 {business!r} 超过两位",
            f"the business type {business!r} is longer than its two positions",
            remedy_zh="例如 ML（备案清单）、CL（汇总征税）；普通报关单不填",
            remedy_en="Such as ML (备案清单) or CL (汇总征税); leave it out for an ordinary declaration",
        )
    business = business.strip()
    if settings.new_mode(on):
        digit = NEW_SUMMARY if stage is Stage.SUMMARY else NEW_COMPLETE
        return DocumentType(business=business, digit=digit, port=port).written()
    if stage is Stage.SUMMARY:
        flags = (str(int(flag)) for flag in (restricted, inspected, dutiable))
        first, second, third = flags
        return DocumentType(
            business=business, digit=OLD_SUMMARY, restricted=first, inspected=second, dutiable=third, port=port
        ).written()
    if settings.old_complete_digit is None:
        raise UnusableInput(
            f"{settings.new_mode_from} 之前的完整申报，单据类型第 3 位无公开来源",
            f"the digit of a complete step before {settings.new_mode_from} is not known from any source",
            remedy_zh="在单一窗口页面办理完整申报；确知该位的，设置 [two_step] old_complete_digit",
            remedy_en="Complete it on the page; if you know the digit, set [two_step] old_complete_digit",
        )
    return DocumentType(business=business, digit=settings.old_complete_digit, port=port).written()
