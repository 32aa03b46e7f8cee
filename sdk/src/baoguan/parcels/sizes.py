"""How large a group of lines is, and how much one list may hold."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from baoguan.errors import ConfigurationError, TooLarge


@attrs.frozen(kw_only=True)
class GroupSize:
    """The size of a group that stays together: its lines, and its bytes in the message (0 where bytes are not
    limited)."""

    lines: int = 1
    bytes: int = 0


@attrs.frozen(kw_only=True)
class Limits:
    """What one list may hold at most. Raises ConfigurationError for limits under which no list could hold anything.

    ``max_groups``: groups, that is declaration lines (报关单 商品项); None for no limit. ``max_lines``: lines of the
    list; Shenzhen Customs advises at most 30,000 a submission (questions and answers of 2018). ``max_bytes``:
    estimated bytes of the message, of which ``overhead`` go to everything that is not a line; None for no limit.
    """

    max_groups: int | None = None
    max_lines: int = 30_000
    max_bytes: int | None = None
    overhead: int = 0

    def __attrs_post_init__(self) -> None:
        smallest = min(self.max_lines, 1 if self.max_groups is None else self.max_groups)
        if smallest < 1 or self.overhead < 0 or self.byte_room < 0:
            raise ConfigurationError(
                f"每份清单的上限无效：{self}",
                f"no list fits these limits: {self}",
                remedy_zh="上限至少为 1，字节上限须大于固定部分",
                remedy_en="Give limits of at least 1 and more bytes than the overhead",
            )

    @property
    def byte_room(self) -> int:
        """The bytes that lines may take; 0 when bytes are not limited."""
        return 0 if self.max_bytes is None else self.max_bytes - self.overhead

    def hold(self, lines: int, size: int) -> bool:
        """Tell whether one list holds so many lines of so many bytes in all."""
        return lines <= self.max_lines and (self.max_bytes is None or size <= self.byte_room)

    def share(self, size: GroupSize) -> int:
        """The larger of the two shares that a group takes of a list, on a scale that orders groups exactly."""
        if self.max_bytes is None:
            return size.lines
        return max(size.lines * self.byte_room, size.bytes * self.max_lines)


def lower_bound(groups: int, lines: int, size: int, limits: Limits) -> int:
    """The number of lists below which no partition can go: max(ceil(groups / 50), ceil(lines / 30,000), ceil(bytes /
    room)).

    0 for nothing at all.
    """
    bounds = [-(-lines // limits.max_lines)]
    if limits.max_groups is not None:
        bounds.append(-(-groups // limits.max_groups))
    if limits.byte_room:
        bounds.append(-(-size // limits.byte_room))
    return max(bounds)


def check_each_fits(sizes: Sequence[GroupSize], limits: Limits) -> None:
    """Raise TooLarge for the first group that no list can hold."""
    for index, size in enumerate(sizes):
        if not limits.hold(size.lines, size.bytes):
            raise TooLarge(
                f"第 {index + 1} 组有 {size.lines} 行、{size.bytes} 字节，一份清单容不下",
                f"group {index + 1} of {size.lines} lines and {size.bytes} bytes fits no list",
                remedy_zh="先把该组拆开，或放宽上限",
                remedy_en="Divide the group first, or raise the limits",
            )
