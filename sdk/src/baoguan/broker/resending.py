"""Asking for the receipts of a document again: whether it may be asked, and the asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.broker.permit import supported
from baoguan.broker.views import Requested
from baoguan.clock import today
from baoguan.engine.resending import ask_again
from baoguan.engine.state import Account, Engine
from baoguan.errors import NotSent, Refused, Unsupported
from baoguan.model.capability import Level
from baoguan.model.message import Verb
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow
from baoguan.store.turns import left_alone

HOOK: Final = "baoguan_inquire"
NEVER_SENT: Final = frozenset({"draft", "queued", "cancelled", "not_arrived"})
"""States of what the far side does not have: there is nothing to be sent again."""


def asks(account: Account, kind: str) -> bool:
    """Whether the far side of an account can be asked about a kind of document, proven or not."""
    info = account.calls.info
    if not account.calls.has(HOOK):
        return False
    support = info.support(kind, Verb.RESEND, today())
    return info.polling is not None or (support is not None and support.level is not Level.UNSUPPORTED)


def may_ask(engine_environment: str, account: Account, kind: str, allowed: frozenset[str]) -> bool:
    """Whether it may be asked as the account is set: a channel that polls asks of itself anyway."""
    if not asks(account, kind):
        return False
    support = account.calls.info.support(kind, Verb.RESEND, today())
    proven = support is None or support.evidence.proven
    return proven or engine_environment != "production" or opt_in(kind) in allowed


def opt_in(kind: str) -> str:
    """What stands in `allow_unproven` for it."""
    return f"{kind}:{Verb.RESEND}"


def request(engine: Engine, account: Account, row: DocumentRow, allow_unproven: Mapping[str, frozenset[str]]) -> Requested:
    """Journal the question and send it, once for a document and a day. Raises Unsupported, Unproven, Refused, or what the channel raises."""
    unproven: tuple[str, ...] = ()
    if not account.calls.has(HOOK):
        raise Unsupported(
            f"通道 {account.calls.info.name} 不能请对方补发回执",
            f"channel {account.calls.info.name} cannot ask for receipts again",
            remedy_zh="在页面查看结果，然后 baoguan record",
            remedy_en="Read the result on the page, then `baoguan record`",
        )
    if account.calls.info.polling is None:
        unproven = supported(engine, account, row.kind, [Verb.RESEND], allow_unproven)
    _may_be_known(engine, account, row)
    question = ask_again(engine, account, row)
    return Requested(
        account=account.name,
        kind=row.kind,
        owner=row.owner,
        number=row.number,
        exchange_id=question.exchange_id,
        asked=question.asked,
        repeated=question.repeated,
        received=question.received.new,
        applied=question.received.applied,
        unproven=unproven,
    )


def _may_be_known(engine: Engine, account: Account, row: DocumentRow) -> None:
    """Refuse to ask for what the far side cannot know, or when it wants to be left alone."""
    with engine.journal.reading() as connection:
        numbers = docs.numbers_of(connection, row.id)
        pause = left_alone(connection, account.id)
    if row.state in NEVER_SENT:
        raise Refused(
            f"{row.number} 没有发出（{row.state}），没有可补发的回执",
            f"{row.number} has not left ({row.state}): there are no receipts to ask for",
            remedy_zh="baoguan run 发送",
            remedy_en="Send it with `baoguan run`",
        )
    if account.calls.info.polling is None and not numbers:
        raise Refused(
            f"{row.number} 还没有海关或单一窗口给的编号，无法据以申请补发",
            f"{row.number} has no number of the Single Window or of Customs yet by which its receipts could be asked for",
            remedy_zh=f"在页面按企业内部编号查到统一编号，先 baoguan record {row.owner}/{row.number} --seq-no …",
            remedy_en=f"Find its pre-entry number on the page by our own number, and `baoguan record {row.owner}/{row.number} --seq-no …`",
        )
    if pause:
        raise NotSent(
            f"对方要求暂停 {int(pause.total_seconds())} 秒，未发出",
            f"the far side asked to be left alone for {int(pause.total_seconds())} s: nothing was sent",
            remedy_zh="到时再试",
            remedy_en="Try again then",
            retry_after=pause,
        )
