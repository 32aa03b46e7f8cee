"""The look itself: every document, what stands aside, and the places on the channel's side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.broker.broker import Broker
from baoguan.broker.missing.advice import Advice, advise, read_instead
from baoguan.broker.missing.cases import Case, cases
from baoguan.broker.missing.finds import FINDS, Found
from baoguan.broker.missing.strays import ASIDE, strays
from baoguan.broker.missing.values import Missing, MissingReceipts, Unread
from baoguan.store import inbox

_ORDER: Final = ("error", "warning", "ok")
_ADVISED: Final = 30_000
_OF_SIZE: Final = frozenset({"answer", "packs", "receipt", "receipt_packs"})


def missing_receipts(broker: Broker, account: str | None = None, client: str | None = None) -> MissingReceipts:
    """What should have come and has not, of an account and an enterprise or of all. Nothing is sent and nothing is written.

    Raises ConfigurationError for an account that there is not.
    """
    chosen = None if account is None else broker.account(account).name
    every = [c for c in cases(broker, None) if client in (None, c.status.owner)]
    mine = [c for c in every if chosen in (None, c.status.account)]
    found = [(case, each) for case in mine for find in FINDS for each in find(case)]
    refs = {case.ref for case in mine}
    waiting = list({case.document_id: case for case, _ in found}.values())
    with broker.journal.reading() as connection:
        aside = inbox.counts(connection, [a.id for n, a in broker.accounts.items() if chosen in (None, n)])
        stray = [
            s
            for s in strays(connection, broker, waiting, every)
            if chosen in (None, s.account) or (s.state != "parked" and set(s.may_be) & refs)
        ]
    return MissingReceipts(
        documents=tuple(sorted((_missing(*each) for each in found), key=lambda m: (-m.age, m.client, m.number, m.what))),
        strays=tuple(sorted(stray, key=lambda s: s.received)),
        places=tuple(sorted(_places(broker, chosen), key=lambda p: _ORDER.index(p.level))),
        aside={state: aside[state] for state in ASIDE if aside.get(state)},
    )


def otherwise(broker: Broker, ref: str, account: str | None = None) -> Advice:
    """What to do about a document whose receipts may not be asked for again. Raises UnknownReference."""
    row = broker.find(ref, account)
    case = next((c for c in cases(broker, broker.account_name(ref, account)) if c.document_id == row.id), None)
    if case is None:
        return Advice(zh="已了结，没有要等的回执", en="It is over: no receipt is to come")
    return read_instead(case, next((found for find in FINDS for found in find(case)), None))


def _missing(case: Case, found: Found) -> Missing:
    status = case.status
    asked, answered = case.question
    told = advise(case, found)
    long_zh, long_en = _long(case, found)
    return Missing(
        what=found.what,
        what_zh=found.what_zh,
        account=status.account,
        client=status.owner,
        kind=status.kind,
        number=status.number,
        ref=case.ref,
        state=status.state,
        state_zh=status.state_zh,
        age=found.age,
        patience=found.patience,
        why_zh=found.zh + long_zh,
        why_en=found.en + long_en,
        next_zh=told.zh,
        next_en=told.en,
        commands=told.commands,
        requestable=case.may_ask and not case.asked_today,
        asked=asked,
        answered=answered,
    )


def _long(case: Case, found: Found) -> tuple[str, str]:
    """That a document has more lines than Customs advises, where it has and nothing comes of it (深圳海关 2018 年答复，问题 10、13)."""
    lines = case.broker.kinds[case.status.kind].lines(case.document) if found.what in _OF_SIZE else 0
    if lines <= _ADVISED:
        return "", ""
    zh = f"；有 {lines} 行，海关建议单次不超过 {_ADVISED} 行，此类回执常丢失"
    return zh, f"; it has {lines} lines, more than the {_ADVISED} that Customs advises: receipts of such get lost"


def _places(broker: Broker, account: str | None) -> Iterator[Unread]:
    for name, each in broker.accounts.items():
        if account in (None, name):
            for seen in each.calls.diagnose():
                if seen.level == "error" or seen.unread:
                    yield Unread(account=name, level=seen.level, zh=seen.zh, en=seen.en, causes=seen.causes)
