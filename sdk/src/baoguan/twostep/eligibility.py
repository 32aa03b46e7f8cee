"""Who may declare in two steps: a table of conditions with their dates and sources, each answered yes, no, or not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import attrs

from baoguan.model.declaration import CustomsDeclaration
from baoguan.numbers import BadNumber, LedgerSystem, parse_ledger
from baoguan.twostep.certificates import NETWORKED, OF_OTHER_KIND
from baoguan.twostep.settings import NEW_MODE

_A127: Final = "海关总署公告 2019 年第 127 号 / announcement 127 of 2019"
_A216: Final = "海关总署公告 2019 年第 216 号（转载）/ announcement 216 of 2019, reprinted"
_QA: Final = "两步申报二十问（2021-03，仅一处）/ twenty questions, 2021-03, one place"
_REFORM: Final = (
    "公告 2025 年第 44、115 号的政策解读（公告原文未见）/ readings of the reform of 2025; the announcements were not seen"
)

PILOT: Final = date(2019, 8, 24)
NATIONAL: Final = date(2020, 1, 1)
PILOT_OFFICES: Final = {
    "0603": "十八里海关",
    "2909": "钱江海关驻下沙办事处",
    "2904": "舟山海关",
    "3116": "梅山海关",
    "3117": "梅山海关",
    "4201": "烟台海关",
    "5345": "深圳湾海关",
    "5304": "蛇口海关",
    "5202": "新港海关",
    "5208": "穗东海关",
}
"""Offices of the pilot by the codes of the list of 2018-20, which fit the names of the announcement; 烟台's two branches have no code of
their own."""

_NOT_ENTERING: Final = frozenset("01789HTWXYZ")
"""Transport modes that say that nothing crosses the border."""


@attrs.frozen(kw_only=True)
class Situation:
    """What the declaration does not say. None: not known."""

    credit: str | None = None
    """Credit of the consignee: certified, registered, general, dishonest."""
    entered_on: date | None = None
    """Day on which the conveyance declared its entry."""
    manifest: bool | None = None
    """Whether the manifest is in the manifest system."""
    paper: bool | None = None
    """Whether it is declared on paper, through a special channel, or on a paper mandate."""
    guarantee: str | None = None
    """Number of the guarantee filed for dutiable goods."""
    dutiable: bool | None = None
    negative_list: bool | None = None
    """Whether the goods stand on the negative list of the reform of 2025, which changes and was not seen."""


@attrs.frozen(kw_only=True)
class Answer:
    """A condition with its answer; `holds` is None where it cannot be told."""

    condition: Condition
    holds: bool | None
    why_zh: str
    why_en: str


Told = tuple[bool | None, str, str]
Ask = Callable[[CustomsDeclaration, Situation, date], Told]


@attrs.frozen(kw_only=True)
class Condition:
    """A condition, in force from `since` to `until`. One that only `warns` does not forbid."""

    name: str
    zh: str
    en: str
    source: str
    mark: str
    ask: Ask
    since: date | None = None
    until: date | None = None
    warns: bool = False

    def valid(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def _import(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    direction = document.direction
    return (
        (None if direction is None else direction == "I"),
        f"进出口标志 {direction or '未填'}",
        f"direction {direction or 'not given'}",
    )


def _transit(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    transit = document.transit is not None or document.transit_relation == "1"
    return not transit, "有转关" if transit else "没有转关", "it is in transit" if transit else "no transit"


def _credit(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del document, on
    if situation.credit is None:
        return None, "未说明信用等级（http://credit.customs.gov.cn 可查）", "the credit grade is not given"
    return situation.credit != "dishonest", f"信用等级 {situation.credit}", f"credit {situation.credit}"


def _enters(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    mode = document.transport_mode
    if mode is None:
        return None, "未填运输方式", "no transport mode"
    return mode not in _NOT_ENTERING, f"运输方式 {mode}", f"transport mode {mode}"


def _pilot_office(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    office = document.port or document.customs_office
    if office is None:
        return None, "未填进出境关别", "no office of entry"
    return office in PILOT_OFFICES, f"进出境关别 {office}", f"office of entry {office}"


def _paperless(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del on
    if document.entry_type in ("0", "L"):
        return False, f"报关单类型 {document.entry_type} 为有纸", f"entry type {document.entry_type} is on paper"
    if situation.paper is None:
        return None, "未说明是否有纸、特殊通道、纸质委托", "whether paper, special channel or paper mandate is not given"
    return not situation.paper, "有纸" if situation.paper else "无纸", "paper" if situation.paper else "paperless"


def _in_time(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    entered = situation.entered_on or document.import_export_date
    if entered is None:
        return None, "未说明运输工具申报进境日期", "the day of entry is not given"
    last = entered + timedelta(days=14)
    return on <= last, f"{entered} 进境，{last} 之前", f"entered on {entered}: until {last}"


def _manifest(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del document, on
    known = situation.manifest
    return known, {None: "未说明", True: "已有", False: "没有"}[known], {None: "not given", True: "present", False: "absent"}[known]


def _bonded(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    number = document.ledger_no
    if not number:
        return True, "没有备案号", "no ledger"
    try:
        ledger = parse_ledger(number)
    except BadNumber as error:
        return None, f"备案号 {number} 无法识别：{error.reason_zh}", f"ledger {number} cannot be told: {error.reason_en}"
    golden = ledger.system is LedgerSystem.GOLDEN_GATE_2
    return (
        golden,
        f"备案号 {number} 属于{'金关二期' if golden else '旧系统'}",
        f"ledger {number}: {'new' if golden else 'old'} system",
    )


def _not_listed(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del document, on
    listed = situation.negative_list
    if listed is None:
        return (
            None,
            "未说明商品是否在负面清单内（清单动态调整，在页面查询）",
            "whether the goods are on the list is not given: see the page",
        )
    return not listed, "在负面清单内" if listed else "不在负面清单内", "on the list" if listed else "not on the list"


def _certificates(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del situation, on
    letters = {d.kind for d in document.licence_documents if d.kind}
    others = sorted(letters - NETWORKED - OF_OTHER_KIND)
    kinds = sorted({licence.kind or "?" for g in document.goods for licence in g.licences})
    if not others and kinds:
        named = "、".join(kinds)
        return (
            None,
            f"产品资质 {named}：附件 2 只有名称，没有内置的许可证类别代码表，请核对名称",
            f"product licences {', '.join(kinds)}: annex 2 has names alone and no list of licence kinds is built in: compare the names",
        )
    if not others:
        return True, "没有未列入附件 2 的监管证件", "no document outside annex 2"
    named = "、".join(others)
    return (
        None,
        f"监管证件 {named} 不在 2019 年附件 2 中；联网名单此后有增加，请核实",
        f"{named} not in annex 2 of 2019, which has grown: check",
    )


def _guarantee(document: CustomsDeclaration, situation: Situation, on: date) -> Told:
    del on
    number = situation.guarantee or document.guarantee_no
    if situation.dutiable is False:
        return True, "不涉税", "not dutiable"
    if number:
        return True, f"担保备案编号 {number}（在页面选取）", f"guarantee {number}, to be chosen on the page"
    if situation.dutiable is None:
        return None, "未说明是否涉税、有无担保", "whether dutiable is not given"
    return False, "涉税而没有担保备案", "dutiable without a guarantee"


CONDITIONS: Final = (
    Condition(name="import", zh="仅限进口", en="imports only", source=_A127, mark="official", ask=_import, since=PILOT),
    Condition(name="no_transit", zh="不是转关", en="no transit", source=_A127, mark="official", ask=_transit, since=PILOT),
    Condition(
        name="credit",
        zh="境内收发货人信用等级为一般信用及以上",
        en="the consignee's credit is general or better",
        source=_A127,
        mark="official",
        ask=_credit,
        since=PILOT,
        until=NATIONAL - timedelta(days=1),
    ),
    Condition(
        name="credit_not_dishonest",
        zh="境内收发货人不是失信企业",
        en="the consignee is not dishonest",
        source=_A216,
        mark="seen twice",
        ask=_credit,
        since=NATIONAL,
    ),
    Condition(
        name="enters", zh="货物实际进境", en="the goods really enter", source=_A127, mark="official", ask=_enters, since=PILOT
    ),
    Condition(
        name="pilot_office",
        zh="经试点海关进境",
        en="entry through an office of the pilot",
        source=_A127,
        mark="official",
        ask=_pilot_office,
        since=PILOT,
        until=NATIONAL - timedelta(days=1),
    ),
    Condition(
        name="paperless", zh="无纸申报", en="declared without paper", source=_QA, mark="seen once", ask=_paperless, since=NATIONAL
    ),
    Condition(
        name="in_time",
        zh="运输工具申报进境 14 日内",
        en="within 14 days of the conveyance's entry",
        source=_QA,
        mark="seen once",
        ask=_in_time,
        since=NATIONAL,
    ),
    Condition(
        name="manifest",
        zh="舱单系统中有舱单",
        en="a manifest is in the system",
        source=_QA,
        mark="seen once",
        ask=_manifest,
        since=NATIONAL,
    ),
    Condition(
        name="bonded",
        zh="保税货物只限金关二期账册、手册",
        en="bonded goods only under ledgers of the new system",
        source=_A127,
        mark="official",
        ask=_bonded,
        since=PILOT,
    ),
    Condition(
        name="negative_list",
        zh="商品不在负面清单内",
        en="the goods are not on the negative list",
        source=_REFORM,
        mark="seen twice",
        ask=_not_listed,
        since=NEW_MODE,
    ),
    Condition(
        name="certificates",
        zh="涉及的监管证件已联网核查",
        en="the documents needed are checked on line",
        source=_A127,
        mark="official",
        ask=_certificates,
        since=PILOT,
        warns=True,
    ),
    Condition(
        name="guarantee",
        zh="应税货物已备案税收担保",
        en="a guarantee is filed for dutiable goods",
        source=_A127,
        mark="official",
        ask=_guarantee,
        since=PILOT,
    ),
)


def eligible(document: CustomsDeclaration, situation: Situation, on: date) -> list[Answer]:
    """Every condition in force on a day, answered. Before the pilot there is no two-step declaration: one answer says so."""
    if on < PILOT:
        never = Condition(
            name="pilot",
            zh="两步申报自 2019-08-24 起试点",
            en="two-step begins on 2019-08-24",
            source=_A127,
            mark="official",
            ask=_import,
        )
        return [Answer(condition=never, holds=False, why_zh=f"{on} 尚未开始", why_en=f"not yet on {on}")]
    out = []
    for condition in CONDITIONS:
        if condition.valid(on):
            holds, zh, en = condition.ask(document, situation, on)
            out.append(Answer(condition=condition, holds=holds, why_zh=zh, why_en=en))
    return out
