"""Questions to the far side that are messages of their own: how they are named, and what an answer to one says.

A question declares nothing. Whatever the far side answers to it moves no state and teaches no number: what it brings are receipts.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Final

import attrs

from baoguan.model.receipt import TECHNICAL, Outcome, Receipt
from baoguan.store.rows import DocumentRow

REQUESTED: Final = "resend_requested"
"""The event that says that a question was journalled, before it leaves."""
INQUIRED: Final = "inquired"
"""The event that says that the far side was asked."""
EXCHANGE: Final = "exchange"
"""In the data of both: the name of the question."""

_NAMED: Final = re.compile(r".+-resend-\d{8}-[0-9a-f]{12}")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")


def question_id(environment: str, account: str, row: DocumentRow, on: date) -> str:
    """The name of a question: one for a document and a day, as no message of a submission is named."""
    seed = "|".join((environment, account, row.kind, row.owner, row.number, on.isoformat()))
    readable = _UNSAFE.sub("-", row.number).strip("-")[:40] or "n"
    return f"{readable}-resend-{on:%Y%m%d}-{hashlib.sha256(seed.encode()).hexdigest()[:12]}"


def is_question(exchange_id: str | None) -> bool:
    """Whether a message of this name is a question."""
    return exchange_id is not None and _NAMED.fullmatch(exchange_id) is not None


def told(receipt: Receipt) -> Receipt:
    """A receipt as it counts: an answer to a question only informs."""
    if receipt.outcome not in TECHNICAL or not is_question(receipt.exchange_id):
        return receipt
    return attrs.evolve(receipt, outcome=Outcome.INFORMED, numbers={})
