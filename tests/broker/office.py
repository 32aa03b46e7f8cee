"""An office with one import client: the folders, a Broker on them, and either a simulator or papers written by hand as the far side."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import attrs
from lxml import etree
from sqlalchemy import Engine, event

from baoguan import BondedInventoryList, Broker, Status, read_config
from baoguan.broker import Config
from baoguan.store import database
from baoguan_singlewindow.simulator import Simulator
from tests.broker import papers
from tests.support.lists import AGENT, inventory

SEQ_NO = "202600000000000001"
CARD = {"customs_code": AGENT.customs_code, "card_no": "8900000000001", "client_id": "0000000001"}


@contextmanager
def without_waiting_for_disks() -> Iterator[None]:
    """Nothing is forced to the disk: what survives a crash is tested elsewhere, and these tests make thousands of commits."""
    opened = database._sqlite

    def quick(folder: Path) -> Engine:
        engine = opened(folder)
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
        return engine

    with patch.object(database, "_sqlite", quick), patch.object(os, "fsync", lambda handle: None):
        yield


@attrs.frozen(kw_only=True)
class Sent:
    """A message that was taken out of the OutBox."""

    exchange_id: str
    number: str
    seq_no: str
    list_no: str
    declaration_type: str
    flag: str
    xml: bytes


@attrs.define(kw_only=True)
class Office:
    """Everything below one folder. `journal` may be the URL of a database."""

    base: Path
    journal: str = "journal"
    environment: str = "simulator"
    _stamp: int = 20260105090000000

    def data(self, **account: object) -> dict[str, object]:
        """What stands in baoguan.toml."""
        settings = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.001, "operator": [CARD], **account}
        data: dict[str, object] = {
            "environment": self.environment,
            "journal": self.journal,
            "by": "tester",
            "accounts": {"sw": settings},
        }
        if "://" in self.journal:
            data["blobs"] = "contents/blobs"
        return data

    def config(self, top: Mapping[str, object] | None = None, **account: object) -> Config:
        return read_config({**self.data(**account), **(top or {})}, self.base)

    def broker(self, own: Mapping[str, object] | None = None, top: Mapping[str, object] | None = None, **account: object) -> Broker:
        return Broker(self.config(top, **account), own=own)

    def simulator(self, **options: object) -> Simulator:
        return Simulator(self.base / "imp", self.base / "sim", **options)  # type: ignore[arg-type]

    @property
    def business(self) -> Path:
        return self.base / "imp" / "Sas"

    def in_box(self) -> list[str]:
        return sorted(p.name for p in (self.business / "InBox").iterdir())

    def out_box(self) -> list[str]:
        return sorted(p.name for p in (self.business / "OutBox").iterdir())

    def take(self) -> list[Sent]:
        """What the client does: take every message out of the OutBox."""
        found = []
        for path in sorted((self.business / "OutBox").glob("*.zip")):
            found.append(read_sent(path.stem, path.read_bytes()))
            path.unlink()
        return found

    def drop(self, name: str, content: bytes) -> str:
        """Put a file into the InBox, whole."""
        draft = self.base / "draft"
        draft.write_bytes(content)
        draft.replace(self.business / "InBox" / name)
        return name

    def answer(self, sent: Sent, content: bytes, what: str = "Successed") -> str:
        """Put an answer to a message into the InBox."""
        self._stamp += 1
        return self.drop(f"{what}_{sent.exchange_id}_{self._stamp}.xml", content)

    def round(self, broker: Broker, seq_no: str = SEQ_NO) -> list[Sent]:
        """A round, after which the client takes what left and answers that all is well."""
        done = broker.run_once(force=True)
        assert not done.failures, done.failures
        taken = self.take()
        for sent in taken:
            self.answer(sent, papers.saved(seq_no, sent.number))
        return taken

    def save(self, broker: Broker, document: attrs.AttrsInstance, seq_no: str = SEQ_NO) -> None:
        """Save a list, and learn its number."""
        broker.submit(document)
        self.round(broker, seq_no)
        broker.run_once(force=True)

    def declare(self, broker: Broker, document: attrs.AttrsInstance, seq_no: str = SEQ_NO) -> str:
        """Save and declare a list; Customs has not spoken yet. Gives its number."""
        number = broker.submit(document, declare=True).number
        for _ in range(3):
            self.round(broker, seq_no)
        assert broker.status(number)[0].state == "declared"
        return number

    def hear(self, broker: Broker, *contents: bytes) -> None:
        """Customs' receipts come in, one after the other."""
        for content in contents:
            self._stamp += 1
            self.drop(f"Receipt_{self._stamp}.xml", content)
        done = broker.run_once(force=True)
        assert not done.failures, done.failures

    def deducted(self, broker: Broker, document: attrs.AttrsInstance, seq_no: str = SEQ_NO) -> str:
        """A list that went all the way: approved at minute 2, deducted at minute 3."""
        number = self.declare(broker, document, seq_no)
        list_no = papers.LIST_NO
        self.hear(
            broker,
            papers.inv201(seq_no, "Y", 1),
            papers.inv201(seq_no, "4", 2, list_no=list_no),
            papers.inv211(seq_no, 3, entryNo="530020261000000001"),
        )
        return number


def changed(number: str, remark: str | None = None) -> BondedInventoryList:
    """The list with another remark in its first line: what a change may do."""
    document = inventory(number, remark=remark)
    first, *others = document.lines
    lines = attrs.evolve(first, modification="1", remark="更正"), *(attrs.evolve(o, modification="0") for o in others)
    return attrs.evolve(document, lines=lines)


def read_sent(exchange_id: str, content: bytes) -> Sent:
    """A message as the far side reads it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        xml = archive.read(name)
    root = etree.fromstring(xml)

    def text(tag: str) -> str:
        return next((n.text or "" for n in root.iter(tag)), "")

    return Sent(
        exchange_id=exchange_id,
        number=text("EtpsInnerInvtNo"),
        seq_no=text("SeqNo"),
        list_no=text("BondInvtNo"),
        declaration_type=text("DclTypecd"),
        flag=text("DelcareFlag"),
        xml=xml,
    )


def only(broker: Broker, ref: str, patience: timedelta = timedelta(minutes=15)) -> Status:
    """The status of one list."""
    return broker.status(ref, patience=patience)[0]
