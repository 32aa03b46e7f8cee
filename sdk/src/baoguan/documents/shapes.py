"""The shape of numbers: what a person records is refused without it; a declaration's number that a receipt brings is not believed without it.

A number that is not believed is kept as a fact, shown, and learned by nobody: what is learned stands in every later message. The other numbers of
receipts are what their channel gives, in a form of its own. Kinds that plugins add have shapes that are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from baoguan.lifecycle import Standing
from baoguan.model.receipt import Receipt
from baoguan.numbers import Kind, Severity, check

MALFORMED: Final = "malformed_"
"""Prefix of the facts under which malformed numbers are kept."""

SHAPES: Final[Mapping[tuple[str, str], Kind]] = {
    ("inventory", "seq_no"): Kind.PRE_ENTRY,
    ("inventory", "list_no"): Kind.INVENTORY_LIST,
    ("inventory", "entry_seq_no"): Kind.DECLARATION_UNIFIED,
    ("inventory", "entry_no"): Kind.DECLARATION,
    ("inventory", "related_entry_no"): Kind.DECLARATION,
    ("ledger", "seq_no"): Kind.PRE_ENTRY,
    ("ledger", "ledger_no"): Kind.LEDGER,
    ("declaration", "seq_no"): Kind.DECLARATION_UNIFIED,
    ("declaration", "entry_no"): Kind.DECLARATION,
    ("amendment", "entry_no"): Kind.DECLARATION,
}
"""Kind of document and name of the number -> its shape. The unified number of an amendment is known by its length alone (official schema)."""

_OF_CUSTOMS: Final = frozenset({"entry_no", "related_entry_no"})
"""Numbers that Customs alone gives, in one form whatever channel brings them."""
_AMENDED: Final = ("amendment", "seq_no")
_EIGHTEEN: Final = re.compile(r"[0-9A-Za-z]{18}")

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "seq_no": ("统一编号", "unified number"),
    "list_no": ("清单编号", "list number"),
    "entry_no": ("报关单号", "declaration number"),
    "entry_seq_no": ("报关单统一编号", "unified declaration number"),
    "related_entry_no": ("关联报关单号", "related declaration number"),
    "ledger_no": ("手册（账册）号", "ledger number"),
}
"""What numbers are called."""


@attrs.frozen(kw_only=True)
class Fault:
    """Why a text is no number of its kind."""

    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""


def fault(kind: str, name: str, value: str) -> Fault | None:
    """What is wrong with the shape of a number; None where nothing is, or no shape is known."""
    if (kind, name) == _AMENDED:
        if _EIGHTEEN.fullmatch(value):
            return None
        return Fault(zh=f"修撤单统一编号应为 18 位数字或字母，实为 {len(value)} 位", en="should have 18 digits or letters")
    shape = SHAPES.get((kind, name))
    wrong = [p for p in check(shape, value) if p.severity is Severity.ERROR] if shape is not None else []
    return Fault(zh=wrong[0].zh, en=wrong[0].en, remedy_zh=wrong[0].remedy_zh, remedy_en=wrong[0].remedy_en) if wrong else None


def has_shape(kind: str, name: str) -> bool:
    """Whether a shape is known for a number of a kind of document."""
    return (kind, name) in SHAPES or (kind, name) == _AMENDED


def believed(kind: str, receipt: Receipt) -> Receipt:
    """A receipt without declaration numbers that have not their shape; those become facts that nothing asks for."""
    bad = {
        n: v for n, v in (*receipt.facts.items(), *receipt.numbers.items()) if n in _OF_CUSTOMS and fault(kind, n, v) is not None
    }
    if not bad:
        return receipt
    return attrs.evolve(
        receipt,
        numbers={n: v for n, v in receipt.numbers.items() if n not in bad},
        facts={**{n: v for n, v in receipt.facts.items() if n not in bad}, **{f"{MALFORMED}{n}": v for n, v in bad.items()}},
    )


def malformed(kind: str, standing: Standing) -> Iterator[tuple[str, str]]:
    """What a person should know of numbers that were not believed, in Chinese and English; nothing once a right one is known."""
    for key, value in standing.facts.items():
        name = key.removeprefix(MALFORMED)
        if name == key or name in standing.numbers or name in standing.facts:
            continue
        why = fault(kind, name, value)
        zh, en = NAMES.get(name, (name, name))
        if why is not None:
            yield (
                f"回执中的{zh} {value!r} 不合规，未采用：{why.zh}；核实后 baoguan record",
                f"a receipt's {en} {value!r} is malformed and not learned: {why.en}; find out, then `baoguan record`",
            )
