"""Putting answers and receipts into the queue: names, message numbers, and the faults of the line."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from .disguise import disguise
from .faults import Dice, Faults
from .receipts import Envelope, answer, package
from .records import StoredList
from .store import HELD, NEVER, WAITING, Store

CUSTOMS, ENTERPRISE_NODE = "CUS0000", "E010000"
DATA_CENTRE = "DXPEDCINVT000001"
_WIDTHS = (7, 8, 3)
"""Digits after the seconds: 3 by the manual, 7 and 8 in the samples of 2019 to 2024."""


@frozen
class Post:
    """Writes to the queue inside the caller's transaction."""

    store: Store
    faults: Faults
    dice: Dice
    now: Callable[[], datetime]

    def stamp(self) -> str:
        """A timestamp as the client appends it to file names: never the same twice in a second."""
        serial = self.store.next_number("stamp")
        width = _WIDTHS[serial % len(_WIDTHS)]
        return f"{self.now():%Y%m%d%H%M%S}{serial % 10**width:0{width}d}"

    def serial(self, key: str, width: int) -> str:
        """The next number of a kind; its first three digits differ between simulators."""
        base = self.store.number("base")
        return f"{base % 1000:03d}{self.store.next_number(key):0{width - 3}d}"

    def answer(self, *, business: str, stem: str, seq_no: str, number: str, check_info: str, accepted: bool, step: int) -> None:
        """Queue the client's answer to one file."""
        text = answer(seq_no=seq_no, number=number, check_info=check_info, accepted=accepted)
        self.reply(business=business, stem=stem, text=text, accepted=accepted, step=step)

    def reply(self, *, business: str, stem: str, text: str, accepted: bool, step: int) -> None:
        """Queue an answer of any form under the name that answers have."""
        key = f"{stem}/{self.store.number('stamp')}"
        lost = self.dice.roll(self.faults.lost_answer, "lost answer", key)
        word = "Successed" if accepted else "Failed"
        self._queue(business, lambda: f"{word}_{stem}_{self.stamp()}.xml", text, key, due=step, state=NEVER if lost else WAITING)

    def receipt(self, entry: StoredList, kind: str, body: str, *, key: str, moment: datetime, step: int) -> None:
        """Queue a business receipt; what it says has happened whether or not it ever arrives."""
        draft = kind == "INV202"
        sender = DATA_CENTRE if draft else CUSTOMS
        lead = DATA_CENTRE if draft else CUSTOMS + ENTERPRISE_NODE
        message_id = f"{lead}{moment:%Y%m%d%H%M%S}{self.serial('message', 11)}"
        extension = ".INVT" if draft else ".INV"
        business_id = entry.list_no or entry.seq_no
        envelope = Envelope(
            message_id=message_id,
            file_name=message_id + extension,
            message_type=kind,
            sender=sender,
            receiver=entry.receiver if draft and entry.receiver else ENTERPRISE_NODE,
            business_id=entry.list_no,
            pocket_id=f"{business_id}-{_hex(key)}",
            time=moment,
        )
        if self.dice.roll(self.faults.lowercase, "lowercase", key):
            extension = extension.lower()
        self.send(
            entry.business,
            lambda: f"Receipt_{message_id}_{self.stamp()}{extension}",
            package(envelope, body),
            key=key,
            step=step,
        )

    def send(self, business: str, name: Callable[[], str], text: str, *, key: str, step: int, encoding: str = "utf-8") -> None:
        """Queue a receipt of any form, with the faults of the line that the dice give it; ``name`` gives a new name each time."""
        faults, dice = self.faults, self.dice
        lost = dice.roll(faults.lost, "lost", key)
        due = step
        if dice.roll(faults.late, "late", key):
            due += dice.choose(range(1, faults.late_steps + 1), "late steps", key)
        if dice.roll(faults.reorder, "reorder", key):
            # Decisions follow one another by one step, so this lets one or two successors overtake.
            due += dice.choose((2, 3), "reorder steps", key)
        state = HELD if lost else WAITING
        self._queue(business, name, text, key, due=due, state=state, encoding=encoding)
        if dice.roll(faults.repeat, "repeat", key):
            later = due + dice.choose((0, 1, 4), "repeat steps", key)
            self._queue(business, name, text, key, due=later, state=state, encoding=encoding)

    def _queue(
        self, business: str, name: Callable[[], str], text: str, key: str, *, due: int, state: str, encoding: str = "utf-8"
    ) -> None:
        body = disguise(text, self.faults, self.dice, key, encoding)
        cut = self.dice.roll(self.faults.truncated, "truncated", key)
        while not self.store.enqueue(business, name(), body, due=due, state=state, cut=cut):
            # Taken: name() counts on, so the next one differs.
            pass


def _hex(key: str) -> str:
    """32 hexadecimal digits that belong to one receipt."""
    return UUID(int=(zlib.crc32(key.encode()) << 96) | (zlib.adler32(key[::-1].encode()) << 64) | len(key)).hex
