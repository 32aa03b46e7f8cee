"""The table of kinds, and what can be asked of any of them: check, explain, identify."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs

from baoguan.codes import Codes
from baoguan.numbers._documents import (
    parse_declaration,
    parse_declaration_unified,
    parse_gate_pass,
    parse_inventory_list,
    parse_pre_entry,
)
from baoguan.numbers._enterprise import parse_credit_code, parse_enterprise
from baoguan.numbers._goods import HS_LENGTHS, parse_container, parse_hs
from baoguan.numbers._ledger import parse_ledger
from baoguan.numbers._shape import BadNumber, Kind, Number, Part, Problem, Severity


@attrs.frozen(kw_only=True)
class NumberKind:
    """One kind: its titles, its parser, the lengths it may have, and where the rule comes from.

    ``enforced`` is False where the rule was seen in one source only: what breaks it is then a warning of `check`.
    """

    kind: Kind
    title_zh: str
    title_en: str
    parser: Callable[[str], Number]
    lengths: tuple[int, ...]
    source: str
    enforced: bool = True


KINDS: Mapping[Kind, NumberKind] = MappingProxyType(
    {
        row.kind: row
        for row in (
            NumberKind(
                kind=Kind.INVENTORY_LIST,
                title_zh="保税核注清单编号",
                title_en="bonded inventory list number",
                parser=parse_inventory_list,
                lengths=(18,),
                source="seen in several programs",
            ),
            NumberKind(
                kind=Kind.GATE_PASS,
                title_zh="核放单编号",
                title_en="gate pass number",
                parser=parse_gate_pass,
                lengths=(24,),
                source="one sample; the length is checked by one program",
                enforced=False,
            ),
            NumberKind(
                kind=Kind.PRE_ENTRY,
                title_zh="预录入统一编号",
                title_en="unified pre-entry number",
                parser=parse_pre_entry,
                lengths=(18,),
                source="seen in several programs",
            ),
            NumberKind(
                kind=Kind.DECLARATION,
                title_zh="报关单号",
                title_en="customs declaration number",
                parser=parse_declaration,
                lengths=(18,),
                source="《报关单填制规范》 2018, articles 1 and 2",
            ),
            NumberKind(
                kind=Kind.DECLARATION_UNIFIED,
                title_zh="报关单统一编号",
                title_en="unified declaration number of the Single Window",
                parser=parse_declaration_unified,
                lengths=(18,),
                source="seen in several samples",
            ),
            NumberKind(
                kind=Kind.CREDIT_CODE,
                title_zh="统一社会信用代码",
                title_en="unified social credit code",
                parser=parse_credit_code,
                lengths=(18,),
                source="GB 32100-2015",
            ),
            NumberKind(
                kind=Kind.CONTAINER,
                title_zh="集装箱号",
                title_en="container number",
                parser=parse_container,
                lengths=(11,),
                source="ISO 6346; 报关单录入指南 2018",
            ),
            NumberKind(
                kind=Kind.LEDGER,
                title_zh="手册号或账册号",
                title_en="handbook or account book number",
                parser=parse_ledger,
                lengths=(12,),
                source="official page script of the Single Window; letters: 报关单录入指南 2018",
            ),
            NumberKind(
                kind=Kind.ENTERPRISE,
                title_zh="企业海关编码",
                title_en="customs code of an enterprise",
                parser=parse_enterprise,
                lengths=(10,),
                source="seen in several programs",
            ),
            NumberKind(
                kind=Kind.HS,
                title_zh="商品编码",
                title_en="commodity code",
                parser=parse_hs,
                lengths=HS_LENGTHS,
                source="《报关单填制规范》 2018; 6 digits: 海关总署公告2019年第127号",
            ),
        )
    }
)
"""Every kind, the most specific first: the order in which `identify` answers."""


@attrs.frozen(kw_only=True)
class Explanation:
    """A number taken apart for a person: what it is, its parts in order, and what is odd about it."""

    kind: Kind
    title_zh: str
    title_en: str
    value: str
    source: str
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]


def parse(kind: Kind | str, text: str) -> Number:
    """Parse a number of the given kind; BadNumber when it is none, ValueError for a kind there is not."""
    return KINDS[Kind(kind)].parser(text)


def check(kind: Kind | str, text: str, codes: Codes | None = None) -> tuple[Problem, ...]:
    """Return everything wrong or odd about a number; empty when all is well. Never raises for any ``text``.

    A ``kind`` there is not is a mistake of the caller and raises ValueError.
    """
    row = KINDS[Kind(kind)]
    try:
        number = row.parser(text)
    except BadNumber as bad:
        severity = Severity.ERROR if row.enforced else Severity.WARNING
        where_zh = f"第 {bad.position} 位" if bad.position is not None else ""
        where_en = f"position {bad.position}: " if bad.position is not None else ""
        problem = Problem(
            kind=row.kind,
            value=text,
            severity=severity,
            position=bad.position,
            zh=f"{row.title_zh}{where_zh}{bad.reason_zh}",
            en=f"{row.title_en}: {where_en}{bad.reason_en}",
            remedy_zh=bad.remedy_zh,
            remedy_en=bad.remedy_en,
        )
        return (problem,)
    return number.warnings(codes if codes is not None else Codes.builtin())


def explain(kind: Kind | str, text: str, codes: Codes | None = None) -> Explanation:
    """Take a number apart for display; BadNumber when it does not parse.

    ``codes`` gives the names of customs offices; the built-in lists by default.
    """
    row = KINDS[Kind(kind)]
    number = row.parser(text)
    lists = codes if codes is not None else Codes.builtin()
    return Explanation(
        kind=row.kind,
        title_zh=row.title_zh,
        title_en=row.title_en,
        value=text,
        source=row.source,
        parts=number.parts(lists),
        problems=number.warnings(lists),
    )


def identify(text: str) -> tuple[Kind, ...]:
    """Return the kinds that a text could be, the most specific first; white space around it does not count."""
    trimmed = text.strip()
    return tuple(kind for kind, row in KINDS.items() if _parses(row, trimmed))


def _parses(row: NumberKind, text: str) -> bool:
    if len(text) not in row.lengths:
        return False
    try:
        row.parser(text)
    except BadNumber:
        return False
    return True
