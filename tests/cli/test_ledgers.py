"""`ledger import`, `show`, `export`, `diff` on the command line, and the opening in `balance` and `explain`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import attrs
import pytest

from baoguan.model.content import to_json
from baoguan.rules.ledger.sample import sample
from baoguan.sheets import read_ledger
from tests.cli.conftest import Shell
from tests.sheets.books import Rows, write_book
from tests.sheets.ledger_books import ACCOUNT, HANDBOOK
from tests.sheets.test_ledgers import REAL
from tests.support.lists import AGENT

NUMBER = "E530126A0002"


@pytest.fixture
def ready(shell: Shell) -> Shell:
    shell.configure()
    return shell


def book(shell: Shell, name: str, sheets: Mapping[str, Rows] = ACCOUNT) -> Path:
    return write_book(shell.base / name, sheets)


def with_openings(*rows: tuple[str, str, str]) -> Mapping[str, Rows]:
    return {**ACCOUNT, "料件表": (("备案序号", "期初数量", "商品名称"), *rows)}


def opening(shell: Shell, row: str = "material") -> dict[int, str]:
    rows = shell("ledger", "balance", NUMBER, "--json").data["rows"]
    return {each["item_no"]: each["opening"] for each in rows if each["row"] == row}


@pytest.mark.skipif(not REAL.is_file(), reason="the export of a real handbook is not part of the repository")
def test_the_export_of_a_real_handbook_is_imported(ready: Shell) -> None:
    said = ready("ledger", "import", REAL, "--json")
    assert (said.code, said.data["ledger"]) == (0, "C530026A0001")
    assert [said.data[key] for key in ("materials", "products", "consumptions")] == [13, 20, 190]


def test_an_import_counts_keeps_and_opens(ready: Shell) -> None:
    path = book(ready, "account.xlsx")
    said = ready("ledger", "import", path, "--json")
    data = said.data
    assert (said.code, data["stored"], data["repeated"], data["family"]) == (0, True, False, "account")
    assert [data[key] for key in ("ledger", "materials", "products", "consumptions")] == [NUMBER, 2, 1, 1]
    assert data["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert data["kept"] == [
        {"section": "head", "row": None, "heading": "记账方式", "value": "可编辑"},
        {"section": "materials", "row": 0, "heading": "序号", "value": "1"},
        {"section": "materials", "row": 1, "heading": "序号", "value": "2"},
    ]
    assert {"sheet": "账册表头", "heading": "记账方式", "column": 6} in data["unmatched"]
    assert opening(ready) == {10: "100.5", 20: "20.25"}
    told = ready("ledger", "explain", NUMBER, 10, "--json").data
    assert [(m["source"], m["cause"], m["quantity"], m["by"]) for m in told["movements"]] == [
        ("opening", data["sha256"], "100.5", "tester")
    ]
    assert told["balance"]["available"] == "100.5"
    assert data["sha256"] in ready("ledger", "explain", NUMBER, 10).out
    assert "期初 100.5" in ready("ledger", "balance", NUMBER).out


def test_the_same_file_again_posts_nothing_and_another_the_differences(ready: Shell) -> None:
    path = book(ready, "account.xlsx")
    ready("ledger", "import", path)
    again = ready("ledger", "import", path, "--json").data
    assert (again["repeated"], again["opened"]) == (True, [])
    other = ready(
        "ledger", "import", book(ready, "new.xlsx", with_openings(("10", "90", "电容"), ("30", "5", "线"))), "--json"
    ).data
    assert other["repeated"] is False
    assert {(o["item_no"], Decimal(o["quantity"])) for o in other["opened"]} == {(10, Decimal("-10.5")), (30, Decimal(5))}
    assert other["unsaid"] == [{"row": "material", "item_no": 20}]
    assert {n: Decimal(q) for n, q in opening(ready).items()} == {10: Decimal(90), 20: Decimal("20.25"), 30: Decimal(5)}
    assert len(ready("ledger", "show", NUMBER, "--json").data["imports"]) == 2
    back = ready("ledger", "import", path, "--json").data
    assert (back["repeated"], len(back["opened"])) == (False, 1)


def test_a_handbook_opens_nothing(ready: Shell) -> None:
    data = ready("ledger", "import", book(ready, "hb.xlsx", HANDBOOK), "--json").data
    assert (data["ledger"], data["opened"]) == ("C530126A0001", [])
    assert ready("ledger", "balance", "--json").data["ledgers"] == []
    assert ready("ledger", "show", "--json").data["ledgers"] == ["C530126A0001"]


def test_a_file_with_errors_is_not_imported(ready: Shell) -> None:
    path = book(ready, "bad.xlsx", with_openings(("10", "不详", "电容")))
    said = ready("ledger", "import", path, "--json")
    assert (said.code, said.data["stored"]) == (1, False)
    assert ("料件表!B2", "error") in {(f["cell"], f["severity"]) for f in said.data["findings"]}
    assert ready("ledger", "show", "--json").data["ledgers"] == []
    assert ready("ledger", "import", path).code == 1


def test_show_tells_the_ledger_and_where_it_came_from(ready: Shell) -> None:
    ready("ledger", "import", book(ready, "account.xlsx"))
    said = ready("ledger", "show", NUMBER, "--json").data
    assert said["document"]["ledger_no"] == NUMBER
    assert (said["imports"][0]["file"], said["imports"][0]["account"]) == ("account.xlsx", "sw")
    text = ready("ledger", "show", NUMBER).out
    assert "电容" in text
    assert "account.xlsx" in text
    assert NUMBER in ready("ledger", "show").out
    assert ready("ledger", "show", "X").code == 2


def test_the_export_reads_the_same(ready: Shell) -> None:
    path = book(ready, "hb.xlsx", HANDBOOK)
    ready("ledger", "import", path)
    said = ready("ledger", "export", "C530126A0001", "-o", ready.base / "x.xlsx", "--json")
    assert (said.code, said.data["consumptions"]) == (0, 2)
    assert read_ledger(ready.base / "x.xlsx").export == read_ledger(path).export
    assert ready("ledger", "diff", "C530126A0001", ready.base / "x.xlsx").code == 0


def test_diff_tells_fields_and_rows(ready: Shell) -> None:
    first = book(ready, "account.xlsx")
    second = book(ready, "new.xlsx", with_openings(("10", "90", "电容"), ("30", "5", "线")))
    ready("ledger", "import", first)
    said = ready("ledger", "diff", NUMBER, second, "--json")
    assert said.code == 1
    told = {(d["section"], d["row"], d["change"], d["path"]): (d["before"], d["after"]) for d in said.data["differences"]}
    assert told["materials", "10", "changed", "opening_quantity"] == ("100.5", "90")
    assert told["materials", "20", "removed", ""] == ("螺丝", None)
    assert told["materials", "30", "added", ""] == (None, "线")
    assert ready("ledger", "diff", first, second, "--json").data["differences"] == said.data["differences"]
    assert "opening" not in ready("ledger", "diff", first, first).out


def test_backup_and_verify_know_the_files_of_imports(ready: Shell) -> None:
    path = book(ready, "account.xlsx")
    digest = ready("ledger", "import", path, "--json").data["sha256"]
    assert ready("journal", "verify", "--json").data["blobs"] == 2
    ready("journal", "backup", ready.base / "copy")
    assert (ready.base / "copy" / "blobs" / digest[:2] / digest).read_bytes() == path.read_bytes()
    (ready.base / "journal" / "blobs" / digest[:2] / digest).unlink()
    assert ready("journal", "verify", "--json").data["missing"] == [digest]


def test_the_material_book_stands_beside_the_row_counters(ready: Shell) -> None:
    ready("ledger", "import", book(ready, "account.xlsx"))
    said = ready("ledger", "balance", NUMBER, "--book", "materials", "--json")
    assert (said.code, [(m["item_no"], m["remaining"]) for m in said.data["materials"]]) == (
        0,
        [(10, "100.50000"), (20, "20.25000")],
    )
    assert said.data["without"] == []
    told = ready("ledger", "explain", NUMBER, 10, "--book", "materials", "--json").data
    assert [(m["counter"], m["quantity"], m["book"]) for m in told["movements"]] == [("opening", "100.50000", "100.50000")]
    assert "应剩余 remaining 100.50000" in ready("ledger", "balance", NUMBER, "-b", "materials").out
    assert "理论结余 100.50000" in ready("ledger", "explain", NUMBER, 10, "-b", "materials").out
    assert ready("ledger", "explain", NUMBER, 10, "-b", "materials", "-r", "product").code == 2
    assert ready("ledger", "balance", "C530126A9999", "-b", "materials").code == 2


def test_a_file_is_checked_as_a_filing_and_as_a_change_of_what_is_known(ready: Shell) -> None:
    path = book(ready, "account.xlsx")
    first = ready("ledger", "check", path, "--json")
    assert first.data["before"] is None
    rules = {each["rule"] for each in first.data["findings"]}
    assert any(rule.startswith("ledger.required:") for rule in rules)
    assert ready("ledger", "import", path).code == 0
    changed = book(ready, "account-2.xlsx", {**ACCOUNT, "料件表": with_unit("个", ACCOUNT["料件表"])})
    second = ready("ledger", "check", changed, "--json")
    assert second.data["before"].startswith("account.xlsx, imported")
    assert "ledger.change_unit:materials" in {each["rule"] for each in second.data["findings"]}
    assert "按变更检查" in ready("ledger", "check", changed).out


def with_unit(unit: str, rows: Rows) -> Rows:
    """The rows of a sheet with another unit."""
    heading, *others = rows
    place = list(heading).index("计量单位")
    return (heading, *((*row[:place], unit, *row[place + 1 :]) for row in others))


def test_a_ledger_is_imported_from_its_message(ready: Shell) -> None:
    ledger = attrs.evolve(sample(), ledger_no="C53015A00001", declarant=AGENT)
    message = ready.base / "ledger.json"
    message.write_text(json.dumps({"kind": "ledger", **to_json(ledger)}, ensure_ascii=False), encoding="utf-8")
    assert ready("build", message, "-o", ready.base / "out", "--json").code == 0
    (path,) = (ready.base / "out").glob("*.zip")
    said = ready("ledger", "import", path, "--json")
    assert (said.code, said.data["ledger"]) == (0, "C53015A00001"), said.data
    assert [said.data[key] for key in ("materials", "products", "consumptions")] == [2, 2, 3]
    assert ready("ledger", "import", path, "--ledger", "C53015A00002", "--json").code == 2
    other = ready.base / "x.txt"
    other.write_text("不是底账", encoding="utf-8")
    refused = ready("ledger", "import", other, "--json")
    assert "没有底账" in refused.data["error"]["zh"]
