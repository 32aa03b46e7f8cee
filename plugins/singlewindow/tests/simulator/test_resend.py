"""The far side sends the receipts of a list again where it is asked for it, and told that it may."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Card, Faults

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Simulate, Value

COURSE = {"A-1": ("Y", "4", "202", "211")}
GIVEN = Counter({"INV201": 2, "INV202": 1, "INV211": 1})


def request(list_no: str, seq_no: str, *, card: str = "", extra: str = "", message_type: str = "INV141") -> str:
    """INV141 by the schema, in the envelope of all messages."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Signature><SignatureValue/><Object Id="String"><Package><EnvelopInfo>'
        f"<message_id>R-1</message_id><message_type>{message_type}</message_type><Ic_Card>{card}</Ic_Card></EnvelopInfo><DataInfo>"
        "<PocketInfo><pocket_id>R-1</pocket_id></PocketInfo><BussinessData><INV141><ReceiptDclHead>"
        f"<businessId>{list_no}</businessId><etpsPreentNo>{seq_no}</etpsPreentNo></ReceiptDclHead></INV141>{extra}</BussinessData>"
        "</DataInfo></Package></Object></Signature>"
    )


def kinds(root: Path) -> Counter[str]:
    """Receipts in the InBox by kind."""
    texts = [p.read_text(encoding="utf-8") for p in (root / "Sas" / "InBox").glob("Receipt_*")]
    return Counter(text.partition("<message_type>")[2].partition("<")[0] for text in texts)


@pytest.mark.parametrize("lost", [0.0, 1.0])
def test_all_receipts_of_a_list_come_again_lost_or_not(simulate: Simulate, send: Send, root: Path, lost: float) -> None:
    sim = simulate(resends=True, plans=COURSE, faults=Faults(lost=lost))
    send("A-1")
    sim.run_until_idle()
    assert kinds(root) == (Counter() if lost else GIVEN)
    books = sim.books()
    sim.close()
    again = simulate(resends=True)
    entry = again.lists()["A-1"]
    send("R-1", text=request(entry.list_no, entry.seq_no))
    again.run_until_idle()
    assert kinds(root) == (GIVEN if lost else GIVEN + GIVEN)
    assert again.books() == books
    assert again.lists()["A-1"] == entry
    assert [(a.accepted, a.number, a.declare_flag) for a in again.arrivals()][1:] == [(True, "A-1", "")]


def test_what_comes_again_says_the_same_under_a_message_number_of_its_own(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value
) -> None:
    sim = simulate(resends=True, plans={"A-1": ("Y",)})
    send("A-1")
    sim.run_until_idle()
    send("R-1", text=request("", sim.lists()["A-1"].seq_no))
    sim.run_until_idle()
    first, second = inbox("Receipt_*")
    assert [value(d, "manageResult") for d in (first, second)] == ["Y", "Y"]
    assert value(first, "manageDate") == value(second, "manageDate")
    assert value(first, "message_id") != value(second, "message_id")
    assert value(first, "send_time") < value(second, "send_time")
    (answer,) = inbox("Successed_R-1_*")
    assert value(answer, "SeqNo") == sim.lists()["A-1"].seq_no


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        ({"seq_no": "202500000000000000"}, "no such list"),
        ({"seq_no": "", "list_no": "QD000000I000000000"}, "no such list"),
        ({"list_no": "QD000000I000000000"}, "BondInvtNo"),
        ({"seq_no": "1" * 65}, "too long"),
        ({"extra": "<DelcareFlag>0</DelcareFlag>"}, "unknown element"),
        ({"message_type": "INV101"}, "envelope"),
        ({"card": "8900000000009"}, "card"),
    ],
)
def test_a_request_that_is_wrong_is_refused_and_brings_nothing(
    simulate: Simulate, send: Send, root: Path, spoiled: dict[str, str], reason: str
) -> None:
    sim = simulate(resends=True, plans={"A-1": ("Y", "4")}, cards=[Card(enterprise="4403DEMO02", number="8900000000001")])
    send("A-1", card="8900000000001")
    sim.run_until_idle()
    entry = sim.lists()["A-1"]
    before = kinds(root)
    assert before == Counter({"INV201": 2})
    values = {"list_no": entry.list_no, "seq_no": entry.seq_no, "card": "8900000000001", **spoiled}
    send("R-1", text=request(**values))
    sim.run_until_idle()
    assert reason in sim.arrivals()[-1].reason
    assert list((root / "Sas" / "InBox").glob("Failed_R-1_*"))
    assert kinds(root) == before


def test_without_being_told_it_is_refused(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(plans=COURSE)
    send("A-1")
    sim.run_until_idle()
    send("R-1", text=request("", sim.lists()["A-1"].seq_no))
    sim.run_until_idle()
    assert not sim.arrivals()[-1].accepted
    assert kinds(root) == GIVEN
