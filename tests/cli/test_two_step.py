"""`two-step` on the command line: eligible, summary, complete, pending and guarantees, as text, as JSON, as workbooks."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from baoguan import CustomsDeclaration, to_json
from baoguan.broker import Broker, load_config
from baoguan.cli import two_step
from baoguan.rules.samples import changed
from tests.broker.steps import DECLARANT, ENTRY_NO, SEQ_NO, Window, result, summary, taken, whole
from tests.cli.conftest import Shell
from tests.cli.test_flow import ERROR, FINDING, failed, well

TOML = """environment = "simulator"
journal = "journal"
by = "tester"

[accounts.sw]
channel = "singlewindow"
root = "imp"
stable_seconds = 0.001

[[accounts.sw.operator]]
customs_code = "{customs_code}"
card_no = "{card_no}"
client_id = "{client_id}"
person = "{person}"

[two_step]
{settings}
"""
ON = date(2026, 6, 14)
CLIENT = summary().trader.customs_code or ""  # type: ignore[union-attr]
NAME = summary().trader.name or ""  # type: ignore[union-attr]
TOLD = ("--credit", "general", "--entered-on", "2026-06-03", "--manifest", "--no-paper", "--no-negative-list")
ROW = {
    *("ref", "account", "client", "client_name", "number", "seq_no", "entry_no", "bill_of_lading", "declared_on", "rate_day"),
    *("entered_on", "last_day", "days_left", "urgency", "first", "second", "ready", "why_zh", "why_en", "note_zh", "note_en"),
    *("estimated_duty", "guarantee_no", "days_late", "late_fee", "late_note_zh", "late_note_en"),
}


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_step, "today", lambda: ON)


def configure(shell: Shell, settings: str = "") -> None:
    (shell.base / "baoguan.toml").write_text(TOML.format(**DECLARANT, settings=settings), encoding="utf-8")


def write(shell: Shell, document: CustomsDeclaration, name: str = "d.json") -> Path:
    data = to_json(document)
    assert isinstance(data, dict)
    path = shell.base / name
    path.write_text(json.dumps({"kind": "declaration", **data}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def cleared(shell: Shell) -> Window:
    """A summary with a guarantee is cleared; another is only saved."""
    configure(shell, 'guarantees."DEMO-G-1" = { amount = 1000, valid_until = 2027-01-01 }')
    window = Window(shell.base)
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        first = summary(guarantee_no="DEMO-G-1", estimated_duty=Decimal(400), bill_of_lading="DEMOBL1")
        window.file(broker, first, "7", "L", "J")
        window.file(
            broker, summary("D-2", guarantee_no="DEMO-G-1", estimated_duty=Decimal(700), import_export_date=date(2026, 6, 9))
        )
    return window


def test_every_condition_is_answered_and_what_is_not_known_is_no_yes(shell: Shell) -> None:
    path = write(shell, whole())
    said = shell("two-step", "eligible", path, "--json")
    assert (said.code, said.data["eligible"]) == (1, None)
    answers = {c["name"]: c for c in said.data["conditions"]}
    assert set(answers["credit_not_dishonest"]) == {
        *("name", "holds", "zh", "en", "why_zh", "why_en", "source", "mark", "since", "until")
    }
    assert {name for name, c in answers.items() if c["holds"] is None} == {
        *("credit_not_dishonest", "paperless", "manifest", "negative_list", "guarantee")
    }
    text = shell("two-step", "eligible", path)
    assert text.code == 1
    assert "可以两步申报 eligible: ？ not known" in text.out
    assert "仅限进口 · imports only" in text.out
    assert "seen once" in text.out


def test_what_is_told_makes_it_a_yes_or_a_no(shell: Shell) -> None:
    path = write(shell, whole())
    yes = well(shell("two-step", "eligible", path, *TOLD, "--guarantee", "DEMO-G-1", "--json"), "conditions")
    assert yes.data["eligible"] is True
    assert well(shell("two-step", "eligible", path, *TOLD, "--no-dutiable", "--json")).data["eligible"] is True
    for against in (
        ("--credit", "dishonest"),
        ("--paper",),
        ("--no-manifest",),
        ("--negative-list",),
        ("--entered-on", "2026-05-30"),
    ):
        said = shell("two-step", "eligible", path, *against, "--json")
        assert (said.code, said.data["eligible"]) == (1, False), against
    assert "eligible: 否 NO" in shell("two-step", "eligible", path, *TOLD, "--dutiable").out


def test_the_rules_are_those_of_the_day(shell: Shell) -> None:
    path = write(shell, changed(whole(), {"port": "5304", "import_export_date": date(2019, 9, 1)}))
    told = ("--credit", "general", "--no-dutiable")
    pilot = well(shell("two-step", "eligible", path, *told, "--on", "2019-09-02", "--json")).data
    assert {"credit", "pilot_office"} <= {c["name"] for c in pilot["conditions"]}
    before = shell("two-step", "eligible", path, *told, "--on", "2019-08-23", "--json")
    assert (before.code, before.data["eligible"], len(before.data["conditions"])) == (1, False, 1)
    assert (
        "--on" in failed(shell("two-step", "eligible", path, "--on", "yesterday", "--json"), 2, "UnusableInput").data["error"]["en"]
    )


def test_a_file_holds_one_declaration(shell: Shell) -> None:
    both = shell.base / "both.json"
    one = {"kind": "declaration", **to_json(whole())}
    both.write_text(json.dumps([one, {**one, "internal_number": "D-2"}], ensure_ascii=False), encoding="utf-8")
    error = failed(shell("two-step", "eligible", both, "--json"), 2, "UnusableInput").data["error"]
    assert "exactly one declaration" in error["en"]
    failed(shell("two-step", "summary", shell.base / "none.json", "--json"), 2, "UnusableInput")


def test_a_summary_is_shown_before_it_is_written(shell: Shell) -> None:
    path = write(shell, whole())
    shown = well(shell("two-step", "summary", path, "--json"), "document", "given", "profile", "missing").data
    assert (shown["document_type"], shown["digit"], shown["file"], shown["missing"]) == ("  5", "5", None, [])
    assert shown["given"]["hs_code"] == {"goods[1].hs_code": "854239", "goods[2].hs_code": "850440"}
    assert shown["profile"]["customs_office"] == "5301"
    assert not set(shown["profile"]) & {"bill_of_lading", "gross_weight"}
    text = shell("two-step", "summary", path)
    assert text.code == 0
    assert "申报项目（由您填写）" in text.out
    assert "提运单号: DEMOBL0001" in text.out
    assert "customs_office: 5301" in text.out
    assert not (shell.base / "s.json").exists()


def test_a_summary_is_written_and_can_be_checked_and_submitted(shell: Shell) -> None:
    configure(shell)
    target = shell.base / "s.json"
    well(shell("two-step", "summary", write(shell, whole()), "-o", target, "--json"))
    assert json.loads(target.read_text(encoding="utf-8"))["document_type"] == "  5"
    assert well(shell("check", target, "--json")).data["errors"] == 0
    assert well(shell("submit", target, "--json")).data["documents"][0]["steps"] == ["filing:save"]


def test_submitting_a_dutiable_summary_says_that_its_guarantee_is_chosen_on_the_page(shell: Shell) -> None:
    configure(shell)
    target = shell.base / "s.json"
    given = write(shell, changed(whole(), {"guarantee_no": "DEMO-G-2"}))
    well(shell("two-step", "summary", given, "-o", target, "--json"))
    assert "choose guarantee DEMO-G-2 on the page" in shell("submit", target).out
    assert "no element carries the guarantee" in shell("two-step", "summary", write(shell, whole()), "--dutiable").out


def test_old_flags_business_and_profile(shell: Shell) -> None:
    configure(shell, 'profile = { typist_name = "示例录入员二" }')
    path = write(shell, changed(whole(), {"typist_name": None}))
    flags = ("--on", "2024-03-01", "--business", "ML", "--dutiable")
    made = well(shell("two-step", "summary", path, *flags, "--json")).data
    assert (made["document_type"], made["profile"]["typist_name"]) == ("ML1001", "示例录入员二")
    failed(shell("two-step", "summary", path, "--business", "MLX", "--json"), 2, "UnusableInput")


def test_missing_items_are_findings(shell: Shell) -> None:
    path = write(shell, changed(whole(), {"bill_of_lading": None}))
    said = shell("two-step", "summary", path, "--inspected", "--json")
    assert (said.code, said.data["missing"]) == (
        1,
        ["bill_of_lading", "qualifications", "full_hs_code", "goods_attributes", "purpose"],
    )
    assert said.data["given"]["hs_code"]["goods[1].hs_code"] == "8542399000"
    text = shell("two-step", "summary", path, "--restricted")
    assert text.code == 1
    assert "缺 missing: 提运单号 (bill_of_lading)" in text.out
    assert "缺 missing: 许可证号/随附证件代码及编号" in text.out


def test_the_second_step_is_saved_with_its_differences_shown(cleared: Window, shell: Shell) -> None:
    path = write(shell, whole(bill_of_lading="DEMOBL1", gross_weight=Decimal(1300)))
    said = well(shell("two-step", "complete", "D-1", path, "--json"), "differences", "documents")
    assert [(d["path"], d["summary"], d["complete"]) for d in said.data["differences"]] == [("gross_weight", "1250.5", "1300")]
    assert said.data["documents"][0]["steps"] == ["completion:save"]
    assert "完整申报暂存" in said.err
    again = shell("two-step", "complete", "D-1", path)
    assert again.code == 0
    assert "与概要不同 differs: gross_weight（毛重） 1250.5 → 1300" in again.out
    assert "无变化" in again.out
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        (text,) = cleared.round(broker)
    assert f"<SeqNo>{SEQ_NO}</SeqNo>" in text


def test_differences_are_to_the_summary_after_a_refusal_too(cleared: Window, shell: Shell) -> None:
    path = write(shell, whole(bill_of_lading="DEMOBL1", gross_weight=Decimal(1300)))
    shell("two-step", "complete", "D-1", path)
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        cleared.round(broker)
        cleared.hear(broker, result("7", 10, ""), result("E", 11))
    said = well(shell("two-step", "complete", ENTRY_NO, path, "--json"), "differences")
    assert [d["path"] for d in said.data["differences"]] == ["gross_weight"]


def test_a_complete_declaration_with_errors_is_refused_with_its_findings(cleared: Window, shell: Shell) -> None:
    said = shell("two-step", "complete", "D-1", write(shell, whole(gross_weight=Decimal(-1))), "--json")
    assert (said.code, set(said.data["error"])) == (1, ERROR)
    assert said.data["error"]["type"] == "InvalidDocument"
    assert {f["path"] for f in said.data["findings"] if f["severity"] == "error"} == {"gross_weight"}
    assert {frozenset(f) for f in said.data["findings"]} == {frozenset(FINDING)}
    assert not cleared.sent[2:]


def test_duty_that_turns_up_is_a_finding_that_names_the_way(shell: Shell) -> None:
    configure(shell)
    window = Window(shell.base)
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        window.file(broker, changed(summary(), {"document_type": "  1000"}), "7", "L", "J")
    path = write(shell, whole(estimated_duty=Decimal(100)))
    said = well(shell("two-step", "complete", "D-1", path, "--json"), "findings", "documents")
    (found,) = [f for f in said.data["findings"] if f["rule"] == "complete.duty"]
    assert (found["document"], found["severity"], found["path"], found["value"]) == ("D-1", "warning", "estimated_duty", "100")
    assert "报关单撤销" in found["zh"]
    text = shell("two-step", "complete", "D-1", path)
    assert text.code == 0
    assert text.out.count("警告 warning  D-1 estimated_duty") == 1
    assert "127" in text.out


def test_bonded_goods_without_their_list_are_warned_of(cleared: Window, shell: Shell) -> None:
    path = write(shell, whole(bill_of_lading="DEMOBL1", ledger_no="C530124A0001"))
    said = well(shell("two-step", "complete", "D-1", path, "--json"), "findings")
    assert "complete.list" in {f["rule"] for f in said.data["findings"]}
    assert not cleared.sent[2:]


def test_what_has_no_second_step_is_refused(shell: Shell) -> None:
    configure(shell)
    shell("submit", write(shell, whole()))
    failed(shell("two-step", "complete", "D-1", write(shell, whole()), "--json"), 3, "Refused")
    failed(shell("two-step", "complete", "D-9", write(shell, whole()), "--json"), 2, "UnknownReference")
    failed(shell("two-step", "complete", "D-1", write(shell, whole("D-2")), "--json"), 3, "Refused")


def test_what_waits_is_listed_by_urgency_with_the_day_of_its_rates(cleared: Window, shell: Shell) -> None:
    rows = well(shell("two-step", "pending", "--json"), "declarations").data["declarations"]
    assert {frozenset(row) for row in rows} == {frozenset(ROW)}
    assert [(r["number"], r["urgency"], r["days_left"], r["last_day"], r["ready"]) for r in rows] == [
        ("D-1", "urgent", 3, "2026-06-17", True),
        ("D-2", "calm", 9, "2026-06-23", False),
    ]
    assert [(r["declared_on"], r["rate_day"]) for r in rows] == [("2026-01-05", "2026-01-05"), (None, None)]
    assert (rows[0]["entry_no"], rows[0]["estimated_duty"], rows[0]["guarantee_no"]) == (ENTRY_NO, "400", "DEMO-G-1")
    text = shell("two-step", "pending")
    assert text.code == 0
    assert f"D-1  {ENTRY_NO}  {CLIENT} {NAME}  期限 until 2026-06-17 · 3 天 days" in text.out
    assert "概要已审结，可以完整申报 · cleared: it can be completed" in text.out
    assert "税率、汇率适用日期 rates of the day: 2026-01-05" in text.out
    assert len(cleared.sent) == 2


ASKED: list[tuple[tuple[str, ...], list[str]]] = [
    (("--client", CLIENT), ["D-1", "D-2"]),
    (("--client", "0000000000"), []),
    (("--entry-no", ENTRY_NO), ["D-1"]),
    (("--bill", "DEMOBL1"), ["D-1"]),
    (("--since", "2026-01-05", "--until", "2026-01-05"), ["D-1"]),
    (("--since", "2026-01-06"), []),
]


@pytest.mark.usefixtures("cleared")
def test_what_waits_can_be_asked_for(shell: Shell) -> None:
    for words, numbers in ASKED:
        rows = well(shell("two-step", "pending", *words, "--json")).data["declarations"]
        assert [r["number"] for r in rows] == numbers, words


def test_nothing_that_waits_is_said(shell: Shell) -> None:
    configure(shell)
    assert "没有待完整申报的报关单" in shell("two-step", "pending").out
    assert well(shell("two-step", "pending", "--json")).data["declarations"] == []
    assert well(shell("two-step", "pending", "--by", "client", "--json")).data["clients"] == []
    assert "没有担保" in shell("two-step", "guarantees").out
    error = failed(shell("two-step", "pending", "--since", "06/05", "--json"), 2, "UnusableInput").data["error"]
    assert "--since" in error["en"]


def cells(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    return list(sheet.iter_rows(values_only=True))


def colours(path: Path) -> list[str]:
    """The background of every row below the headings."""
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [sheet.cell(row, 1).fill.fgColor.rgb for row in range(2, sheet.max_row + 1)]


@pytest.mark.usefixtures("cleared")
def test_what_waits_is_written_to_a_workbook(shell: Shell) -> None:
    target = shell.base / "待办.xlsx"
    said = well(shell("two-step", "pending", "--xlsx", target, "--json"), "file")
    assert said.data["file"] == str(target)
    head, first, second = cells(target)
    row = dict(zip(head, first, strict=True))
    assert (row["客户端编号"], row["收发货人编码"], row["统一编号"], row["报关单号"]) == ("D-1", CLIENT, SEQ_NO, ENTRY_NO)
    assert [row[name] for name in ("申报日期", "税率汇率日期", "最后期限")] == [
        *(datetime(2026, 1, 5),) * 2,  # noqa: DTZ001
        datetime(2026, 6, 17),  # noqa: DTZ001
    ]
    assert (row["剩余天数"], row["紧急程度"], row["预估税款"], row["担保编号"]) == (3, "urgent", 400, "DEMO-G-1")
    assert row["说明"] == "概要已审结，可以完整申报"
    other = dict(zip(head, second, strict=True))
    assert (other["客户端编号"], other["申报日期"], other["概要状态"]) == ("D-2", None, "saved")
    assert f"→ {target}" in shell("two-step", "pending", "--xlsx", target).out
    assert colours(target) == ["FFFFC7CE", "00000000"]


@pytest.mark.usefixtures("cleared")
def test_what_waits_is_counted_by_client(shell: Shell) -> None:
    target = shell.base / "clients.xlsx"
    (group,) = well(shell("two-step", "pending", "--by", "client", "--xlsx", target, "--json"), "clients", "file").data["clients"]
    assert {k: group[k] for k in ("client", "waiting", "ready", "earliest", "urgency")} == {
        "client": CLIENT,
        "waiting": 2,
        "ready": 1,
        "earliest": "2026-06-17",
        "urgency": "urgent",
    }
    assert list(group["blocked"].values()) == [1]
    text = shell("two-step", "pending", "--by", "client").out
    assert f"{CLIENT} {NAME}  待办 waiting 2 · 可办 ready 1 · 最早 2026-06-17  受阻 blocked: 概要已暂存" in text
    head, row = cells(target)
    assert dict(zip(head, row, strict=True))["待办"] == 2


@pytest.mark.usefixtures("cleared")
def test_a_workbook_that_cannot_be_written_is_explained(shell: Shell) -> None:
    failed(shell("two-step", "pending", "--xlsx", shell.base / "no" / "such.xlsx", "--json"), 2, "UnusableInput")


@pytest.mark.usefixtures("cleared")
def test_a_recorded_day_of_entry_moves_the_last_day(shell: Shell) -> None:
    well(shell("record", "D-1", "--by", "甲", "--evidence", "舱单", "--fact", "entered-on=2026-06-04", "--json"))
    rows = well(shell("two-step", "pending", "--entry-no", ENTRY_NO, "--json")).data["declarations"]
    assert [(r["entered_on"], r["last_day"]) for r in rows] == [("2026-06-04", "2026-06-18")]
    said = failed(
        shell("record", "D-1", "--by", "甲", "--evidence", "舱单", "--fact", "entered-on=soon", "--json"), 2, "UnusableInput"
    )
    assert "entered-on=yyyy-MM-dd" in said.data["error"]["remedy_en"]


def test_a_note_is_shown_where_the_last_day_moved(shell: Shell) -> None:
    configure(shell, 'holidays = "off.txt"')
    (shell.base / "off.txt").write_text("2026-06-17 holiday\n", encoding="utf-8")
    shell("submit", write(shell, summary()))
    assert "2026-06-17 为休息日，顺延 · 2026-06-17 is a day off: moved" in shell("two-step", "pending").out
    (shell.base / "off.txt").write_text("soon holiday\n", encoding="utf-8")
    assert "line 1" in failed(shell("two-step", "pending", "--json"), 2, "UnusableInput").data["error"]["en"]


def test_the_books_of_guarantees(cleared: Window, shell: Shell) -> None:
    (book,) = well(shell("two-step", "guarantees", "--json"), "guarantees").data["guarantees"]
    assert {k: book[k] for k in ("number", "total", "valid_until", "used", "reserved", "free")} == {
        "number": "DEMO-G-1",
        "total": "1000",
        "valid_until": "2027-01-01",
        "used": "400",
        "reserved": "700",
        "free": "600",
    }
    assert [(u["ref"], u["amount"], u["state"]) for u in book["uses"]] == [
        (f"{CLIENT}/D-1", "400", "used"),
        (f"{CLIENT}/D-2", "700", "reserved"),
    ]
    text = shell("two-step", "guarantees")
    assert text.code == 0
    assert "DEMO-G-1  总额 total 1000 · 已占用 used 400 · 待占用 reserved 700 · 可用 free 600 · 有效期 until 2027-01-01" in text.out
    with Broker(load_config(shell.base / "baoguan.toml")) as broker:
        cleared.hear(broker, *taken("D-2", 20))
    assert "可用 free -100" in shell("two-step", "guarantees").out
    well(shell("record", "D-1", "--by", "甲", "--evidence", "缴款书", "--fact", "duty-paid=yes", "--json"))
    (book,) = shell("two-step", "guarantees", "--json").data["guarantees"]
    assert (book["used"], book["free"], book["uses"][0]["state"]) == ("700", "300", "restored")


def test_days_late_their_fee_and_a_guarantee_that_ended_are_shown(
    cleared: Window, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    del cleared
    monkeypatch.setattr(two_step, "today", lambda: date(2026, 6, 19))
    assert "滞报 late 2 天 days · 滞报金 fee —  滞报金不明：" in shell("two-step", "pending").out
    well(shell("record", "D-1", "--by", "甲", "--evidence", "税单", "--fact", "dutiable-value=1000000", "--json"))
    target = shell.base / "late.xlsx"
    (row, _) = well(shell("two-step", "pending", "--xlsx", target, "--json"), "declarations", "file").data["declarations"]
    assert (row["days_late"], row["late_fee"]) == (2, "1000")
    head, first, second = cells(target)
    late = [dict(zip(head, line, strict=True)) for line in (first, second)]
    assert [(each["滞报天数"], each["滞报金（元）"]) for each in late] == [(2, 1000), (0, 0)]
    assert late[0]["滞报金说明"] == "按记录的完税价格 1000000 元"
    assert "滞报金 fee 1000 元 yuan" in shell("two-step", "pending").out
    assert "until 2027-01-01（有效 valid）" in shell("two-step", "guarantees").out
    monkeypatch.setattr(two_step, "today", lambda: date(2027, 1, 2))
    assert "可用 free 0 · 有效期 until 2027-01-01（已过期 expired）" in shell("two-step", "guarantees").out


@pytest.mark.parametrize("words", [("pending",), ("guarantees",), ("complete", "D-1", "d.json"), ("summary", "d.json")])
def test_wrong_settings_are_named(words: tuple[str, ...], shell: Shell) -> None:
    configure(shell, "days = 0")
    write(shell, whole())
    said = failed(shell("two-step", *words, "--json"), 2, "ConfigurationError")
    assert "two_step.days" in said.data["error"]["en"]
