"""The rule engine and the packs of the core's document kinds."""

from baoguan.errors import Finding, Severity
from baoguan.rules.engine import Before, Block, Check, Context, Example, Hit, Mark, Profile, Rule, RulePack, each_row

__all__ = [
    "Before",
    "Block",
    "Check",
    "Context",
    "Example",
    "Finding",
    "Hit",
    "Mark",
    "Profile",
    "Rule",
    "RulePack",
    "Severity",
    "each_row",
]
