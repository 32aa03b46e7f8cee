"""Messages in several packs: kept until the last has come, then judged as one.

No real message in packs was ever seen, so the simulator refuses them unless it is told to take them; the schema knows a pack by
``pocket_id``, ``total_pocket_qty`` and ``cur_pocket_no``. That the rows follow each other and that everything else travels in the first
pack is how the sender under test divides, not knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from .message import Inv101
from .problems import Findings
from .records import Content, Pack
from .rules import check_rules
from .store import Store


def total_of(message: Inv101) -> int:
    """How many packs the message has; 1 where that is not said, or not as a number."""
    text = message.pocket.get("total_pocket_qty", "")
    return int(text) if text.isascii() and text.isdigit() else 1


def pack_of(message: Inv101) -> str:
    """What tells the packs of a message from each other and from those of another one; empty for a message in one piece."""
    return f"#{message.pocket.get('pocket_id')}#{message.pocket.get('cur_pocket_no')}" if total_of(message) > 1 else ""


def check_packs(pocket: Mapping[str, str], found: Findings) -> None:
    """Add what is wrong with the numbers of a pack."""
    total, current = pocket.get("total_pocket_qty", ""), pocket.get("cur_pocket_no", "")
    if not (total.isdigit() and current.isdigit() and 1 <= int(current) <= int(total)):
        found.add("pocket", "PocketInfo/cur_pocket_no", f"包序号 {current!r} 与总包数 {total!r} 不符")
    if not pocket.get("pocket_id"):
        found.add("pocket", "PocketInfo/pocket_id", "分包编号不能为空")


@frozen
class Packs:
    """The packs that wait for the others of their message; runs inside the caller's transaction."""

    store: Store

    def receive(self, message: Inv101, found: Findings) -> Inv101 | None:
        """The whole message, when this was the last pack of it; else nothing, with the reason in ``found`` if the pack is refused."""
        pocket_id, total = message.pocket["pocket_id"], total_of(message)
        known = {pack.number: pack for pack in self.store.packs(pocket_id)}
        number = int(message.pocket["cur_pocket_no"])
        if number in known:
            found.add("exists", "PocketInfo/cur_pocket_no", f"第 {number} 包已收到")
        elif any(pack.total != total or _head(pack.content.head) != _head(message.head) for pack in known.values()):
            found.add("pocket", "PocketInfo/pocket_id", "各包的总包数或表头不一致")
        elif not message.rows:
            found.add("no rows", "InvtListType", f"第 {number} 包没有表体")
        if found:
            return None
        content = Content(head=message.head, rows=message.rows)
        known[number] = Pack(number=number, total=total, content=content, others=tuple(message.others))
        self.store.keep_pack(pocket_id, known[number])
        if len(known) < total:
            return None
        ordered = [known[n] for n in sorted(known)]
        others = {name: message.others.get(name, ()) for pack in ordered for name in pack.others}
        whole = evolve(message, rows=[row for pack in ordered for row in pack.content.rows], others=others)
        check_rules(whole, found)
        return None if found else whole


def _head(head: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in head.items() if value}
