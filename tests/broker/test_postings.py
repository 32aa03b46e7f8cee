"""Postings in the transaction that settles: what the journal's books say after receipts in any order, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from baoguan import BondedInventoryList, Broker, ConfigurationError
from baoguan.broker.books import balances, explain_item, ledgers
from baoguan.ledger import BookRow
from baoguan.plugin import BookCounter, Effect, Mark, hookimpl
from tests.broker.office import SEQ_NO, Office, without_waiting_for_disks
from tests.broker.papers import LIST_NO, inv201, inv211
from tests.support.lists import inventory


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def of_list(document: BondedInventoryList) -> dict[int, Decimal]:
    out: dict[int, Decimal] = {}
    for line in document.lines:
        assert line.ledger_item_no is not None
        assert line.quantity is not None
        out[line.ledger_item_no] = out.get(line.ledger_item_no, Decimal(0)) + line.quantity
    return out


def increased(broker: Broker, ledger: str) -> dict[int, Decimal]:
    return {item: b.increased for (_, item), b in balances(broker, ledger).items() if b.increased}


def test_a_list_is_pre_deducted_then_deducted_and_a_repeat_changes_nothing(office: Office) -> None:
    document = inventory("A-1")
    ledger = document.ledger_no or ""
    with office.broker() as broker:
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "4", 5, list_no=LIST_NO))
        assert ledgers(broker) == [ledger]
        assert all(b.pre_increased and not b.increased for b in balances(broker, ledger).values())
        for _ in range(2):
            office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        assert increased(broker, ledger) == of_list(document)
        assert not any(b.pre_increased for b in balances(broker, ledger).values())
        item = next(iter(of_list(document)))
        told = explain_item(broker, ledger, BookRow.MATERIAL, item)
        assert [m.stage.value for m in told.movements] == ["pre", "pre", "actual"]
        assert {m.list_no for m in told.movements} == {LIST_NO}
        assert {m.source for m in told.movements} == {"receipt"}
        assert told.movements[-1].book == told.balance.book == of_list(document)[item]


def test_receipts_in_another_order_come_to_the_same(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        office.declare(broker, document)
        office.hear(broker, inv211(SEQ_NO, 9, list_no=LIST_NO))
        office.hear(broker, inv201(SEQ_NO, "4", 5, list_no=LIST_NO), inv201(SEQ_NO, "Y", 3))
        assert increased(broker, document.ledger_no or "") == of_list(document)


def test_what_a_person_recorded_is_told_apart_from_receipts(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        office.declare(broker, document)
        broker.record("A-1", by="甲", evidence="页面", outcome="deducted", numbers={"list_no": LIST_NO})
        item = next(iter(of_list(document)))
        (movement,) = explain_item(broker, document.ledger_no or "", BookRow.MATERIAL, item).movements
        assert (movement.source, movement.by) == ("recorded", "甲")


def test_a_mode_that_nobody_knows_is_not_posted_and_an_event_says_so(office: Office) -> None:
    document = attrs.evolve(inventory("A-1"), supervision_mode="0642")
    with office.broker() as broker:
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        assert ledgers(broker) == []
        (event,) = [e for e in broker.events() if e.kind == "unposted"]
        assert "0642" in event.data["zh"]


@pytest.mark.parametrize("statement", ["UPDATE posting SET quantity = '0'", "DELETE FROM posting"])
def test_postings_are_only_ever_added(statement: str, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        with pytest.raises(DatabaseError, match="append-only"), broker.journal.writing() as connection:
            connection.execute(text(statement))


class Barter:
    """A plugin that knows what 0642 does."""

    @hookimpl
    def baoguan_effects(self) -> Sequence[Effect]:
        return [
            Effect(
                modes=("0642",),
                direction="I",
                row=BookRow.MATERIAL,
                counter=BookCounter.TRANSFER_IN,
                on_row=1,
                on_material=1,
                mark=Mark.RECALLED,
                source="本公司 / our own",
            )
        ]


def test_a_plugin_says_what_a_mode_does_and_explain_says_how_well_it_is_known(office: Office) -> None:
    document = attrs.evolve(inventory("A-1"), supervision_mode="0642")
    with office.broker(own={"barter": Barter()}) as broker:
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        item = next(iter(of_list(document)))
        (movement,) = explain_item(broker, document.ledger_no or "", BookRow.MATERIAL, item).movements
        assert movement.mark == "recalled"


CONFIGURED = {
    "modes": ["0642"],
    "direction": "I",
    "row": "material",
    "counter": "transfer_in",
    "source": "主管海关 2026-05-06 答复（虚构）",
}


def test_the_settings_say_what_a_mode_does_with_the_signs_of_its_counter(office: Office) -> None:
    document = attrs.evolve(inventory("A-1"), supervision_mode="0642")
    with office.broker(top={"effects": [CONFIGURED]}) as broker:
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        assert increased(broker, document.ledger_no or "") == of_list(document)
        (movement,) = explain_item(broker, document.ledger_no or "", BookRow.MATERIAL, next(iter(of_list(document)))).movements
        assert movement.counter is BookCounter.TRANSFER_IN


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("modes", "0642"),
        ("modes", ["642"]),
        ("direction", ""),
        ("row", "料件"),
        ("counter", "barter"),
        ("counter", "opening"),
        ("source", " "),
        ("sign", 1),
    ],
)
def test_an_effect_of_the_settings_that_is_not_understood_is_told_by_its_key(key: str, value: object, office: Office) -> None:
    with (
        pytest.raises(ConfigurationError, match=rf"effects\[1\] {key}"),
        office.broker(top={"effects": [{**CONFIGURED, key: value}]}),
    ):
        pass
