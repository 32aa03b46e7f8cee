"""Declarations are saved as drafts, saved over, refused, and known again when they come twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from baoguan_singlewindow.simulator import Card, Declaring
from plugins.singlewindow.tests.simulator.declarations import (
    BOX,
    BROKER,
    CARD,
    GOODS,
    NUMBER,
    TRADER,
    channels,
    heard,
    names,
    put,
    record,
    text_of,
    write_declaration,
)

if TYPE_CHECKING:
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Simulate

RETURNED = Declaring(plans={"*": ("7", "Z")})


def said(root: Path, name: str = NUMBER) -> tuple[str, str]:
    """Code and text of the answer to a file."""
    (answer,) = heard(root, f"*ed_{name}_*.xml")
    return text_of(answer, "ResponseCode"), text_of(answer, "ErrorMessage")


def saved(sim: Simulator, root: Path, **parts: object) -> str:
    """Save the sample; its SeqNo."""
    put(root, write_declaration(**parts))  # type: ignore[arg-type]
    sim.step()
    return sim.declarations()[NUMBER].seq_no


def sent_again(sim: Simulator, root: Path, name: str, **parts: object) -> None:
    put(root, write_declaration(**parts), name=name)  # type: ignore[arg-type]
    sim.step()


def test_a_declaration_is_saved_and_nothing_follows_by_itself(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root)
    sim.run_until_idle()
    (answer,) = heard(root, f"Successed_{NUMBER}_*.xml")
    assert answer.tag == "{http://www.chinaport.gov.cn/dec}DecImportResponse"
    assert said(root) == ("0", "暂存成功")
    assert text_of(answer, "ClientSeqNo") == NUMBER
    assert re.fullmatch(r"I2025\d{13}", text_of(answer, "SeqNo"))
    state = sim.declarations()[NUMBER]
    assert (state.state, state.seq_no, state.entry_no, state.lines) == ("saved", text_of(answer, "SeqNo"), "", 1)
    assert names(root) == names(root, "Successed_*")


def test_an_arrival_says_what_came(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    path = put(root, write_declaration(goods=[{}, {}]))
    sim.step()
    (arrival,) = sim.arrivals()
    assert (arrival.business, arrival.file_name) == (BOX, path.name)
    assert (arrival.number, arrival.enterprise, arrival.seq_no) == (NUMBER, TRADER, "")
    assert (arrival.declaration_type, arrival.declare_flag, arrival.lines, arrival.accepted) == ("DEC", "G", 2, True)
    assert [p.name for p in (root / BOX / "SentBox").rglob("*.xml")]


def test_a_refusal_gives_every_reason_and_no_number(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    put(root, write_declaration(head={"CustomMaster": "", "TradeAreaCode": "116"}, goods=[{}, {"CodeTS": None}]))
    sim.step()
    (answer,) = heard(root, f"Failed_{NUMBER}_*.xml")
    code, text = said(root)
    assert code == "1"
    assert text.split(";") == [
        "申报地海关不能为空",
        "贸易国别“116”不合要求：3 位字母国别（地区）代码",
        "第2项商品的商品编号不能为空",
    ]
    assert answer.find("{*}SeqNo") is None
    assert sim.declarations() == {}
    assert [p.name for p in (root / BOX / "FailBox").iterdir()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<DecMessage", "01 暂存的业务报文格式数据不正确"),
        ('<?xml version="1.0"?><DecMessage>', "01 暂存的业务报文格式数据不正确"),
        ('<?xml version="1.0"?><Signature/>', "根元素应为 DecMessage"),
        ('<?xml version="1.0" encoding="GBK"?><DecMessage/>', "UTF-8"),
        ('<?xml version="1.0"?><!DOCTYPE a><DecMessage/>', "DOCTYPE"),
        ('<?xml version="1.0"?><DecMessage/>', "缺少表头 DecHead;缺少签名信息 DecSign"),
        (write_declaration(more="<DecNothing/>"), "报文有未知的元素 DecNothing"),
        (write_declaration(goods=[{"GdsNm": "集成电路"}]), "第1项商品有未知的元素 GdsNm"),
        (write_declaration(more=record("DecSign", {"OperType": "G", "ClientSeqNo": "B"})), "签名信息重复"),
        (write_declaration(version="9.9"), "报文版本 9.9 不受支持"),
        (write_declaration(goods=[{}] * 51), "商品超过 50 项"),
        (write_declaration(goods=[{}, {"GNo": "1"}]), "商品序号应从 1 起连续编号"),
        (write_declaration(sign={"ClientSeqNo": ""}), "客户端报关单编号不能为空"),
        (write_declaration(sign={"ClientSeqNo": "X" * 22}), "长度不超过 21"),
        (write_declaration(sign={"OperType": "C"}), "导入客户端不支持操作类型 C"),
        (write_declaration(sign={"OperType": "Q"}), "操作类型“Q”不合要求"),
        (write_declaration(head={"IEDate": "20260231"}), "进出口日期"),
        (write_declaration(head={"GrossWet": "1e3"}), "毛重"),
        (write_declaration(goods=[{"GQty": "1.123456"}]), "小数 5 位以内"),
        (write_declaration(goods=[{"DeclPrice": "1.00001"}]), "小数 4 位以内"),
        (write_declaration(goods=[{"DutyMode": "0"}]), "征免方式"),
        (write_declaration(goods=[{"CodeTS": "854239"}]), "商品编号应为 10 位"),
        (write_declaration(head={"EntryId": "530120261000000001"}), "海关编号应为空"),
        (write_declaration(head={"DeclTrnRel": "1"}), "缺少转关单表头"),
        (
            write_declaration(
                more="<DecContainers><Container><ContainerId>A</ContainerId><ContainerMd>21</ContainerMd>"
                "<GoodsNo>1,7</GoodsNo></Container></DecContainers>"
            ),
            "第1项集装箱的商品项号 7 不存在",
        ),
    ],
)
def test_what_the_client_cannot_save_is_refused(simulate: Simulate, root: Path, text: str, reason: str) -> None:
    sim = simulate()
    put(root, text)
    sim.run_until_idle()
    code, told = said(root)
    assert code == "1"
    assert reason in told
    assert [a.accepted for a in sim.arrivals()] == [False]


@pytest.mark.parametrize(
    ("head", "goods", "taken"),
    [
        ({"IEFlag": "I"}, {"OriginCountry": "JPN", "DestinationCountry": "CHN"}, True),
        ({"IEFlag": "I"}, {"OriginCountry": "CHN", "DestinationCountry": "CHN"}, True),
        ({"IEFlag": "I"}, {"OriginCountry": "CHN", "DestinationCountry": "JPN"}, False),
        ({"IEFlag": "E"}, {"OriginCountry": "JPN", "DestinationCountry": "CHN"}, True),
        ({"IEFlag": "E"}, {"OriginCountry": "USA", "DestinationCountry": "JPN"}, True),
        ({"IEFlag": "E"}, {"OriginCountry": "CHN", "DestinationCountry": "JPN"}, False),
        ({"IEFlag": "E", "TradeCountry": "CHN"}, {"OriginCountry": "CHN", "DestinationCountry": "JPN"}, True),
    ],
)
def test_countries_the_wrong_way_round_are_noticed_where_they_can_be(
    simulate: Simulate, root: Path, head: dict[str, str], goods: dict[str, str], taken: bool
) -> None:
    sim = simulate()
    put(root, write_declaration(head=head, goods=[goods]))
    sim.step()
    assert [a.accepted for a in sim.arrivals()] == [taken]
    assert taken or "疑似颠倒" in said(root)[1]


def test_saving_may_come_with_warnings(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(wanted={"8542": "AB"}))
    document = "<DecLicenseDocus>" + record("LicenseDocu", {"DocuCode": "A", "CertCode": "1"}) + "</DecLicenseDocus>"
    put(root, write_declaration(head={"OrgCode": "470000"}, goods=[{"CiqName": "旧名称"}], more=document))
    sim.step()
    assert said(root) == (
        "0",
        "暂存成功;检验检疫受理机关（OrgCode）已停用，不再填报;第1项商品的检验检疫名称（CiqName）已停用，不再填报;第1项商品缺少B证",
    )


@pytest.mark.parametrize(
    ("version", "parts", "reason"),
    [
        ("3.1", {"head": {"AgentName": "虚" * 71}}, "申报单位名称"),
        ("4.5", {"head": {"AgentName": "虚" * 71}}, ""),
        ("3.1", {"head": {"TradeCiqCode": "4403"}}, "3.1 版报文没有 TradeCiqCode"),
        ("3.1", {"head": {"OrgCode": "470000", "TypistNo": "", "PurpOrgCode": "470000"}}, ""),
        ("4.9.6", {"head": {"PurpOrgCode": "470000"}}, "目的地海关“470000”不合要求"),
        ("4.9.7", {"goods": [{"RcepOrigPlaceCode": "JPN"}]}, "4.9.7 版报文没有 RcepOrigPlaceCode"),
        ("5.0", {"goods": [{"RcepOrigPlaceCode": "JPN"}]}, ""),
        ("4.9.7", {"head": {"TypistNo": ""}}, "录入员IC卡号不能为空"),
    ],
)
def test_every_edition_has_its_own_elements(
    simulate: Simulate, root: Path, version: str, parts: dict[str, object], reason: str
) -> None:
    sim = simulate()
    put(root, write_declaration(version=version, **parts))  # type: ignore[arg-type]
    sim.step()
    code, text = said(root)
    assert code == ("1" if reason else "0"), text
    assert reason in text


def test_the_order_of_elements_and_empty_ones_do_not_matter(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    text = write_declaration(goods=[{"ControlExplainCode": "", "Stuff": "  "}])
    head, rest = text.index("<DecHead>"), text.index("<DecLists>")
    put(root, text[:head] + text[rest:].replace("</DecMessage>", text[head:rest] + "</DecMessage>"))
    sim.step()
    assert said(root) == ("0", "暂存成功")


def test_the_cards_of_the_client_are_looked_at(simulate: Simulate, root: Path) -> None:
    sim = simulate(cards=[Card(enterprise=BROKER, number=CARD), Card(enterprise=TRADER, number="8900000000009")])
    put(root, name="a")
    put(root, write_declaration(head={"TypistNo": ""}, sign={"ICCode": "8900000000003"}), name="b")
    put(root, write_declaration(head={"TypistNo": "8900000000009"}, sign={"ICCode": "8900000000009"}), name="c")
    put(root, write_declaration(head={"TypistNo": "8900000000009"}), name="d")
    sim.step()
    assert said(root, "a")[0] == "0"
    assert "IC卡不合法" in said(root, "b")[1]
    assert "与IC卡所属企业不一致" in said(root, "c")[1]
    assert "与录入员IC卡号不一致" in said(root, "d")[1]


def test_a_draft_is_saved_over_by_its_number(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    seq_no = saved(sim, root)
    sent_again(sim, root, "other", head={"SeqNo": seq_no}, goods=[{}, {}])
    sent_again(sim, root, "same", head={"SeqNo": seq_no}, goods=[{}, {}], sign={"SignDate": "2026060209000000"})
    assert [said(root, name)[0] for name in ("other", "same")] == ["0", "0"]
    assert (sim.declarations()[NUMBER].seq_no, sim.declarations()[NUMBER].lines) == (seq_no, 2)
    assert [a.twice for a in sim.arrivals()] == [False, False, True]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"head": {"SeqNo": "I20250000000000009"}}, "统一编号不存在"),
        ({"sign": {"ICCode": "8900000000009"}, "head": {"TypistNo": ""}, "version": "3.1"}, "不属于该IC卡"),
        ({"number": "DEMO-I-2"}, "与客户端报关单编号、境内收发货人不符"),
        ({"head": {"TradeCode": "4403DEMO09"}}, "与客户端报关单编号、境内收发货人不符"),
        ({"head": {"IEFlag": "E"}}, "进出口标志与统一编号不符"),
        ({"head": {"EntryId": "530120261000000001"}}, "海关编号与统一编号不符"),
    ],
)
def test_a_number_that_is_not_the_senders_draft_is_refused(
    simulate: Simulate, root: Path, parts: dict[str, dict[str, str]], reason: str
) -> None:
    sim = simulate()
    seq_no = saved(sim, root)
    sent_again(sim, root, "b", **{**parts, "head": {"SeqNo": seq_no, **parts.get("head", {})}})
    assert reason in said(root, "b")[1]


def test_the_same_number_without_seq_no_is_refused_and_marked_as_sent_twice(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    saved(sim, root)
    sent_again(sim, root, "again")
    assert "已存在，请勿重复导入" in said(root, "again")[1]
    assert [(a.accepted, a.twice) for a in sim.arrivals()] == [(True, False), (False, True)]
    assert len(sim.declarations()) == 1


def test_a_list_and_a_declaration_of_one_number_are_two_documents(simulate: Simulate, root: Path) -> None:
    from plugins.singlewindow.tests.simulator.conftest import write_inv101

    sim = simulate()
    put(root, write_inv101(NUMBER, flag="0"), box="Sas")
    put(root)
    sim.step()
    assert [(a.accepted, a.twice) for a in sim.arrivals()] == [(True, False)] * 2


@pytest.mark.parametrize("box", ["Sas", "Npts"])
def test_a_declaration_in_another_business_folder_is_refused(simulate: Simulate, root: Path, box: str) -> None:
    sim = simulate()
    put(root, box=box)
    sim.step()
    assert [a.accepted for a in sim.arrivals()] == [False]


def test_what_was_declared_is_not_saved_over(simulate: Simulate, root: Path) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("7",)}))
    seq_no = saved(sim, root)
    sim.page_declare(seq_no)
    sim.run_until_idle()
    sent_again(sim, root, "late", head={"SeqNo": seq_no})
    assert "该报关单已申报" in said(root, "late")[1]
    assert [a.twice for a in sim.arrivals()] == [False, True]


@pytest.mark.parametrize(("code", "stage"), [("Z", "returned"), ("E", "rejected"), ("Y", "store_failed")])
def test_what_came_back_is_corrected_under_its_number_and_declared_again(
    simulate: Simulate, root: Path, code: str, stage: str
) -> None:
    sim = simulate(declaring=Declaring(plans={"*": ("7", code, "|", "7", "L")}))
    seq_no = saved(sim, root)
    sim.page_declare(seq_no)
    sim.run_until_idle()
    assert sim.declarations()[NUMBER].state == stage
    sent_again(sim, root, "corrected", head={"SeqNo": seq_no})
    sim.page_declare(seq_no)
    sim.run_until_idle()
    assert channels(root) == ["7", code, "7", "L"]
    assert [(a.accepted, a.twice) for a in sim.arrivals()] == [(True, False)] * 2


def test_a_draft_deleted_on_the_page_frees_its_number(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    seq_no = saved(sim, root)
    sim.page_delete(seq_no)
    assert sim.declarations()[NUMBER].state == "deleted"
    sent_again(sim, root, "anew")
    assert sim.declarations()[NUMBER].seq_no != seq_no
    assert [a.twice for a in sim.arrivals()] == [False, False]
    with pytest.raises(KeyError):
        sim.page_declare(seq_no)


def test_the_goods_of_a_licence_are_read_to_their_depth(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    vin = record("DecGoodsLimitVin", {"LicenceNo": "1", "LicTypeCode": "301", "VinCode": "V" * 21})
    limit = f"<DecGoodsLimits><DecGoodsLimit><GoodsNo>1</GoodsNo><LicWrtofQty>1</LicWrtofQty>{vin}</DecGoodsLimit></DecGoodsLimits>"
    goods = record("DecList", {"GNo": "1", **GOODS}).replace("</DecList>", f"{limit}</DecList>")
    put(root, write_declaration(goods=()).replace("<DecLists></DecLists>", f"<DecLists>{goods}</DecLists>"))
    put(root, write_declaration().replace("</DecList>", f"{limit.replace(vin, '')}</DecList>"), name="b")
    sim.step()
    assert "第1项许可证VIN信息的车辆识别代码“VVVV" in said(root)[1]
    assert "第1项产品资质的许可证核销数量单位不能为空" in said(root, "b")[1]
