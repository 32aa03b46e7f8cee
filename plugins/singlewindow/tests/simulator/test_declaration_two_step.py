"""Two-step declarations (两步申报): a summary first, then the complete declaration under the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Declaring
from plugins.singlewindow.tests.simulator.declarations import (
    GOODS,
    HEAD,
    NUMBER,
    channels,
    heard,
    put,
    text_of,
    write_declaration,
)

if TYPE_CHECKING:
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Simulate

KEPT = {
    *("IEFlag", "CustomMaster", "IEPort", "AgentCode", "AgentName", "CopCode", "CopName", "TradeCode", "TradeName", "TrafMode"),
    *(
        "TradeMode",
        "GrossWet",
        "DeclTrnRel",
        "TradeAreaCode",
        "PromiseItmes",
        "EntryType",
        "InputerName",
        "DeclareName",
        "TypistNo",
    ),
}
LESS = {name: None for name in HEAD if name not in KEPT}
FEW = {name: None for name in GOODS if name not in {"CodeTS", "GName", "GQty", "GUnit", "DeclTotal", "TradeCurr"}} | {
    "CodeTS": "854239",
    "OriginCountry": "JPN",
    "DestinationCountry": "CHN",
}


def summary(sim: Simulator, root: Path, kind: str = "  5") -> str:
    """Save and declare a summary; its SeqNo."""
    put(root, write_declaration(head={**LESS, "Type": kind}, goods=[FEW]))
    sim.run_until_idle()
    seq_no = sim.declarations()[NUMBER].seq_no
    sim.page_declare(seq_no)
    sim.run_until_idle()
    return seq_no


@pytest.mark.parametrize(("first", "second"), [("  5", "  6"), ("ML5", "ML6"), ("  1000", "  2000")])
def test_the_complete_declaration_follows_the_audited_summary_under_its_numbers(
    simulate: Simulate, root: Path, first: str, second: str
) -> None:
    sim = simulate()
    seq_no = summary(sim, root, first)
    state = sim.declarations()[NUMBER]
    assert (state.state, state.step, channels(root)) == ("audited", "summary", ["7", "L", "J"])
    put(root, write_declaration(head={"SeqNo": seq_no, "EntryId": state.entry_no, "Type": second}), name="complete")
    sim.run_until_idle()
    assert sim.declarations()[NUMBER].state == "saved"
    assert sim.declarations()[NUMBER].step == "complete"
    sim.page_declare(seq_no)
    sim.run_until_idle()
    assert channels(root) == ["7", "L", "J", "7", "L", "P", "R"]
    assert {text_of(d, "ENTRY_ID") for d in heard(root, "Receipt_*")} == {"", state.entry_no}
    assert [(a.declaration_type, a.accepted, a.twice) for a in sim.arrivals()] == [
        ("DEC summary", True, False),
        ("DEC complete", True, False),
    ]


def test_codes_of_a_summary_may_carry_their_prefix(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(summary_prefix=True))
    summary(sim, root)
    assert channels(root) == ["Sp7", "SpL", "SpJ"]
    assert sim.declarations()[NUMBER].channel == "SpJ"


def test_the_digit_of_the_old_complete_declaration_is_a_setting(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(complete_digit="4"))
    seq_no = summary(sim, root, "  1100")
    put(root, write_declaration(head={"SeqNo": seq_no, "Type": "  2100"}), name="b")
    put(root, write_declaration(head={"SeqNo": seq_no, "Type": "  4100"}), name="c")
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [True, False, True]


def test_a_summary_that_is_not_audited_takes_no_complete_declaration(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("7", "L")}))
    put(root, write_declaration(head={**LESS, "Type": "  5"}, goods=[FEW]))
    sim.run_until_idle()
    seq_no = sim.declarations()[NUMBER].seq_no
    complete = write_declaration(head={"SeqNo": seq_no, "Type": "  6"})
    put(root, complete, name="b")
    sim.run_until_idle()
    sim.page_declare(seq_no)
    sim.run_until_idle()
    put(root, complete, name="c")
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [True, False, False]
    assert all("概要申报尚未审结" in a.reason for a in sim.arrivals()[1:])


def test_a_complete_declaration_needs_the_number_of_its_summary(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write_declaration(head={"Type": "  6"}))
    sim.step()
    assert "完整申报应填写概要申报的统一编号" in sim.arrivals()[0].reason


@pytest.mark.parametrize(
    ("head", "goods", "reason"),
    [
        ({"Type": "  5", "IEFlag": "E"}, {}, "两步申报只适用于进口"),
        ({"Type": "  5", "DeclTrnRel": "1"}, {}, "转关货物不适用两步申报"),
        ({"Type": "  1010"}, {"CodeTS": "854239"}, "商品编号应为 10 位"),
    ],
)
def test_what_two_steps_do_not_allow_is_refused(
    simulate: Simulate, root: Path, head: dict[str, str], goods: dict[str, str], reason: str
) -> None:
    sim = simulate()
    put(root, write_declaration(head=head, goods=[goods]))
    sim.step()
    assert reason in sim.arrivals()[0].reason
