"""Damaged receipts of declarations in the journal: each is parked, nobody's, or applied to the declaration that it names; none stops a round."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import attrs
import pytest
from sqlalchemy import select

from baoguan import Broker
from baoguan.clock import SHANGHAI
from baoguan.plugin import DecodeError, RawReceipt, parse_xml
from baoguan.store.tables import document, inbox, receipt
from baoguan_singlewindow.receipts import decode
from plugins.singlewindow.tests.declaration.papers import leaves
from tests.broker.counter import ENTRY_NO, SEQ_NO, Counter, result
from tests.broker.office import Office, without_waiting_for_disks
from tests.robustness.declaration_seeds import receipts
from tests.robustness.mutate import mutate
from tests.robustness.seeds import Seed
from tests.robustness.showing import inner
from tests.support.declarations import declaration

OTHER_SEQ_NO, OTHER_ENTRY_NO = "I20260000000000777", "530120261000000777"
BATCH = 200


@attrs.frozen
class Damaged:
    """A file of the InBox."""

    name: str
    content: bytes

    def texts(self) -> set[str]:
        """The texts of its elements, also in an envelope; none where it cannot be read."""
        try:
            return {text for _, text in leaves(inner(parse_xml(self.content)))}
        except DecodeError:
            return set()

    def unreadable(self) -> bool:
        """Whether decoding refuses it."""
        raw = RawReceipt(token=self.name, name=self.name, content=self.content, received=datetime(2026, 1, 5, 9, tzinfo=SHANGHAI))
        try:
            decode(raw)
        except DecodeError:
            return True
        return False


def damaged(exchange: str, start: int) -> Iterator[Damaged]:
    """A batch of files, the same at every run; answers bear the name of our message."""
    soil = [Seed(name=name, content=content) for name, content in receipts().items()]
    for number in range(start, start + BATCH):
        chance = random.Random(number)
        seed = soil[number % len(soil)]
        _, content = mutate(seed, chance)
        word = seed.name.partition("_")[0]
        middle = "DECCUS004_I20260000000000001_000001" if word == "Receipt" else exchange
        yield Damaged(f"{word}_{middle}_{20260105090000000 + number}.xml", content)


def hear(broker: Broker) -> None:
    """Rounds until nothing is new; none may fail."""
    while not (done := broker.run_once(force=True)).idle:
        assert not done.failures, done.failures


def settle(folder: Path, start: int) -> dict[str, int]:
    """Let a batch come in for one declaration, beside another one; gives how many rows came to which state."""
    counter = Counter(office=Office(base=folder))
    with counter.open(stable_seconds=0.0) as broker:
        broker.submit(declaration("A-1"))
        (ours,) = counter.round(broker)
        broker.submit(declaration("B-1"))
        counter.round(broker, OTHER_SEQ_NO)
        files = {each.name: each for each in damaged(ours.exchange_id, start)}
        for each in files.values():
            (counter.folder / "InBox" / each.name).write_bytes(each.content)
        hear(broker)
        with broker.journal.reading() as connection:
            rows = connection.execute(select(inbox.c.name, inbox.c.state)).all()
            told = connection.execute(
                select(inbox.c.name, receipt.c.data, receipt.c.state, document.c.number)
                .join(receipt, receipt.c.inbox_id == inbox.c.id)
                .join(document, document.c.id == receipt.c.document_id)
            ).all()
        states = {name: state for name, state in rows if name in files}
        assert states.keys() == files.keys()
        for name, state in states.items():
            each = files[name]
            assert state in ("applied", "repeat", "foreign", "orphan", "parked"), (name, state)
            assert (state == "parked") is each.unreadable(), (name, state)
        for name, data, state, number in told:
            if name not in files:
                continue
            each = files[name]
            assert number == "A-1", (name, number)
            assert ours.exchange_id in name or each.texts() & {SEQ_NO, ENTRY_NO}, (name, state)
            # Of the client's own troubles the name of the file tells that they are a refusal.
            decides = data["outcome"] != "informed" and data["source"] != "Root"
            assert not decides or data.get("code", "") in {*each.texts(), ""}, (name, data)
        assert broker.status("B-1")[0].state == "saved"
        for at, channel in enumerate("7LPR", 1):
            counter.hear_foreign(broker, result(channel, at, OTHER_SEQ_NO, OTHER_ENTRY_NO))
        assert (broker.status("B-1")[0].state, broker.status("B-1")[0].needs_person) == ("cleared", False)
        return dict(broker.inbox_counts())


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def test_a_damaged_receipt_is_applied_to_what_it_names_or_to_nothing(tmp_path: Path) -> None:
    counts = settle(tmp_path, 0)
    print(counts)
    assert counts["parked"] > BATCH // 10
    assert counts["applied"] > BATCH // 10


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_damaged_receipts_are_applied_to_what_they_name_or_to_nothing(tmp_path: Path) -> None:
    for start in range(BATCH, 10_000, BATCH):
        (tmp_path / str(start)).mkdir()
        settle(tmp_path / str(start), start)
