"""What should have come and has not: each kind of find with its age against the patience, what stands aside, and asking for it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import attrs
import pytest
import time_machine

from baoguan import Broker, InDoubt, NotSent, Refused, Unproven, Unsupported
from baoguan.broker.missing import Missing, MissingReceipts, missing_receipts
from baoguan.clock import now
from baoguan.plugin import ChannelCalls, Inquiry, Unknown
from tests.broker import papers
from tests.broker.counter import Counter, result
from tests.broker.office import CARD, SEQ_NO, Office, Sent
from tests.broker.papers import LIST_NO, inv200, inv201, inv211, minute
from tests.broker.test_linking import declaration
from tests.broker.test_linking import opened as linked
from tests.broker.todo import Later
from tests.plugin.scripted import Far, open_broker
from tests.support.lists import inventory

OTHER = "202600000000000999"
PATIENCE = timedelta(minutes=15)


def only(found: MissingReceipts, what: str) -> Missing:
    """The one thing that is missing; everything of it is said in both languages, and its age is beyond the patience."""
    (each,) = found.documents
    assert (each.what, found.red) == (what, True)
    assert all((each.what_zh, each.why_zh, each.why_en, each.next_zh, each.next_en, each.ref, each.client, each.account))
    assert each.age > each.patience
    return each


def nothing(broker: Broker) -> bool:
    found = missing_receipts(broker)
    return not (found.red or found.documents or found.strays or found.places)


def test_where_all_has_come_nothing_is_missing_at_any_step(office: Office, later: Later) -> None:
    with office.broker() as broker:
        assert nothing(broker)
        broker.submit(inventory("A-1"), declare=True)
        assert nothing(broker), "what has not left is not waited for"
        for _ in range(3):
            office.round(broker)
            assert nothing(broker)
        office.hear(broker, inv201(SEQ_NO, "Y", 1))
        assert nothing(broker)
        office.hear(broker, inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        assert nothing(broker)
        office.hear(broker, inv211(SEQ_NO, 3, entryNo="530020261000000001"))
        later(timedelta(days=400))
        assert nothing(broker), "deducted is the end"


def test_a_message_without_its_answer_is_missed_beyond_the_patience_of_the_channel(office: Office, later: Later) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        later(PATIENCE - timedelta(minutes=1))
        assert nothing(broker)
        later(PATIENCE + timedelta(minutes=1))
        each = only(missing_receipts(broker), "answer")
        assert (each.patience, each.requestable, each.asked) == (PATIENCE, False, None)
        assert PATIENCE + timedelta(minutes=1) <= each.age < PATIENCE + timedelta(minutes=2)
        assert "filing:save" in each.why_en
        assert "企业内部编号 A-1" in each.next_zh
        assert [c.partition("…")[2] for c in each.commands] == ['" --seq-no NUMBER', '" --outcome not-arrived']
        with pytest.raises(Refused, match="--seq-no"):
            broker.request_receipts("A-1")
        assert office.out_box() == []
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        assert nothing(broker)


def test_the_answer_to_a_declaration_is_recorded_as_accepted(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.run_once(force=True)
        office.take()
        later(PATIENCE * 2)
        each = only(missing_receipts(broker), "answer")
        assert each.requestable, "it has a number by which it may be asked for"
        assert "--outcome accepted" in "".join(each.commands)
        assert len(broker.status("A-1")[0].alerts) == 1
        assert broker.record("A-1", by="甲", evidence="页面", outcome="accepted").state == "declared"
        assert nothing(broker)


def test_once_customs_speaks_the_answer_that_is_lost_is_of_no_interest(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.run_once(force=True)
        office.take()
        office.hear(broker, inv201(SEQ_NO, "Y", 1))
        later(PATIENCE * 2)
        assert nothing(broker)
        assert (broker.status("A-1")[0].state, broker.status("A-1")[0].alerts) == ("stored", ())


def test_a_message_of_which_nobody_knows_whether_it_arrived_is_told_at_once(tmp_path: Path) -> None:
    far = Far(script={"baoguan_submit": InDoubt("断线", "cut off"), "baoguan_reconcile": Unknown(reason="no line")})
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (each,) = missing_receipts(broker).documents
        assert (each.what, "cut off" in each.why_en, "不要重发" in each.next_zh, each.requestable) == ("doubt", True, True, False)
        with pytest.raises(Unsupported, match="cannot ask"):
            broker.request_receipts("A-1")


def packing(office: Office) -> Broker:
    return office.broker(packs=True, max_bytes=6_000)


def sent_packs(broker: Broker, office: Office) -> list[Sent]:
    sent = []
    for _ in range(3):
        assert not broker.run_once(force=True).failures
        sent += office.take()
    return sent


def test_the_packs_without_an_answer_are_named(office: Office, later: Later) -> None:
    with packing(office) as broker:
        broker.submit(inventory("A-1", lines=9))
        first, _, third = sent_packs(broker, office)
        for each in (first, third):
            office.answer(each, papers.saved(SEQ_NO))
        broker.run_once(force=True)
        assert nothing(broker)
        later(PATIENCE * 2)
        missing = only(missing_receipts(broker), "packs")
        assert "共 3 包：第 2 包已发出无应答" in missing.why_zh
        assert "in 3 packs: pack 2 sent without answer" in missing.why_en
        assert missing.patience == PATIENCE


def test_customs_silence_is_missed_after_the_days_of_a_review(office: Office, later: Later) -> None:
    with office.broker(top={"declarations": {"review_days": 5}}) as broker:
        office.declare(broker, inventory("A-1"))
        later(timedelta(days=4))
        assert nothing(broker)
        later(timedelta(days=6))
        each = only(missing_receipts(broker), "receipt")
        assert (each.patience, each.age.days, each.state, each.requestable) == (timedelta(days=5), 6, "declared", True)
        assert each.commands[0] == "baoguan doctor receipts --request 4403D60001/A-1"
        assert "pre-deducted" in each.next_zh


def test_a_pack_of_a_receipt_that_does_not_come_is_named_until_customs_goes_on(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv200(SEQ_NO, "1", 1, pack=1, packs=3), inv200(SEQ_NO, "1", 1, pack=3, packs=3))
        assert nothing(broker)
        later(PATIENCE * 2)
        each = only(missing_receipts(broker), "receipt_packs")
        assert "INV200 1 共 3 包，缺第 2 包" in each.why_zh
        assert "pack 2 has not come" in each.why_en
        later(timedelta())
        office.hear(broker, inv201(SEQ_NO, "Y", 2), inv201(SEQ_NO, "4", 3, list_no=LIST_NO))
        later(PATIENCE * 2)
        assert nothing(broker), "it is approved: whether it was stored is of no interest any more"


def test_a_released_declaration_without_its_list_deducted(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        released = {"bondInvtNo": LIST_NO, "entryNo": "530020261000000001", "entryStucd": "1"}
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO, head=released))
        later(timedelta(days=6, hours=23))
        assert nothing(broker)
        later(timedelta(days=8))
        each = only(missing_receipts(broker), "undeducted")
        assert (each.patience, each.requestable) == (timedelta(days=7), True)
        assert "530020261000000001" in each.why_zh
        assert broker.record("A-1", by="甲", evidence="页面", outcome="deducted").state == "deducted"
        assert nothing(broker)


def test_numbers_that_customs_must_have_given(office: Office, later: Later) -> None:
    document = inventory("A-1")
    first, *others = document.lines
    lines = (attrs.evolve(first, ledger_item_no=None), *others)
    document = attrs.evolve(document, ledger_no="T5301W00A001", lines=lines)
    with office.broker() as broker:
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2))
        found = {m.why_en.split(":")[0]: m for m in missing_receipts(broker).documents}
        assert set(found) == {"the list number is missing", "the ledger row of 1 line(s) is missing, which were not posted"}
        later(timedelta(days=2))
        found = {m.why_en.split(":")[0]: m for m in missing_receipts(broker).documents}
        assert "the number of the declaration's draft (INV202) is missing" in found, "a day is given for it"
        assert found["the list number is missing"].commands[-1].endswith("--list-no NUMBER")
        broker.record("A-1", by="甲", evidence="页面", numbers={"list_no": LIST_NO}, facts={"entry_no": "530020261000000001"})
        (left,) = missing_receipts(broker).documents
        assert "第 1 行" in left.why_zh


@pytest.mark.parametrize("channel", ["P", "R"], ids=["released", "cleared"])
def test_the_declaration_of_the_journal_tells_when_its_list_should_be_deducted(
    channel: str, counter: Counter, later: Later
) -> None:
    own = inventory("A-1", generate_declaration="2", declaration_kind=None)
    with linked(counter) as broker:
        counter.office.declare(broker, own)
        counter.office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        broker.submit(declaration("D-1"))
        counter.round(broker, papers.ENTRY_NO)
        counter.hear_foreign(broker, result("L", 5, papers.ENTRY_NO), result(channel, 6, papers.ENTRY_NO))
        assert nothing(broker)
        later(timedelta(days=8))
        each = only(missing_receipts(broker), "undeducted")
        assert (each.number, "D-1" in each.why_zh, each.patience) == ("A-1", True, timedelta(days=7))


# -- what stands aside -------------------------------------------------------------------------------------------------


def test_a_receipt_with_a_number_that_nobody_has_may_be_what_a_list_waits_for(office: Office, later: Later) -> None:
    with time_machine.travel(minute(0), tick=True), office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        office.drop("early.INV201", inv201(SEQ_NO, "Y", 1))
        office.drop("before.INV201", inv201(OTHER, "Y", -600))
        broker.run_once(force=True)
        found = missing_receipts(broker)
        assert (found.strays, found.red, found.aside) == ((), False, {"orphan": 2}), "it is answered soon"
        later(PATIENCE * 2)
        (stray,) = missing_receipts(broker).strays
        assert (stray.file, stray.reason, stray.kind) == ("early.INV201", "unknown_number", "INV201")
        assert stray.may_be == ("4403D60001/A-1",)
        assert stray.commands == (f'baoguan record 4403D60001/A-1 --by NAME --evidence "…" --seq-no {SEQ_NO}',)
        assert broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO}).state == "stored"
        found = missing_receipts(broker)
        assert (found.strays, found.aside) == ((), {"orphan": 1})


def test_a_receipt_with_our_number_under_another_enterprise_may_be_ours(office: Office, later: Later) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        head = {"etpsInnerInvtNo": "A-1", "bizopEtpsno": "4403D60009", "invtPreentNo": OTHER}
        office.drop("other.INV201", inv201(OTHER, "Y", 1, head=head))
        broker.run_once(force=True)
        later(PATIENCE * 2)
        (stray,) = missing_receipts(broker).strays
        assert (stray.reason, stray.may_be, stray.numbers["owner"]) == ("our_number", ("4403D60001/A-1",), "4403D60009")
        assert missing_receipts(broker, client="4403D60009").strays == ()


def test_bytes_that_nobody_can_read_are_told_with_the_document_that_they_name(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.drop("a.xml", f"<INV201><etpsPreentNo>{SEQ_NO}</etpsPreentNo>".encode())
        office.drop("b.xml", b"<nothing known")
        broker.run_once(force=True)
        found = missing_receipts(broker)
        assert {s.file: s.may_be for s in found.strays} == {"a.xml": ("4403D60001/A-1",), "b.xml": ()}
        assert {(s.reason, s.commands) for s in found.strays} == {("unreadable", ("baoguan replay",))}
        assert (found.red, found.documents, found.aside) == (True, (), {"parked": 2})
        assert missing_receipts(broker, client="4403D60009").strays != (), "whose they are is not known"


def test_a_receipt_that_came_over_another_account_is_told_with_both(office: Office) -> None:
    first = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.001, "operator": [CARD]}
    with office.broker(top={"accounts": {"a": first, "b": {**first, "root": "imp-b"}}}) as broker:
        broker.submit(inventory("A-1"), "a", declare=True)
        for _ in range(3):
            office.round(broker)
        (office.base / "imp-b" / "Sas" / "InBox" / "lost.INV201").write_bytes(inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        broker.run_once(force=True)
        found = [missing_receipts(broker, name).strays for name in (None, "a", "b")]
        ((stray,), *_) = found
        assert found == [(stray,)] * 3
        assert (stray.account, stray.reason, stray.may_be) == ("b", "other_account", ("4403D60001/A-1",))
        command = 'baoguan record 4403D60001/A-1 --account a --by NAME --evidence "…" --outcome pre-deducted'
        assert stray.commands == (command,)
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        assert missing_receipts(broker).strays == (), "it has got its own"


def test_places_that_nobody_reads_are_told(office: Office) -> None:
    with office.broker() as broker:
        (office.base / "imp" / "Swp" / "InBox").mkdir(parents=True)
        (office.base / "imp" / "Swp" / "InBox" / "Receipt_1.xml").write_bytes(b"")
        (office.business / "FailBox").mkdir()
        (office.business / "FailBox" / "A-1.zip").write_bytes(b"")
        found = missing_receipts(broker)
        assert [(p.level, "FailBox" in p.zh or "Swp" in p.zh) for p in found.places] == [("warning", True)] * 2
        assert not found.red


# -- asking again ------------------------------------------------------------------------------------------------------


def test_a_question_leaves_once_a_day_moves_no_state_and_repeats_its_name(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        before = broker.status("A-1")[0]
        asked = broker.request_receipts("A-1")
        assert (asked.repeated, asked.unproven) == (False, ("inventory:resend inferred",))
        (sent,) = office.take()
        assert sent.exchange_id == asked.exchange_id
        assert (sent.flag, f"<etpsPreentNo>{SEQ_NO}</etpsPreentNo>".encode() in sent.xml) == ("", True)
        again = broker.request_receipts("A-1")
        assert (again.repeated, again.exchange_id, again.asked, office.out_box()) == (True, asked.exchange_id, asked.asked, [])
        office.answer(sent, papers.saved(OTHER, "A-1"))
        broker.run_once(force=True)
        after = broker.status("A-1")[0]
        assert (after.state, after.numbers, after.updated) == (before.state, before.numbers, before.updated)
        assert office.out_box() == [], "nothing is declared by it"
        with time_machine.travel(now() + timedelta(days=1)):
            tomorrow = broker.request_receipts("A-1")
        assert (tomorrow.repeated, tomorrow.exchange_id == asked.exchange_id, len(office.out_box())) == (False, False, 1)


def test_a_question_that_did_not_leave_goes_again_under_its_name(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        with monkeypatch.context() as broken:

            def gone(self: ChannelCalls, inquiry: Inquiry) -> tuple[()]:
                raise NotSent("断线", "cut off")

            broken.setattr(ChannelCalls, "inquire", gone)
            with pytest.raises(NotSent):
                broker.request_receipts("A-1")
        (asked,) = [e for e in broker.events() if e.kind == "resend_requested"]
        again = broker.request_receipts("A-1")
        assert (again.exchange_id, again.repeated, again.asked) == (asked.data["exchange"], False, asked.at)
        assert [e.kind for e in broker.events() if e.kind in ("resend_requested", "inquired")] == ["resend_requested", "inquired"]


def test_what_the_far_side_says_to_the_question_is_shown_and_the_question_is_not_offered_again(
    office: Office, later: Later
) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        broker.request_receipts("A-1")
        (sent,) = office.take()
        office.answer(sent, papers.refused("报文类型不支持"), "Failed")
        broker.run_once(force=True)
        assert broker.status("A-1")[0].state == "declared"
        later(timedelta(days=4))
        each = only(missing_receipts(broker), "receipt")
        assert isinstance(each.asked, datetime)
        assert ("报文类型不支持" in each.answered, each.requestable) == (True, False)
        assert not any("--request" in c for c in each.commands)


def test_a_resend_that_brings_only_some_packs_leaves_the_others_missing(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        broker.request_receipts("A-1")
        office.take()
        office.hear(broker, inv200(SEQ_NO, "1", 1, pack=1, packs=2))
        later(PATIENCE * 2)
        each = only(missing_receipts(broker), "receipt_packs")
        assert ("缺第 2 包" in each.why_zh, each.asked is not None, each.requestable) == (True, True, False)
        later(timedelta())
        office.hear(broker, inv200(SEQ_NO, "1", 1, pack=2, packs=2))
        later(PATIENCE * 2)
        assert nothing(broker)


def test_in_production_it_is_off_until_the_account_allows_it_and_the_setting_is_named(tmp_path: Path, later: Later) -> None:
    office = Office(base=tmp_path, environment="production")
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        with pytest.raises(Unproven, match="allow_unproven"):
            broker.request_receipts("A-1")
        assert office.out_box() == []
        later(timedelta(days=4))
        each = only(missing_receipts(broker), "receipt")
        assert (each.requestable, 'allow_unproven = ["inventory:resend"]' in each.next_zh) == (False, True)
    with office.broker(allow_unproven=["inventory:resend"]) as broker:
        assert only(missing_receipts(broker), "receipt").requestable
        assert not broker.request_receipts("A-1").repeated
        assert len(office.out_box()) == 1
