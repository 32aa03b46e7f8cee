"""Reading files without an account: what `baoguan read` shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from baoguan.plugin import Codes, DecodeError, Json, RawReceipt, ReadFile, Receipt, now
from baoguan_h2010.codec import Record, decode, looks_like
from baoguan_h2010.inventory import MESSAGE_TYPE, InventoryMessages
from baoguan_h2010.ledger import LedgerMessages
from baoguan_h2010.messages import UP
from baoguan_h2010.receipts import receipts_of

_MOCK: Final = "宽度表是本模拟自定的，不是 H2010 的 / the widths are this mock's own, not those of H2010"
_PART: Final = "只是账册申报的一部分，不含完整账册 / a part of a ledger's declaration, not the whole ledger"
_NUMBERS: Final = (("COP_EMS_NO", "number"), ("SEQ_NO", "seq_no"), ("EMS_NO", "ledger_no"))


def read_file(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    """A message or receipt; None for bytes that do not begin as one."""
    if not looks_like(content):
        return None
    records = decode(content)
    fields: Json = {"EMS": [_shown(r) for r in records]}
    types = [r.get("MSG_TYPE") for r in records if r.tag == "KEY"]
    kind = "+".join(types) or "EMS"
    if any(r.tag == "RESULT" for r in records):
        receipts: tuple[Receipt, ...] = tuple(receipts_of(RawReceipt(token=name, name=name, content=content, received=now())))
        numbers = {key: value for r in receipts for key, value in r.numbers.items()}
        return ReadFile(kind=kind, fields=fields, numbers=numbers, receipts=receipts, notes=(_MOCK,))
    numbers = _numbers(records)
    if MESSAGE_TYPE in types:
        return ReadFile(kind=kind, fields=fields, numbers=numbers, document=InventoryMessages(codes).read(records), notes=(_MOCK,))
    ledger = LedgerMessages(codes).read(records) if _whole(records) else None
    ours = any(t in UP and UP[t].kind == "ledger" for t in types)
    notes = (_MOCK, _PART) if ours and ledger is None else (_MOCK,)
    return ReadFile(kind=kind, fields=fields, numbers=numbers, document=ledger, notes=notes)


def _whole(records: Sequence[Record]) -> bool:
    """Whether the text is no batch of several, and a filing: a change holds only the rows that change."""
    keys = [r for r in records if r.tag == "KEY"]
    if not keys:
        raise DecodeError(
            "缺少 EMS_EDI_KEY", "EMS_EDI_KEY is missing", remedy_zh="取得完整的报文", remedy_en="Get the whole message"
        )
    return all(r.get("BATCH_TOTAL").lstrip("0") in {"", "1"} and r.get("DECLARE_TYPE") == "1" for r in keys)


def _numbers(records: Sequence[Record]) -> dict[str, str]:
    out: dict[str, str] = {}
    for record in records:
        if record.tag == "KEY":
            out.update({ours: text for theirs, ours in _NUMBERS if (text := record.get(theirs))})
    return out


def _shown(record: Record) -> Json:
    rest = {"(rest)": record.rest} if record.rest else {}
    return {record.tag: {**record.values, **rest}}
