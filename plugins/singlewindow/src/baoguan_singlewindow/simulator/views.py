"""What the simulator tells of its memory, as public values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .records import StoredList
from .values import Arrival, ListState


def list_state(entry: StoredList) -> ListState:
    """The state of a list as it is told."""
    return ListState(
        state=entry.stage,
        seq_no=entry.seq_no,
        list_no=entry.list_no,
        entry_no=entry.entry_no,
        enterprise=entry.enterprise,
        change_count=entry.change_count,
        pending=entry.act if entry.act in {"change", "deletion"} else "",
        lines=entry.lines,
    )


def arrival(row: Sequence[str | int]) -> Arrival:
    """An entry of the log as it is told; ``row`` is that of the table."""
    text = [str(value) for value in row]
    return Arrival(
        pickup_id=text[0],
        time=datetime.fromisoformat(text[1]),
        business=text[2],
        file_name=text[3],
        sha256=text[4],
        number=text[5],
        enterprise=text[6],
        seq_no=text[7],
        declaration_type=text[8],
        change_count=text[9],
        declare_flag=text[10],
        lines=int(row[11]),
        accepted=bool(row[12]),
        reason=text[13],
        twice=bool(row[14]),
    )
