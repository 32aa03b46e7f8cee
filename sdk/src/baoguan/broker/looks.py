"""The kinds of task that a status alone tells: what each looks for, how urgent it is, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

import attrs

from baoguan.broker import unnamed
from baoguan.broker.broker import Broker
from baoguan.broker.look import loose
from baoguan.broker.second_steps import Urgency
from baoguan.broker.views import Status
from baoguan.broker.withdrawing import ON_THE_PAGE
from baoguan.documents import standing_alerts as alerts
from baoguan.documents.shapes import malformed
from baoguan.lifecycle import ActStanding
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.message import Act

_ACTS_ZH: Final = {Act.FILING: "申报", Act.CHANGE: "变更", Act.DELETION: "删除", Act.COMPLETION: "完整申报"}
_REVIEWED: Final = frozenset({"manual", "recheck"})
_ASKED: Final = frozenset({"supplement", "tax_due"})


@attrs.frozen(kw_only=True)
class Told:
    """What a look found. Without `next_*` that of the look holds."""

    zh: str
    en: str
    next_zh: str = ""
    next_en: str = ""


@attrs.frozen(kw_only=True)
class Look:
    """A kind of task: what it finds in a status, and what to do about it."""

    what: str
    zh: str
    urgency: Urgency
    finds: Callable[[Status, Broker], Told | None]
    next_zh: str
    next_en: str


_NEXT: Final = {
    Act.FILING: ("改正后 baoguan redeclare", "Correct it, then `baoguan redeclare`"),
    Act.CHANGE: ("改正后再次 baoguan modify", "Correct it and `baoguan modify` again"),
    Act.DELETION: ("查明原因后再次 baoguan withdraw", "Find out why, then `baoguan withdraw` again"),
    Act.COMPLETION: ("改正后再次 baoguan two-step complete", "Correct it and `baoguan two-step complete` again"),
}


def _refused(status: Status, broker: Broker) -> Told | None:
    refusals = broker.kinds[status.kind].lifecycle.refusals | {"refused"}
    for act in reversed(status.standing.acts):
        if act.state in refusals and (act.act is not Act.FILING or act.state == status.state) and not _overtaken(act, status):
            return _of_act(act, *_NEXT[act.act])
    return None


def _overtaken(act: ActStanding, status: Status) -> bool:
    """Whether Customs decided on another act after this one."""
    if status.state == "deleted":
        return True
    return act.at is not None and any(
        o.at is not None and o.at > act.at and not o.open for o in status.standing.acts if o is not act
    )


def _of_act(act: ActStanding, next_zh: str = "", next_en: str = "") -> Told:
    text = "；".join(act.texts) or act.code or act.state
    return Told(zh=f"{_ACTS_ZH[act.act]}：{text}", en=f"{act.act}: {text}", next_zh=next_zh, next_en=next_en)


def _undeclared(status: Status, broker: Broker) -> Told | None:
    del broker
    saved = [a for a in status.standing.acts if a.state == "saved" and a.act in (Act.FILING, Act.CHANGE)]
    on_its_way = status.sending or any(":declare " in text for text in status.waiting)
    if not saved or status.state == "deleted" or on_its_way:
        return None
    days = status.age.days
    if any(ON_THE_PAGE in text for text in status.waiting):
        return Told(
            zh=f"已要求撤回，草稿 {days} 天未删",
            en=f"to be withdrawn: its draft is not deleted for {days} day(s)",
            next_zh="在页面删除草稿，然后 baoguan record --outcome deleted",
            next_en="Delete the draft on the page, then `baoguan record --outcome deleted`",
        )
    what_zh, what_en = ("变更已暂存", "the change was saved") if saved[-1].act is Act.CHANGE else ("已暂存", "saved")
    return Told(zh=f"{what_zh} {days} 天，未申报", en=f"{what_en} {days} day(s) ago, not declared")


def _held(status: Status, broker: Broker) -> Told | None:
    del broker
    held = [text for text in status.waiting if " held (" in text]
    return Told(zh="；".join(held), en="; ".join(held)) if held else None


def _manual(status: Status, broker: Broker) -> Told | None:
    act = next((a for a in status.standing.acts if a.state in _REVIEWED and (a.open or a.state == status.state)), None)
    if act is None or status.age < timedelta(days=broker.config.review_days):
        return None
    return Told(
        zh=f"{_ACTS_ZH[act.act]}：人工审核已 {status.age.days} 天", en=f"{act.act}: in manual review for {status.age.days} day(s)"
    )


def _overdue(status: Status, broker: Broker) -> Told | None:
    """What does not answer: a message beyond the channel's patience, or Customs beyond the days of a review."""
    if status.needs_person or unnamed.silent(status) is not None:
        return None
    silent = next(_of_exchanges(status, broker), None)
    if silent is not None:
        zh, _, en = silent.partition(" / ")
        return Told(zh=zh, en=en or zh)
    waits = broker.kinds[status.kind].lifecycle.state(status.state).waiting and status.state not in _REVIEWED
    pending = status.standing.pending
    waits = waits or (pending is not None and pending.state not in _REVIEWED)
    if not waits or status.age < timedelta(days=broker.config.review_days):
        return None
    return Told(zh=f"已 {status.age.days} 天没有回执", en=f"no receipt for {status.age.days} day(s)")


def _of_exchanges(status: Status, broker: Broker) -> Iterator[str]:
    """The alerts about messages: all but those of contradictions and of the kind of document."""
    kind = broker.kinds[status.kind]
    others = {f"{c.zh} / {c.en}" for c in status.standing.conflicts}
    others |= {f"{zh} / {en}" for zh, en in malformed(status.kind, status.standing)}
    if kind.alerts is not None:
        others |= {f"{zh} / {en}" for zh, en in kind.alerts(status.standing, status.age)}
    return (alert for alert in status.alerts if alert not in others)


def _person(status: Status, broker: Broker) -> Told | None:
    if not status.needs_person:
        return None
    found = status.standing.conflicts
    if found:
        return Told(zh=found[0].zh, en=found[0].en)
    zh, _, en = next(_of_exchanges(status, broker), "发送结果不明 / it is not known whether a message arrived").partition(" / ")
    return Told(zh=zh, en=en or zh)


def _unnamed(status: Status, broker: Broker) -> Told | None:
    silent = unnamed.silent(status)
    if silent is None:
        return None
    zh, _, en = silent.partition(" / ")
    found = unnamed.candidates(loose(broker.journal, [broker.account(status.account)]))
    if found:
        named = "、".join(found)
        zh, en = (
            f"{zh}；收到不属于任何单证的修撤单编号：{named}",
            f"{en}; numbers of amendments that belong to no document: {named}",
        )
    next_zh, next_en = unnamed.ways_out(f"{status.owner}/{status.number}")
    return Told(zh=zh, en=en, next_zh=next_zh, next_en=next_en)


def _malformed(status: Status, broker: Broker) -> Told | None:
    del broker
    told = list(malformed(status.kind, status.standing))
    return Told(zh="；".join(zh for zh, _ in told), en="; ".join(en for _, en in told)) if told else None


def _asked_for(status: Status, broker: Broker) -> Told | None:
    del broker
    act = next((a for a in reversed(status.standing.acts) if a.state in _ASKED and a.state == status.state), None)
    return _of_act(act) if act is not None else None


def _of_list(alert: Callable[[Status, Broker], tuple[str, str] | None]) -> Callable[[Status, Broker], Told | None]:
    def finds(status: Status, broker: Broker) -> Told | None:
        told = alert(status, broker) if status.kind == INVENTORY.kind else None
        return Told(zh=told[0], en=told[1]) if told is not None else None

    return finds


def _to_complete(status: Status, broker: Broker) -> Told | None:
    """Lists whose draft Customs made and that nobody has declared: as far as receipts and the journal tell."""
    del broker
    draft = status.numbers.get("entry_seq_no")
    known = alerts.entry_number(status.standing) or alerts.ENTRY_STATE in status.standing.facts
    if status.kind != INVENTORY.kind or not draft or known or status.state in ("deleted", "deducted", "written_off"):
        return None
    return Told(
        zh=f"海关已生成报关单草稿 {draft}，待在页面补全", en=f"Customs made draft {draft}, to be completed and declared on the page"
    )


def _uncleared(status: Status, broker: Broker) -> Told | None:
    after = timedelta(days=broker.config.clearing_days)
    look = {DECLARATION.kind: alerts.uncleared, INVENTORY.kind: alerts.list_uncleared}.get(status.kind)
    told = look(status.standing, status.age, after) if look is not None else None
    return Told(zh=told[0], en=told[1]) if told is not None else None


LOOKS: Final = (
    Look(
        what="refused",
        zh="被退、被拒",
        urgency=Urgency.URGENT,
        finds=_refused,
        next_zh="改正后重新申报",
        next_en="Correct it and declare it again",
    ),
    Look(
        what="needs_person",
        zh="需要人核实",
        urgency=Urgency.URGENT,
        finds=_person,
        next_zh="在页面核实，然后 baoguan record",
        next_en="Look on the page, then `baoguan record`",
    ),
    Look(
        what="unnamed",
        zh="修撤单应答丢失，需要人核实",
        urgency=Urgency.URGENT,
        finds=_unnamed,
        next_zh="在页面核实，然后 baoguan record；不要重发",
        next_en="Look on the page, then `baoguan record`; do not send it again",
    ),
    Look(
        what="malformed",
        zh="回执中的编号不合规",
        urgency=Urgency.URGENT,
        finds=_malformed,
        next_zh="在页面核对编号，然后 baoguan record",
        next_en="Compare with the page, then `baoguan record`",
    ),
    Look(
        what="asked_for",
        zh="要求补充或缴税",
        urgency=Urgency.URGENT,
        finds=_asked_for,
        next_zh="按说明补充申报、重传单据或缴税",
        next_en="Supply what is asked for, or pay",
    ),
    Look(
        what="draft_failed",
        zh="海关未能生成报关单",
        urgency=Urgency.URGENT,
        finds=_of_list(lambda s, b: alerts.draft_failed(s.standing, s.age)),
        next_zh="按原因处理，问主管海关或单一窗口 95198",
        next_en="Act on the reason; ask the customs office or the Single Window",
    ),
    Look(
        what="held",
        zh="待批准",
        urgency=Urgency.NEAR,
        finds=_held,
        next_zh="另一人 baoguan approve",
        next_en="A second person: `baoguan approve`",
    ),
    Look(
        what="overdue",
        zh="回执逾期",
        urgency=Urgency.NEAR,
        finds=_overdue,
        next_zh="baoguan doctor receipts；不要重发",
        next_en="`baoguan doctor receipts`; do not send again",
    ),
    Look(
        what="undeclared",
        zh="已暂存未申报",
        urgency=Urgency.NEAR,
        finds=_undeclared,
        next_zh="清单：baoguan declare；报关单、修撤单：在页面按“申报”",
        next_en="A list: `baoguan declare`. A declaration or amendment: press 申报 on the page",
    ),
    Look(
        what="list_changed",
        zh="清单已变更而报关单未改",
        urgency=Urgency.NEAR,
        finds=_of_list(lambda s, b: alerts.list_changed(s.standing, s.age)),
        next_zh="办理报关单修改（修撤单）",
        next_en="Amend the declaration",
    ),
    Look(
        what="left_behind",
        zh="报关单已撤销而清单未删",
        urgency=Urgency.NEAR,
        finds=_of_list(lambda s, b: None if s.standing.pending else alerts.left_behind(s.standing, s.age)),
        next_zh="baoguan withdraw 删除清单",
        next_en="Delete the list: `baoguan withdraw`",
    ),
    Look(
        what="to_complete",
        zh="待补全的报关单",
        urgency=Urgency.NEAR,
        finds=_to_complete,
        next_zh="baoguan draft 列出待填项，在页面补全并申报",
        next_en="`baoguan draft` lists what to fill in; complete and declare it on the page",
    ),
    Look(
        what="manual",
        zh="人工审核过久",
        urgency=Urgency.NEAR,
        finds=_manual,
        next_zh="联系主管海关",
        next_en="Ask the customs office",
    ),
    Look(
        what="uncleared",
        zh="放行未结关",
        urgency=Urgency.NEAR,
        finds=_uncleared,
        next_zh="向主管海关申请人工结关",
        next_en="Apply for clearance by hand",
    ),
)
