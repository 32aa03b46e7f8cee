from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from baoguan_singlewindow.simulator import Arrival
    from plugins.singlewindow.tests.simulator.conftest import Inbox, Parts, Send, Simulate

    Changed = Callable[..., Arrival]

FREE_HEAD = {"SupvModecd": "0715", "TrspModecd": "5", "ImpexpPortcd": "5302", "StshipTrsarvNatcd": "116", "Rmk": "改"}
FREE_ROW = {
    "Gdecd": "8542390000",
    "GdsNm": "处理器",
    "GdsSpcfModelDesc": "新",
    "Natcd": "142",
    "DclUprcAmt": "2",
    "DclTotalAmt": "100",
    "DclCurrcd": "142",
    "LawfQty": "50",
    "DclQty": "50",
    "LvyrlfModecd": "1",
    "UcnsVerno": "2",
    "DestinationNatcd": "110",
    "Rmk": "改",
    "ModfMarkcd": "1",
}
UNTOUCHED = {"ModfMarkcd": "0"}


@pytest.fixture
def changed(simulate: Simulate, send: Send) -> Changed:
    """Declares a list of two rows, sends one change, and gives the arrival of the change."""

    def run(head: Parts, rows: list[Parts], *, count: str = "1") -> Arrival:
        sim = simulate()
        send("A1", rows=[{}, {}])
        sim.run_until_idle()
        state = sim.lists()["A1"]
        common = {"SeqNo": state.seq_no, "BondInvtNo": state.list_no, "DclTypecd": "2", "ChgTmsCnt": count}
        send("A1", name="change", head={**common, **head}, rows=rows)
        sim.run_until_idle()
        return sim.arrivals()[-1]

    return run


def test_everything_changeable_may_change(changed: Changed) -> None:
    arrival = changed(FREE_HEAD, [FREE_ROW, UNTOUCHED])
    assert (arrival.accepted, arrival.reason) == (True, "")


@pytest.mark.parametrize(
    ("head", "rows", "place"),
    [
        ({"MtpckEndprdMarkcd": "E"}, [UNTOUCHED] * 2, "MtpckEndprdMarkcd"),
        ({"PutrecNo": "C53000000002"}, [UNTOUCHED] * 2, "PutrecNo"),
        ({}, [{"GdsMtno": "M-2", "ModfMarkcd": "1"}, UNTOUCHED], "GdsMtno"),
        ({}, [{"PutrecSeqno": "2", "ModfMarkcd": "1"}, UNTOUCHED], "PutrecSeqno"),
        ({}, [UNTOUCHED], "InvtListType"),
        ({}, [UNTOUCHED] * 3, "InvtListType"),
        ({}, [{"ModfMarkcd": "3"}, UNTOUCHED], "InvtListType[1]"),
        ({}, [{"ModfMarkcd": "2"}, UNTOUCHED], "InvtListType[1]"),
        ({}, [{**FREE_ROW, "ModfMarkcd": "0"}, UNTOUCHED], "ModfMarkcd"),
        ({}, [{"SeqNo": ""}, UNTOUCHED], "SeqNo"),
        ({"BondInvtNo": "QD530025I999999999"}, [UNTOUCHED] * 2, "BondInvtNo"),
        ({"EtpsInnerInvtNo": "A2"}, [UNTOUCHED] * 2, "SeqNo"),
    ],
)
def test_what_may_not_change_is_refused(changed: Changed, head: Parts, rows: list[Parts], place: str) -> None:
    arrival = changed(head, rows)
    assert not arrival.accepted
    assert place in arrival.reason


@pytest.mark.parametrize("count", ["0", "2"])
def test_the_change_count_must_follow_the_last(changed: Changed, count: str) -> None:
    assert "change count" in changed({}, [UNTOUCHED] * 2, count=count).reason


def test_a_list_of_a_kind_that_is_only_deleted_cannot_change(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1", head={"InvtType": "1"})
    sim.run_until_idle()
    state = sim.lists()["A1"]
    head = {"SeqNo": state.seq_no, "BondInvtNo": state.list_no, "DclTypecd": "2", "ChgTmsCnt": "1", "InvtType": "1"}
    send("A1", name="c", head=head, rows=[UNTOUCHED])
    sim.run_until_idle()
    assert not sim.arrivals()[-1].accepted


def test_only_an_approved_list_changes_and_only_one_change_waits(simulate: Simulate, send: Send) -> None:
    sim = simulate(plans={"A1": ("Y", "4", "|", "Y", "2")})
    send("A1")
    sim.step()
    seq_no = sim.lists()["A1"].seq_no
    early = {"SeqNo": seq_no, "BondInvtNo": "QD530025I000000001", "DclTypecd": "2", "ChgTmsCnt": "1"}
    send("A1", name="early", head=early, rows=[UNTOUCHED])
    sim.run_until_idle()
    assert "stage" in sim.arrivals()[-1].reason
    change = early | {"BondInvtNo": sim.lists()["A1"].list_no}
    send("A1", name="first", head=change, rows=[UNTOUCHED])
    sim.run_until_idle()
    assert sim.lists()["A1"].pending == "change"
    send("A1", name="second", head=change, rows=[UNTOUCHED])
    sim.run_until_idle()
    assert "busy" in sim.arrivals()[-1].reason
    assert sim.arrivals()[-1].twice


def test_a_saved_change_alters_nothing_until_it_is_declared(simulate: Simulate, send: Send, inbox: Inbox) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    state = sim.lists()["A1"]
    before = len(inbox("Receipt_*"))
    head = {"SeqNo": state.seq_no, "BondInvtNo": state.list_no, "DclTypecd": "2", "ChgTmsCnt": "1"}
    for flag, receipts in (("0", before), ("1", before + 2)):
        send("A1", name=f"c{flag}", flag=flag, head=head, rows=[FREE_ROW])
        sim.run_until_idle()
        assert sim.arrivals()[-1].accepted
        assert len(inbox("Receipt_*")) == receipts
    assert sim.books()["C53000000001", 1].actual_in == 50
