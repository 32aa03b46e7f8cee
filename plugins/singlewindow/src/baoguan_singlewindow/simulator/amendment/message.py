"""Reading a DecModMessage: well-formed, right structure and order, only known elements, every value of its form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from attrs import field, frozen

from ..declaration.checks import check_record
from ..declaration.fields import NEWEST, Section
from ..declaration.message import Record, parsed, read_record
from ..message import local_name
from ..problems import Findings
from .tables import ATTACHMENT, CONFIRMATION, ITEM, MESSAGE, ORDER

CHANGE, WITHDRAWAL = "1", "2"
SAVE, DECLARE, CONFIRM = "G", "C", "H"
_OF_SENDING = frozenset({"DecModSeqNo", "Sign", "SignTime", "OperType"})


@frozen(kw_only=True)
class ModMessage:
    """One DecModMessage as it arrived."""

    data: bytes = field(repr=False)
    head: Record
    """The elements that stand directly in it."""

    def get(self, name: str) -> str:
        """The value of an element of the head, empty if there is none."""
        return self.head.get(name)

    def of(self, section: Section) -> list[Record]:
        """The records of a section."""
        return [record for record in self.head.inside if record.section.name == section.name]

    @property
    def items(self) -> list[Record]:
        """What shall be changed."""
        return self.of(ITEM)

    @property
    def attachments(self) -> list[Record]:
        """The list of attached files."""
        return self.of(ATTACHMENT)

    @property
    def confirmation(self) -> Record | None:
        """The answer to a change that Customs started."""
        return next(iter(self.of(CONFIRMATION)), None)

    @property
    def digest(self) -> str:
        """By which two messages are known to say the same: of everything but number, operation and signature.

        The message has no place for the sender's own number.
        """
        said = [f"{k}={v}" for k, v in sorted(self.head.values.items()) if k not in _OF_SENDING]
        for top in self.head.inside:
            for record in top.walk():
                kept = sorted(f"{k}={v}" for k, v in record.values.items() if k != "SignTime")
                said.append("\x1f".join([record.section.name, *kept]))
        return hashlib.blake2b("\x1e".join(said).encode(), digest_size=12).hexdigest()


def read_amendment(data: bytes, found: Findings) -> ModMessage | None:
    """The message, or nothing with the reasons in ``found``. A message with faults in its values is still returned."""
    root = parsed(data, MESSAGE.name, found)
    if root is None:
        return None
    _check_order([local_name(child.tag) for child in root], found)
    message = ModMessage(data=data, head=read_record(root, MESSAGE, MESSAGE.zh, found))
    for record in message.head.walk():
        check_record(record, NEWEST, found, [])
    return message


def _check_order(names: Sequence[str], found: Findings) -> None:
    places = [ORDER.index(name) for name in names if name in ORDER]
    for before, after in pairwise(places):
        if after < before:
            found.add("order", ORDER[after], f"{ORDER[after]} 应在 {ORDER[before]} 之前")
            return
