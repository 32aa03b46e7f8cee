"""`ledger write-off`: the draft as JSON that can be declared, counts out of a file, and the report read back, charts and all."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

from baoguan.clock import today
from tests.broker.test_writing_off import ACCOUNT, opened
from tests.cli.conftest import Shell
from tests.sheets.books import write_book

TODAY = today().isoformat()
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    """The rows of a sheet by their headings."""
    headings, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def charts(path: Path) -> list[tuple[str, int, set[str]]]:
    """Of each chart of a workbook its kind, how many series, and the sheets that it shows."""
    out = []
    with zipfile.ZipFile(path) as archive:
        for name in sorted(n for n in archive.namelist() if n.startswith("xl/charts/chart")):
            area = etree.fromstring(archive.read(name)).find(f".//{_CHART}plotArea")
            assert area is not None
            (kind,) = (e for e in area if str(e.tag).endswith("Chart"))
            shown = {str(f.text).partition("!")[0].strip("'") for f in kind.iter(f"{_CHART}f")}
            out.append((str(kind.tag).removeprefix(_CHART), len(kind.findall(f"{_CHART}ser")), shown))
    return out


def test_a_draft_is_written_checked_and_declared_and_its_report_read_back(shell: Shell) -> None:
    shell.configure()
    with opened(shell.base, ACCOUNT):
        pass
    stock = write_book(
        shell.base / "盘点.xlsx",
        {
            "盘点表": (
                ("备案序号", "料号", "实际剩余数量", "差异原因"),
                ("1", "M-1", "938", "领料漏记"),
                ("", "M-2", "470", ""),
                ("合计",),
            )
        },
    )
    said = shell(
        *("ledger", "write-off", ACCOUNT, "--to", TODAY, "--actual", stock, "-o", "draft.json", "--xlsx", "report.xlsx", "--json")
    )
    assert (said.code, said.data["ready"], said.data["period"]) == (0, True, {"from": TODAY, "to": TODAY})
    first, _ = said.data["materials"]
    assert (first["theoretical"], first["uses"][0]["unit"], first["scrap_left"]) == ("938.14815", "0.740740741", "0.55556")
    assert [(d["item_no"], d["difference"], d["reason"]) for d in said.data["differences"]] == [
        (1, "-0.14815", "领料漏记"),
        (2, "-6.66667", ""),
    ]
    assert "write_off.reason" in {f["rule"] for f in said.data["findings"]}
    assert shell("check", "draft.json").code == 0
    assert shell("submit", "draft.json", "--declare").code == 0

    report = shell.base / "report.xlsx"
    (one, two) = sheet(report, "料件平衡")
    assert (one["期初"], one["直接进口"], one["料件内销"], one["产品耗用"], one["应剩余"], one["差异"]) == (
        *(10, 1000, 20, 51.85185, 938.14815, -0.14815),
    )
    assert two["差异"] == -6.66667
    assert [row["单耗"] for row in sheet(report, "产品耗用")] == [0.740740741, 0.333333333]
    scrap = sheet(report, "边角料")[0]
    assert (scrap["产生边角料"], scrap["边角料内销"], scrap["剩余边角料"]) == (1.55556, 1, 0.55556)
    differences = sheet(report, "差异")
    assert [row["差异原因"] for row in differences[:2]] == ["领料漏记", ""]
    assert "实际单耗" in str(differences[1]["可能的原因"])
    assert len(sheet(report, "清单")) == 4
    assert [row["料件 1"] for row in sheet(report, "结余走势")] == [10, 938.14815]
    assert charts(report) == [("barChart", 1, {"差异"}), ("scatterChart", 2, {"结余走势"})]


def test_a_count_that_cannot_be_read_and_a_list_that_is_not_deducted_draft_nothing(shell: Shell) -> None:
    shell.configure()
    with opened(shell.base, ACCOUNT) as desk:
        pending = desk.list("0615", (1, "40"), outcome="pre-deducted")
    refused = shell("ledger", "write-off", ACCOUNT, "--to", TODAY, "-o", "draft.json")
    assert (refused.code, (shell.base / "draft.json").exists()) == (1, False)
    assert pending in refused.out
    stock = shell.base / "stock.csv"
    stock.write_text("料件序号,实盘数量\n1,九百\n2,1\n,3\n", encoding="utf-8")
    said = shell("ledger", "write-off", ACCOUNT, "--to", TODAY, "--actual", stock, "--json")
    assert (said.code, "materials" in said.data) == (1, False)
    assert {"stock!B2", "stock!2", "stock!4"} == {f["cell"] for f in said.data["findings"]}
    stock.write_text("名称,价格\n1,2\n", encoding="utf-8")
    assert shell("ledger", "write-off", ACCOUNT, "--actual", stock).code == 2
