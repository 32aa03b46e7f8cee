"""What each check mark says, and of which act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baoguan.plugin import Act, DecodeError, Outcome, RawReceipt, now
from baoguan_h2010.receipts import receipts_of
from baoguan_h2010.simulator.layout import write


def raw(down: str, mark: str, *more: bytes, **values: str | int) -> RawReceipt:
    """A receipt as the far side writes it."""
    said: dict[str, str | int] = {
        "TRADE_CODE": "4403D60001", "COP_EMS_NO": "EMS-A-1", "SEQ_NO": "800000000000000001", "DATA_TYPE": "3", "DECLARE_TYPE": "1",
        "CHK_MARK": mark, "NOTICE_DATE": "20260105", "NOTICE_TIME": "090000", "SEND_FILE": "a-d1-0", "NOTE": "说明",
    }  # fmt: skip
    key = write("KEY", MSG_TYPE=down, BATCH_TOTAL=values.pop("BATCH_TOTAL", 1)) if down else b""
    content = key + write("RESULT", **{**said, **values}) + b"".join(more)
    return RawReceipt(token="1", name="r.ems", content=content, received=now())


def outcomes(*given: RawReceipt) -> list[tuple[Outcome, str | None]]:
    return [(r.outcome, r.exchange_id) for row in given for r in receipts_of(row)]


@pytest.mark.parametrize("mark", ["1", "7"])
def test_stored_also_answers_the_exchange(mark: str) -> None:
    assert outcomes(raw("EMS313", mark)) == [(Outcome.ACCEPTED, "a-d1-0"), (Outcome.STORED, None)]
    assert outcomes(raw("EMS317", mark, DECLARE_TYPE="B")) == [(Outcome.ACCEPTED, "a-d1-0"), (Outcome.STORED, None)]


@pytest.mark.parametrize(("mark", "outcome"), [("2", Outcome.APPROVED), ("3", Outcome.REJECTED), ("X", Outcome.INFORMED)])
def test_decisions_speak_of_the_document(mark: str, outcome: Outcome) -> None:
    (receipt,) = receipts_of(raw("EMS313", mark, EMS_NO="E53010000001"))
    assert (receipt.outcome, receipt.kind, receipt.act, receipt.code) == (outcome, "ledger", Act.FILING, mark)
    assert receipt.numbers == {
        "seq_no": "800000000000000001", "ledger_no": "E53010000001", "number": "EMS-A-1", "owner": "4403D60001",
    }  # fmt: skip
    assert receipt.customs_time is not None
    assert receipt.customs_time.isoformat() == "2026-01-05T09:00:00+08:00"


@pytest.mark.parametrize(("mark", "outcome"), [("0", Outcome.SAVED), ("8", Outcome.ACCEPTED), ("9", Outcome.REFUSED)])
def test_the_mocks_own_marks_answer_one_exchange(mark: str, outcome: Outcome) -> None:
    assert outcomes(raw("EMS313", mark)) == [(outcome, "a-d1-0")]


@pytest.mark.parametrize("down", ["EMS311", "EMS312", "EMS315", "EMS314", "EMS321", "EMS322", "EMS325", "EMS324"])
def test_parts_of_a_ledger_inform_and_only_their_rejection_counts(down: str) -> None:
    assert [o for o, _ in outcomes(raw(down, "1"), raw(down, "2"), raw(down, "3"))] == [
        Outcome.INFORMED,
        Outcome.INFORMED,
        Outcome.REJECTED,
    ]


@pytest.mark.parametrize("down", ["EMS330", "EMS331", "EMS332"])
def test_reports_have_no_document_yet(down: str) -> None:
    (receipt,) = receipts_of(raw(down, "2", DECLARE_TYPE=""))
    assert (receipt.kind, receipt.outcome, receipt.numbers) == ("other", Outcome.INFORMED, {})


def test_a_receipt_names_its_act_and_change() -> None:
    (_, receipt) = receipts_of(raw("EMS323", "1", DECLARE_TYPE="2", MODIFY_TIMES=3))
    assert (receipt.act, receipt.change_count) == (Act.CHANGE, 3)


def test_duplicate_of_the_very_message_says_that_it_arrived() -> None:
    assert outcomes(raw("EMS313", "4", HELD_FILE="a-d1-0")) == [(Outcome.ARRIVED, "a-d1-0")]


def test_duplicate_of_a_batch_does_not_make_it_a_document_of_its_own() -> None:
    assert outcomes(raw("EMS313", "4", HELD_FILE="a-d1-0", BATCH_TOTAL=3)) == [(Outcome.ACCEPTED, "a-d1-0")]


def test_duplicate_of_another_message_refuses_this_message_and_not_the_act() -> None:
    assert outcomes(raw("EMS313", "4", HELD_FILE="b-d1-0")) == [(Outcome.REFUSED, "a-d1-0")]


@pytest.mark.parametrize("values", [{"SEND_FILE": ""}, {"HELD_FILE": ""}, {"SEND_FILE": "", "HELD_FILE": "a-d1-0"}])
def test_duplicate_that_names_no_message_moves_nothing(values: dict[str, str]) -> None:
    assert outcomes(raw("EMS313", "4", **values)) == [(Outcome.INFORMED, None)]


def test_the_unified_number_of_a_list_is_read_where_it_is_known_to_stand() -> None:
    by_hand = b"<EMS_EDI_CHK_INFO>".ljust(22) + b"x" * 37 + b"QD5301260000000001" + b"\r\n"
    (receipt,) = receipts_of(raw("EMS317", "2", by_hand, DECLARE_TYPE="B"))
    assert (receipt.outcome, receipt.numbers["list_no"]) == (Outcome.APPROVED, "QD5301260000000001")
    assert "ledger_no" not in receipt.numbers


def test_the_declaration_of_a_list_is_what_deducts() -> None:
    entry = write("ENT_CHK_MSG", ENTRY_NO="530120261000000001", MSG="已核扣")
    (receipt,) = receipts_of(raw("EMS317", "2", entry, DECLARE_TYPE="B"))
    assert (receipt.outcome, receipt.facts) == (Outcome.DEDUCTED, {"entry_no": "530120261000000001"})


def test_row_errors_are_told_with_record_number_and_field() -> None:
    more = (
        write("G_CHK_MSG", RECORD="ORG_IMG", G_NO=12, FIELD="CODE_TS", MSG="0.5 超出范围"),
        write("CM_CHK_MSG", EXG_NO=1, IMG_NO=2, VERSION="1", MSG="重复"),
        write("CHK_MSG", MSG="其他"),
    )
    (receipt,) = receipts_of(raw("EMS313", "3", *more))
    assert receipt.texts == ("说明", "ORG_IMG 12 CODE_TS 0.5 超出范围", "1 2 1 重复", "其他")


@pytest.mark.parametrize(
    ("values", "kind"), [({"DECLARE_TYPE": "B"}, "inventory"), ({"DATA_TYPE": "3"}, "ledger"), ({"DATA_TYPE": "Q"}, "other")]
)
def test_without_a_control_record_the_result_says_what_it_is(values: dict[str, str], kind: str) -> None:
    assert receipts_of(raw("", "2", **values))[-1].kind == kind


def test_a_receipt_without_time_or_result() -> None:
    (receipt,) = receipts_of(raw("EMS313", "2", NOTICE_DATE=""))
    assert receipt.customs_time is None
    with pytest.raises(DecodeError, match="lacks EMS_EDI_RESULT"):
        receipts_of(RawReceipt(token="1", name="x", content=write("CHK_MSG", MSG="x"), received=now() - timedelta(days=1)))
