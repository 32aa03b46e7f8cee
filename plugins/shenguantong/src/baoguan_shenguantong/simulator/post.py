"""Writing receipts and putting them on their way, as the faults will have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from .batch import PROTOCOL
from .faults import Dice, Faults
from .store import HELD, WAITING, Key, Store

NOTICE = "模拟器，非海关回执；假定格式 / simulator, no receipt of Customs; assumed format"
_LATE_STEPS = 5


class Post:
    """The outgoing receipts of a simulator."""

    def __init__(self, store: Store, faults: Faults, dice: Dice, now: Callable[[], datetime]) -> None:
        self._store, self._faults, self._dice, self._now = store, faults, dice, now

    def say(
        self,
        key: Key,
        level: str,
        code: str,
        *,
        step: int,
        text: str = "",
        errors: Sequence[Mapping[str, object]] = (),
        answers: bool = False,
        theirs: bool = False,
        more: Mapping[str, object],
    ) -> None:
        """One statement about a document. ``answers``: it answers an exchange; ``theirs``: the document is somebody else's."""
        serial = self._store.next_number("receipt")
        kind, owner, number = key
        data = {
            "protocol": PROTOCOL,
            "notice": NOTICE,
            "receipt_id": f"R{serial:09d}",
            "level": level,
            "code": code,
            "kind": kind,
            "owner": owner,
            "number": number,
            "time": self._time(),
            "text": text,
            "errors": list(errors),
            **more,
        }
        body = json.dumps(data, ensure_ascii=False)
        if not theirs:
            self._store.add_statement(key, body)
        due = step
        if self._dice.roll(self._faults.late, "late", serial):
            due += self._dice.number(_LATE_STEPS, "late", serial)
        if self._dice.roll(self._faults.reorder, "reorder", serial):
            due += 2
        held = self._dice.roll(self._faults.lost_answer if answers else self._faults.lost, "lost", serial)
        name = f"Receipt_R{serial:09d}.json"
        self._store.enqueue(name, body, due, HELD if held else WAITING)
        if self._dice.roll(self._faults.repeat, "repeat", serial):
            self._store.enqueue(f"Receipt_R{serial:09d}_2.json", body, due + 1, HELD if held else WAITING)

    def reply(self, name: str, body: str, step: int) -> None:
        """The answer to a query, which is never lost."""
        self._store.enqueue(name, body, step, WAITING)

    def _time(self) -> str:
        """The far side's clock: it never shows the same millisecond twice, so that its receipts can be put in order."""
        now = self._now()
        millis = max(int(now.timestamp() * 1000), self._store.number("time") + 1)
        self._store.set_number("time", millis)
        moment = now + timedelta(milliseconds=millis - int(now.timestamp() * 1000))
        return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
