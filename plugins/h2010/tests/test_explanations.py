"""Every mark, message type, record, state and text of the mock is explained, and says on what evidence."""

from __future__ import annotations

import ast
import inspect
import unicodedata
from collections.abc import Iterator
from types import ModuleType

import pytest

from baoguan.explain import Explanation, search
from baoguan_h2010 import channel
from baoguan_h2010.explanations import EXPLANATIONS, RECORDS, STATES
from baoguan_h2010.messages import DOWN, UP
from baoguan_h2010.receipts import ACTS, ANSWERS, BUSINESS, DUPLICATE, TEXTS
from baoguan_h2010.simulator import customs, far_side, given, layout, verdicts

MARKS = [*BUSINESS, DUPLICATE, *ANSWERS]


def first(asked: str) -> Explanation:
    found = search(EXPLANATIONS, asked)
    assert found, asked
    return found[0]


def texts(module: ModuleType, *calls: str) -> Iterator[str]:
    """The texts that a module of the far side hands to these functions, with a number in the place of every value."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in calls:
            yield said(node.args[-1])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in calls:
            yield ""


def said(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "7" for p in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def notes() -> Iterator[str]:
    """What the far side notes beside a mark that is no plain approval, storing or rejection."""
    for node in ast.walk(ast.parse(inspect.getsource(far_side))):
        if isinstance(node, ast.keyword) and node.arg == "note":
            yield said(node.value)


FAR_SIDE = sorted(
    {
        text
        for text in (
            *texts(customs, "RowFault"),
            *texts(verdicts, "RowFault"),
            *texts(far_side, "RowFault", "ConflictError"),
            *texts(given, "UnreadableError"),
            *texts(layout, "UnreadableError"),
            *(n for n in notes() if n.startswith(("不能申报", "重复申报", "报关单"))),
            "账册状态 3，不能办理 / state 3 does not allow: 变更 / a change",
            "令牌不对 / wrong token",
            "系统维护 / maintenance",
        )
        if text
    }
)


@pytest.mark.parametrize("down", [*DOWN, "RESULT"])
@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_every_receipt_is_explained(down: str, mark: str) -> None:
    (entry,) = search(EXPLANATIONS, f"{down} {mark}")
    assert mark in entry.codes
    assert search(EXPLANATIONS, mark) == [entry]


def test_marks_that_mean_the_same_have_one_entry() -> None:
    assert first("RESULT 1") is first("RESULT 7")
    assert len({first(f"RESULT {mark}").zh for mark in MARKS}) == len(MARKS) - 1


@pytest.mark.parametrize("name", [*DOWN, *(each.up for each in UP.values()), "EMS326"])
def test_every_message_type_is_explained(name: str) -> None:
    assert name in first(name).codes


@pytest.mark.parametrize("tag", ["RESULT", *TEXTS, "CHK_INFO"])
def test_every_record_of_a_receipt_is_explained(tag: str) -> None:
    assert tag in RECORDS
    assert first(tag) is first(f"EMS_EDI_{tag}")


def test_the_states_are_those_of_the_far_side() -> None:
    names = ("APPLYING", "WAITING", "EXECUTING", "CHANGING", "WRITTEN_OFF")
    assert tuple(getattr(verdicts, name) for name in names) == tuple(STATES)
    for state, (zh, *_) in STATES.items():
        assert zh in first(f"declareState {state}").zh


@pytest.mark.parametrize("kind", ACTS)
def test_every_kind_of_declaration_is_explained(kind: str) -> None:
    assert first(f"declareType {kind}").zh.startswith(f"申报类型 {kind}")


@pytest.mark.parametrize("text", FAR_SIDE)
def test_every_text_of_the_far_side_is_found_by_its_own_words(text: str) -> None:
    asked = unicodedata.normalize("NFKC", text).casefold()
    assert any(word.casefold() in asked for word in first(text).words), first(text).zh


def test_the_texts_of_the_far_side_are_all_there() -> None:
    assert len(FAR_SIDE) > 45


@pytest.mark.parametrize("entry", EXPLANATIONS, ids=lambda e: f"{e.where} {' '.join(e.codes) or e.words[0]}")
def test_an_entry_is_whole_and_honest(entry: Explanation) -> None:
    assert entry.codes or entry.words
    assert all((entry.zh, entry.en, entry.remedy_zh, entry.remedy_en, entry.ask_zh, entry.ask_en))
    assert bool(entry.cause_zh) == bool(entry.cause_en)
    assert entry.where.split("/")[0] == "h2010"
    assert "模拟服务器，不是海关" in entry.ask_zh
    assert all(unicodedata.normalize("NFKC", word) == word for word in entry.words)
    assert (entry.mark == "seen once") == ("企业端程序" in entry.source)
    assert entry.mark in {"seen once", "inferred"}


def test_what_the_mock_adds_is_not_passed_off_as_known() -> None:
    assert {first(f"RESULT {mark}").mark for mark in ANSWERS} == {"inferred"}
    assert {first(f"RESULT {mark}").mark for mark in (*BUSINESS, DUPLICATE)} == {"seen once"}


def test_the_channel_gives_them() -> None:
    assert channel.explanations() is EXPLANATIONS
