"""Values of a DecMessage, element by element against the tables. Rules between elements are in :mod:`.rules`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..checks import is_date
from ..problems import Findings
from ..tables import DATE
from .fields import EDITIONS, NEWEST, Field
from .message import DecMessage, Record
from .sections import HEAD, SIGN

SUMMARY_NEEDS = {
    "DecHead": frozenset({"IEPort", "AgentCode", "TradeCode", "TrafMode", "TradeMode", "GrossWet"}),
    "DecList": frozenset({"CodeTS", "GName", "GQty", "GUnit", "DeclTotal", "TradeCurr", "OriginCountry"}),
}
"""What a summary (概要申报) must hold to be declared: the nine items and two of transport of 公告 2019-127."""

_SINCE_2020 = frozenset({("DecHead", "CopCode"), ("DecHead", "TypistNo"), ("DecHead", "InputerName")})
"""To be filled for saving today; optional in the schema of 2018."""


def check_values(message: DecMessage, found: Findings) -> list[str]:
    """Add everything that keeps the message from being saved; gives the warnings of one that can be."""
    warnings: list[str] = []
    if message.edition and message.edition not in EDITIONS:
        found.add("edition", "DecMessage/Version", f"报文版本 {message.edition} 不受支持")
        return warnings
    edition = message.edition or NEWEST
    for top in message.records:
        for record in top.walk():
            check_record(record, edition, found, warnings)
    return warnings


def check_record(record: Record, edition: str, found: Findings, warnings: list[str]) -> None:
    """Add what is missing or malformed in one record."""
    section = record.section
    for each in section.fields:
        value = record.get(each.name)
        where = f"{section.name}/{each.name}"
        if not value:
            if each.save and each.begins(edition) and not _free(section.name, each.name, edition):
                found.add("missing", where, f"{named(record, each)}不能为空")
        elif not each.begins(edition):
            found.add("unknown element", where, f"{named(record, each)}：{edition} 版报文没有 {each.name}")
        elif each.ended(edition):
            warnings.append(f"{named(record, each)}（{each.name}）已停用，不再填报")
        else:
            form = each.form_in(edition)
            if not form.matches(value) or (form is DATE and not is_date(value)):
                shown = value if len(value) <= 40 else f"{value[:40]}…"
                found.add("malformed", where, f"{named(record, each)}“{shown}”不合要求：{form.zh}")


def _free(section: str, name: str, edition: str) -> bool:
    return (section, name) in _SINCE_2020 and edition in EDITIONS[: EDITIONS.index("4.5")]


def named(record: Record, each: Field) -> str:
    """How a person is told of an element: 申报地海关, 第1项商品的商品编号."""
    return each.zh if record.section in (HEAD, SIGN) else f"{record.place}的{each.zh}"


def missing_to_declare(message: DecMessage, step: str) -> list[str]:
    """What the page misses when a person presses 申报, in its words."""
    if not message.goods:
        return ["商品表体不能为空"]
    return list(_missing(message.records, message.edition or NEWEST, summary=step == "summary"))


def _missing(records: Sequence[Record], edition: str, *, summary: bool) -> Iterator[str]:
    for top in records:
        for record in top.walk():
            name = record.section.name
            for each in record.section.fields:
                wanted = each.name in SUMMARY_NEEDS.get(name, ()) if summary else each.declare
                if wanted and not record.get(each.name) and each.begins(edition) and not each.ended(edition):
                    yield f"{named(record, each)}不能为空"
            if name == "DecList" and not summary and bool(record.get("SecondUnit")) != bool(record.get("SecondQty")):
                yield f"{record.place}的第二法定数量与第二计量单位应同时填写"
