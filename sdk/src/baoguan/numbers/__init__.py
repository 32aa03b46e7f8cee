"""Numbers of China Customs: parse, check, explain.

``parse_<kind>(text)`` gives the parts or raises `BadNumber`; `check` gives problems and never raises for a text;
`explain` takes a number apart for display; `identify` tells what a text could be; `KINDS` is the table of all kinds.
Nothing is trimmed or corrected on the way, so a number that parses can be sent as it stands.

    parse_inventory_list("QD530124I000000001").customs_office   # '5301'
    identify("C530124A0001")                                    # (Kind.LEDGER,)
"""

from __future__ import annotations

from baoguan.numbers._documents import (
    DeclarationNumber,
    DeclarationUnifiedNumber,
    GatePassNumber,
    InventoryListNumber,
    PreEntryNumber,
    parse_declaration,
    parse_declaration_unified,
    parse_gate_pass,
    parse_inventory_list,
    parse_pre_entry,
)
from baoguan.numbers._enterprise import (
    CREDIT_CODE_ALPHABET,
    CreditCode,
    EnterpriseCode,
    credit_code_check,
    parse_credit_code,
    parse_enterprise,
)
from baoguan.numbers._goods import HS_LENGTHS, ContainerNumber, HsNumber, parse_container, parse_hs
from baoguan.numbers._kinds import KINDS, Explanation, NumberKind, check, explain, identify, parse
from baoguan.numbers._ledger import LEDGER_LETTERS, LedgerNumber, LedgerSystem, parse_ledger
from baoguan.numbers._shape import BadNumber, Kind, Number, Part, Problem, Severity

__all__ = [
    "CREDIT_CODE_ALPHABET",
    "HS_LENGTHS",
    "KINDS",
    "LEDGER_LETTERS",
    "BadNumber",
    "ContainerNumber",
    "CreditCode",
    "DeclarationNumber",
    "DeclarationUnifiedNumber",
    "EnterpriseCode",
    "Explanation",
    "GatePassNumber",
    "HsNumber",
    "InventoryListNumber",
    "Kind",
    "LedgerNumber",
    "LedgerSystem",
    "Number",
    "NumberKind",
    "Part",
    "PreEntryNumber",
    "Problem",
    "Severity",
    "check",
    "credit_code_check",
    "explain",
    "identify",
    "parse",
    "parse_container",
    "parse_credit_code",
    "parse_declaration",
    "parse_declaration_unified",
    "parse_enterprise",
    "parse_gate_pass",
    "parse_hs",
    "parse_inventory_list",
    "parse_ledger",
    "parse_pre_entry",
]
