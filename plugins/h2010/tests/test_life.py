"""From submit to the last receipt, over real sockets."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from baoguan import Broker, InvalidDocument, Unproven, Unsupported
from baoguan.plugin import Ledger
from plugins.h2010.tests.conftest import Office, only
from plugins.h2010.tests.papers import TRADE, inventory, item, ledger, line


def filed(office: Office, broker: Broker, number: str = "EMS-A-1", **changes: object) -> str:
    """File a ledger; gives its number."""
    broker.submit(ledger(number, **changes), declare=True)
    for _ in range(25):
        office.rounds(broker, 1)
        if only(broker, number).state == "approved":
            break
    assert only(broker, number).state == "approved"
    return only(broker, number).numbers["ledger_no"]


def change(document: Ledger, ledger_no: str, count: int = 1, **changes: object) -> Ledger:
    """The document as its nth change says it."""
    return attrs.evolve(document, act="2", change_count=count, ledger_no=ledger_no, **changes)  # type: ignore[arg-type]


def test_a_ledger_is_checked_filed_and_learns_its_number(office: Office) -> None:
    with office.broker() as broker:
        done = broker.submit(ledger(), declare=True)
        assert any("mock" in note for note in done.unproven)
        states = []
        for _ in range(5):
            office.rounds(broker, 1)
            states.append(only(broker, "EMS-A-1").state)
        assert states == ["sent", "sent", "stored", "approved", "approved"]
        status = only(broker, "EMS-A-1")
        assert status.numbers["ledger_no"] == "E53010000001"
        assert status.numbers["seq_no"]
    assert office.verdicts() == [("0", "taken"), ("1", "taken")]
    assert office.declared() == ["EMS-A-1:1/1"]


def test_a_character_outside_gbk_is_a_finding_of_check_and_of_submit(office: Office) -> None:
    document = ledger("EMS-A-1", materials=(item(1, goods_name="芯片😀"),), products=(), consumptions=())
    with office.broker() as broker:
        found = {(f.path, f.value) for f in broker.check(document) if f.rule == "h2010.text"}
        assert ("materials[1].goods_name", "芯片😀") in found
        with pytest.raises(InvalidDocument, match="GBK"):
            broker.submit(document)
        assert broker.status() == []


def test_saving_alone_books_nothing(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger())
        office.rounds(broker, 6)
        assert only(broker, "EMS-A-1").state == "saved"
    (document,) = office.far_side.store.documents()
    assert (document.state, document.ems_no, office.declared()) == (0, "", [])


def test_a_list_is_approved_and_only_its_declaration_moves_the_ledger(office: Office) -> None:
    with office.broker() as broker:
        number = filed(office, broker)
        broker.submit(inventory(ledger_no=number), declare=True)
        office.rounds(broker, 5)
        status = only(broker, "LIST-1")
        assert status.state == "approved"
        assert status.numbers["list_no"] == "QD0000000000000001"
        assert office.far_side.balances(number) == {}
        entry = office.far_side.declare_entry(TRADE, "LIST-1")
        moved = office.far_side.balances(number)[("IMG", "1")]
        assert (moved.imported, moved.exported) == (Decimal(200), Decimal(0))
        office.rounds(broker, 2)
        status = only(broker, "LIST-1")
        assert (status.state, status.standing.facts["entry_no"]) == ("deducted", entry)
        assert not status.standing.conflicts


def test_a_change_goes_out_from_the_executing_state_and_comes_into_force(office: Office) -> None:
    with office.broker() as broker:
        number = filed(office, broker)
        new = change(
            ledger(), number, materials=(*_unchanged(ledger()), item(4, goods_name="螺钉", hs_code="7318159090", modification="3"))
        )
        broker.modify("EMS-A-1", attrs.evolve(new, consumptions=()), declare=True)
        states, document = [], office.far_side.store.documents()[0]
        for _ in range(5):
            office.rounds(broker, 1)
            (document,) = office.far_side.store.documents()
            states.append((document.state, document.copy))
        assert states == [(3, 0), (3, 4), (3, 2), (3, 0), (3, 0)]
        status = only(broker, "EMS-A-1")
        assert (status.state, status.change_count, status.standing.pending) == ("approved", 1, None)
        assert "4" in office.far_side.store.content(document)["ORG_IMG"]
    assert office.declared() == ["EMS-A-1:1/1", "EMS-A-1:2/1/1"]


def _unchanged(document: Ledger) -> tuple[object, ...]:
    return tuple(attrs.evolve(row, modification="0") for row in document.materials)


def test_a_large_ledger_goes_in_batches_and_is_stored_when_all_are_there(office: Office) -> None:
    rows = tuple(item(n, goods_name=f"集成电路{n}") for n in range(1, 41))
    with office.broker(batch_rows=30) as broker:
        filed(office, broker, materials=rows, consumptions=())
        (document,) = office.far_side.store.documents()
        assert len(office.far_side.store.content(document)["ORG_IMG"]) == 40
    assert office.declared() == [f"EMS-A-1:1/{k}" for k in range(1, 6)]


@pytest.mark.parametrize("office", [["reject:EMS-A-1:1"]], indirect=True)
def test_a_rejected_filing_goes_back_to_applying_and_is_declared_again(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(ledger(), declare=True)
        office.rounds(broker, 5)
        status = only(broker, "EMS-A-1")
        assert status.state == "rejected"
        assert [d.state for d in office.far_side.store.documents()] == [1]
        broker.redeclare("EMS-A-1")
        office.rounds(broker, 4)
        assert only(broker, "EMS-A-1").state == "approved"
        assert [d.state for d in office.far_side.store.documents()] == [3]
    assert office.declared() == ["EMS-A-1:1/1", "EMS-A-1:1/1"]
    assert [v for _, v in office.verdicts()] == ["taken"] * 3


def test_a_list_of_the_wrong_row_is_refused_by_the_check_with_row_and_field(office: Office) -> None:
    with office.broker() as broker:
        number = filed(office, broker)
        broker.submit(inventory(ledger_no=number, lines=(line(1, ledger_item_no=3),)), declare=True)
        office.rounds(broker, 4)
        status = only(broker, "LIST-1")
        assert status.state == "refused"
        assert any("CL_LIST 1 G_NO" in text for text in status.standing.acts[0].texts)
    assert office.declared() == ["EMS-A-1:1/1"]


@pytest.mark.parametrize("act", ["withdraw", "change"])
def test_what_the_old_system_has_no_message_for_is_refused(act: str, office: Office) -> None:
    with office.broker() as broker:
        number = filed(office, broker)
        broker.submit(inventory(ledger_no=number), declare=True)
        office.rounds(broker, 5)
        if act == "withdraw":
            for ref in ("EMS-A-1", "LIST-1"):
                with pytest.raises(Unsupported, match="no message that withdraws"):
                    broker.withdraw(ref)
        else:
            with pytest.raises(Unsupported, match="no message that changes a list"):
                broker.modify("LIST-1", inventory(ledger_no=number, remark="改"), declare=True)


def test_nothing_of_it_goes_into_production_without_an_opt_in(office: Office) -> None:
    office.environment = "production"
    with office.broker() as broker, pytest.raises(Unproven, match="weak evidence"):
        broker.submit(ledger())
    allowed = ["ledger:save", "ledger:declare"]
    with office.broker(allow_unproven=allowed) as broker:
        assert any("mock" in note for note in broker.submit(ledger(), declare=True).unproven)
