"""Every level, code and text of the assumed format is explained, and says that the format is assumed."""

from __future__ import annotations

import ast
import inspect
import unicodedata
from collections.abc import Iterator
from types import ModuleType

import pytest

from baoguan.explain import Explanation, search
from baoguan_shenguantong import channel
from baoguan_shenguantong.explanations import EXPLANATIONS
from baoguan_shenguantong.protocol import APPROVALS, CODES, KINDS, LEVELS, PROTOCOL
from baoguan_shenguantong.simulator import app, batch, customs, desk, plans
from plugins.shenguantong.tests.test_receipts import one


def first(asked: str) -> Explanation:
    found = search(EXPLANATIONS, asked)
    assert found, asked
    return found[0]


def texts(module: ModuleType, *calls: str) -> Iterator[str]:
    """The texts that a module of the far side hands to these functions, with a number in the place of every value."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
            given = [*node.args, *(k.value for k in node.keywords if k.arg == "text")]
            yield from (text for argument in given if (text := said(argument)))


def said(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else _value(p) for p in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _value(node: ast.expr) -> str:
    quoted = isinstance(node, ast.FormattedValue) and node.conversion == ord("r")
    return "'7'" if quoted else "7"


FAR_SIDE = sorted(
    {
        *texts(desk, "_refused", "Verdict"),
        *texts(batch, "BatchError"),
        *(text for *_, text in batch._GOODS),
        "商品序号 7 重复",
        "令牌不对",
    }
)


def test_the_tables_agree_on_the_levels() -> None:
    assert set(CODES) == set(LEVELS)
    assert {code for kind, code in APPROVALS} <= set(CODES["APPROVED"])


@pytest.mark.parametrize(("level", "code"), [(level, code) for level, codes in CODES.items() for code in codes])
def test_every_level_and_code_is_explained_alone_and_together(level: str, code: str) -> None:
    entry = first(f"{level} {code}")
    assert search(EXPLANATIONS, f"{level} {code}") == [entry]
    assert entry.where == f"shenguantong/{level}"
    assert code in entry.codes
    assert entry in search(EXPLANATIONS, f"shenguantong {code}")
    assert first(level).where == entry.where


def test_the_explanation_of_an_approval_says_what_the_decoder_reads() -> None:
    words = {"deducted": "已核扣", "pre_deducted": "预核扣", "approved": "通过"}
    for code in CODES["APPROVED"]:
        parts = first(f"APPROVED {code}").zh.partition("：")[2].split("；")
        read = [one(level="APPROVED", code=code, kind=kind).outcome.value for kind in KINDS]
        assert [part.endswith(words[outcome]) for part, outcome in zip(parts, read, strict=True)] == [True] * len(KINDS)


def test_every_code_that_the_simulator_decides_stands_with_its_level() -> None:
    for code in plans.CODES:
        assert code in CODES[customs._LEVELS.get(code, "APPROVED")]


@pytest.mark.parametrize("text", FAR_SIDE)
def test_every_text_of_the_far_side_is_found_by_its_own_words(text: str) -> None:
    asked = unicodedata.normalize("NFKC", text).casefold()
    assert any(word.casefold() in asked for word in first(text).words), first(text).zh


def test_the_texts_of_the_far_side_are_all_there() -> None:
    assert len(FAR_SIDE) > 30
    assert "令牌不对" in inspect.getsource(app)
    assert 'f"商品序号 {key} 重复"' in inspect.getsource(batch)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("深关通回执一直没有来", "回执丢失"),
        ("企业端不能提起核注清单修改、撤销", "不能经深关通提起"),
        ("does not accept the credentials", "令牌不对"),
        ("A-1 有 40000 行，单次发送上限 30000 行（各分段合计；海关 2018 年建议）", "超过上限"),
        (PROTOCOL, "假定格式"),
    ],
)
def test_the_troubles_of_the_channel_are_found_by_words(asked: str, meant: str) -> None:
    assert meant in first(asked).zh


@pytest.mark.parametrize("entry", EXPLANATIONS, ids=lambda e: f"{e.where} {' '.join(e.codes) or e.words[0]}")
def test_an_entry_is_whole_and_honest(entry: Explanation) -> None:
    assert entry.codes or entry.words
    assert all((entry.zh, entry.en, entry.remedy_zh, entry.remedy_en, entry.ask_zh, entry.ask_en))
    assert bool(entry.cause_zh) == bool(entry.cause_en)
    assert entry.where.split("/")[0] == "shenguantong"
    assert all(unicodedata.normalize("NFKC", word) == word for word in entry.words if "、" not in word)
    if entry.mark == "official":
        assert "深圳海关 2018 年答复" in entry.source
    else:
        assert entry.mark == "inferred"
        assert "推断" in entry.source or "自拟" in entry.source


def test_the_channel_gives_them() -> None:
    assert channel.explanations() is EXPLANATIONS
