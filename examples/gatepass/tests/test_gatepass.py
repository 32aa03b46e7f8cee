"""The pass itself: its rules, its message and its receipts, without a Broker."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from lxml import etree

from baoguan.plugin import Act, DecodeError, Outcome, Parcel, Step, Unsupported, UnusableInput
from baoguan_gatepass import KIND, MESSAGES, GatePass
from baoguan_gatepass.messages import decode, encode
from tests.support.lists import inventory

PASS = GatePass(number="P-1", enterprise="4403980001", plate="粤B<00>", seq_no="202600000000000007")


def parcel(document: attrs.AttrsInstance) -> Parcel:
    return Parcel(
        exchange_id="P-1-s1-000000000000",
        environment="test",
        kind=KIND.name,
        number="P-1",
        act=Act.FILING,
        step=Step.SAVE,
        created=datetime(2026, 1, 5, tzinfo=UTC),
        document=document,
    )


def receipt(result: str) -> etree._Element:
    return etree.fromstring(
        f"<PASS221><seq>202600000000000007</seq><result>{result}</result><note>说明</note><time>2026-01-05 09:00:00</time></PASS221>"
    )


def test_the_message_holds_every_field() -> None:
    root = etree.fromstring(encode(parcel(PASS)))
    assert root.get("flag") == "save"
    assert {child.tag: child.text for child in root} == {
        "No": "P-1",
        "Seq": "202600000000000007",
        "Trade": "4403980001",
        "Plate": "粤B<00>",
        "List": None,
    }


def test_another_document_is_refused() -> None:
    with pytest.raises(Unsupported, match="no gate pass: BondedInventoryList"):
        encode(parcel(inventory()))


@pytest.mark.parametrize(("result", "outcome"), [("1", Outcome.APPROVED), ("3", Outcome.REJECTED)])
def test_a_receipt_is_read(result: str, outcome: Outcome) -> None:
    (read,) = decode(receipt(result))
    assert (read.kind, read.outcome, read.code, read.texts) == (KIND.name, outcome, result, ("说明",))
    assert read.numbers == {"seq_no": "202600000000000007"}


def test_an_unknown_result_is_no_receipt() -> None:
    with pytest.raises(DecodeError, match="'9'"):
        decode(receipt("9"))


@pytest.mark.parametrize("field", ["number", "enterprise"])
def test_a_pass_without_a_name_is_refused(field: str) -> None:
    with pytest.raises(UnusableInput):
        KIND.identity(attrs.evolve(PASS, **{field: None}))


def test_both_channels_get_the_message() -> None:
    assert [m.channel for m in MESSAGES] == ["echo", "singlewindow"]
    assert {s.kind for m in MESSAGES for s in m.supports} == {KIND.name}
