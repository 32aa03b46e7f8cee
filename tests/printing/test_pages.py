"""Print views: everything that a document holds, where the paper form has it, and nothing that is not text."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest

from baoguan import BondedInventoryList, CustomsDeclaration, LicenceDocument
from baoguan.documents.declaration import DECLARATION_KIND
from baoguan.documents.inventory import INVENTORY_KIND
from baoguan.model.fields import CodeEnum, Term
from baoguan.model.ledger import Ledger
from baoguan.printing import DELETED, DRAFT, mark_of
from tests.printing.pages import page
from tests.support.declarations import declaration
from tests.support.filled import filled, leaves
from tests.support.lists import inventory

EXPORT_BOXES = ("境内发货人", "境外收货人", "生产销售单位", "出境关别", "出口日期", "运抵国（地区）", "指运港", "离境口岸")
IMPORT_BOXES = ("境内收货人", "境外发货人", "消费使用单位", "进境关别", "进口日期", "启运国（地区）", "经停港", "入境口岸")


def seen(term: Term | None, value: object) -> str:
    """A value as it must be found in a page."""
    if term is not None and term.secret:
        return f"*{str(value)[-4:]}"
    if term is not None and isinstance(term.codes, type) and issubclass(term.codes, CodeEnum):
        return next(member.zh for member in term.codes if member.value == value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize("direction", ["I", "E"])
def test_every_field_of_every_section_of_a_declaration_is_found(direction: str) -> None:
    document = attrs.evolve(filled(CustomsDeclaration), direction=direction)
    everything = list(leaves(document))
    assert len(everything) > 600
    text = page(document).text
    # Charges stand in their boxes as on the paper form: currency, amount and mark as codes.
    coded = {"freight_mark", "insurance_mark", "other_mark"}
    missing = [path for path, term, value in everything if path not in coded and seen(term, value) not in text]
    assert missing == []
    for name in ("freight", "insurance", "other"):
        assert "/".join(str(getattr(document, f"{name}_{part}")) for part in ("currency", "rate", "mark")) in text


@pytest.mark.parametrize("model", [BondedInventoryList, Ledger])
def test_every_field_of_other_documents_is_found(model: type) -> None:
    document: object = filled(model)
    everything = list(leaves(document))
    text = page(document).text
    assert len(everything) > 80
    assert [path for path, term, value in everything if seen(term, value) not in text] == []


@pytest.mark.parametrize(("direction", "own", "other"), [("I", IMPORT_BOXES, EXPORT_BOXES), ("E", EXPORT_BOXES, IMPORT_BOXES)])
def test_the_form_names_its_boxes_by_the_direction(direction: str, own: tuple[str, ...], other: tuple[str, ...]) -> None:
    shown = page(declaration(direction=direction))
    boxes = "\n".join(shown.texts("words"))
    assert [words for words in own if words not in boxes] == []
    assert [words for words in other if words in boxes] == []
    word = "进口" if direction == "I" else "出口"
    assert f"中华人民共和国海关{word}货物报关单" in shown.text


def test_boxes_hold_codes_behind_the_words_and_names_below() -> None:
    document = declaration(freight_currency="USD", freight_mark="3", freight_rate=Decimal("500.00"))
    shown = page(document, facts={"declared_on": "2026-06-04"})
    assert shown.box("监管方式") == "(0110)一般贸易"
    assert shown.box("进境关别") == "(5301)皇岗海关"
    assert shown.box("运费") == "USD/500.00/3"
    assert shown.box("运输工具名称及航次号") == "DEMO VESSEL/DEMO01"
    assert shown.box("申报日期") == "2026-06-04"
    assert document.trader is not None
    assert shown.box("境内收货人") == f"({document.trader.credit_code}/{document.trader.customs_code}){document.trader.name}"


def test_goods_stand_in_the_columns_of_the_form_with_every_quantity_in_its_place() -> None:
    shown = page(declaration())
    tables = [t for t in shown.root.body.iter("table") if "lines" in (t.get("class") or "")]
    (table,) = tables
    assert [th.text_content() for th in table.iter("th")][:5] == [
        "项号",
        "商品编号",
        "商品名称及规格型号",
        "数量及单位",
        "单价/总价/币制",
    ]
    first, second = [[[div.text_content() for div in td] for td in tr] for tr in table.find("tbody")]
    assert first[2] == ["集成电路", "4|3|示例用途|示例品牌|DEMO-01"]
    assert first[3] == ["1000 个", "700 千克", "1000 个"]
    assert second[3] == ["200 台", "", "200 台"]
    assert second[4] == ["30", "6000", "美元(USD)"]
    assert (first[5], first[8]) == (["日本(JPN)"], ["照章征税(1)"])


def test_promises_are_answered_one_by_one() -> None:
    (confirmed,) = page(declaration(promises="10900")).texts("confirmed")
    answers = "特殊关系确认：是价格影响确认：否支付特许权使用费确认：公式定价确认：否暂定价格确认：否（价格说明 10900）"
    assert confirmed == answers


def test_an_entry_record_list_has_its_own_title() -> None:
    assert "进境货物备案清单" in page(declaration(record_list_kind="1")).text
    assert "出境货物备案清单" in page(declaration(record_list_kind="1", direction="E")).text
    assert "进口货物报关单" in page(declaration(record_list_kind="4")).text


def test_documents_that_customs_asks_for_stand_in_the_form() -> None:
    document = declaration(
        licence_documents=(LicenceDocument(kind="Y", number="<14>C2026-0001"), LicenceDocument(kind="A", number="2"))
    )
    assert page(document).box("随附单证及编号") == "Y:<14>C2026-0001；A:2"


def test_what_a_document_holds_is_never_markup() -> None:
    nasty = '<script src="http://example.invalid/x.js"></script>"\'&\x00\x1b'
    document = declaration(goods_place=nasty, marks=nasty, internal_number=nasty)
    shown = page(document)
    assert not list(shown.root.iter("script", "img", "link", "iframe", "object"))
    assert not re.search(r"""(src|href)=|url\(|@import""", re.sub(r"&lt;script.*?&gt;", "", shown.source))
    assert shown.text.count('<script src="http://example.invalid/x.js"></script>"\'&') == 3
    assert "default-src 'none'" in shown.source
    assert not set("\x00\x1b") & set(shown.source)


def test_an_attachment_in_letters_does_not_fill_the_paper() -> None:
    text = page(declaration(marks="长" * 5000)).text
    assert len(text) > 5000, "marks are read on paper"
    document = filled(CustomsDeclaration)
    first = attrs.evolve(document.mark_attachments[0], content="QUJD" * 200_000)
    text = page(attrs.evolve(document, mark_attachments=(first,))).text
    assert "800,000" in text
    assert "QUJD" * 20 not in text


def test_a_mark_stands_across_the_pages() -> None:
    assert page(declaration(), mark=DRAFT).texts("mark") == ["草稿 DRAFT"]
    assert page(declaration(), mark=None).texts("mark") == []


@pytest.mark.parametrize(
    ("kind", "released", "drafts"),
    [
        (DECLARATION_KIND, {"released", "released_on_guarantee", "cleared"}, {"draft", "saved", "audited", "rejected", "tax_due"}),
        (INVENTORY_KIND, {"approved", "pre_deducted", "deducted", "written_off"}, {"draft", "saved", "manual", "rejected"}),
    ],
)
def test_a_document_is_a_draft_until_it_is_released(kind: object, released: set[str], drafts: set[str]) -> None:
    lifecycle = kind.lifecycle  # type: ignore[attr-defined]
    marks = {state.name: mark_of(lifecycle, state.name) for state in lifecycle.states}
    assert {name for name, mark in marks.items() if mark is None} == released
    assert {name for name, mark in marks.items() if mark is DELETED} == {"deleted"}
    assert all(marks[name] is DRAFT for name in drafts)


def test_several_documents_begin_on_sheets_of_their_own() -> None:
    shown = page(declaration("A-1"), declaration("A-2"), inventory("L-1"))
    assert len(shown.texts("document")) == 3
    assert "break-before: page" in shown.source
    assert all(number in shown.text for number in ("A-1", "A-2", "L-1"))


def test_a_field_that_an_export_has_no_box_for_is_not_lost() -> None:
    shown = page(declaration(direction="E", goods_place="示例堆场"))
    assert "示例堆场" not in "".join(shown.texts("form"))
    assert "示例堆场" in "".join(shown.texts("further"))
