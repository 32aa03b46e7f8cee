"""What forbids an amendment, seen from what else the journal knows: its declaration, other amendments of it, the list it was made of.

Sources: the life cycle of the declaration; provisions on amendments, whose texts were not seen; the web pages about the upgrade of lists
of 2019-11-15 (secondary). What is known from one source or inferred yields to an override with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from baoguan.documents.kind import Guard
from baoguan.lifecycle import Standing
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.amendment import Amendment
from baoguan.model.amendment_codes import AmendmentType
from baoguan.rules import Mark

_LIFE: Final = "报关单生命周期 / life cycle of the declaration"
_OURS: Final = "未决的修撤单改变后一份的原值 / an undecided amendment changes the old values of the next"
_PROVISION: Final = "布控、查验期间不得修改的规定（2014 年起，原文未见） / no amendment during control or inspection, text not seen"
_UPGRADE: Final = "2019-11-15 升级的四个网页介绍（二手资料） / four web pages about the upgrade of 2019-11-15 (secondary)"

OPEN: Final = (
    frozenset(s.name for s in AMENDMENT.states)
    - {"draft", "refused", "not_arrived", "cancelled", "deleted", "approved"}
    - (AMENDMENT.refusals)
)
"""States in which an amendment is not decided: from the moment that it waits to be sent."""


@attrs.frozen(kw_only=True)
class Kin:
    """Another document of the journal that bears on an amendment."""

    number: str
    standing: Standing
    document: object


@attrs.frozen(kw_only=True)
class Around:
    """What the journal knows around an amendment: its declaration, the others of it, the lists that it was made of."""

    declaration: Kin | None = None
    others: Sequence[Kin] = ()
    lists: Sequence[Kin] = ()

    @property
    def undecided(self) -> Kin | None:
        """Another amendment of the declaration that is not decided."""
        return next((k for k in self.others if k.standing.state in OPEN), None)

    @property
    def withdrawn(self) -> Kin | None:
        """The withdrawal that Customs agreed to."""
        return next((k for k in self.others if k.standing.state == "approved" and _withdraws(k.document)), None)

    @property
    def state(self) -> str:
        """The state of the declaration, '' where the journal does not have it."""
        return self.declaration.standing.state if self.declaration is not None else ""


@attrs.frozen(kw_only=True)
class Row:
    """A guard and the condition under which it holds; `answers` where it holds for the answer to a change of Customs too."""

    guard: Guard
    holds: Callable[[Amendment, Around], bool]
    answers: bool = False


def _guard(
    id: str, zh: str, en: str, remedy_zh: str, remedy_en: str, *, source: str, mark: Mark, since: date | None = None
) -> Guard:
    return Guard(
        id=id,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source=source,
        mark=mark.value,
        overridable=mark not in (Mark.OFFICIAL, Mark.TWICE),
        since=since,
    )


def _withdraws(document: object) -> bool:
    return isinstance(document, Amendment) and document.amendment_type == AmendmentType.WITHDRAWAL


def _unchanged(list_: Kin) -> bool:
    pending = list_.standing.pending
    return list_.standing.state != "deleted" and (list_.standing.change_count == 0 or pending is not None)


def _inspected(around: Around) -> bool:
    told = around.declaration.standing.facts.get("inspection") if around.declaration is not None else None
    return told == "open" or (around.state == "inspection" and told != "closed")


GUARDS: Final[tuple[Row, ...]] = (
    Row(
        guard=_guard(
            "amendment.declaration-deleted",
            "报关单已删单，无可修改或撤销",
            "the declaration is deleted: there is nothing to amend",
            "需要的重新申报",
            "Declare anew what is needed",
            source=_LIFE,
            mark=Mark.TWICE,
        ),
        holds=lambda amendment, around: around.state == "deleted",
        answers=True,
    ),
    Row(
        guard=_guard(
            "amendment.declaration-not-taken",
            "海关没有这份报关单（{state}），无可修改或撤销",
            "Customs does not have the declaration ({state}): there is nothing to amend",
            "未申报的草稿、被退的报关单直接改正后 baoguan redeclare",
            "Correct a draft, or one that was refused, and `baoguan redeclare` it",
            source=_LIFE,
            mark=Mark.TWICE,
        ),
        holds=lambda amendment, around: around.declaration is not None and around.state not in DECLARATION.taken,
        answers=True,
    ),
    Row(
        guard=_guard(
            "amendment.second-pending",
            "报关单已有未决的修撤单 {other}",
            "the amendment {other} of this declaration is not decided yet",
            "等待海关结果；不再需要的先撤回或记录其结果",
            "Wait for the result; withdraw one that is not wanted, or record what became of it",
            source=_OURS,
            mark=Mark.INFERRED,
        ),
        holds=lambda amendment, around: around.undecided is not None,
    ),
    Row(
        guard=_guard(
            "amendment.withdrawn",
            "海关已同意撤销报关单（{withdrawn}），不再修改",
            "Customs agreed to the withdrawal ({withdrawn}): the declaration is not amended any more",
            "等待删单回执；需要的重新申报",
            "Wait for the receipt of its deletion; declare anew what is needed",
            source=_LIFE,
            mark=Mark.INFERRED,
        ),
        holds=lambda amendment, around: around.withdrawn is not None,
    ),
    Row(
        guard=_guard(
            "amendment.under-inspection",
            "报关单布控、查验中，办结前不能修改或撤销",
            "the declaration is under control or inspection: no amendment until that is over",
            "等待办结；已办结的用 baoguan record --fact inspection=closed",
            "Wait until it is over; `baoguan record --fact inspection=closed` where it is",
            source=_PROVISION,
            mark=Mark.ONCE,
        ),
        holds=lambda amendment, around: _inspected(around),
    ),
    Row(
        guard=_guard(
            "amendment.list-before-declaration",
            "保税货物：须先变更核注清单 {lists}，再修改报关单",
            "bonded goods: the list {lists} is changed first, the declaration after it",
            "先 baoguan modify 清单；不涉及清单内容的用 --override 写明",
            "`baoguan modify` the list first; where its content is not touched, say so with --override",
            source=_UPGRADE,
            mark=Mark.ONCE,
            since=date(2019, 11, 15),
        ),
        holds=lambda amendment, around: (
            amendment.amendment_type == AmendmentType.CHANGE and bool(around.lists) and any(map(_unchanged, around.lists))
        ),
    ),
)


def amendment_guards(amendment: Amendment, around: Around) -> Iterator[Guard]:
    """What forbids an amendment."""
    other, withdrawn = around.undecided, around.withdrawn
    values = {
        "state": around.state,
        "other": other.number if other is not None else "",
        "withdrawn": withdrawn.number if withdrawn is not None else "",
        "lists": "、".join(k.number for k in around.lists if _unchanged(k)),
    }
    for row in GUARDS:
        if (row.answers or amendment.confirmation is None) and row.holds(amendment, around):
            yield attrs.evolve(row.guard, zh=row.guard.zh.format_map(values), en=row.guard.en.format_map(values))
