"""Receipts that stand aside and might be what a document waits for, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.broker.broker import Broker
from baoguan.broker.facts import recordable
from baoguan.broker.missing.advice import record
from baoguan.broker.missing.cases import Case
from baoguan.broker.missing.values import Stray
from baoguan.engine.settle import MATCHING
from baoguan.engine.state import Account
from baoguan.model.receipt import Receipt
from baoguan.store import inbox
from baoguan.store.batches import documents_of_numbers
from baoguan.store.rows import DocumentRow, InboxRow

ASIDE: Final = ("parked", "orphan", "foreign")
"""States of raw receipts that count for no document."""

_MOST: Final = 100_000
_WORDS: Final = re.compile(rb"[^\s<>\"'=,;&]+")
"""What may be a number in bytes that nobody could read."""
_READ: Final = 1_000_000
_TELLING: Final = 3
"""A shorter number of our own may stand for anything."""
_CLOCKS: Final = timedelta(minutes=10)
"""How far the far side's clock may be behind."""

_UNREADABLE: Final = (
    "更新程序后 baoguan replay；仍读不了的，以页面所见为准",
    "`baoguan replay` after an update of the program; what it cannot read even then, the page says",
)
_OTHER_ACCOUNT: Final = (
    "核对两个账户的卡号与目录：同一张卡的回执应回到同一账户；所述结果在页面核实后记录",
    "Compare cards and folders of both accounts: receipts of a card belong to one account; find on the page what it says, and record it",
)
_OUR_NUMBER: Final = (
    "在页面核对：是本单证的，记录其统一编号，回执随即归入",
    "Compare with the page: if it is this document, record its unified number, and the receipt finds it",
)


@attrs.define(kw_only=True)
class _Aside:
    """Everything that stands aside over all accounts, read once."""

    raws: Mapping[int, tuple[Account, InboxRow]]
    receipts: Sequence[tuple[Account, InboxRow, Receipt, str]]
    elsewhere: Mapping[tuple[str, str], Sequence[DocumentRow]]
    """Documents of any account by a number that a receipt names."""


def strays(connection: Connection, broker: Broker, waiting: Sequence[Case], every: Sequence[Case]) -> Iterator[Stray]:
    """Candidates among what stands aside: for the documents that wait too long, and unreadable bytes for any document."""
    aside = _read(connection, list(broker.accounts.values()))
    by_id = {case.document_id: case for case in every}
    for account, raw in aside.raws.values():
        if raw.state == "parked":
            content = broker.journal.blobs.get(raw.digest)[:_READ]
            yield _unreadable(account, raw, content, every)
    for account, raw, receipt, state in aside.receipts:
        found = _of_another_account(connection, aside, account, receipt, by_id)
        if found is not None:
            yield _stray(account, raw, receipt, state, "other_account", [found], _OTHER_ACCOUNT)
            continue
        reason, mine = _candidates(account, raw, receipt, waiting)
        if mine:
            yield _stray(account, raw, receipt, state, reason, mine, _OUR_NUMBER)


def _read(connection: Connection, accounts: Sequence[Account]) -> _Aside:
    raws: dict[int, tuple[Account, InboxRow]] = {}
    receipts: list[tuple[Account, InboxRow, Receipt, str]] = []
    for account in accounts:
        rows = {r.id: r for r in inbox.rows_in(connection, account.id, ASIDE, limit=_MOST)}
        raws |= {i: (account, r) for i, r in rows.items()}
        for row in inbox.loose_receipts(connection, account.id):
            raw = rows.get(row.inbox_id or 0)
            if raw is not None:
                receipts.append((account, raw, inbox.value_of(row), row.state))
    elsewhere: dict[tuple[str, str], list[DocumentRow]] = {}
    if len(accounts) > 1:
        ids = [a.id for a in accounts]
        for kind in MATCHING:
            named = {v for _, _, r, _ in receipts if (v := r.numbers.get(kind))}
            for value, document in documents_of_numbers(connection, ids, kind, sorted(named)):
                elsewhere.setdefault((kind, value), []).append(document)
    return _Aside(raws=raws, receipts=receipts, elsewhere=elsewhere)


def _of_another_account(
    connection: Connection, aside: _Aside, account: Account, receipt: Receipt, by_id: Mapping[int, Case]
) -> Case | None:
    """The document of another account that it names and that has not got it itself."""
    for kind in MATCHING:
        for document in aside.elsewhere.get((kind, receipt.numbers.get(kind, "")), ()):
            case = by_id.get(document.id)
            if case is not None and document.account_id != account.id and not inbox.is_repeat(connection, document.id, receipt):
                return case
    return None


def _candidates(account: Account, raw: InboxRow, receipt: Receipt, waiting: Sequence[Case]) -> tuple[str, list[Case]]:
    """Documents of the account that wait and that it may speak of: by our own number, or by a number that they lack."""
    mine = [c for c in waiting if c.account.id == account.id and c.status.kind == receipt.kind]
    number, owner = receipt.numbers.get("number"), receipt.numbers.get("owner")
    if number:
        return "our_number", [c for c in mine if c.status.number == number]
    mine = [c for c in mine if owner in (None, "", c.status.owner)]
    named = [n for n in MATCHING if receipt.numbers.get(n)]
    return "unknown_number", [
        c for c in mine if named and not any(c.status.numbers.get(n) for n in named) and _after(c, raw, receipt)
    ]


def _after(case: Case, raw: InboxRow, receipt: Receipt) -> bool:
    """Whether it was said since something of the document left."""
    sent = case.first_sent
    return sent is not None and (receipt.customs_time or raw.received) >= sent - _CLOCKS


_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "other_account": ("它的编号属于另一账户的单证", "its number is that of another account's document"),
    "our_number": (
        "写的是我们的企业内部编号，企业或编号对不上",
        "it names our own number, but another enterprise or more than one document",
    ),
    "unknown_number": (
        "发出之后到达，种类相同，编号无人认领：等待中的单证恰好缺这个编号",
        "it came after the message left, is of the same kind, and names a number that nobody has and the document lacks",
    ),
}


def _stray(
    account: Account, raw: InboxRow, receipt: Receipt, state: str, reason: str, cases: Sequence[Case], then: tuple[str, str]
) -> Stray:
    zh, en = _WHY[reason]
    return Stray(
        account=account.name,
        file=raw.name,
        received=raw.received,
        state=state,
        kind=receipt.source,
        numbers=dict(receipt.numbers),
        reason=reason,
        may_be=tuple(c.ref for c in cases),
        why_zh=zh,
        why_en=en,
        next_zh=then[0],
        next_en=then[1],
        commands=tuple(command for c in cases for command in _to_record(c, receipt, reason)),
    )


def _to_record(case: Case, receipt: Receipt, reason: str) -> Iterator[str]:
    """How a person says that it is of a document: by the number that finds it, or by what it says."""
    if reason != "other_account":
        names = ("seq_no", "list_no", "entry_no")
        yield from (record(case, f"--{n.replace('_', '-')} {receipt.numbers[n]}") for n in names if receipt.numbers.get(n))
        return
    words = {o: w for w, o in recordable(case.broker.kinds[case.status.kind].lifecycle).items()}
    if receipt.outcome in words:
        yield record(case, f"--outcome {words[receipt.outcome]}")


def _unreadable(account: Account, raw: InboxRow, content: bytes, every: Sequence[Case]) -> Stray:
    """Bytes that nobody could read, with the documents whose numbers stand in them or whose message the file's name gives."""
    words = set(_WORDS.findall(content))
    named = [
        c for c in every if c.account.id == account.id and (_in_name(c, raw.name) or any(n.encode() in words for n in _names(c)))
    ]
    return Stray(
        account=account.name,
        file=raw.name,
        received=raw.received,
        state=raw.state,
        kind=None,
        numbers={},
        reason="unreadable",
        may_be=tuple(c.ref for c in named),
        why_zh=f"读不了：{raw.error or '—'}",
        why_en=f"it could not be read: {raw.error or '—'}",
        next_zh=_UNREADABLE[0],
        next_en=_UNREADABLE[1],
        commands=("baoguan replay",),
    )


def _in_name(case: Case, name: str) -> bool:
    return any(p.exchange_id in name for p in case.parcels)


def _names(case: Case) -> Iterator[str]:
    """Numbers that are a document's and hardly anything else's."""
    yield from case.status.numbers.values()
    if len(case.status.number) >= _TELLING:
        yield case.status.number
