"""The words of the assumed format: its name, what every exchange says of it, and the codes of acts and receipts.

Nothing here was seen at the real 深关通. The codes are those of 金关二期 receipts (channels of the same customs systems, two to three
programs); the levels are our own names for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.plugin import Act, Outcome

PROTOCOL: Final = "assumed-v1"
NOTICE_ZH: Final = "假定格式：深关通的真实接口未公开，assumed-v1 由 baoguan 自拟，没有依据表明真实系统接受它"
NOTICE_EN: Final = "assumed format: the real one is not public; assumed-v1 is baoguan's own, and no real system is known to take it"
NOTICE: Final = f"{NOTICE_ZH} / {NOTICE_EN}"
"""Stands in the manifest, in every XML part, in every receipt of the simulator, and among what is unproven of every message."""

ACTS: Final[Mapping[str, Act]] = {"1": Act.FILING, "2": Act.CHANGE, "3": Act.DELETION}
"""申报类型 of 金关二期: 1 备案, 2 变更, 3 删除."""
CODE_OF_ACT: Final[Mapping[Act, str]] = {act: code for code, act in ACTS.items()}

KINDS: Final = ("inventory", "ledger")

LEVELS: Final[Mapping[str, Outcome]] = {
    "ACCEPTED": Outcome.ACCEPTED,
    "DUPLICATE": Outcome.ARRIVED,
    "REFUSED": Outcome.REFUSED,
    "STORED": Outcome.STORED,
    "STORE_FAILED": Outcome.STORE_FAILED,
    "MANUAL": Outcome.MANUAL,
    "APPROVED": Outcome.APPROVED,
    "REJECTED": Outcome.REJECTED,
}
"""Level of a receipt -> outcome. ACCEPTED, DUPLICATE and REFUSED answer one exchange; the others speak of the document."""

CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "ACCEPTED": ("0",),
    "DUPLICATE": ("-2",),
    "REFUSED": ("-1",),
    "STORED": ("Y",),
    "STORE_FAILED": ("Z",),
    "MANUAL": ("2",),
    "APPROVED": ("1", "4", "5"),
    "REJECTED": ("3",),
}
"""Level of a receipt -> the codes that stand with it: manageResult of 金关二期, and our own numbers for the answers to an exchange."""

APPROVALS: Final[Mapping[tuple[str, str], Outcome]] = {
    ("inventory", "1"): Outcome.DEDUCTED,
    ("inventory", "4"): Outcome.PRE_DEDUCTED,
}
"""Kind and code of an APPROVED receipt that says more than "approved" (manageResult of INV201: 1 已核扣, 4 预核扣, 5 未核扣)."""
