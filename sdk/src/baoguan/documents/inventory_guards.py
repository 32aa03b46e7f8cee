"""What forbids an act on a bonded inventory list, as a table with source and mark.

Sources: the Single Window page (official product), the 2018 answers of Shenzhen Customs, and four web pages about the upgrade of 2019-11-15 that
brought change and deletion by the enterprise (secondary: they yield to an override with a reason). The pages are read literally: a list
that needs no declaration, or whose declaration is needed and not yet filed, can only be deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import attrs

from baoguan.documents.kind import Guard
from baoguan.lifecycle import Standing
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Act, Step
from baoguan.rules import Mark

_PAGE = "单一窗口核注清单页面 / Single Window page of the list"
_UPGRADE = "2019-11-15 升级的四个网页介绍（二手资料）/ four web pages about the upgrade of 2019-11-15 (secondary)"
_SHENZHEN = "深圳海关 2018 年答复 / answers of Shenzhen Customs, 2018"
_LIFE = "清单生命周期 / life cycle of the list"

_DELETE_INSTEAD_ZH = "改为删除：baoguan withdraw，再重新备案"
_DELETE_INSTEAD_EN = "Delete instead: `baoguan withdraw`, then file anew"

Holds = Callable[[Standing, BondedInventoryList, Step], bool]


@attrs.frozen(kw_only=True)
class Row:
    """A guard with the acts it speaks of and the condition under which it holds."""

    acts: tuple[Act, ...]
    step: Step | None = None
    guard: Guard
    holds: Holds


def _guard(id: str, zh: str, en: str, remedy_zh: str, remedy_en: str, source: str, mark: Mark) -> Guard:
    return Guard(
        id=id,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source=source,
        mark=mark.value,
        overridable=mark not in (Mark.OFFICIAL, Mark.TWICE),
    )


_APPROVED = frozenset({"approved", "pre_deducted", "deducted"})
_DELETION_ONLY_TYPES = frozenset({"1", "4", "8", "9"})


def _entry_filed(standing: Standing, document: BondedInventoryList) -> bool:
    facts = standing.facts
    return bool(facts.get("entry_no") or facts.get("related_entry_no") or document.entry_no or document.related_entry_no)


def _needs_entry(document: BondedInventoryList) -> bool:
    return document.customs_declared == "1" and document.generate_declaration != "2"


GUARDS: Final[tuple[Row, ...]] = (
    Row(
        acts=(Act.FILING,),
        step=Step.SAVE,
        guard=_guard(
            "filing.already-declared",
            "清单已申报，不能再暂存",
            "the list is declared already and cannot be saved again",
            "退单后用 baoguan redeclare；已通过的用 baoguan modify",
            "After a refusal use `baoguan redeclare`, after approval `baoguan modify`",
            _LIFE,
            Mark.TWICE,
        ),
        holds=lambda s, d, p: s.state in {"declared", "stored", "manual", *_APPROVED},
    ),
    Row(
        acts=(Act.FILING,),
        step=Step.DECLARE,
        guard=_guard(
            "filing.declared-twice",
            "清单已申报，等待或已有海关结果",
            "the list is declared already: Customs has it or has decided",
            "等待回执；退单后用 baoguan redeclare",
            "Wait for the receipt; after a refusal use `baoguan redeclare`",
            _LIFE,
            Mark.TWICE,
        ),
        holds=lambda s, d, p: s.state in {"declared", "stored", "manual", *_APPROVED},
    ),
    Row(
        acts=(Act.FILING, Act.CHANGE, Act.DELETION),
        guard=_guard(
            "any.deleted",
            "清单已在海关删除",
            "the list is deleted at Customs",
            "用 baoguan copy 生成新清单",
            "Make a new list with `baoguan copy`",
            _LIFE,
            Mark.TWICE,
        ),
        holds=lambda s, d, p: s.state == "deleted",
    ),
    Row(
        acts=(Act.FILING, Act.CHANGE, Act.DELETION),
        guard=_guard(
            "any.written-off",
            "账册已核销，清单不能变更或删除",
            "the ledger period is written off: neither change nor deletion",
            "联系主管海关",
            "Ask the competent customs office",
            _UPGRADE,
            Mark.TWICE,
        ),
        holds=lambda s, d, p: s.state == "written_off" or s.facts.get("deduction_mark") == "3",
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.not-approved",
            "清单尚未审核通过，不能变更或删除（当前：{state}）",
            "the list is not approved yet ({state}): no change and no deletion",
            "未通过的草稿请在单一窗口页面删除，再用 baoguan record 记录",
            "A draft is deleted on the Single Window page; then `baoguan record` it",
            _PAGE,
            Mark.OFFICIAL,
        ),
        holds=lambda s, d, p: s.state not in _APPROVED and s.state not in {"deleted", "written_off"},
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.pending",
            "已有未决的变更或删除申请",
            "a change or deletion is still undecided",
            "等待海关回执",
            "Wait for Customs' receipt",
            "金二账册变更规则 / change rules of the ledgers (one program)",
            Mark.TWICE,
        ),
        holds=lambda s, d, p: s.pending is not None,
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.type",
            "集报、简单加工、保税电商、一纳成品内销清单只能删除，不能变更",
            "consolidated, simple-processing, e-commerce and general-taxpayer lists can be deleted only",
            _DELETE_INSTEAD_ZH,
            _DELETE_INSTEAD_EN,
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: d.inventory_type in _DELETION_ONLY_TYPES,
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.paired",
            "对碰（结转）清单只能删除，不能变更",
            "a list paired with a counterpart's can be deleted only",
            _DELETE_INSTEAD_ZH,
            _DELETE_INSTEAD_EN,
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: bool(d.related_list_no),
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.no-declaration",
            "不需要报关的清单只能删除，不能变更",
            "a list that needs no declaration can be deleted only",
            _DELETE_INSTEAD_ZH,
            _DELETE_INSTEAD_EN,
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: not _needs_entry(d),
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.declaration-not-filed",
            "需报关而报关单尚未申报：只能删除，不能变更",
            "the declaration is needed and not yet filed: deletion only",
            _DELETE_INSTEAD_ZH,
            _DELETE_INSTEAD_EN,
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: _needs_entry(d) and s.state in {"approved", "pre_deducted"} and not _entry_filed(s, d),
    ),
    Row(
        acts=(Act.DELETION,),
        guard=_guard(
            "deletion.declaration-live",
            "清单的报关单已申报：清单随报关单撤销一并删除",
            "its declaration is filed: the list is deleted together with the withdrawal of the declaration",
            "先撤销报关单（修撤单）",
            "Withdraw the declaration first",
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: _needs_entry(d) and _entry_filed(s, d),
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.under-inspection",
            "清单有未办结的布控或复核",
            "the list has an open control order or review",
            "等待布控、复核办结",
            "Wait until it is closed",
            _UPGRADE,
            Mark.ONCE,
        ),
        holds=lambda s, d, p: s.facts.get("inspection") == "open",
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.out-records",
            "进口清单的货物已有出仓（出区）记录且报关单已结关入账，不能变更或删除",
            "goods of this import list already have out-records and its declaration is closed and booked",
            "联系主管海关",
            "Ask the competent customs office",
            _SHENZHEN,
            Mark.OFFICIAL,
        ),
        holds=lambda s, d, p: d.direction == "I" and s.facts.get("out_records") == "booked",
    ),
)


def guards(standing: Standing, document: BondedInventoryList, act: Act, step: Step) -> Iterator[Guard]:
    """What forbids an act in a standing."""
    for row in GUARDS:
        if act in row.acts and (row.step is None or row.step is step) and row.holds(standing, document, step):
            values = {"state": standing.state}
            yield attrs.evolve(row.guard, zh=row.guard.zh.format_map(values), en=row.guard.en.format_map(values))
