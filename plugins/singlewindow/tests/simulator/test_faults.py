from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import fields
from lxml import etree

from baoguan_singlewindow.simulator import Faults, Simulator

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Simulate, Value, Write


def receipt_files(root: Path, pattern: str = "Receipt_*") -> list[Path]:
    return sorted((root / "Sas" / "InBox").glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name))


def test_every_fault_is_off_unless_given() -> None:
    rates = [f.default for f in fields(Faults) if isinstance(f.default, float)]
    assert len(rates) == 15
    assert set(rates) == {0.0}


@pytest.mark.parametrize("wrong", [{"lost": 1.1}, {"late": -0.1}, {"late_steps": 0}])
def test_a_senseless_fault_is_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="="):
        Faults(**wrong)  # type: ignore[arg-type]


def test_a_lost_receipt_comes_when_it_is_resent(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(lost=1.0))
    send("A1")
    sim.run_until_idle()
    assert receipt_files(root) == []
    assert sim.lists()["A1"].state == "deducted"
    assert sim.resend_lost() == 4
    sim.run_until_idle()
    assert len(receipt_files(root)) == 4
    assert sim.resend_lost() == 0


def test_a_lost_answer_never_comes(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(lost_answer=1.0))
    send("A1")
    sim.run_until_idle()
    assert receipt_files(root, "Successed_*") == []
    assert len(receipt_files(root)) == 4
    assert sim.resend_lost() == 0


def test_a_late_receipt_comes_some_steps_later(simulate: Simulate, send: Send, root: Path) -> None:
    plans = {"*": ("Y",)}
    steps = {}
    for name, faults in (("A1", Faults()), ("A2", Faults(late=1.0, late_steps=9))):
        sim = simulate(faults=faults, plans=plans)
        before = len(receipt_files(root))
        send(name)
        steps[name] = 0
        while len(receipt_files(root)) == before:
            sim.step()
            steps[name] += 1
        sim.close()
    assert steps["A1"] < steps["A2"] <= steps["A1"] + 9


def test_a_repeated_receipt_has_another_name_and_the_same_content(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(repeat=1.0))
    send("A1")
    sim.run_until_idle()
    files = receipt_files(root)
    assert len(files) == 8
    assert len({path.read_bytes() for path in files}) == 4


def test_reordered_receipts_do_not_come_in_the_order_of_the_decisions(
    simulate: Simulate, send: Send, root: Path, value: Value
) -> None:
    sim = simulate(faults=Faults(reorder=0.5), seed=3)
    for number in range(10):
        send(f"A{number}")
    sim.run_until_idle()
    ids = [path.name for path in receipt_files(root, "Receipt_C*")]
    assert len(ids) == 30
    assert ids != sorted(ids)


def test_a_truncated_file_is_completed_under_the_same_name(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(truncated=1.0))
    send("A1")
    sim.step()
    (path,) = receipt_files(root, "Successed_*")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(path.read_bytes())
    sim.run_until_idle()
    assert [p.name for p in receipt_files(root, "Successed_*")] == [path.name]
    assert etree.fromstring(path.read_bytes()).findtext("DealFlag") == "0"
    assert len(receipt_files(root)) == 4


def test_gbk_files_are_declared_as_gb2312_or_not_at_all(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(gbk=1.0))
    for number in range(10):
        send(f"A{number}")
    sim.run_until_idle()
    data = [path.read_bytes() for path in receipt_files(root)]
    assert any("虚构电子" in raw.decode("gb18030") for raw in data)
    assert {raw.startswith(b'<?xml version="1.0" encoding="gb2312"?>') for raw in data} == {True, False}
    assert not any(b"UTF-8" in raw for raw in data)


def test_a_prefixed_receipt_is_the_same_by_local_names(
    simulate: Simulate, send: Send, root: Path, inbox: Inbox, value: Value
) -> None:
    sim = simulate(faults=Faults(ns2=1.0))
    send("A1")
    sim.run_until_idle()
    files = receipt_files(root)
    assert all(b"<ns2:INV2" in path.read_bytes() for path in files)
    assert {value(document, "message_type") for document in inbox("Receipt_*")} == {"INV201", "INV202", "INV211"}


def test_noise_of_case_and_line_ends(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(lowercase=1.0, crlf=1.0))
    send("A1")
    sim.run_until_idle()
    files = receipt_files(root)
    assert {path.suffix for path in files} == {".inv", ".invt"}
    assert all(b"\r\n" in path.read_bytes() for path in files)
    assert any(b"<rmk>\r\n</rmk>" in path.read_bytes() for path in files)


def test_a_hanging_client_picks_nothing_up_for_a_while(simulate: Simulate, send: Send, root: Path) -> None:
    sim = simulate(faults=Faults(hang=1.0, hang_steps=5))
    send("A1")
    assert sim.run_until_idle(max_steps=20) == 0
    assert not sim.idle()
    sim.close()
    cured = simulate(faults=Faults(hang=0.3, hang_steps=5), seed=1)
    cured.run_until_idle()
    assert cured.lists()["A1"].state == "deducted"


def test_receipts_of_a_list_typed_on_the_page_arrive_too(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate(faults=Faults(foreign=1.0), plans={"*": ("Y",)})
    send("A1")
    sim.run_until_idle()
    ours = sim.lists()["A1"].seq_no
    strangers = [d for d in inbox("Receipt_*") if value(d, "etpsPreentNo") != ours]
    assert len(strangers) == 2
    assert value(strangers[1], "etpsInnerInvtNo").startswith("PAGE")
    assert value(strangers[1], "bizopEtpsno") == "4403DEMO01"
    assert list(sim.lists()) == ["A1"]


def test_manual_review_and_refusals_by_rate(simulate: Simulate, send: Send, inbox: Inbox, value: Value) -> None:
    sim = simulate(faults=Faults(manual_rate=1.0, reject_rate=1.0))
    send("A1")
    sim.run_until_idle()
    assert [value(d, "manageResult") for d in inbox("Receipt_*")] == ["Y", "2", "3"]
    sim.close()
    sim = simulate(faults=Faults(store_failed_rate=1.0))
    send("A2")
    sim.run_until_idle()
    assert sim.lists()["A2"].state == "store_failed"


def test_the_same_seed_decides_the_same_whatever_the_order(tmp_path: Path, inv101: Write) -> None:
    stages: list[dict[str, str]] = []
    for order in (range(12), reversed(range(12))):
        base = tmp_path / str(len(stages))
        outbox = base / "root" / "Sas" / "OutBox"
        outbox.mkdir(parents=True)
        with Simulator(base / "root", base / "state", faults=Faults(reject_rate=0.5), seed=7) as sim:
            for number in order:
                (outbox / f"A{number}.xml").write_text(inv101(f"A{number}"), encoding="utf-8")
                sim.step()
            sim.run_until_idle()
            stages.append({number: state.state for number, state in sim.lists().items()})
    assert stages[0] == stages[1]
    assert set(stages[0].values()) == {"rejected", "deducted"}
