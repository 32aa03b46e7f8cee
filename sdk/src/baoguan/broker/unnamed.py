"""Amendments whose first answer does not come: their message has no place for our number, so nothing that comes later names them.

What Customs decides names the number that the lost answer would have brought. It is offered, never taken for granted: amendments that were typed
on the page are decided in the same words. Nothing is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from baoguan.broker.views import Loose, Status
from baoguan.lifecycle.amendment import AMENDMENT

_SENT: Final = "sent"
_RESULTS: Final = frozenset({"HzApprovalResult", "DecModSaveResponse"})
SILENCE: Final = "没有应答"


def unnamed(kind: str, state: str) -> bool:
    """Whether a document is an amendment that waits for its first answer."""
    return (kind, state) == (AMENDMENT.kind, _SENT)


def ways_out(ref: str) -> tuple[str, str]:
    """The exact commands, in Chinese and English: where the page shows it, and where it does not."""
    shown = f'baoguan record {ref} --by NAME --evidence "…" --seq-no NUMBER'
    absent = f'baoguan record {ref} --by NAME --evidence "…" --outcome not-arrived'
    return (
        f"在页面按报关单号查修撤单：有的，{shown}（NUMBER 为修撤单统一编号）；没有的，{absent}",
        f"look the declaration's amendments up on the page: if it is there, `{shown}` (its unified number); if not, `{absent}`",
    )


def candidates(loose: Iterable[Loose]) -> list[str]:
    """Numbers of amendments that receipts name and no document of ours has, with what was said of each last."""
    said: dict[str, str] = {}
    for each in loose:
        number = each.numbers.get("seq_no")
        if each.kind in _RESULTS and number:
            said[number] = " ".join((each.code, *each.texts)).strip()
    return [f"{number}（{text}）" if text else number for number, text in said.items()]


def silent(status: Status) -> str | None:
    """The alert of a message that is not answered beyond the channel's patience; None where there is none, or a result is known."""
    return next((a for a in status.alerts if SILENCE in a), None) if unnamed(status.kind, status.state) else None
