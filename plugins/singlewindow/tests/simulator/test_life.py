from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Document, Inbox, Parts, Send, Simulate, Value

CHANGE_ROW = {"DclQty": "60", "LawfQty": "60", "DclTotalAmt": "75.00", "ModfMarkcd": "1"}
LOGISTICS = {"PutrecNo": "L5300A250001", "SupvModecd": "1233"}


def results(documents: Sequence[Document], value: Value) -> list[str]:
    """What each business receipt says, in order."""
    kinds = [value(document, "message_type") for document in documents]
    return [k if k == "INV211" else f"{k} {value(d, 'manageResult')}" for k, d in zip(kinds, documents, strict=True)]


def numbers(simulator: Simulator, number: str) -> dict[str, str]:
    """The head of a later message about a list."""
    state = simulator.lists()[number]
    return {"SeqNo": state.seq_no, "BondInvtNo": state.list_no}


def test_a_declared_list_is_stored_approved_drafted_and_booked(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    (answer,) = inbox("Successed_A1_*.xml")
    assert re.fullmatch(r"\d{18}", value(answer, "SeqNo"))
    assert (value(answer, "DealFlag"), value(answer, "EtpsPreentNo")) == ("0", "A1")
    receipts = inbox("Receipt_*")
    assert results(receipts, value) == ["INV201 Y", "INV201 4", "INV202 1", "INV211"]
    state = sim.lists()["A1"]
    assert state.state == "deducted"
    assert state.seq_no == value(answer, "SeqNo") == value(receipts[0], "etpsPreentNo")
    assert re.fullmatch(r"QD530025I\d{9}", state.list_no)
    assert value(receipts[1], "businessId") == state.list_no == value(receipts[3], "bondInvtNo")
    assert re.fullmatch(r"I2025\d{13}", state.entry_no)
    assert value(receipts[2], "entrySeqNo") == state.entry_no
    assert (value(receipts[1], "vrfdedMarkcd"), value(receipts[3], "vrfdedMarkcd")) == ("1", "2")
    assert value(receipts[3], "emsNo") == "C53000000001"


def test_receipts_have_the_shape_of_real_ones(simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    names = sorted(path.name for path in (root / "Sas" / "InBox").glob("Receipt_*"))
    assert [bool(re.fullmatch(r"Receipt_CUS0000E010000\d+_\d{17,22}\.INV", name)) for name in names] == [1, 1, 1, 0]
    assert re.fullmatch(r"Receipt_DXPEDCINVT000001\d+_\d{17,22}\.INVT", names[3])
    for document in inbox("Receipt_*"):
        assert document.tag == "{http://www.w3.org/2000/09/xmldsig#}Package"
        assert re.fullmatch(r"\w{18}-[0-9a-f]{32}", value(document, "pocket_id"))
        assert re.fullmatch(r"[\d-]{10}T[\d:]{8}", value(document, "send_time"))
    (approval,) = [d for d in inbox("Receipt_C*") if [e.text for e in d.iter("{*}manageResult")] == ["4"]]
    (line,) = approval.iter("{*}BondInvtDt")
    assert line.findtext("{*}gdsSpcfModelDesc") == "型号<A&B>"
    (head,) = approval.iter("{*}BondInvtBsc")
    assert len(head) == 51
    assert head.findtext("{*}dclTypecd") == "1"


def test_customs_dates_of_one_list_only_grow(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    dates = [value(document, "manageDate") for document in inbox("Receipt_C*") if "INV201" in value(document, "message_type")]
    assert dates == sorted(set(dates))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"GenDecFlag": "2", "DecType": ""}, ["INV201 Y", "INV201 4", "INV211"]),
        (
            {"DclcusFlag": "2", "DclcusTypecd": "", "GenDecFlag": "2", "DecType": "", "CorrEntryDclEtpsNo": ""},
            ["INV201 Y", "INV201 1"],
        ),
    ],
)
def test_lists_without_a_declaration_draft_take_a_shorter_course(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value, head: Parts, expected: list[str]
) -> None:
    sim = simulate()
    send("A1", head=head)
    sim.run_until_idle()
    assert results(inbox("Receipt_*"), value) == expected
    assert sim.lists()["A1"].state == "deducted"


def test_a_draft_is_saved_rewritten_and_then_declared(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1", flag="0")
    sim.run_until_idle()
    assert sim.lists()["A1"].state == "saved"
    assert inbox("Receipt_*") == []
    seq_no = value(inbox("Successed_*")[0], "SeqNo")
    send("A1", name="again", flag="0", head={"SeqNo": seq_no, "Rmk": "第二稿"})
    send("A1", name="declare", head={"SeqNo": seq_no, "Rmk": "第二稿"})
    sim.run_until_idle()
    assert sim.lists()["A1"].state == "deducted"
    assert [a.accepted for a in sim.arrivals()] == [True] * 3
    assert {value(answer, "SeqNo") for answer in inbox("Successed_*")} == {seq_no}


def test_a_number_that_exists_is_refused_without_a_seq_no(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1", flag="0")
    send("A1", name="B", flag="0")
    sim.run_until_idle()
    (answer,) = inbox("Failed_B_*.xml")
    assert value(answer, "DealFlag") == "-1"
    assert "已存在" in value(answer, "CheckInfo")
    assert answer.find("SeqNo") is None


@pytest.mark.parametrize(("code", "stage"), [("3", "rejected"), ("Z", "store_failed")])
def test_a_list_refused_by_customs_is_declared_again_with_its_seq_no(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value, code: str, stage: str
) -> None:
    sim = simulate(plans={"A*": ("Y", code)})
    send("A1")
    sim.run_until_idle()
    assert sim.lists()["A1"].state == stage
    refusal = inbox("Receipt_*")[1]
    assert value(refusal, "manageResult") == code
    assert all(note.text for note in refusal.iter("{*}note"))
    send("A1", name="again", head={"SeqNo": sim.lists()["A1"].seq_no})
    sim.run_until_idle()
    assert sim.lists()["A1"].state == "deducted"
    assert not any(arrival.twice for arrival in sim.arrivals())


def test_a_script_is_followed_exactly_and_continues_with_the_next_declaration(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value
) -> None:
    sim = simulate(plans={"A1": ("Y", "2", "3", "|", "Y", "5"), "*": ("Z",)})
    send("A1")
    sim.run_until_idle()
    assert results(inbox("Receipt_*"), value) == ["INV201 Y", "INV201 2", "INV201 3"]
    send("A1", name="again", head={"SeqNo": sim.lists()["A1"].seq_no})
    sim.run_until_idle()
    assert results(inbox("Receipt_*"), value)[3:] == ["INV201 Y", "INV201 5"]
    assert sim.lists()["A1"].state == "approved"


def test_an_unknown_code_in_a_script_is_an_error(simulate: Simulate) -> None:
    with pytest.raises(ValueError, match="unknown codes"):
        simulate(plans={"A1": ("Y", "9")})


def test_a_failed_draft_of_the_declaration_gives_its_reason(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate(plans={"A1": ("Y", "4", "202F")})
    send("A1")
    sim.run_until_idle()
    (receipt,) = inbox("*.INVT")
    assert (value(receipt, "manageResult"), value(receipt, "entrySeqNo")) == ("2", "")
    assert value(receipt, "reason")
    assert sim.lists()["A1"].entry_no == ""


def test_a_change_is_approved_and_moves_the_books(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    assert sim.books()["C53000000001", 1].actual_in == 100
    send("A1", name="c1", head={**numbers(sim, "A1"), "DclTypecd": "2", "ChgTmsCnt": "1"}, rows=[CHANGE_ROW])
    sim.run_until_idle()
    last = inbox("Receipt_*")[-1]
    assert (value(last, "manageResult"), value(last, "tmsCnt"), value(last, "typecd")) == ("1", "1", "2")
    assert value(last, "needEntryModified") == "1"
    assert sim.books()["C53000000001", 1].actual_in == 60
    assert sim.lists()["A1"].change_count == 1


def test_a_refused_change_leaves_the_list_and_the_books(simulate: Simulate, send: Send) -> None:
    sim = simulate(plans={"A1": ("Y", "4", "202", "211", "|", "Y", "3")})
    send("A1")
    sim.run_until_idle()
    change = {**numbers(sim, "A1"), "DclTypecd": "2", "ChgTmsCnt": "1"}
    send("A1", name="c1", head=change, rows=[CHANGE_ROW])
    sim.run_until_idle()
    assert sim.lists()["A1"].change_count == 0
    assert sim.lists()["A1"].state == "deducted"
    assert sim.books()["C53000000001", 1].actual_in == 100
    send("A1", name="c1 again", head=change, rows=[CHANGE_ROW])
    sim.run_until_idle()
    assert sim.lists()["A1"].change_count == 1
    assert not any(arrival.twice for arrival in sim.arrivals())


def test_a_deletion_takes_the_effect_back(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    send("A1", name="d", head={**numbers(sim, "A1"), "DclTypecd": "3"}, rows=[])
    sim.run_until_idle()
    last = inbox("Receipt_*")[-1]
    assert (value(last, "typecd"), value(last, "invtStucd")) == ("3", "3")
    assert sim.lists()["A1"].state == "deleted"
    assert sim.books()["C53000000001", 1].actual_in == 0


def test_typecd_is_always_one_when_it_is_not_echoed(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    from baoguan_singlewindow.simulator import Faults

    sim = simulate(faults=Faults(typecd_echo=False))
    send("A1")
    sim.run_until_idle()
    send("A1", name="d", head={**numbers(sim, "A1"), "DclTypecd": "3"}, rows=[])
    sim.run_until_idle()
    assert {value(d, "typecd") for d in inbox("Receipt_C*") if value(d, "message_type") == "INV201"} == {"1"}


def test_a_logistics_ledger_opens_rows_and_shows_its_counters(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("IN", sys_id="Z8", head=LOGISTICS, rows=[{"PutrecSeqno": ""}, {"PutrecSeqno": ""}])
    sim.run_until_idle()
    out = {**LOGISTICS, "ImpexpMarkcd": "E", "DecType": "2"}
    send("OUT", sys_id="Z8", head=out, rows=[{"PutrecSeqno": "2", "DclQty": "40", "DclTotalAmt": "50"}])
    sim.run_until_idle()
    first, second = [d for d in inbox("Receipt_C*") if value(d, "message_type") == "INV211"]
    assert [e.text for e in first.iterfind(".//{*}BwsDt/{*}gdsSeqno")] == ["1", "2"]
    assert (value(second, "gdsSeqno"), value(second, "actlIncQty"), value(second, "actlRedcQty")) == ("2", "100", "40")
    assert sim.books()["L5300A250001", 2].actual_out == Decimal(40)


def test_pre_deduction_is_booked_until_the_posting(simulate: Simulate, send: Send) -> None:
    sim = simulate(plans={"A1": ("Y", "4")})
    send("A1")
    sim.run_until_idle()
    counters = sim.books()["C53000000001", 1]
    assert (counters.pre_in, counters.actual_in) == (Decimal(100), Decimal(0))


def test_a_wrong_sys_id_is_accepted_and_never_seen_again(simulate: Simulate, send: Send, inbox: Inbox) -> None:
    sim = simulate()
    send("A1", sys_id="95")
    sim.run_until_idle()
    (arrival,) = sim.arrivals()
    assert arrival.accepted
    assert "wrong SysId" in arrival.reason
    assert sim.lists()["A1"].state == "unseen"
    assert len(inbox("Successed_*")) == 1
    assert inbox("Receipt_*") == []


def test_a_person_declares_and_deletes_on_the_page(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate()
    send("A1", flag="0")
    send("A2", flag="0")
    sim.run_until_idle()
    sim.page_declare(sim.lists()["A1"].seq_no)
    sim.page_delete(sim.lists()["A2"].seq_no)
    sim.run_until_idle()
    assert (sim.lists()["A1"].state, sim.lists()["A2"].state) == ("deducted", "deleted")
    send("A2", name="anew", flag="0")
    sim.page_delete(sim.lists()["A1"].seq_no)
    sim.run_until_idle()
    assert (sim.lists()["A1"].state, sim.lists()["A2"].state) == ("deleted", "saved")
    assert value(inbox("Receipt_*")[-1], "typecd") == "3"
    with pytest.raises(KeyError):
        sim.page_delete(sim.lists()["A1"].seq_no)
