from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Inbox, Parts, Send, Simulate, Value, Write

# What is spoiled in a good message, and what the refusal is called.
TEXT_CASES: dict[str, tuple[Callable[[str], str], str]] = {
    "truncated": (lambda text: text[: len(text) // 2], "not well-formed"),
    "no XML declaration": (lambda text: text.partition("?>")[2], "no declaration"),
    "declared as GBK": (lambda text: text.replace("UTF-8", "GBK"), "encoding"),
    "entity": (lambda text: text.replace("?>", '?><!DOCTYPE Signature [<!ENTITY a "b">]>', 1), "doctype"),
    "entity behind a comment": (
        lambda text: text.replace("?>", '?><!-- <a> --><!DOCTYPE Signature [<!ENTITY a "b">]>', 1),
        "doctype",
    ),
    "root": (lambda text: text.replace("Signature>", "Envelope>"), "structure"),
    "message type": (lambda text: text.replace(">INV101<", ">SAS121<"), "message_type"),
    "no DelcareFlag": (lambda text: text.replace("<DelcareFlag>1</DelcareFlag>", ""), "structure"),
    "spelling of DelcareFlag": (lambda text: text.replace("DelcareFlag", "DeclareFlag"), "unknown element"),
    "DelcareFlag 2": (lambda text: text.replace("<DelcareFlag>1", "<DelcareFlag>2"), "DelcareFlag"),
    "head of another sub-system": (lambda text: text.replace("InvtHeadType", "NemsInvtHeadType"), "unknown element"),
    "receipt spelling of an element": (lambda text: text.replace("DclUprcAmt", "dclUprcAmt"), "unknown element"),
    "element of the head in a row": (
        lambda text: text.replace("<GdsSeqno>", "<InvtType/><GdsSeqno>"),
        "unknown element",
    ),
    "element twice": (lambda text: text.replace("<GdsSeqno>", "<GdsSeqno/><GdsSeqno>"), "repeated element"),
    "specification not in CDATA": (lambda text: text.replace("<![CDATA[型号<A&B>]]>", "型号"), "cdata"),
    "specification partly in CDATA": (lambda text: text.replace("]]>", "]]>等"), "cdata"),
    "two packs": (
        lambda text: text.replace(
            "<BussinessData>", "<PocketInfo><total_pocket_qty>2</total_pocket_qty></PocketInfo><BussinessData>"
        ),
        "pocket",
    ),
}
HEAD_CASES = {
    "ledger": ({"PutrecNo": "C5300"}, "malformed"),
    "no ledger": ({"PutrecNo": None}, "missing"),
    "no internal number": ({"EtpsInnerInvtNo": ""}, "missing"),
    "list type 2": ({"InvtType": "2"}, "malformed"),
    "date that is none": ({"InputTime": "20250230"}, "malformed"),
    "date with dashes": ({"InvtDclTime": "2025-01-02"}, "malformed"),
    "long name": ({"BizopEtpsNm": "名" * 513}, "malformed"),
    "credit code": ({"BizopEtpsSccd": "9144030"}, "malformed"),
    "supervision mode": ({"SupvModecd": "615"}, "malformed"),
    "direction": ({"ImpexpMarkcd": "X"}, "malformed"),
    "change count of a filing": ({"ChgTmsCnt": "1"}, "change count"),
    "declared without kind": ({"DclcusTypecd": ""}, "missing"),
    "declaration without its type": ({"DecType": ""}, "missing"),
    "export declaration of an import": ({"DecType": "2"}, "flags"),
    "declaration though none is needed": ({"DclcusFlag": "2", "DclcusTypecd": "", "DecType": ""}, "flags"),
    "kind though none is needed": ({"DclcusFlag": "2", "GenDecFlag": "2", "DecType": ""}, "flags"),
    "related units missing": ({"DclcusTypecd": "1", "CorrEntryDclEtpsNo": "", "CorrEntryDclEtpsNm": ""}, "missing"),
    "both units": ({"RltEntryBizopEtpsno": "4403DEMO03"}, "flags"),
    "two-step without its declaration": ({"DecType": "X"}, "missing"),
    "unknown SeqNo": ({"SeqNo": "202500000000000001"}, "SeqNo"),
    "list number at first": ({"BondInvtNo": "QD530025I000000001"}, "BondInvtNo"),
    "change without numbers": ({"DclTypecd": "2", "ChgTmsCnt": "1"}, "missing"),
    "deletion without numbers": ({"DclTypecd": "3"}, "missing"),
}
ROW_CASES = {
    "HS of 8 digits": ([{"Gdecd": "85423100"}], "malformed"),
    "no HS": ([{"Gdecd": None}], "missing"),
    "six decimals": ([{"DclQty": "100.000001"}], "malformed"),
    "exponent": ([{"DclQty": "1E+2"}], "malformed"),
    "negative": ([{"DclQty": "-100"}], "malformed"),
    "thousands separator": ([{"DclTotalAmt": "1,250.00"}], "malformed"),
    "three decimals of a total": ([{"DclTotalAmt": "125.001"}], "malformed"),
    "five decimals of a price": ([{"DclUprcAmt": "1.25001"}], "malformed"),
    "zero quantity": ([{"DclQty": "0", "DclTotalAmt": "0"}], "quantity"),
    "total": ([{"DclTotalAmt": "125.02"}], "total"),
    "second quantity without unit": ([{"SecdLawfQty": "1"}], "second quantity"),
    "duty mode": ([{"LvyrlfModecd": "0"}], "malformed"),
    "mark of a filing": ([{"ModfMarkcd": "0"}], "ModfMarkcd"),
    "no ledger row": ([{"PutrecSeqno": ""}], "PutrecSeqno"),
    "repeated number": ([{}, {"GdsSeqno": "1"}], "repeated GdsSeqno"),
    "number left out": ([{}, {"GdsSeqno": "3"}], "GdsSeqno"),
    "merged with another origin": ([{}, {"Natcd": "142"}], "merge"),
    "declaration line left out": ([{}, {"EntryGdsSeqno": "3"}], "merge"),
    "51 declaration lines": ([{"EntryGdsSeqno": str(n)} for n in range(1, 52)], "merge"),
    "51 lines to be assigned": ([{"EntryGdsSeqno": "", "GdsNm": f"品{n}"} for n in range(51)], "merge"),
    "SeqNo of a row alone": ([{"SeqNo": "202500000000000001"}], "SeqNo"),
    "no rows": ([], "no rows"),
}


def refused(simulator: Simulator, root: Path, inbox: Inbox, value: Value) -> str:
    """The reason of the only arrival, which was refused and is in FailBox."""
    simulator.run_until_idle()
    (arrival,) = simulator.arrivals()
    assert not arrival.accepted
    (answer,) = inbox("Failed_*.xml")
    assert answer.find("SeqNo") is None
    assert value(answer, "DealFlag") == "-1"
    assert value(answer, "CheckInfo")
    assert inbox("Receipt_*") == []
    assert len(list((root / "Sas" / "FailBox").iterdir())) == 1
    return arrival.reason


@pytest.mark.parametrize("case", TEXT_CASES)
def test_spoiled_text_is_refused(
    simulate: Simulate, send: Send, inv101: Write, root: Path, inbox: Inbox, value: Value, case: str
) -> None:
    spoil, name = TEXT_CASES[case]
    send("A1", text=spoil(inv101("A1")))
    assert f"{name}:" in refused(simulate(), root, inbox, value)


@pytest.mark.parametrize("case", HEAD_CASES)
def test_a_wrong_head_is_refused(simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value, case: str) -> None:
    head, name = HEAD_CASES[case]
    send("A1", head=head)
    assert f"{name}:" in refused(simulate(), root, inbox, value)


@pytest.mark.parametrize("case", ROW_CASES)
def test_wrong_rows_are_refused(simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value, case: str) -> None:
    rows, name = ROW_CASES[case]
    send("A1", rows=rows)
    assert f"{name}:" in refused(simulate(), root, inbox, value)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"sys_id": ""}, "missing"),
        ({"sys_id": "B9"}, "malformed"),
        ({"operator": "4403DEMO03"}, "card enterprise"),
        ({"card": "9999999999999"}, "card number"),
        ({"head": {"InputCode": "4403DEMO03"}}, "card enterprise"),
    ],
)
def test_the_card_and_the_sub_system_are_checked(
    simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value, parts: Mapping[str, object], name: str
) -> None:
    send("A1", **parts)
    sim = simulate(cards=[Card(enterprise="4403DEMO02", number="0000000000001")])
    assert f"{name}:" in refused(sim, root, inbox, value)


def test_every_problem_is_told_at_once(simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value) -> None:
    send("A1", head={"InputTime": "x", "TrspModecd": "44"}, rows=[{"Gdecd": "1", "DclQty": "x"}])
    reason = refused(simulate(), root, inbox, value)
    for element in ("InputTime", "TrspModecd", "Gdecd", "DclQty"):
        assert element in reason
    assert value(inbox("Failed_*")[0], "CheckInfo").count("\n") == 3


@pytest.mark.parametrize(
    "row",
    [
        {"DclQty": "30000", "LawfQty": "30000", "DclUprcAmt": "0.3333", "DclTotalAmt": "10000"},
        {"DclQty": "3", "DclUprcAmt": "0.3333", "DclTotalAmt": "1.00"},
        {"DclTotalAmt": "125.01"},
        {"GdsSpcfModelDesc": "a]]]]><![CDATA[>b"},
        {"EntryGdsSeqno": "", "SecdLawfUnitcd": "035", "SecdLawfQty": "0.5"},
    ],
)
def test_what_the_official_page_lets_pass_is_accepted(simulate: Simulate, send: Send, row: Parts) -> None:
    sim = simulate()
    send("A1", rows=[row])
    sim.run_until_idle()
    assert [(a.accepted, a.reason) for a in sim.arrivals()] == [(True, "")]


def test_without_a_declaration_there_are_no_declaration_lines_to_count(simulate: Simulate, send: Send) -> None:
    head = {"DclcusFlag": "2", "DclcusTypecd": "", "GenDecFlag": "2", "DecType": ""}
    sim = simulate()
    send("A1", head=head, rows=[{"EntryGdsSeqno": "", "GdsNm": f"品{n}"} for n in range(60)])
    sim.run_until_idle()
    assert [a.lines for a in sim.arrivals() if a.accepted] == [60]


def test_the_declarant_must_be_the_enterprise_of_the_card_or_the_list_is_lost(simulate: Simulate, send: Send) -> None:
    sim = simulate(cards=[Card(enterprise="4403DEMO02", number="0000000000001")])
    send("A1", head={"DclEtpsno": "4403DEMO01"})
    send("A2", card="0000000000001")
    sim.run_until_idle()
    assert (sim.lists()["A1"].state, sim.lists()["A2"].state) == ("unseen", "deducted")


@pytest.mark.parametrize("business", ["Npts", "Nems"])
def test_a_list_sent_by_the_way_of_its_ledger_gets_minus_one(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value, business: str
) -> None:
    sim = simulate()
    send("A1", box=business)
    sim.run_until_idle()
    (answer,) = inbox("Failed_*", box=business)
    assert "-1" in value(answer, "CheckInfo")
    assert value(answer, "DealFlag") == "-1"


def test_names_and_namespaces_of_other_senders_are_understood(simulate: Simulate, send: Send, inv101: Write) -> None:
    text = inv101("A1").replace("<Signature>", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">')
    sim = simulate()
    send("A1", text="\ufeff" + text)
    sim.run_until_idle()
    assert [a.reason for a in sim.arrivals()] == [""]


def test_a_long_list_is_read_whole(simulate: Simulate, send: Send) -> None:
    rows = [{"PutrecSeqno": str(n % 50 + 1), "GdsMtno": f"M-{n}"} for n in range(3000)]
    sim = simulate()
    send("A1", rows=rows)
    sim.run_until_idle()
    assert sim.lists()["A1"].lines == 3000
    assert sim.books()["C53000000001", 50].actual_in == 6000
