"""What is told of a file: each fault once, with its list and its cell; and what `build` and `--annotate` make of it."""

from __future__ import annotations

from pathlib import Path

import attrs
import openpyxl
import pytest

from baoguan import BondedInventoryList, Broker
from baoguan.broker import Submitted
from tests.cli.conftest import Shell
from tests.cli.test_read import members
from tests.sheets.books import Rows, write_book
from tests.support.lists import inventory, line

HEADS: Rows = (
    ("企业内部编号", "备案编号", "清单类型", "监管方式", "进出口标记", "经营企业编码"),
    ("A-1", "C530124A0001", "普通清单", "0615", "进口", "4403DEM0A1"),
    ("A-2", "C530124A0001", "普通清单", "0615", "进口", "4403DEM0A1"),
)
HEADING = ("企业内部编号", "商品料号", "商品编码", "申报数量", "币制", "原产国")
GOOD = ("P-1", "8532241000", 100.0, "USD", "JPN")


def book(shell: Shell, *lines: tuple[str | float, ...]) -> Path:
    return write_book(shell.base / "lists.xlsx", {"表头": HEADS, "表体": (HEADING, *lines)})


FAULTS: dict[str, tuple[int, object, str, str]] = {
    "sixteen digits": (3, 1234567890123456.0, "D", "sheets.digits_lost"),
    "a word for a number": (3, "很多", "D", "sheets.number"),
    "too many decimals": (3, "1.1234567", "D", "sheets.decimals"),
    "no such country": (5, "火星", "F", "sheets.code"),
    "scientific notation": (3, "1.9536E+5", "D", "sheets.digits_lost"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_faulty_cell_is_one_error_with_its_true_reason_on_every_way(fault: str, shell: Shell) -> None:
    index, value, column, rule = FAULTS[fault]
    shell.configure()
    row: list[str | float] = ["A-1", *GOOD]
    row[index] = value  # type: ignore[call-overload]
    path = book(shell, tuple(row), ("A-2", *GOOD))
    place = f"表体!{column}2"
    field = "lines[1].quantity" if column == "D" else "lines[1].origin_country"
    for words in (("check", path, "--annotate", "marked.xlsx"), ("submit", path, "--declare"), ("build", path, "-o", "out")):
        said = shell(*words, "--json")
        assert said.code == 1, said.out
        mine = [f for f in said.data["findings"] if (f["document"], f["path"]) == ("A-1", field)]
        assert [(f["rule"], f["cell"], f["severity"]) for f in mine] == [(rule, place, "error")]
    rows = openpyxl.load_workbook(shell.base / "marked.xlsx")["问题"].iter_rows(min_row=2, values_only=True)
    assert [r[10] for r in rows if (r[1], r[4]) == ("A-1", field)] == [rule]


def test_no_rule_speaks_of_a_value_that_reading_left_out(shell: Shell) -> None:
    shell.configure()
    heads = (HEADS[0], ("A-1", "C530124A0001", "普通清单", "0615", "火星", "4403DEM0A1"))
    lines = ((*HEADING, "商品序号"), ("A-1", *GOOD, "x"), ("A-1", *GOOD[:2], -1.1234567, *GOOD[3:], 2.0))
    said = shell("check", write_book(shell.base / "lists.xlsx", {"表头": heads, "表体": lines}), "--json")
    told = {path: [f["rule"] for f in said.data["findings"] if f["path"] == path] for path in ("direction", "lines[1].line_no")}
    assert told == {"direction": ["sheets.code"], "lines[1].line_no": ["sheets.number"]}
    kept = {f["rule"] for f in said.data["findings"] if f["path"] == "lines[2].quantity"}
    assert kept == {"sheets.decimals", "field.negative:lines.quantity"}, "two faults of a value that was read are two"


def test_a_fault_that_reading_has_not_told_is_told_by_the_rules_with_list_and_cell(shell: Shell) -> None:
    shell.configure()
    path = book(shell, ("A-1", *GOOD), ("A-2", "P-1", "8532241000", -1.0, "USD", "JPN"))
    said = shell("check", path, "--json")
    negative = [f for f in said.data["findings"] if f["rule"] == "field.negative:lines.quantity"]
    assert [(f["document"], f["cell"]) for f in negative] == [("A-2", "表体!D3")]
    missing = [f for f in said.data["findings"] if f["path"] == "lines[1].unit"]
    assert {(f["document"], f["cell"]) for f in missing} == {("A-1", "表体!2"), ("A-2", "表体!3")}, "there is no such column"
    assert said.data["errors"] == sum(f["severity"] == "error" for f in said.data["findings"])


def test_people_see_the_list_the_cell_and_no_empty_mark(shell: Shell) -> None:
    shell.configure()
    path = book(shell, ("A-1", "P-1", "8532241000", "很多", "USD", "JPN"), ("A-2", *GOOD))
    said = shell("check", path)
    assert "错误 error  A-1 lines[1].quantity [表体!D2]" in said.out
    assert "·  ·" not in said.out


def test_findings_of_files_without_cells_name_the_list(shell: Shell) -> None:
    shell.configure()
    path = shell.write("two.json", inventory("A-1"), inventory("A-2", direction="X"))
    found = [f for f in shell("check", path, "--json").data["findings"] if f["path"] == "direction"]
    assert {(f["document"], f["cell"]) for f in found} == {("A-2", None)}


def test_an_act_that_finds_faults_names_the_list_too(shell: Shell) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    shell("withdraw", "A-1")
    said = shell("redeclare", "A-1", shell.write("b.json", inventory("A-1", direction="X")), "--json")
    assert said.code == 1, said.out
    assert {(f["document"], f["cell"]) for f in said.data["findings"]} == {("A-1", None)}
    assert said.data["error"]["type"] == "InvalidDocument"


@pytest.mark.parametrize("flag", [(), ("--declare",)])
def test_build_checks_and_writes_nothing_that_is_wrong(flag: tuple[str, ...], shell: Shell) -> None:
    shell.configure()
    empty = attrs.evolve(inventory("A-1"), lines=())
    faulty = {"direction": inventory("A-1", direction="X"), **({"lines": empty} if flag else {})}
    for name, wrong in faulty.items():
        said = shell("build", shell.write("a.json", wrong), "-o", "out", *flag, "--json")
        assert said.code == 1, said.out
        assert name in {f["path"] for f in said.data["findings"] if f["severity"] == "error"}
        assert "files" not in said.data
    assert not (shell.base / "out").exists()


def test_build_asks_the_rules_for_what_the_step_needs_and_the_card(shell: Shell) -> None:
    shell.configure()
    draft = shell.write("a.json", attrs.evolve(inventory("A-1"), lines=(line(1, unit_price=None, total_price=None),)))
    assert shell("check", draft).code == 1, "declaring needs the price"
    saving, declaring = (shell("build", draft, "-o", "out", *flag, "--json") for flag in ((), ("--declare",)))
    assert (saving.code, declaring.code) == (shell("check", draft, "--save-only").code, 1)


def test_what_was_read_from_the_wire_is_written_as_it_was_whatever_the_rules_say(shell: Shell) -> None:
    shell.configure()
    shell("build", shell.write("a.json", inventory("A-1")), "-o", "out")
    (built,) = (shell.base / "out").iterdir()
    (name, xml), *_ = members(built).items()
    odd = shell.base / name
    odd.write_bytes(xml.replace(b"<ImpexpMarkcd>I<", b"<ImpexpMarkcd>X<"))
    (shell.base / "odd.json").write_text(shell("read", odd, "--document").out, encoding="utf-8")
    for number, source in enumerate((odd, shell.base / "odd.json")):
        said = shell("build", source, "-o", f"again{number}", "--json")
        assert said.code == 0, said.out
        assert "direction" in {f["path"] for f in said.data["findings"]}, "the rules are heard all the same"
        (again,) = (shell.base / f"again{number}").iterdir()
        assert next(iter(members(again).values())) == odd.read_bytes()


def test_only_sheets_can_be_annotated_and_that_is_said(shell: Shell) -> None:
    said = shell("check", shell.write("a.json", inventory("A-1")), "--annotate", "marked.xlsx", "--json")
    assert (said.code, said.data["error"]["type"]) == (2, "UnusableInput")
    assert not (shell.base / "marked.xlsx").exists()


def test_a_list_that_is_refused_at_the_last_moment_is_named_beside_those_submitted_before(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was well when it was checked; the second of its lists no longer is when it is submitted."""
    shell.configure()
    real = Broker.submit

    def submit(self: Broker, document: BondedInventoryList, account: str | None, *, declare: bool, key: str | None) -> Submitted:
        direction = "X" if document.internal_number == "A-2" else document.direction
        return real(self, attrs.evolve(document, direction=direction), account, declare=declare, key=key)

    monkeypatch.setattr(Broker, "submit", submit)
    said = shell("submit", shell.write("two.json", inventory("A-1"), inventory("A-2")), "--json")
    assert said.code == 1, said.out
    assert [d["number"] for d in said.data["documents"]] == ["A-1"]
    assert {f["document"] for f in said.data["findings"]} == {"A-2"}
