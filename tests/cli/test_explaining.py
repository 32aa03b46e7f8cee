"""`baoguan explain`: codes, texts of receipts, words; and what is not known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baoguan.cli.output import Out
from baoguan.errors import Rejected, UnusableInput
from baoguan.explain import ANSWERS, Explanation, search
from baoguan_h2010.explanations import EXPLANATIONS as H2010
from baoguan_shenguantong.explanations import EXPLANATIONS as SHENGUANTONG
from baoguan_singlewindow.explanations import EXPLANATIONS as SINGLE_WINDOW
from tests.cli.conftest import Shell

ALL = (*H2010, *SHENGUANTONG, *SINGLE_WINDOW, *ANSWERS)
"""In the order of `baoguan explain`."""
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("singlewindow -1", "同一企业内部编号已存在"),
        ("INV201 Z", "入库失败"),
        ("EMS313 4", "重复申报，这份报文被拒"),
        ("STORED Y", "海关入库成功"),
        ("核注清单修改、撤销", "不能经深关通提起"),
        ("INV202 2", "报关单草稿生成失败"),
        ("不在白名单或者IC卡不合法！", "不在白名单"),
        ("Send->RabbitMQ error 42", "等待响应超时"),
        ("回执接收异常，收不到回执怎么办", "收不到回执"),
        ("SZ2018-11", "不能由企业端提起修改"),
        ("gate pass on entry", "先进区、后报关"),
    ],
)
def test_the_best_entry_comes_first(asked: str, first: str) -> None:
    found = search(ALL, asked)
    assert found
    assert first in found[0].zh


def test_a_code_without_its_place_gives_every_place() -> None:
    assert {(e.where, e.zh) for e in search(ALL, "2")} == {
        ("INV201", "转人工"),
        ("INV202", "报关单草稿生成失败"),
        ("INV200", "包入库失败"),
        ("EMS200", "账册报文：包入库失败"),
        ("EML200", "手册报文：包入库失败"),
        ("EMS211", "账册备案、变更：转人工"),
        ("EML211", "手册备案、变更：转人工"),
        ("EMS221", "报核：报核通过"),
        ("EML221", "报核：转人工，或报核通过：两种读法，未采用"),
        ("DEC_RESULT/CHANNEL", "预录入已接收，上载已转发"),
        ("h2010/RESULT/EMS3*", H2010[1].zh),
        ("shenguantong/MANUAL", "转人工审核"),
    }


def test_a_code_gives_every_place_whatever_the_limit() -> None:
    assert len(search(ALL, "2", limit=1)) == 12
    assert len(search(ALL, "回执", limit=1)) == 1


def test_a_place_may_be_one_of_several_or_begin_as_the_entry_says() -> None:
    assert search(ALL, "ems317 2") == search(ALL, "RESULT 2") == search(ALL, "h2010 2") == [H2010[1]]
    assert search(ALL, "EMS213 2") != [H2010[1]]


@pytest.mark.parametrize("asked", ["", "?!", "zzzz qqqq", "天气"])
def test_what_is_not_known_is_not_guessed(asked: str) -> None:
    assert search(ALL, asked) == []


@pytest.mark.parametrize("entry", ALL, ids=lambda e: f"{e.where} {' '.join(e.codes) or e.words[0]}")
def test_an_entry_says_what_it_means_what_to_do_and_whom_to_ask(entry: Explanation) -> None:
    assert entry.codes or entry.words
    for zh, en in ((entry.zh, entry.en), (entry.remedy_zh, entry.remedy_en), (entry.ask_zh, entry.ask_en)):
        assert zh
        assert en.isascii() or not re.fullmatch("[^a-zA-Z]*", en)
    assert entry.source
    assert entry.mark


def test_every_complaint_of_the_enterprises_has_its_answer() -> None:
    assert [e.codes for e in ANSWERS] == [(f"SZ2018-{n:02}",) for n in range(1, 19)]
    if SEEDS.is_dir():
        (source,) = SEEDS.glob("000*.txt")
        numbers = re.findall(r"^(\d+)\t", source.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(numbers) == len(ANSWERS)


def test_the_command_line_shows_cause_remedy_and_whom_to_ask(shell: Shell) -> None:
    said = shell("explain", "-1")
    assert said.code == 0
    assert "已到达" in said.out
    assert "cause" in said.out
    assert "the Single Window's service desk" in said.out
    data = shell("explain", "INV201 3", "--json").data
    assert [(e["where"], e["codes"], e["side"]) for e in data["found"]] == [("INV201", ["3"], "customs")]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("STORE_FAILED Z", "redeclare"),
        ("企业内部编号 A-1 已存在，请勿重复导入", "不要换编号重发"),
        ("EMS313 4", "不要换号重报"),
        ("账册状态 2，不能办理 / state 2 does not allow: 变更 / a change", "变更须从状态 3 发起"),
    ],
)
def test_every_installed_channel_explains_by_code_and_by_words(shell: Shell, asked: str, told: str) -> None:
    said = shell("explain", asked)
    assert said.code == 0
    assert told in said.out


def test_nothing_known_is_exit_code_1_and_says_where_the_raw_text_is(shell: Shell) -> None:
    said = shell("explain", "zzzz qqqq")
    assert said.code == 1
    assert "baoguan trace" in said.out


def test_the_list_of_plugins_says_what_each_channel_can_do_and_on_what_evidence(shell: Shell) -> None:
    said = shell("plugins", "list")
    assert said.code == 0
    assert "单一窗口" in said.out
    supports = {(s["account"], s["kind"], s["verb"]): s["evidence"] for s in shell("plugins", "list", "--json").data["supports"]}
    assert supports["singlewindow", "inventory", "save"] != "inferred"
    assert supports["shenguantong", "inventory", "save"] == "inferred"


def test_an_error_of_another_side_says_whose_and_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert Out(False).fail(Rejected("拒收", "refused")) == 3
    assert "on the channel's side: `baoguan doctor`" in capsys.readouterr().err
    assert Out(False).fail(UnusableInput("坏", "bad")) == 2
    assert "side" not in capsys.readouterr().err
