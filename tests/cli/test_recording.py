"""`record` on the command line: what is no number is explained, saying nothing is refused, and the evidence file is kept."""

from __future__ import annotations

import pytest

from tests.broker.office import SEQ_NO, Office, changed
from tests.cli.conftest import Shell
from tests.cli.test_flow import failed, well
from tests.support.lists import inventory

ENTRY = "530020261000000001"


@pytest.fixture
def sent(shell: Shell, office: Office) -> Shell:
    """A list has left, and its answer is lost."""
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("run", "--once")
    office.take()
    return shell


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        *[("--seq-no", v, "unified pre-entry number") for v in ("12", SEQ_NO[:-1], SEQ_NO[:-1] + "X", "１" * 18)],
        *[("--list-no", v, "bonded inventory list number") for v in ("XX", "QD530026X000000001", "qd530026I000000001")],
        *[("--entry-no", v, "customs declaration number") for v in ("7", "530020267000000001")],
    ],
)
def test_what_is_no_number_is_explained_and_not_recorded(option: str, value: str, word: str, sent: Shell) -> None:
    said = sent("record", "A-1", "--by", "甲", "--evidence", "页面", option, value, "--json")
    failed(said, 2, "UnusableInput")
    assert word in said.data["error"]["en"]
    (status,) = sent("status", "--json").data["documents"]
    assert (status["state"], status["numbers"], status["standing"]["facts"]) == ("sent", {}, {})


def test_saying_nothing_is_refused_and_the_options_are_named(sent: Shell) -> None:
    said = failed(sent("record", "A-1", "--by", "甲", "--evidence", "页面", "--json"), 2, "UnusableInput")
    assert "--outcome" in said.data["error"]["remedy_en"]


def test_the_evidence_file_is_kept_traced_verified_and_backed_up(sent: Shell) -> None:
    proof = sent.base / "截图.png"
    proof.write_bytes(b"a picture")
    recorded = well(sent("record", "A-1", "--by", "甲", "--evidence", proof, "--seq-no", SEQ_NO, "--json"), "evidence")
    name, _, digest = recorded.data["evidence"].rpartition(" sha256:")
    assert name == "截图.png"
    proof.unlink()
    traced = well(sent("trace", "A-1", "-o", "raw", "--json")).data
    assert [i["name"] for i in traced["incoming"] if i["receipt"]["by"]] == ["截图.png"]
    assert (sent.base / "raw" / "截图.png").read_bytes() == b"a picture"
    count = well(sent("journal", "verify", "--json")).data["blobs"]
    assert well(sent("journal", "backup", "copy", "--json")).data["blobs"] == count
    assert (sent.base / "copy" / "blobs" / digest[:2] / digest).read_bytes() == b"a picture"
    (sent.base / "journal" / "blobs" / digest[:2] / digest).write_bytes(b"another picture")
    said = sent("journal", "verify", "--json")
    assert (said.code, said.data["damaged"]) == (1, [digest])


def test_a_list_is_found_by_its_declaration_number_and_shows_it(sent: Shell) -> None:
    well(sent("record", "A-1", "--by", "甲", "--evidence", "页面", "--seq-no", SEQ_NO, "--entry-no", ENTRY, "--json"))
    assert [d["number"] for d in well(sent("status", ENTRY, "--json")).data["documents"]] == ["A-1"]
    assert f"entry_no={ENTRY}" in sent("status").out
    assert well(sent("trace", ENTRY, "--json")).data["status"]["number"] == "A-1"
    sent("submit", sent.write("b.json", inventory("A-2")))
    well(sent("record", "A-2", "--by", "甲", "--evidence", "页面", "--entry-no", ENTRY, "--json"))
    assert {d["number"] for d in well(sent("status", ENTRY, "--json")).data["documents"]} == {"A-1", "A-2"}
    said = failed(sent("declare", ENTRY, "--json"), 2, "UnknownReference")
    assert all(n in said.data["error"]["en"] for n in ("A-1", "A-2"))
    failed(sent("status", "530020261000000009", "--json"), 2, "UnknownReference")


def test_what_only_a_person_can_know_closes_and_opens_the_way_to_a_change(office: Office, shell: Shell) -> None:
    shell.configure()
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
    shell.write("change.json", changed("A-1"))
    well(shell("record", "A-1", "--by", "甲", "--evidence", "海关通知", "--fact", "inspection=open", "--json"))
    said = failed(shell("modify", "A-1", "change.json", "--json"), 3, "Refused")
    assert "open control order" in said.data["error"]["en"]
    well(shell("record", "A-1", "--by", "甲", "--evidence", "查验完毕", "--fact", "inspection=closed", "--json"))
    well(shell("modify", "A-1", "change.json", "--json"))


@pytest.mark.parametrize("fact", ["inspection=maybe", "weather=fine", "inspection"])
def test_a_fact_that_nobody_asks_for_is_refused_with_those_there_are(fact: str, sent: Shell) -> None:
    said = failed(sent("record", "A-1", "--by", "甲", "--evidence", "页面", "--fact", fact, "--json"), 2, "UnusableInput")
    assert "inspection=open|closed" in said.data["error"]["remedy_en"]
