"""Customs declarations over the journal: saved by us, declared by a person, followed by receipts."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import attrs
import pytest

from baoguan import (
    Broker,
    CustomsDeclaration,
    DeclarationAttachment,
    IdempotencyConflict,
    InvalidDocument,
    Refused,
    Unsupported,
    UnusableInput,
)
from baoguan.codes import Codes
from baoguan.engine import attached
from baoguan_singlewindow.reading import read_file
from tests.broker.counter import ENTRY_NO, SEQ_NO, Counter, response, result
from tests.broker.office import Office
from tests.broker.todo import found as todo
from tests.support.declarations import declaration

PDF = b"%PDF-1.4 demo"


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office=office)


def saved(counter: Counter, broker: Broker, document: CustomsDeclaration | None = None) -> None:
    broker.submit(document or declaration())
    counter.round(broker)


def state(broker: Broker) -> str:
    return broker.status()[0].state


def test_submitting_saves_and_nothing_more(counter: Counter) -> None:
    with counter.open() as broker:
        assert broker.submit(declaration()).steps == ("filing:save",)
        assert state(broker) == "queued"
        (taken,) = counter.round(broker)
        assert (taken.text("OperType"), taken.text("ClientSeqNo"), taken.text("SeqNo")) == ("G", "A-1", "")
        status = broker.status()[0]
        assert (status.state, status.declared) == ("saved", False)
        assert dict(status.numbers) == {"seq_no": SEQ_NO}
        assert "申报" in status.state_zh
        assert "not declared" in status.state_en
        assert status.age >= timedelta(0)
        assert counter.round(broker) == []
        assert broker.submit(declaration()).repeated
        assert counter.round(broker) == []


def test_a_unified_number_of_a_wrong_form_is_shown_and_never_sent_or_found(counter: Counter) -> None:
    odd = SEQ_NO[:-1]
    with counter.open() as broker:
        broker.submit(declaration())
        counter.round(broker, odd)
        status = broker.status()[0]
        assert (status.state, dict(status.numbers)) == ("saved", {})
        assert any(f"统一编号 {odd!r} 不合规" in alert for alert in status.alerts)
        assert odd in todo(broker)["malformed"].why_zh
        assert counter.hear(broker, result("7", 1, odd)).state == "saved"
        broker.record("A-1", by="张三", evidence="页面", numbers={"seq_no": SEQ_NO})
        status = counter.hear(broker, result("7", 2))
        assert (status.state, status.alerts) == ("declared", ())


def test_a_declaration_number_of_a_wrong_form_is_shown_and_not_learned(counter: Counter) -> None:
    odd = ENTRY_NO[:-1]
    with counter.open() as broker:
        saved(counter, broker)
        status = counter.hear(broker, result("7", 1), result("L", 2, entry_no=odd))
        assert (status.state, dict(status.numbers)) == ("stored", {"seq_no": SEQ_NO})
        assert any(f"报关单号 {odd!r} 不合规" in alert for alert in status.alerts)
        status = counter.hear(broker, result("P", 3))
        assert (status.state, status.numbers["entry_no"], status.alerts) == ("released", ENTRY_NO, ())


def test_declaring_is_a_persons_act_on_the_page(counter: Counter) -> None:
    with counter.open() as broker:
        with pytest.raises(Unsupported) as caught:
            broker.submit(declaration(), declare=True)
        assert "申报" in str(caught.value)
        assert broker.status() == []
        saved(counter, broker)
        with pytest.raises(Unsupported) as caught:
            broker.declare("A-1")
        assert "须有人在单一窗口页面按“申报”" in caught.value.zh
        assert "a person presses 申报" in caught.value.en
        assert counter.round(broker) == []
        assert state(broker) == "saved"


@pytest.mark.parametrize("verb", ["modify", "withdraw"])
def test_what_customs_has_is_amended_on_the_page(verb: str, counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        counter.hear(broker, result("7", 1), result("L", 2), result("P", 3))
        with pytest.raises(Unsupported, match="修撤单"):
            broker.modify("A-1", declaration(remark="更正")) if verb == "modify" else broker.withdraw("A-1")
        assert counter.round(broker) == []


def test_receipts_come_by_themselves_and_tell_numbers_and_dates(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        status = counter.hear(broker, result("7", 1, entry_no=""))
        assert (status.state, status.declared, dict(status.numbers)) == ("declared", True, {"seq_no": SEQ_NO})
        status = counter.hear(broker, result("L", 2))
        assert (status.state, status.numbers["entry_no"]) == ("stored", ENTRY_NO)
        assert dict(status.standing.facts) == {"import_export_date": "2026-01-03", "declared_on": "2026-01-05"}
        assert counter.hear(broker, result("P", 3)).state == "released"
        status = counter.hear(broker, result("R", 4))
        assert (status.state, status.alerts) == ("cleared", ())


def test_receipts_in_any_order_and_twice_lead_to_the_same(counter: Counter) -> None:
    with counter.open() as broker:
        orders = list(permutations([("7", 1), ("L", 2), ("C", 3), ("P", 4)]))[2::6]
        for number, order in enumerate(orders, 1):
            seq_no, ref = f"I2026000000000{number:04}", f"A-{number}"
            broker.submit(declaration(ref))
            counter.round(broker, seq_no)
            for channel, at in (*order, order[0]):
                counter.hear(broker, result(channel, at, seq_no, f"5301202610000{number:05}"))
            status = broker.status(ref)[0]
            assert (status.state, status.needs_person) == ("released", False), order


def test_an_unknown_code_is_kept_and_moves_nothing(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        assert counter.hear(broker, result("7", 1), result("新", 2)).state == "declared"
        assert [i.receipt.code for i in broker.trace("A-1").incoming][-1] == "新"


def test_a_receipt_of_somebody_else_changes_nothing(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        counter.hear(broker, result("P", 3, "I20260000000009999", "530120261000009999"))
        assert state(broker) == "saved"
        assert broker.inbox_counts().get("foreign") == 1


def test_what_was_handed_to_customs_is_not_saved_again(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        counter.hear(broker, result("7", 1))
        with pytest.raises(Refused, match="declared"):
            broker.redeclare("A-1", declaration(remark="更正"))
        assert broker.submit(declaration()).repeated
        with pytest.raises(IdempotencyConflict):
            broker.submit(declaration(remark="更正"))
        assert counter.round(broker) == []


@pytest.mark.parametrize("refusal", ["Z", "E", "Y"])
def test_a_refused_declaration_is_corrected_under_its_number(refusal: str, counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        counter.hear(broker, result("7", 1, entry_no=""), result(refusal, 2, entry_no=""))
        assert broker.redeclare("A-1", declaration(remark="更正")).steps == ("filing:save",)
        (taken,) = counter.round(broker)
        assert (taken.text("SeqNo"), taken.text("OperType"), taken.text("NoteS")) == (SEQ_NO, "G", "更正")
        assert state(broker) == "saved"
        assert counter.hear(broker, result("7", 10), result("L", 11), result("P", 12)).state == "released"
        assert broker.status()[0].standing.conflicts == ()


def test_a_draft_is_corrected_before_anybody_declares_it(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        broker.redeclare("A-1", declaration(remark="更正"))
        (taken,) = counter.round(broker)
        assert (taken.text("SeqNo"), taken.text("NoteS")) == (SEQ_NO, "更正")
        assert state(broker) == "saved"


def test_a_save_that_waits_is_dropped_when_customs_has_the_declaration(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        broker.redeclare("A-1", declaration(remark="更正"))
        counter.hear(broker, result("7", 1))
        assert state(broker) == "declared"


def test_a_save_that_the_client_refused_is_corrected_under_the_same_number(counter: Counter) -> None:
    with counter.open() as broker:
        broker.submit(declaration())
        broker.run_once(force=True)
        (taken,) = counter.take()
        counter.answer(taken, response(seq_no="", code="1", text="缺少毛重;缺少净重"), "Failed")
        broker.run_once(force=True)
        status = broker.status()[0]
        assert status.state == "refused"
        assert status.standing.acts[0].texts == ("缺少毛重;缺少净重",)
        broker.redeclare("A-1", declaration(remark="更正"))
        (second,) = counter.round(broker)
        assert (second.text("ClientSeqNo"), second.text("SeqNo")) == ("A-1", "")
        assert second.exchange_id != taken.exchange_id
        assert state(broker) == "saved"


def test_a_failure_of_the_clients_card_is_a_refused_save(counter: Counter) -> None:
    with counter.open() as broker:
        broker.submit(declaration())
        broker.run_once(force=True)
        (taken,) = counter.take()
        failure = "<Root><resultFlag>false</resultFlag><failCode>50200</failCode><failInfo>读卡器错误</failInfo></Root>"
        counter.answer(taken, failure.encode(), "Failed")
        broker.run_once(force=True)
        assert state(broker) == "refused"
        assert broker.status()[0].standing.acts[0].code == "50200"


def test_a_deleted_declaration_is_declared_anew_as_a_copy_only(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        assert counter.hear(broker, result("7", 1), result("L", 2), result("P", 3), result("D", 4)).state == "deleted"
        with pytest.raises(Refused):
            broker.redeclare("A-1", declaration(remark="更正"))
        copied = broker.copy("A-1", "A-2")
        assert isinstance(copied, CustomsDeclaration)
        assert (copied.internal_number, copied.seq_no, copied.entry_no) == ("A-2", None, None)
        broker.submit(copied)
        (taken,) = counter.round(broker, "I20260000000000002")
        assert (taken.text("ClientSeqNo"), taken.text("SeqNo"), taken.text("EntryId")) == ("A-2", "", "")
        assert broker.status("A-2")[0].state == "saved"


def test_a_copy_of_one_already_adopted_keeps_its_declaration_number(counter: Counter) -> None:
    with counter.open() as broker:
        broker.adopt(copy(), by="甲")
        status = broker.status("PAGE-1")[0]
        assert (status.state, dict(status.numbers)) == ("saved", {"seq_no": SEQ_NO, "entry_no": ENTRY_NO})
        assert dict(status.standing.facts) == {}


def test_a_number_that_an_answer_names_is_learned_also_under_another_file_name(counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        assert counter.hear(broker, response()).state == "saved"


# --- files ------------------------------------------------------------------------------------------------------------------------


def with_files(*paths: str) -> CustomsDeclaration:
    return declaration(attachments=tuple(DeclarationAttachment(kind="00000001", path=path) for path in paths))


def test_the_files_of_a_declaration_go_with_it(counter: Counter) -> None:
    (counter.office.base / "papers").mkdir()
    (counter.office.base / "papers" / "invoice.pdf").write_bytes(PDF)
    with counter.open() as broker:
        broker.submit(with_files("papers/invoice.pdf"))
        (taken,) = counter.round(broker)
        assert taken.files == ("invoice.pdf",)
        assert (taken.text("EdocCopId"), taken.text("EdocSize")) == ("invoice.pdf", str(len(PDF)))


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), (b"<html>", "no PDF"), (b"", "no PDF"), (PDF + b"x" * 100, "more than")]
)
def test_a_file_that_cannot_travel_is_a_finding_and_nothing_is_journalled(
    content: bytes | None, says: str, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MOST_BYTES", len(PDF) + 50)
    if content is not None:
        (counter.office.base / "a.pdf").write_bytes(content)
    with counter.open() as broker:
        document = with_files("a.pdf")
        (found,) = (f for f in broker.check(document, declare=False) if f.severity == "error")
        assert (found.rule, found.path, found.value) == ("attached.file", "attachments[1].path", "a.pdf")
        assert says in found.en
        with pytest.raises(InvalidDocument):
            broker.submit(document)
        assert broker.status() == []
        assert counter.round(broker) == []


def test_a_file_of_four_megabytes_is_the_largest(tmp_path: Path) -> None:
    assert attached.MOST_BYTES == 4 * 1024 * 1024
    file = tmp_path / "a.pdf"
    file.write_bytes(PDF + b"x" * (attached.MOST_BYTES - len(PDF)))
    assert attached._fault(file) is None
    with file.open("ab") as more:
        more.write(b"x")
    assert attached._fault(file) is not None


def test_two_files_of_one_name_are_a_finding(counter: Counter) -> None:
    for folder in ("a", "b"):
        (counter.office.base / folder).mkdir()
        (counter.office.base / folder / "x.pdf").write_bytes(PDF)
    with counter.open() as broker:
        with pytest.raises(InvalidDocument) as caught:
            broker.submit(with_files("a/x.pdf", "b/x.pdf"))
        assert {f.path for f in caught.value.findings if f.severity == "error"} == {"attachments[2].file_name"}
        assert broker.status() == []


# --- what persons add -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("submitted", "declared"),
        ("stored", "stored"),
        ("inspection", "inspection"),
        ("tax-due", "tax_due"),
        ("audited", "audited"),
        ("supplement", "supplement"),
        ("returned", "returned"),
        ("rejected", "rejected"),
        ("released", "released"),
        ("released-on-guarantee", "released_on_guarantee"),
        ("cleared", "cleared"),
        ("deleted", "deleted"),
    ],
)
def test_a_person_records_what_the_page_shows(outcome: str, expected: str, counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        status = broker.record("A-1", by="甲", evidence="页面", outcome=outcome)
        assert status.state == expected


@pytest.mark.parametrize("outcome", ["deducted", "pre-deducted", "approved", "written-off", "新"])
def test_outcomes_that_a_list_alone_has_are_refused(outcome: str, counter: Counter) -> None:
    with counter.open() as broker:
        saved(counter, broker)
        with pytest.raises(UnusableInput) as caught:
            broker.record("A-1", by="甲", evidence="页面", outcome=outcome)
        assert "cleared" in caught.value.remedy_en
        assert "deducted" not in caught.value.remedy_en
        assert state(broker) == "saved"


def test_a_number_that_the_page_shows_is_recorded(counter: Counter) -> None:
    with counter.open() as broker:
        broker.submit(declaration())
        broker.run_once(force=True)
        counter.take()
        status = broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        assert (status.state, dict(status.numbers)) == ("saved", {"seq_no": SEQ_NO})
        assert counter.hear(broker, result("7", 1)).state == "declared"


# --- adopting ---------------------------------------------------------------------------------------------------------------------

COPY = f"""<?xml version="1.0" encoding="UTF-8"?>
<DecMessage xmlns="http://www.chinaport.gov.cn/dec" Version="4.8"><DecHead><SeqNo>{SEQ_NO}</SeqNo><IEFlag>I</IEFlag>
<EntryId>{ENTRY_NO}</EntryId><TradeCode>4403D60001</TradeCode><AgentCode>4403980001</AgentCode><DDate>20260105</DDate></DecHead>
<DecLists><DecList><GNo>1</GNo><GName>集成电路</GName></DecList></DecLists>
<DecSign><OperType>C</OperType><ClientSeqNo>PAGE-1</ClientSeqNo></DecSign></DecMessage>""".encode()


def copy() -> CustomsDeclaration:
    shown = read_file("copy.xml", COPY, Codes.builtin())
    assert shown is not None
    assert isinstance(shown.document, CustomsDeclaration)
    return shown.document


def test_a_declaration_typed_on_the_page_is_adopted_from_its_copy(counter: Counter) -> None:
    with counter.open() as broker:
        counter.hear_foreign(broker, result("7", 1), result("L", 2))
        assert broker.adopt(copy(), by="甲").steps == ("adopted",)
        status = broker.status("PAGE-1")[0]
        assert (status.state, status.adopted, status.needs_person) == ("stored", True, False)
        assert dict(status.numbers) == {"seq_no": SEQ_NO, "entry_no": ENTRY_NO}
        assert counter.hear(broker, result("P", 3)).state == "released"
        assert broker.adopt(copy(), by="甲").repeated
        assert counter.round(broker) == []


def test_a_copy_that_says_declare_does_not_declare_when_it_is_saved(counter: Counter) -> None:
    document = attrs.evolve(declaration("PAGE-1"), signature=copy().signature)
    assert document.signature is not None
    assert document.signature.operation == "C"
    with counter.open() as broker:
        broker.submit(document)
        (taken,) = counter.round(broker)
        assert taken.text("OperType") == "G"


def test_an_account_that_declares_saves_first_and_declares_as_a_second_act(counter: Counter) -> None:
    with counter.open(declaration_operation="C", allow_unproven=["declaration.declare"]) as broker:
        broker.submit(declaration(), declare=True)
        first, second = counter.round(broker), counter.round(broker)
        assert [t.text("OperType") for t in (*first, *second)] == ["G", "C"]
        assert [t.text("SeqNo") for t in (*first, *second)] == ["", SEQ_NO]
        assert counter.round(broker) == []
