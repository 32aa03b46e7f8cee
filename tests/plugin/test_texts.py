"""Text that no database can hold: from another encoding's file name or a JSON escape. It costs at most the row it stands in."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from baoguan import NotSent
from baoguan.errors import legible
from baoguan.model.receipt import Outcome
from baoguan.plugin import Acknowledgement, Arrived, ChannelCalls, DecodeError, NotArrived, RawReceipt, Receipt, Unknown, now
from tests.broker.office import Office
from tests.plugin.scripted import Far, Scripted, context, open_broker
from tests.plugin.test_answers import MESSAGE, RAW
from tests.support.lists import inventory

HALF, NUL = "回\ud800执", "a\0b"
SAID = Receipt(kind="inventory", source="scripted", outcome=Outcome.SAVED, exchange_id="e1")


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def calls(far: Far, tmp_path: Path) -> ChannelCalls:
    return ChannelCalls(Scripted(far), {}, context(tmp_path))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("plain", "plain"), ("回执😀", "回执😀"), (HALF, "回\\ud800执"), (NUL, "a\\x00b"), ("回\0", "回\\x00")],
)
def test_what_cannot_be_held_is_written_as_an_escape(text: str, shown: str) -> None:
    assert legible(text) == shown


def test_an_error_can_always_be_kept_and_shown() -> None:
    error = NotSent(f"未发 {HALF}", f"not sent {NUL}")
    assert (error.zh, error.en) == ("未发 回\\ud800执", "not sent a\\x00b")
    assert str(error).encode()


@pytest.mark.parametrize(
    ("hook", "answer", "wanted"),
    [
        ("baoguan_submit", Acknowledgement(reference=HALF, detail=NUL), Acknowledgement(reference=legible(HALF), detail="a\\x00b")),
        ("baoguan_reconcile", Arrived(evidence=HALF), Arrived(evidence=legible(HALF))),
        ("baoguan_reconcile", NotArrived(final=True, evidence=NUL), NotArrived(final=True, evidence="a\\x00b")),
        ("baoguan_reconcile", Unknown(reason=HALF), Unknown(reason=legible(HALF))),
        ("baoguan_reconcile", OSError(HALF), Unknown(reason=f"OSError: {legible(HALF)}")),
    ],
)
def test_the_answers_of_the_far_side_can_be_kept(hook: str, answer: object, wanted: object, far: Far, calls: ChannelCalls) -> None:
    far.script[hook] = answer
    assert (calls.send(MESSAGE) if hook == "baoguan_submit" else calls.reconcile(MESSAGE)) == wanted


@pytest.mark.parametrize("bad", [HALF, NUL])
def test_words_of_a_receipt_are_kept_as_escapes(bad: str, far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_decode"] = [attrs.evolve(SAID, code=bad, texts=("fine", bad), facts={"deduction_mark": bad})]
    (receipt,) = calls.decode(RAW)
    assert (receipt.code, receipt.texts, dict(receipt.facts)) == (
        legible(bad),
        ("fine", legible(bad)),
        {"deduction_mark": legible(bad)},
    )


@pytest.mark.parametrize("bad", [HALF, NUL])
@pytest.mark.parametrize("field", ["exchange_id", "seq_no"])
def test_a_receipt_that_goes_by_such_a_number_is_no_receipt(field: str, bad: str, far: Far, calls: ChannelCalls) -> None:
    said = attrs.evolve(SAID, exchange_id=bad) if field == "exchange_id" else attrs.evolve(SAID, numbers={"seq_no": bad})
    far.script["baoguan_decode"] = [SAID, said]
    with pytest.raises(DecodeError, match=field):
        calls.decode(RAW)


def test_a_number_that_is_no_text_at_all_is_no_receipt(far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_decode"] = [attrs.evolve(SAID, numbers={"seq_no": 7})]  # type: ignore[dict-item]
    with pytest.raises(DecodeError):
        calls.decode(RAW)


def test_one_such_receipt_is_parked_and_the_others_are_settled(far: Far, tmp_path: Path) -> None:
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        good = f"{far.sent[0]} saved".encode()
        far.waiting[HALF] = RawReceipt(token=HALF, name=f"{HALF}.txt", content=good, received=now())
        far.say("b", b"e\xf0 saved")
        done = broker.run_once(force=True)
        assert (done.failures, done.parked, done.applied) == ({}, 1, 1)
        assert far.waiting == {}
        assert broker.status()[0].state == "saved"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_a_file_whose_name_is_in_another_encoding_stops_no_receipt(office: Office) -> None:
    with office.broker(stable_seconds=0.0) as broker:
        broker.submit(inventory("A-1"))
        office.round(broker)
        name = "回执.xml".encode("gbk").decode("utf-8", "surrogateescape")
        (office.business / "InBox" / name).write_bytes(b"<nothing/>")
        done = broker.run_once(force=True)
        assert (done.failures, done.parked, done.applied) == ({}, 1, 1)
        assert office.in_box() == []
        assert broker.run_once(force=True).idle
