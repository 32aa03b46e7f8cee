"""What a receipt of the assumed format means, level by level and code by code."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from baoguan.clock import SHANGHAI
from baoguan.plugin import Act, DecodeError, Outcome, RawReceipt, Receipt, now
from baoguan_shenguantong.receipts import decode

BASE = {
    "protocol": "assumed-v1",
    "kind": "inventory",
    "owner": "4403D60001",
    "number": "A-1",
    "seq_no": "202601000000000001",
    "time": "2026-01-05 09:00:00.125",
}


def raw(content: bytes | dict[str, object]) -> RawReceipt:
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return RawReceipt(token="t", name="r.json", content=body, received=now())


def one(**more: object) -> Receipt:
    (receipt,) = decode(raw({**BASE, **more}))
    return receipt


@pytest.mark.parametrize(
    ("level", "code", "kind", "outcome"),
    [
        ("STORED", "Y", "inventory", Outcome.STORED),
        ("STORE_FAILED", "Z", "inventory", Outcome.STORE_FAILED),
        ("MANUAL", "2", "ledger", Outcome.MANUAL),
        ("REJECTED", "3", "ledger", Outcome.REJECTED),
        ("APPROVED", "1", "inventory", Outcome.DEDUCTED),
        ("APPROVED", "4", "inventory", Outcome.PRE_DEDUCTED),
        ("APPROVED", "5", "inventory", Outcome.APPROVED),
        ("APPROVED", "1", "ledger", Outcome.APPROVED),
        ("SOMETHING_NEW", "9", "ledger", Outcome.INFORMED),
    ],
)
def test_a_statement_about_the_document(level: str, code: str, kind: str, outcome: Outcome) -> None:
    receipt = one(level=level, code=code, kind=kind, act="2", change_count=3)
    assert (receipt.outcome, receipt.code, receipt.kind) == (outcome, code, kind)
    assert (receipt.act, receipt.change_count, receipt.exchange_id) == (Act.CHANGE, 3, None)
    assert receipt.customs_time == datetime(2026, 1, 5, 9, 0, 0, 125_000, SHANGHAI)
    assert receipt.numbers["number"] == "A-1"


@pytest.mark.parametrize(
    ("level", "declare", "outcome"),
    [
        ("ACCEPTED", 0, Outcome.SAVED),
        ("ACCEPTED", 1, Outcome.ACCEPTED),
        ("DUPLICATE", 0, Outcome.ARRIVED),
        ("REFUSED", 1, Outcome.REFUSED),
    ],
)
def test_an_answer_to_an_exchange_carries_no_customs_time(level: str, declare: int, outcome: Outcome) -> None:
    receipt = one(level=level, code="0", declare=declare, exchange_id="X-1", pack=2, packs=3)
    assert (receipt.outcome, receipt.exchange_id, receipt.customs_time) == (outcome, "X-1", None)
    assert (receipt.pack, receipt.packs, receipt.numbers["seq_no"]) == (2, 3, "202601000000000001")


def test_rows_at_fault_are_told_with_section_row_and_field() -> None:
    errors = [{"section": "LIST", "row": 17, "field": "商品编码", "text": "应为 10 位"}]
    assert one(level="STORE_FAILED", code="Z", text="入库失败", errors=errors).texts == (
        "入库失败",
        "LIST 第 17 行 row 17，商品编码：应为 10 位",
    )


def test_a_part_that_is_stored_is_not_the_document() -> None:
    assert one(level="STORED", code="Y", pack=1, packs=2).outcome is Outcome.INFORMED
    assert one(level="STORED", code="Y").outcome is Outcome.STORED


def test_the_number_of_a_ledger_is_learned_for_ledgers_alone() -> None:
    """Several lists have one ledger: its number names none of them."""
    assert one(level="STORED", code="Y", kind="ledger", ledger_no="C53002600001").numbers["ledger_no"] == "C53002600001"
    assert "ledger_no" not in one(level="STORED", code="Y", ledger_no="C53002600001").numbers


def test_the_answer_to_a_query_says_all_that_was_said() -> None:
    said = [{**BASE, "level": "STORED", "code": "Y"}, {**BASE, "level": "REJECTED", "code": "3"}]
    found = decode(raw({"protocol": "assumed-v1", "known": True, "receipts": said}))
    assert [r.outcome for r in found] == [Outcome.STORED, Outcome.REJECTED]
    assert found[0] == one(level="STORED", code="Y")
    assert decode(raw({"protocol": "assumed-v1", "known": False})) == []


def test_gbk_is_read_too() -> None:
    content = json.dumps({**BASE, "level": "REJECTED", "code": "3", "text": "退单：品名不符"}, ensure_ascii=False).encode("gbk")
    assert decode(raw(content))[0].texts == ("退单：品名不符",)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"<html/>", b"\xff\xfe\x00"),
        {**BASE, "protocol": "assumed-v2", "level": "STORED"},
        {"protocol": "assumed-v1"},
        {**BASE, "level": "STORED", "kind": "pass"},
        {**BASE, "level": "STORED", "time": "soon"},
        {**BASE, "level": "STORED", "errors": "many"},
        {"protocol": "assumed-v1", "known": True, "receipts": [1]},
    ],
    ids=str,
)
def test_what_is_no_receipt_is_refused(content: bytes | dict[str, object]) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(raw(content))
    assert caught.value.remedy_zh
