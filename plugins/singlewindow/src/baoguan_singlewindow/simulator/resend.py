"""INV141 回执补发送申请: all receipts of a list are written again.

Only the schema of 2017 is known of it, and no real one was ever seen, so the simulator refuses it unless it is told to take it. What comes
again has a message number and a time of sending of its own; the decision and its time are those of the first.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen
from lxml import etree

from .folders import Pickup
from .message import check_encoding, local_name
from .package import open_package
from .post import Post
from .problems import Findings
from .records import StoredList
from .store import Store
from .tables import ENVELOPE, POCKET
from .values import Card, ListStage

NAME = "INV141"
_FIELDS = ("businessId", "etpsPreentNo")
_LONGEST = 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS given (
    id INTEGER PRIMARY KEY, seq_no TEXT NOT NULL, number TEXT NOT NULL, list_no TEXT NOT NULL, business TEXT NOT NULL,
    receiver TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS given_list ON given (seq_no);
"""


@frozen
class KeepingPost(Post):
    """A post that keeps every receipt of a list, lost or not."""

    def __attrs_post_init__(self) -> None:
        self.store.database.executescript(_SCHEMA)

    def receipt(self, entry: StoredList, kind: str, body: str, *, key: str, moment: datetime, step: int) -> None:
        """Keep and queue it."""
        blob = zlib.compress(body.encode(), 1)
        values = (entry.seq_no, entry.number, entry.list_no, entry.business, entry.receiver, kind, key, blob)
        columns = "seq_no, number, list_no, business, receiver, kind, key, body"
        self.store.database.execute(f"INSERT INTO given ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        super().receipt(entry, kind, body, key=key, moment=moment, step=step)

    def again(self, seq_no: str, *, step: int) -> int:
        """Queue every receipt of a list once more, in the order of the first time; gives how many."""
        nth = self.store.next_number("resend")
        columns = "number, list_no, business, receiver, kind, key, body"
        rows = self.store.database.execute(f"SELECT {columns} FROM given WHERE seq_no = ? ORDER BY id", (seq_no,)).fetchall()
        for number, list_no, business, receiver, kind, key, body in rows:
            entry = StoredList(
                seq_no=seq_no,
                enterprise="",
                number=number,
                business=business,
                receiver=receiver,
                stage=ListStage.DECLARED,
                list_no=list_no,
                lines=0,
            )
            text = zlib.decompress(body).decode()
            super().receipt(entry, kind, text, key=f"again {nth}/{key}", moment=self.now(), step=step + 1)
        return len(rows)


@frozen(kw_only=True)
class Asked:
    """A request as it arrived, with what is wrong with it."""

    list_no: str = ""
    seq_no: str = ""
    found: Findings


@frozen
class Resends:
    """Reads requests and answers them; `judge` runs inside the caller's transaction."""

    store: Store
    post: KeepingPost
    cards: Sequence[Card]

    def read(self, pickup: Pickup) -> Asked | None:
        """The request in a file; nothing for a file of anything else."""
        found = Findings()
        data = open_package(pickup.path, pickup.name, Findings())
        if data is None or f"<{NAME}".encode() not in data:
            return None
        check_encoding(data, found)
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            found.add("not well-formed", "", f"XML 格式错误：{error.msg}")
            return Asked(found=found)
        values = self._values(root, found)
        return Asked(list_no=values.get("businessId", ""), seq_no=values.get("etpsPreentNo", ""), found=found)

    def _values(self, root: etree._Element, found: Findings) -> Mapping[str, str]:
        """The two numbers, and what the structure around them lacks or has too much."""
        package = _only(_only(root, ("Object",), "Object", found, beside=_SIGNATURE), ("Package",), "Package", found)
        data = _only(package, ("EnvelopInfo", "DataInfo"), "DataInfo", found)
        business = _only(data, ("PocketInfo", "BussinessData"), "BussinessData", found)
        # Nothing is declared, so nothing stands beside it: no DelcareFlag.
        message = _only(business, (NAME,), NAME, found)
        head = _only(message, ("ReceiptDclHead",), "ReceiptDclHead", found)
        envelope = _cells(_only(package, ("EnvelopInfo", "DataInfo"), "EnvelopInfo", found), {e.name for e in ENVELOPE}, found)
        _cells(_only(data, ("PocketInfo", "BussinessData"), "PocketInfo", found), {e.name for e in POCKET}, found)
        if envelope.get("message_type") != NAME:
            found.add("envelope", "EnvelopInfo/message_type", f"报文类型应为 {NAME}")
        if self.cards and envelope.get("Ic_Card") not in {card.number for card in self.cards}:
            found.add("card", "EnvelopInfo/Ic_Card", "IC 卡不合法或与卡号不符")
        values = _cells(head, set(_FIELDS), found)
        for name in _FIELDS:
            if name not in values:
                found.add("structure", f"ReceiptDclHead/{name}", "缺少元素")
            elif len(values[name]) > _LONGEST:
                found.add("too long", f"ReceiptDclHead/{name}", f"长度超过 {_LONGEST}")
        return values

    def judge(self, pickup: Pickup, digest: str, asked: Asked, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer it, and write the receipts again; whether it was taken, and the stamp for the file."""
        del found  # what was read says itself what is wrong with it
        entry = None if asked.found else self._list(asked)
        number = entry.number if entry is not None else ""
        accepted, stamp = not asked.found, self.post.stamp()
        now = self.post.now().isoformat()
        self.store.add_arrival(
            (
                *(pickup.pickup_id, now, pickup.business, pickup.name, digest),
                *(number, entry.enterprise if entry is not None else "", asked.seq_no, "", "", "", 0),
                *(int(accepted), asked.found.reason(), 0, stamp),
            )
        )
        self.post.answer(
            business=pickup.business,
            stem=pickup.stem,
            seq_no=entry.seq_no if entry is not None else "",
            number=number,
            check_info=asked.found.check_info(),
            accepted=accepted,
            step=step,
        )
        if entry is not None:
            self.post.again(entry.seq_no, step=step)
        return accepted, stamp

    def _list(self, asked: Asked) -> StoredList | None:
        """The list that both numbers name, as far as they are given; gone ones too."""
        lists = [e for e in self.store.lists() if asked.seq_no and e.seq_no == asked.seq_no]
        if not lists and not asked.seq_no and asked.list_no:
            lists = [e for e in self.store.lists() if e.list_no == asked.list_no]
        if not lists:
            asked.found.add("no such list", "ReceiptDclHead/etpsPreentNo", "没有该清单")
            return None
        if asked.list_no and asked.list_no != lists[-1].list_no:
            asked.found.add("BondInvtNo", "ReceiptDclHead/businessId", "清单编号与统一编号不符")
            return None
        return lists[-1]


_SIGNATURE = frozenset({"SignedInfo", "SignatureValue", "KeyInfo"})


def _only(
    parent: etree._Element | None, allowed: Sequence[str], name: str, found: Findings, *, beside: frozenset[str] = frozenset()
) -> etree._Element | None:
    """The only child of a name; what else stands there is unknown."""
    if parent is None:
        return None
    place = local_name(parent.tag)
    for child in parent:
        if local_name(child.tag) not in {*allowed, *beside} and name == allowed[-1]:
            found.add("unknown element", f"{place}/{local_name(child.tag)}", "未知的元素")
    children = [child for child in parent if local_name(child.tag) == name]
    if len(children) != 1:
        found.add("structure", f"{place}/{name}", f"应有且只有一个 {name} 元素，实有 {len(children)} 个")
        return None
    return children[0]


def _cells(parent: etree._Element | None, names: set[str], found: Findings) -> dict[str, str]:
    """The texts of a record's elements."""
    values: dict[str, str] = {}
    for child in parent if parent is not None else ():
        name = local_name(child.tag)
        if name not in names:
            found.add("unknown element", f"{local_name(parent.tag)}/{name}" if parent is not None else name, "未知的元素")
        elif name in values:
            found.add("repeated element", name, "元素重复")
        values[name] = (child.text or "").strip()
    return values
