"""Rules of numbers that have a shape: each different one is judged once, with the position that is wrong and what should stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from baoguan.model.fields import Value, value_at
from baoguan.numbers import BadNumber
from baoguan.rules.engine import Block, Check, Context, Hit


def misshapen(path: str, parse: Callable[[str], object], accepts: Callable[[str], bool]) -> Check[object]:
    """A check of a column of numbers. `parse` raises BadNumber for a wrong one; what `accepts` takes is not asked further."""
    deep = "." in path

    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        column: list[Value] = [value_at(row, path) for row in block.rows] if deep else block.column(path)
        problems = {value: bad for value in set(column) if isinstance(value, str) and value and (bad := problem(value))}
        if problems:
            for index, value in enumerate(column):
                if isinstance(value, str) and value in problems:
                    yield Hit(index, _values(value, problems[value]))

    def problem(value: str) -> BadNumber | None:
        if accepts(value):
            return None
        try:
            parse(value)
        except BadNumber as bad:
            return bad
        return None

    return check


def _values(value: str, bad: BadNumber) -> dict[str, object]:
    at = bad.position
    return {
        "value": value,
        "zh": bad.reason_zh,
        "en": bad.reason_en,
        "remedy_zh": bad.remedy_zh,
        "remedy_en": bad.remedy_en,
        "at_zh": f"第 {at} 位" if at else "",
        "at_en": f"position {at}: " if at else "",
    }
