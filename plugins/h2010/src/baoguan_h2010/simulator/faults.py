"""What can go wrong at the far side, as a script: which fault, for which documents, how often."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from attrs import frozen

KINDS: Mapping[str, str] = {
    "lost": "回执丢失，直到补发或查询 / receipts are lost until resent or asked for",
    "late": "回执迟到 N 步 / receipts come N steps later",
    "twice": "回执重复 / receipts come twice",
    "reject": "审核退单（3） / rejected by Customs",
    "mark7": "入库标志用 7 / stored is said with 7",
    "duplicate": "同一报文又到一次，回 4 / the same message comes again and is answered with 4",
    "older": "变更审核期间，补来一份备案的回执 / while a change waits, receipts of the filing come again",
    "unanswered": "已收下，但应答丢失 / taken, but the answer is lost",
}


@frozen(kw_only=True)
class Fault:
    """One line of the script. `count`: for `late` the steps, else how many times it strikes (0: always)."""

    kind: str
    pattern: str
    count: int

    def meets(self, number: str) -> bool:
        """Whether it is about this internal number."""
        return fnmatchcase(number, self.pattern)


def parse(text: str) -> Fault:
    """`KIND:GLOB[:N]`; without N it strikes always, `late` three steps.

    :raises ValueError: if the kind is unknown or N is no number.
    """
    kind, _, rest = text.partition(":")
    pattern, _, count = rest.partition(":")
    if kind not in KINDS or not pattern or not (count or "0").isdigit():
        raise ValueError(f"{text!r}: 应为 KIND:GLOB[:N]，KIND 为 / expected KIND:GLOB[:N], KIND one of {', '.join(KINDS)}")
    return Fault(kind=kind, pattern=pattern, count=int(count) if count else 3 if kind == "late" else 0)
