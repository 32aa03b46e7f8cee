"""What the message of a ledger does not carry, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baoguan.plugin import Codes, Finding, Ledger, Record, is_number, paths, value_at
from baoguan_singlewindow.ledger.tables import BOOKS, Book

_TABLES: Final = (
    "手册报文的字段表（一个程序）、账册网页数据 / field table of the handbook's message (one program), the account page's data"
)
_ON_WIRE: Final = frozenset({"family", "goods_kind"})
"""Said by the message as a whole, and by the wire alone."""


def ledger_findings(ledger: Ledger, codes: Codes) -> Iterator[Finding]:
    """The findings, by the kind of book."""
    book = next((b for b in BOOKS if b.family == ledger.family), None)
    if book is None:
        yield _no_message(ledger)
        return
    yield from _of_rows(book, book.head, [ledger], "", codes)
    for record, name in book.sections:
        yield from _of_rows(book, record, getattr(ledger, name), name, codes)
    if ledger.attachments:
        yield Finding(
            rule="singlewindow.ledger-attachments",
            severity="warning",
            path="attachments",
            value=str(len(ledger.attachments)),
            zh="随附单证不随本报文发送",
            en="attachments do not travel with this message",
            remedy_zh="在单一窗口页面上传",
            remedy_en="Upload them on the page",
            source=_TABLES,
            mark="seen once",
        )


def _of_rows(book: Book, record: Record, rows: Sequence[object], over: str, codes: Codes) -> Iterator[Finding]:
    for path, term in paths(record.model).items():
        element = record.by_path.get(path)
        if path in _ON_WIRE or (element is None and term.system) or (element is not None and not element.legacy):
            continue
        values = [value_at(row, path) for row in rows]
        held = [(n, value) for n, value in enumerate(values) if value is not None]
        if element is None:
            if held:
                number, value = held[0]
                yield _not_carried(book, _place(over, number, path), str(value), term.zh, len(held))
            continue
        known = {c.code for c in codes[element.legacy or ""] if c.legacy}
        for number, value in held:
            if value not in known and not is_number(str(value)):
                yield _no_number(_place(over, number, path), str(value), element.name, element.legacy or "")


def _place(over: str, number: int, path: str) -> str:
    return f"{over}[{number + 1}].{path}" if over else path


def _no_message(ledger: Ledger) -> Finding:
    return Finding(
        rule="singlewindow.ledger-family",
        severity="error",
        path="family",
        value=ledger.family or "",
        zh="单一窗口通道没有这种底账的报文，只有手册和账册",
        en="the Single Window channel has no message for this kind of ledger: handbooks and accounts only",
        remedy_zh="填写 family：handbook 或 account；物流账册在单一窗口页面办理",
        remedy_en="Fill in family: handbook or account; a logistics account is filed on the page",
        source=_TABLES,
        mark="seen once",
    )


def _not_carried(book: Book, path: str, value: str, title: str, count: int) -> Finding:
    return Finding(
        rule="singlewindow.ledger-field",
        severity="warning",
        path=path,
        value=value,
        zh=f"{book.zh}报文没有“{title}”（{count} 处），不随报文发送",
        en=f"the message of {book.en}s has no such element ({count} values): it is not sent",
        remedy_zh="需要的在单一窗口页面补录；不需要的，删去此项",
        remedy_en="Type it on the page if it is needed; else leave it out",
        source=_TABLES,
        mark="seen once",
    )


def _no_number(path: str, value: str, element: str, name: str) -> Finding:
    return Finding(
        rule="singlewindow.ledger-number",
        severity="error",
        path=path,
        value=value,
        zh=f"{element} 只收三位数字代码，{value!r} 在代码表 {name} 中没有对应的数字代码",
        en=f"{element} takes 3-digit numbers only, and {value!r} has none in list {name}",
        remedy_zh="改用有数字代码的代码，或用 baoguan codes import 导入带数字代码的代码表",
        remedy_en="Use a code that has a number, or import a list with its number (`baoguan codes import`)",
        source=_TABLES,
        mark="seen twice",
    )
