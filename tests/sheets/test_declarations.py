"""Workbooks and CSV files of customs declarations: heads, goods, containers and documents, joined by 客户端报关单编号."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import openpyxl
import pytest

from baoguan import Container, CustomsDeclaration, DeclarationAttachment, LicenceDocument
from baoguan.errors import Finding, UnusableInput
from baoguan.model.declaration_parts import CertificateRequest
from baoguan.model.declaration_transit import Transit, TransitLeg
from baoguan.model.message import Document
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.engine import Context
from baoguan.sheets import Reading, annotate, read_csv, read_map, read_workbook, write_documents, write_template
from baoguan.sheets.declaration import DECLARATION
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.kinds import KINDS
from baoguan.sheets.names import Headings, Names
from baoguan.sheets.outgoing import out_columns
from baoguan.sheets.tables import SheetKind
from tests.sheets.books import HEADS as LIST_HEADS
from tests.sheets.books import LINES as LIST_LINES
from tests.sheets.books import TODAY, Rows, rules, write_book, write_csv
from tests.support.declarations import declaration
from tests.support.lists import inventory

RED = "FFFFC7CE"
KEY = "客户端报关单编号"

HEADS: Rows = (
    (KEY, "进出口标志", "申报地海关", "监管方式", "境内收发货人编码", "件数"),
    ("D-1", "进口", "5301", "0110", "4403DEM0A1", 40.0),
    ("D-2", "E", "皇岗海关", "一般贸易", "4403DEM0A1", 2.0),
)
GOODS: Rows = (
    (KEY, "商品编号", "商品名称", "成交数量", "成交计量单位", "币制", "原产国(地区)"),
    ("D-1", "8542399000", "集成电路", 1000.0, "个", "美元", "日本"),
    ("D-1", "8504409999", "电源模块", 200.0, "台", "USD", "JPN"),
    ("D-2", "7318159090", "螺钉", 2.5, "035", "USD", "CHN"),
)
CONTAINERS: Rows = (
    (KEY, "集装箱号", "集装箱规格", "商品项号", "拼箱标识"),
    ("D-2", "DEMU7654321", "21", "1", "否"),
    ("D-1", "DEMU1234567", "21", "1,2", "1"),
    ("D-1", "DEMU1234568", "21", "2", None),
)
DOCUMENTS: Rows = ((KEY, "单证代码", "单证编号"), ("D-1", "Y", "<14>C2026-1"))
ATTACHED: Rows = ((KEY, "随附单据类别", "随附单据文件企业名", "文件"), ("D-2", "00000001", "invoice.pdf", "papers/invoice.pdf"))
BOOK = {"表头": HEADS, "表体": GOODS, "集装箱": CONTAINERS, "随附单证": DOCUMENTS, "随附单据": ATTACHED}


def read(folder: Path, sheets: dict[str, Rows]) -> Reading[CustomsDeclaration]:
    return read_workbook(write_book(folder / "d.xlsx", sheets), today=TODAY, kind="declaration")


def told(path: Path, names: Names | dict[str, str] | None = None) -> Reading[Document]:
    """A file whose headings tell its kind."""
    return read_workbook(path, today=TODAY, mapping=names, kind=None)


def test_sections_of_several_declarations_are_joined_by_their_number(tmp_path: Path) -> None:
    reading = read(tmp_path, BOOK)
    assert reading.findings == ()
    assert reading.kind == "declaration"
    first, second = reading.documents
    assert (first.internal_number, first.direction, second.direction, second.supervision_mode) == ("D-1", "I", "E", "0110")
    assert (first.packages, second.customs_office) == (40, "5301")
    assert [(g.line_no, g.hs_code, g.quantity) for g in first.goods] == [
        (1, "8542399000", Decimal(1000)),
        (2, "8504409999", Decimal(200)),
    ]
    assert [(g.line_no, g.unit, g.origin_country) for g in second.goods] == [(1, "035", "CHN")]
    assert first.containers == (
        Container(number="DEMU1234567", size="21", goods_lines="1,2", less_than_container="1"),
        Container(number="DEMU1234568", size="21", goods_lines="2"),
    )
    assert [c.number for c in second.containers] == ["DEMU7654321"]
    assert first.licence_documents == (LicenceDocument(kind="Y", number="<14>C2026-1"),)
    assert second.attachments == (DeclarationAttachment(kind="00000001", file_name="invoice.pdf", path="papers/invoice.pdf"),)
    assert str(reading.cells.find(0, "containers[1].number")) == "集装箱!B3"
    assert str(reading.cells.find(0, "goods[2].hs_code")) == "表体!B3"
    assert str(reading.cells.find(0, "goods[2].licences[1].number")) == "表体!3"
    assert str(reading.cells.find(1, "attachments[1].file_name")) == "随附单据!C2"
    assert str(reading.cells.find(1, "trader.customs_code")) == "表头!E3"
    assert reading.cells.find(1, "licence_documents") is None


def test_goods_with_the_head_repeated_make_declarations_and_containers_join_them(tmp_path: Path) -> None:
    flat: Rows = (
        (KEY, "进出口标志", "申报地海关", "商品编号", "商品名称", "成交数量", "单价"),
        ("D-1", "I", "5301", "8542399000", "集成电路", 1000.0, 2.5),
        ("D-1", None, "5301", "8504409999", "电源模块", 200.0, 30.0),
    )
    reading = read(tmp_path, {"商品": flat, "箱": CONTAINERS})
    assert rules(reading) == ["no_head"], "D-2 has containers only"
    assert "集装箱中客户端报关单编号 D-2" in reading.findings[0].zh
    (document,) = reading.documents
    assert (document.direction, len(document.goods), len(document.containers)) == ("I", 2, 2)
    by_csv = read_csv(write_csv(tmp_path / "d.csv", flat), today=TODAY, kind=None)
    assert by_csv.documents == (attrs.evolve(document, containers=()),)


LICENCES: Rows = (
    (KEY, "商品序号", "许可证类别代码", "许可证编号", "许可证核销数量", "许可证核销数量单位"),
    ("D-1", 2, "411", "L-2", 1.0, "辆"),
    ("D-1", 1, "325", "L-1", None, None),
    ("D-1", 2, "325", "L-3", None, None),
)
VEHICLES: Rows = (
    (KEY, "许可证编号", "许可证类别代码", "VIN序号", "车辆识别代码（VIN）", "提/运单日期"),
    ("D-1", "L-2", "411", "1", "DEMOVIN0000000001", "2026-01-03"),
    ("D-1", "L-2", "411", "2", "DEMOVIN0000000002", "2026-01-03"),
)
HANGING = {
    "产品资质": LICENCES,
    "车辆": VEHICLES,
    "申请单证": ((KEY, "申请单证代码", "申请单证正本数"), ("D-1", "11", "1")),
    "单证对应关系": ((KEY, "单证代码", "单证编号", "报关单商品项号", "对应随附单证商品项号"), ("D-1", "Y14", "C2026-1", "1", "3")),
    "转关": ((KEY, "转关类型", "境内运输方式", "预计运抵指运地时间", "备注"), ("D-1", "1", "4", "2026-01-09", "虚构")),
    "转关境外段": ((KEY, "进出境运输方式", "提单号"), ("D-1", "2", "BL-1")),
    "转关集装箱": ((KEY, "集装箱号", "电子关锁号"), ("D-1", "DEMU1234567", "S-1")),
    "转关箱货关系": ((KEY, "集装箱号", "商品序号", "商品件数"), ("D-1", "DEMU1234567", 1, 40)),
}


def test_licences_vehicles_certificates_and_the_transit_have_sheets_that_are_read_where_they_belong_and_written_back(
    tmp_path: Path,
) -> None:
    reading = read(tmp_path, {**BOOK, **HANGING})
    assert reading.findings == ()
    first, second = reading.documents
    assert [[(n.kind, n.number, n.line_no) for n in g.licences] for g in first.goods] == [
        [("325", "L-1", 1)],
        [("411", "L-2", 2), ("325", "L-3", 2)],
    ]
    assert [v.vin for v in first.goods[1].licences[0].vehicles] == ["DEMOVIN0000000001", "DEMOVIN0000000002"]
    assert first.certificate_requests == (CertificateRequest(kind="11", originals="1"),)
    assert [(r.kind, r.line_no, r.document_line_no) for r in first.origin_relations] == [("Y14", "1", "3")]
    assert first.transit == Transit(kind="1", transport_mode="4", arrives_on=date(2026, 1, 9), remark="虚构")
    assert first.transit_leg == TransitLeg(transport_mode="2", bill_of_lading="BL-1")
    assert (first.transit_containers[0].seal_no, first.transit_goods[0].container) == ("S-1", "DEMU1234567")
    assert (second.transit, second.goods[0].licences) == (None, ())
    places = {
        "goods[2].licences[1].number": "产品资质!D2",
        "goods[2].licences[2]": "产品资质!4",
        "goods[2].licences[1].vehicles[2].vin": "车辆!E3",
        "goods[2].hs_code": "表体!B3",
        "transit.kind": "转关!B2",
        "transit": "转关!2",
        "certificate_requests[1].kind": "申请单证!B2",
    }
    assert {path: str(reading.cells.find(0, path)) for path in places} == places
    assert reading.cells.find(1, "transit") != reading.cells.find(0, "transit")
    findings = [Finding(rule="r.1", severity="error", path="goods[2].licences[1].vehicles[2].vin", value="x", zh="车架", en="VIN")]
    annotate(tmp_path / "d.xlsx", reading, [(0, f) for f in findings], tmp_path / "marked.xlsx")
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx")["车辆"]["E3"].fill.fgColor.rgb == RED
    write_documents(tmp_path / "x.xlsx", reading.documents)
    assert told(tmp_path / "x.xlsx").documents == reading.documents
    write_documents(tmp_path / "y.xlsx", [second])
    assert not set(HANGING) & set(openpyxl.load_workbook(tmp_path / "y.xlsx").sheetnames), "no sheet where there is nothing"


def test_what_hangs_on_nothing_or_comes_twice_is_told_with_its_cell_and_not_read(tmp_path: Path) -> None:
    odd = {
        "产品资质": (*LICENCES, ("D-1", 9, "325", "L-9", None, None), ("D-1", 2, "411", "L-2", 1.0, "辆")),
        "车辆": VEHICLES,
        "转关": (*HANGING["转关"], ("D-1", "2", "4", "2026-01-09", None)),
    }
    reading = read(tmp_path, {**BOOK, **odd})
    assert [(f.rule, f.path, str(p)) for f, p in zip(reading.findings, reading.places, strict=True)] == [
        ("sheets.no_parent", "goods.licences", "产品资质!5"),
        ("sheets.no_parent", "goods.licences.vehicles", "车辆!2"),
        ("sheets.no_parent", "goods.licences.vehicles", "车辆!3"),
        ("sheets.second_row", "transit", "转关!3"),
    ]
    assert "商品序号 9 在表体中没有" in reading.findings[0].zh
    assert "L-2、411 在产品资质中有多行符合" in reading.findings[1].zh
    (document, _) = reading.documents
    assert [len(g.licences) for g in document.goods] == [1, 3]
    assert document.transit is not None
    assert document.transit.kind == "1"
    bad = read(tmp_path, {**BOOK, "产品资质": (*LICENCES[:3], ("D-1", 2, "325", "L-3", "许多", None))})
    (finding,) = bad.findings
    assert (finding.path, str(bad.places[0])) == ("goods[2].licences[2].quantity", "产品资质!E4")


def test_what_does_not_fit_together_is_told_in_the_words_of_declarations(tmp_path: Path) -> None:
    rows: Rows = (("集装箱号", "集装箱规格"), ("DEMU1234567", "21"))
    reading = read(tmp_path, {**BOOK, "集装箱": rows, "表体": GOODS[:3]})
    texts = [f.zh for f in reading.findings]
    assert rules(reading) == ["key_missing", "no_lines"]
    assert "表头有多张报关单，而集装箱没有“客户端报关单编号”列" in texts[0]
    assert "报关单 D-2 没有表体行" in texts[1]


def test_containers_alone_are_no_declaration(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="没有找到报关单的列名"):
        read(tmp_path, {"集装箱": CONTAINERS})


def test_the_example_of_the_template_passes_the_rules_and_is_told_as_a_declaration(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", today=TODAY, kind="declaration")
    reading = told(tmp_path / "t.xlsx")
    assert (reading.kind, reading.findings) == ("declaration", ())
    (document,) = reading.documents
    assert isinstance(document, CustomsDeclaration)
    assert (len(document.goods), len(document.containers)) == (2, 1)
    found = DECLARATION_RULES.check(document, Context(on=TODAY))
    assert [f for f in found if f.severity == "error"] == []


def test_an_empty_template_has_a_sheet_a_section_with_every_ordinary_column(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", with_example=False, kind="declaration")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["说明", *(s.zh for s in DECLARATION.sections), "代码"]
    for section in DECLARATION.sections:
        assert [cell.value for cell in book[section.zh][1]] == [c.heading for c in out_columns(DECLARATION, section)]
    headings = {cell.value for cell in book["表头"][1]}
    assert {KEY, "备案号", "境内收发货人社会信用代码", "启运港"} <= headings
    assert not {"海关编号", "录入员IC卡号"} & headings


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_heading_of_a_template_is_read_as_its_own_field(kind: SheetKind) -> None:
    headings = Headings(kind)
    for section in kind.sections:
        for column in out_columns(kind, section):
            found = headings.target(column.heading, column.section)
            assert found is not None
            assert found.path == column.path, column.heading


def test_declarations_written_are_read_the_same(tmp_path: Path) -> None:
    documents = [
        declaration("D-1", licence_documents=(LicenceDocument(kind="Y", number="<14>C2026-1"),)),
        declaration("D-2", attachments=(DeclarationAttachment(kind="00000001", file_name="a.pdf"),), containers=()),
    ]
    write_documents(tmp_path / "x.xlsx", documents)
    assert told(tmp_path / "x.xlsx").documents == tuple(documents)
    with pytest.raises(UnusableInput, match="只能有一种单证"):
        write_documents(tmp_path / "x.xlsx", [*documents, inventory("L-1")])


def test_findings_of_any_section_mark_its_cells(tmp_path: Path) -> None:
    reading = read(tmp_path, BOOK)
    findings = [
        Finding(rule="r.1", severity="error", path="containers[2].number", value="x", zh="箱号有误", en="wrong container"),
        Finding(rule="r.2", severity="error", path="goods[1].hs_code", value="x", zh="编码有误", en="wrong code"),
    ]
    annotate(tmp_path / "d.xlsx", reading, [(0, f) for f in findings], tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    for sheet, place, text in (("集装箱", "B4", "箱号有误"), ("表体", "B2", "编码有误")):
        cell = book[sheet][place]
        assert cell.fill.fgColor.rgb == RED
        assert cell.comment is not None
        assert text in cell.comment.text
    problems = [[cell.value for cell in row] for row in book["问题"].iter_rows()]
    assert problems[0][1] == f"{KEY} Declaration"
    assert [row[1:4] for row in problems[1:]] == [["D-1", "集装箱", "B4"], ["D-1", "表体", "B2"]]


def test_cells_that_cannot_be_read_are_told_with_the_path_of_their_section(tmp_path: Path) -> None:
    rows: Rows = (*CONTAINERS[:3], ("D-1", "DEMU1234568", "很大的箱子", "2", None))
    reading = read(tmp_path, {**BOOK, "集装箱": rows})
    (found,) = reading.findings
    assert (found.path, str(reading.places[0]), reading.owners) == ("containers[2].size", "集装箱!C4", (0,))
    carried = reading.documents[0].containers[1].carried
    assert carried is not None
    assert carried.originals == {"size": "很大的箱子"}


def test_headings_tell_the_kind(tmp_path: Path) -> None:
    write_template(tmp_path / "l.xlsx", today=TODAY)
    assert told(tmp_path / "l.xlsx").kind == "inventory"
    assert told(write_book(tmp_path / "l.xlsx", {"表头": LIST_HEADS, "表体": LIST_LINES})).kind == "inventory"
    assert told(write_book(tmp_path / "d.xlsx", {"a": HEADS, "b": GOODS})).kind == "declaration"
    assert told(write_csv(tmp_path / "l.csv", LIST_LINES)).kind == "inventory"
    assert told(write_csv(tmp_path / "d.csv", GOODS)).kind == "declaration"


def test_headings_that_fit_two_kinds_equally_are_not_guessed(tmp_path: Path) -> None:
    both: Rows = (("internal_number", "税号", "币制"), ("D-1", "8542399000", "USD"))
    path = write_csv(tmp_path / "x.csv", both)
    with pytest.raises(UnusableInput, match=r"看不出 x\.csv 是 清单（inventory） 或 报关单") as caught:
        told(path)
    assert "--kind" in caught.value.remedy_en
    assert isinstance(read_workbook(path, today=TODAY, kind="declaration").documents[0], CustomsDeclaration)
    assert read_workbook(path, today=TODAY, kind="inventory").documents[0].lines[0].hs_code == "8542399000"
    with pytest.raises(UnusableInput, match="表格没有单证种类"):
        read_workbook(path, kind="no such kind")


def test_a_map_tells_the_kind_where_its_fields_do(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        '[head]\n"单号" = "客户端报关单编号"\n[goods]\n"Material" = "商品编号"\n"Qty" = "quantity"\n"单号" = "-"\n'
        '[containers]\n"Box" = "集装箱号"\n"Size" = "size"\n',
        encoding="utf-8",
    )
    book = write_book(
        tmp_path / "erp.xlsx",
        {
            "a": [("单号", "进出口标志", "件数"), ("D-1", "I", 1.0)],
            "b": [("Material", "Qty", "币制"), ("8542399000", 3.0, "USD")],
            "c": [("Box", "Size"), ("DEMU1234567", "21")],
        },
    )
    reading = told(book, read_map(tmp_path / "m.toml"))
    assert reading.findings == ()
    (document,) = reading.documents
    assert isinstance(document, CustomsDeclaration)
    assert (document.goods[0].hs_code, document.containers[0].number) == ("8542399000", "DEMU1234567")
    with pytest.raises(UnusableInput, match="列名对照不能用于清单"):
        read_workbook(book, mapping=read_map(tmp_path / "m.toml"), kind="inventory")
    with pytest.raises(UnusableInput, match="goods"):
        read_map(tmp_path / "m.toml", "inventory")


def test_lines_of_a_map_are_the_goods_of_a_declaration(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[lines]\n"Material" = "hs_code"\n', encoding="utf-8")
    names = read_map(tmp_path / "m.toml")
    assert set(names.kinds) == set(KINDS)
    path = write_csv(tmp_path / "x.csv", ((KEY, "Material", "成交数量"), ("D-1", "8542399000", "3")))
    document = told(path, names).documents[0]
    assert isinstance(document, CustomsDeclaration)
    assert document.goods[0].hs_code == "8542399000"


def test_names_of_a_kind_are_of_no_other(tmp_path: Path) -> None:
    names = Names(kinds={"declaration": Names(head={"ClientSeqNo": "internal_number"}, sections={"goods": {"CodeTS": "hs_code"}})})
    path = write_csv(tmp_path / "x.csv", (("ClientSeqNo", "CodeTS", "GName"), ("D-1", "8542399000", "示例")))
    reading = read_workbook(path, wire_names=names, kind=None, today=TODAY)
    assert reading.kind == "declaration"
    assert not Headings(INVENTORY, names)._known[INVENTORY.head].get("clientseqno")
