"""What a person should know of where a list or a declaration stands: each alert by itself, so that it is told in the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from baoguan.lifecycle import Standing
from baoguan.model.receipt import DRAFT_FAILED

DRAFT_AGE: Final = timedelta(days=1)
CLEARING_AGE: Final = timedelta(days=7)
"""Where the gate cannot close a declaration, Customs clears it by hand on request (深圳海关 2018 年答复，问题 17)."""

ENTRY_STATE: Final = "entry_state"
"""The fact that says the state of a list's declaration: from the journal where the declaration is in it, else a person's word."""
ENTRY_LIVE: Final = "entry_live"
"""The fact that says whether Customs has a declaration of the journal that names the list: yes, no; absent where there is none."""


def entry_filed(standing: Standing) -> bool:
    """Whether a list's declaration is at Customs: as the journal knows it, a person said, or receipts name it. A number that the declarant
    typed (the summary of a two-step declaration, a counterpart's) says nothing."""
    facts = standing.facts
    if entry_live(standing):
        return True
    if ENTRY_LIVE not in facts and ENTRY_STATE in facts:
        return facts[ENTRY_STATE] == "declared"
    return bool(entry_number(standing))


def entry_live(standing: Standing) -> bool:
    """Whether Customs has a declaration of the journal that names the list."""
    return standing.facts.get(ENTRY_LIVE) == "yes"


def entry_withdrawn(standing: Standing) -> bool:
    """Whether the list's declaration was withdrawn and no other is at Customs."""
    return standing.facts.get(ENTRY_STATE) == "deleted" and not entry_filed(standing)


def entry_number(standing: Standing) -> str:
    """The 报关单号 that receipts or the journal give a list; '' for none."""
    return standing.facts.get("entry_no") or standing.facts.get("related_entry_no") or ""


Told = tuple[str, str]
Alert = Callable[[Standing, timedelta], Told | None]


def draft_waits(standing: Standing, age: timedelta) -> Told | None:
    """A declaration that was saved and that nobody declares."""
    if standing.state != "saved" or age < DRAFT_AGE:
        return None
    return (
        f"已暂存 {age.days} 天，尚未申报：须有人在单一窗口页面按“申报”",
        f"saved {age.days} day(s) ago and not declared: a person must press 申报 on the page",
    )


def uncleared(standing: Standing, age: timedelta, after: timedelta = CLEARING_AGE) -> Told | None:
    """A declaration that was released and not cleared, with the text of the request."""
    if standing.state != "released" or age < after:
        return None
    zh, en = _request(standing.numbers.get("entry_no") or standing.numbers.get("seq_no") or "")
    return f"放行 {age.days} 天仍未结关。{zh}", f"released {age.days} day(s) ago and not cleared. {en}"


def list_uncleared(standing: Standing, age: timedelta, after: timedelta = CLEARING_AGE) -> Told | None:
    """A list whose declaration was released and that is not deducted, with the text of the request. A declaration of the journal tells it of
    itself."""
    facts = standing.facts
    waits = standing.state in ("approved", "pre_deducted") and facts.get("entry_status") == "1" and ENTRY_LIVE not in facts
    if not waits or age < after:
        return None
    zh, en = _request(entry_number(standing))
    return (
        f"报关单已放行，清单 {age.days} 天仍未核扣。{zh}",
        f"its declaration is released, the list not deducted for {age.days} day(s). {en}",
    )


def _request(number: str) -> Told:
    text = f"报关单 {number} 货物已放行，因卡口未能触发结关，申请人工结关"
    en = "Where the gate of a special area could not close it, apply to the customs office for clearance by hand"
    return f"进出特殊区域的货物卡口未能触发结关的，向主管海关申请人工结关。申请内容：{text}", f"{en}: {text}"


def list_changed(standing: Standing, age: timedelta) -> Told | None:
    """A list that was changed and whose declaration was not (needEntryModified)."""
    del age
    if standing.facts.get("entry_to_be_modified") != "1" or standing.state == "deleted":
        return None
    number = entry_number(standing) or "—"
    return (
        f"清单已变更，报关单 {number} 尚未同步修改：请办理报关单修改（修撤单）",
        f"the list was changed and its declaration {number} was not: amend the declaration (修撤单)",
    )


def left_behind(standing: Standing, age: timedelta) -> Told | None:
    """A list whose declaration was withdrawn: the list goes with it."""
    del age
    if not entry_withdrawn(standing) or standing.state not in ("approved", "pre_deducted", "deducted"):
        return None
    return (
        "报关单已撤销，清单尚未删除：清单随报关单一并删除",
        "its declaration is withdrawn and the list is not: it goes with the declaration",
    )


def draft_failed(standing: Standing, age: timedelta) -> Told | None:
    """A list of which Customs could not draft the declaration (INV202)."""
    del age
    made = standing.numbers.get("entry_seq_no") or entry_number(standing) or ENTRY_STATE in standing.facts
    why = standing.facts.get(DRAFT_FAILED)
    if why is None or made or standing.state == "deleted":
        return None
    return f"海关未能生成报关单草稿：{why}", f"Customs could not draft the declaration: {why}"


OF_LISTS: Final[tuple[Alert, ...]] = (list_changed, left_behind, draft_failed, list_uncleared)
OF_DECLARATIONS: Final[tuple[Alert, ...]] = (draft_waits, uncleared)
