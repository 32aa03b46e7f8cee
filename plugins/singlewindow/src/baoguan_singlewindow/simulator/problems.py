"""What is wrong with an arriving file: collected, capped, told in Chinese to the sender and in English to the log."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen, mutable

SHOWN = 20
"""So many problems are told at once; a spoiled list of 30,000 rows would otherwise give an answer of megabytes."""


@frozen
class Problem:
    """One reason for a refusal."""

    code: str
    """Short English name, such as ``unknown element``."""
    place: str
    """Where in the file, such as ``InvtListType[3]/DclQty``."""
    zh: str


@mutable
class Findings:
    """The problems of one file, in the order found."""

    problems: list[Problem] = field(factory=list)

    def add(self, code: str, place: str, zh: str) -> None:
        """Keep a problem."""
        self.problems.append(Problem(code, place, zh))

    def __bool__(self) -> bool:
        return bool(self.problems)

    def check_info(self) -> str:
        """The Chinese text of CheckInfo: one problem a line."""
        lines = [f"{p.place}：{p.zh}" if p.place else p.zh for p in self.problems[:SHOWN]]
        return "\n".join([*lines, *_rest(self.problems, "另有 {} 处错误")])

    def reason(self) -> str:
        """The reason for the arrival log, English names before the Chinese texts."""
        lines = [f"{p.code}: {p.place} {p.zh}".replace("  ", " ") for p in self.problems[:SHOWN]]
        return "; ".join([*lines, *_rest(self.problems, "{} more")])


def _rest(problems: Sequence[Problem], text: str) -> list[str]:
    return [text.format(len(problems) - SHOWN)] if len(problems) > SHOWN else []
