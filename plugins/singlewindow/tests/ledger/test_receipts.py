"""Receipts of a filing or change, written by hand: what each says, how little one may say, and the ledger that one describes."""

from __future__ import annotations

import pytest

from baoguan.plugin import Act, DecodeError, Ledger, Outcome, RawReceipt, Receipt, now
from baoguan_singlewindow.ledger.explanations import EXPLANATIONS
from baoguan_singlewindow.ledger.results import RESULTS, STORED
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.receipts import decode
from plugins.singlewindow.tests.ledger.papers import (
    HANDBOOK_SAID,
    HANDBOOK_SECTIONS,
    LEDGER_NO,
    SEQ_NO,
    enveloped,
    result,
)
from plugins.singlewindow.tests.messages import CODES

NAMES = pytest.mark.parametrize("name", ["EML211", "EMS211"])
OUTCOMES = {
    "Y": Outcome.STORED,
    "Z": Outcome.STORE_FAILED,
    "1": Outcome.APPROVED,
    "2": Outcome.MANUAL,
    "3": Outcome.REJECTED,
}


def heard(text: str) -> Receipt:
    (found,) = decode(RawReceipt(token="t", name="Receipt_CUS_1.INV", content=text.encode(), received=now()))
    return found


@NAMES
@pytest.mark.parametrize("code", RESULTS)
def test_every_result_does_what_the_table_says(name: str, code: str) -> None:
    found = heard(result(name, code, notes=("料号重复", "请核对")))
    assert (found.kind, found.source, found.outcome, found.code) == ("ledger", name, OUTCOMES[code], code)
    assert (found.texts, found.numbers) == (("料号重复", "请核对"), {"seq_no": SEQ_NO})
    assert found.customs_time is not None
    assert found.customs_time.isoformat() == "2026-01-06T07:08:09+08:00"


def test_an_unknown_result_is_kept_and_moves_nothing() -> None:
    found = heard(result("EMS211", "Q"))
    assert (found.outcome, found.code) == (Outcome.INFORMED, "Q")


@NAMES
def test_an_approval_brings_the_number_of_the_ledger(name: str) -> None:
    assert heard(result(name, "1", business_id=LEDGER_NO)).numbers == {"seq_no": SEQ_NO, "ledger_no": LEDGER_NO}


@pytest.mark.parametrize("business_id", ["", SEQ_NO, "N/A"])
def test_what_is_no_number_of_a_ledger_is_not_taken_for_one(business_id: str) -> None:
    assert heard(result("EML211", "Y", business_id=business_id)).numbers == {"seq_no": SEQ_NO}


def test_the_number_may_stand_in_the_head_alone() -> None:
    assert heard(result("EML211", "1", sections=HANDBOOK_SECTIONS)).numbers["ledger_no"] == LEDGER_NO


def test_a_text_that_is_no_pre_entry_number_is_the_enterprises_own() -> None:
    head = f"<EmsPutrecBsc><emsNo>{LEDGER_NO}</emsNo><bizopEtpsno>4403D60001</bizopEtpsno></EmsPutrecBsc>"
    found = heard(result("EMS211", "1", seq_no="DEMO-1", sections=head))
    assert found.numbers == {"number": "DEMO-1", "owner": "4403D60001", "ledger_no": LEDGER_NO}


@pytest.mark.parametrize(
    ("typecd", "count", "head", "act"),
    [
        ("1", 0, "", None),
        ("1", 2, "", None),
        ("2", 2, "", Act.CHANGE),
        ("2", 0, "", None),
        ("3", 0, "", Act.DELETION),
        ("1", 2, "<EmlPutrecBsc><dclTypecd>2</dclTypecd></EmlPutrecBsc>", Act.CHANGE),
        ("", 0, "<EmlPutrecBsc><dclTypecd>1</dclTypecd></EmlPutrecBsc>", Act.FILING),
    ],
)
def test_the_act_is_what_the_receipt_says_itself(typecd: str, count: int, head: str, act: Act | None) -> None:
    found = heard(result("EML211", "1", typecd=typecd, count=count, sections=head))
    assert (found.act, found.change_count) == (act, count)


def test_marks_and_days_of_the_head_are_facts() -> None:
    facts = heard(result("EML211", "1", sections=HANDBOOK_SECTIONS)).facts
    assert facts == {
        "pause_mark": "1",
        "approval_mark": "1",
        "filed_on": "2026-01-06 07:08:09",
        "valid_until": "2027-01-05",
    }


@pytest.mark.parametrize("name", ["EML200", "EMS200"])
@pytest.mark.parametrize(
    ("code", "packs", "outcome"),
    [("1", "1", Outcome.STORED), ("2", "1", Outcome.STORE_FAILED), ("1", "3", Outcome.INFORMED), ("9", "1", Outcome.INFORMED)],
)
def test_a_pack_is_stored_or_not_and_a_whole_message_only_with_its_only_pack(
    name: str, code: str, packs: str, outcome: Outcome
) -> None:
    body = (
        f"<MsgReceResult><resutType>2</resutType><etpsPreentNo>{SEQ_NO}</etpsPreentNo><totalPocketQty>{packs}</totalPocketQty>"
        f"<curPocketNo>1</curPocketNo><manageResult>{code}</manageResult><manageDate>2026-01-06T07:08:09</manageDate></MsgReceResult>"
    )
    found = heard(enveloped(name, body))
    assert (found.kind, found.outcome, found.packs, found.numbers) == ("ledger", outcome, int(packs), {"seq_no": SEQ_NO})
    assert heard(enveloped(name, body.replace("<resutType>2", "<resutType>3"))).kind == "write_off"


@pytest.mark.parametrize("name", ["EML241", "EML301"])
def test_what_customs_tells_by_itself_moves_nothing_and_says_how_the_ledger_stands(name: str) -> None:
    found = heard(enveloped(name, HANDBOOK_SECTIONS))
    assert (found.kind, found.outcome, found.facts["pause_mark"]) == ("ledger", Outcome.INFORMED, "1")
    assert found.numbers == {"seq_no": SEQ_NO, "ledger_no": LEDGER_NO}
    assert found.customs_time is not None
    shown = read_file("r.INV", enveloped(name, HANDBOOK_SECTIONS).encode(), CODES)
    assert shown is not None
    assert shown.described == HANDBOOK_SAID


@pytest.mark.parametrize("name", ["EML211", "EMS211", "EML200", "EMS200", "EML241", "EMS301"])
def test_a_receipt_without_its_result_is_parked(name: str) -> None:
    with pytest.raises(DecodeError, match=name):
        heard(enveloped(name, "<CheckInfo><note>x</note></CheckInfo>"))


def test_a_receipt_may_describe_the_whole_ledger() -> None:
    found = read_file("r.INV", result("EML211", "1", sections=HANDBOOK_SECTIONS).encode(), CODES)
    assert found is not None
    assert (found.kind, found.numbers["ledger_no"], found.described) == ("EML211", LEDGER_NO, HANDBOOK_SAID)


def test_rows_of_an_account_bring_openings_and_versions() -> None:
    sections = (
        "<EmsPutrecBsc><emsNo>E530126A0777</emsNo><etpsPreentNo>DEMO-1</etpsPreentNo><vclrPridVal>180.00000</vclrPridVal></EmsPutrecBsc>"
        "<EmsPutrecDt><gdsSeqno>7</gdsSeqno><mtpckEndprdTypecd>I</mtpckEndprdTypecd><vclrPridInitQty>12.5</vclrPridInitQty></EmsPutrecDt>"
        "<EmsPutrecUcnsDt><endprdSeqno>1</endprdSeqno><mtpckSeqno>7</mtpckSeqno><ucnsVerno>2</ucnsVerno>"
        "<finishValidDate>2027-01-05</finishValidDate></EmsPutrecUcnsDt>"
    )
    found = read_file("r.INV", result("EMS211", "1", sections=sections).encode(), CODES)
    assert found is not None
    book = found.described
    assert isinstance(book, Ledger)
    assert (book.family, book.internal_number, book.seq_no) == ("account", "DEMO-1", SEQ_NO)
    assert [(str(r.opening_quantity), r.item_no) for r in book.materials] == [("12.5", 7)]
    assert [(r.version, str(r.valid_until)) for r in book.consumptions] == [("2", "2027-01-05")]


def test_a_receipt_without_head_describes_nothing() -> None:
    found = read_file("r.INV", result("EML211", "Y").encode(), CODES)
    assert found is not None
    assert found.described is None


def test_every_result_is_explained_for_each_receipt() -> None:
    told = {(e.where, code) for e in EXPLANATIONS for code in e.codes}
    wanted = {(name, code) for name in ("EML211", "EMS211") for code in RESULTS}
    assert told == wanted | {(name, code) for name in ("EML200", "EMS200") for code in STORED}
