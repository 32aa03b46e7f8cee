"""The two books of a ledger, pure: what a list moves, postings, balances of rows and of materials.

The *row counters* follow the declared rows as lists move them, product rows too, without consumption. The *theoretical material balance*
follows the materials, products acting through their unit consumption. The two are never mixed.
"""

from baoguan.ledger.available import LIMITS, Known, Limit, allowances, needs_all, turnover
from baoguan.ledger.balance import (
    MaterialBalance,
    MaterialMove,
    RowBalance,
    by_counter,
    material_balances,
    material_moves,
    row_balances,
    running,
    without_consumption,
)
from baoguan.ledger.booked import FIGURES, Booked, Figure
from baoguan.ledger.causes import CAUSES, Cause
from baoguan.ledger.consumption import Consumptions, Rate, Unusable
from baoguan.ledger.differences import Change, Difference, differences
from baoguan.ledger.effects import EFFECTS, BookCounter, BookRow, Effect, Effects, UnknownEffect
from baoguan.ledger.family import family_of
from baoguan.ledger.posting import STAGES, Entry, Stage, Unposted, entries_of, missing

__all__ = [
    "CAUSES",
    "EFFECTS",
    "FIGURES",
    "LIMITS",
    "STAGES",
    "BookCounter",
    "BookRow",
    "Booked",
    "Cause",
    "Change",
    "Consumptions",
    "Difference",
    "Effect",
    "Effects",
    "Entry",
    "Figure",
    "Known",
    "Limit",
    "MaterialBalance",
    "MaterialMove",
    "Rate",
    "RowBalance",
    "Stage",
    "UnknownEffect",
    "Unposted",
    "Unusable",
    "allowances",
    "by_counter",
    "differences",
    "entries_of",
    "family_of",
    "material_balances",
    "material_moves",
    "missing",
    "needs_all",
    "row_balances",
    "running",
    "turnover",
    "without_consumption",
]
