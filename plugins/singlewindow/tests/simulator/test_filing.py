"""The simulator's handbooks and accounts: what it takes, what it refuses, which receipts come, and what its books say."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Card, Faults, Filing, Simulator
from baoguan_singlewindow.simulator.filing.receipts import SECTIONS
from baoguan_singlewindow.simulator.filing.tables import FORMS
from plugins.singlewindow.tests.simulator.filings import BROKER, USE, Cells, material, product, put, write
from plugins.singlewindow.tests.simulator.test_independence import FIELDS

if TYPE_CHECKING:
    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Simulate, Value

BOOKS = pytest.mark.parametrize(("message", "box", "receipt"), [("EML111", "Npts", "EML211"), ("EMS111", "Nems", "EMS211")])


def reasons(simulator: Simulator) -> list[str]:
    """Why files were refused, in order; '' for those that were taken."""
    simulator.run_until_idle()
    return [arrival.reason for arrival in simulator.arrivals()]


def numbers(simulator: Simulator, number: str = "L-1") -> dict[str, str]:
    """The head of a change of a handbook."""
    state = simulator.ledgers()[number]
    return {"SeqNo": state.seq_no, "EmlNo": state.ledger_no, "DclTypecd": "2", "ChgTmsCnt": str(state.change_count + 1)}


def change(simulator: Simulator, *, materials: Sequence[Cells], head: Mapping[str, str | None] = {}) -> str:
    """The text of a change that names some materials."""
    return write(head={**numbers(simulator), **head}, materials=materials, products=(), uses=())


@BOOKS
def test_a_filing_is_stored_and_approved_under_a_number_of_its_own(
    message: str, box: str, receipt: str, simulate: Simulate, root: Path, inbox: Inbox, value: Value
) -> None:
    sim = simulate()
    put(root, write(message=message), box=box)
    sim.run_until_idle()
    (answer,) = inbox("Successed_*", box)
    first, second = inbox("Receipt_*", box)
    state = sim.ledgers()["L-1"]
    assert (state.state, state.materials, state.products, state.consumptions) == ("approved", 1, 1, 1)
    assert re.fullmatch(rf"{'C' if message == 'EML111' else 'E'}530025[A-Z]\d{{4}}", state.ledger_no)
    assert value(answer, "SeqNo") == state.seq_no == value(second, "etpsPreentNo")
    assert [(value(d, "message_type"), value(d, "manageResult")) for d in (first, second)] == [(receipt, "Y"), (receipt, "1")]
    assert (value(first, "businessId"), value(second, "businessId")) == ("", state.ledger_no)
    assert {value(n, "gdsMtno") for n in second.iter("{*}EmlPutrecDt", "{*}EmsPutrecDt")} == {"M-1", "P-1"}
    (arrival,) = sim.arrivals()
    assert (arrival.declaration_type, arrival.lines, arrival.accepted, arrival.twice) == (f"{message[:3]} 1", 3, True, False)


def test_a_draft_is_rewritten_declared_by_message_or_pressed_on_the_page(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write(flag="0"))
    sim.run_until_idle()
    seq_no = sim.ledgers()["L-1"].seq_no
    assert sim.ledgers()["L-1"].state == "saved"
    put(root, write(flag="0", head={"SeqNo": seq_no}, materials=(material(), material(2))), "again")
    sim.run_until_idle()
    assert (sim.ledgers()["L-1"].materials, sim.ledgers()["L-1"].state) == (2, "saved")
    sim.page_declare(seq_no)
    sim.run_until_idle()
    assert sim.ledgers()["L-1"].state == "approved"
    with pytest.raises(ValueError, match="approved"):
        sim.page_declare(seq_no)
    assert not any(arrival.twice for arrival in sim.arrivals())


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"materials": (material(), material())}, "料件序号 1 重复"),
        ({"materials": (material(), material(2, GdsMtno="M-1"))}, "料件料号 M-1 重复"),
        ({"uses": (USE, USE)}, "单损耗序号 1/1/0 重复"),
        ({"uses": ({**USE, "MtpckSeqno": "9"},)}, "单损耗的料件序号 9 不存在"),
        ({"uses": ({**USE, "IntgbLossRate": "80"},)}, "损耗率之和应小于 100"),
        ({"materials": (material(MtpckEndprdTypecd="E"),)}, "料件成品类型应为 I"),
        ({"materials": (material(ModfMarkcd="1"),)}, "备案时修改标志应为 3"),
        ({"materials": (material(SeqNo="202500000000000009"),)}, "表体统一编号应与表头一致"),
        ({"products": (), "uses": ()}, "至少要有一项料件和一项成品"),
        ({"materials": (material(DclQty="1e3"),)}, "申报数量 '1e3' 不合要求"),
        ({"materials": (material(GdsNm=None),)}, "商品名称不能为空"),
        ({"materials": (material(Strange="x"),)}, "未知的元素"),
        ({"head": {"ValidDate": "20250230"}}, "不合要求"),
        ({"head": {"ValidDate": None}}, "有效期不能为空"),
        ({"head": {"EmlNo": "C530025A0001"}}, "备案时手册编号应为空"),
        ({"head": {"ChgTmsCnt": "1"}}, "备案时变更次数应为 0"),
        ({"head": {"SeqNo": "202500000000000009"}}, "预录入统一编号不存在"),
        ({"operator": "4403DEMO09"}, "卡的十位编码与录入单位代码不一致"),
        ({"message_type": "EML112"}, "报文类型应为 EML111"),
        ({"flag": "2"}, "暂存/申报标志应为 0 或 1"),
    ],
)
def test_what_contradicts_itself_is_refused(parts: dict[str, object], reason: str, simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write(**parts))  # type: ignore[arg-type]
    (said,) = reasons(sim)
    assert reason in said
    assert sim.ledgers() == {}


def test_the_wrong_folder_and_a_card_that_is_not_in_the_client_are_refused(simulate: Simulate, root: Path) -> None:
    sim = simulate(cards=(Card(enterprise=BROKER, number="0000000000001"),))
    put(root, write(), "wrong", box="Nems")
    sim.run_until_idle()
    put(root, write(card="0000000000002"), "card")
    sim.run_until_idle()
    put(root, write().replace("<Signature>", "").replace("</Signature>", ""), "flat")
    first, second, third = reasons(sim)
    assert "应通过 Npts 通道" in first
    assert "不在白名单" in second
    assert "根元素应为 Signature" in third


def test_the_same_number_twice_is_refused_and_counted(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write())
    sim.run_until_idle()
    put(root, write(), "again")
    assert ["已存在" in reason for reason in reasons(sim)] == [False, True]
    assert [arrival.twice for arrival in sim.arrivals()] == [False, True]


@pytest.mark.parametrize(("code", "state"), [("3", "rejected"), ("Z", "store_failed"), ("2", "manual")])
def test_a_refused_filing_is_declared_again_under_its_number(
    code: str, state: str, simulate: Simulate, root: Path, inbox: Inbox
) -> None:
    sim = simulate(filing=Filing(plans={"L-*": ("Y", code)}))
    put(root, write())
    sim.run_until_idle()
    first = sim.ledgers()["L-1"]
    assert (first.state, first.ledger_no) == (state, "")
    put(root, write(head={"SeqNo": first.seq_no}), "again")
    sim.run_until_idle()
    assert sim.ledgers()["L-1"].state == ("manual" if code == "2" else "approved")
    assert [arrival.twice for arrival in sim.arrivals()] == [False, code == "2"]
    assert len(inbox("Successed_*", "Npts")) == (1 if code == "2" else 2)


def test_a_change_waits_refuses_a_second_and_takes_effect_with_its_approval(
    simulate: Simulate, root: Path, inbox: Inbox, value: Value
) -> None:
    sim = simulate()
    put(root, write())
    sim.run_until_idle()
    seq_no = numbers(sim)["SeqNo"]
    rows = (material(DclQty="2000", ModfMarkcd="1", SeqNo=seq_no), material(2, SeqNo=seq_no))
    put(root, change(sim, materials=rows), "change")
    sim.step()
    assert (sim.ledgers()["L-1"].pending, sim.ledgers()["L-1"].materials, sim.ledgers()["L-1"].change_count) == ("change", 1, 0)
    put(root, change(sim, materials=rows, head={"Rmk": "x"}), "second")
    sim.run_until_idle()
    state = sim.ledgers()["L-1"]
    assert (state.pending, state.materials, state.change_count, state.state) == ("", 2, 1, "approved")
    assert "变更申请正在审批" in sim.arrivals()[-1].reason
    last = inbox("Receipt_*", "Npts")[-1]
    assert (value(last, "typecd"), value(last, "tmsCnt"), value(last, "chgTmsCnt")) == ("2", "1", "1")
    assert [n.findtext("{*}dclQty") for n in last.iter("{*}EmlPutrecDt")] == ["2000", "1000", "1000"]


@pytest.mark.parametrize(
    ("head", "rows", "reason"),
    [
        ({"EmlNo": "C530025Z9999"}, (), "不存在，不能变更"),
        ({"SeqNo": "202500000000000009"}, (), "预录入统一编号不存在"),
        ({"ChgTmsCnt": "2"}, (), "变更次数应为 1"),
        ({}, (material(5, ModfMarkcd="1"),), "不在已备案的底账中"),
        ({}, (material(5, ModfMarkcd="2"),), "不在已备案的底账中"),
        ({}, (material(ModfMarkcd="3"),), "料件序号已备案，不能增加"),
        ({}, (material(ModfMarkcd="0", DclQty="5"),), "已修改的行修改标志应为 1"),
        ({}, (material(ModfMarkcd="2"),), "单损耗 1/1/0 引用的料件或成品不存在"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(
    head: Cells, rows: Sequence[Cells], reason: str, simulate: Simulate, root: Path
) -> None:
    sim = simulate()
    put(root, write())
    sim.run_until_idle()
    seq_no = head.get("SeqNo") or numbers(sim)["SeqNo"]
    put(root, change(sim, materials=tuple({**row, "SeqNo": seq_no} for row in rows), head=head), "change")
    assert reason in reasons(sim)[-1]
    assert sim.ledgers()["L-1"].change_count == 0


def test_a_change_that_customs_returns_leaves_the_ledger_as_it_was_and_may_come_again(simulate: Simulate, root: Path) -> None:
    sim = simulate(filing=Filing(plans={"L-1": ("1", "|", "Y", "3")}))
    put(root, write())
    sim.run_until_idle()
    for name in ("first", "second"):
        row = {**material(DclQty="2000", ModfMarkcd="1"), "SeqNo": numbers(sim)["SeqNo"]}
        put(root, change(sim, materials=(row,)), name)
        sim.run_until_idle()
        state = sim.ledgers()["L-1"]
        assert (state.state, state.change_count, state.pending) == ("approved", int(name == "second"), "")
    assert not any(arrival.twice for arrival in sim.arrivals())


def test_deducted_lists_move_the_row_books_and_deleted_ones_are_taken_back(simulate: Simulate, root: Path, send: Send) -> None:
    sim = simulate(plans={"IN": ("Y", "4"), "OUT": ("1",), "GONE": ("1", "|", "1")})
    put(root, write(message="EMS111", materials=(material(VclrPridInitQty="50"),)), box="Nems")
    sim.run_until_idle()
    ledger = sim.ledgers()["L-1"].ledger_no
    head = {"PutrecNo": ledger}
    send("IN", head=head, sys_id="95")
    send(
        "OUT",
        head={**head, "ImpexpMarkcd": "E", "MtpckEndprdMarkcd": "E", "DecType": "2"},
        rows=({"DclQty": "40", "DclTotalAmt": "50.00"},),
        sys_id="95",
    )
    send("GONE", head={**head, "SupvModecd": "0664", "ImpexpMarkcd": "E", "DecType": "2"}, sys_id="95")
    sim.run_until_idle()
    assert {number: state.state for number, state in sim.lists().items()} == {
        "IN": "pre_deducted",
        "OUT": "deducted",
        "GONE": "deducted",
    }

    def books() -> dict[tuple[str, int], tuple[int, ...]]:
        found = sim.balance(ledger)
        told = {(r.kind, r.item): (r.opening, r.pre_in, r.pre_out, r.actual_in, r.actual_out, r.book) for r in found.rows}
        return {key: tuple(map(int, row)) for key, row in told.items()}

    assert books() == {("I", 1): (50, 100, 0, 0, 100, 50), ("E", 1): (0, 0, 0, 0, 40, -40)}
    # 40 products took 2 / (1 - 20 %) each.
    assert sim.balance(ledger).remaining == {1: Decimal(50 + 100 - 100 - 100)}
    sim.page_delete(sim.lists()["GONE"].seq_no)
    sim.run_until_idle()
    assert books()["I", 1] == (50, 100, 0, 0, 0, 150)
    assert sim.balance("C530099Z0001").rows == ()


def test_a_mode_that_turns_the_sign_round_says_so_in_its_receipt(
    simulate: Simulate, send: Send, inbox: Inbox, value: Value
) -> None:
    sim = simulate(plans={"*": ("4", "211")})
    for mode, said in (("0644", "F"), ("0844", "N"), ("0615", "D")):
        send(mode, head={"SupvModecd": mode})
        sim.run_until_idle()
        assert value(inbox("Receipt_*")[-1], "vrfdedModecd") == said


def test_a_simulator_goes_on_where_the_last_one_was_killed(simulate: Simulate, root: Path) -> None:
    first = simulate(faults=Faults(late=1))
    put(root, write())
    first.step()
    first.close()
    second = simulate()
    second.run_until_idle()
    assert second.ledgers()["L-1"].state == "approved"


@pytest.mark.skipif(not FIELDS.is_dir(), reason="the field tables of the interface are not here")
def test_what_receipts_describe_has_the_elements_of_the_interface_in_its_order() -> None:
    with (FIELDS / "customs.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for record, names in (section for sections in SECTIONS.values() for section in sections):
        assert list(names) == [row["element"] for row in rows if row["type"] == record]


@pytest.mark.skipif(not FIELDS.is_dir(), reason="the field tables of the interface are not here")
def test_the_messages_have_the_elements_of_the_interface() -> None:
    with (FIELDS / "single-window.csv").open(encoding="utf-8-sig", newline="") as lines:
        listed = " ".join(row["element"] for row in csv.DictReader(lines))
    theirs = {name for name in re.split(r"[\s/,]+", listed) if name}
    beside = {"PauseChgMarkcd", "EtpsPosesSadjaQuaFlag", "PauseImpexpMarkcd", "UcnsVernoCntrFlag", "FtimeExp"}
    for form in FORMS:
        for fields in (form.fields, *(known for _, known in form.sections.values())):
            unknown = {f.name for f in fields if f.name not in theirs}
            assert {name for name in unknown if not name.endswith(("Sccd", "Nm"))} <= beside


def test_products_are_rows_of_their_own(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write(products=(product(), product(2))))
    sim.run_until_idle()
    assert (sim.ledgers()["L-1"].materials, sim.ledgers()["L-1"].products) == (1, 2)
