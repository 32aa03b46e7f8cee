"""Receipts that belong to no document, and bytes that nobody could read, can be seen, named and adopted."""

from __future__ import annotations

from tests.broker import papers
from tests.broker.office import SEQ_NO, Office
from tests.broker.papers import LIST_NO, inv201, inv211
from tests.cli.conftest import Shell
from tests.cli.test_flow import well
from tests.support.lists import inventory

LOOSE = {"account", "file", "received", "state", "kind", "numbers", "outcome", "code", "texts", "reason"}


def test_loose_receipts_are_listed_with_all_that_adopting_needs(shell: Shell, office: Office) -> None:
    shell.configure()
    well(shell("run", "--once", "--json"))
    office.drop("list.INV201", inv201(SEQ_NO, "3", 1, notes=["规格不全"]))
    office.drop("list.INV211", inv211(SEQ_NO, 2, etpsInnerInvtNo="PAGE-1", bizopEtpsno="4403D60001"))
    office.drop("broken.xml", b"<broken")
    shell("run", "--once")
    assert "baoguan status --inbox" in shell("status").out
    listed = {r["file"]: r for r in well(shell("status", "--inbox", "--json"), "receipts", "inbox").data["receipts"]}
    assert all(set(r) == LOOSE for r in listed.values())
    first = listed["list.INV201"]
    assert (first["state"], first["kind"], first["outcome"], first["code"]) == ("foreign", "INV201", "rejected", "3")
    assert (first["numbers"]["seq_no"], first["texts"], first["account"]) == (SEQ_NO, ["规格不全"], "sw")
    assert listed["list.INV211"]["numbers"]["list_no"] == LIST_NO
    assert all(r["reason"] for r in listed.values())
    parked = listed["broken.xml"]
    assert (parked["state"], parked["kind"], parked["numbers"]) == ("parked", None, {})
    said = shell("status", "--inbox")
    assert said.code == 0
    for text in ("list.INV201", f"seq_no={SEQ_NO}", "规格不全", "rejected", "broken.xml", "parked"):
        assert text in said.out
    assert well(shell("adopt", SEQ_NO, "--by", "甲", "--json")).data["documents"][0]["steps"] == ["adopted"]
    assert [r["file"] for r in shell("status", "--inbox", "--json").data["receipts"]] == ["broken.xml"]


def test_a_receipt_that_may_yet_find_its_list_says_so(shell: Shell, office: Office) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    (sent,) = office.take()
    office.drop("early.INV201", inv201(SEQ_NO, "Y", 1))
    shell("run", "--once")
    (waiting,) = shell("status", "--inbox", "--json").data["receipts"]
    assert (waiting["state"], waiting["kind"]) == ("orphan", "INV201")
    office.answer(sent, papers.saved(SEQ_NO))
    shell("run", "--once")
    assert shell("status", "--inbox", "--json").data["receipts"] == []
    assert "no receipts" in shell("status", "--inbox").out


def test_the_doctor_tells_what_could_not_be_read(shell: Shell, office: Office) -> None:
    shell.configure()
    assert well(shell("doctor", "--json"), "parked").data["parked"] == []
    office.drop("broken.xml", b"<broken")
    office.drop("foreign.INV201", inv201(SEQ_NO, "Y", 1))
    shell("run", "--once")
    said = shell("doctor", "--json")
    assert (said.code, [p["file"] for p in said.data["parked"]]) == (1, ["broken.xml"])
    said = shell("doctor")
    assert said.code == 1
    assert "broken.xml" in said.out
    assert "baoguan replay" in said.out
