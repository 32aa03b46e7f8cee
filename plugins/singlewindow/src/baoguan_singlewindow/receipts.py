"""What comes back: answers of the client and receipts of Customs, as normalised receipts beside their own codes and texts.

Every customs receipt is written in the lowerCamel dialect; names are matched without namespace, order does not matter. Codes seen in
three programs and real receipts; a code that the tables lack is kept and moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs
from lxml import etree

from baoguan.plugin import (
    Act,
    DecodeError,
    Outcome,
    RawReceipt,
    Receipt,
    child_text,
    children,
    descend,
    find,
    local,
    parse_xml,
    text_of,
)
from baoguan_singlewindow.amendment.receipts import READERS as OF_AMENDMENTS
from baoguan_singlewindow.declaration.receipts import ALREADY_THERE
from baoguan_singlewindow.declaration.receipts import READERS as OF_DECLARATIONS
from baoguan_singlewindow.dxp import MESSAGE, RESPONSE, Response, read_envelope, read_responses
from baoguan_singlewindow.ledger.receipts import READERS as OF_LEDGERS
from baoguan_singlewindow.told_values import count_of, lacks, sent_at, time_of
from baoguan_singlewindow.unified import DECLARATION, told
from baoguan_singlewindow.write_off.receipts import READERS as OF_WRITE_OFFS

KIND: Final = "inventory"

ANSWER_NAME: Final = re.compile(r"(?P<what>Successed|Failed)_(?P<base>.+)_\d{17,23}\.[^.]+", re.IGNORECASE | re.DOTALL)
"""File names of answers. The base name is ours and is looked up whole, never split. Digits: 17 officially, 21 to 23 in samples."""

INV201: Final[Mapping[str, Outcome]] = {
    "Y": Outcome.STORED,
    "Z": Outcome.STORE_FAILED,
    "1": Outcome.DEDUCTED,
    "2": Outcome.MANUAL,
    "3": Outcome.REJECTED,
    "4": Outcome.PRE_DEDUCTED,
    "5": Outcome.APPROVED,
}
"""manageResult of INV201: Y stored, Z not stored, 1 approved and deducted, 2 manual, 3 returned, 4 pre-deducted, 5 not deducted."""

INV200: Final[Mapping[str, Outcome]] = {"1": Outcome.STORED, "2": Outcome.STORE_FAILED}
INV202: Final[Mapping[str, Outcome]] = {"1": Outcome.DRAFTED, "2": Outcome.DRAFT_FAILED}
DEDUCTION: Final[Mapping[str, Outcome]] = {"1": Outcome.PRE_DEDUCTED, "2": Outcome.DEDUCTED, "3": Outcome.WRITTEN_OFF}
ACTS: Final[Mapping[str, Act]] = {"1": Act.FILING, "2": Act.CHANGE, "3": Act.DELETION}

FACTS: Final[Mapping[str, str]] = {
    "vrfdedMarkcd": "deduction_mark",
    "vrfdedModecd": "deduction_mode",
    "entryStucd": "entry_status",
    "invtIochkptStucd": "gate_status",
    "passportUsedTypecd": "pass_use",
    "needEntryModified": "entry_to_be_modified",
    "invtStucd": "list_status",
    "entryNo": "entry_no",
    "rltEntryNo": "related_entry_no",
    "prevdTime": "pre_deducted_at",
    "formalVrfdedTime": "deducted_at",
    "putrecNo": "ledger_no",
}
"""Elements of BondInvtBsc that say something about the list, under the model's names."""


SINGLE: Final[Mapping[str, Callable[[etree._Element, str | None], Receipt]]] = {**OF_DECLARATIONS, **OF_AMENDMENTS}
"""Files that hold answers or receipts and nothing else, by the name of their element; the exchange is that of the file's name."""

Added = Mapping[str, Callable[[etree._Element], Sequence[Receipt]]]
"""Readers that plugins add, by the receipt's own element name."""


def decode(raw: RawReceipt, added: Added | None = None) -> list[Receipt]:
    """The receipts of one file, also out of a DXP envelope. Raises DecodeError for what cannot be read at all."""
    root, name = parse_xml(raw.content), raw.name
    if local(root) == MESSAGE:
        envelope = read_envelope(root)
        root = parse_xml(envelope.content)
        name = name if ANSWER_NAME.fullmatch(name) else envelope.file_name
    if local(root) == RESPONSE:
        return [_platform(each) for each in read_responses(root)]
    answered = ANSWER_NAME.fullmatch(name)
    exchange = answered["base"] if answered else None
    refused = answered is not None and answered["what"].lower() == "failed"
    if (common := descend(root, "CommonResponeMessage")) is not None:
        return [_common(common, exchange)]
    if local(root) == "Root":
        return [_root(root, exchange, refused)]
    for name, read in SINGLE.items():
        if bodies := list(root.iter(f"{{*}}{name}")):
            return [read(body, exchange) for body in bodies]
    for name, reader in READERS.items():
        if (body := descend(root, name)) is not None:
            return _in_packs(reader(body, root), root)
    for name, extra in (added or {}).items():
        if (body := descend(root, name)) is not None:
            return list(extra(body))
    business = descend(root, "BussinessData")
    if business is not None and len(business):
        return [Receipt(kind="other", source=local(business[0]), outcome=Outcome.INFORMED, customs_time=sent_at(root))]
    raise DecodeError(
        f"不认识的回执：根元素 {local(root)}",
        f"no receipt that is known: the root is {local(root)}",
        remedy_zh="用 baoguan read 查看；如是新回执请反馈",
        remedy_en="Look at it with `baoguan read`; report a new kind of receipt",
    )


def _in_packs(receipts: list[Receipt], root: etree._Element) -> list[Receipt]:
    """Receipts with the place of their file, where a long one comes in several packs (the schema knows them, no real one was seen)."""
    pocket = descend(root, "PocketInfo")
    packs = count_of(child_text(pocket, "total_pocket_qty")) if pocket is not None else None
    if pocket is None or packs is None or packs < 2:
        return receipts
    pack = count_of(child_text(pocket, "cur_pocket_no"))
    return [attrs.evolve(r, pack=pack, packs=packs) if r.packs is None else r for r in receipts]


def kind_of(root: etree._Element) -> str:
    """The receipt's own name, or ''."""
    if descend(root, "CommonResponeMessage") is not None:
        return "CommonResponeMessage"
    if local(root) == "Root":
        return "Root"
    if local(root) == RESPONSE:
        return RESPONSE
    return next((name for name in (*SINGLE, *READERS) if descend(root, name) is not None), "")


def _platform(answer: Response) -> Receipt:
    """An answer of the exchange platform. It moves nothing: 0 only means handed on, and nothing is sent by that platform."""
    told = (text for r in answer.results for text in (f"{r.receiver} {r.code}", *r.texts))
    return Receipt(
        kind=KIND,
        source=RESPONSE,
        outcome=Outcome.INFORMED,
        code=answer.code,
        texts=_texts(*answer.texts, *told),
        exchange_id=answer.original.message_id or None,
    )


def _common(node: etree._Element, exchange: str | None) -> Receipt:
    flag, text = child_text(node, "DealFlag"), child_text(node, "CheckInfo")
    there = ALREADY_THERE.search(text) and "序号" not in text
    outcome = Outcome.SAVED if flag == "0" else Outcome.ARRIVED if there else Outcome.REFUSED
    numbers = _numbers(seq_no=child_text(node, "SeqNo"))
    return Receipt(
        kind=KIND,
        source="CommonResponeMessage",
        outcome=outcome,
        code=flag,
        texts=_texts(text),
        exchange_id=exchange,
        numbers=numbers,
    )


def _root(node: etree._Element, exchange: str | None, refused: bool) -> Receipt:
    flag = child_text(node, "resultFlag")
    bad = refused or flag not in ("0", "1", "true", "success") or bool(child_text(node, "failCode"))
    texts = _texts(child_text(node, "failInfo"), child_text(node, "retData"))
    return Receipt(
        kind=KIND,
        source="Root",
        outcome=Outcome.REFUSED if bad else Outcome.SAVED,
        code=child_text(node, "failCode") or flag,
        texts=texts,
        exchange_id=exchange,
    )


def _inv200(body: etree._Element, root: etree._Element) -> list[Receipt]:
    result = descend(body, "MsgReceResult")
    if result is None:
        raise lacks("INV200", "MsgReceResult")
    code = child_text(result, "manageResult")
    packs, pack = count_of(child_text(result, "totalPocketQty")), count_of(child_text(result, "curPocketNo"))
    outcome = INV200.get(code, Outcome.INFORMED)
    if outcome is Outcome.STORED and (packs or 1) > 1:
        outcome = Outcome.INFORMED
    return [
        Receipt(
            kind=KIND,
            source="INV200",
            outcome=outcome,
            code=code,
            texts=_texts(child_text(result, "rmk")),
            pack=pack,
            packs=packs,
            numbers=_numbers(seq_no=child_text(result, "etpsPreentNo"), list_no=_list_no(child_text(result, "bizNo"))),
            customs_time=time_of(child_text(result, "manageDate")) or sent_at(root),
        )
    ]


def _inv201(body: etree._Element, root: etree._Element) -> list[Receipt]:
    result = find(body, "HdeApprResult")
    if result is None:
        raise lacks("INV201", "HdeApprResult")
    head = find(body, "BondInvtBsc")
    code, count = child_text(result, "manageResult"), count_of(child_text(result, "tmsCnt"))
    said = ACTS.get(child_text(head, "dclTypecd")) if head is not None else None
    if said is None and head is not None and child_text(head, "invtStucd") == "3":
        said = Act.DELETION
    if said is None and child_text(result, "typecd") in ("2", "3"):
        said = ACTS[child_text(result, "typecd")]
    if said is Act.CHANGE and not count:
        said = None
    notes = [text_of(find(n, "note")) for n in children(body, "CheckInfo")]
    list_no = _list_no(child_text(result, "businessId")) or (_list_no(child_text(head, "bondInvtNo")) if head is not None else "")
    return [
        Receipt(
            kind=KIND,
            source="INV201",
            outcome=INV201.get(code, Outcome.INFORMED),
            code=code,
            texts=_texts(*notes, child_text(result, "rmk")),
            act=said,
            change_count=count,
            numbers={**_numbers(seq_no=child_text(result, "etpsPreentNo"), list_no=list_no), **_own_number(head)},
            customs_time=time_of(child_text(result, "manageDate")) or sent_at(root),
            facts=_facts(head),
        )
    ]


def _inv202(body: etree._Element, root: etree._Element) -> list[Receipt]:
    result = descend(body, "InvApprResult")
    if result is None:
        raise lacks("INV202", "InvApprResult")
    code = child_text(result, "manageResult")
    draft, odd = told("entry_seq_no", child_text(result, "entrySeqNo"), DECLARATION)
    return [
        Receipt(
            kind=KIND,
            source="INV202",
            outcome=INV202.get(code, Outcome.INFORMED),
            code=code,
            texts=_texts(child_text(result, "reason")),
            numbers={
                **_numbers(seq_no=child_text(result, "invPreentNo"), list_no=_list_no(child_text(result, "businessId"))),
                **draft,
            },
            customs_time=time_of(child_text(result, "createDate")) or sent_at(root),
            facts=odd,
        )
    ]


def _inv211(body: etree._Element, root: etree._Element) -> list[Receipt]:
    head = find(body, "BondInvtBsc")
    if head is None:
        raise lacks("INV211", "BondInvtBsc")
    mark = child_text(head, "vrfdedMarkcd")
    said = Act.DELETION if child_text(head, "invtStucd") == "3" or child_text(head, "dclTypecd") == "3" else None
    outcome = Outcome.DELETED if said else DEDUCTION.get(mark, Outcome.INFORMED) if mark else Outcome.DEDUCTED
    return [
        Receipt(
            kind=KIND,
            source="INV211",
            outcome=outcome,
            code=mark,
            act=said,
            change_count=count_of(child_text(head, "chgTmsCnt")),
            numbers={
                **_numbers(seq_no=child_text(head, "invtPreentNo"), list_no=_list_no(child_text(head, "bondInvtNo"))),
                **_own_number(head),
            },
            customs_time=time_of(child_text(head, "formalVrfdedTime")) or sent_at(root),
            facts=_facts(head),
        )
    ]


READERS: Final[Mapping[str, Callable[[etree._Element, etree._Element], list[Receipt]]]] = {
    "INV200": _inv200,
    "INV201": _inv201,
    "INV202": _inv202,
    "INV211": _inv211,
    **OF_LEDGERS,
    **OF_WRITE_OFFS,
}


def _own_number(head: etree._Element | None) -> dict[str, str]:
    if head is None:
        return {}
    return _numbers(number=child_text(head, "etpsInnerInvtNo"), owner=child_text(head, "bizopEtpsno"))


def _facts(head: etree._Element | None) -> dict[str, str]:
    if head is None:
        return {}
    return {ours: text for theirs, ours in FACTS.items() if (text := child_text(head, theirs))}


def _list_no(text: str) -> str:
    return text if text.startswith("QD") else ""


def _numbers(**values: str) -> dict[str, str]:
    return {k: v for k, v in values.items() if v}


def _texts(*texts: str) -> tuple[str, ...]:
    return tuple(t for t in texts if t)


def references(receipts: Sequence[Receipt]) -> dict[str, str]:
    """Every number of some receipts, for display."""
    out: dict[str, str] = {}
    for receipt in receipts:
        out.update(receipt.numbers)
    return out
