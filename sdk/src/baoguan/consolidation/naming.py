"""Numbers (企业内部编号) of the lists that one list is divided into."""

from __future__ import annotations

from collections.abc import Collection

from baoguan.errors import UnusableInput

_MOST = 64
"""Characters of the number (Single Window page)."""


def part_numbers(number: str | None, count: int, taken: Collection[str] = ()) -> tuple[str | None, ...]:
    """`number` itself for one part; `<number>-01`, `-02` ... for several, with as many digits as the last one needs.

    Deterministic, so that dividing the same list again gives the same numbers. Raises UnusableInput without a number to
    start from, for numbers of more than 64 characters, and for one that is `taken`.
    """
    if count == 1:
        return (number,)
    if not number:
        raise UnusableInput(
            f"清单须拆成 {count} 份，但没有企业内部编号",
            f"the list is to be divided into {count}, but has no internal number",
            remedy_zh="先填写企业内部编号",
            remedy_en="Give it an internal number first",
        )
    width = max(2, len(str(count)))
    numbers = tuple(f"{number}-{part:0{width}d}" for part in range(1, count + 1))
    if len(numbers[-1]) > _MOST:
        raise UnusableInput(
            f"拆分后的企业内部编号 {numbers[-1]} 超过 {_MOST} 个字符",
            f"the internal number {numbers[-1]} of a part is longer than {_MOST} characters",
            remedy_zh=f"企业内部编号请缩短到 {_MOST - width - 1} 个字符以内",
            remedy_en=f"Use an internal number of at most {_MOST - width - 1} characters",
        )
    clash = next((one for one in numbers if one in taken), None)
    if clash is not None:
        raise UnusableInput(
            f"拆分后的企业内部编号 {clash} 已被另一份清单使用",
            f"the internal number {clash} of a part is that of another list",
            remedy_zh="更改其中一份清单的企业内部编号",
            remedy_en="Change the internal number of one of the two lists",
        )
    return numbers
