"""What forbids an act on a bonded inventory list, as a table with source and mark.

Sources: the Single Window page (official product), the 2018 answers of Shenzhen Customs, and four web pages about the upgrade of 2019-11-15 that
brought change and deletion by the enterprise (secondary: they yield to an override with a reason). The pages are read literally: a list
that needs no declaration, or whose declaration is needed and not yet filed, can only be deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from baoguan.documents.kind import Fact, Guard
from baoguan.documents.standing_alerts import entry_filed, entry_live, entry_withdrawn
from baoguan.lifecycle import Standing
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Act, Step
from baoguan.rules import Mark

_PAGE = "单一窗口核注清单页面 / Single Window page of the list"
_UPGRADE = "2019-11-15 升级的四个网页介绍（二手资料）/ four web pages about the upgrade of 2019-11-15 (secondary)"
_SHENZHEN = "深圳海关 2018 年答复 / answers of Shenzhen Customs, 2018"
_LIFE = "清单生命周期 / life cycle of the list"
_COUNT = "每次通过的变更使变更次数加 1，三个程序一致 / every approved change adds one to the count, three programs agree"

_MARKS: Final = {_PAGE: Mark.OFFICIAL, _SHENZHEN: Mark.OFFICIAL, _LIFE: Mark.TWICE, _COUNT: Mark.TWICE, _UPGRADE: Mark.ONCE}
"""How well a guard is known follows from where it is from; those of secondary pages yield to an override."""

_ONLINE: Final = date(2019, 11, 15)
"""From this day on enterprises change and delete lists themselves."""

FACTS: Final = (
    Fact(name="inspection", values=("open", "closed"), zh="布控或复核", en="control order or review"),
    Fact(name="out_records", values=("booked", "none"), zh="出仓（出区）记录", en="out-records of its goods"),
    Fact(name="entry_amendment", values=("open", "closed"), zh="报关单修改申请", en="amendment of its declaration"),
    Fact(
        name="entry_state",
        values=("declared", "deleted"),
        zh="报关单已申报、已撤销",
        en="its declaration is declared, is withdrawn",
    ),
)
"""What only a person can know, and guards ask for."""

_SHOWN: Final = 5

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


def _guard(
    id: str,
    zh: str,
    en: str,
    remedy_zh: str,
    remedy_en: str,
    source: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Guard:
    mark = _MARKS[source]
    return Guard(
        id=id,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source=source,
        mark=mark.value,
        overridable=mark not in (Mark.OFFICIAL, Mark.TWICE),
        since=since or (_ONLINE if source == _UPGRADE else None),
        until=until,
    )


_APPROVED = frozenset({"approved", "pre_deducted", "deducted"})
_UNDECIDED = frozenset({"declared", "stored", "manual"})
_NEVER_SENT = frozenset({"draft", "queued", "sent", "cancelled", "not_arrived"})
_DELETION_ONLY_TYPES = frozenset({"1", "4", "8", "9"})
_OF_THE_BOOK = ("hs_code", "goods_name", "unit")
"""Fields of a line in which it must agree with the row of the ledger."""


def _needs_entry(standing: Standing, document: BondedInventoryList) -> bool:
    """Whether a declaration belongs to the list: Customs makes it, or the journal has one that names the list."""
    return (document.customs_declared == "1" and document.generate_declaration != "2") or entry_live(standing)


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
        ),
        holds=lambda s, d, p: s.state == "written_off" or s.facts.get("deduction_mark") == "3",
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.not-online",
            "企业端尚不能提起清单的变更、删除（2019-11-15 起可以）",
            "enterprises cannot yet change or delete lists themselves (from 2019-11-15 on they can)",
            "向主管海关申请",
            "Apply to the competent customs office",
            _SHENZHEN,
            until=_ONLINE - timedelta(days=1),
        ),
        holds=lambda s, d, p: True,
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.undecided",
            "清单正在海关审核（{state}），不能变更或删除",
            "Customs has not decided on the list yet ({state}): no change and no deletion",
            "等待审核结果；急需时请主管海关退单",
            "Wait for the decision; if it is urgent, ask the customs office to return it",
            _PAGE,
        ),
        holds=lambda s, d, p: s.state in _UNDECIDED,
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.never-sent",
            "海关没有这份清单（{state}），无可变更或删除",
            "Customs does not have the list ({state}): there is nothing to change or delete",
            "先提交并等待通过；不再需要的用 baoguan withdraw 或不再理会",
            "Submit it first and wait for its approval; one that is not wanted needs nothing more",
            _LIFE,
        ),
        holds=lambda s, d, p: s.state in _NEVER_SENT,
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
        ),
        holds=lambda s, d, p: s.state not in _APPROVED | _UNDECIDED | _NEVER_SENT | {"deleted", "written_off"},
    ),
    Row(
        acts=(Act.CHANGE, Act.DELETION),
        guard=_guard(
            "change.pending",
            "已有未决的变更或删除申请",
            "a change or deletion is still undecided",
            "等待海关回执",
            "Wait for Customs' receipt",
            _COUNT,
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
        ),
        holds=lambda s, d, p: not _needs_entry(s, d),
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
        ),
        holds=lambda s, d, p: (
            _needs_entry(s, d) and s.state in {"approved", "pre_deducted"} and not entry_filed(s) and not entry_withdrawn(s)
        ),
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.declaration-withdrawn",
            "报关单已撤销：清单随之删除，不能变更",
            "its declaration is withdrawn: the list goes with it and cannot be changed",
            _DELETE_INSTEAD_ZH,
            _DELETE_INSTEAD_EN,
            _UPGRADE,
        ),
        holds=lambda s, d, p: entry_withdrawn(s),
    ),
    Row(
        acts=(Act.DELETION,),
        guard=_guard(
            "deletion.declaration-live",
            "清单的报关单已申报：清单随报关单撤销一并删除",
            "its declaration is filed: the list is deleted together with the withdrawal of the declaration",
            "先撤销报关单（修撤单）；已撤销而日志不知的，baoguan record --fact entry-state=deleted",
            "Withdraw the declaration first; `baoguan record --fact entry-state=deleted` where that was done elsewhere",
            _UPGRADE,
        ),
        holds=lambda s, d, p: _needs_entry(s, d) and entry_filed(s),
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
        ),
        holds=lambda s, d, p: d.direction == "I" and s.facts.get("out_records") == "booked",
    ),
    Row(
        acts=(Act.CHANGE,),
        guard=_guard(
            "change.list-before-declaration",
            "报关单已在修改：涉及报关单的变更须先改清单、再改报关单",
            "its declaration is being amended already: the list is changed first, the declaration after it",
            "撤回报关单的修改申请，先变更清单；已结束的用 baoguan record --fact entry-amendment=closed",
            "Withdraw the amendment and change the list first; `baoguan record --fact entry-amendment=closed` once it is over",
            _UPGRADE,
        ),
        holds=lambda s, d, p: s.facts.get("entry_amendment") == "open",
    ),
)

BOOK_BEFORE_LIST: Final = _guard(
    "change.book-before-list",
    "变更涉及底账内容（第 {lines} 行的 {fields}）：须先变更账册，再变更清单",
    "the change touches what stands in the ledger ({fields} of line {lines}): the ledger is changed first, the list after it",
    "先办理账册变更；账册已变更的，用 --override 写明",
    "Change the ledger first; where that is done, say so with --override",
    _UPGRADE,
)
"""Data that stands in the book is changed there first."""


def guards(standing: Standing, document: BondedInventoryList, act: Act, step: Step) -> Iterator[Guard]:
    """What forbids an act in a standing."""
    for row in GUARDS:
        if act in row.acts and (row.step is None or row.step is step) and row.holds(standing, document, step):
            values = {"state": standing.state}
            yield attrs.evolve(row.guard, zh=row.guard.zh.format_map(values), en=row.guard.en.format_map(values))


def change_guards(before: BondedInventoryList, after: BondedInventoryList) -> Iterator[Guard]:
    """What forbids a change by what it touches."""
    known = {line.line_no: line for line in before.lines}
    lines: list[int] = []
    fields: dict[str, None] = {}
    for line in after.lines:
        was = known.get(line.line_no)
        if was is None or line.ledger_item_no is None:
            continue
        touched = [name for name in _OF_THE_BOOK if getattr(line, name) != getattr(was, name)]
        if touched:
            lines.append(line.line_no or 0)
            fields.update(dict.fromkeys(touched))
    if lines:
        shown = "、".join(map(str, lines[:_SHOWN])) + ("…" if len(lines) > _SHOWN else "")
        values = {"lines": shown, "fields": ", ".join(fields)}
        guard = BOOK_BEFORE_LIST
        yield attrs.evolve(guard, zh=guard.zh.format_map(values), en=guard.en.format_map(values))
