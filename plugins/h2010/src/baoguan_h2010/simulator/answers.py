"""Receipts, as they are written."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from .customs import RowFault
from .given import Given
from .layout import write
from .store import Document

DATA_TYPES = {"1": "1", "2": "5", "5": "5", "3": "3", "4": "4"}
"""Last digit of the message type -> data type in RESULT (5 = 归并关系; the others are the mock's own)."""


@frozen(kw_only=True)
class Answer:
    """What is to be said. `exchange` is the message that is answered, `held` the one that the far side has in its place."""

    down: str
    mark: str
    exchange: str
    held: str
    note: str
    faults: tuple[RowFault, ...]
    entry: bool


def write_answer(answer: Answer, document: Document, given: Given, when: datetime) -> bytes:
    """The text of a receipt."""
    lines = [
        write(
            "KEY",
            MSG_TYPE=answer.down,
            TRADE_CODE=document.trade,
            COP_EMS_NO=document.number,
            BATCH_NO=given.batch,
            BATCH_TOTAL=given.batches,
        ),
        write(
            "RESULT",
            TRADE_CODE=document.trade,
            COP_EMS_NO=document.number,
            SEQ_NO=document.seq_no,
            EMS_NO=document.ems_no or given.ems_no,
            DATA_TYPE={"list": "7", "report": "8"}.get(document.family) or DATA_TYPES[answer.down[-1]],
            DECLARE_TYPE="B" if document.family == "list" else given.declare_type,
            CHK_MARK=answer.mark,
            MODIFY_TIMES=given.count,
            NOTICE_DATE=f"{when:%Y%m%d}",
            NOTICE_TIME=f"{when:%H%M%S}",
            SEND_FILE=answer.exchange,
            HELD_FILE=answer.held,
            NOTE=answer.note,
        ),
    ]
    lines += [write("G_CHK_MSG", RECORD=f.record, G_NO=f.number if f.number.isdigit() and len(f.number) < 10 else "", FIELD=f.field,
                    MSG=f.text if f.number.isdigit() else f"{f.number} {f.text}".strip()) for f in answer.faults]  # fmt: skip
    if document.list_no:
        lines.append(write("CHK_INFO", COP_EMS_NO=document.number, EMS_NO=document.ems_no, UNIFIED_NO=document.list_no))
    if answer.entry:
        lines.append(write("ENT_CHK_MSG", ENTRY_NO=document.entry_no, MSG="已核扣 / deducted"))
    return b"".join(lines)
