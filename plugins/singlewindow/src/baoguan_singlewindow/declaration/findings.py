"""What the account's edition of DecMessage does not carry of a declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan import CustomsDeclaration
from baoguan.plugin import Finding
from baoguan_singlewindow.declaration.editions import EDITIONS, Row, Table
from baoguan_singlewindow.declaration.message import table_of

_FIRST: Final = next(iter(EDITIONS))
_SCHEMA: Final = "2018 年官方接口说明与现行字段表 / official description of 2018, field list of the current interface"


def declaration_findings(document: CustomsDeclaration, edition: str) -> Iterator[Finding]:
    """The findings, by the edition of the account."""
    yield from _of_table(table_of(document.direction), document, edition, "")


def _of_table(table: Table, record: object, edition: str, over: str) -> Iterator[Finding]:
    for row in table.rows:
        value = _value(record, row.element.path)
        if value is None:
            continue
        path = f"{over}{row.element.path}"
        if not row.stands_in(edition):
            yield _not_carried(path, str(value), row, edition)
        elif edition == _FIRST and row.old is not None and len(str(value)) > row.old:
            yield _too_long(path, str(value), row, row.old)
    for inside in table.inside:
        if not inside.path:
            yield from _of_table(inside.table, record, edition, over)
            continue
        held = getattr(record, inside.path)
        if held is None:
            continue
        if isinstance(held, tuple):
            for number, each in enumerate(held, 1):
                yield from _of_table(inside.table, each, edition, f"{over}{inside.path}[{number}].")
        else:
            yield from _of_table(inside.table, held, edition, f"{over}{inside.path}.")


def _value(record: object, path: str) -> object:
    """The value at a dotted path; what only the wire has is absent here."""
    for step in path.split("."):
        record = getattr(record, step, None)
    return record


def _not_carried(path: str, value: str, row: Row, edition: str) -> Finding:
    zh, en = f"自 {row.since} 版起才有", f"it came with edition {row.since}"
    if row.until and not row.since:
        zh, en = f"自 {row.until} 版起停用", f"it was dropped with edition {row.until}"
    return Finding(
        rule="singlewindow.edition",
        severity="warning",
        path=path,
        value=value,
        zh=f"报文版本 {edition} 没有 {row.element.name}（{zh}），不随报文发送",
        en=f"edition {edition} has no {row.element.name} ({en}): it is not sent",
        remedy_zh="需要发送的，改账户的 edition；不需要的，删去此项",
        remedy_en="Change the account's edition if it has to be sent; else leave it out",
        source=_SCHEMA,
        mark="seen once",
    )


def _too_long(path: str, value: str, row: Row, most: int) -> Finding:
    return Finding(
        rule="singlewindow.edition-length",
        severity="warning",
        path=path,
        value=value,
        zh=f"报文版本 {_FIRST} 的 {row.element.name} 最长 {most} 个字符，实为 {len(value)} 个",
        en=f"{row.element.name} of edition {_FIRST} has at most {most} characters, these are {len(value)}",
        remedy_zh="缩短内容，或改账户的 edition",
        remedy_en="Shorten it, or change the account's edition",
        source=_SCHEMA,
        mark="official",
    )
