"""What comes back: RESULT with its check mark, row errors, the unified number.

| mark | known meaning | outcome |
|---|---|---|
| 1, 7 | stored | STORED |
| 2 | approved | APPROVED; with ENT_CHK_MSG the declaration has moved the ledger: DEDUCTED |
| 3 | rejected | REJECTED |
| 4 | duplicate, rejected | see `_duplicate` |
| 0, 8, 9 | the mock's own: checked, batch taken, check failed | SAVED, ACCEPTED, REFUSED |

Only receipts of the ledger itself (EMS313, 323) and of the list (EMS317) move a document; those of scope, rows and sub-book inform, except that
a rejection of any part rejects the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from baoguan.plugin import Act, DecodeError, Outcome, RawReceipt, Receipt, read_time
from baoguan_h2010.codec import Record, decode
from baoguan_h2010.messages import DOWN, MessageType

STORED: Final = frozenset({"1", "7"})
APPROVED, REJECTED, DUPLICATE = "2", "3", "4"
BUSINESS: Final[Mapping[str, Outcome]] = {
    "1": Outcome.STORED,
    "7": Outcome.STORED,
    APPROVED: Outcome.APPROVED,
    REJECTED: Outcome.REJECTED,
}
ANSWERS: Final[Mapping[str, Outcome]] = {"0": Outcome.SAVED, "8": Outcome.ACCEPTED, "9": Outcome.REFUSED}
"""Check marks of the mock's own that answer one exchange and are no word of Customs."""

ACTS: Final[Mapping[str, Act]] = {"1": Act.FILING, "2": Act.CHANGE, "B": Act.FILING}
_UNKNOWN: Final = MessageType(up="", down="RESULT", zh="", en="", records=(), data_type="", kind="other")
TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "CHK_MSG": ("MSG",),
    "G_CHK_MSG": ("RECORD", "G_NO", "FIELD", "MSG"),
    "CM_CHK_MSG": ("EXG_NO", "IMG_NO", "VERSION", "MSG"),
    "ENT_CHK_MSG": ("ENTRY_NO", "MSG"),
}
"""Records with words -> the fields of them that are told."""
_NUMBERS: Final = frozenset({"G_NO", "EXG_NO", "IMG_NO"})


def receipts_of(raw: RawReceipt) -> list[Receipt]:
    """The receipts of one text. Raises DecodeError for what cannot be read, or holds no RESULT."""
    records = decode(raw.content)
    out: list[Receipt] = []
    for group in _results(records):
        key = next((r for r in reversed(records) if r.tag == "KEY" and r.number < group[0].number), Record(tag="KEY"))
        out += _read(group, _type(key, group[0]), in_batches=key.get("BATCH_TOTAL").lstrip("0") not in {"", "1"})
    if not out:
        raise DecodeError(
            "回执缺少 EMS_EDI_RESULT",
            "the receipt lacks EMS_EDI_RESULT",
            remedy_zh="取得完整的回执后 baoguan replay",
            remedy_en="Get the whole receipt, then `baoguan replay`",
        )
    return out


def _results(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Each RESULT with the records that follow it."""
    group: list[Record] = []
    for record in records:
        if record.tag == "RESULT":
            if group:
                yield group
            group = [record]
        elif group:
            group.append(record)
    if group:
        yield group


def _type(key: Record, result: Record) -> MessageType:
    """What the receipt answers: by its control record, else by what RESULT itself says."""
    if (name := key.get("MSG_TYPE")) in DOWN:
        return DOWN[name]
    if result.get("DECLARE_TYPE") == "B":
        return DOWN["EMS317"]
    return next((t for t in DOWN.values() if t.data_type == result.get("DATA_TYPE")), _UNKNOWN)


def _read(group: Sequence[Record], kind: MessageType, *, in_batches: bool) -> list[Receipt]:
    result, mark = group[0], group[0].get("CHK_MARK")
    exchange = result.get("SEND_FILE") or None
    source, texts = kind.down, tuple(_texts(group))
    numbers = _numbers(group, kind) if kind.kind != "other" else {}
    when = _time(result)
    common = {"kind": kind.kind, "source": source, "code": mark, "texts": texts, "customs_time": when}
    if mark in ANSWERS:
        return [Receipt(**common, outcome=ANSWERS[mark], exchange_id=exchange, numbers=numbers)]  # type: ignore[arg-type]
    if mark == DUPLICATE:
        outcome, answered = _duplicate(result, in_batches=in_batches)
        return [Receipt(**common, outcome=outcome, exchange_id=answered, numbers=numbers)]  # type: ignore[arg-type]
    entry = next((r.get("ENTRY_NO") for r in group if r.tag == "ENT_CHK_MSG"), "")
    outcome = _outcome(kind, mark, moved=bool(entry))
    act = ACTS.get(result.get("DECLARE_TYPE"))
    out = [
        Receipt(
            **common,  # type: ignore[arg-type]
            outcome=outcome,
            act=act,
            change_count=_count(result) if act is Act.CHANGE else None,
            numbers=numbers,
            facts={"entry_no": entry} if entry else {},
        )
    ]
    if mark in STORED and kind.lead and exchange is not None:
        out.insert(0, Receipt(**common, outcome=Outcome.ACCEPTED, exchange_id=exchange, numbers=numbers))  # type: ignore[arg-type]
    return out


def _outcome(kind: MessageType, mark: str, *, moved: bool) -> Outcome:
    found = BUSINESS.get(mark, Outcome.INFORMED)
    if kind.kind == "other" or (not kind.lead and found is not Outcome.REJECTED):
        return Outcome.INFORMED
    return Outcome.DEDUCTED if moved and found is Outcome.APPROVED else found


def _duplicate(result: Record, *, in_batches: bool) -> tuple[Outcome, str | None]:
    """Check mark 4 refuses one *message* because the far side has the act already. It never says that the act was rejected: reading it so
    would show a declared document as rejected, and whoever declares that anew, perhaps under another number, declares twice.

    What the far side holds is the very message that it answers: that message arrived (ARRIVED settles the doubt). It holds another one:
    this message was refused (REFUSED, an answer to this exchange alone, which any word about the held one overrules). It does not say:
    nothing moves (INFORMED); the overdue document is asked about.

    One batch of several that the far side holds is ACCEPTED: ARRIVED would say that it was taken for a document of its own.
    """
    sent, held = result.get("SEND_FILE"), result.get("HELD_FILE")
    if not sent or not held:
        return Outcome.INFORMED, None
    if sent != held:
        return Outcome.REFUSED, sent
    return (Outcome.ACCEPTED if in_batches else Outcome.ARRIVED), sent


def _numbers(group: Sequence[Record], kind: MessageType) -> dict[str, str]:
    result = group[0]
    unified = next((r.get("UNIFIED_NO") for r in group if r.tag == "CHK_INFO"), "")
    found = {
        "seq_no": result.get("SEQ_NO"),
        "ledger_no": result.get("EMS_NO") if kind.kind == "ledger" else "",
        "list_no": unified if kind.kind == "inventory" else "",
        "number": result.get("COP_EMS_NO"),
        "owner": result.get("TRADE_CODE"),
    }
    return {name: value for name, value in found.items() if value}


def _texts(group: Sequence[Record]) -> Iterator[str]:
    if note := group[0].get("NOTE"):
        yield note
    for record in group[1:]:
        cells = [_shown(name, text) for name in TEXTS.get(record.tag, ()) if (text := record.get(name))]
        if cells:
            yield " ".join(cells)


def _shown(name: str, text: str) -> str:
    return text.lstrip("0") or "0" if name in _NUMBERS else text


def _count(result: Record) -> int | None:
    text = result.get("MODIFY_TIMES")
    return int(text) if text.isascii() and text.isdigit() else None


def _time(result: Record) -> datetime | None:
    text = result.get("NOTICE_DATE") + (result.get("NOTICE_TIME") or "000000")
    try:
        return read_time(text)
    except ValueError:
        return None
