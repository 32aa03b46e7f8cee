"""A simulator of the Single Window import client and of Customs behind it.

It serves the client's folders as the real program does: picks files up from OutBox, answers, and lets Customs decide.
It shares nothing with the encoder and the decoder of this plugin, neither tables nor code, so that it can bear witness
against them: the log of arrivals says what was sent, how often, and what was wrong with it.
"""

from __future__ import annotations

from .amendment.questions import Question
from .amendment.settings import Amending
from .amendment.values import AmendmentStage, AmendmentState
from .declaration.settings import Declaring
from .faults import Faults
from .filing.settings import Filing
from .filing.values import LedgerBalance, LedgerRow, LedgerStage, LedgerState
from .others import Answers, Reply
from .simulator import Simulator
from .values import Arrival, Card, Counters, DeclarationStage, DeclarationState, ListStage, ListState
from .write_off.office import WriteOffStage, WriteOffState

__all__ = [
    "Amending",
    "AmendmentStage",
    "AmendmentState",
    "Answers",
    "Arrival",
    "Card",
    "Counters",
    "DeclarationStage",
    "DeclarationState",
    "Declaring",
    "Faults",
    "Filing",
    "LedgerBalance",
    "LedgerRow",
    "LedgerStage",
    "LedgerState",
    "ListStage",
    "ListState",
    "Question",
    "Reply",
    "Simulator",
    "WriteOffStage",
    "WriteOffState",
]
