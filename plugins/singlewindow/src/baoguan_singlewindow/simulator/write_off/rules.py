"""What Customs finds wrong with a write-off that is well-formed: each reason in Chinese, as it stands in the notes of the return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from .message import Row, WriteOffMessage
from .tables import ACCOUNT, number

_TOLERANCE = Decimal("0.01")
_CAME = ("vclrPridInitQty", "impOrExpTotalQty", "dprcsCrdwImpexpQty", "vrfaddQty")
_WENT = ("sdinQty", "reexpQty", "remainMtpckTrfoutQty", "mtpckEndprdDstryQty", "csmTotalQty", "vrfredQty")
_DIRECTION_AT = 8


def reasons(message: WriteOffMessage, deducted: Callable[[str], bool | None]) -> list[str]:
    """Everything that is wrong. ``deducted`` tells of a list that the simulator holds whether it is deducted; nothing of others."""
    return [*_counts(message), *_lists(message, deducted), *_remaining(message)]


def _counts(message: WriteOffMessage) -> Iterator[str]:
    form, records = message.form, message.records
    letters = Counter(row.get("bondInvtNo", "")[_DIRECTION_AT : _DIRECTION_AT + 1] for row in records[form.lists])
    there: Mapping[str, tuple[str, int]] = {
        "impInvtTotalCnt": ("进口清单", letters["I"]),
        "expInvtTotalCnt": ("出口清单", letters["E"]),
        "chgoffMtpckTotalCnt": ("料件", len(_of_kind(message, form.materials, "I"))),
        "chgoffEndprdTotalCnt": ("成品", len(_of_kind(message, form.products, "E"))),
    }
    for name, (zh, count) in there.items():
        if message.head.get(name) != str(count):
            yield f"{zh}总数 {message.head.get(name, '')} 与表体 {count} 不一致"


def _of_kind(message: WriteOffMessage, record: str, kind: str) -> Sequence[Row]:
    return [row for row in message.records[record] if row.get("typecd") == kind]


def _lists(message: WriteOffMessage, deducted: Callable[[str], bool | None]) -> Iterator[str]:
    named = Counter(row.get("bondInvtNo", "") for row in message.records[message.form.lists])
    for list_no, times in named.items():
        if times > 1:
            yield f"清单 {list_no} 重复"
        if deducted(list_no) is False:
            yield f"清单 {list_no} 未正式核扣"


def _remaining(message: WriteOffMessage) -> Iterator[str]:
    if message.form is not ACCOUNT:
        return
    for row in _of_kind(message, message.form.materials, "I"):
        left = _sum(row, _CAME) - _sum(row, _WENT)
        if abs((number(row.get("shdRemainQty", "")) or Decimal(0)) - left) > _TOLERANCE:
            yield f"料件 {row.get('seqno')} 应剩余 {row.get('shdRemainQty')}，按各项计算为 {left}"
        difference = number(row.get("dsmlQty", "")) or Decimal(0)
        if difference and not row.get("rmk"):
            yield f"料件 {row.get('seqno')} 差异 {difference} 未说明原因"


def _sum(row: Row, names: Sequence[str]) -> Decimal:
    return sum((number(row.get(name, "")) or Decimal(0) for name in names), Decimal(0))
