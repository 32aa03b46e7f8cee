"""Every code of a declaration's receipts and every known text of its answers is explained, with whom to ask and how well it is known."""

from __future__ import annotations

import re

import pytest

from baoguan.errors import Side
from baoguan.explain import Explanation, search
from baoguan_singlewindow import channel
from baoguan_singlewindow.declaration.channels import CHANNELS
from baoguan_singlewindow.declaration.explanations import EXPLANATIONS
from plugins.singlewindow.tests.declaration.test_receipts import OUTCOMES

ALL = tuple(channel.explanations())


@pytest.mark.parametrize("code", OUTCOMES)
def test_every_code_is_explained_at_its_place(code: str) -> None:
    (entry,) = search(ALL, f"CHANNEL {code}")
    assert search(ALL, f"DEC_RESULT {code}") == search(ALL, f"DEC_RESULT Sp{code}") == [entry]
    assert code in entry.codes
    assert entry.zh == CHANNELS.get(code, CHANNELS["C"]).zh
    assert entry in search(ALL, code)


def test_codes_of_another_case_are_explained_apart() -> None:
    assert search(ALL, "CHANNEL a") != search(ALL, "CHANNEL A")
    assert search(ALL, "DEC_RESULT d") != search(ALL, "DEC_RESULT D")


@pytest.mark.parametrize(
    ("code", "mark"), [("7", "official"), ("J", "seen twice"), ("P", "seen twice"), ("0", "seen once"), ("U", "seen once")]
)
def test_a_code_says_how_well_it_is_known(code: str, mark: str) -> None:
    (entry,) = search(ALL, f"CHANNEL {code}")
    assert entry.mark == mark


@pytest.mark.parametrize(
    ("code", "side", "says"),
    [
        ("L", Side.CUSTOMS, "audit"),
        ("Z", Side.ENTERPRISE, "redeclare"),
        ("E", Side.ENTERPRISE, "redeclare"),
        ("Y", Side.ENTERPRISE, "redeclare"),
        ("D", Side.ENTERPRISE, "copy"),
        ("N", Side.ENTERPRISE, "attachment"),
        ("T", Side.ENTERPRISE, "Pay"),
        ("8", Side.ENTERPRISE, "right to declare"),
        ("H", Side.CUSTOMS, "do not declare it again"),
        ("R", Side.CUSTOMS, "amendment"),
    ],
)
def test_a_code_says_who_acts_and_how(code: str, side: Side, says: str) -> None:
    (entry,) = search(ALL, f"CHANNEL {code}")
    assert entry.side is side
    assert says in entry.remedy_en


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("暂存成功", "已暂存"),
        ("暂存成功;第1项商品缺少B证", "缺少监管证件"),
        ("报关单直接申报成功", "直接申报"),
        ("导入失败：缺少毛重", "没有暂存"),
        ("DecImportResponse 1", "没有暂存"),
        ("DecImportResponse 0", "已暂存"),
        ("DecSDImportResponse -900520", "补充申报单"),
        ("01 暂存的业务报文格式数据不正确！", "报文格式不正确"),
        ("卡密码不能为空", "没有填卡密码"),
        ("口令错误 51571", "卡密码错误"),
        ("51571", "卡密码错误"),
        ("Root 50200", "读不到卡"),
        ("等待响应超时", "等待响应超时"),
        ("卡控件通讯等待握手超时", "握手超时"),
    ],
)
def test_texts_of_the_client_are_found_by_their_own_words(asked: str, meant: str) -> None:
    found = search(ALL, asked)
    assert found
    assert meant in found[0].zh


@pytest.mark.parametrize("entry", EXPLANATIONS, ids=lambda e: f"{e.where} {' '.join(e.codes) or e.words[0]}")
def test_an_entry_is_whole_in_both_languages(entry: Explanation) -> None:
    assert all((entry.zh, entry.en, entry.remedy_zh, entry.remedy_en, entry.ask_zh, entry.ask_en, entry.source, entry.mark))
    assert all(re.search("[\u4e00-\u9fff]", text) for text in (entry.zh, entry.remedy_zh, entry.ask_zh))
    assert not re.search("[，。；：]", entry.en + entry.remedy_en + entry.ask_en)
    assert entry.side in set(Side)
    assert entry in ALL
