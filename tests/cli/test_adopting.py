"""`baoguan adopt`: a list typed on the page comes under our care, by its file, by a receipt, or by a number that receipts name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from baoguan import BondedInventoryList
from baoguan_singlewindow.simulator import Simulator
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed, read_sent
from tests.broker.papers import inv202
from tests.cli.conftest import Said, Shell
from tests.cli.test_flow import failed, well
from tests.support.lists import inventory

STRANGE = "202600000000000077"


@attrs.frozen(kw_only=True)
class Page:
    """The Single Window page of the same card: what is typed there goes to Customs without us."""

    office: Office
    simulator: Simulator
    shell: Shell

    def type(self, document: BondedInventoryList, *, declare: bool = True, steps: int = 0) -> str:
        """Somebody types a list; gives its pre-entry number. `steps` is how far Customs gets, 0 for all the way."""
        elsewhere = Office(base=self.office.base / "elsewhere", journal="page")
        with elsewhere.broker() as broker:
            (message,) = broker.build(document, declare=declare)
        xml = read_sent("page", message.parts[0].content).xml
        (self.office.business / "OutBox" / "page.xml").write_bytes(xml)
        if steps:
            for _ in range(steps):
                self.simulator.step()
        else:
            self.simulator.run_until_idle()
        assert self.simulator.arrivals()[-1].accepted
        return self.simulator.lists()[document.internal_number or ""].seq_no

    def go_on(self) -> None:
        """Both sides work until neither has anything to do."""
        for _ in range(4):
            assert self.shell("run", "--once").code == 0
            self.simulator.run_until_idle()
        assert self.shell("run", "--once").code == 0

    def status(self, ref: str) -> dict[str, object]:
        """The one document of that reference, which is the only one in the journal."""
        (status,) = self.shell("status", "--json").data["documents"]
        (named,) = self.shell("status", ref, "--json").data["documents"]
        assert named["number"] == status["number"]
        return dict(status)

    def adopt(self, source: object) -> Said:
        return self.shell("adopt", source, "--by", "甲", "--json")


@pytest.fixture
def page(shell: Shell, office: Office) -> Iterator[Page]:
    shell.configure()
    assert shell("run", "--once").code == 0
    with office.simulator() as simulator:
        yield Page(office=office, simulator=simulator, shell=shell)


def both_languages(said: Said) -> None:
    error = said.data["error"]
    for zh, en in (("zh", "en"), ("remedy_zh", "remedy_en")):
        assert any("\u4e00" <= c <= "\u9fff" for c in error[zh])
        assert error[en].isascii() or error[en] != error[zh]
        assert error[en]


def whole(seq_no: str, number: str = "PAGE-1") -> BondedInventoryList:
    """The list as its owner has it in a file, with the number that the page shows."""
    return attrs.evolve(inventory(number), seq_no=seq_no)


def test_by_its_number_when_only_receipts_are_there_and_later_receipts_settle_it(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"), steps=3)
    page.shell("run", "--once")
    inbox = page.shell("status", "--json").data
    assert (inbox["documents"], list(inbox["inbox"])) == ([], ["foreign"])
    done = well(page.adopt(seq_no)).data["documents"][0]
    assert (done["number"], done["steps"], done["repeated"]) == ("PAGE-1", ["adopted"], False)
    status = page.status(seq_no)
    assert (status["state"], status["adopted"], status["alerts"]) == ("pre_deducted", True, [])
    page.go_on()
    status = page.status("PAGE-1")
    assert status["state"] == "deducted"
    assert set(status["numbers"]) == {"seq_no", "list_no", "entry_seq_no"}  # type: ignore[call-overload]
    assert page.office.in_box() == [], "all its receipts are put away, those too that came before"
    (event,) = [e for e in page.shell("trace", "PAGE-1", "--json").data["events"] if e["kind"] == "adopted"]
    assert (event["by"], event["data"]["seq_no"]) == ("甲", seq_no)


def test_by_the_list_number_too(page: Page) -> None:
    page.type(inventory("PAGE-1"))
    page.shell("run", "--once")
    list_no = page.simulator.lists()["PAGE-1"].list_no
    assert well(page.adopt(list_no)).data["documents"][0]["number"] == "PAGE-1"


def test_what_receipts_tell_is_taken_without_what_customs_alone_writes(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"))
    page.shell("run", "--once")
    well(page.adopt(seq_no))
    copied = page.shell("copy", "PAGE-1", "A-2").data
    assert len(copied["lines"]) == 3
    with page.office.broker() as broker:
        document = broker.document("PAGE-1")
    assert isinstance(document, BondedInventoryList)
    assert document.carried is None
    assert [line.carried for line in document.lines] == [None] * 3
    assert (document.pre_deducted_at, document.list_status, document.deduction_mark) == (None, None, None)
    assert (document.seq_no, document.ledger_no, document.direction) == (seq_no, "C53216A00001", "I")


def test_what_receipts_leave_out_must_be_completed_before_it_is_withdrawn(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"))
    page.shell("run", "--once")
    well(page.adopt(seq_no))
    refused = failed(page.shell("withdraw", "PAGE-1", "--override", "已撤销报关单", "--json"), 1, "InvalidDocument")
    assert {f["path"] for f in refused.data["findings"]} >= {"data_entry.customs_code", "entered_on", "generate_declaration"}
    assert "baoguan adopt" in refused.data["error"]["remedy_zh"]
    assert "baoguan adopt" in refused.data["error"]["remedy_en"]
    assert page.office.out_box() == []
    done = well(page.adopt(page.shell.write("whole.json", whole(seq_no)))).data["documents"][0]
    assert (done["steps"], done["repeated"]) == (["adopted"], False)
    assert page.status("PAGE-1")["state"] == "deducted"
    well(page.shell("withdraw", "PAGE-1", "--override", "已撤销报关单", "--json"))
    page.go_on()
    arrival = page.simulator.arrivals()[-1]
    assert (arrival.declaration_type, arrival.accepted, arrival.reason) == ("3", True, "")
    assert page.status("PAGE-1")["state"] == "deleted"


def test_a_draft_of_the_page_is_declared_by_us(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"), declare=False)
    well(page.adopt(page.shell.write("draft.json", whole(seq_no))))
    assert page.status(seq_no)["state"] == "saved"
    well(page.shell("declare", "PAGE-1", "--json"))
    page.go_on()
    assert page.status("PAGE-1")["state"] == "deducted"
    assert [(a.seq_no, a.declare_flag, a.accepted) for a in page.simulator.arrivals()] == [("", "0", True), (seq_no, "1", True)]


def test_an_adopted_list_is_changed_by_us(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"))
    well(page.adopt(page.shell.write("whole.json", whole(seq_no))))
    page.shell("run", "--once")
    change = page.shell.write("change.json", changed("PAGE-1"))
    well(page.shell("modify", "PAGE-1", change, "--declare", "--override", "测试", "--json"))
    page.go_on()
    status = page.status("PAGE-1")
    assert (status["state"], status["change_count"]) == ("deducted", 1)
    assert [(a.declaration_type, a.declare_flag, a.accepted) for a in page.simulator.arrivals()][1:] == [
        ("2", "0", True),
        ("2", "1", True),
    ]


def test_by_the_xml_of_the_list(page: Page) -> None:
    page.type(inventory("PAGE-1"), declare=False)
    seq_no = page.simulator.lists()["PAGE-1"].seq_no
    elsewhere = Office(base=page.office.base / "elsewhere", journal="page")
    with elsewhere.broker() as broker:
        (message,) = broker.build(whole(seq_no))
    path = page.office.base / "export.zip"
    path.write_bytes(message.parts[0].content)
    done = well(page.adopt(path)).data["documents"][0]
    assert (done["number"], done["steps"]) == ("PAGE-1", ["adopted"])
    well(page.shell("declare", "PAGE-1", "--json"))
    page.go_on()
    assert page.status("PAGE-1")["state"] == "deducted"


def test_by_the_file_of_a_receipt(page: Page) -> None:
    page.type(inventory("PAGE-1"))
    told = [p for p in sorted((page.office.business / "InBox").iterdir()) if b"<BondInvtDt>" in p.read_bytes()]
    done = well(page.adopt(told[0])).data["documents"][0]
    assert (done["number"], done["steps"]) == ("PAGE-1", ["adopted"])
    page.go_on()
    assert page.status("PAGE-1")["state"] == "deducted"


def test_adopted_twice_it_is_one_document(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"))
    page.shell("run", "--once")
    path = page.shell.write("whole.json", whole(seq_no))
    well(page.adopt(path))
    again = well(page.adopt(path)).data["documents"][0]
    assert (again["repeated"], again["steps"]) == (True, [])
    assert "nothing new" in page.shell("adopt", path, "--by", "甲").out
    by_number = failed(page.adopt(seq_no), 3, "Refused")
    assert "PAGE-1" in by_number.data["error"]["en"]
    both_languages(by_number)
    assert page.status(seq_no)["number"] == "PAGE-1"
    events = page.shell("trace", "PAGE-1", "--json").data["events"]
    assert [e["kind"] for e in events].count("adopted") == 1


def test_once_we_declared_on_it_its_content_is_no_longer_replaced(page: Page) -> None:
    seq_no = page.type(inventory("PAGE-1"), declare=False)
    well(page.adopt(page.shell.write("draft.json", whole(seq_no))))
    well(page.shell("declare", "PAGE-1", "--json"))
    other = attrs.evolve(whole(seq_no), remark="另一份")
    both_languages(failed(page.adopt(page.shell.write("other.json", other)), 3, "Refused"))
    with page.office.broker() as broker:
        assert getattr(broker.document("PAGE-1"), "remark", None) is None


def test_what_is_ours_already_is_not_adopted_under_any_number(page: Page, shell: Shell) -> None:
    shell("submit", shell.write("a.json", inventory("A-1")))
    page.go_on()
    seq_no = page.simulator.lists()["A-1"].seq_no
    refused = failed(page.adopt(seq_no), 3, "Refused")
    assert "A-1" in refused.data["error"]["zh"]
    for number in ("A-1", "OTHER-1"):
        refused = failed(page.adopt(shell.write("b.json", whole(seq_no, number))), 3, "Refused")
        assert "A-1" in refused.data["error"]["en"]
        both_languages(refused)
    status = page.status("A-1")
    assert (status["state"], status["alerts"], status["adopted"]) == ("saved", [], False)


def test_another_number_for_an_adopted_list_is_refused(page: Page) -> None:
    well(page.adopt(page.shell.write("a.json", whole(SEQ_NO))))
    refused = failed(page.adopt(page.shell.write("b.json", whole(STRANGE))), 3, "Refused")
    assert SEQ_NO in refused.data["error"]["en"]
    assert STRANGE in refused.data["error"]["en"]
    both_languages(refused)
    assert page.status("PAGE-1")["numbers"] == {"seq_no": SEQ_NO}


def test_one_declaration_of_several_lists_makes_no_conflict(page: Page, shell: Shell) -> None:
    for number, seq_no in (("PAGE-1", SEQ_NO), ("PAGE-2", STRANGE)):
        document = attrs.evolve(whole(seq_no, number), entry_no="530020261000000001")
        well(page.adopt(shell.write("a.json", document)))
    statuses = shell("status", "--json").data["documents"]
    assert [s["alerts"] for s in statuses] == [[], []]
    assert {s["standing"]["facts"]["entry_no"] for s in statuses} == {"530020261000000001"}


def test_a_number_that_nothing_names_is_unusable_and_the_receipt_may_still_come(page: Page) -> None:
    unknown = failed(page.adopt(STRANGE), 2, "UnusableInput")
    assert STRANGE in unknown.data["error"]["en"]
    both_languages(unknown)
    # A receipt that names the list and does not describe it is not enough.
    page.office.drop("d.INVT", inv202(STRANGE, 1))
    page.shell("run", "--once")
    both_languages(failed(page.adopt(STRANGE), 2, "UnusableInput"))
    assert page.shell("status", "--json").data["documents"] == []


FILES: dict[str, tuple[bytes, str]] = {
    "garbage.xml": (b"\x00\x01\x02", "UnusableInput"),
    "broken.xml": (b"<Signature><Object>", "DecodeError"),
    "broken.zip": (b"PK\x03\x04broken", "DecodeError"),
    "broken.json": (b"{", "UnusableInput"),
    "empty": (b"", "UnusableInput"),
    "answer.xml": (papers.saved(SEQ_NO, "PAGE-1"), "UnusableInput"),
    "drafted.INVT": (inv202(SEQ_NO, 1), "UnusableInput"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_holds_no_list_is_unusable(name: str, page: Page) -> None:
    content, kind = FILES[name]
    path = page.shell.base / name
    path.write_bytes(content)
    said = page.adopt(path)
    assert said.data["error"]["type"] == kind
    assert said.code == 2
    both_languages(said)
    assert page.shell("status", "--json").data["documents"] == []


def test_a_file_without_the_number_two_lists_or_no_file_at_all(page: Page, shell: Shell) -> None:
    both_languages(failed(page.adopt(shell.write("a.json", inventory("PAGE-1"))), 2, "UnusableInput"))
    both_languages(failed(page.adopt(shell.write("b.json", whole(SEQ_NO), whole(STRANGE, "PAGE-2"))), 2, "UnusableInput"))
    absent = failed(page.adopt("absent.xml"), 2, "UnusableInput")
    assert "absent.xml" in absent.data["error"]["zh"]
    assert "没有文件" in absent.data["error"]["zh"]


def test_who_adopts_must_be_named(page: Page) -> None:
    path = page.shell.write("a.json", whole(SEQ_NO))
    assert page.shell("adopt", path, "--json").code == 2
    both_languages(failed(page.shell("adopt", path, "--by", " ", "--json"), 2, "UnusableInput"))


def test_with_two_accounts_the_receipts_of_the_named_one_count(page: Page, shell: Shell) -> None:
    config = shell.base / "baoguan.toml"
    second = config.read_text(encoding="utf-8").split("[accounts.sw]")[1].replace("accounts.sw.", "accounts.b.")
    config.write_text(
        config.read_text(encoding="utf-8") + "\n[accounts.b]" + second.replace('root = "imp"', 'root = "imp-b"'), encoding="utf-8"
    )
    seq_no = page.type(inventory("PAGE-1"))
    shell("run", "--once")
    failed(shell("adopt", seq_no, "--by", "甲", "--account", "b", "--json"), 2, "UnusableInput")
    failed(page.adopt(seq_no), 2, "ConfigurationError")
    assert well(shell("adopt", seq_no, "--by", "甲", "--account", "sw", "--json")).data["documents"][0]["account"] == "sw"


def test_a_person_reads_what_was_done(page: Page) -> None:
    path: Path = page.shell.write("a.json", whole(SEQ_NO))
    assert "PAGE-1  已接管 adopted" in page.shell("adopt", path, "--by", "甲").out
    assert json.loads(path.read_text(encoding="utf-8"))["seq_no"] == SEQ_NO, "the file stays as it was"
