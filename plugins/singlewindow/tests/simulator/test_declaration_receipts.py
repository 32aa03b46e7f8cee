"""What follows when 申报 was pressed: the receipts of Customs, in every form, with every fault of the line."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from baoguan_singlewindow.simulator import Declaring, Faults
from plugins.singlewindow.tests.simulator.declarations import (
    BOX,
    CARD,
    NUMBER,
    channels,
    heard,
    names,
    put,
    text_of,
    write_declaration,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Simulate


def pressed(sim: Simulator, root: Path, **parts: object) -> str:
    """Save the sample, press 申报, and let all that is due come; its SeqNo."""
    put(root, write_declaration(**parts))  # type: ignore[arg-type]
    sim.run_until_idle()
    seq_no = sim.declarations()[NUMBER].seq_no
    sim.page_declare(seq_no)
    sim.run_until_idle()
    return seq_no


def test_a_declaration_is_handed_over_taken_released_and_cleared_step_by_step(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root)
    sim.run_until_idle()
    sim.page_declare(sim.declarations()[NUMBER].seq_no)
    seen = []
    for _ in range(4):
        sim.step()
        seen.append((str(sim.declarations()[NUMBER].state), channels(root)[-1]))
    assert seen == [("declared", "7"), ("stored", "L"), ("released", "P"), ("cleared", "R")]
    assert sim.idle()


def test_a_receipt_has_the_shape_of_real_ones(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    seq_no = pressed(sim, root)
    first, taken, *_ = heard(root, "Receipt_*")
    assert all(re.fullmatch(rf"Receipt_DECCUS004_{seq_no}_\d{{12}}_\d{{17,22}}\.xml", name) for name in names(root, "Receipt_*"))
    assert first.tag == "DEC_RESULT"
    assert [child.tag for child in first] == [
        *("CUS_CIQ_NO", "ENTRY_ID", "NOTICE_DATE", "CHANNEL", "NOTE", "CUSTOM_MASTER", "I_E_DATE", "D_DATE")
    ]
    assert (text_of(first, "CUS_CIQ_NO"), text_of(first, "ENTRY_ID"), text_of(first, "CUSTOM_MASTER")) == (seq_no, "", "5301")
    assert re.fullmatch(r"530120251\d{9}", text_of(taken, "ENTRY_ID"))
    assert text_of(taken, "D_DATE") == text_of(taken, "NOTICE_DATE")
    assert text_of(taken, "I_E_DATE") == "20260603"
    dates = [text_of(d, "NOTICE_DATE") for d in heard(root, "Receipt_*")]
    assert dates == sorted(set(dates))
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", date) for date in dates)
    assert {text_of(d, "ENTRY_ID") for d in heard(root, "Receipt_*")[1:]} == {sim.declarations()[NUMBER].entry_no}


@pytest.mark.parametrize(
    ("codes", "stage"),
    [
        (("7", "L", "C", "J", "P", "R"), "cleared"),
        (("7", "L", "C"), "inspection"),
        (("7", "L", "T"), "tax_due"),
        (("7", "L", "J"), "audited"),
        (("7", "L", "K"), "released_on_guarantee"),
        (("7", "L", "1"), "supplement"),
        (("7", "L", "N"), "supplement"),
        (("7", "L", "M"), "recheck"),
        (("7", "H"), "manual"),
        (("7", "L", "a", "b", "X"), "stored"),
        (("7", "L", "P", "R", "D"), "deleted"),
        (("7", "9"), "store_failed"),
        (("7", "L", "CCC"), "inspection"),
    ],
)
def test_a_script_is_followed_exactly(simulate: Simulate, root: Path, codes: tuple[str, ...], stage: str) -> None:
    sim = simulate(declaring=Declaring(plans={"DEMO-*": codes}))
    pressed(sim, root)
    assert channels(root) == list(codes)
    assert sim.declarations()[NUMBER].state == stage
    assert all(text_of(receipt, "NOTE") for receipt in heard(root, "Receipt_*"))


def test_a_wanted_document_is_named_in_the_note(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("N",)}))
    pressed(sim, root)
    assert text_of(heard(root, "Receipt_*")[0], "NOTE") == "¦00000001¦"


def test_an_unknown_code_in_a_script_is_an_error(simulate: Simulate) -> None:
    with pytest.raises(ValueError, match="unknown codes"):
        simulate(declaring=Declaring(plans={"A": ("7", "202")}))


def test_the_page_does_not_declare_what_lacks_something(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(press_after=1))
    put(root, write_declaration(head={"GoodsPlace": ""}, goods=[{"SecondUnit": "035"}]))
    sim.run_until_idle()
    state = sim.declarations()[NUMBER]
    with pytest.raises(ValueError, match="存放地点不能为空；第1项商品的第二法定数量"):
        sim.page_declare(state.seq_no)
    assert (state.state, channels(root)) == ("saved", [])
    with pytest.raises(KeyError):
        sim.page_declare("I20250000000000000")


def test_somebody_may_press_by_himself(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(press_after=3))
    put(root)
    for _ in range(3):
        sim.step()
    assert sim.declarations()[NUMBER].state == "saved"
    sim.run_until_idle()
    assert channels(root) == ["7", "L", "P", "R"]
    with pytest.raises(ValueError, match="cleared"):
        sim.page_declare(sim.declarations()[NUMBER].seq_no)


def test_a_draft_saved_over_is_pressed_once(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(press_after=2))
    put(root)
    sim.step()
    put(root, write_declaration(head={"SeqNo": sim.declarations()[NUMBER].seq_no}), name="b")
    sim.run_until_idle()
    assert channels(root) == ["7", "L", "P", "R"]


def test_a_message_declares_only_when_that_is_switched_on(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(direct=True))
    put(root, write_declaration(head={"GoodsPlace": ""}, sign={"OperType": "C"}), name="a")
    put(root, write_declaration(sign={"OperType": "C"}), name="b")
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [False, True]
    assert text_of(heard(root, "Successed_b_*")[0], "ErrorMessage") == "直接申报成功"
    assert channels(root) == ["7", "L", "P", "R"]


def test_a_person_has_it_withdrawn_and_customs_deletes_it(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("7", "L", "|", "7", "L")}))
    seq_no = pressed(sim, root)
    sim.page_delete(seq_no)
    sim.run_until_idle()
    assert channels(root) == ["7", "L", "D"]
    assert sim.declarations()[NUMBER].state == "deleted"
    put(root, name="anew")
    sim.run_until_idle()
    assert [a.twice for a in sim.arrivals()] == [False, False]


def test_what_customs_has_not_taken_cannot_be_withdrawn(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("7",)}))
    seq_no = pressed(sim, root)
    with pytest.raises(ValueError, match="declared"):
        sim.page_delete(seq_no)


def test_the_older_form_is_gb2312_with_its_own_names(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(old_receipts=True))
    seq_no = pressed(sim, root)
    raw = (root / BOX / "InBox" / names(root, "Receipt_*")[1]).read_bytes()
    assert "海关入库成功".encode("gb2312") in raw
    taken = heard(root, "Receipt_*")[1]
    assert (taken.tag, text_of(taken, "SEQ_NO"), text_of(taken, "DECL_PORT")) == ("DEC_DATA", seq_no, "5301")
    assert re.fullmatch(r"\d{8}T\d{8}", text_of(taken, "NOTICE_DATE"))


def test_receipts_come_in_the_envelope_of_the_exchange_platform(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(dxp=True))
    seq_no = pressed(sim, root)
    first = heard(root, "Receipt_*")[0]
    assert first.tag == "{http://www.chinaport.gov.cn/dxp}DxpMsg"
    assert (text_of(first, "MsgType"), text_of(first, "IcCard")) == ("DECCUS001", CARD)
    inner = etree.fromstring(base64.b64decode(text_of(first, "Data")))
    assert (text_of(inner, "CUS_CIQ_NO"), text_of(inner, "CHANNEL")) == (seq_no, "7")


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (Faults(reject_rate=1), ["7", "L", "E"]),
        (Faults(store_failed_rate=1), ["7", "Y"]),
        (Faults(manual_rate=1), ["7", "L", "H", "P", "R"]),
        (Faults(repeat=1), ["7", "7", "L", "L", "P", "P", "R", "R"]),
        (Faults(lost_answer=1), ["7", "L", "P", "R"]),
        (Faults(gbk=1, crlf=1), ["7", "L", "P", "R"]),
        (Faults(truncated=1), ["7", "L", "P", "R"]),
        (Faults(late=1), ["7", "L", "P", "R"]),
        (Faults(reorder=0.5), ["7", "L", "P", "R"]),
        (Faults(hang=0.9), ["7", "L", "P", "R"]),
    ],
)
def test_every_fault_befalls_declarations_too(simulate: Simulate, root: Path, faults: Faults, expected: list[str]) -> None:
    sim = simulate(faults=faults)
    pressed(sim, root)
    assert sorted(channels(root)) == sorted(expected)
    assert len(names(root, "Successed_*")) == (0 if faults.lost_answer else 1)


def test_lost_receipts_come_when_they_are_resent(simulate: Simulate, root: Path) -> None:
    sim = simulate(faults=Faults(lost=1))
    pressed(sim, root)
    assert (channels(root), sim.declarations()[NUMBER].state) == ([], "cleared")
    assert sim.resend_lost() == 4
    sim.run_until_idle()
    assert channels(root) == ["7", "L", "P", "R"]


def test_receipts_of_a_declaration_typed_by_somebody_else_come_among_ours(simulate: Simulate, root: Path) -> None:
    sim = simulate(faults=Faults(foreign=1))
    seq_no = pressed(sim, root)
    foreign = [d for d in heard(root, "Receipt_*") if text_of(d, "CUS_CIQ_NO") != seq_no]
    assert [text_of(d, "CHANNEL") for d in foreign] == ["7", "L"]
    assert text_of(foreign[1], "ENTRY_ID") not in {"", sim.declarations()[NUMBER].entry_no}


def test_killed_in_the_middle_a_declaration_is_judged_once(simulate: Simulate, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    sim = simulate()
    put(root)
    with monkeypatch.context() as patched:
        patched.setattr("baoguan_singlewindow.simulator.post.Post.reply", die)
        with pytest.raises(Killed):
            sim.step()
    assert sim.declarations() == {}
    sim.close()
    following = simulate()
    following.run_until_idle()
    assert [(a.accepted, a.twice) for a in following.arrivals()] == [(True, False)]
    following.page_declare(following.declarations()[NUMBER].seq_no)
    following.step()
    following.close()
    last = simulate()
    last.run_until_idle()
    assert channels(root) == ["7", "L", "P", "R"]


def test_numbers_of_drafts_made_from_lists_are_never_those_of_declarations(
    simulate: Simulate, root: Path, send: Callable[..., Path], clock: Callable[[], datetime]
) -> None:
    del clock
    sim = simulate(declaring=Declaring(press_after=1))
    for n in range(3):
        send(f"A{n}")
        put(root, write_declaration(f"D{n}"), name=f"D{n}")
    sim.run_until_idle()
    drafts = [s.entry_no for s in sim.lists().values()] + [d.seq_no for d in sim.declarations().values()]
    assert len(set(drafts)) == 6
