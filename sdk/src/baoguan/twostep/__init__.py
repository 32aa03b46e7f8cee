"""Two-step declaration (两步申报): who may, what a summary says, when the second step is due."""

from baoguan.twostep.annex import ITEMS, Item
from baoguan.twostep.certificates import CERTIFICATES, Certificate
from baoguan.twostep.deadline import Calendar, Due, due, late_fee
from baoguan.twostep.difference import Difference, differences
from baoguan.twostep.duty import duty_after_all, rate_day
from baoguan.twostep.eligibility import CONDITIONS, Answer, Situation, eligible
from baoguan.twostep.guarantee import Guarantee, Validity
from baoguan.twostep.items import Preview, preview, summary_of
from baoguan.twostep.late import NOT_LATE, VALUE_FACT, Late, late
from baoguan.twostep.settings import TwoStep, read_two_step, type_of

__all__ = [
    "CERTIFICATES",
    "CONDITIONS",
    "ITEMS",
    "NOT_LATE",
    "VALUE_FACT",
    "Answer",
    "Calendar",
    "Certificate",
    "Difference",
    "Due",
    "Guarantee",
    "Item",
    "Late",
    "Preview",
    "Situation",
    "TwoStep",
    "Validity",
    "differences",
    "due",
    "duty_after_all",
    "eligible",
    "late",
    "late_fee",
    "preview",
    "rate_day",
    "read_two_step",
    "summary_of",
    "type_of",
]
