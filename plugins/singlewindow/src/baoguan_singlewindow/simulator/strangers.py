"""Receipts for a list that somebody typed on the page with the same card: they come into the same InBox."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from .post import Post
from .receipts import date_time, list_head, result
from .records import Content, StoredList


def send_foreign(post: Post, neighbour: StoredList, content: Content, *, moment: datetime, step: int) -> None:
    """Queue INV201 Y and 4 for a list unknown to the sender, of the same enterprise as ``neighbour``."""
    serial = post.serial("foreign", 9)
    stranger = evolve(
        neighbour,
        seq_no=f"{moment:%Y}9{serial.rjust(13, '0')}",
        number=f"PAGE{serial}",
        list_no=f"QD{content.head['DclPlcCuscd']}{moment:%y}{content.head['ImpexpMarkcd']}{serial}",
    )
    first = moment.replace(microsecond=0)
    second = first + timedelta(seconds=1)
    for code, when, entry in (("Y", first, evolve(stranger, list_no="")), ("4", second, stranger)):
        body = result(
            seq_no=entry.seq_no,
            list_no=entry.list_no,
            count=0,
            kind="1",
            outcome=code,
            moment=when,
            remark="",
            notes=(),
        )
        if code == "4":
            known = {
                "bondInvtNo": stranger.list_no,
                "chgTmsCnt": "0",
                "invtPreentNo": stranger.seq_no,
                "etpsInnerInvtNo": stranger.number,
                "invtDclTime": date_time(first),
                "prevdTime": date_time(second),
                "vrfdedMarkcd": "1",
                "invtStucd": "0",
                "bondInvtTypecd": content.head["InvtType"],
                "dclTypecd": "1",
            }
            body += list_head(content.head, known)
        post.receipt(entry, "INV201", body, key=f"foreign/{stranger.number}/{code}", moment=when, step=step)
