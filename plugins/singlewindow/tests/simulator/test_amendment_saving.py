"""What the client says of a DecModMessage: one that is right is saved, and every fault has its reason. Written by hand, without the encoder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from baoguan_singlewindow.simulator import Amending, Card, Declaring, Simulator
from baoguan_singlewindow.simulator.command import main
from plugins.singlewindow.tests.simulator.conftest import Simulate
from plugins.singlewindow.tests.simulator.declarations import BROKER, CARD, NUMBER, TRADER, put, record, text_of

BOX = "DECCUS102"
RELEASED = Declaring(plans={NUMBER: ("7", "L", "P")}, press_after=0)
ITEM = record("Item", {"No": "1", "FieldCode": "PACK_NO", "FieldName": "件数", "OldValue": "4", "NewValue": "5"})
ROW = "<List><GNo>{}</GNo><ListType>1</ListType></List>"


@pytest.fixture
def sim(simulate: Simulate, root: Path) -> Simulator:
    """A simulator that holds a released declaration."""
    found = simulate(declaring=RELEASED, cards=(Card(enterprise=BROKER, number=CARD),))
    put(root)
    found.run_until_idle()
    return found


def written(sim: Simulator, *, items: str = f"<Items>{ITEM}</Items>", **head: str) -> str:
    """The text of a message."""
    known = sim.declarations()[NUMBER]
    given: Mapping[str, str] = {
        "DecModType": "1",
        "EntryId": known.entry_no,
        "CustomsCode": "5301",
        "TradeCode": TRADER,
        "TradeName": "虚构电子有限公司",
        "AgentCode": BROKER,
        "AgentName": "虚构报关行",
        "DecModNote": "录入差错",
        "CheckMark": "2",
        "DecSeqNo": known.seq_no,
        "Items": "",
        "Sign": "",
        "SignTime": "20260603090000",
        "IeFlag": "I",
        "OperType": "G",
        "IcCode": CARD,
    }
    body = record("DecModMessage", {**given, **head}).replace("<Items></Items>", items)
    opening = '<?xml version="1.0" encoding="UTF-8"?><DecModMessage xmlns="http://www.chinaport.gov.cn/dec">'
    return body.replace("<DecModMessage>", opening)


def answered(sim: Simulator, root: Path, text: str, name: str = "M-1") -> etree._Element:
    """The answer to a message."""
    put(root, text, name=name, box=BOX)
    sim.run_until_idle()
    (path,) = (root / BOX / "InBox").glob(f"*_{name}_*")
    assert path.name.startswith("Successed" if text_of(etree.fromstring(path.read_bytes()), "ResultCode") == "0" else "Failed")
    return etree.fromstring(path.read_bytes())


def test_a_right_one_is_saved_under_a_number_and_nothing_else_happens(sim: Simulator, root: Path) -> None:
    answer = answered(sim, root, written(sim))
    (state,) = sim.amendments().values()
    assert (text_of(answer, "DecModSeqNo"), text_of(answer, "EntryId")) == (state.seq_no, state.entry_no)
    assert (state.state, len(state.seq_no), state.number) == ("saved", 18, NUMBER)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({"DecModNote": ""}, "修撤单原因不能为空"),
        ({"DecModNote": "长" * 1001}, "长度不超过 1000"),
        ({"DecModType": "3"}, "修撤单类型"),
        ({"CheckMark": "9"}, "审查标识"),
        ({"OperType": "C"}, "不支持操作类型 C"),
        ({"IcCode": "8900000000009"}, "IC卡不合法"),
        ({"AgentCode": "4403DEMO09"}, "申报单位与IC卡所属企业不一致"),
        ({"TradeCode": "4403DEMO09"}, "经营单位海关编码与报关单不一致"),
        ({"IeFlag": "E"}, "进出口类型与报关单不一致"),
        ({"EntryId": "530120261999999999"}, "报关单号与报关单统一编号不符"),
        ({"DecSeqNo": "I20269990000000001"}, "报关单统一编号不存在"),
        ({"DecModSeqNo": "M20269990000000001"}, "DecModSeqNo 应在 IcCode 之前"),
        ({"Strange": "1"}, "未知的元素 Strange"),
        ({"DecModType": "2"}, "撤单申请不应有修改项"),
    ],
)
def test_every_fault_has_its_reason(head: dict[str, str], reason: str, sim: Simulator, root: Path) -> None:
    answer = answered(sim, root, written(sim, **head))
    assert int(text_of(answer, "ResultCode")) < 0
    assert reason in text_of(answer, "ResultMessage")
    assert sim.amendments() == {}


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ("", "修单申请应有修改项"),
        (f"<Items>{ITEM.replace('>4<', '>3<')}</Items>", "原值“3”与报关单的“4”不一致"),
        (f"<Items>{ITEM.replace('>5<', '>4<')}</Items>", "新值与原值相同"),
        (f"<Items>{ITEM}{ITEM}</Items>", "序号应为 2"),
        (f"<Items>{ITEM.replace('PACK_NO', 'G_QTY').replace('</Item>', ROW.format(7) + '</Item>')}</Items>", "没有第 7 项商品"),
    ],
)
def test_every_fault_of_an_item_has_its_reason(items: str, reason: str, sim: Simulator, root: Path) -> None:
    assert reason in text_of(answered(sim, root, written(sim, items=items)), "ResultMessage")


def test_a_value_of_a_code_that_nobody_knows_is_not_compared(sim: Simulator, root: Path) -> None:
    answer = answered(sim, root, written(sim, items=f"<Items>{ITEM.replace('PACK_NO', 'NO_SUCH')}</Items>"))
    assert text_of(answer, "ResultCode") == "0"


def test_the_same_message_again_is_refused_and_logged_as_twice(sim: Simulator, root: Path) -> None:
    text = written(sim)
    answered(sim, root, text)
    assert "已有未办结的修撤单" in text_of(answered(sim, root, text, "M-2"), "ResultMessage")
    answered(sim, root, text.replace("录入差错", "另一原因"), "M-3")
    found = [a for a in sim.arrivals() if a.business == BOX]
    assert [(a.accepted, a.twice, a.declaration_type) for a in found] == [
        (True, False, "MOD 1"),
        (False, True, "MOD 1"),
        (False, False, "MOD 1"),
    ]


def test_a_draft_is_deleted_on_the_page_and_another_may_come(sim: Simulator, root: Path) -> None:
    answered(sim, root, written(sim))
    (seq_no,) = sim.amendments()
    sim.page_delete(seq_no)
    assert text_of(answered(sim, root, written(sim), "M-2"), "ResultCode") == "0"
    assert [a.twice for a in sim.arrivals()] == [False, False, False]
    with pytest.raises(KeyError):
        sim.page_declare(seq_no)


def test_an_unknown_result_in_a_plan_is_told(simulate: Simulate) -> None:
    with pytest.raises(ValueError, match="未知的回执代码"):
        simulate(amending=Amending(plans={"*": ("Q",)}))


def test_they_are_pressed_and_listed_by_the_command(
    simulate: Simulate, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulate(declaring=RELEASED) as sim:
        put(root)
        sim.run_until_idle()
        put(root, written(sim), name="M-1", box=BOX)

    def command(*arguments: str) -> str:
        assert main(["--root", str(root), "--state", str(tmp_path / "state"), *arguments]) == 0
        return capsys.readouterr().out

    command()
    (row,) = json.loads(command("--amendments", "--json"))
    assert (row["state"], row["number"]) == ("saved", NUMBER)
    command("--page-declare", row["seq_no"], "--amendment-plan", "DEMO-*=L,A,E")
    assert command("--amendments").startswith(f"{row['seq_no']} change {NUMBER} {row['entry_no']} rejected E")
