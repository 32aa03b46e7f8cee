"""What comes back of a write-off: EMS221 of an account, EML221 of a handbook.

The messages have no place for the enterprise's own number: the pre-entry number, which the client's answer brings, names the document. The
number of the ledger and the count of write-offs are told as facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import DecodeError, Outcome, Receipt, child_text, children, find, text_of
from baoguan_singlewindow.told_values import sent_at, time_of
from baoguan_singlewindow.write_off.message import KIND
from baoguan_singlewindow.write_off.results import ACCOUNT_RESULTS, HANDBOOK_RESULTS, Result

ACCOUNT: Final = "EMS221"
HANDBOOK: Final = "EML221"

_HEADS: Final = {ACCOUNT: ("EmsChgoffBsc", "emsNo"), HANDBOOK: ("EmlChgoffBsc", "emlNo")}


def _reader(name: str, results: Mapping[str, Result]) -> Callable[[etree._Element, etree._Element], list[Receipt]]:
    def read(body: etree._Element, root: etree._Element) -> list[Receipt]:
        result = find(body, "HdeApprResult")
        if result is None:
            raise DecodeError(
                f"{name} 缺少 HdeApprResult",
                f"{name} lacks HdeApprResult",
                remedy_zh="回执不完整，取得完整文件后 baoguan replay",
                remedy_en="The receipt is incomplete: get the whole file, then `baoguan replay`",
            )
        code = child_text(result, "manageResult")
        known = results.get(code)
        notes = [text_of(find(note, "note")) for note in children(body, "CheckInfo")]
        return [
            Receipt(
                kind=KIND,
                source=name,
                outcome=known.outcome if known is not None else Outcome.INFORMED,
                code=code,
                texts=tuple(t for t in (*notes, child_text(result, "rmk")) if t),
                numbers=_numbers(name, body, child_text(result, "etpsPreentNo")),
                customs_time=time_of(child_text(result, "manageDate")) or sent_at(root),
                facts=_facts(name, body, result),
            )
        ]

    return read


def _numbers(name: str, body: etree._Element, said: str) -> dict[str, str]:
    """The number that the receipt names: Customs' own of 18 digits, or the enterprise's, with whose it is."""
    if len(said) == 18 and said.isascii() and said.isdigit():
        return {"seq_no": said}
    owner = _head(name, body, "bizopEtpsno")
    return {"number": said, **({"owner": owner} if owner else {})} if said else {}


def _facts(name: str, body: etree._Element, result: etree._Element) -> dict[str, str]:
    told = {
        "ledger_no": _head(name, body, _HEADS[name][1]) or child_text(result, "businessId"),
        "sequence": child_text(result, "tmsCnt"),
        "approval_mark": _head(name, body, "emapvMarkcd"),
    }
    return {key: value for key, value in told.items() if value}


def _head(name: str, body: etree._Element, element: str) -> str:
    head = find(body, _HEADS[name][0])
    return child_text(head, element) if head is not None else ""


READERS: Final[Mapping[str, Callable[[etree._Element, etree._Element], list[Receipt]]]] = {
    ACCOUNT: _reader(ACCOUNT, ACCOUNT_RESULTS),
    HANDBOOK: _reader(HANDBOOK, HANDBOOK_RESULTS),
}
