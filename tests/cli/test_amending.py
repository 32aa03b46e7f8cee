"""amend: what it shows before it submits, what it refuses, and its JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, CustomsDeclaration, load_config
from tests.broker.desk import Desk, decision, released
from tests.broker.office import Office
from tests.cli.conftest import Said, Shell
from tests.cli.test_flow import failed, well
from tests.support.declarations import declaration

REASON = ("--reason", "录入差错")


@pytest.fixture
def desk(office: Office, shell: Shell) -> Desk:
    shell.configure()
    found = Desk(office=office)
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        released(found, broker)
    return found


def after(shell: Shell, document: CustomsDeclaration | None = None) -> Path:
    """The declaration as it shall be, as the JSON file that users write."""
    whole = document or attrs.evolve(declaration(), packages=41)
    path = shell.write("after.json", whole)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{", '{"kind": "declaration", ', 1), encoding="utf-8")
    return path


def items(said: Said) -> list[tuple[str, ...]]:
    return [(i["field_code"], i["old_value"], i["new_value"]) for i in said.data["items"]]


def test_a_preview_shows_every_item_and_journals_nothing(desk: Desk, shell: Shell) -> None:
    goods = declaration().goods
    document = attrs.evolve(declaration(), packages=41, goods=(attrs.evolve(goods[0], quantity=Decimal(1001)), *goods[1:]))
    said = shell("amend", "A-1", after(shell, document), *REASON, "--preview")
    assert said.code == 0
    assert "件数 PACK_NO: 40 → 41  [inferred]" in said.out
    assert "商品 goods 1 · 成交数量 G_QTY: 1000 → 1001\n" in said.out
    found = well(shell("amend", "A-1", after(shell, document), *REASON, "--preview", "--json"), "items", "amendment", "answer_by")
    assert items(found) == [("PACK_NO", "40", "41"), ("G_QTY", "1000", "1001")]
    assert found.data["items"][1] == {
        "number": 2,
        "field_code": "G_QTY",
        "field_name": "成交数量",
        "path": "goods.quantity",
        "part": "商品 goods",
        "row": "1",
        "old_value": "1000",
        "new_value": "1001",
        "old_name": None,
        "new_name": None,
        "known": "seen",
    }
    assert found.data["amendment"]["kind"] == "amendment"
    assert [s["number"] for s in shell("status", "--json").data["documents"]] == ["A-1"]


def test_it_submits_as_submit_does_and_the_status_of_the_declaration_shows_it(desk: Desk, shell: Shell) -> None:
    said = well(shell("amend", "A-1", after(shell), *REASON, "--json"), "items", "amendment", "answer_by", "documents")
    (document,) = said.data["documents"]
    assert (document["number"], document["kind"], document["steps"]) == ("A-1-M1", "amendment", ["filing:save"])
    assert "A-1-M1 · 修撤单 amendment · 只暂存 save only" in said.err
    shown = shell("status", "A-1")
    assert "修改申请 request to change it: " in shown.out
    assert "待发送" in shown.out
    (declared,) = shell("status", "A-1", "--json").data["documents"]
    assert [(r["number"], r["state"]) for r in declared["related"]] == [("A-1-M1", "queued")]


def test_waiting_runs_until_there_is_an_answer_or_the_time_is_up(desk: Desk, shell: Shell) -> None:
    shell("amend", "A-1", after(shell), *REASON)
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        desk.round(broker)
        desk.decide(broker, "A-1-M1", decision("S", 15))
    said = shell("amend", "A-1", "--withdraw", *REASON, "--wait", "--timeout", "0", "--json")
    assert said.code == 3
    assert [(s["number"], s["state"]) for s in said.data["statuses"]] == [("A-1-M2", "sent")]


def test_what_no_item_can_say_is_a_finding_each_and_a_code_of_the_user_helps(desk: Desk, shell: Shell) -> None:
    goods = declaration().goods
    document = attrs.evolve(declaration(), declarer_name="另一人", goods=(attrs.evolve(goods[0], brand="示例"), *goods[1:]))
    said = shell("amend", "A-1", after(shell, document), *REASON, "--json")
    assert said.code == 1
    assert {f["path"] for f in said.data["findings"]} == {"declarer_name", "goods[1].brand"}
    known = ("--field-code", "goods.brand=GOODS_BRAND", "--field-code", "declarer_name=DECLARE_NAME")
    found = shell("amend", "A-1", after(shell, document), *REASON, *known, "--preview", "--json")
    assert [i["known"] for i in found.data["items"]] == ["given", "given"]


def test_an_answer_says_by_when_and_is_refused_without_declare(desk: Desk, shell: Shell) -> None:
    words = (
        "--confirm",
        "agree",
        "--confirmation-no",
        "202600000000000031",
        "--form-no",
        "DEMO-FORM-1",
        "--telephone",
        "13000000000",
    )
    asked = date.today().isoformat()  # noqa: DTZ011
    said = shell("amend", "A-1", "--reason", "同意更正", *words, "--asked-on", asked, "--json")
    assert said.code == 1
    assert {f["rule"] for f in said.data["findings"] if f["severity"] == "error"} == {"amendment.confirmation-declares"}
    assert said.data["answer_by"] is not None
    failed(shell("amend", "A-1", "--reason", "同意更正", *words, "--asked-on", asked, "--declare", "--json"), 3, "Unsupported")
    settings = shell.base / "baoguan.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('root = "imp"', 'root = "imp"\namendment_operation = "C"'), encoding="utf-8")
    done = shell("amend", "A-1", "--reason", "同意更正", *words, "--asked-on", asked, "--declare", "--json")
    assert done.data["documents"][0]["steps"] == ["filing:declare"]
    late = shell("amend", "A-1", "--reason", "同意更正", *words, "--asked-on", "2026-01-01", "--preview", "--declare")
    assert "答复海关 answer to Customs: agree · 最迟 by 2026-01-06" in late.out
    assert "amendment.confirmation-late" in late.out


def test_a_second_pending_one_is_refused_unless_overridden(desk: Desk, shell: Shell) -> None:
    shell("amend", "A-1", after(shell), *REASON)
    second = ("amend", "A-1", "--withdraw", "--reason", "货物未实际进口", "--json")
    failed(shell(*second), 3, "Refused")
    assert shell(*second, "--override", "海关同意先撤").code == 0


def test_misuse_is_told(desk: Desk, shell: Shell) -> None:
    failed(shell("amend", "A-1", *REASON, "--json"), 2, "UnusableInput")
    failed(shell("amend", "A-1", "--withdraw", "--json"), 2, "UnusableInput")
    failed(shell("amend", "NO-SUCH", "--withdraw", *REASON, "--json"), 2, "UnknownReference")
    failed(shell("amend", "A-1", after(shell), *REASON, "--field-code", "goods.brand", "--json"), 2, "UnusableInput")
    (shell.base / "two.json").write_text("[]", encoding="utf-8")
    failed(shell("amend", "A-1", "two.json", *REASON, "--json"), 2, "UnusableInput")


def test_the_document_that_a_preview_shows_can_be_submitted_as_a_file(desk: Desk, shell: Shell) -> None:
    shown = shell("amend", "A-1", after(shell), *REASON, "--preview", "--json").data["amendment"]
    (shell.base / "amendment.json").write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
    assert shell("submit", "amendment.json", "--json").data["documents"][0]["kind"] == "amendment"
