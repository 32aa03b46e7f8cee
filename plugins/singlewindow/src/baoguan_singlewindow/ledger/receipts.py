"""What comes back of a filing or change: EML211 of a handbook, EMS211 of an account, and EML200, EMS200 of the single packs; and what
Customs tells of a ledger by itself: EML241, EMS241 (part of it corrected, paused or resumed) and EML301, EMS301 (how it stands).

The result's own number is the pre-entry number, as real receipts of lists show; a text of another form is taken for the enterprise's own.
The number of the ledger, which Customs gives with the approval, is learned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import Act, Outcome, Receipt, child_text, children, descend, find, text_of
from baoguan_singlewindow.ledger.customs_tables import ACCOUNT, HANDBOOK, Described
from baoguan_singlewindow.ledger.message import KIND
from baoguan_singlewindow.ledger.results import RESULTS, STORED
from baoguan_singlewindow.told_values import count_of, lacks, sent_at, time_of

_ACTS: Final[Mapping[str, Act]] = {"1": Act.FILING, "2": Act.CHANGE, "3": Act.DELETION}
_PRE_ENTRY: Final = re.compile(r"[0-9]{18}", re.ASCII)
_LEDGER_NO: Final = re.compile(r"[0-9A-Z]{12}", re.ASCII)
_WRITE_OFF: Final = "3"
"""resutType (sic) of a pack of a write-off; the other documents of these two messages are the ledgers themselves."""

FACTS: Final[Mapping[str, str]] = {
    "pauseImpexpMarkcd": "pause_mark",
    "pauseChgMarkcd": "change_pause_mark",
    "emapvStucd": "approval_mark",
    "putrecApprTime": "filed_on",
    "chgApprTime": "changed_on",
    "rcntVclrTime": "written_off_on",
    "validDate": "valid_until",
    "finishValidDate": "valid_until",
    "clcaseMarkcd": "closing_mark",
}
"""Elements of the head that say something about the ledger, under the model's names."""

Reader = Callable[[etree._Element, etree._Element], list[Receipt]]


def _result_reader(name: str, described: Described) -> Reader:
    def read(body: etree._Element, root: etree._Element) -> list[Receipt]:
        result, head = find(body, "HdeApprResult"), find(body, described.head.tag)
        if result is None:
            raise lacks(name, "HdeApprResult")
        code, count = child_text(result, "manageResult"), count_of(child_text(result, "tmsCnt"))
        known = RESULTS.get(code)
        notes = [text_of(find(note, "note")) for note in children(body, "CheckInfo")]
        return [
            Receipt(
                kind=KIND,
                source=name,
                outcome=known.outcome if known is not None else Outcome.INFORMED,
                code=code,
                texts=tuple(text for text in (*notes, child_text(result, "rmk")) if text),
                act=_said_act(result, head, count),
                change_count=count,
                numbers=_numbers(result, head, described),
                customs_time=time_of(child_text(result, "manageDate")) or sent_at(root),
                facts=_facts(head) if head is not None else {},
            )
        ]

    return read


def _notice_reader(name: str, described: Described) -> Reader:
    """What moves no state: how the ledger stands now is among the facts, and described."""

    def read(body: etree._Element, root: etree._Element) -> list[Receipt]:
        head, result = find(body, described.head.tag), find(body, "HdeApprResult")
        if head is None:
            raise lacks(name, described.head.tag)
        return [
            Receipt(
                kind=KIND,
                source=name,
                outcome=Outcome.INFORMED,
                code=child_text(result, "manageResult") if result is not None else "",
                texts=tuple(text for text in (child_text(result, "rmk") if result is not None else "",) if text),
                numbers=_numbers(result, head, described),
                customs_time=(time_of(child_text(result, "manageDate")) if result is not None else None) or sent_at(root),
                facts=_facts(head),
            )
        ]

    return read


def _pack_reader(name: str) -> Reader:
    def read(body: etree._Element, root: etree._Element) -> list[Receipt]:
        result = descend(body, "MsgReceResult")
        if result is None:
            raise lacks(name, "MsgReceResult")
        code, packs = child_text(result, "manageResult"), count_of(child_text(result, "totalPocketQty"))
        known = STORED.get(code)
        outcome = known.outcome if known is not None else Outcome.INFORMED
        if outcome is Outcome.STORED and (packs or 1) > 1:
            outcome = Outcome.INFORMED
        said = child_text(result, "etpsPreentNo")
        return [
            Receipt(
                kind="write_off" if child_text(result, "resutType") == _WRITE_OFF else KIND,
                source=name,
                outcome=outcome,
                code=code,
                texts=tuple(text for text in (child_text(result, "rmk"),) if text),
                pack=count_of(child_text(result, "curPocketNo")),
                packs=packs,
                numbers={"seq_no": said} if _PRE_ENTRY.fullmatch(said) else {"number": said} if said else {},
                customs_time=time_of(child_text(result, "manageDate")) or sent_at(root),
            )
        ]

    return read


def _said_act(result: etree._Element, head: etree._Element | None, count: int | None) -> Act | None:
    """The act where the receipt says so: 业务类型 1 stands in receipts of changes too, so it says nothing by itself."""
    said = _ACTS.get(child_text(head, "dclTypecd")) if head is not None else None
    if said is None and child_text(result, "typecd") != "1":
        said = _ACTS.get(child_text(result, "typecd"))
    return None if said is Act.CHANGE and not count else said


def _facts(head: etree._Element) -> dict[str, str]:
    return {ours: text for theirs, ours in FACTS.items() if (text := child_text(head, theirs))}


def _numbers(result: etree._Element | None, head: etree._Element | None, described: Described) -> dict[str, str]:
    told = [child_text(node, "etpsPreentNo") for node in (result, head) if node is not None]
    seq_no = next((text for text in told if _PRE_ENTRY.fullmatch(text)), "")
    own = next((text for text in told if text and not _PRE_ENTRY.fullmatch(text)), "")
    owner = child_text(head, "bizopEtpsno") if head is not None else ""
    places = ((result, "businessId"), (head, described.number))
    named = [child_text(node, element) for node, element in places if node is not None]
    values = {
        "seq_no": seq_no,
        "number": own,
        "owner": owner if own else "",
        "ledger_no": next((text for text in named if _LEDGER_NO.fullmatch(text)), ""),
    }
    return {name: value for name, value in values.items() if value}


READERS: Final[Mapping[str, Reader]] = {
    "EML211": _result_reader("EML211", HANDBOOK),
    "EMS211": _result_reader("EMS211", ACCOUNT),
    "EML200": _pack_reader("EML200"),
    "EMS200": _pack_reader("EMS200"),
    **{name: _notice_reader(name, HANDBOOK) for name in ("EML241", "EML301")},
    **{name: _notice_reader(name, ACCOUNT) for name in ("EMS241", "EMS301")},
}
